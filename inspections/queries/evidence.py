"""Evidence of a plan: what there is, how strong it is, and whether it holds up a blue rating."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.common import keyset
from dco_portal.common.errors import NotFound
from dco_portal.documents import queries as documents
from dco_portal.documents.models import Attachment
from inspections.models import Evidence
from inspections.rules.ratings import HOLDS_BLUE
from inspections.states import Strength

OWNER = "inspections.evidence"


def standing(action_id: uuid.UUID) -> QuerySet[Evidence]:
    """What holds up a blue of an action: verified, not withdrawn, an outcome or lived experience."""
    return Evidence.objects.filter(
        action=action_id, verified_by__isnull=False, withdrawn_on=None, strength__in=HOLDS_BLUE
    )


def proven(action_id: uuid.UUID) -> bool:
    """Whether an action's blue has something to stand on."""
    return standing(action_id).exists()


@dataclass(frozen=True)
class Filters:
    """Which evidence of a plan to list; "" is all. `shows`: verified, waiting, public or withdrawn."""

    priority: str = ""
    strength: str = ""
    shows: str = ""


SHOWS: dict[str, Q] = {
    "verified": Q(verified_by__isnull=False, withdrawn_on=None),
    "waiting": Q(verified_by=None, withdrawn_on=None),
    "public": Q(public=True, withdrawn_on=None),
    "withdrawn": Q(withdrawn_on__isnull=False),
}


def rows(by: User, plan_id: uuid.UUID, wanted: Filters) -> QuerySet[Evidence]:
    """The evidence of a plan that this reader may see and wants to."""
    found: QuerySet[Evidence] = Evidence.objects.visible_to(by).filter(plan=plan_id)
    if wanted.priority:
        here = Q(priority=wanted.priority) | Q(action__priority=wanted.priority)
        found = found.filter(here | Q(measure__priority=wanted.priority))
    if wanted.strength:
        found = found.filter(strength=wanted.strength)
    found = found.filter(SHOWS.get(wanted.shows, Q(withdrawn_on=None)))
    return found.select_related(
        "priority", "action__priority", "measure__priority", "given_by", "verified_by"
    )


def page(by: User, plan_id: uuid.UUID, wanted: Filters, *, after: str, before: str) -> keyset.Page:
    """One page of it, the newest first."""
    found = rows(by, plan_id, wanted)
    return keyset.page(found, order="-on", after=after, before=before, filled=True)


def everything(by: User, plan_id: uuid.UUID, wanted: Filters) -> Iterator[Evidence]:
    """All of it, page after page, for a file."""
    for chunk in keyset.chunks(rows(by, plan_id, wanted), order="-on", filled=True):
        yield from chunk


@dataclass(frozen=True)
class StrengthLine:
    """How much evidence of one priority there is by strength, and how much of it is verified.

    `verified` counts what is verified, of any strength; `proves` what may hold up a blue.
    """

    priority_id: uuid.UUID | None
    priority: str
    activity: int
    output: int
    outcome: int
    lived: int
    verified: int
    proves: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.activity + self.output + self.outcome + self.lived


def summary(by: User, plan_id: uuid.UUID) -> list[StrengthLine]:
    """Evidence that is not withdrawn by priority, in the plan's order; what is of none comes last. One query."""
    found = (
        Evidence.objects.visible_to(by)
        .filter(plan=plan_id, withdrawn_on=None)
        .order_by()
        .values_list(
            "priority", "priority__number", "priority__title", "action__priority", "action__priority__number",
            "action__priority__title", "measure__priority", "measure__priority__number", "measure__priority__title",
            "strength",
        )
        .annotate(count=Count("pk"), verified=Count("pk", filter=Q(verified_by__isnull=False)))
    )  # fmt: skip
    names: dict[uuid.UUID | None, tuple[int, str]] = {}
    counts: Counter[tuple[uuid.UUID | None, str]] = Counter()
    for *places, strength, count, verified in found:
        first = next((at for at in (0, 3, 6) if places[at]), None)
        key = None if first is None else places[first]
        names[key] = (
            (9999, "The plan as a whole")
            if first is None
            else (places[first + 1], f"{places[first + 1]}. {places[first + 2]}")
        )
        counts[key, Strength(strength).name.lower()] += count
        counts[key, "verified"] += verified
        counts[key, "proves"] += verified if strength in HOLDS_BLUE else 0
    columns = [field.name for field in fields(StrengthLine)[2:]]
    return [
        StrengthLine(key, name, *(counts[key, column] for column in columns))
        for key, (_, name) in sorted(names.items(), key=lambda item: item[1])
    ]


def scoped(by: User, pk: uuid.UUID) -> Evidence:
    """One piece of evidence in the reader's scope. Raises NotFound."""
    found = (
        Evidence.objects.visible_to(by)
        .filter(pk=pk)
        .select_related(
            "plan", "priority", "action__plan", "measure", "given_by", "verified_by", "withdrawn_by"
        )
        .first()
    )
    if found is None:
        raise NotFound
    return found


def files(rows: list[Evidence]) -> dict[uuid.UUID, list[Attachment]]:
    """Files by evidence; one query."""
    return documents.attachments_of_many(owner_kind=OWNER, owner_ids=[row.pk for row in rows])


def file(evidence: Evidence, file_id: uuid.UUID) -> Attachment:
    """One file of this evidence. Raises NotFound."""
    return documents.attachment_of(file_id, owner_kind=OWNER, owner_id=evidence.pk)


def of_action(action_id: uuid.UUID) -> list[Evidence]:
    """An action's evidence, the strongest first, what was withdrawn last."""
    found = Evidence.objects.filter(action=action_id).select_related("given_by", "verified_by")
    return sorted(
        found, key=lambda row: (row.withdrawn_on is not None, -row.strength, _newest(row.on))
    )


def _newest(day: dt.date) -> int:
    return -day.toordinal()


def as_row(evidence: Evidence) -> list[Any]:
    """A line of the file; the header is `HEADER`."""
    place = evidence.priority or (
        evidence.action.priority
        if evidence.action
        else evidence.measure.priority
        if evidence.measure
        else None
    )
    return [
        str(place) if place else "", evidence.action.number if evidence.action else "",
        evidence.measure.number if evidence.measure else "", evidence.title, Strength(evidence.strength).label,
        evidence.on.isoformat(), evidence.words, evidence.link, evidence.given_by.name if evidence.given_by else "",
        evidence.verified_by.name if evidence.verified_by else "", _iso(evidence.verified_on),
        "yes" if evidence.public else "no", _iso(evidence.withdrawn_on), evidence.withdrawn_words,
    ]  # fmt: skip


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


HEADER = [
    "Priority", "Action", "Measure", "Title", "Strength", "Date of what it shows", "What it shows", "Link", "Given by",
    "Verified by", "Verified on", "Public", "Withdrawn on", "Why withdrawn",
]  # fmt: skip
