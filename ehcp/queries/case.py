"""Names for worklists and entries for a child's chronology."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.children import queries as children
from dco_portal.children.queries import ChronologyEntry
from ehcp.models import AdviceRequest, ConsiderNotice, Contribution, ServiceCheck, StateChange
from ehcp.states import ContributionState

# Steps inside health: how a service's answer came about is not the local authority's business.
INSIDE_HEALTH = (
    Q(contribution__isnull=False)
    & ~Q(
        to_state__in=[
            ContributionState.SENT,
            ContributionState.NOT_KNOWN,
            ContributionState.WITHDRAWN,
        ]
    )
    & ~Q(from_state="")
)

_MODELS: dict[str, tuple[Any, str]] = {
    "ehcp.request": (AdviceRequest, "child_id"),
    "ehcp.contribution": (Contribution, "request__child_id"),
    "ehcp.notice": (ConsiderNotice, "child_id"),
    "ehcp.check": (ServiceCheck, "notice__child_id"),
}


def labels(kind: str, ids: Iterable[uuid.UUID], *, by: User) -> dict[uuid.UUID, str]:
    """The child's name per record of a kind, for the records the reader may see (two queries)."""
    if kind not in _MODELS:
        return {}
    model, path = _MODELS[kind]
    rows = dict(model.objects.visible_to(by).filter(pk__in=list(ids)).values_list("pk", path))
    names = children.labels(set(rows.values()), by)
    return {pk: names[child].name for pk, child in rows.items() if child in names}


def chronology(child_id: uuid.UUID, *, by: User) -> list[ChronologyEntry]:
    """What happened in this child's EHC cases, as far as the reader may see."""
    requests = AdviceRequest.objects.visible_to(by).filter(child_id=child_id)
    contributions = Contribution.objects.visible_to(by).filter(request__child_id=child_id)
    changes = StateChange.objects.filter(request__child_id=child_id).select_related(
        "request", "contribution__service", "by"
    )
    mine = changes.filter(contribution=None, request__in=requests) | changes.filter(
        contribution__in=contributions
    )
    outside = by.may(Permission.REQUEST_ADVICE)
    if outside:
        mine = mine.exclude(INSIDE_HEALTH)
    entries = [_of_change(change, reasons=not outside) for change in mine]
    notices = ConsiderNotice.objects.visible_to(by).filter(child_id=child_id).select_related("la")
    entries += [
        ChronologyEntry(
            at=notice.created_at,
            what="Early notice: an EHC needs assessment is being considered",
            reference=notice.reference,
            who=notice.la.name,
            detail=notice.get_state_display(),
            url=reverse("ehcp:notice", args=[notice.pk]),
        )
        for notice in notices
    ]
    return entries


def owners_of_files(request: AdviceRequest) -> list[uuid.UUID]:
    """The requests whose uploads belong to this one: its own, then those it was forwarded from."""
    found, before = [request.pk], request.forwarded_from
    while before is not None:
        found.append(before.pk)
        before = before.forwarded_from
    return found


def _of_change(change: StateChange, *, reasons: bool) -> ChronologyEntry:
    if contribution := change.contribution:
        what = (
            f"Advice from {contribution.service.name}: {contribution.state_name(change.to_state)}"
        )
        url, reference = (
            reverse("ehcp:contribution", args=[contribution.pk]),
            contribution.reference,
        )
    else:
        what = f"Health advice request: {change.request.state_name(change.to_state)}"
        url, reference = reverse("ehcp:case", args=[change.request_id]), change.request.reference
    return ChronologyEntry(
        at=change.at, what=what, reference=reference, who=change.by.name if change.by else "The portal",
        detail=change.reason if reasons or change.contribution is None else "", url=url,
    )  # fmt: skip
