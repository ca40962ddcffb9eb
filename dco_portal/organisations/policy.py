"""Local policy values: named, with a default, overridden per organisation and by date.

They are never law; every screen that shows one labels it "local policy". A policy marked `per_rule`
may also be set for one statutory rule alone: its key then ends in the rule's code, such as
`reminders.before_days:EHC-HEALTH-6W`.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dco_portal.common.clock import today
from dco_portal.deadlines.errors import UnknownRule
from dco_portal.deadlines.rules import get as rule_named
from dco_portal.organisations.models import LocalPolicy


@dataclass(frozen=True)
class Kind:
    """The shape of a policy's value: `low` to `high` for numbers, or one of `choices`."""

    name: str  # "number", "numbers" or "choice"
    low: int = 0
    high: int = 0
    choices: tuple[tuple[str, str], ...] = ()


DAYS = Kind("number", 0, 365)
DAYS_SOME = Kind("number", 1, 365)
WORKING = Kind("number", 0, 60)
PER_CENT = Kind("number", 0, 100)
DAY_LIST = Kind("numbers", 0, 365)


@dataclass(frozen=True)
class Policy:
    """One policy: its key, what it decides in plain words, the value where nobody set one, its shape."""

    key: str
    words: str
    default: Any
    kind: Kind
    per_rule: bool = False

    def problem(self, value: Any) -> str:
        """What is wrong with a value, as a sentence for the person; "" when it may stand."""
        kind = self.kind
        within = f"a whole number from {kind.low} to {kind.high}"
        if kind.name == "choice":
            return "" if value in dict(kind.choices) else "Choose one of the values."
        if kind.name == "number":
            return "" if _whole(value, kind) else f"Enter {within}."
        good = isinstance(value, list) and value and all(_whole(each, kind) for each in value)
        if not good:
            return f"Enter one or more whole numbers from {kind.low} to {kind.high}."
        return "" if len(set(value)) == len(value) else "Enter each number once."

    def show(self, value: Any) -> str:
        """A value in words."""
        if self.kind.name == "choice":
            return dict(self.kind.choices).get(value, str(value))
        return ", ".join(map(str, value)) if self.kind.name == "numbers" else str(value)


def _whole(value: Any, kind: Kind) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and kind.low <= value <= kind.high


