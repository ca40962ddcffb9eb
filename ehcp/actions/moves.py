"""Moving a request or a contribution from one state to another, with its history row."""

from dco_portal.accounts.models import User
from ehcp.models import AdviceRequest, Contribution, StateChange
from ehcp.rules.history import Moved
from ehcp.states import CONTRIBUTION_MOVES, REQUEST_MOVES


def start(thing: AdviceRequest | Contribution, *, by: User | None, reason: str = "") -> None:
    """Note the first state of a record just made."""
    _note(thing, by=by, from_state="", reason=reason)


def move(
    thing: AdviceRequest | Contribution, to: str, *, by: User | None, reason: str = ""
) -> None:
    """Move a locked record and save it. Raises Conflict, naming who did what, when the move is not allowed."""
    moves = REQUEST_MOVES if isinstance(thing, AdviceRequest) else CONTRIBUTION_MOVES
    if to not in moves[thing.state]:
        raise Moved(thing)
    from_state, thing.state = thing.state, to
    thing.save()
    _note(thing, by=by, from_state=from_state, reason=reason)


def _note(
    thing: AdviceRequest | Contribution, *, by: User | None, from_state: str, reason: str
) -> None:
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
