"""Locking a board and what hangs from it, within somebody's scope; whom to tell of it."""

import uuid
from typing import TypeVar

from django.db.models import Max, Model, QuerySet

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from dco_portal.notifications import actions as notifications
from inspections.models import Board, BoardMember, Meeting
from inspections.rules import boards as rules

Row = TypeVar("Row", bound=Model)


def locked(rows: QuerySet[Row], pk: uuid.UUID) -> Row:
    """The row, locked until the end of the transaction. Raises `NotFound`."""
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def board(by: User, pk: uuid.UUID) -> Board:
    """A board, locked, for who keeps it. Raises `NotFound`, `NotAllowed`."""
    row = locked(Board.objects.visible_to(by).select_related("la", "icb"), pk)
    rules.check_can_keep(by, row)
    return row


def meeting(by: User, pk: uuid.UUID) -> Meeting:
    """A meeting, locked, for who keeps its board. Raises `NotFound`, `NotAllowed`."""
    row = locked(Meeting.objects.visible_to(by).select_related("board"), pk)
    rules.check_can_keep(by, row.board)
    return row


def next_number(rows: QuerySet) -> int:
    """One more than the highest number given; the caller has locked the row they belong to."""
    return (rows.aggregate(highest=Max("number"))["highest"] or 0) + 1


def seats(board_id: uuid.UUID) -> QuerySet[BoardMember]:
    """The members of a board with their person and organisation."""
    return BoardMember.objects.filter(board=board_id).select_related("user", "organisation")


def tell_members(held: Meeting, *, kind: str, subject: str, body: str, key: str, link: str) -> int:
    """Tell the members with an account, each for the organisation they sit for; nothing of the content."""
    members = [row for row in seats(held.board_id) if row.user_id and rules.in_force(row, held.on)]
    return notifications.tell_many(
        notifications.Message(
            row.user, kind, subject, body, key, link=link, organisation=row.organisation
        )
        for row in members
        if row.user is not None
    )
