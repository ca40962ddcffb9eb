"""Where a postcode or a town is, and whose area that is."""

from dataclasses import dataclass

from dco_portal.organisations import postcodes
from dco_portal.organisations.models import (
    AreaLink,
    Organisation,
    OrganisationKind,
    Postcode,
    Town,
)

Point = tuple[int, int]  # easting, northing: metres of the British National Grid


@dataclass(frozen=True)
class Area:
    """Whose area a postcode lies in. Ask when `local_authority` is None: never guess.

    `postcode` is the most exact row that is known: the postcode itself, its district, or "" for neither. `candidates` are the authorities of this portal it may lie in; `elsewhere` says that it
    also, or only, may lie in an authority that this portal does not know. `local_authority` is
    there only when it is certain; `icb` likewise.
    """

    postcode: str
    candidates: tuple[Organisation, ...] = ()
    elsewhere: bool = False
    icb: Organisation | None = None
    point: Point | None = None
    terminated: bool = False

    @property
    def known(self) -> bool:
        """Whether anything is known of the postcode."""
        return bool(self.postcode)

    @property
    def local_authority(self) -> Organisation | None:
        """The one authority, when it is certain."""
        return self.candidates[0] if len(self.candidates) == 1 and not self.elsewhere else None


def area_of(text: str) -> Area:
    """The area of a postcode as somebody typed it, or of its district where the postcode is not known.

    A text that is no postcode, or one nobody loaded, gives `Area("")`. At most three queries.
    """
    rows = _rows(text)
    if not rows:
        return Area("")
    # The most exact row that says so: a list of points alone knows no authorities, its district does.
    named = next((row for row in rows if row.candidates or row.local_authority_gss), rows[0])
    placed = next((row for row in rows if row.easting is not None), rows[0])
    codes = list(named.candidates) or [named.local_authority_gss]
    known = {
        each.gss_code: each
        for each in Organisation.objects.filter(
            kind=OrganisationKind.LA, gss_code__in=[code for code in codes if code]
        )
    }
    candidates = tuple(known[code] for code in codes if code in known)
    return Area(
        postcode=rows[0].postcode,
        candidates=candidates,
        elsewhere=len(candidates) < len(codes),
        icb=_icb(named.icb_ods, candidates, certain=len(candidates) == len(codes)),
        point=point_of(placed),
        terminated=rows[0].terminated_on is not None,
    )


def _icb(ods: str, authorities: tuple[Organisation, ...], *, certain: bool) -> Organisation | None:
    """The ICB that the postcode names; else the only one of these authorities, when they are all."""
    if ods:
        return Organisation.objects.filter(kind=OrganisationKind.ICB, ods_code=ods).first()
    if not certain:
        return None
    links = AreaLink.objects.filter(local_authority__in=authorities).select_related("icb")
    icbs = {link.icb_id: link.icb for link in links}
    return next(iter(icbs.values())) if len(icbs) == 1 else None


def _rows(text: str) -> list[Postcode]:
    """The row of a postcode as typed and that of its district, those that are known. One query."""
    wanted = [each for each in (postcodes.normal(text), postcodes.district(text)) if each]
    if not wanted:
        return []
    return sorted(Postcode.objects.filter(pk__in=wanted), key=lambda row: -len(row.postcode))


def find_postcode(text: str) -> Postcode | None:
    """The row of a postcode as typed, or of its district; None when neither is known. One query."""
    return next(iter(_rows(text)), None)


def point_of(row: Postcode) -> Point | None:
    """Where a postcode's row is, when it says so."""
    if row.easting is None or row.northing is None:
        return None
    return row.easting, row.northing


def folded(name: str) -> str:
    """A town's name as it is looked up: lower case, "&" and hyphens as words, "saint" as "st"."""
    words = name.casefold().replace("&", " and ").replace("-", " ").replace(".", " ")
    words = words.replace("'", "").replace("’", "")
    return " ".join("st" if word == "saint" else word for word in words.split())


def find_towns(name: str) -> list[Town]:
    """Towns of this name, alone or with their county ("Bradford on Avon, Wiltshire"). One query."""
    town, _, county = (part.strip() for part in name.partition(","))
    rows = Town.objects.filter(folded=folded(town)[:100])
    return list(rows.filter(county__iexact=county) if county else rows)


def town_authorities(town: Town) -> list[Organisation]:
    """The authority in whose area a town is, in a list; empty when that is not known. One query."""
    if not town.local_authority_gss:
        return []
    rows = Organisation.objects.filter(kind=OrganisationKind.LA)
    return list(rows.filter(gss_code=town.local_authority_gss))
