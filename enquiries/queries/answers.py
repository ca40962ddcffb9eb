"""Reading published answers, and those that may answer a question before it is sent."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from dco_portal.accounts.models import User
from dco_portal.common import keyset
from dco_portal.common.clock import today
from dco_portal.organisations.models import Organisation
from enquiries.models import Answer, AnswerVersion, Message
from enquiries.queries import words
from enquiries.states import AnswerState

V = AnswerVersion.State
OPEN_CHANGE = [V.DRAFT, V.CHECKING]


@dataclass(frozen=True)
class Found:
    """A published answer as a list shows it. `used` counts replies that used it and people it helped."""

    id: uuid.UUID
    question: str
    beginning: str
    topic: str
    area: str
    reviewed_on: dt.date | None
    used: int


def with_uses(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """Annotates `used`: enquiries answered with it, and those who said that it answers theirs."""
    uses = (
        Message.objects.filter(answer=OuterRef("pk"), kind=Message.Kind.REPLY)
        .order_by()
        .values("answer")
        .annotate(n=Count("enquiry", distinct=True))
        .values("n")
    )
    return rows.annotate(
        in_replies=Coalesce(Subquery(uses, output_field=IntegerField()), 0),
        used=F("in_replies") + F("helped"),
    )


def published(
    text: str = "", *, topic: str = "", icb: Organisation | None = None
) -> QuerySet[Answer]:
    """Published answers, all words asked for first; without words the latest reviewed first."""
    rows = with_uses(Answer.objects.published().select_related("live", "icb"))
    if topic:
        rows = rows.filter(topic=topic)
    if icb is not None:
        rows = rows.filter(icb=icb)
    asked = words.groups(text)
    if not asked:
        return rows if not text.strip() else rows.none()
    every, some = reduce(and_, asked), reduce(or_, asked)
    hits = sum(
        (
            Case(When(search=group, then=1), default=0, output_field=IntegerField())
            for group in asked
        ),
        start=Value(0),
    )
    rows = rows.filter(search=some).annotate(hits=hits, rank=SearchRank("search", every | some))
    # Half of what was typed must be there: one common word alone is no match.
    return rows.filter(hits__gte=(len(asked) + 1) // 2 if len(asked) < 5 else 2)


def search(
    text: str, *, topic: str = "", icb: Organisation | None = None, limit: int = 50
) -> list[Found]:
    """The best answers for these words, at most `limit`; one query."""
    rows: QuerySet[Any] = published(text, topic=topic, icb=icb)  # with `hits` and `rank`
    if words.tokens(text):
        rows = rows.order_by("-hits", "-rank", "-pk")
    else:
        rows = rows.order_by("-reviewed_on", "-pk")
    return [_found(row) for row in rows[:limit]]


def page(*, topic: str = "", after: str = "", before: str = "") -> tuple[list[Found], keyset.Page]:
    """All published answers, the latest reviewed first, a page at a time; one query."""
    found = keyset.page(published(topic=topic), order="-reviewed_on", after=after, before=before)
    return [_found(row) for row in found.rows], found


def one(answer_id: uuid.UUID) -> Answer | None:
    """A published answer with its live words; None when it is not published."""
    return (
        with_uses(Answer.objects.published().select_related("live", "icb"))
        .filter(pk=answer_id)
        .first()
    )


def _found(row: Answer) -> Found:
    text = row.live.text if row.live else ""
    beginning = text if len(text) <= 220 else f"{text[:220].rsplit(' ', 1)[0]}…"
    return Found(
        row.pk, row.live.question if row.live else "", beginning, row.get_topic_display(), row.icb.label,
        row.reviewed_on, getattr(row, "used", 0),
    )  # fmt: skip


VIEWS = {
    "waiting": Q(pk__in=AnswerVersion.objects.filter(state=V.CHECKING).values("answer")),
    "drafts": Q(pk__in=AnswerVersion.objects.filter(state=V.DRAFT).values("answer")),
    "published": Q(state=AnswerState.PUBLISHED),
    "withdrawn": Q(state=AnswerState.WITHDRAWN),
}


def desk(by: User, view: str, *, after: str = "", before: str = "") -> keyset.Page:
    """The team's answers: waiting, drafts, published, review (due), withdrawn or all; one query."""
    rows = with_uses(Answer.objects.visible_to(by)).select_related("live", "enquiry")
    if view == "review":
        rows = rows.filter(
            state=AnswerState.PUBLISHED, review_on__lte=today() + dt.timedelta(days=14)
        )
    elif view in VIEWS:
        rows = rows.filter(VIEWS[view])
    newest = AnswerVersion.objects.filter(answer=OuterRef("pk")).order_by("-number")
    rows = rows.annotate(
        newest_question=Subquery(newest.values("question")[:1]),
        newest_state=Subquery(newest.values("state")[:1]),
        newest_writer=Subquery(newest.values("written_by__name")[:1]),
    )
    return keyset.page(rows, order="-updated_at", after=after, before=before)


def of_team(by: User) -> QuerySet[Any]:
    """All of the team's answers with their counts, for a file."""
    return with_uses(Answer.objects.visible_to(by)).select_related("live").order_by("reference")
