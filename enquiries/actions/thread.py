"""The thread: the asker writes, the team replies or notes, files go with the words."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Invalid
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Attachment
from enquiries.actions import locking, tell, work
from enquiries.actions.moves import did, move
from enquiries.actions.searching import index
from enquiries.models import Answer, Enquiry, Message, Source, SpecialistAsk
from enquiries.queries import clock
from enquiries.queries.thread import OWNER
from enquiries.rules import desk as rules
from enquiries.states import ENQUIRY_ENDS, AskState, EnquiryState

E, K = EnquiryState, Message.Kind
LONGEST = 20_000


@transaction.atomic
def reply(
    *,
    by: User,
    enquiry_id: uuid.UUID,
    text: str,
    upload: Any = None,
    description: str = "",
    then: str = E.WAITING,
    answer_id: uuid.UUID | None = None,
    ask_ids: list[uuid.UUID] | None = None,
    seen: int | None = None,
) -> Message:
    """Answer the asker. `then` is where the enquiry goes: waiting, open (more will follow) or resolved.

    `answer_id` names a published answer that was used, `ask_ids` the specialists' answers drawn on.
    Raises Invalid beside `text` or `upload`, and on top when somebody else was quicker (`seen`).
    """
    enquiry = locking.enquiry(by, enquiry_id, seen=seen)
    rules.check_can_work(by, enquiry)
    answer = Answer.objects.published().filter(pk=answer_id).first() if answer_id else None
    message = _write(
        enquiry,
        kind=K.REPLY,
        by=by,
        text=text,
        upload=upload,
        description=description,
        answer=answer,
    )
    for ask in enquiry.asks.filter(pk__in=ask_ids or [], state=AskState.ANSWERED):
        ask.used_in = message
        ask.save()
    enquiry.owner = enquiry.owner or by
    enquiry.first_answer_at = enquiry.first_answer_at or now()
    enquiry.hold_reason, enquiry.hold_until = "", None
    if then not in {E.WAITING, E.OPEN, E.RESOLVED}:
        raise Invalid({"then": "Choose what happens next"})
    if enquiry.state == then:
        did(enquiry, "replied to the asker", by=by)
    else:
        move(enquiry, then, by=by, reason="Answered" if then == E.RESOLVED else "")
    audit.record("enquiries.reply", by=by, obj=enquiry, then=then)
    _after(enquiry, by=by)
    ends = then == E.RESOLVED
    tell.the_asker(
        enquiry, kind="reply", subject="the DCO team has answered",
        body="The DCO team has answered your question"
        + (" and thinks that this settles it. If not, write back and it is open again." if ends
           else ". Open it to read the answer and to write back."),
    )  # fmt: skip
    return message


@transaction.atomic
def note(
    *, by: User, enquiry_id: uuid.UUID, text: str, upload: Any = None, description: str = "",
    seen: int | None = None,
) -> Message:  # fmt: skip
    """Write an internal note. The asker never sees it and is told nothing."""
    enquiry = locking.enquiry(by, enquiry_id, seen=seen)
    rules.check_can_note(by, enquiry)
    message = _write(enquiry, kind=K.NOTE, by=by, text=text, upload=upload, description=description)
    did(enquiry, "wrote a note", by=by)
    audit.record("enquiries.note", by=by, obj=enquiry)
    _after(enquiry, by=by)
    return message


@transaction.atomic
def follow_up(
    *, by: User, enquiry_id: uuid.UUID, text: str, upload: Any = None, description: str = ""
) -> Message:
    """The asker, signed in, writes; what was closed is open again."""
    enquiry = locking.enquiry(by, enquiry_id)
    rules.check_is_asker(by, enquiry)
    message = receive(
        enquiry, by=by, text=text, source=Source.PORTAL, upload=upload, description=description
    )
    audit.record("enquiries.follow_up", by=by, obj=enquiry)
    return message


@transaction.atomic
def follow_up_by_link(
    *, by: User | None = None, token: str, text: str, upload: Any = None, description: str = ""
) -> Message:
    """The asker without an account writes by private link. Raises NotFound or Conflict for a bad link."""
    _, enquiry = locking.by_token(token)
    message = receive(
        enquiry, by=by, text=text, source=Source.LINK, upload=upload, description=description
    )
    audit.record("enquiries.follow_up", by=by, obj=enquiry)
    return message


def receive(
    enquiry: Enquiry, *, by: User | None, text: str, source: str, upload: Any = None, description: str = "",
    message_id: str = "",
) -> Message:  # fmt: skip
    """Put words of the asker into a locked enquiry, inside the action that took them in and audits.

    The same words within a minute, or the same mail (`message_id`), are one message. Open again what
    was closed; the clock starts anew.
    """
    rules.check_can_follow_up(enquiry)
    if twice := _same_again(enquiry, text, message_id):
        return twice
    message = _write(
        enquiry, kind=K.FROM_ASKER, by=by, text=text, source=source, upload=upload, description=description,
        message_id=message_id,
    )  # fmt: skip
    _wake(enquiry, by=by)
    _after(enquiry, by=by)
    tell.the_team(
        enquiry, kind="from_asker", subject="the asker has written", but=by,
        body="The asker has written in the thread."
        + (f" The answer is due by {enquiry.due_on:%-d %B %Y} (local policy)." if enquiry.due_on else ""),
    )  # fmt: skip
    return message


def _wake(enquiry: Enquiry, *, by: User | None) -> None:
    """What waits for the asker or was closed is the team's again, with a new date; a hold stays a hold."""
    if enquiry.state == E.WAITING or enquiry.state in ENQUIRY_ENDS:
        enquiry.ended_reason, enquiry.signposted_to, enquiry.merged_into = "", None, None
        enquiry.due_on = clock.due_from(today(), enquiry.topic, enquiry.urgency, enquiry.icb)
        move(enquiry, E.OPEN, by=by, by_asker=True, reason="The asker has written")
    else:
        did(enquiry, "has written", by=by, by_asker=True)


