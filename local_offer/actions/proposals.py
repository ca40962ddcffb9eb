"""A change to an entry: written section by section, submitted, decided on. The public words stay till then."""

import copy
import uuid
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotFound
from local_offer.actions import locking, tell, work
from local_offer.actions.publishing import publish
from local_offer.models import Proposal, ProposalRemark, Service, Version
from local_offer.queries.content import Content, read
from local_offer.rules import entries as rules
from local_offer.rules import sections
from local_offer.rules.merging import merged
from local_offer.states import PROPOSAL_OPEN

State = Proposal.State
CHANGED = "{who} saved other words on this page while you wrote. They are shown below: save again to keep yours"


@transaction.atomic
def begin(*, by: User, service_id: uuid.UUID, content: Content | None = None) -> Proposal:
    """Start a change from the public words (or these), or the one that is open already.

    Raises NotFound, NotAllowed, Conflict.
    """
    service = locking.service(by, service_id)
    rules.check_can_propose(by, service)
    there = service.proposals.filter(state__in=PROPOSAL_OPEN).first()
    if there is not None:
        return there
    assert by.organisation is not None
    proposal = Proposal.objects.create(
        service=service, base_version=service.version, content=content or read(service), by=by,
        organisation=by.organisation,
    )  # fmt: skip
    audit.record("local_offer.change_begun", by=by, obj=proposal, entry=service.pk)
    return proposal


@transaction.atomic
def save_section(
    *, by: User, proposal_id: uuid.UUID, section: str, values: dict[str, Any], seen: str
) -> Proposal:
    """Keep one page of the form. `seen` is the page's stamp when it was opened.

    Raises NotFound, NotAllowed, Conflict, and Invalid on top when somebody else saved this page meanwhile.
    """
    proposal = locking.proposal(by, proposal_id)
    rules.check_can_write(by, proposal)
    if seen != sections.stamp(proposal.content, section):
        who = proposal.saved_by.name if proposal.saved_by else "Somebody"
        raise Invalid(CHANGED.format(who=who))
    content = sections.put(proposal.content, section, values)
    sections.check(content, section)
    proposal.content = content
    proposal.saved_by = by
    proposal.lock += 1
    proposal.save(update_fields=["content", "saved_by", "lock", "updated_at"])
    audit.record("local_offer.change_saved", by=by, obj=proposal, section=section)
    return proposal


@transaction.atomic
def submit(*, by: User, proposal_id: uuid.UUID, comment: str = "") -> Proposal:
    """Hand a change to the editors. Raises NotFound, NotAllowed, Conflict, Invalid for one that changes nothing."""
    proposal = locking.proposal(by, proposal_id)
    rules.check_can_write(by, proposal)
    _check_worth_it(proposal)
    proposal.state, proposal.submitted_at, proposal.comment = (
        State.SUBMITTED,
        now(),
        comment.strip(),
    )
    proposal.by = by
    proposal.lock += 1
    proposal.save()
    audit.record("local_offer.change_submitted", by=by, obj=proposal, entry=proposal.service_id)
    work.mirror(proposal)
    tell.submitted(proposal, by)
    return proposal


def _check_worth_it(proposal: Proposal) -> None:
    if lacking := sections.lacking(proposal.content):
        raise Invalid(f"Fill in first: {', '.join(lacking)}")
    if proposal.service.version and proposal.content == read(proposal.service):
        raise Invalid("Nothing has been changed yet")


@transaction.atomic
def approve(*, by: User, proposal_id: uuid.UUID, lock: int) -> Service:
    """Make a change public. `lock` is the change's own as the editor saw it.

    Raises NotFound, NotAllowed, and Conflict when the change or the entry is another by now.
    """
    proposal = locking.proposal(by, proposal_id)
    rules.check_can_decide(by, proposal)
    return _publish(proposal, by, lock)


@transaction.atomic
def publish_own(*, by: User, proposal_id: uuid.UUID, lock: int) -> Service:
    """An editor's own change becomes public at once. Raises as `approve`, and Invalid."""
    proposal = locking.proposal(by, proposal_id)
    rules.check_can_publish(by, proposal)
    _check_worth_it(proposal)
    return _publish(proposal, by, lock)


