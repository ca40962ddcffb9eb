"""What else is known about a case, beside the day the clock started."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from .errors import InconsistentFacts
from .words import within_reach

DATES = (
    "certificate",
    "moved",
    "closed",
    "reopens",
    "advice_requested",
    "missed",
    "last_reviewed",
    "notice_sent",
)
"""The facts that are one day each."""


class Asked(StrEnum):
    """Whom the local authority asked for advice before or during a closure."""

    SCHOOL = "school"
    EARLY_YEARS = "early_years"


@dataclass(frozen=True)
class Facts:
    """Dates that can change what is due or open an exception. Every one may be unknown.

    certificate: day the mediation certificate was issued (Tribunal appeals).
    moved: day of the family's move (transfer of a plan).
    closed, reopens: first closed day of the school or provider, and the day it opens again.
    advice_requested: day the local authority asked that school or provider for advice.
    advice_asked_of: which of the two it was.
    absent: first and last day, both counted, on which the family was out of the area.
    missed: day of an appointment, made by the body that owes the advice, which was not kept.
    last_reviewed: day the plan was made or last reviewed (review by a new local authority).
    notice_sent: day the amendment notice was sent (overall cap after an annual review).

    Raises InconsistentFacts where two facts contradict each other or one lacks its other half, and BadDate
    for a day too far away to count with.
    """

    certificate: dt.date | None = None
    moved: dt.date | None = None
    closed: dt.date | None = None
    reopens: dt.date | None = None
    advice_requested: dt.date | None = None
    advice_asked_of: Asked = Asked.SCHOOL
    absent: tuple[dt.date, dt.date] | None = None
    missed: dt.date | None = None
    last_reviewed: dt.date | None = None
    notice_sent: dt.date | None = None

    def __post_init__(self) -> None:
        for name in DATES:
            if day := getattr(self, name):
                within_reach(day, name)
        for day in self.absent or ():
            within_reach(day, "absent")
        if self.closed and not self.reopens:
            raise InconsistentFacts(
                "Give the day the school reopens as well as its first closed day.", "reopens"
            )
        if self.reopens and not self.closed:
            raise InconsistentFacts(
                "Give the first closed day as well as the day the school reopens.", "closed"
            )
        if self.closed and self.reopens and self.reopens <= self.closed:
            raise InconsistentFacts(
                "The day the school reopens must be after its first closed day.", "reopens"
            )
        if self.advice_requested and not self.closed:
            raise InconsistentFacts(
                "The day advice was asked for only matters with a closure: give the first closed day too.",
                "closed",
            )
        if self.absent and self.absent[1] < self.absent[0]:
            raise InconsistentFacts(
                "The last day of the absence must not be before its first day.", "absent"
            )
