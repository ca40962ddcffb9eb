"""Who keeps a board and when. `check_can_x` raises with a sentence, `can_x` answers."""

import datetime as dt
import uuid
from collections.abc import Mapping

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from inspections.models import Board, BoardMember, Meeting, MeetingAction, Paper
from inspections.states import MeetingState, Presence

THERE = frozenset({Presence.PRESENT, Presence.DEPUTY})
READERS = (P.SEE_BOARD_PAPERS, P.MANAGE_PLANS, P.APPROVE_PLANS)


def check_can_read(user: User) -> None:
    """Board members, plan approvers and improvement managers read."""
    if user.membership is None or not any(user.may(permission) for permission in READERS):
        raise NotAllowed("Only members of a board and those who keep the plans read its papers.")


def check_can_keep(user: User, board: Board | None = None) -> None:
    """The improvement manager of the board's own area keeps it."""
    if user.membership is None or not user.may(P.MANAGE_PLANS):
        raise NotAllowed("Only an improvement manager keeps a board.")
    if board is not None and user.membership.organisation_id not in {board.la_id, board.icb_id}:
        raise NotAllowed("Only an improvement manager of the board’s own area keeps it.")


def check_can_finish(user: User, action: MeetingAction) -> None:
    """Its owner says that an action is done, or the improvement manager for them."""
    if action.owner.user_id is not None and action.owner.user_id == user.pk:
        return
    check_can_keep(user, action.board)


can_keep, can_finish = answers(check_can_keep), answers(check_can_finish)


def check_area(user: User, *, la: uuid.UUID, icb: uuid.UUID) -> None:
    """A board belongs to the area of the person's own organisation."""
    check_can_keep(user)
    assert user.membership is not None
    if user.membership.organisation_id not in {la, icb}:
        raise Invalid({"area": "Choose an area of your own organisation"})


def check_open(board: Board) -> None:
    """A closed board takes nothing new."""
    if board.closed_on is not None:
        raise Conflict(f"{board.name} was closed on {board.closed_on:%-d %B %Y}.")


def check_seat(*, since: dt.date, until: dt.date | None, holder: bool, fits: bool) -> None:
    """Days in order; somebody with an account works for the organisation and may read the papers."""
    if until is not None and until < since:
        raise Invalid({"until": "The last day cannot be before the first"})
    if holder and not fits:
        raise Invalid({"user": "This person has no part in that organisation that reads board papers"})  # fmt: skip


def in_force(member: BoardMember, on: dt.date) -> bool:
    """Whether somebody sits on the board on a day."""
    return member.since <= on and (member.until is None or member.until >= on)


def check_planned(meeting: Meeting) -> None:
    """Only a meeting to come is moved or cancelled."""
    if meeting.state != MeetingState.PLANNED:
        raise Conflict(f"This meeting is “{meeting.get_state_display()}” already.")


def check_not_cancelled(meeting: Meeting) -> None:
    """A cancelled meeting takes nothing new."""
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict("This meeting was cancelled.")


def check_holdable(meeting: Meeting) -> None:
    """Attendance is noted on the day of the meeting or later."""
    check_not_cancelled(meeting)
    if meeting.on > today():
        raise Conflict("This meeting is still to come. Note who came on the day or later.")


def check_attendance(came: Mapping[uuid.UUID, tuple[str, str]], seats: set[uuid.UUID]) -> None:
    """One answer for each seat in force, and the deputy's role in words where one came."""
    if missing := seats - set(came):
        raise Invalid({f"presence_{next(iter(missing))}": "Say whether they came"})
    for member, (presence, deputy) in came.items():
        if member not in seats:
            raise Invalid("Somebody here does not sit on the board on that day")
        if presence == Presence.DEPUTY and not deputy.strip():
            raise Invalid({f"deputy_{member}": "Say who came as the deputy, by role"})


def quorate(board: Board, presences: list[str]) -> bool | None:
    """Whether enough came, deputies counted; None where the board has no quorum."""
    return None if board.quorum is None else sum(p in THERE for p in presences) >= board.quorum


def check_one_source(*, upload: bool, link: str, report: bool) -> None:
    """A paper is a file, a link or a report: one of them."""
    given = sum([upload, bool(link), report])
    if given == 0:
        raise Invalid({"upload": "Choose a file, give a link or choose a progress report"})
    if given > 1:
        raise Invalid({"upload": "A paper is one thing: a file, a link or a report. Keep one of them"})  # fmt: skip


def check_withdrawable(paper: Paper) -> None:
    """Once."""
    if paper.withdrawn_on is not None:
        raise Conflict(f"Paper {paper.number} was withdrawn on {paper.withdrawn_on:%-d %B %Y}.")


def check_due(due_on: dt.date, meeting: Meeting) -> None:
    """What a meeting asks for is due after it."""
    if due_on < meeting.on:
        raise Invalid({"due_on": "The action cannot be due before the meeting that asked for it"})


def check_still_open(action: MeetingAction) -> None:
    """Done once; to change it, open it again first."""
    if action.done_on is not None:
        raise Conflict(f"This action was done on {action.done_on:%-d %B %Y}.")


def check_done(action: MeetingAction) -> None:
    """Only what is done can be opened again."""
    if action.done_on is None:
        raise Conflict("This action is open already.")
