"""Papers made again or in another layout: for a parent who asks, an authority corrected, a list imported."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import letters
from dco_portal.children.letters import Purpose, Recipient
from dco_portal.common.errors import Invalid
from dco_portal.documents.models import Document
from referrals import documents
from referrals.actions import locking
from referrals.documents import Layout
from referrals.models import Notification
from referrals.rules import letters as rules


@transaction.atomic
def make_notice(*, by: User, notification: Notification) -> Document:
    """The notice with what is on record now; earlier ones stay. Raises NotFound, NotAllowed, Conflict."""
    row = locking.notification(by, notification.pk)
    rules.check_can_make(by, row)
    made = documents.notice(row, by=by)
    audit.record("referrals.notice_made", by=by, obj=row, document=made.pk)
    return made


@transaction.atomic
def make_copy(*, by: User, notification: Notification, person: str, layout: str) -> Document:
    """A parent's copy in a layout. `person` is a carer's id. Raises NotFound, NotAllowed, Conflict, Invalid."""
    row = locking.notification(by, notification.pk)
    rules.check_can_make(by, row)
    recipient = _addressee(row, person)
    if recipient is None:
        raise Invalid({"person": "Choose somebody who may be written to"})
    if layout not in Layout.values:
        raise Invalid({"layout": "Choose a layout"})
    made = documents.copy(row, recipient, by=by, layout=Layout(layout))
    if row.parent_letter is None:
        row.parent_letter = made
        row.save(update_fields=["parent_letter", "updated_at"])
    audit.record("referrals.copy_made", by=by, obj=row, document=made.pk, layout=layout)
    return made


def _addressee(row: Notification, person: str) -> Recipient | None:
    try:
        wanted = uuid.UUID(str(person))
    except ValueError:
        return None
    found = letters.addressees(row.child, purpose=Purpose.LETTER)
    return next((one for one in found if one.carer_id == wanted), None)
