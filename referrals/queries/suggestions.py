"""Voluntary organisations of the Local Offer near a child's home, for the parents to be told of (s.23(4))."""

from collections.abc import Iterable

from dco_portal.organisations.models import Organisation, Postcode
from local_offer.queries.near import Suggestion, near
from referrals.models import Need

__all__ = ["Suggestion", "likely", "point_of"]

LIMIT = 8
# What families' own words in the directory are for each area of need.
WORDS: dict[str, str] = {
    Need.COMMUNICATION: "speech language communication autism",
    Need.COGNITION: "learning disability play development",
    Need.SOCIAL: "behaviour feelings mental health family support",
    Need.SENSORY: "hearing sight deaf blind physical disability",
    Need.HEALTH: "health condition carers short breaks",
}


def likely(needs: Iterable[str], postcode: str, la_id: object = None) -> list[Suggestion]:
    """Entries of voluntary organisations for these areas of need (`Need` codes), the nearest first.

    `postcode` in capitals without spaces, "" when not known; `la_id` tells whose Local Offer the entries without
    a place come from. Nothing personal is passed on: words and a grid reference alone.
    """
    words = " ".join(WORDS[code] for code in needs if code in WORDS)
    las = Organisation.objects.filter(pk=la_id).values_list("slug", flat=True) if la_id else ()
    found = near(
        words, point_of(postcode), limit=LIMIT, voluntary_only=True, authorities=tuple(las)
    )
    return found or near(
        "", point_of(postcode), limit=LIMIT, voluntary_only=True, authorities=tuple(las)
    )


def point_of(postcode: str) -> tuple[int, int] | None:
    """Grid reference in metres of a postcode, else of its district; None when not known."""
    codes = [postcode, postcode[:-3]] if len(postcode) > 4 else []
    rows = {row.pk: row for row in Postcode.objects.filter(pk__in=codes, easting__isnull=False)}
    for code in codes:
        row = rows.get(code)
        if row is not None and row.easting is not None and row.northing is not None:
            return row.easting, row.northing
    return None
