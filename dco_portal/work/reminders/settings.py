"""The local policy of reminders: per organisation, per rule, read once for a whole sweep."""

import datetime as dt
import logging
import uuid
from typing import Any

from django.db.models import Q

from dco_portal.organisations.models import LocalPolicy
from dco_portal.organisations.policy import POLICIES
from dco_portal.work.models import WorkItem
from dco_portal.work.reminders.steps import Plan

logger = logging.getLogger(__name__)
PREFIX = "reminders."
KEYS = {
    "before": "reminders.before_days",
    "late_every": "reminders.late_every_days",
    "lead_from": "reminders.lead_from_days",
    "icb_from": "reminders.icb_from_days_late",
    "target": "reminders.target_before_days",
}
LISTS = {"before", "target"}


class Settings:
    """What is in force on one day.

    For an item the first that is set counts: its organisation's value for its rule, its
    organisation's value, the same two of the ICB it escalates to, the same two for everybody, and
    last the default. A rule's own value is kept under the key with the rule's code after a colon,
    such as "reminders.before_days:EHC-HEALTH-6W".
    """

    def __init__(self, on: dt.date) -> None:
        rows = LocalPolicy.objects.filter(
            Q(effective_to=None) | Q(effective_to__gte=on),
            key__startswith=PREFIX,
            effective_from__lte=on,
        ).order_by("effective_from")
        self._values = {(row.key, row.organisation_id): row.value for row in rows}
        self._plans: dict[tuple, Plan] = {}

    def plan(self, item: WorkItem) -> Plan:
        """The plan for an item."""
        known = (item.organisation_id, item.escalate_to_id, item.rule)
        if known not in self._plans:
            self._plans[known] = Plan(**{part: self._value(part, *known) for part in KEYS})
        return self._plans[known]

    def earliest(self, part: str) -> int:
        """The most days before a date on which any organisation's reminders begin."""
        key = KEYS[part]
        values = [
            _clean(part, value)
            for (named, _), value in self._values.items()
            if named.partition(":")[0] == key
        ]
        lists = [value for value in [*values, _default(part)] if value]
        return max((max(value) for value in lists), default=0)

    def _value(self, part: str, organisation: uuid.UUID, icb: uuid.UUID | None, rule: str) -> Any:
        key = KEYS[part]
        for owner in dict.fromkeys([organisation, icb, None]):
            for name in (f"{key}:{rule}", key):
                if (name, owner) in self._values:
                    value = _clean(part, self._values[name, owner])
                    if value is not None:
                        return value
        return _default(part)


def _default(part: str) -> Any:
    return _clean(part, POLICIES[KEYS[part]].default)


def _clean(part: str, value: Any) -> Any:
    """A usable value, or None for one that cannot be meant (noted in the log, not followed)."""
    try:
        if part in LISTS:
            return tuple(sorted({int(day) for day in value if int(day) >= 0}, reverse=True))
        number = int(value)
        if part == "late_every" and number < 1:
            raise ValueError
        return number
    except (TypeError, ValueError):
        logger.warning("Local policy %s has a value that cannot be used", KEYS[part])
        return None
