"""When an entry is to be looked at again, when its owner is reminded, when it is hidden. Pure dates."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from dco_portal.deadlines import counting
from dco_portal.deadlines.periods import Months

MONTHS, REMIND, HIDE = (
    "local_offer.review_months",
    "local_offer.remind_days",
    "local_offer.hide_days",
)
PASSED_DAYS = 30


@dataclass(frozen=True)
class Step:
    """A reminder's name within its review and the days that are left; below zero once it has passed."""

    code: str
    left: int


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months on, or back; the month's last day where it has no such day."""
    if months < 0:
        return counting.months_before(day, Months(-months))
    return counting.add_months(day, Months(months))


def reminder(review_by: dt.date, on: dt.date, days: Iterable[int]) -> Step | None:
    """The last reminder whose day has come, so that a missed night is caught up with.

    None before the first, and once the review is 30 days late: then hiding takes over.
    """
    left = (review_by - on).days
    if left < 0:
        return Step("passed", left) if -left <= PASSED_DAYS else None
    reached = [each for each in days if each >= left]
    return Step(f"before{min(reached)}", left) if reached else None


def hidden_from(review_by: dt.date, days: int) -> dt.date:
    """The first day on which an entry that nobody checked is hidden."""
    return review_by + dt.timedelta(days=days + 1)


def may_be_out_of_date(review_by: dt.date | None, on: dt.date) -> bool:
    """Whether families are told that an entry may be out of date."""
    return review_by is not None and review_by < on
