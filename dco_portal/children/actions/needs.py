"""Communication needs of a child and of those who care for them (Accessible Information Standard)."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import rules
from dco_portal.children.actions.locking import locked
from dco_portal.children.models import CommunicationNeed
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound

NEEDS_DETAIL = {
    CommunicationNeed.Kind.INTERPRETER: "Enter the language",
    CommunicationNeed.Kind.TRANSLATION: "Enter the language",
    CommunicationNeed.Kind.OTHER: "Say what is needed",
}


@transaction.atomic
def add_need(
    *, by: User, child_id: uuid.UUID, kind: str, detail: str = "", carer_id: uuid.UUID | None = None
) -> CommunicationNeed:
    """Note what the child, or one carer, needs to read, hear or understand. Noting it twice changes the detail.

    Raises NotFound, NotAllowed, Invalid.
    """
    child = locked(child_id, by=by)
    rules.check_can_note(by)
    detail = detail.strip()
    if kind not in CommunicationNeed.Kind.values:
        raise Invalid({"kind": "Choose what is needed"})
    if not detail and kind in NEEDS_DETAIL:
        raise Invalid({"detail": NEEDS_DETAIL[CommunicationNeed.Kind(kind)]})
    carer = child.carers.filter(pk=carer_id, ended_on=None).first() if carer_id else None
    if carer_id and carer is None:
        raise NotFound
    need = child.communication_needs.filter(carer=carer, kind=kind, ended_on=None).first()
    if need is None:
        need = CommunicationNeed(child=child, carer=carer, kind=kind)
    need.detail = detail or need.detail
    need.save()
    audit.record("communication need noted", by=by, obj=need, child_id=child.pk, kind=kind)
    return need


@transaction.atomic
def end_need(*, by: User, child_id: uuid.UUID, need_id: uuid.UUID) -> CommunicationNeed:
    """Note that a communication need is no longer there. Raises NotFound, NotAllowed, Conflict."""
    child = locked(child_id, by=by)
    rules.check_can_note(by)
    need = child.communication_needs.filter(pk=need_id).first()
    if need is None:
        raise NotFound
    if need.ended_on is not None:
        raise Conflict("Somebody has already ended this communication need.")
    need.ended_on = today()
    need.save()
    audit.record("communication need ended", by=by, obj=need, child_id=child.pk, kind=need.kind)
    return need
