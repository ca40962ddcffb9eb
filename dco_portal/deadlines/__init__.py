"""The statutory clock of special educational needs law in England.

Pure functions on dates: no Django, no network, no "now". Store `due_on` with the rule's code when the
clock starts; compare it to see lateness; record exceptions beside it, for they never move it.
"""

from . import rules
from .calendar import (
    first_working_day_on_or_after,
    is_working_day,
    last_working_day_on_or_before,
    next_working_day,
    working_days_between,
)
from .counting import add_months, add_weeks, add_working_days, compulsory_school_age_from
from .engine import Deadline, compute, facts_used
from .errors import BadDate, DeadlineError, InconsistentFacts, OutsideCalendar, UnknownRule
from .facts import Asked, Facts
from .lawful import LawfulException, closure_window
from .periods import Days, Months, Weeks, WorkingDays
from .receipt import Channel, Policy, receipt_date
from .rules import Rule
from .words import long_date, parse_date, short_date

__all__ = [
    "Asked",
    "BadDate",
    "Channel",
    "Days",
    "Deadline",
    "DeadlineError",
    "Facts",
    "InconsistentFacts",
    "LawfulException",
    "Months",
    "OutsideCalendar",
    "Policy",
    "Rule",
    "UnknownRule",
    "Weeks",
    "WorkingDays",
    "add_months",
    "add_weeks",
    "add_working_days",
    "closure_window",
    "compulsory_school_age_from",
    "compute",
    "facts_used",
    "first_working_day_on_or_after",
    "is_working_day",
    "last_working_day_on_or_before",
    "long_date",
    "next_working_day",
    "parse_date",
    "receipt_date",
    "rules",
    "short_date",
    "working_days_between",
]
