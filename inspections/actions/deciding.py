"""What a board decides and what it asks of its members, carried on until it is done."""

import datetime as dt
import uuid

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from dco_portal.notifications import actions as notifications
from dco_portal.work import actions as work
from inspections.actions import seated
from inspections.models import BoardMember, Decision, Meeting, MeetingAction
from inspections.queries import boards as queries
from inspections.rules import boards as rules
from inspections.rules.words import check_names_no_child

KIND = "inspections.board_action"


@transaction.atomic
def decide(*, by: User, meeting_id: uuid.UUID, text: str, about: str = "") -> Decision:
    """Note a decision under the next number; `about` is a key of `queries.boards.subjects`, or nothing.

    Errors: `Invalid`, `Conflict` before the day or for a cancelled meeting.
    """
    meeting = seated.meeting(by, meeting_id)
    rules.check_holdable(meeting)
    check_names_no_child(text=text)
    row = Decision.objects.create(
        meeting=meeting, number=seated.next_number(meeting.decisions.all()), text=text.strip(),
        **_about(meeting, about),
    )  # fmt: skip
    audit.record("inspections.decision_noted", by=by, obj=meeting, decision=row.pk)
    return row


@transaction.atomic
def correct_decision(*, by: User, decision_id: uuid.UUID, text: str, about: str = "") -> Decision:
    """Correct the words of a decision or what it is about; its number stays."""
    rows = Decision.objects.visible_to(by).select_related("meeting__board")
    row = seated.locked(rows, decision_id)
    rules.check_can_keep(by, row.meeting.board)
    check_names_no_child(text=text)
    row.text = text.strip()
    for name, value in _about(row.meeting, about).items():
        setattr(row, name, value)
    row.save()
    audit.record("inspections.decision_corrected", by=by, obj=row.meeting, decision=row.pk)
    return row


def _about(meeting: Meeting, about: str) -> dict[str, uuid.UUID | None]:
    try:
        return queries.subject_of(meeting.board, about)
    except KeyError:
        raise Invalid({"about": "Choose one of the plans of this area, or a part of one"}) from None


@transaction.atomic
def give(
    *, by: User, meeting_id: uuid.UUID, what: str, owner: BoardMember, due_on: dt.date
) -> MeetingAction:
    """Give a member an action; it is on their worklist where they have an account.

    Errors: `Invalid` for an owner who does not sit on this board, or a date before the meeting.
    """
    meeting = seated.meeting(by, meeting_id)
    rules.check_holdable(meeting)
    _check(meeting, owner, what, due_on)
    row = MeetingAction.objects.create(
        meeting=meeting, board=meeting.board, number=seated.next_number(meeting.actions.all()), what=what.strip(),
        owner=owner, due_on=due_on,
    )  # fmt: skip
    audit.record("inspections.board_action_given", by=by, obj=meeting, action=row.pk)
    _put_on_list(row)
    return row


@transaction.atomic
def change_action(
    *, by: User, action_id: uuid.UUID, what: str, owner: BoardMember, due_on: dt.date
) -> MeetingAction:
    """Give an open action to another member, on another date or in better words."""
    row = _action(by, action_id)
    rules.check_can_keep(by, row.board)
    rules.check_still_open(row)
    _check(row.meeting, owner, what, due_on, before=row)
    if owner.pk != row.owner_id:
        work.close(object_id=row.pk)
    row.what, row.owner, row.due_on = what.strip(), owner, due_on
    row.save()
    audit.record("inspections.board_action_changed", by=by, obj=row.meeting, action=row.pk)
    _put_on_list(row)
    return row


@transaction.atomic
def finish(*, by: User, action_id: uuid.UUID, words: str) -> MeetingAction:
    """Say that an action is done, and what was done. Errors: `NotAllowed`, `Conflict`, `Invalid`."""
    row = _action(by, action_id)
    rules.check_can_finish(by, row)
    rules.check_still_open(row)
    if not words.strip():
        raise Invalid({"words": "Say what was done"})
    check_names_no_child(words=words)
    row.words, row.done_on = words.strip(), today()
    row.save()
    audit.record("inspections.board_action_done", by=by, obj=row.meeting, action=row.pk)
    work.close(object_id=row.pk)
    return row


@transaction.atomic
def reopen(*, by: User, action_id: uuid.UUID) -> MeetingAction:
    """Open an action again that was not done after all; what was said of it stays."""
    row = _action(by, action_id)
    rules.check_can_keep(by, row.board)
    rules.check_done(row)
    row.done_on = None
    row.save()
    audit.record("inspections.board_action_reopened", by=by, obj=row.meeting, action=row.pk)
    _put_on_list(row)
    return row


def _action(by: User, action_id: uuid.UUID) -> MeetingAction:
    rows = MeetingAction.objects.visible_to(by)
    return seated.locked(
        rows.select_related("meeting", "board", "owner__user", "owner__organisation"), action_id
    )


def _check(
    meeting: Meeting, owner: BoardMember, what: str, due_on: dt.date,
    before: MeetingAction | None = None,
) -> None:  # fmt: skip
    kept = before is not None and before.owner_id == owner.pk
    if owner.board_id != meeting.board_id or not (kept or rules.in_force(owner, today())):
        raise Invalid({"owner": "Choose somebody who sits on this board"})
    rules.check_due(due_on, meeting)
    check_names_no_child(what=what)


def _put_on_list(row: MeetingAction) -> None:
    """On the owner's worklist, and told once for each owner and date; reminders follow from the list."""
    owner = row.owner
    if owner.user is None:
        return
    link = reverse("inspections:board-action", args=[row.pk])
    work.push(
        kind=KIND, object_id=row.pk, organisation=owner.organisation, title=f"Action for {row.board.name}", link=link,
        step="Do what the board asked", owner=owner.user, target_on=row.due_on,
    )  # fmt: skip
    notifications.tell(
        recipients=[owner.user], kind=KIND, subject=f"{row.board.name}: an action for you",
        body=f"The board gave you an action, due on {row.due_on:%-d %B %Y}.",
        dedupe_key=f"board-action:{row.pk}:{owner.pk}:{row.due_on}", link=link, organisation=owner.organisation,
    )  # fmt: skip
