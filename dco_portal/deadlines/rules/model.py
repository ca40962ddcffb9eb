"""What one rule of the statutory clock is."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from ..lawful import LawfulException
from ..periods import Period

SEND_LAW_FROM = dt.date(2014, 9, 1)
"""Part 3 of the Children and Families Act 2014 and SI 2014/1530 came into force."""

RECOMMENDATIONS_FROM = dt.date(2018, 4, 3)
"""SI 2017/1306 came into force."""


class Area(StrEnum):
    """Part of the law a rule belongs to, in words."""

    NOTIFICATION = "Children under compulsory school age"
    ASSESSMENT = "EHC needs assessments and plans"
    MOVES = "Moves and changes of responsible body"
    REVIEWS = "Annual reviews"
    PHASE_TRANSFER = "Moving to the next phase of education"
    REASSESSMENT = "Re-assessments"
    MEDIATION = "Mediation"
    TRIBUNAL = "Tribunal appeals, orders and recommendations"
    LOCAL_OFFER = "The Local Offer"
    HEALTH = "Other key health assessments"
    INSPECTION = "Area SEND inspections"


class Kind(StrEnum):
    """What sort of rule it is, in words."""

    DEADLINE = "deadline"
    MINIMUM_WINDOW = "minimum window"
    DEFINITION = "definition"
    BAR = "bar"
    DUTY_WITHOUT_PERIOD = "duty without a period"
    GUIDANCE_DEADLINE = "deadline in guidance"
    ESTIMATE = "estimate"


class Counting(StrEnum):
    """How the period is counted; each name has its functions in `counting` and `engine`."""

    WEEKS_AFTER = "WEEKS_AFTER"
    DAYS_AFTER = "DAYS_AFTER"
    DAYS_BEGINNING_WITH = "DAYS_BEGINNING_WITH"
    WDAYS_AFTER = "WDAYS_AFTER"
    WDAYS_BEGINNING_WITH = "WDAYS_BEGINNING_WITH"
    MONTHS_AFTER = "MONTHS_AFTER"
    PERIOD_STARTING_WITH = "PERIOD_STARTING_WITH"
    BEFORE_DATE = "BEFORE_DATE"
    AT_LEAST_BEFORE = "AT_LEAST_BEFORE"
    TRIB_APPEAL = "TRIB_APPEAL"
    TRIB_WDAYS = "TRIB_WDAYS"
    FIXED_5PM = "FIXED_5PM"
    CSA = "CSA"
    PERIOD_BACK = "PERIOD_BACK"
    LATER_OF = "LATER_OF"
    ANNUAL = "ANNUAL"
    AS_REG_44 = "AS_REG_44"
    IMMEDIATE = "IMMEDIATE"
    NONE = "NONE"


class SourceLevel(StrEnum):
    """How near to the law's own text the rule was read."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    UNREAD = "unread"


@dataclass(frozen=True)
class Rule:
    """One rule: what is owed, by whom, to whom, how long it may take and where the law says so.

    verified: the text that states it was read; if not, it is a local policy value, never shown as law.
    url: where the public can read it; read_at: the page it was read on, which may be a secondary one.
    effective_from, effective_to: first and last day the rule is law; None is open.
    """

    code: str
    title: str
    area: Area
    starts_at: str
    owner: str
    owed_to: str
    period: Period
    counting: Counting
    citation: str
    url: str | None
    read_at: str | None
    verified: bool
    source_level: SourceLevel
    kind: Kind = Kind.DEADLINE
    exceptions: tuple[LawfulException, ...] = ()
    note: str = ""
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None

    @property
    def starts_with_year(self) -> bool:
        """Whether the clock is given a calendar year instead of a date."""
        return self.counting is Counting.BEFORE_DATE

    @property
    def is_local_policy(self) -> bool:
        """Whether the value may be changed locally because the law was not read to say it."""
        return not self.verified

    def covers(self, on: dt.date) -> bool:
        """Whether this wording of the rule was law on a day."""
        return (self.effective_from or dt.date.min) <= on <= (self.effective_to or dt.date.max)