RECEIPT = Kind(
    "choice",
    choices=(
        ("ACTUAL", "The day it really came"),
        ("IPSEA_DEEMED", "The day it is taken to have come, by how it was sent (IPSEA)"),
    ),
)
POLICIES = {
    policy.key: policy
    for policy in (
        Policy("ehc.service_date_days", "Days from receipt by which a service answers", 28, DAYS),
        Policy(
            "ehc.check_days",
            "Days in which a service says whether it knows a child",
            7,
            DAYS,
        ),
        Policy("ehc.receipt", "How the day of receipt is found", "ACTUAL", RECEIPT),
        Policy(
            "ehc.sample_percent",
            "Share of good packs that the DCO looks at before they go, in per cent",
            10,
            PER_CENT,
        ),
        Policy(
            "pages.review_notice_days",
            "Days before a guidance page or publication is to be reviewed at which it enters the worklist",
            30,
            DAYS,
        ),
        Policy(
            "gaps.search_days",
            "Different days on which a search that found nothing is made before it counts as a gap",
            3,
            Kind("number", 2, 30),
        ),
        Policy(
            "gaps.search_window_days",
            "Days within which those searches are made; a search that too few made is then forgotten",
            90,
            Kind("number", 7, 365),
        ),
        Policy(
            "practice.plan_reminder_days",
            "Days before its review on which a school is reminded of a healthcare plan",
            [28, 7],
            DAY_LIST,
        ),
        Policy(
            "gaps.rank_days",
            "Days whose sources count when the gap log is put in order",
            365,
            Kind("number", 30, 365),
        ),
        Policy(
            "local_offer.review_months",
            "Months after which a Local Offer entry is to be checked again",
            12,
            Kind("number", 1, 36),
        ),
        Policy(
            "local_offer.remind_days",
            "Days before that on which an entry’s owner is reminded",
            [30, 14, 1],
            DAY_LIST,
        ),
        Policy(
            "local_offer.hide_days",
            "Days late from which an unchecked Local Offer entry is hidden",
            90,
            DAYS,
        ),
        *(
            Policy(
                f"enquiries.{topic}_days",
                f"Working days to answer an enquiry: {words}",
                days,
                WORKING,
            )
            for topic, words, days in (
                ("health_info", "health information", 5),
                ("child", "one child’s case", 5),
                ("medical", "supporting pupils with medical conditions", 5),
                ("training", "training", 10),
                ("budget", "personal health budget", 10),
                ("continuing", "continuing care", 5),
                ("local_offer", "Local Offer", 5),
                ("complaint", "complaint", 3),
                ("other", "something else", 10),
            )
        ),
        Policy(
            "enquiries.soon_days",
            "Working days to answer an enquiry that is said to be soon",
            2,
            WORKING,
        ),
        Policy(
            "enquiries.specialist_days",
            "Working days in which a specialist answers the DCO team",
            5,
            WORKING,
        ),
        Policy(
            "enquiries.escalate_days",
            "Days late from which the DCO is told of an enquiry",
            3,
            DAYS,
        ),
        Policy(
            "enquiries.link_days", "Days for which a private link opens an enquiry", 60, DAYS_SOME
        ),
        Policy(
            "enquiries.confirm_days",
            "Days to confirm an e-mail address before a question is deleted",
            3,
            DAYS_SOME,
        ),
        Policy(
            "enquiries.review_days",
            "Days after which a published answer is reviewed",
            180,
            DAYS_SOME,
        ),
        Policy(
            "inspections.request_days",
            "Days in which an inspector’s request is answered, other than for a tracked child’s documents",
            1,
            Kind("number", 0, 20),
        ),
        Policy(
            "inspections.list_hours",
            "Hours for which a checked person-level list can be downloaded before it is deleted",
            24,
            Kind("number", 1, 72),
        ),
        Policy(
            "inspections.list_keep_days",
            "Days for which a checked person-level list is kept when somebody asks for it",
            7,
            Kind("number", 1, 31),
        ),
        Policy(
            "inspections.commentary_days",
            "Days in which a red measure’s owner says why, and what is being done",
            10,
            Kind("number", 1, 60),
        ),
        Policy(
            "inspections.update_days",
            "Days in which an action’s lead gives the monthly update",
            7,
            Kind("number", 1, 27),
        ),
        Policy(
            "inspections.update_remind_days",
            "Days before that on which leads who have not are reminded",
            [2, 0],
            Kind("numbers", 0, 27),
        ),
        Policy(
            "inspections.update_late_days",
            "Days between reminders once an update is late",
            7,
            Kind("number", 1, 31),
        ),
        # The Act sets no length of time for any step of a notification (CFA 2014 s.23).
        Policy(
            "s23.notice_days", "Days from the opinion to the notification of an under-5", 14, DAYS
        ),
        Policy(
            "s23.acknowledge_days",
            "Days in which a local authority acknowledges a notification",
            5,
            DAYS,
        ),
        Policy("s23.outcome_days", "Days from a notification to the authority’s outcome", 42, DAYS),
        Policy(
            "s23.two_year_months",
            "Age in months at which the two-year review of a notified child is brought up",
            24,
            Kind("number", 18, 30),
        ),
        Policy(
            "s23.admission_month",
            "Month (1 to 12) in which applying for a school place is brought up, before the September of starting",
            9,
            Kind("number", 1, 12),
        ),
        Policy(
            "s23.school_age_days",
            "Days before compulsory school age at which an open notification is brought up",
            42,
            DAYS,
        ),
        # Not read in the handbook: the date in the inspectorates' letter goes first.
        Policy(
            "inspections.plan_working_days",
            "Working days in which a priority action plan is submitted, where the inspectorates’ letter names no date",
            35,
            Kind("number", 1, 70),
        ),
        Policy(
            "inspections.readiness_notice_days",
            "Days before its review at which something to have ready for inspectors enters the worklist",
            30,
            DAYS,
        ),
        Policy(
            "reminders.before_days",
            "Days before the due date on which reminders go",
            [14, 7, 1, 0],
            DAY_LIST,
            True,
        ),
        Policy(
            "reminders.target_before_days",
            "Days before the service date on which gentle reminders go",
            [7, 1],
            DAY_LIST,
            True,
        ),
        Policy(
            "reminders.target_before_days",
            "Days before the service date on which gentle reminders go",
            [7, 1],
            DAY_LIST,
            True,
        ),
        Policy(
            "reminders.late_every_days",
            "Days between reminders once something is late",
            7,
            Kind("number", 1, 365),
            True,
        ),
        Policy(
            "reminders.lead_from_days",
            "Days before the due date from which the provider lead is told too",
            1,
            DAYS,
            True,
        ),
        Policy(
            "reminders.icb_from_days_late",
            "Days late from which the ICB is told too",
            1,
            DAYS,
            True,
        ),
    )
}


def split(key: str) -> tuple[str, str]:
    """A key's policy and rule: ("reminders.before_days", "EHC-HEALTH-6W"); the rule is "" for all."""
    name, _, rule = key.partition(":")
    return name, rule


def find(key: str) -> Policy | None:
    """The policy of a key, if it is declared and, where the key names a rule, may be set per rule."""
    name, rule = split(key)
    declared = POLICIES.get(name)
    if declared is None or not rule:
        return declared
    try:
        rule_named(rule)
    except UnknownRule:
        return None
    return declared if declared.per_rule else None


def value(key: str, organisation: Any = None, on: dt.date | None = None, *, rule: str = "") -> Any:
    """The value in force on a day (default today).

    The organisation's own goes before the shared one, which goes before the default. Within each, a
    value for the rule (the `rule` argument, or the end of the key) goes before the one for all rules,
    and the latest before earlier ones. Raises KeyError for a policy nobody declared.
    """
    name, in_key = split(key)
    rule = rule or in_key
    declared = POLICIES[name]
    day = on or today()
    keys = [name, f"{name}:{rule}"] if rule else [name]
    rows = LocalPolicy.objects.filter(
        Q(organisation=organisation) | Q(organisation=None), key__in=keys, effective_from__lte=day
    ).filter(Q(effective_to=None) | Q(effective_to__gte=day))
    best = max(
        rows,
        key=lambda row: (row.organisation_id is not None, ":" in row.key, row.effective_from),
        default=None,
    )
    return best.value if best else declared.default
