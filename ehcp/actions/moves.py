"""Moving a request or a contribution from one state to another, with its history row."""

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.gaps import actions as gaps
from ehcp.models import AdviceRequest, Contribution, StateChange
from ehcp.rules.history import Moved
from ehcp.states import CONTRIBUTION_MOVES, REQUEST_MOVES, ContributionState


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
    if isinstance(thing, Contribution):
        _tell_gap_log(thing, from_state, by=by)


def _tell_gap_log(contribution: Contribution, from_state: str, *, by: User | None) -> None:
    """A service that does not know the child is counted as a gap until it is asked again.

    Early checks are not: there every service of the area is asked, and most will not know the child.
    """
    if contribution.state == ContributionState.NOT_KNOWN:
        gaps.push(
            kind="not_known",
            source_id=contribution.pk,
            organisation=contribution.request.icb,
            local_authority=contribution.request.la,
            service_kind=contribution.service.kind,
            theme="not_known",
            on=today(),
            by=by,
        )
    elif from_state == ContributionState.NOT_KNOWN:
        gaps.withdraw("not_known", contribution.pk)


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
