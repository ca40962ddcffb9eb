"""The papers of enquiries about a child: what was asked and answered. Notes of the team are not among them."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.children.queries import Paper, Said, file_of
from enquiries.models import Enquiry, Message
from enquiries.queries.thread import FOR_ASKER, files

K = Message.Kind


def papers(child_id: uuid.UUID, *, by: User) -> list[Paper]:
    """Every enquiry about the child in the reader's scope, the oldest first."""
    rows = Enquiry.objects.visible_to(by).filter(child_id=child_id)
    found = rows.select_related("asker", "asker_organisation").order_by("created_at", "id")
    return [_paper(row) for row in found]


def _paper(enquiry: Enquiry) -> Paper:
    everything = list(
        Message.objects.filter(enquiry=enquiry).select_related("author", "organisation").order_by("created_at", "id")
    )  # fmt: skip
    shown = [row for row in everything if row.kind in FOR_ASKER]
    inside = len(everything) - len(shown)
    uploads = files(shown)
    return Paper(
        title=f"Enquiry to the DCO: {enquiry.subject}",
        reference=enquiry.reference,
        at=enquiry.created_at,
        facts=(
            ("Asked by", enquiry.asker_words),
            ("Topic", str(enquiry.get_topic_display())),
            ("State", str(enquiry.get_state_display())),
            ("Question", enquiry.text),
        ),
        letters=tuple(_said(row, enquiry) for row in shown if row.text != enquiry.text),
        files=tuple(file_of(each) for row in shown for each in uploads.get(row.pk, [])),
        left_out=(
            (f"{enquiry.reference}: {inside} note{'s' if inside > 1 else ''} and specialists’ words inside the team",)
            if inside
            else ()
        ),
    )  # fmt: skip


def _said(row: Message, enquiry: Enquiry) -> Said:
    who = row.author.name if row.author else enquiry.asker_words
    place = f", {row.organisation.label}" if row.organisation else ""
    return Said(row.created_at, f"{who}{place}", str(row.get_kind_display()), row.text)
