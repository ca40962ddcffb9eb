"""Making documents and taking uploads: the only writers of their rows and files.

A document or upload belongs to a case by plain values; whoever calls has found that case in the
person's scope and checked that they may do this there. `by` is None for the portal itself.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import File
from django.db import connection, transaction
from django.template.loader import get_template

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common import outbox
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.common.logs import where
from dco_portal.documents import files, films, frozen, keeping, pdf, scanning, storage, tagging
from dco_portal.documents.errors import DamagedFile, RenderError, ScannerAway
from dco_portal.documents.models import Attachment, Document
from dco_portal.documents.states import DocumentState, ScanState

logger = logging.getLogger(__name__)
RENDER, SCAN = "documents.render", "documents.scan"
MAX_ATTEMPTS = 4
DESCRIPTION_MAX = 200
ORPHAN_AGE = dt.timedelta(days=1)


@transaction.atomic
def create(
    *,
    by: User | None,
    kind: str,
    title: str,
    filename: str,
    template: str,
    context: Mapping[str, Any],
    owner_kind: str,
    owner_id: uuid.UUID,
    child_id: uuid.UUID | None = None,
    language: str = "en-GB",
    large_print: bool = False,
) -> Document:
    """Ask for a document: its context is frozen now, the PDF is made after commit.

    The context is given `title`, `created` (today) and `large_print` unless it has its own. Raises
    TypeError for a context JSON cannot hold, TemplateDoesNotExist for an unknown template.
    """
    get_template(template)
    name = files.clean_name(filename if filename.lower().endswith(".pdf") else f"{filename}.pdf")
    document = Document.objects.create(
        kind=kind,
        title=title,
        filename=name,
        template=template,
        context=frozen.freeze(
            {"title": title, "created": today(), "large_print": large_print, **context}
        ),
        language=language,
        large_print=large_print,
        owner_kind=owner_kind,
        owner_id=owner_id,
        child_id=child_id,
        created_by=by,
    )
    audit.record("document asked for", by=by, obj=document, kind=kind, owner_id=owner_id)
    outbox.enqueue(RENDER, document.id)
    return document


@transaction.atomic
def retry(*, by: User | None, document: Document) -> Document:
    """Try a failed document again. Raises `Conflict` when it has not failed."""
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.state != DocumentState.FAILED:
        raise Conflict(f"This document is not waiting for another try: {row.get_state_display()}.")
    row.state = DocumentState.PREPARING
    row.attempts, row.last_error, row.finished_at = 0, "", None
    row.save()
    storage.clear_starts(row.id)
    audit.record("document tried again", by=by, obj=row)
    outbox.enqueue(RENDER, row.id)
    return row


@transaction.atomic
def render(*, document_id: uuid.UUID, by: User | None = None) -> None:
    """Make the PDF of a document that is being prepared; anything else is left as it is.

    The row is locked meanwhile, so two workers cannot both make it; one that is killed lets go
    and the outbox starts again. A fault of the document itself fails it at once, any other error
    is tried again after a growing wait, `MAX_ATTEMPTS` in all.
    """
    document = (
        Document.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=document_id, state=DocumentState.PREPARING)
        .first()
    )
    if document is None:
        return
    keeping.hold()
    document.attempts = max(document.attempts + 1, storage.count_start(document.id))
    if document.attempts > MAX_ATTEMPTS:
        _fail(document, "The worker stopped each time.")
        return
    try:
        data = pdf.render(document.template, document.context, lang=document.language)
        kept = storage.put([data])
    except RenderError as error:
        _fail(document, str(error))
    except Exception as error:
        # Never the error's own text: it may quote the document.
        logger.error(
            "Document %s was not made (try %s): %s", document.id, document.attempts, where(error)
        )
        if document.attempts >= MAX_ATTEMPTS:
            _fail(document, type(error).__name__)
        else:
            document.last_error = type(error).__name__
            document.save()
            outbox.enqueue(RENDER, document.id, after=_wait(document.attempts))
    else:
        document.state = DocumentState.READY
        document.sha256, document.size = kept
        document.pages = tagging.page_count(data)
        document.last_error, document.finished_at = "", now()
        document.save()
        audit.record("document made", by=by, obj=document, sha256=document.sha256)
        storage.clear_starts(document.id)


def _fail(document: Document, error: str) -> None:
    document.state = DocumentState.FAILED
    document.last_error, document.finished_at = error[:200], now()
    document.save()
    audit.record("document failed", by=None, obj=document, error=document.last_error)
    storage.clear_starts(document.id)


@transaction.atomic
def attach(
    *,
    by: User | None,
    upload: File,
    owner_kind: str,
    owner_id: uuid.UUID,
    child_id: uuid.UUID | None = None,
    description: str = "",
    film: bool = False,
) -> Attachment:
    """Keep an uploaded file byte for byte. `by` is None for somebody without an account.

    `film` takes a film instead of a document or picture (see `films`). Raises `Invalid` on the field
    `upload` for an unfit file, on `description` for over 200 characters.

    With a scanner set up nobody can download it until it was found clean.
    """
    if len(description) > DESCRIPTION_MAX:
        raise Invalid({"description": f"Description must be {DESCRIPTION_MAX} characters or fewer"})
    kind = films.check(upload) if film else files.check(upload)
    keeping.hold()
    kept = storage.put(upload.chunks())
    scanned = scanning.is_set_up()
    attachment = Attachment.objects.create(
        filename=files.clean_name(upload.name or ""),
        content_type=kind.content_type,
        description=description,
        sha256=kept.sha256,
        size=kept.size,
        scan_state=ScanState.WAITING if scanned else ScanState.NOT_SCANNED,
        uploaded_by=by,
        owner_kind=owner_kind,
        owner_id=owner_id,
        child_id=child_id,
    )
    audit.record(
        "file uploaded", by=by, obj=attachment, owner_id=owner_id, sha256=attachment.sha256
    )
    if scanned:
        outbox.enqueue(SCAN, attachment.id)
    return attachment


@transaction.atomic
def hand_over(
    *,
    by: User,
    attachment_ids: Iterable[uuid.UUID],
    owner_kind: str,
    owner_id: uuid.UUID,
    to_kind: str,
    to_id: uuid.UUID,
    child_id: uuid.UUID | None = None,
) -> int:
    """Give uploads of one record to the record that follows it, such as a draft's to its request; how many went."""
    rows = Attachment.objects.select_for_update(of=("self",)).filter(
        pk__in=set(attachment_ids), owner_kind=owner_kind, owner_id=owner_id
    )
    for attachment in rows:
        attachment.owner_kind, attachment.owner_id = to_kind, to_id
        attachment.child_id = child_id or attachment.child_id
        attachment.save()
        audit.record("file handed over", by=by, obj=attachment, child_id=child_id, owner_id=to_id)
    return len(rows)


