"""Boards and who sits on them."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.queries import people
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.organisations.models import AreaLink, Organisation
from inspections.actions.seated import board as kept_board
from inspections.actions.seated import locked
from inspections.models import Board, BoardMember, Meeting, MeetingAction
from inspections.rules import boards as rules
from inspections.states import MeetingState

FIELDS = ("name", "purpose", "chair", "reports_to", "quorum")


@transaction.atomic
def open_board(*, by: User, la: Organisation, icb: Organisation, **values: Any) -> Board:
    """Begin a board of an area. Errors: `NotAllowed`, `Invalid` on `area` or `name`."""
    rules.check_area(by, la=la.pk, icb=icb.pk)
    if not AreaLink.objects.filter(local_authority=la, icb=icb).exists():
        raise Invalid({"area": "Choose an area of your own organisation"})
    _check_name(Board(la=la, icb=icb), values["name"])
    row = Board.objects.create(la=la, icb=icb, **{name: values[name] for name in FIELDS})
    audit.record("inspections.board_opened", by=by, obj=row)
    return row


@transaction.atomic
def change_board(*, by: User, board_id: uuid.UUID, **values: Any) -> Board:
    """Correct a board's name, purpose, chair, quorum or whom it reports to."""
    row = kept_board(by, board_id)
    _check_name(row, values["name"])
    for name in FIELDS:
        setattr(row, name, values[name])
    row.save()
    audit.record("inspections.board_changed", by=by, obj=row)
    return row


@transaction.atomic
def close_board(*, by: User, board_id: uuid.UUID) -> Board:
    """Close a board that no longer meets; its papers stay. Errors: `Conflict` with meetings or actions open."""
    row = kept_board(by, board_id)
    rules.check_open(row)
    if Meeting.objects.filter(board=row, state=MeetingState.PLANNED).exists():
        raise Conflict("A meeting is still planned. Hold or cancel it first.")
    if MeetingAction.objects.filter(board=row, done_on=None).exists():
        raise Conflict("The board still has open actions. Finish them first.")
    row.closed_on = today()
    row.save()
    audit.record("inspections.board_closed", by=by, obj=row)
    return row


@transaction.atomic
def reopen_board(*, by: User, board_id: uuid.UUID) -> Board:
    """Open a board again that was closed."""
    row = kept_board(by, board_id)
    if row.closed_on is None:
        raise Conflict(f"{row.name} is open.")
    row.closed_on = None
    row.save()
    audit.record("inspections.board_reopened", by=by, obj=row)
    return row


@transaction.atomic
def seat(
    *, by: User, board_id: uuid.UUID, role: str, organisation: Organisation, user: User | None,
    is_chair: bool, since: dt.date, until: dt.date | None = None,
) -> BoardMember:  # fmt: skip
    """Give somebody a seat, by account or by role in words. Errors: `Invalid`, `Conflict` on a closed board."""
    row = kept_board(by, board_id)
    rules.check_open(row)
    _check_seat(row, user, organisation, since, until)
    member = BoardMember.objects.create(
        board=row, role=role.strip(), organisation=organisation, user=user, is_chair=is_chair, since=since, until=until
    )  # fmt: skip
    audit.record("inspections.board_member_added", by=by, obj=row, member=member.pk)
    return member


@transaction.atomic
def change_seat(
    *, by: User, member_id: uuid.UUID, role: str, organisation: Organisation, user: User | None,
    is_chair: bool, since: dt.date, until: dt.date | None = None,
) -> BoardMember:  # fmt: skip
    """Correct a seat, or end it with its last day."""
    found = locked(BoardMember.objects.visible_to(by), member_id)
    row = kept_board(by, found.board_id)
    _check_seat(row, user, organisation, since, until, but=found.pk)
    found.role, found.organisation, found.user = role.strip(), organisation, user
    found.is_chair, found.since, found.until = is_chair, since, until
    found.save()
    audit.record("inspections.board_member_changed", by=by, obj=row, member=found.pk)
    return found


def _check_seat(
    row: Board, user: User | None, organisation: Organisation, since: dt.date,
    until: dt.date | None, but: uuid.UUID | None = None,
) -> None:  # fmt: skip
    fits = user is not None and any(
        people(organisation, permission).filter(pk=user.pk).exists() for permission in rules.READERS
    )
    rules.check_seat(since=since, until=until, holder=user is not None, fits=fits)
    if user is not None and until is None:
        others = BoardMember.objects.filter(board=row, user=user, until=None).exclude(
            pk__in=[but] if but else []
        )
        if others.exists():
            raise Invalid({"user": f"{user.name} has a seat on this board already"})


def _check_name(row: Board, name: str) -> None:
    same = Board.objects.filter(la=row.la_id, icb=row.icb_id, name=name).exclude(pk=row.pk)
    if same.exists():
        raise Invalid({"name": "The area has a board of this name already"})
