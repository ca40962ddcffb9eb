"""From a home postcode to the local authority to tell. It asks where it cannot know, and never guesses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from dco_portal.common.errors import Invalid
from dco_portal.organisations.models import AreaLink, Organisation, OrganisationKind, Postcode

FULL = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
WHY_MOST = 300


class Fit(StrEnum):
    """How a postcode leads to an authority."""

    POSTCODE = "postcode"  # the table has this very postcode
    DISTRICT = "district"  # it has the district, which lies in one authority
    SEVERAL = "several"  # the district lies in several authorities
    UNKNOWN = "unknown"  # the table has neither
    UNLISTED = "unlisted"  # the authority is known, and is not on the portal
    ABROAD = "abroad"  # not in England: section 23 is about authorities in England


@dataclass(frozen=True)
class Route:
    """Where a postcode leads: the authority and board where they are certain, else those it may be.

    `postcode` is in capitals without spaces, "" when none is known. `words` is a sentence for the person.
    """

    fit: Fit
    postcode: str
    words: str
    la: Organisation | None = None
    icb: Organisation | None = None
    candidates: tuple[Organisation, ...] = field(default=())

    @property
    def asks(self) -> bool:
        """Whether the person must say which authority."""
        return self.la is None


def tidy(text: str) -> str:
    """A postcode in capitals without spaces."""
    return re.sub(r"\s", "", text or "").upper()


def shown(text: str) -> str:
    """A postcode as people write it, such as WR5 1AA."""
    code = tidy(text)
    return f"{code[:-3]} {code[-3:]}" if FULL.fullmatch(code) else code


def check_postcode(text: str) -> None:
    """Raises Invalid beside `postcode` for what is not a whole postcode."""
    if not FULL.fullmatch(tidy(text)):
        raise Invalid({"postcode": "Enter a whole postcode, such as WR5 1AA, or leave it empty if it is not known"})  # fmt: skip


def route(text: str) -> Route:
    """Where a home postcode leads. At most five queries, whatever the size of the table."""
    code = tidy(text)
    if not FULL.fullmatch(code):
        return Route(Fit.UNKNOWN, code, "Without a home postcode the portal cannot tell which authority it is.",
                     candidates=authorities())  # fmt: skip
    exact = Postcode.objects.filter(pk=code).first()
    if exact is not None and exact.local_authority_gss:
        return _known(exact, code, Fit.POSTCODE)
    return _by_district(code)


def routes(codes: Iterable[str]) -> dict[str, Route]:
    """Where many postcodes lead, by their tidied form, as `route`. Queries grow with districts, not with postcodes."""
    wanted = {tidy(code) for code in codes}
    whole = {code for code in wanted if FULL.fullmatch(code)}
    rows = Postcode.objects.filter(pk__in=whole).exclude(local_authority_gss="").in_bulk()
    kept: dict[tuple, Route] = {}
    found = {}
    for code in wanted:
        row = rows.get(code)
        if code not in whole:
            key: tuple = ("",)
        elif row is not None:
            key = ("postcode", row.local_authority_gss, row.icb_ods)
        else:
            key = ("district", code[:-3])
        if key not in kept:
            kept[key] = route(code)
        like = kept[key]
        words = (
            like.words.replace(shown(like.postcode), shown(code)) if code in whole else like.words
        )
        found[code] = replace(like, postcode=code, words=words)
    return found


def _by_district(code: str) -> Route:
    district = code[:-3]
    whole = Postcode.objects.filter(pk=district).first()
    others = Postcode.objects.filter(
        postcode__startswith=district, postcode__regex=rf"^{district}[0-9][A-Z][A-Z]$"
    ).exclude(local_authority_gss="")
    codes = set(others.order_by().values_list("local_authority_gss", flat=True).distinct()[:20])
    if whole is not None and whole.local_authority_gss:
        if codes <= {whole.local_authority_gss}:
            return _known(whole, code, Fit.DISTRICT)
        codes.add(whole.local_authority_gss)
    if whole is not None:
        codes |= set(whole.candidates)
    if len(codes) > 1:
        found = authorities(codes)
        words = f"{shown(code)} is not in the portal’s table, and the district {district} lies in several authorities."
        if len(found) < len(codes):
            words += " Some of them are not on the portal: ask the DCO team if it is one of those."
        return Route(Fit.SEVERAL, code, words, candidates=found)
    return Route(Fit.UNKNOWN, code, f"{shown(code)} is not in the portal’s table of postcodes.",
                 candidates=authorities())  # fmt: skip


def _known(row: Postcode, code: str, fit: Fit) -> Route:
    gss = row.local_authority_gss
    if not gss.startswith("E"):
        return Route(Fit.ABROAD, code, f"{shown(code)} is not in England. Section 23 is about local authorities in England: "
                     "tell the authority there in its own way.")  # fmt: skip
    la = Organisation.objects.filter(kind=OrganisationKind.LA, gss_code=gss, closed_on=None).first()
    if la is None:
        return Route(Fit.UNLISTED, code, f"The authority of {shown(code)} ({gss}) is not on the portal yet. Ask the DCO team to have "
                     "it added; your draft is kept.")  # fmt: skip
    words = (
        f"{shown(code)} is in {la.name}."
        if fit is Fit.POSTCODE
        else f"The district {code[:-3]} is in {la.name}. The portal’s table does not have {shown(code)} itself."
    )
    return Route(fit, code, words, la=la, icb=board_of(la, row.icb_ods))


def board_of(la: Organisation, ods: str = "") -> Organisation | None:
    """The board of a place: by its code where known, else the authority's only one; None when it is unclear."""
    boards = Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None)
    if ods and (named := boards.filter(ods_code=ods).first()):
        return named
    linked = list(boards.filter(la_links__local_authority=la).order_by("name")[:2])
    return linked[0] if len(linked) == 1 else None


