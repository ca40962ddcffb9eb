"""Who may do what with an entry and with a change proposed to it, and when.

Every record was found in the person's scope: there an editor's role means the editor of this entry,
and a listing owner's role its owner.
"""

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from local_offer.models import Confirmation, Proposal, Service, Transfer
from local_offer.states import ENTRY_MOVES, PROPOSAL_OPEN

ONLY_EDITORS = "Only the Local Offer’s editors do this."
NO_PART = "Only listing owners and the Local Offer’s editors do this."


def is_editor(user: User) -> bool:
    """Whether the role is an editor's."""
    return user.organisation is not None and user.may(P.EDIT_LOCAL_OFFER)


def check_can_work(user: User) -> None:
    """Raises NotAllowed for who is neither an editor nor a listing owner."""
    if user.organisation is None or not (user.may(P.EDIT_LOCAL_OFFER) or user.may(P.OWN_LISTING)):
        raise NotAllowed(NO_PART)


def check_can_own(user: User) -> None:
    """Raises NotAllowed for who keeps no entries for an organisation."""
    if user.organisation is None or not user.may(P.OWN_LISTING):
        raise NotAllowed("Only listing owners take an entry over.")


def check_can_edit(user: User) -> None:
    """Raises NotAllowed for who is not an editor."""
    if not is_editor(user):
        raise NotAllowed(ONLY_EDITORS)


def check_move(user: User, service: Service, to: str, reason: str = "given") -> None:
    """Raises NotAllowed, Conflict for a move that the state does not allow, Invalid without a reason.

    An owner may say that the service has closed; every other move is the editors'.
    """
    if not (is_editor(user) or (to == Service.State.CLOSED and user.may(P.OWN_LISTING))):
        raise NotAllowed(ONLY_EDITORS)
    was_public = to in {Service.State.PUBLISHED, Service.State.HIDDEN, Service.State.CLOSED}
    fits = was_public == bool(service.version) or to == Service.State.ARCHIVED
    if to not in ENTRY_MOVES[service.state] or not fits:
        raise Conflict(f"This entry is now: {service.get_state_display().lower()}.")
    if not reason.strip():
        raise Invalid({"reason": "Say why"})


def check_can_confirm(user: User, service: Service) -> None:
    """Raises NotAllowed or Conflict. An entry being hidden for want of a check may be confirmed."""
    check_can_work(user)
    if service.state not in {Service.State.PUBLISHED, Service.State.HIDDEN}:
        raise Conflict("Only an entry that is or was published can be confirmed.")


def check_can_undo(user: User, confirmation: Confirmation) -> None:
    """Raises NotAllowed for another's, Conflict for one undone or of an earlier day."""
    if confirmation.by_id != user.pk:
        raise NotAllowed("Only whoever confirmed it can take it back.")
    if confirmation.undone_at is not None or confirmation.on != today():
        raise Conflict("This confirmation cannot be taken back any more.")


def check_can_propose(user: User, service: Service) -> None:
    """Raises NotAllowed, or Conflict for an entry that is closed or out of the directory."""
    check_can_work(user)
    if service.state in {Service.State.CLOSED, Service.State.ARCHIVED}:
        raise Conflict("This entry is not in the directory any more.")


def check_can_write(user: User, proposal: Proposal) -> None:
    """Raises unless the proposal is still being written, by this side: its organisation or an editor."""
    check_can_work(user)
    if proposal.organisation_id != getattr(user.organisation, "pk", None) and not is_editor(user):
        raise NotAllowed("Another organisation is writing this change.")
    if proposal.state != Proposal.State.DRAFT:
        raise Conflict(f"This change is now: {proposal.get_state_display().lower()}.")


def check_can_decide(user: User, proposal: Proposal) -> None:
    """Raises NotAllowed for who is no editor, Conflict for one that does not wait for a decision."""
    check_can_edit(user)
    if proposal.state != Proposal.State.SUBMITTED:
        raise Conflict(f"This change is now: {proposal.get_state_display().lower()}.")


def check_can_publish(user: User, proposal: Proposal) -> None:
    """Raises unless an editor publishes a change of their own side without asking anybody."""
    check_can_edit(user)
    check_can_write(user, proposal)


def check_can_withdraw(user: User, proposal: Proposal) -> None:
    """Raises NotAllowed for the other side, Conflict once it is over."""
    check_can_work(user)
    if proposal.organisation_id != getattr(user.organisation, "pk", None) and not is_editor(user):
        raise NotAllowed("Another organisation is writing this change.")
    if proposal.state not in PROPOSAL_OPEN:
        raise Conflict(f"This change is now: {proposal.get_state_display().lower()}.")


def check_can_take_up(user: User, proposal: Proposal) -> None:
    """Raises unless the change was not accepted or was withdrawn."""
    check_can_propose(user, proposal.service)
    if proposal.state not in {Proposal.State.REJECTED, Proposal.State.WITHDRAWN}:
        raise Conflict(f"This change is now: {proposal.get_state_display().lower()}.")


def check_can_offer(user: User, service: Service) -> None:
    """Raises unless its owner or an editor hands an entry on that is not closed."""
    check_can_work(user)
    if service.state in {Service.State.CLOSED, Service.State.ARCHIVED}:
        raise Conflict("This entry is not in the directory any more.")


def check_can_answer(user: User, transfer: Transfer) -> None:
    """Raises unless a listing owner of the organisation it is offered to answers an open offer."""
    offered_to_us = transfer.to_organisation_id == getattr(user.organisation, "pk", None)
    if not (offered_to_us and user.may(P.OWN_LISTING)):
        raise NotAllowed("Only the organisation it is offered to takes it over.")
    if transfer.state != Transfer.State.OFFERED:
        raise Conflict(f"This offer is now: {transfer.get_state_display().lower()}.")


def check_can_recall(user: User, transfer: Transfer) -> None:
    """Raises unless the offering side takes an open offer back."""
    check_can_work(user)
    ours = transfer.from_organisation_id == getattr(user.organisation, "pk", None)
    if not (ours or is_editor(user)):
        raise NotAllowed("Only the side that offered it takes the offer back.")
    if transfer.state != Transfer.State.OFFERED:
        raise Conflict(f"This offer is now: {transfer.get_state_display().lower()}.")


can_work, can_move, can_confirm = answers(check_can_work), answers(check_move), answers(check_can_confirm)  # fmt: skip
can_propose, can_write, can_decide = answers(check_can_propose), answers(check_can_write), answers(check_can_decide)  # fmt: skip
can_publish, can_withdraw, can_take_up = answers(check_can_publish), answers(check_can_withdraw), answers(check_can_take_up)  # fmt: skip
can_offer, can_answer, can_recall = answers(check_can_offer), answers(check_can_answer), answers(check_can_recall)  # fmt: skip
can_undo = answers(check_can_undo)
