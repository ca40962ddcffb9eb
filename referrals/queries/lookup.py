"""Whether a child has been notified already: yes or no, and of a yes the day and the reference. No more."""

import datetime as dt
import uuid
from dataclasses import dataclass

from dco_portal.children import numbers
from dco_portal.children import queries as children
from dco_portal.children.models import Child
from referrals.models import Notification
from referrals.states import VOID


@dataclass(frozen=True)
class Answer:
    """`sent_on` and `reference` are of the newest notification that counts; "" and None for no.

    `unclear`: several children have this name and birthday, so that only an NHS number can tell.
    """

    sent_on: dt.date | None = None
    reference: str = ""
    child_id: uuid.UUID | None = None
    unclear: bool = False

    @property
    def yes(self) -> bool:
        """Whether the child has been notified."""
        return self.sent_on is not None


def already(*, born_on: dt.date, nhs_number: str = "", name: str = "") -> Answer:
    """By NHS number and birthday, else by name and birthday, of every child on record, whoever may see them.

    The caller has checked who asks and why.
    """
    found = Child.objects.filter(born_on=born_on, notifications__isnull=False)
    if number := numbers.tidy(nhs_number):
        ids = set(found.filter(nhs_number=number).values_list("pk", flat=True))
    else:
        near = found.only("given_name", "family_name")[:500]
        ids = {child.pk for child in near if children.same_name(child.name, name)}
    rows = Notification.objects.filter(child__in=ids).exclude(state__in=VOID)
    newest = list(rows.order_by("-sent_at").values_list("child_id", "sent_on", "reference"))
    if len({child_id for child_id, *_ in newest}) > 1:
        return Answer(unclear=True)
    if not newest:
        return Answer()
    child_id, sent_on, reference = newest[0]
    return Answer(sent_on, reference, child_id)
