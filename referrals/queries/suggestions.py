"""Voluntary organisations of the Local Offer near a child's home, for the parents to be told of (s.23(4))."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from dco_portal.organisations.models import Postcode
from referrals.models import Need

LIMIT = 6


@dataclass(frozen=True)
class Suggestion:
    """A directory entry: plain values. `distance_m` is in metres, None where the home is not known."""

    id: uuid.UUID
    name: str
    organisation: str
    url: str
    summary: str
    distance_m: int | None


def likely(needs: Iterable[str], postcode: str) -> list[Suggestion]:
    """Entries of voluntary organisations that fit these areas of need (`Need` codes), the nearest first."""
    return []


def point_of(postcode: str) -> tuple[int, int] | None:
    """Grid reference in metres of a postcode (capitals, no spaces), else of its district; None when not known."""
    codes = [postcode, postcode[:-3]] if len(postcode) > 4 else []
    rows = {row.pk: row for row in Postcode.objects.filter(pk__in=codes, easting__isnull=False)}
    for code in codes:
        if (row := rows.get(code)) and row.easting is not None and row.northing is not None:
            return row.easting, row.northing
    return None


def words_of(needs: Iterable[str]) -> str:
    """Areas of need as words to search by."""
    return " ".join(str(Need(code).label) for code in needs)
