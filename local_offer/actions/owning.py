"""Who keeps an entry: handing it on takes both sides."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.organisations.models import Organisation
from local_offer.actions import locking, tell, work
from local_offer.models import Service, Transfer
from local_offer.rules import entries as rules

State = Transfer.State


@transaction.atomic
def offer(*, by: User, service_id: uuid.UUID, to: Organisation, note: str = "") -> Transfer:
    """Ask another organisation to keep an entry. Raises NotFound, NotAllowed, Conflict, Invalid."""
    service = locking.service(by, service_id)
    rules.check_can_offer(by, service)
    if to == service.owner:
        raise Invalid({"to": "It keeps this entry already"})
    if service.transfers.filter(state=State.OFFERED).exists():
        raise Conflict("This entry is being offered already. Take that offer back first.")
    row = Transfer.objects.create(
        service=service, from_organisation=service.owner, to_organisation=to, note=note.strip(), by=by
    )  # fmt: skip
    audit.record("local_offer.offered", by=by, obj=service, to=to.pk)
    tell.offered(row)
    return row


@transaction.atomic
def accept(*, by: User, transfer_id: uuid.UUID) -> Transfer:
    """Take an entry over. Raises NotFound, NotAllowed, Conflict."""
    row = locking.transfer(by, transfer_id)
    rules.check_can_answer(by, row)
    own(service=row.service, owner=row.to_organisation)
    return _decide(row, by, State.ACCEPTED)


@transaction.atomic
def decline(*, by: User, transfer_id: uuid.UUID, reason: str) -> Transfer:
    """Do not take an entry over, saying why. Raises NotFound, NotAllowed, Conflict, Invalid."""
    row = locking.transfer(by, transfer_id)
    rules.check_can_answer(by, row)
    if not reason.strip():
        raise Invalid({"reason": "Say why"})
    row.reason = reason.strip()
    return _decide(row, by, State.DECLINED)


@transaction.atomic
def recall(*, by: User, transfer_id: uuid.UUID) -> Transfer:
    """Take an offer back. Raises NotFound, NotAllowed, Conflict."""
    row = locking.transfer(by, transfer_id)
    rules.check_can_recall(by, row)
    return _decide(row, by, State.WITHDRAWN)


def own(*, service: Service, owner: Organisation | None) -> None:
    """Make an organisation the keeper of a locked entry; what is due goes to its list."""
    service.owner = owner
    service.save(update_fields=["owner", "updated_at"])
    work.renew(service)


def _decide(row: Transfer, by: User, state: str) -> Transfer:
    row.state, row.decided_by, row.decided_at = State(state), by, now()
    row.save()
    audit.record(f"local_offer.offer_{state}", by=by, obj=row.service, to=row.to_organisation_id)
    if state != State.WITHDRAWN:
        tell.answered(row)
    return row
