"""What features tell the log, as plain values in their own transactions."""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.references import next_reference
from dco_portal.gaps.models import GapLine, GapSource, Theme
from dco_portal.gaps.words import clean, folded
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation, ServiceKind

Kind = GapSource.Kind
UPDATED = (
    "organisation", "local_authority", "service_kind", "theme", "words", "folded", "on", "line", "withdrawn_at",
    "updated_at",
)  # fmt: skip


@transaction.atomic
def push(
    *,
    kind: str,
    source_id: uuid.UUID,
    organisation: Organisation,
    on: dt.date,
    local_authority: Organisation | None = None,
    service_kind: str = "",
    theme: str = "",
    words: str = "",
    by: User | None = None,
) -> GapSource:
    """Count one source of a gap for an ICB; the same source again is brought up to date, not counted twice.

    `service_kind` is a code of `ServiceKind`, `theme` one of `gaps.models.Theme`; "" where unknown.
    `words` are staff's own label or the words of a search, never an asker's text; e-mail addresses,
    telephone, NHS and other long numbers, postcodes and dates are taken out. A search counts once its
    words were searched on as many days as local policy says (`gaps.search_days`).
    Errors: `ValueError` for an unknown code, or a search without words.
    """
    for value, known in ((kind, Kind.values), (service_kind, ["", *ServiceKind.values]), (theme, ["", *Theme.values])):  # fmt: skip
        if value not in known:
            raise ValueError(f"{value!r} is no code of the gap log.")
    source = GapSource(
        kind=kind, source_id=source_id, organisation=organisation, local_authority=local_authority,
        service_kind=service_kind, theme=theme, words=clean(words), folded=folded(words), on=on,
    )  # fmt: skip
    if kind == Kind.EMPTY_SEARCH and not source.folded:
        raise ValueError("A search without words is no gap.")
    held_back = kind == Kind.EMPTY_SEARCH and not _counts(source)
    source.line = None if held_back else _line_for(source)
    GapSource.objects.bulk_create(
        [source],
        update_conflicts=True,
        unique_fields=["kind", "source_id"],
        update_fields=UPDATED,
    )
    if kind == Kind.EMPTY_SEARCH and not held_back:
        _bring_in(source)
    if by is not None:
        audit.record("gaps.counted", by=by, obj=source, kind=kind)
    return GapSource.objects.get(kind=kind, source_id=source_id)


@transaction.atomic
def withdraw(kind: str, source_id: uuid.UUID) -> int:
    """Count a source no longer, such as a reply that was taken back; 1 when it was counted, else 0."""
    return GapSource.objects.filter(kind=kind, source_id=source_id, withdrawn_at=None).update(
        withdrawn_at=now(), updated_at=now()
    )


def _line_for(source: GapSource) -> GapLine:
    """The line a source belongs to, opened when it is the first; a merged line gives the one it went into."""
    key = {
        "organisation": source.organisation,
        "local_authority": source.local_authority,
        "service_kind": source.service_kind,
        "theme": source.theme,
    }
    line = GapLine.objects.filter(**key).first()
    if line is None:
        new = GapLine(reference=next_reference("GAP"), **key)
        GapLine.objects.bulk_create([new], ignore_conflicts=True)
        line = GapLine.objects.get(**key)
    while True:
        ids = chain(line)
        # In one order, so that two who hold several lines wait for each other and never deadlock.
        rows = GapLine.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
        held = {row.pk: row for row in rows.filter(pk__in=ids)}
        line = held[ids[0]]
        while line.merged_into_id in held:
            line = held[line.merged_into_id]
        if line.merged_into_id is None:
            return line


def chain(line: GapLine) -> list[uuid.UUID]:
    """Ids of a line and of those it went into, one after the other."""
    found = [line.pk]
    while after := GapLine.objects.filter(pk=found[-1]).values_list("merged_into", flat=True).get():
        found.append(after)
    return found


def _searches(source: GapSource):
    """Searches of these words that the ICB's area made within the window of local policy."""
    days = int(policy.value("gaps.search_window_days", source.organisation, source.on))
    return GapSource.objects.filter(
        kind=Kind.EMPTY_SEARCH,
        organisation=source.organisation,
        folded=source.folded,
        on__gte=source.on - dt.timedelta(days=days),
        withdrawn_at=None,
    )


def _counts(source: GapSource) -> bool:
    """Whether these words have been searched on enough different days, this one included."""
    enough = int(policy.value("gaps.search_days", source.organisation, source.on))
    others = _searches(source).exclude(source_id=source.source_id)
    days = {*others.values_list("on", flat=True).distinct()[: enough + 1], source.on}
    return len(days) >= enough


def _bring_in(source: GapSource) -> None:
    """The earlier searches of these words, held back till now, count too."""
    for held in _searches(source).filter(line=None).select_related("local_authority"):
        held.organisation = source.organisation
        held.line = _line_for(held)
        held.save(update_fields=["line", "updated_at"])


@transaction.atomic
def drop_held_back(*, by: User | None = None) -> int:
    """Forget searches that too few people made within the window of local policy; how many went."""
    gone = 0
    held = GapSource.objects.filter(line=None)
    for pk in list(held.order_by("organisation").values_list("organisation", flat=True).distinct()):
        organisation = Organisation.objects.get(pk=pk)
        days = int(policy.value("gaps.search_window_days", organisation))
        old = held.filter(organisation=organisation, on__lt=today() - dt.timedelta(days=days))
        gone += old.delete()[0]
    if gone:
        audit.record("gaps.searches_forgotten", by=by, count=gone)
    return gone
