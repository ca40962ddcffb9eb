"""Which reminder an item stands at on a day. Pure: dates in, a step out.

The step is the last one whose day has come. A night on which nothing ran is therefore caught up
with by the next run, with the true number of days left, and a step that a later one has overtaken
is not sent any more. That each goes once is the dedupe key's work.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """When reminders of one kind of work go; all numbers are calendar days.

    `before` the due date; every `late_every` once it is late; the lead is told too from
    `lead_from` days before it, the ICB from `icb_from` days after it; `target` days before the
    internal date.
    """

    before: tuple[int, ...] = (14, 7, 1, 0)
    late_every: int = 7
    lead_from: int = 1
    icb_from: int = 1
    target: tuple[int, ...] = (7, 1)


@dataclass(frozen=True)
class Step:
    """A reminder's name within its item, the day it fell on, and who besides the owner is told."""

    code: str
    on: dt.date
    lead: bool = False
    icb: bool = False


TARGET_PASSED_DAYS = 7


def statutory(due: dt.date, on: dt.date, plan: Plan) -> Step | None:
    """The step for a statutory date; None while the first has not come."""
    left = (due - on).days
    lead, icb = left <= plan.lead_from, -left >= plan.icb_from
    if left < 0:
        week = (-left - 1) // plan.late_every
        return Step(f"late{week}", due + dt.timedelta(days=1 + week * plan.late_every), lead, icb)
    reached = [days for days in plan.before if days >= left]
    if not reached:
        return None
    return Step(f"before{min(reached)}", due - dt.timedelta(days=min(reached)), lead, icb)


def internal(target: dt.date, on: dt.date, plan: Plan) -> Step | None:
    """The gentler step for an internal date: before it, and once when it has passed (then with the lead)."""
    left = (target - on).days
    if left < 0:
        if -left > TARGET_PASSED_DAYS:
            return None
        return Step("target-passed", target + dt.timedelta(days=1), lead=True)
    reached = [days for days in plan.target if days >= left]
    if not reached:
        return None
    return Step(f"target{min(reached)}", target - dt.timedelta(days=min(reached)))


def in_words(due: dt.date, on: dt.date) -> str:
    """How a date stands on a day: "7 days left", "due today", "1 day late"."""
    left = (due - on).days
    if left == 0:
        return "due today"
    days = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"{days} left" if left > 0 else f"{days} late"
