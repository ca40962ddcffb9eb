"""The thread of a notification: notifier, local authority and DCO team ask and answer, and all read it."""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import Invalid
from referrals.actions import locking, tell, work
from referrals.models import Message, Notification
from referrals.rules import notice as rules

Side = Message.Side


@transaction.atomic
def write(
    *,
    by: User,
    notification: Notification,
    text: str,
    ask: str = "",
    answers: uuid.UUID | None = None,
) -> Message:
    """Add a message. `ask` is the side that owes an answer, `answers` the question this one closes.

    Without either it is a note for all. The same words sent twice within a minute are one message.
    Raises Invalid beside `text` or `to`.
    """
    notification = locking.notification(by, notification.pk)
    rules.check_can_write(by, notification)
    side = rules.side_of(by, notification)
    assert by.organisation is not None
    text = text.strip()
    if not text:
        raise Invalid({"text": "Write a message"})
    if ask and (ask not in Side.values or ask == side):
        raise Invalid({"to": "Choose whom you ask"})
    if twice := _same_again(notification, by, text):
        return twice
    question = _question(notification, answers, side)
    message = Message.objects.create(
        notification=notification, from_side=side, to_side=ask or (question.from_side if question else ""),
        asks=bool(ask), author=by, organisation=by.organisation, text=text, answers=question,
    )  # fmt: skip
    if question:
        question.answered_at = now()
        question.save()
    audit.record("referrals.message", by=by, obj=notification, child_id=notification.child_id, asks=ask)  # fmt: skip
    work.sync(notification, by=by)
    _tell(notification, message, by)
    return message


def _same_again(notification: Notification, by: User, text: str) -> Message | None:
    """The message just sent, when a second press of the button sends it again."""
    since = now() - dt.timedelta(minutes=1)
    same = notification.messages.filter(author=by, text=text, created_at__gt=since)
    return same.order_by("-created_at").first()


def _question(notification: Notification, pk: uuid.UUID | None, side: str) -> Message | None:
    """The open question to one's own side that is answered, as it stands now that the case is locked."""
    if pk is None:
        return None
    found = notification.messages.filter(pk=pk, asks=True, to_side=side).first()
    if found is None or found.answered_at:
        raise Invalid(
            {"text": "That question has been answered already. Your words are still here."}
        )
    return found


def _tell(notification: Notification, message: Message, by: User) -> None:
    """Whoever is asked or answered; a note tells nobody by mail, as all see it on the page."""
    if not message.to_side:
        return
    who = Side(message.from_side).label
    subject = "a question for you" if message.asks else "an answer"
    body = (
        f"{who} asks you something about this notification. Please answer in the portal."
        if message.asks
        else f"{who} has answered your question."
    )
    people = [user for user in tell.of_side(notification, message.to_side) if user != by]
    tell.about(notification, people, kind="question" if message.asks else "reply", subject=subject, body=body)  # fmt: skip