def _same_again(enquiry: Enquiry, text: str, message_id: str) -> Message | None:
    """The message just sent, when a second press of the button (or the same mail) sends it again."""
    if message_id and (found := Message.objects.filter(message_id=message_id).first()):
        return found
    since = now() - dt.timedelta(minutes=1)
    same = enquiry.messages.filter(kind=K.FROM_ASKER, text=text.strip(), created_at__gt=since)
    return same.order_by("-created_at").first() if enquiry.messages.count() > 1 else None


def _write(
    enquiry: Enquiry, *, kind: str, by: User | None, text: str, source: str = Source.PORTAL, upload: Any = None,
    description: str = "", message_id: str = "", answer: Answer | None = None,
) -> Message:  # fmt: skip
    text = text.strip()
    if not text:
        raise Invalid({"text": "Write a message"})
    if len(text) > LONGEST:
        raise Invalid({"text": f"The message must be {LONGEST:,} characters or fewer"})
    message = Message.objects.create(
        enquiry=enquiry, kind=kind, author=by, organisation=by.organisation if by else None, text=text,
        source=source, message_id=message_id, answer=answer,
    )  # fmt: skip
    if upload is not None:
        attach(message, by=by, upload=upload, description=description)
    return message


def attach(message: Message, *, by: User | None, upload: Any, description: str = "") -> Attachment:
    """Keep a file with a message, checked as every upload is. Raises Invalid beside `upload`."""
    return documents.attach(
        by=by, upload=upload, owner_kind=OWNER, owner_id=message.pk, child_id=message.enquiry.child_id,
        description=description,
    )  # fmt: skip


def _after(enquiry: Enquiry, *, by: User | None) -> None:
    index(enquiry)
    work.sync(enquiry, by=by)


def draft_from(ask: SpecialistAsk) -> str:
    """A reply's beginning from what a specialist wrote, to be put into the team's own words."""
    return ask.message.text if ask.message else ""
