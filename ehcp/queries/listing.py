"""The list of requests, or for health services of their own contributions: filters, order, names."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import queries as children
from dco_portal.children.queries import ChildLabel
from dco_portal.common import keyset
from dco_portal.common.clock import today
from ehcp.models import AdviceRequest, Contribution, LawfulException
from ehcp.queries.met import with_met
from ehcp.states import (
    CONTRIBUTION_ENDS,
    CONTRIBUTION_OPEN,
    REQUEST_ENDS,
    REQUEST_OPEN,
    ContributionState,
    RequestState,
)

ORDERS = {"due": "due_on", "reference": "reference", "received": "received_on"}
REFERENCE = re.compile(r"(?:EHC-?)?\d{4}(?:-\d{0,6}(?:-\d{1,3})?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Filters:
    """What the reader wants to see. Nothing here names a child, so all of it may stand in an address.

    `view` is open, late, exceptions, sample, returned, ended or all; `owner` is "", "me", "nobody"
    or a person's id; `reference` the beginning of one.
    """

    view: str = "open"
    state: str = ""
    type: str = ""
    la: str = ""
    owner: str = ""
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    reference: str = ""


def of_service(by: User) -> bool:
    """Whether this person lists contributions (a health service) instead of requests."""
    return not any(by.may(need) for need in (P.REQUEST_ADVICE, P.TRIAGE, P.ENTER_FOR_LA))


def requests(by: User, wanted: Filters) -> QuerySet[AdviceRequest]:
    """The requests this reader may see and wants to, with the day each was met."""
    rows = with_met(AdviceRequest.objects.visible_to(by))
    views = {
        "open": Q(state__in=REQUEST_OPEN),
        "late": Q(state__in=REQUEST_OPEN, due_on__lt=today()),
        "exceptions": Exists(
            LawfulException.objects.filter(
                request=OuterRef("pk"), decision=LawfulException.Decision.WAITING
            )
        ),
        "sample": Exists(
            Contribution.objects.filter(
                request=OuterRef("pk"), state=ContributionState.CHECKING, picked_for_sample=True
            )
        ),
        "returned": Q(state__in=[RequestState.RETURNED, RequestState.ACKNOWLEDGED]),
        "answered_late": Q(met_date__gt=F("due_on")),
        "ended": Q(state__in=REQUEST_ENDS - {RequestState.ACKNOWLEDGED}),
    }
    owner = "la_officer" if by.may(P.REQUEST_ADVICE) else "coordinator"
    found: QuerySet[AdviceRequest] = _filtered(rows, views, owner, by, wanted)
    if wanted.type:
        found = found.filter(type=wanted.type)
    if wanted.la:
        found = found.filter(la=uuid.UUID(wanted.la))
    return found.select_related("la", "icb", "coordinator", "la_officer")


def contributions(by: User, wanted: Filters) -> QuerySet[Contribution]:
    """The contributions this reader of a health service may see and wants to."""
    rows: QuerySet[Contribution] = Contribution.objects.visible_to(by)
    views = {
        "open": Q(state__in=CONTRIBUTION_OPEN),
        "late": Q(state__in=CONTRIBUTION_OPEN, due_on__lt=today()),
        "ended": Q(state__in=CONTRIBUTION_ENDS),
    }
    rows = _filtered(rows, views, "clinician", by, wanted)
    if wanted.la:
        rows = rows.filter(request__la=uuid.UUID(wanted.la))
    return rows.select_related("request__la", "service__provider", "clinician")


def _filtered(rows: QuerySet, views: dict, owner: str, by: User, wanted: Filters) -> QuerySet:
    if wanted.reference:
        rows = rows.filter(reference__startswith=whole_reference(wanted.reference))
    elif wanted.view in views:
        rows = rows.filter(views[wanted.view])
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.owner == "me":
        rows = rows.filter(**{owner: by.pk})
    elif wanted.owner == "nobody":
        rows = rows.filter(**{owner: None})
    elif wanted.owner:
        rows = rows.filter(**{owner: wanted.owner})
    if wanted.due_from:
        rows = rows.filter(due_on__gte=wanted.due_from)
    if wanted.due_to:
        rows = rows.filter(due_on__lte=wanted.due_to)
    return rows


def whole_reference(text: str) -> str:
    """A reference as people write it, as it is stored: "2026-000123" is "EHC-2026-000123"."""
    return f"EHC-{text.strip().upper().removeprefix('EHC').removeprefix('-')}"


def order(by: User, sort: str) -> str:
    """The column to order by; what is not offered orders by the statutory date."""
    column = ORDERS.get(sort.removeprefix("-"), "due_on")
    if of_service(by) and column == "received_on":
        column = "due_on"
    return f"-{column}" if sort.startswith("-") else column


def page(by: User, wanted: Filters, *, sort: str, after: str = "", before: str = "") -> keyset.Page:
    """One page of the reader's list in one query."""
    rows = contributions(by, wanted) if of_service(by) else requests(by, wanted)
    return keyset.page(rows, order=order(by, sort), after=after, before=before)


def names(rows: list[Any], by: User) -> dict[uuid.UUID, ChildLabel]:
    """The children of these rows, by the rows' ids; three queries, however many."""
    ids = {row.pk: _child(row) for row in rows}
    labels = children.labels(set(ids.values()), by)
    return {pk: labels[child] for pk, child in ids.items() if child in labels}


def _child(row: AdviceRequest | Contribution) -> uuid.UUID:
    return row.child_id if isinstance(row, AdviceRequest) else row.request.child_id


def everything(by: User, wanted: Filters, *, sort: str) -> Iterator[tuple[Any, ChildLabel | None]]:
    """The whole list with its children, page after page, for a file."""
    rows = contributions(by, wanted) if of_service(by) else requests(by, wanted)
    for chunk in keyset.chunks(rows, order=order(by, sort)):
        labels = names(chunk, by)
        yield from ((row, labels.get(row.pk)) for row in chunk)
