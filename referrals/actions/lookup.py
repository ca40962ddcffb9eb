"""Asking whether a child has been notified already: by whoever treats the child, noted, and not often."""

import datetime as dt

from django.db import transaction
from django.db.models import TextChoices

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common import limits
from dco_portal.common.errors import Invalid
from referrals.queries import lookup
from referrals.queries.lookup import Answer
from referrals.rules.notice import check_can_notify

TIMES, SECONDS = 30, 3600


class Why(TextChoices):
    """What makes it one's business. Codes, so that the audit holds no words about a child."""

    TREATING = "treating", "I am treating this child"
    REFERRED = "referred", "This child has been referred to my service"
    NOTIFYING = "notifying", "I am about to notify the local authority of this child"


def ask(*, by: User, why: str, born_on: dt.date, nhs_number: str = "", name: str = "") -> Answer:
    """The answer. Noted with the reason, and with the child where there is one; a look-up too many is noted too.

    Raises NotAllowed, and Invalid for a missing reason or more than 30 look-ups within an hour.
    """
    check_can_notify(by)
    if why not in Why.values:
        raise Invalid({"why": "Say why you ask"})
    if not limits.allowed_person(by.pk, "s23-lookup", times=TIMES, seconds=SECONDS):
        audit.record("referrals.lookup_stopped", by=by)
        raise Invalid(f"You have looked up {TIMES} children within the hour. Try again later, or ask the DCO team.")  # fmt: skip
    return _ask(by=by, why=why, born_on=born_on, nhs_number=nhs_number, name=name)


@transaction.atomic
def _ask(*, by: User, why: str, born_on: dt.date, nhs_number: str, name: str) -> Answer:
    answer = lookup.already(born_on=born_on, nhs_number=nhs_number, name=name)
    audit.record(
        "referrals.lookup", by=by, child_id=answer.child_id, why=why, how="number" if nhs_number else "name",
        answer="unclear" if answer.unclear else "yes" if answer.yes else "no", reference=answer.reference,
    )  # fmt: skip
    return answer
