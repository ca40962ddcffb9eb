"""What an inspection sets going: which rules, from which day, when each is due. No database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from dco_portal.common.errors import Conflict, Invalid
from dco_portal.deadlines import compute, rules
from dco_portal.deadlines.counting import add_working_days
from dco_portal.deadlines.errors import DeadlineError
from dco_portal.deadlines.periods import WorkingDays
from dco_portal.deadlines.rules.model import Kind
from inspections.states import Framework, Outcome

STATEMENT, PLAN, PLAN_DEFAULT = "INSP-STATEMENT-70WD", "INSP-PAP", "INSP-PAP-35WD"
STRATEGIC, MONITORING, NEXT_3, NEXT_5 = (
    "INSP-STRATPLAN", "INSP-MONITOR-18M", "INSP-NEXT-3Y", "INSP-NEXT-5Y",
)  # fmt: skip
PLAN_DAYS = "inspections.plan_working_days"
RECEIVED, REPORTED, VISIT = "received_on", "reported_on", "visit_on"
MISSING = {
    RECEIVED: "the day the report was received",
    REPORTED: "the day the report was published",
    VISIT: "the days of the visit",
}
# Which outcome sets which rules going, and the event each counts from (`Rule.starts_at`).
SET_GOING: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    (Framework.LOCAL_AREA_2016, Outcome.STATEMENT): ((STATEMENT, RECEIVED),),
    (Framework.AREA_SEND_2023, Outcome.SYSTEMIC): (
        (PLAN, RECEIVED),
        (PLAN_DEFAULT, RECEIVED),
        (MONITORING, RECEIVED),
        (NEXT_3, VISIT),
    ),
    (Framework.AREA_SEND_2023, Outcome.INCONSISTENT): ((STRATEGIC, REPORTED), (NEXT_3, VISIT)),
    (Framework.AREA_SEND_2023, Outcome.POSITIVE): ((STRATEGIC, REPORTED), (NEXT_5, VISIT)),
}
# The duty and our own default date for it are one thing: what meets one meets the other.
TOGETHER = {PLAN: (PLAN, PLAN_DEFAULT), PLAN_DEFAULT: (PLAN, PLAN_DEFAULT)}
# What comes true of a window when an inspection of this kind follows.
FOLLOWED_BY: dict[str, str] = {
    MONITORING: Framework.MONITORING,
    NEXT_3: Framework.AREA_SEND_2023,
    NEXT_5: Framework.AREA_SEND_2023,
}
# Rules under which the inspectorates' letter may name a date.
LETTER_FOR = (STATEMENT, PLAN_DEFAULT, STRATEGIC)


@dataclass(frozen=True)
class Started:
    """One rule that applies: its start, or in words what has to be entered before it can start."""

    rule: str
    starts_on: dt.date | None
    missing: str = ""


@dataclass(frozen=True)
class Counted:
    """When a rule is due: None where the law states no period; whether the date is our own, or a window."""

    due_on: dt.date | None
    is_policy: bool
    approximate: bool


def set_going(framework: str, outcome: str, days: Mapping[str, dt.date | None]) -> list[Started]:
    """The rules an outcome sets going. `days` holds received_on, reported_on and visit_on where known."""
    found = []
    for rule, event in SET_GOING.get((framework, outcome), ()):
        day = days.get(event)
        found.append(Started(rule, day, "" if day else MISSING[event]))
    return found


def count(code: str, start: dt.date, plan_days: int) -> Counted:
    """When a rule is due. `plan_days`: working days of our own default for a priority action plan.

    Raises `Invalid` where the date lies outside the calendar of bank holidays.
    """
    rule = rules.get(code)
    try:
        due = compute(code, start).due_on
        if code == PLAN_DEFAULT:
            due = add_working_days(start, WorkingDays(plan_days))
    except DeadlineError as error:
        raise Invalid({RECEIVED: error.message}) from error
    return Counted(due, rule.is_local_policy, rule.kind is Kind.ESTIMATE)


def check_letter(code: str, starts_on: dt.date, due_on: dt.date | None, letter_on: dt.date) -> None:
    """A date in the letter lies after the start and, where the law sets an outer limit, within it."""
    if code not in LETTER_FOR:
        raise Conflict("The inspectorates’ letter names no date for this.")
    if letter_on <= starts_on:
        raise Invalid({"letter_on": "The date in the letter must be after the day it counts from"})
    rule = rules.get(code)
    if rule.verified and due_on and letter_on > due_on:
        raise Invalid(
            {"letter_on": f"The law allows {rule.period} at most, so until {words(due_on)}"}
        )


def check_done(
    *, approximate: bool, starts_on: dt.date, done_on: dt.date, today: dt.date
) -> None:  # fmt: skip
    """Something done is done on a day from its start to today; a window is not done by anybody."""
    if approximate:
        raise Conflict(
            "This is a window, not a task: it ends when the inspection it tells of begins."
        )
    if done_on > today:
        raise Invalid({"done_on": "The day cannot be in the future"})
    if done_on < starts_on:
        raise Invalid({"done_on": f"The day cannot be before {words(starts_on)}, when this began"})


def words(day: dt.date) -> str:
    """A day as "3 March 2026"."""
    return f"{day.day} {day:%B %Y}"