def _publish(proposal: Proposal, by: User, lock: int) -> Service:
    if lock != proposal.lock:
        raise Conflict("This change was altered while you read it. Open it again to see how.")
    if proposal.base_version != proposal.service.version:
        raise Conflict(
            "The entry was changed since this was written. Bring the change up to date first."
        )
    proposal.state, proposal.decided_at, proposal.decided_by = State.APPROVED, now(), by
    proposal.lock += 1
    proposal.save()
    why = "Edited by the Local Offer’s editors" if by == proposal.by else f"Proposed by {proposal.organisation.label}"  # fmt: skip
    service = publish(by=by, service_id=proposal.service_id, content=copy.deepcopy(proposal.content), why=why)  # fmt: skip
    audit.record("local_offer.change_approved", by=by, obj=proposal, version=service.version)
    work.mirror(proposal)
    tell.decided(proposal)
    return service


@transaction.atomic
def reject(*, by: User, proposal_id: uuid.UUID, reason: str) -> Proposal:
    """Turn a change down, saying why. The public words stay. Raises NotFound, NotAllowed, Conflict, Invalid."""
    proposal = locking.proposal(by, proposal_id)
    rules.check_can_decide(by, proposal)
    if not reason.strip():
        raise Invalid({"reason": "Say why, so that the owner can mend it"})
    proposal.state, proposal.reason = State.REJECTED, reason.strip()
    proposal.decided_at, proposal.decided_by = now(), by
    proposal.lock += 1
    proposal.save()
    audit.record("local_offer.change_rejected", by=by, obj=proposal, entry=proposal.service_id)
    work.mirror(proposal)
    tell.decided(proposal)
    return proposal


@transaction.atomic
def withdraw(*, by: User, proposal_id: uuid.UUID) -> Proposal:
    """Take a change back, written or submitted. Its words stay and can be taken up again."""
    proposal = locking.proposal(by, proposal_id)
    rules.check_can_withdraw(by, proposal)
    proposal.state = State.WITHDRAWN
    proposal.lock += 1
    proposal.save()
    audit.record("local_offer.change_withdrawn", by=by, obj=proposal, entry=proposal.service_id)
    work.mirror(proposal)
    return proposal


@transaction.atomic
def take_up(*, by: User, proposal_id: uuid.UUID) -> Proposal:
    """A new change out of the words of one that was not accepted or withdrawn, on top of what is public now.

    Raises NotFound, NotAllowed, Conflict, also when another change of the entry is open.
    """
    old = locking.proposal(by, proposal_id)
    rules.check_can_take_up(by, old)
    if old.service.proposals.filter(state__in=PROPOSAL_OPEN).exists():
        raise Conflict("Another change of this entry is open. Finish or withdraw it first.")
    proposal = begin(by=by, service_id=old.service_id, content=_up_to_date(old)[0])
    audit.record("local_offer.change_taken_up", by=by, obj=proposal, of=old.pk)
    return proposal


def _up_to_date(proposal: Proposal) -> tuple[Content, list[str]]:
    """A change's words on top of what is public now, and the fields that both sides changed."""
    service, mine = proposal.service, proposal.content
    if proposal.base_version == service.version or not proposal.base_version:
        return mine, []
    base = Version.objects.get(service=service, number=proposal.base_version).content
    return merged(base, mine, read(service))


@transaction.atomic
def refresh(*, by: User, proposal_id: uuid.UUID) -> list[str]:
    """Bring an open change up to what was published meanwhile; the names of fields that both changed.

    Raises NotFound, NotAllowed, Conflict.
    """
    proposal = locking.proposal(by, proposal_id)
    rules.check_can_withdraw(by, proposal)
    proposal.content, clashes = _up_to_date(proposal)
    proposal.base_version = proposal.service.version
    proposal.lock += 1
    proposal.save()
    audit.record("local_offer.change_refreshed", by=by, obj=proposal, clashes=clashes)
    return clashes


@transaction.atomic
def remark(*, by: User, proposal_id: uuid.UUID, text: str) -> ProposalRemark:
    """Say something to the other side about a change; it decides nothing. Raises NotFound, Invalid."""
    proposal = Proposal.objects.visible_to(by).select_related("service", "by").filter(pk=proposal_id).first()  # fmt: skip
    if proposal is None:
        raise NotFound
    rules.check_can_work(by)
    if not text.strip():
        raise Invalid({"text": "Write a comment"})
    assert by.organisation is not None
    row = ProposalRemark.objects.create(
        proposal=proposal, by=by, organisation=by.organisation, text=text.strip()
    )
    audit.record("local_offer.change_remarked", by=by, obj=proposal)
    tell.remarked(proposal, by, proposal.remarks.count())
    return row
