"""Who works the gap log and when a line may change. `check_can_x` raises with a sentence, `can_x` answers."""

import datetime as dt
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from dco_portal.gaps.models import GapLine
from dco_portal.gaps.states import EXPLAINED, LIVE, MOVES, LineState


def check_can_see(user: User) -> None:
    """The DCO team, commissioners and board members read the log."""
    if not user.may(P.SEE_GAPS):
        raise NotAllowed("Only the DCO team, commissioners and board members see the gap log.")


def check_can_work(user: User, line: GapLine) -> None:
    """The ICB's DCO team and its commissioners work its lines."""
    if not user.may(P.WORK_GAPS) or user.organisation is None:
        raise NotAllowed("Only the DCO team and commissioners change the gap log.")
    if user.organisation.pk != line.organisation_id:
        raise NotAllowed("Only the ICB whose line this is can change it.")


def check_can_decide(user: User, line: GapLine) -> None:
    """Owner, decision and board item, on a line that stands for itself."""
    check_can_work(user, line)
    if line.merged_into_id:
        raise Conflict(f"{line.reference} is merged: decide on the line it went into.")


def check_can_move(user: User, line: GapLine, to: str) -> None:
    """A move of the table of states."""
    check_can_decide(user, line)
    if to not in LineState.values:
        raise Invalid({"to": "Choose what becomes of it"})
    if LineState(to) not in MOVES[LineState(line.state)]:
        raise Conflict(
            f"{line.reference} is now “{line.get_state_display()}”: it cannot become “{LineState(to).label}”."
        )


def check_reason(to: str, reason: str) -> None:
    """Ends are explained: what answers the gap, or why nothing is done."""
    if LineState(to) in EXPLAINED and not reason.strip():
        what = "what answers it" if to == LineState.ANSWERED else "why it is closed"
        raise Invalid({"reason": f"Say {what}, in a sentence"})


def check_can_merge(user: User, line: GapLine, into: GapLine) -> None:
    """Two live lines of one ICB."""
    check_can_work(user, line)
    check_can_work(user, into)
    for row in (line, into):
        if row.merged_into_id:
            raise Conflict(f"{row.reference} is merged into another line already.")
        if row.state not in LIVE:
            raise Conflict(
                f"{row.reference} is “{row.get_state_display()}”: open it again before merging."
            )


def is_live(line: GapLine) -> bool:
    """Whether it is still to be worked."""
    return line.state in LIVE


def check_can_unmerge(user: User, line: GapLine) -> None:
    """A merged line comes out again."""
    check_can_work(user, line)
    if line.merged_into_id is None:
        raise Conflict(f"{line.reference} is not merged.")


def check_decision(
    line: GapLine, *, owner: User | None, board: str, board_on: dt.date | None
) -> None:
    """Raises Invalid beside the field for an owner from elsewhere or half a board item."""
    errors: dict[str | None, str] = {}
    if owner is not None and not owners(line).filter(pk=owner.pk).exists():
        errors["owner"] = f"{owner.name} does not work the gap log of {line.organisation.label}"
    if board_on and not board.strip():
        errors["board"] = "Enter what the board is asked, or leave out the day"
    if errors:
        raise Invalid(errors)


def owners(line: GapLine) -> Any:
    """Who may own a line: those of its ICB who work the log."""
    return people(line.organisation, P.WORK_GAPS)


def moves(user: User, line: GapLine) -> list[LineState]:
    """The states to which this person may take the line now, in the table's order."""
    return [state for state in LineState if can_move(user, line, state)]


can_see = answers(check_can_see)
can_work = answers(check_can_work)
can_decide = answers(check_can_decide)
can_move = answers(check_can_move)
can_unmerge = answers(check_can_unmerge)