def boards_for(la: Organisation | None) -> list[Organisation]:
    """Boards whose area an authority is in; every open board where none is linked."""
    boards = Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None).order_by("name")
    linked = list(boards.filter(la_links__local_authority=la)) if la else []
    return linked or list(boards)


def authorities(gss_codes: set[str] | None = None) -> tuple[Organisation, ...]:
    """Open authorities by name; with codes, those alone."""
    rows = Organisation.objects.filter(kind=OrganisationKind.LA, closed_on=None)
    if gss_codes is not None:
        rows = rows.filter(gss_code__in=gss_codes)
    return tuple(rows.order_by("name"))


def out_of_area(la: Organisation, organisation: Organisation) -> bool:
    """Whether none of the organisation's own area lies in this authority's."""
    if organisation.kind == OrganisationKind.ICB:
        return not AreaLink.objects.filter(local_authority=la, icb=organisation).exists()
    return not organisation.services.filter(closed_on=None, areas=la).exists()


def check_choice(route: Route, la_id: Any, why: str) -> None:
    """Raises Invalid when an authority was chosen that the postcode rules out, or without a reason where it is open."""
    if route.fit in {Fit.ABROAD, Fit.UNLISTED}:
        raise Invalid({"la": route.words})
    chosen = str(la_id or "")
    if not chosen:
        raise Invalid({"la": "Choose the local authority"})
    if route.la is not None and str(route.la.pk) == chosen:
        return
    if route.fit is Fit.POSTCODE and route.la is not None:
        raise Invalid(
            {"la": f"{route.words} Choose it, or correct the postcode if the child lives elsewhere"}
        )
    if route.fit is Fit.SEVERAL and chosen not in {str(each.pk) for each in route.candidates}:
        raise Invalid({"la": "The postcode’s district does not reach into this authority: check the postcode"})  # fmt: skip
    if not why.strip():
        raise Invalid({"la_why": "Say how you know that it is this authority"})


def basis(route: Route, la_id: Any) -> str:
    """How the authority was decided, as `Notification.LaBasis`: by the postcode, its district, or chosen."""
    if route.la is not None and str(route.la.pk) == str(la_id):
        return route.fit.value
    return "chosen"