@transaction.atomic
def scan(*, attachment_id: uuid.UUID, by: User | None = None) -> None:
    """Have the scanner look at an upload that waits for it; asked again later when it is away."""
    attachment = (
        Attachment.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=attachment_id, scan_state=ScanState.WAITING)
        .first()
    )
    if attachment is None:
        return
    if not scanning.is_set_up():
        attachment.scan_state = ScanState.NOT_SCANNED
        attachment.save()
        audit.record("file not scanned", by=by, obj=attachment)
        return
    try:
        with storage.open_checked(attachment.sha256) as file:
            verdict = scanning.scan(file)
    except (ScannerAway, DamagedFile) as error:
        attachment.scan_attempts = min(attachment.scan_attempts + 1, 1000)
        attachment.scan_result = str(error)[:200]
        attachment.save()
        outbox.enqueue(SCAN, attachment.id, after=_wait(attachment.scan_attempts))
        return
    attachment.scan_state = ScanState.INFECTED if verdict.infected else ScanState.CLEAN
    attachment.scan_result, attachment.scanned_at = verdict.name, now()
    attachment.save()
    audit.record(f"file found {attachment.scan_state}", by=by, obj=attachment)


@transaction.atomic
def sweep_orphans(*, by: User | None = None) -> int:
    """Remove private files older than a day that no row names; how many went.

    Leaves everything alone while a document or upload is being written: the next sweep will do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [keeping.FILES_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    gone = storage.sweep(keeping.claimed, before=now() - ORPHAN_AGE)
    if gone:
        audit.record("orphaned files removed", by=by, count=gone)
    return gone


def _wait(attempts: int) -> dt.timedelta:
    """How long until the next try: half a minute, doubling, an hour at most."""
    return min(dt.timedelta(seconds=30 * 2 ** min(attempts - 1, 10)), dt.timedelta(hours=1))
