"""When an item that inspectors ask for is ready, and what an area's readiness comes to."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dco_portal.common.errors import Conflict, Invalid
from inspections.models import ReadinessItem

NOTICE = "inspections.readiness_notice_days"
MOST_ITEMS = 200
# The portal helps with these but does not make them: they need a version like any other.
HELPED = frozenset({"lists", "exercises"})
# The rule as every screen and file prints it.
RULE = (
    "An item is ready when it has a version (a date, and a file or link), an owner, a review date that has "
    "not passed, and nothing noted as missing. What the portal makes itself is always of today, so it needs "
    "an owner and nothing missing. Items that are not needed do not count."
)


def made_here(item: ReadinessItem) -> bool:
    """Whether the portal makes it itself, of today whenever it is opened."""
    return bool(item.live_key) and item.live_key not in HELPED


@dataclass(frozen=True)
class Standing:
    """How an item stands: ready, not needed, or why it is not ready, in words."""

    ready: bool
    reasons: tuple[str, ...] = ()
    counts: bool = True

    @property
    def words(self) -> str:
        """One or two words for a tag."""
        return "Ready" if self.ready else "Not ready" if self.counts else "Not needed"


@dataclass(frozen=True)
class Score:
    """Items that are ready of those that count."""

    ready: int
    counted: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down, so that 100 means all; None where nothing counts."""
        return self.ready * 100 // self.counted if self.counted else None


def standing(item: ReadinessItem, *, has_file: bool, on: dt.date) -> Standing:
    """How an item stands on a day."""
    if item.not_needed:
        return Standing(False, (item.not_needed_words,), counts=False)
    found = []
    if not made_here(item):
        if not (item.dated and (has_file or item.link)):
            found.append(_no_version(item, has_file=has_file))
        if item.review_on is None:
            found.append("No review date")
    if not (item.owner or item.owner_user_id):
        found.append("No owner")
    if item.review_on and item.review_on < on:
        found.append("Review overdue")
    if item.gap.strip():
        found.append("Something is missing")
    return Standing(not found, tuple(found))


def _no_version(item: ReadinessItem, *, has_file: bool) -> str:
    if has_file or item.link:
        return "No date of the version"
    return "No file or link" if item.dated else "No version"


def score(standings: Iterable[Standing]) -> Score:
    """What several come to."""
    counted = [each for each in standings if each.counts]
    return Score(sum(each.ready for each in counted), len(counted))


def check_item(values: dict[str, Any]) -> None:
    """An item has a title."""
    if not values["title"].strip():
        raise Invalid({"title": "Enter what inspectors ask for"})


def check_version(values: dict[str, Any], *, today: dt.date, shown: bool) -> None:
    """A version has a date that is not in the future, and something to show."""
    if values["dated"] > today:
        raise Invalid({"dated": "The date of the version cannot be in the future"})
    if not shown:
        raise Invalid({"upload": "Add the file, or a link to it"})
    if values["review_on"] and values["review_on"] <= values["dated"]:
        raise Invalid({"review_on": "The review must be after the date of the version"})


def check_needed(item: ReadinessItem, needed: bool) -> None:
    """An item moves between needed and not needed, once each way."""
    if item.not_needed is not needed:
        raise Conflict("Somebody has done this already.")
