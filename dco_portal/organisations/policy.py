"""Local policy values: named, with a default, overridden per organisation and by date.

They are never law; every screen that shows one labels it "local policy".
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dco_portal.common.clock import today
from dco_portal.organisations.models import LocalPolicy


@dataclass(frozen=True)
class Policy:
    """One policy: its key, what it decides in plain words, and the value where nobody set one."""

    key: str
    words: str
    default: Any


POLICIES = {
    policy.key: policy
    for policy in (
        Policy("ehc.service_date_days", "Days from receipt by which a service answers", 28),
        Policy("ehc.check_days", "Days in which a service says whether it knows a child", 7),
        Policy("ehc.receipt", "How the day of receipt is found: actual or deemed", "ACTUAL"),
        Policy("ehc.sample_percent", "Share of good packs that the DCO looks at before they go, in per cent", 10),
        Policy("reminders.before_days", "Days before the due date on which reminders go", [14, 7, 1, 0]),
        Policy("reminders.target_before_days", "Days before the service date on which gentle reminders go", [7, 1]),
        Policy("reminders.late_every_days", "Days between reminders once something is late", 7),
        Policy("reminders.lead_from_days", "Days before the due date from which the provider lead is told too", 1),
        Policy("reminders.icb_from_days_late", "Days late from which the ICB is told too", 1),
    )
}


def value(key: str, organisation: Any = None, on: dt.date | None = None) -> Any:
    """The value in force on a day (default today): the organisation's own, else the shared, else the default.

    Raises KeyError for a policy nobody declared.
    """
    on = on or today()
    rows = LocalPolicy.objects.filter(
        Q(organisation=organisation) | Q(organisation=None), key=key, effective_from__lte=on
    ).filter(Q(effective_to=None) | Q(effective_to__gte=on))
    best = sorted(rows, key=lambda row: (row.organisation_id is not None, row.effective_from))
    return best[-1].value if best else POLICIES[key].default
