"""Names for worklists, a child's chronology, and what is known when another app takes an enquiry up."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.children.queries import ChronologyEntry
from dco_portal.common.errors import NotFound
from enquiries.models import Enquiry, SpecialistAsk, StateChange

KINDS: dict[str, tuple[type[Enquiry] | type[SpecialistAsk], str]] = {
    "enquiries.enquiry": (Enquiry, "child_id"),
    "enquiries.ask": (SpecialistAsk, "enquiry__child_id"),
}


def labels(kind: str, ids: Iterable[uuid.UUID], *, by: User) -> dict[uuid.UUID, str]:
    """The child's name per record of a kind, for the records the reader may see; none without a child (two queries)."""
    if kind not in KINDS:
        return {}
    model, path = KINDS[kind]
    found = model.objects.visible_to(by).filter(pk__in=list(ids)).exclude(**{path: None})
    rows = dict(found.values_list("pk", path))
    names = children.labels(set(rows.values()), by)
    return {pk: names[child].name for pk, child in rows.items() if child in names}


def chronology(child_id: uuid.UUID, *, by: User) -> list[ChronologyEntry]:
    """What happened in enquiries about this child, as far as the reader may see. One query."""
    mine = Enquiry.objects.visible_to(by).filter(child_id=child_id)
    changes = StateChange.objects.filter(enquiry__in=mine).exclude(to_state="")
    return [
        ChronologyEntry(
            at=change.at,
            what=f"Enquiry to the DCO: {change.enquiry.state_name(change.to_state)}",
            kind="Enquiry",
            who=change.by.name if change.by else "The asker" if change.by_asker else "The portal",
            reference=change.enquiry.reference,
            url=reverse("enquiries:thread", args=[change.enquiry_id]),
            detail=change.enquiry.subject,
        )
        for change in changes.select_related("enquiry", "by")
    ]


def gap_links(ids: list[uuid.UUID], by: User) -> dict[uuid.UUID, str]:
    """Paths of those of these enquiries that the reader may open, for the gap log."""
    rows = Enquiry.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("enquiries:thread", args=[pk]) for pk in rows}


@dataclass(frozen=True)
class Handover:
    """What is known when an enquiry becomes an EHC request or a notification.

    `child_id` is the linked record; else `child` holds what was typed: given_name, family_name,
    born_on (a date), nhs_number, each of which may be missing.
    """

    id: uuid.UUID
    reference: str
    icb_id: uuid.UUID
    la_id: uuid.UUID | None
    child_id: uuid.UUID | None
    subject: str
    text: str
    asker: str
    asked_on: dt.date
    child: dict = field(default_factory=dict)


def typed_details(enquiry: Enquiry) -> dict:
    """What the asker typed of a child, as a form begins with it: born_on is a date, what is empty is left out."""
    child = {key: value for key, value in enquiry.child_details.items() if value}
    if born := child.get("born_on"):
        child["born_on"] = dt.date.fromisoformat(born)
    return child


def handover(enquiry_id: uuid.UUID, *, by: User) -> Handover:
    """An enquiry as plain values, for those who may see it: the DCO team and the account that asked.

    Raises NotFound out of the reader's scope.
    """
    rows = Enquiry.objects.visible_to(by).filter(pk=enquiry_id)
    row = rows.select_related("asker", "asker_organisation").first()
    if row is None:
        raise NotFound
    child = typed_details(row)
    return Handover(
        id=row.pk, reference=row.reference, icb_id=row.icb_id, la_id=row.la_id, child_id=row.child_id,
        subject=row.subject, text=row.text, asker=row.asker_words, asked_on=row.created_at.date(), child=child,
    )  # fmt: skip
