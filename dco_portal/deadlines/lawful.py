"""Lawful exceptions: what excuses lateness under one rule, and which recorded facts would open it.

An exception never sets a new date. The body "need not comply … if it is impractical to do so because" of
it: the due date stays, and the exception, its evidence and who approved it are recorded beside it.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from .calendar import ONE_DAY
from .facts import Asked, Facts
from .words import short_date

CLOSURE_AT_LEAST = dt.timedelta(weeks=4)
WINDOW_MARGIN = dt.timedelta(weeks=1)


class OpensOn(StrEnum):
    """What shows that an exception may be used."""

    CLOSURE_SCHOOL = "closure_school"
    CLOSURE_EARLY_YEARS = "closure_early_years"
    ABSENCE = "absence"
    MISSED_APPOINTMENT = "missed_appointment"
    JUDGEMENT = "judgement"
    COUNTED_ALREADY = "counted_already"


@dataclass(frozen=True)
class LawfulException:
    """One exception the law allows under a rule.

    code: its id, for example X08b. at_least_days: for an absence, the days in a row it must last.
    source_level: how near to the law's own text it was read ("primary", "secondary" or "unread").
    """

    code: str
    summary: str
    citation: str
    source_level: str
    opens_on: OpensOn = OpensOn.JUDGEMENT
    at_least_days: int = 0


@dataclass(frozen=True)
class Window:
    """Days, both ends counted, within which advice must have been asked for (regs 5(4), 10(4), 27(3))."""

    first: dt.date
    last: dt.date


def closure_window(closed: dt.date, reopens: dt.date) -> Window | None:
    """The window of a closure, or None where the closure is shorter than four continuous weeks.

    From one week before the first closed day to one week before reopening. That both ends are counted
    is our reading of the regulation.
    """
    if reopens - closed < CLOSURE_AT_LEAST:
        return None
    return Window(closed - WINDOW_MARGIN, reopens - WINDOW_MARGIN)


def days_absent_within(absent: tuple[dt.date, dt.date], start: dt.date, due_on: dt.date) -> int:
    """How many days of an absence fall in the period, which begins the day after `start`."""
    first = max(absent[0], start + ONE_DAY)
    last = min(absent[1], due_on)
    return max((last - first).days + 1, 0)


def judge(
    exception: LawfulException, start: dt.date, due_on: dt.date, facts: Facts
) -> tuple[bool, str | None]:
    """Whether the facts would open this exception, and why or why not in words (None: no fact bears on it)."""
    match exception.opens_on:
        case OpensOn.CLOSURE_SCHOOL | OpensOn.CLOSURE_EARLY_YEARS:
            return _judge_closure(exception, facts)
        case OpensOn.ABSENCE if facts.absent:
            return _judge_absence(exception, start, due_on, facts.absent)
        case OpensOn.MISSED_APPOINTMENT if facts.missed:
            return _judge_missed(exception, start, due_on, facts.missed)
    return False, None


def _judge_closure(exception: LawfulException, facts: Facts) -> tuple[bool, str | None]:
    wanted = Asked.SCHOOL if exception.opens_on is OpensOn.CLOSURE_SCHOOL else Asked.EARLY_YEARS
    if not facts.closed or not facts.reopens or facts.advice_asked_of is not wanted:
        return False, None
    length = (facts.reopens - facts.closed).days
    window = closure_window(facts.closed, facts.reopens)
    if not window:
        return (
            False,
            f"{exception.code} is not open: the closure lasts {length} days, less than four weeks.",
        )
    span = f"{short_date(window.first)} to {short_date(window.last)}"
    if not facts.advice_requested:
        return False, (
            f"{exception.code} would be open only if advice was asked for in the closure window, {span}; "
            "no such day was given."
        )
    asked = short_date(facts.advice_requested)
    if window.first <= facts.advice_requested <= window.last:
        return True, (
            f"{exception.code} is open: the closure lasts {length} days and advice was asked for on {asked}, "
            f"inside the closure window ({span})."
        )
    return (
        False,
        f"{exception.code} is not open: advice was asked for on {asked}, outside the closure window ({span}).",
    )


def _judge_absence(
    exception: LawfulException, start: dt.date, due_on: dt.date, absent: tuple[dt.date, dt.date]
) -> tuple[bool, str]:
    days = days_absent_within(absent, start, due_on)
    inside = f"{days} days in a row of the absence fall in the period"
    if days >= exception.at_least_days:
        return (
            True,
            f"{exception.code} is open: {inside}, and {exception.at_least_days} are needed.",
        )
    return (
        False,
        f"{exception.code} is not open: {inside}, fewer than the {exception.at_least_days} needed.",
    )


def _judge_missed(
    exception: LawfulException, start: dt.date, due_on: dt.date, missed: dt.date
) -> tuple[bool, str]:
    day = short_date(missed)
    if start < missed <= due_on:
        return (
            True,
            f"{exception.code} is open: the appointment on {day} was missed within the period.",
        )
    return (
        False,
        f"{exception.code} is not open: the appointment on {day} was not within the period.",
    )
