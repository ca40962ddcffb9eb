"""Where somebody is, from what they typed: a postcode, a district, or the name of a town."""

from django.db import connection

from dco_portal.common.errors import Invalid
from dco_portal.organisations import postcodes
from dco_portal.organisations.queries import area_of, find_towns, folded, town_authorities
from local_offer.queries.search.results import Origin

UNKNOWN = "We do not know this place. Enter a postcode such as WR5 1AA, its first half, or the name of a town."


def find(text: str) -> Origin:
    """The origin of distances. Raises Invalid for a place nobody knows, or a name that is two places."""
    if postcodes.district(text):
        return _postcode(text)
    return _town(text)


def _postcode(text: str) -> Origin:
    area = area_of(text)
    if area.point is None:
        raise Invalid({"place": UNKNOWN})
    whole = postcodes.normal(text)
    label = postcodes.spaced(whole) if whole else area.postcode
    return Origin(label, area.point, tuple(each.slug for each in area.candidates))


def _town(text: str) -> Origin:
    towns = find_towns(text)
    if len(towns) == 1:
        town = towns[0]
        return Origin(
            town.name,
            (town.easting, town.northing),
            tuple(each.slug for each in town_authorities(town)),
        )
    if towns:
        names = " or ".join(f"“{town}”" for town in towns[:5])
        raise Invalid({"place": f"There is more than one {text}. Enter {names}."})
    point = _middle(folded(text))
    if point is None:
        raise Invalid({"place": UNKNOWN})
    return Origin(text.title() if text.islower() else text, point)


def _middle(town: str) -> tuple[int, int] | None:
    """The middle of some of the directory's own places in a town of this name (folded)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.city, l.easting, l.northing FROM local_offer_searchrow r"
            " JOIN local_offer_location l ON l.id = r.location_id"
            " WHERE r.codes @> ARRAY[%s]::varchar[] AND NOT l.masked AND l.easting IS NOT NULL LIMIT 200",
            [f"town/{town}"],
        )
        found = [(east, north) for city, east, north in cursor if folded(city) == town]
    if not found:
        return None
    return tuple(round(sum(axis) / len(found)) for axis in zip(*found, strict=True))
