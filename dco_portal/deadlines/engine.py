"""Work out one deadline: the date, why it is that date, and which lawful exceptions the facts would open."""

import datetime as dt
from dataclasses import dataclass

from . import rules
from .calendar import ONE_DAY, last_working_day_on_or_before
from .counters import COUNTERS
from .errors import BadDate
from .facts import Facts
from .lawful import judge
from .rules.model import Counting, Kind, Rule
from .words import FIRST_YEAR, LAST_YEAR, long_date, short_date, within_reach

NO_TARGET = {Kind.MINIMUM_WINDOW, Kind.DEFINITION, Kind.BAR}
NOTHING_MORE = Facts()
WINDOWS = {Kind.MINIMUM_WINDOW, Kind.BAR}


@dataclass(frozen=True)
class Deadline:
    """The answer for one rule and start.

    due_on: last lawful day, or None where the law sets none. due_time: hour on that day, if one is set.
    internal_target: last working day on or before it, a display aid and not law.
    earliest_next: first day the next step may be taken, for a minimum window or a bar.
    strict_alternative: one step safer, where how to count is open to doubt.
    exceptions: ids the facts would open if keeping to the date is impractical; they never move it.
    lawful_exceptions: ids of all the rule allows. reasons: the reasoning, one sentence or two each.
    """

    rule: Rule
    start: dt.date | int
    due_on: dt.date | None
    internal_target: dt.date | None
    earliest_next: dt.date | None
    strict_alternative: dt.date | None
    exceptions: tuple[str, ...]
    lawful_exceptions: tuple[str, ...]
    reasons: tuple[str, ...]
    citation: str
    verified: bool
    due_time: dt.time | None = None


def compute(code: str, start: dt.date | int, facts: Facts = NOTHING_MORE) -> Deadline:
    """What is due under a rule whose clock started on `start` (a calendar year for a phase transfer).

    Raises UnknownRule, BadDate, InconsistentFacts or OutsideCalendar, each with a sentence for the person.
    """
    newest = rules.get(code)
    began = _check_start(newest, start)
    day = began if isinstance(began, dt.date) else dt.date(began, 1, 1)
    rule = rules.in_force(code, day) or newest
    counted = COUNTERS[rule.counting](rule, began, facts)
    due = counted.due_on
    judged = [(e.code, *judge(e, day, due, facts)) for e in rule.exceptions] if due else []
    reasons = [*counted.reasons]
    if not rule.covers(day):
        reasons.append(
            f"This rule was not law on {short_date(day)}: the date is shown for comparison only."
        )
    reasons += [words for _, _, words in judged if words]
    reasons += _facts_without_effect(rule, facts)
    target = _target(rule, due)
    if target and due and target != due:
        reasons.append(
            f"The internal target is {long_date(target)}, the last working day on or before the due date."
        )
    return Deadline(
        rule=rule,
        start=began,
        due_on=due,
        internal_target=target,
        earliest_next=due + ONE_DAY if due and rule.kind in WINDOWS else None,
        strict_alternative=counted.strict,
        exceptions=tuple(code for code, is_open, _ in judged if is_open),
        lawful_exceptions=tuple(e.code for e in rule.exceptions),
        reasons=tuple(reasons),
        citation=rule.citation,
        verified=rule.verified,
        due_time=counted.due_time,
    )


def _check_start(rule: Rule, start: dt.date | int) -> dt.date | int:
    if rule.starts_with_year:
        year = start.year if isinstance(start, dt.date) else start
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadDate(
                f"“{start}” is not a year. Write the year of the transfer, like 2026.", "start"
            )
        return year
    if isinstance(start, dt.datetime) or not isinstance(start, dt.date):
        raise BadDate(
            f"“{start}” is a year or a time: this rule starts on a date, like 2025-03-31.", "start"
        )
    within_reach(start, "start")
    return start


def _target(rule: Rule, due: dt.date | None) -> dt.date | None:
    """The internal target; what is due at once has none before it began."""
    if due is None or rule.kind in NO_TARGET:
        return None
    return due if rule.counting is Counting.IMMEDIATE else last_working_day_on_or_before(due)


def _facts_without_effect(rule: Rule, facts: Facts) -> list[str]:
    used = facts_used(rule)
    if facts.closed and "closed" not in used:
        return [
            "A closed school makes no difference to this rule: it is not among its lawful exceptions."
        ]
    return []


FACTS_OF_COUNTING = {
    Counting.TRIB_APPEAL: ("certificate",),
    Counting.WDAYS_BEGINNING_WITH: ("moved",),
    Counting.LATER_OF: ("last_reviewed",),
}
FACTS_OF_EXCEPTION = {
    "closure_school": ("closed", "reopens", "advice_requested", "advice_asked_of"),
    "closure_early_years": ("closed", "reopens", "advice_requested", "advice_asked_of"),
    "absence": ("absent",),
    "missed_appointment": ("missed",),
}


def facts_used(rule: Rule) -> tuple[str, ...]:
    """Names of the facts that can make a difference under this rule, without repeats."""
    names = [*FACTS_OF_COUNTING.get(rule.counting, ())]
    if rule.code == "AR-OVERALL-12W":
        names.append("notice_sent")
    for exception in rule.exceptions:
        names += FACTS_OF_EXCEPTION.get(exception.opens_on.value, ())
    return tuple(dict.fromkeys(names))
