"""Reading documents and uploads of a case. The caller has found the case in its reader's scope."""

import uuid
from collections.abc import Iterable, Sequence

from dco_portal.common.errors import NotFound
from dco_portal.documents.models import Attachment, Document


def documents_of(*, owner_kind: str, owner_id: uuid.UUID) -> list[Document]:
    """A case's documents, the newest first."""
    rows = Document.objects.filter(owner_kind=owner_kind, owner_id=owner_id)
    return list(rows.order_by("-created_at", "-id"))


def attachments_of(*, owner_kind: str, owner_id: uuid.UUID) -> list[Attachment]:
    """A case's uploads, the oldest first."""
    rows = Attachment.objects.filter(owner_kind=owner_kind, owner_id=owner_id)
    return list(rows.select_related("uploaded_by").order_by("created_at", "id"))


def attachments_of_many(
    *, owner_kind: str, owner_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, list[Attachment]]:
    """Uploads of several records of one kind, by owner, the oldest first; one query."""
    found: dict[uuid.UUID, list[Attachment]] = {}
    rows = Attachment.objects.filter(owner_kind=owner_kind, owner_id__in=set(owner_ids))
    for row in rows.select_related("uploaded_by").order_by("created_at", "id"):
        found.setdefault(row.owner_id, []).append(row)
    return found


def document_of(document_id: uuid.UUID, *, owner_kind: str, owner_id: uuid.UUID) -> Document:
    """One document of this very case; `NotFound` when it is another's, so that no id can be forged."""
    rows = Document.objects.filter(pk=document_id, owner_kind=owner_kind, owner_id=owner_id)
    if (found := rows.first()) is None:
        raise NotFound
    return found


def attachment_of(attachment_id: uuid.UUID, *, owner_kind: str, owner_id: uuid.UUID) -> Attachment:
    """One upload of this very case; `NotFound` when it is another's."""
    rows = Attachment.objects.filter(pk=attachment_id, owner_kind=owner_kind, owner_id=owner_id)
    if (found := rows.select_related("uploaded_by").first()) is None:
        raise NotFound
    return found


def documents_by_id(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Document]:
    """Documents by id, for a list that shows one per line; unknown ids are left out."""
    return Document.objects.in_bulk(ids)


def stored(hashes: Sequence[str]) -> set[str]:
    """Which of these SHA-256 some document or upload names."""
    found = set(Document.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return found | set(
        Attachment.objects.filter(sha256__in=hashes).values_list("sha256", flat=True)
    )


def unfinished() -> dict[str, int]:
    """How many documents wait or failed and how many uploads wait for the scanner, for operations."""
    return {
        "preparing": Document.objects.filter(state="preparing").count(),
        "failed": Document.objects.filter(state="failed").count(),
        "unscanned": Attachment.objects.filter(scan_state="waiting").count(),
    }
