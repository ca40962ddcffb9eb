"""The thread of a request: questions to the LA, its answers and questions, notes inside health.

Asking never stops the clock.
"""

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import Invalid, NotAllowed
from ehcp.actions import locking, tell, work
from ehcp.models import AdviceRequest, Message
from ehcp.rules import triage as rules

K = Message.Kind


@transaction.atomic
def write(*, by: User, request: AdviceRequest, kind: str, text: str, answers: Message | None = None) -> Message:
    """Add a message. `ask_la`, `note` and `reply` are the DCO team's, `from_la` the LA's.

    A `from_la` message that names the question it answers closes that question.
    """
    request = locking.request(by, request.pk)
    rules.check_can_write_message(by, request)
    from_la = by.organisation.pk == request.la_id
    if from_la != (kind == K.FROM_LA):
        raise NotAllowed("This kind of message is for the other side.")
    if answers and (answers.request_id != request.pk or answers.answered_at):
        raise Invalid({"text": "That question has been answered already. Your words are still here."})
    message = Message.objects.create(
        request=request, kind=kind, author=by, organisation=by.organisation, text=text, answers=answers
    )
    if answers:
        answers.answered_at = now()
        answers.save()
    audit.record("ehcp.message", by=by, obj=request, kind=kind)
    work.sync(request, by=by)
    _tell(request, message)
    return message


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
