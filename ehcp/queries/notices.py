"""Reading early notices and what services answered to them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.children import queries as children
from dco_portal.children.queries import ChildLabel
from dco_portal.organisations.models import Organisation, ProviderService
from ehcp.models import ConsiderNotice, ServiceCheck

PAGE = 25


def covering(la: Organisation) -> QuerySet[ProviderService]:
    """Open services that cover this local authority's area, by provider and name."""
    rows = ProviderService.objects.filter(areas=la, closed_on=None, provider__closed_on=None)
    return rows.select_related("provider").order_by("provider__name", "name")


@dataclass(frozen=True)
class NoticeRow:
    """An early notice as a list shows it. `answered` of `asked` services have answered."""

    id: uuid.UUID
    reference: str
    child: ChildLabel | None
    la: str
    received_on: dt.date
    state: str
    state_words: str
    asked: int
    answered: int
    known: int


@dataclass(frozen=True)
class Answered:
    """What one service said."""

    id: uuid.UUID
    service: str
    provider: str
    answer: str
    words: str
    note: str
    last_seen_on: dt.date | None
    who: str
    at: dt.datetime | None


KNOWS = frozenset(
    {ServiceCheck.Answer.KNOWN, ServiceCheck.Answer.KNOWN_BEFORE, ServiceCheck.Answer.WAITING_LIST}
)


def notices(by: User, *, open_only: bool = True, before: str = "") -> tuple[list[NoticeRow], str]:
    """A page of early notices the reader may see, the newest first, and the cursor of the next ("" at the end).

    Four or five queries, however many rows. `before` is a reference, as given in the cursor.
    """
    rows = ConsiderNotice.objects.visible_to(by).select_related("la").order_by("-reference")
    if open_only:
        rows = rows.filter(state__in=[ConsiderNotice.State.OPEN, ConsiderNotice.State.CHECKED])
    if before:
        rows = rows.filter(reference__lt=before)
    page = list(rows[: PAGE + 1])
    cursor = page[PAGE - 1].reference if len(page) > PAGE else ""
    page = page[:PAGE]
    names = children.labels([row.child_id for row in page], by)
    given: dict[uuid.UUID, list[str]] = {row.pk: [] for row in page}
    for notice_id, answer in ServiceCheck.objects.filter(notice__in=given).values_list(
        "notice_id", "answer"
    ):
        given[notice_id].append(answer)
    return [_row(row, names.get(row.child_id), given[row.pk]) for row in page], cursor


def _row(notice: ConsiderNotice, child: ChildLabel | None, answers: list[str]) -> NoticeRow:
    return NoticeRow(
        id=notice.pk, reference=notice.reference, child=child, la=notice.la.label, received_on=notice.received_on,
        state=notice.state, state_words=notice.get_state_display(), asked=len(answers),
        answered=sum(answer != ServiceCheck.Answer.WAITING for answer in answers),
        known=sum(answer in KNOWS for answer in answers),
    )  # fmt: skip


def answered(notice_id: uuid.UUID) -> list[Answered]:
    """What each service asked said, of a notice already found in the reader's scope. One query."""
    rows = ServiceCheck.objects.filter(notice=notice_id).select_related(
        "service__provider", "answered_by"
    )
    return [
        Answered(
            id=row.pk, service=row.service.name, provider=row.service.provider.label, answer=row.answer,
            words=row.get_answer_display(), note=row.note, last_seen_on=row.last_seen_on,
            who=row.answered_by.name if row.answered_by else "", at=row.answered_at,
        )
        for row in rows
    ]  # fmt: skip


def answered_before(request_id: uuid.UUID) -> list[Answered]:
    """What services said to the early notice that this request followed; empty without one. Two queries."""
    notice = ConsiderNotice.objects.filter(request=request_id).first()
    return answered(notice.pk) if notice else []


def check_candidates(by: User, check_id: uuid.UUID) -> list[User]:
    """Who of the service may be given this question; nobody out of scope."""
    check = (
        ServiceCheck.objects.visible_to(by)
        .filter(pk=check_id)
        .select_related("service__provider")
        .first()
    )
    if check is None:
        return []
    provider, service = check.service.provider, check.service
    return list(
        people(provider, P.WRITE_ADVICE, service=service)
        | people(provider, P.ALLOCATE, service=service)
    )
