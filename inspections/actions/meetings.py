"""Meetings of a board: planned, moved, cancelled, held; who came; the minutes."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Invalid
from inspections.actions import seated
from inspections.models import Attendance, Board, Meeting
from inspections.rules import boards as rules
from inspections.rules.words import check_names_no_child
from inspections.states import MeetingState, Presence


@transaction.atomic
def plan_meeting(
    *, by: User, board_id: uuid.UUID, on: dt.date, starts_at: dt.time | None = None, where: str = ""
) -> Meeting:
    """Plan a meeting; one that was held before the portal was used may be entered too. Errors: `Invalid`."""
    board = seated.board(by, board_id)
    rules.check_open(board)
    _check_day(board, on)
    row = Meeting.objects.create(board=board, on=on, starts_at=starts_at, where=where.strip())
    audit.record("inspections.meeting_planned", by=by, obj=row)
    return row


@transaction.atomic
def change_meeting(
    *,
    by: User,
    meeting_id: uuid.UUID,
    on: dt.date,
    starts_at: dt.time | None = None,
    where: str = "",
) -> Meeting:
    """Move a planned meeting; members with an account are told of another day or time."""
    row = seated.meeting(by, meeting_id)
    rules.check_planned(row)
    _check_day(row.board, on, but=row.pk)
    before = (row.on, row.starts_at, row.where)
    row.on, row.starts_at, row.where = on, starts_at, where.strip()
    row.save()
    audit.record("inspections.meeting_changed", by=by, obj=row)
    if before != (row.on, row.starts_at, row.where):
        seated.tell_members(
            row,
            kind="inspections.meeting",
            subject=f"{row.board.name}: the meeting was moved",
            body=f"The meeting of {before[0]:%-d %B %Y} is now on {row.on:%-d %B %Y}.",
            key=f"meeting-moved:{row.pk}:{row.on}:{row.starts_at}:{row.where}"[:150],
            link=reverse("inspections:meeting", args=[row.pk]),
        )
    return row


@transaction.atomic
def cancel_meeting(*, by: User, meeting_id: uuid.UUID, reason: str) -> Meeting:
    """Cancel a planned meeting; members with an account are told. Another may be planned for the same day."""
    row = seated.meeting(by, meeting_id)
    rules.check_planned(row)
    if not reason.strip():
        raise Invalid({"reason": "Say why, so that members know"})
    row.state, row.cancelled_because = MeetingState.CANCELLED, reason.strip()
    row.save()
    audit.record("inspections.meeting_cancelled", by=by, obj=row)
    seated.tell_members(
        row,
        kind="inspections.meeting",
        subject=f"{row.board.name}: a meeting is cancelled",
        body=f"The meeting of {row.on:%-d %B %Y} will not take place.",
        key=f"meeting-cancelled:{row.pk}",
        link=reverse("inspections:meeting", args=[row.pk]),
    )
    return row


@transaction.atomic
def note_apologies(*, by: User, meeting_id: uuid.UUID, members: set[uuid.UUID]) -> Meeting:
    """Note before the meeting who said that they cannot come; the rest are expected."""
    row = seated.meeting(by, meeting_id)
    rules.check_planned(row)
    seats = {each.pk for each in seated.seats(row.board_id) if rules.in_force(each, row.on)}
    if members - seats:
        raise Invalid("Somebody here does not sit on the board on that day")
    Attendance.objects.filter(meeting=row).exclude(member__in=members).delete()
    for member in members:
        Attendance.objects.update_or_create(
            meeting=row, member_id=member, defaults={"presence": Presence.APOLOGIES, "deputy": ""}
        )
    audit.record("inspections.apologies_noted", by=by, obj=row, apologies=len(members))
    return row


@transaction.atomic
def hold(*, by: User, meeting_id: uuid.UUID, came: Mapping[uuid.UUID, tuple[str, str]]) -> Meeting:
    """Note who came: by member's id how, and the deputy's role where one came. The meeting is then held.

    Also corrects it later. Errors: `Conflict` before the day, `Invalid` on `presence_<id>` or `deputy_<id>`.
    """
    row = seated.meeting(by, meeting_id)
    rules.check_holdable(row)
    seats = {each.pk for each in seated.seats(row.board_id) if rules.in_force(each, row.on)}
    rules.check_attendance(came, seats)
    Attendance.objects.filter(meeting=row).exclude(member__in=seats).delete()
    for member, (presence, deputy) in came.items():
        words = deputy.strip() if presence == Presence.DEPUTY else ""
        Attendance.objects.update_or_create(
            meeting=row, member_id=member, defaults={"presence": presence, "deputy": words}
        )
    row.state = MeetingState.HELD
    row.save()
    audit.record("inspections.meeting_held", by=by, obj=row, seats=len(seats))
    return row


@transaction.atomic
def write_minutes(*, by: User, meeting_id: uuid.UUID, minutes: str) -> Meeting:
    """Keep the minutes as text. Errors: `Invalid` where they could name a child."""
    row = seated.meeting(by, meeting_id)
    rules.check_holdable(row)
    check_names_no_child(minutes=minutes)
    row.minutes = minutes.strip()
    row.save()
    audit.record("inspections.minutes_written", by=by, obj=row)
    return row


def _check_day(board: Board, on: dt.date, but: uuid.UUID | None = None) -> None:
    same = Meeting.objects.filter(board=board, on=on).exclude(state=MeetingState.CANCELLED)
    if same.exclude(pk__in=[but] if but else []).exists():
        raise Invalid({"on": "The board meets on that day already"})
