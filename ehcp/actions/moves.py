"""Moving a request or a contribution from one state to another, with its history row."""

from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict
from ehcp.models import AdviceRequest, Contribution, StateChange
from ehcp.states import CONTRIBUTION_MOVES, REQUEST_MOVES


def start(thing: AdviceRequest | Contribution, *, by: User | None, reason: str = "") -> None:
    """Note the first state of a record just made."""
    _note(thing, by=by, from_state="", reason=reason)


def move(thing: AdviceRequest | Contribution, to: str, *, by: User | None, reason: str = "") -> None:
    """Move a locked record and save it. Raises Conflict, naming who did what, when the move is not allowed."""
    moves = REQUEST_MOVES if isinstance(thing, AdviceRequest) else CONTRIBUTION_MOVES
    if to not in moves[thing.state]:
        raise Conflict(blocked(thing))
    from_state, thing.state = thing.state, to
    thing.save()
    _note(thing, by=by, from_state=from_state, reason=reason)


def blocked(thing: AdviceRequest | Contribution) -> str:
    """A sentence that says where the record stands now and who brought it there."""
    last = thing.changes.select_related("by").order_by("-id")
    if isinstance(thing, AdviceRequest):
        last = last.filter(contribution=None)
    change = last.first()
    who = change.by.name if change and change.by else "The portal"
    when = f" on {change.at:%-d %B %Y}" if change else ""
    return f"{thing.reference} is now “{thing.get_state_display()}”. {who} moved it there{when}."


def _note(thing: AdviceRequest | Contribution, *, by: User | None, from_state: str, reason: str) -> None:
    request = thing if isinstance(thing, AdviceRequest) else thing.request
    StateChange.objects.create(
        request=request,
        contribution=None if isinstance(thing, AdviceRequest) else thing,
        by=by,
        by_role=by.membership.role if by and by.membership else "",
        from_state=from_state,
        to_state=thing.state,
        reason=reason,
    )
