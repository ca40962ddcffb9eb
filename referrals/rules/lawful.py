"""The order that section 23 of the Children and Families Act 2014 sets, and the age it is for.

Opinion formed (s.23(1)); parent told of the opinion and of the duty, and given an opportunity to discuss
it (s.23(3)); then the local authority told. No length of time is set for any of it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from dco_portal.deadlines import compulsory_school_age_from, long_date
from referrals.models import How, Notification

Discussion = Notification.Discussion
STEPS = {
    "opinion_on": "the opinion was formed",
    "opinion_told_on": "the parent was told of the opinion",
    "duty_told_on": "the parent was told of the duty",
    "discussion_offered_on": "the opportunity to discuss it was given",
    "discussed_on": "it was discussed",
}
# Which step may not come before which.
AFTER = {
    "opinion_told_on": ("opinion_on",),
    "duty_told_on": ("opinion_on",),
    "discussion_offered_on": ("opinion_told_on", "duty_told_on"),
    "discussed_on": ("discussion_offered_on",),
}
NEEDED = {
    "opinion_on": "Say when the opinion was formed",
    "opinion_told_on": "Tell the parent of your opinion first, then say when",
    "duty_told_on": "Tell the parent that the law makes you notify the local authority, then say when",
    "discussion_offered_on": "Give the parent an opportunity to discuss your opinion with you, then say when",
}


class OfSchoolAge(Invalid):
    """The child is not under compulsory school age: section 23 does not apply; other doors do."""

    def __init__(self, since: dt.date) -> None:
        super().__init__(
            {
                "born_on": f"This child has been of compulsory school age since {long_date(since)}: "
                "a notification is for younger children"
            }
        )
        self.since = since


def school_age_from(born_on: dt.date) -> dt.date:
    """The first day of compulsory school age (S23-CSA: Education Act 1996 s.8(2))."""
    return compulsory_school_age_from(born_on)


def check_age(born_on: dt.date, on: dt.date | None = None) -> None:
    """Raises OfSchoolAge for a child who has reached compulsory school age on the day (default today)."""
    day = on or today()
    if born_on > day:
        raise Invalid({"born_on": "The date of birth is in the future"})
    since = school_age_from(born_on)
    if day >= since:
        raise OfSchoolAge(since)


def order_errors(
    values: Mapping[str, Any], on: dt.date | None = None, *, born_on: dt.date | None = None
) -> dict[str | None, str]:
    """What is wrong with the order of the days given so far, a sentence per field. Missing days are no fault here."""
    day = on or today()
    errors: dict[str | None, str] = {}
    for field, words in STEPS.items():
        given = values.get(field)
        if given is None:
            continue
        if given > day:
            errors[field] = f"The day on which {words} cannot be in the future"
            continue
        if born_on and given < born_on:
            errors[field] = f"The day on which {words} cannot be before the child was born"
            continue
        for before in AFTER.get(field, ()):
            earlier = values.get(before)
            if earlier and given < earlier:
                errors[field] = (
                    f"The law’s order is otherwise: {STEPS[before]} on {long_date(earlier)}, "
                    f"so {words} cannot be before that"
                )
                break
    return errors


def check_order(
    values: Mapping[str, Any], on: dt.date | None = None, *, born_on: dt.date | None = None
) -> None:
    """Raises Invalid beside each day that is out of order."""
    if errors := order_errors(values, on, born_on=born_on):
        raise Invalid(errors)


def check_may_go(
    values: Mapping[str, Any], on: dt.date | None = None, *, born_on: dt.date | None = None
) -> None:
    """Raises Invalid unless every step is there, dated and in order: only then may the authority be told."""
    errors: dict[str | None, str] = {
        field: words for field, words in NEEDED.items() if values.get(field) is None
    }
    for field in ("opinion_told", "duty_told"):
        if values.get(f"{field}_on") and values.get(f"{field}_how") not in How.values:
            errors[f"{field}_how"] = "Say how the parent was told"
        if values.get(f"{field}_on") and not str(values.get(f"{field}_by") or "").strip():
            errors[f"{field}_by"] = "Say who told the parent"
    errors |= discussion_errors(values)
    errors |= order_errors(values, on, born_on=born_on)
    if errors:
        raise Invalid(errors)


def discussion_errors(values: Mapping[str, Any]) -> dict[str | None, str]:
    """What is missing of an opportunity to discuss that was given."""
    errors: dict[str | None, str] = {}
    if values.get("discussion_offered_on") is None:
        return errors
    if values.get("discussion") not in Discussion.values:
        errors["discussion"] = "Say whether the parent took the opportunity"
    if not str(values.get("discussion_offered_by") or "").strip():
        errors["discussion_offered_by"] = "Say with whom the parent could discuss it"
    if values.get("discussion") == Discussion.TAKEN and values.get("discussed_on") is None:
        errors["discussed_on"] = "Say on which day it was discussed"
    return errors
