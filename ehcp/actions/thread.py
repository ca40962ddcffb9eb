"""The thread of a request: questions to the LA, its answers and questions, notes inside health.

Asking never stops the clock.
"""

import datetime as dt

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import Invalid, NotAllowed
from ehcp.actions import locking, tell, work
from ehcp.models import AdviceRequest, Message
from ehcp.queries.thread import to_health
from ehcp.rules import triage as rules

K = Message.Kind


@transaction.atomic
def write(
    *,
    by: User,
    request: AdviceRequest,
    kind: str,
    text: str,
    answers: Message | None = None,
    wants_answer: bool = True,
) -> Message:
    """Add a message. `ask_la`, `note` and `reply` are the DCO team's, `from_la` the LA's.

    A `from_la` message that names the question it answers closes that question; any other is a
    question to health unless `wants_answer` is False. A `reply` answers all of the LA's that are
    open. The same words sent twice within a minute are one message.
    """
    request = locking.request(by, request.pk)
    rules.check_can_write_message(by, request)
    if by.organisation is None:
        raise NotAllowed("You do not act for an organisation.")
    from_la = by.organisation.pk == request.la_id
    if kind not in K.values or from_la != (kind == K.FROM_LA):
        raise NotAllowed("This kind of message is for the other side.")
    if not text.strip():
        raise Invalid({"text": "Write a message"})
    if twice := _same_again(request, by, kind, text.strip()):
        return twice
    question = _question(request, answers)
    message = Message.objects.create(
        request=request, kind=kind, author=by, organisation=by.organisation, text=text.strip(),
        answers=question, answered_at=now() if kind == K.FROM_LA and not wants_answer else None,
    )  # fmt: skip
    if question:
        question.answered_at = now()
        question.save()
    if kind == K.REPLY:
        to_health(request).update(answered_at=now())
    audit.record("ehcp.message", by=by, obj=request, kind=kind)
    work.sync(request, by=by)
    _tell(request, message)
    return message


def _same_again(request: AdviceRequest, by: User, kind: str, text: str) -> Message | None:
    """The message just sent, when a second press of the button sends it again."""
    since = now() - dt.timedelta(minutes=1)
    same = request.messages.filter(author=by, kind=kind, text=text, created_at__gt=since)
    return same.order_by("-created_at").first()


def _question(request: AdviceRequest, answers: Message | None) -> Message | None:
    """The question that is answered, as it stands now that the request is locked."""
    if answers is None:
        return None
    found = request.messages.filter(pk=answers.pk, kind=K.ASK_LA).first()
    if found is None or found.answered_at:
        raise Invalid(
            {"text": "That question has been answered already. Your words are still here."}
        )
    return found


def _tell(request: AdviceRequest, message: Message) -> None:
    due = f"{request.due_on.day} {request.due_on:%B %Y}"
    if message.kind == K.ASK_LA:
        tell.about_request(
            request, tell.la_people(request), kind="question", subject="health has a question",
            body=f"Please answer it in the portal. The date for health's advice stays {due}.",
        )  # fmt: skip
    elif message.kind == K.REPLY:
        tell.about_request(
            request, tell.la_people(request), kind="reply", subject="health has replied",
            body="The DCO team has answered in the request's thread.",
        )  # fmt: skip
    elif message.kind == K.FROM_LA:
        tell.about_request(
            request, tell.dco_people(request), kind="from_la", subject="the local authority has written",
            body="The local authority has answered or asked a question in the request's thread.",
        )  # fmt: skip
