"""Published answers: written by one person, approved by another, reviewed, withdrawn, and counted."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.common.ids import new_id
from dco_portal.common.references import next_reference
from dco_portal.notifications import actions as notifications
from enquiries.actions import locking, work
from enquiries.actions.searching import index_answer
from enquiries.models import Answer, AnswerVersion, Enquiry
from enquiries.queries import clock
from enquiries.queries.names import known_names
from enquiries.rules import answers as rules
from enquiries.rules import personal
from enquiries.states import AnswerState

A, V = AnswerState, AnswerVersion.State


@transaction.atomic
def begin(
    *,
    by: User,
    question: str,
    text: str,
    topic: str,
    service: str = "",
    enquiry_id: uuid.UUID | None = None,
) -> Answer:
    """Write an answer for everybody, from an enquiry where one is named. Nobody sees it before it is approved.

    Raises NotFound for an enquiry out of scope, Invalid beside the field.
    """
    rules.check_may_publish(by)
    rules.check_words(question, text)
    assert by.organisation is not None
    enquiry = None
    if enquiry_id:
        enquiry = Enquiry.objects.visible_to(by).filter(pk=enquiry_id).first()
        if enquiry is None:
            raise NotFound
    answer = Answer.objects.create(
        reference=next_reference("ANS"),
        icb=by.organisation,
        enquiry=enquiry,
        topic=topic,
        service=service,
    )
    _version(answer, by=by, question=question, text=text)
    audit.record("enquiries.answer_begin", by=by, obj=answer)
    return answer


@transaction.atomic
def write(
    *, by: User, answer_id: uuid.UUID, question: str, text: str, topic: str, service: str = "",
    seen: str = "",
) -> AnswerVersion:  # fmt: skip
    """Save the draft, or begin a new version of what is published. Raises Conflict while one is being checked.

    `seen` is the stamp of the draft that the page showed; a draft saved meanwhile raises Invalid.
    """
    answer = locking.answer(by, answer_id)
    rules.check_can_write(by, answer)
    rules.check_words(question, text)
    answer.topic, answer.service = topic, service
    change = rules.change_of(answer)
    if change and seen and seen != stamp(change):
        raise Invalid(
            f"{change.written_by.name} has saved this meanwhile. Your words are still here: compare, then save again."
        )
    if answer.state == A.WITHDRAWN:
        answer.state = A.DRAFT
    answer.save()
    if change is None:
        change = _version(answer, by=by, question=question, text=text)
    else:
        change.question, change.text, change.written_by = question.strip(), text.strip(), by
        change.save()
    audit.record("enquiries.answer_write", by=by, obj=answer, version=change.number)
    return change


def stamp(version: AnswerVersion | None) -> str:
    """What a page notes of a draft, to see later whether somebody saved it meanwhile."""
    return version.updated_at.isoformat() if version else ""


def _version(answer: Answer, *, by: User, question: str, text: str) -> AnswerVersion:
    return AnswerVersion.objects.create(
        answer=answer, number=answer.versions.count() + 1, question=question.strip(), text=text.strip(),
        written_by=by,
    )  # fmt: skip


@transaction.atomic
def submit(*, by: User, answer_id: uuid.UUID) -> AnswerVersion:
    """Hand the draft to the others of the team, one of whom approves it. Raises Conflict without a draft."""
    answer = locking.answer(by, answer_id)
    rules.check_can_write(by, answer)
    change = rules.change_of(answer)
    if change is None:
        raise Conflict("There is no draft to hand in.")
    change.state, change.submitted_at, change.comment = V.CHECKING, now(), ""
    change.findings = [finding.what for finding in findings(answer, change)]
    change.save()
    if answer.state == A.DRAFT:
        answer.state = A.CHECKING
    answer.save()
    audit.record("enquiries.answer_submit", by=by, obj=answer, version=change.number)
    work.sync_answer(answer)
    _tell(answer, [user for user in people(answer.icb, P.TRIAGE) if user != by],
          kind="answer_check", subject="an answer to approve",
          body=f"{by.name} has written an answer for everybody. Somebody else of the team checks and publishes it.")  # fmt: skip
    return change


def findings(answer: Answer, version: AnswerVersion) -> list[personal.Finding]:
    """Places in a version that may point at a person: in the question, then in the answer."""
    return personal.find(f"{version.question}\n\n{version.text}", known_names(answer))


@transaction.atomic
def approve(
    *,
    by: User,
    answer_id: uuid.UUID,
    number: int,
    looked: bool = False,
    review_on: dt.date | None = None,
) -> Answer:
    """Publish the version that was checked. Raises NotAllowed for its writer, Invalid for what may point at a person,
    Conflict when somebody has dealt with it already or it is another version than the page showed."""
    answer = locking.answer(by, answer_id)
    rules.check_can_approve(by, answer)
    change = rules.change_of(answer)
    if change is None or change.number != number:
        raise Conflict("There is a newer version than the one you looked at.")
    rules.check_findings(findings(answer, change), looked)
    day = review_on or today() + clock.days("review_days", answer.icb)
    if day <= today():
        raise Invalid({"review_on": "The day of the next review must be in the future"})
    answer.versions.filter(state=V.PUBLISHED).update(state=V.REPLACED)
    change.state, change.checked_by, change.checked_at = V.PUBLISHED, by, now()
    change.save()
    answer.live, answer.state, answer.withdrawn_reason = change, A.PUBLISHED, ""
    answer.reviewed_on, answer.review_on = today(), day
    answer.save()
    index_answer(answer, change)
    audit.record("enquiries.answer_publish", by=by, obj=answer, version=change.number)
    work.sync_answer(answer)
    return answer


@transaction.atomic
def send_back(*, by: User, answer_id: uuid.UUID, comment: str) -> AnswerVersion:
    """Give a version back to its writer, saying what to change."""
    answer = locking.answer(by, answer_id)
    rules.check_can_approve(by, answer)
    if not comment.strip():
        raise Invalid({"comment": "Say what to change"})
    change = rules.change_of(answer)
    assert change is not None  # check_can_approve found it
    change.state, change.comment = V.DRAFT, comment.strip()
    change.save()
    if answer.state == A.CHECKING:
        answer.state = A.DRAFT
    answer.save()
    audit.record("enquiries.answer_back", by=by, obj=answer, version=change.number)
    work.sync_answer(answer)
    _tell(answer, [change.written_by], kind="answer_back", subject="your answer came back",
          body=f"{by.name} asks you to change the answer before it is published.")  # fmt: skip
    return change


@transaction.atomic
def withdraw(*, by: User, answer_id: uuid.UUID, reason: str) -> Answer:
    """Take an answer off the public pages; its versions stay."""
    answer = locking.answer(by, answer_id)
    rules.check_can_withdraw(by, answer)
    if not reason.strip():
        raise Invalid({"reason": "Say why in a sentence or two"})
    answer.state, answer.withdrawn_reason = A.WITHDRAWN, reason.strip()
    answer.versions.filter(state=V.CHECKING).update(state=V.DRAFT)
    answer.save()
    audit.record("enquiries.answer_withdraw", by=by, obj=answer)
    work.sync_answer(answer)
    return answer


@transaction.atomic
def review(*, by: User, answer_id: uuid.UUID, review_on: dt.date | None = None) -> Answer:
    """Say that a published answer is still right; the next review is as far away as local policy says."""
    answer = locking.answer(by, answer_id)
    rules.check_can_review(by, answer)
    day = review_on or today() + clock.days("review_days", answer.icb)
    if day <= today():
        raise Invalid({"review_on": "The day of the next review must be in the future"})
    answer.reviewed_on, answer.review_on = today(), day
    answer.save()
    audit.record("enquiries.answer_review", by=by, obj=answer)
    work.sync_answer(answer)
    return answer


@transaction.atomic
def count_helped(*, by: User | None, answer_id: uuid.UUID) -> None:
    """Somebody says that a published answer answers their question. Raises NotFound for one that is not published."""
    if not Answer.objects.published().filter(pk=answer_id).update(helped=F("helped") + 1):
        raise NotFound
    audit.record("enquiries.answer_helped", by=by, answer=answer_id)


def _tell(
    answer: Answer, recipients: Iterable[User], *, kind: str, subject: str, body: str
) -> None:
    notifications.tell(
        recipients=recipients, kind=f"enquiries.{kind}", subject=f"{answer.reference}: {subject}", body=body,
        link=reverse("enquiries:answer-desk", args=[answer.pk]), reference=answer.reference,
        dedupe_key=f"enquiries.{kind}:{new_id()}", organisation=answer.icb,
    )  # fmt: skip
