"""Asking a specialist inside a thread: they see the question, answer it, and the team decides what is used."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import Invalid
from dco_portal.organisations.models import ProviderService
from enquiries.actions import locking, tell, work
from enquiries.actions.moves import did
from enquiries.actions.thread import attach
from enquiries.models import Message, SpecialistAsk
from enquiries.queries import clock
from enquiries.rules import asks as rules
from enquiries.rules import desk
from enquiries.states import AskState


@transaction.atomic
def ask(
    *,
    by: User,
    enquiry_id: uuid.UUID,
    service: ProviderService,
    question: str,
    person: User | None = None,
    share_words: bool = False,
) -> SpecialistAsk:
    """Put a question to a service, or to one of its people. Raises Invalid beside the field."""
    enquiry = locking.enquiry(by, enquiry_id)
    desk.check_can_work(by, enquiry)
    rules.check_question(enquiry, service, person, question)
    row = SpecialistAsk.objects.create(
        enquiry=enquiry, service=service, person=person, question=question.strip(), share_words=share_words,
        asked_by=by, answer_by=clock.specialist_by(enquiry.icb),
    )  # fmt: skip
    enquiry.owner = enquiry.owner or by
    did(enquiry, f"asked {service.name}", by=by)
    audit.record("enquiries.ask_specialist", by=by, obj=enquiry, ask=row.pk, service=service.pk)
    work.sync(enquiry, by=by)
    tell.the_specialist(
        row, kind="asked", subject="the DCO team asks for your view",
        body=f"{by.name} of the DCO team asks your service a question. Please answer by "
        f"{row.answer_by:%-d %B %Y} (local policy). Your answer goes to the DCO team only.",
    )  # fmt: skip
    return row


@transaction.atomic
def answer(
    *, by: User, ask_id: uuid.UUID, text: str, upload=None, description: str = ""
) -> SpecialistAsk:
    """The specialist's answer, seen by the DCO team only. Raises Conflict when a colleague was quicker."""
    row = locking.ask(by, ask_id)
    rules.check_can_answer(by, row)
    if not text.strip():
        raise Invalid({"text": "Write your answer"})
    row.message = Message.objects.create(
        enquiry=row.enquiry, kind=Message.Kind.SPECIALIST, author=by, organisation=by.organisation, text=text.strip()
    )  # fmt: skip
    if upload is not None:
        attach(row.message, by=by, upload=upload, description=description)
    row.state, row.answered_by, row.answered_at = AskState.ANSWERED, by, now()
    row.save()
    did(row.enquiry, f"answered for {row.service.name}", by=by)
    audit.record("enquiries.specialist_answer", by=by, obj=row.enquiry, ask=row.pk)
    work.sync(row.enquiry, by=by)
    tell.the_team(
        row.enquiry, kind="specialist", subject="the specialist has answered",
        body=f"{row.service.name} has answered. The asker does not see it until you use it in a reply.",
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw(*, by: User, ask_id: uuid.UUID) -> SpecialistAsk:
    """Let the specialist off: the answer is not needed any more."""
    row = locking.ask(by, ask_id)
    rules.check_can_withdraw(by, row)
    row.state = AskState.WITHDRAWN
    row.save()
    did(row.enquiry, f"let {row.service.name} off", by=by)
    audit.record("enquiries.withdraw_ask", by=by, obj=row.enquiry, ask=row.pk)
    work.sync(row.enquiry, by=by)
    tell.the_specialist(
        row, kind="ask_withdrawn", subject="no answer is needed any more", linked=False,
        body="The DCO team does not need your answer to its question any more.",
    )  # fmt: skip
    return row
