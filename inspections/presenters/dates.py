"""The dates that follow from an inspection, in words: law, the letter, our own, or only about when."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from dco_portal.common.clock import today
from dco_portal.common.templatetags.portal import day, days_left, met_words
from dco_portal.deadlines import rules as law
from inspections.models import Clock, Inspection
from inspections.rules import clocks as rules
from inspections.states import InspectionState

# Windows in words anybody understands; the rule's own title and note stand at the desk.
WINDOWS: dict[str, tuple[str, str]] = {
    rules.MONITORING: (
        "Monitoring inspection",
        "Inspectors come back about 18 months after the area receives a report of widespread or systemic failings. "
        "It is a time to be ready by, not a due date.",
    ),
    rules.NEXT_3: (
        "Next full inspection",
        "After this outcome the next full inspection comes about three years after the last one.",
    ),
    rules.NEXT_5: (
        "Next full inspection",
        "After this outcome the next full inspection comes about five years after the last one.",
    ),
}


def title(clock: Clock) -> str:
    """What the rule is about."""
    return law.get(clock.rule).title


def task(clock: Clock) -> str:
    """What has to be done: of our own default date the duty it is for."""
    return law.get(rules.PLAN if clock.rule == rules.PLAN_DEFAULT else clock.rule).title


def nearest(clocks: Iterable[Clock]) -> Clock | None:
    """The open date that comes first; a task goes before a window."""
    found = [each for each in clocks if each.by and each.done_on is None]
    return min(found, key=lambda each: (each.approximate, each.by), default=None)


def about(value: dt.date) -> str:
    """Gives "about July 2027"."""
    return f"about {value:%B %Y}"


def short(clock: Clock) -> str:
    """The date that counts, in the fewest words."""
    assert clock.by is not None
    return about(clock.by) if clock.approximate else day(clock.by)


def window(clock: Clock, on: dt.date) -> dict[str, Any]:
    """A window as a page shows it. It is never late: when it has come, an inspection may come any day."""
    rule = law.get(clock.rule)
    assert clock.due_on is not None
    passed = clock.due_on < on
    what, why = WINDOWS[clock.rule]
    return {
        "what": what,
        "when": f"{capfirst(about(clock.due_on))}{': it may come any day' if passed else ''}",
        "why": why,
        "citation": rule.citation,
        "citation_url": rule.url,
    }


def in_order(clocks: Iterable[Clock]) -> list[Clock]:
    """Tasks before windows, the earliest first, what has no date after those that have one."""
    return sorted(clocks, key=lambda each: (each.approximate, each.by or dt.date.max))


def card(clock: Clock, *, keeps: bool, on: dt.date | None = None) -> dict[str, Any]:
    """One date on the desk's page: how it stands, whose date it is, why, and what may be done."""
    on = on or today()
    rule = law.get(clock.rule)
    own = clock.is_policy and clock.letter_on is None
    return {
        "title": rule.title,
        "started": clock.starts_on,
        "starts_at": rule.starts_at,
        "date": _date(clock),
        "stands": _stands(clock, on),
        "late": _late(clock, on),
        "own": own and clock.due_on is not None,
        "letter": clock.letter_on,
        "replaced": clock.due_on if clock.letter_on and clock.due_on else None,
        "replaced_own": clock.is_policy,
        "approximate": clock.approximate,
        "why": rule.note,
        "citation": rule.citation,
        "citation_url": rule.url,
        "code": rule.code,
        "verified": rule.verified,
        "steps": _steps(clock) if keeps else [],
    }


def _date(clock: Clock) -> str:
    if clock.by is None:
        return "No number of days is set"
    return capfirst(about(clock.by)) if clock.approximate else day(clock.by)


def _stands(clock: Clock, on: dt.date) -> str:
    if clock.approximate:
        if clock.done_on:
            return f"The inspection began on {day(clock.done_on)}"
        passed = clock.due_on is not None and clock.due_on < on
        return "It may come any day" if passed else "A time to be ready by, not a due date"
    if clock.done_on:
        met = met_words(clock.done_on, clock.by)
        return f"Done on {day(clock.done_on)}{', ' + met if met else ''}"
    return days_left(clock.by, on) if clock.by else "Open"


def _late(clock: Clock, on: dt.date) -> bool:
    done = clock.done_on or on
    return not clock.approximate and clock.by is not None and done > clock.by


def _steps(clock: Clock) -> list[dict[str, str]]:
    found = []
    if clock.rule in rules.LETTER_FOR and clock.done_on is None:
        label = (
            "Change the date in the letter" if clock.letter_on else "Enter the date in the letter"
        )
        found.append((label, "clock-letter"))
    if not clock.approximate:
        found.append(
            ("Mark as not done", "clock-not-done")
            if clock.done_on
            else ("Mark as done", "clock-done")
        )
    return [
        {"label": label, "url": reverse(f"inspections:{name}", args=[clock.pk])} for label, name in found
    ]  # fmt: skip


def waiting(inspection: Inspection) -> list[dict[str, str]]:
    """Rules that apply but cannot start yet, and what has to be entered first."""
    if inspection.state != InspectionState.REPORTED:
        return []
    days = {
        rules.RECEIVED: inspection.received_on,
        rules.REPORTED: inspection.reported_on,
        rules.VISIT: inspection.ended_on or inspection.began_on,
    }
    return [
        {"title": law.get(each.rule).title, "missing": each.missing}
        for each in rules.set_going(inspection.framework, inspection.outcome, days)
        if each.missing
    ]


def public(inspection: Inspection) -> list[dict[str, Any]]:
    """What follows, as anybody may read it: the law's dates, the letter's and windows, never our own default."""
    clocks = {each.rule: each for each in inspection.clocks.all()}
    default = clocks.pop(rules.PLAN_DEFAULT, None)
    found = []
    for clock in in_order(clocks.values()):
        if clock.approximate:
            if clock.done_on is None:
                found.append(window(clock, today()))
            continue
        letter = clock.letter_on
        if clock.rule == rules.PLAN and default is not None:
            letter = default.letter_on
        found.append(_duty(clock, letter))
    return found


def _duty(clock: Clock, letter: dt.date | None) -> dict[str, Any]:
    rule = law.get(clock.rule)
    due = letter or clock.due_on
    if clock.done_on:
        when = f"Done on {day(clock.done_on)}"
    elif due:
        when = f"By {day(due)}{', the date in the inspectorates’ letter' if letter else ''}"
    else:
        when = "To be done; no number of days is set"
    return {
        "what": rule.title, "when": when, "why": "", "citation": rule.citation, "citation_url": rule.url,
    }  # fmt: skip
