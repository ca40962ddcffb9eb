"""Each constraint has a row that passes and a row that does not."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from dco_portal.documents.models import Attachment, Document

pytestmark = pytest.mark.django_db
HASH = "ab" * 32


def save_document(**changes: Any) -> Document:
    values: dict[str, Any] = {
        "kind": "k",
        "title": "T",
        "filename": "t.pdf",
        "template": "pdf/base.html",
        "context": {},
        "owner_kind": "a.b",
        "owner_id": uuid.uuid4(),
    }
    return Document.objects.create(**(values | changes))


def ready(**changes: Any) -> dict[str, Any]:
    return {
        "state": "ready",
        "sha256": HASH,
        "size": 10,
        "pages": 1,
        "finished_at": timezone.now(),
    } | changes


@pytest.mark.parametrize("values", [{}, {"state": "failed"}, ready()])
def test_document_passes(values: dict[str, Any]):
    document = save_document(**values)
    document.refresh_from_db()

    assert document.state in str(document)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "lost"}, "document_state_known"),
        (ready(sha256=""), "document_ready_has_file"),
        (ready(sha256="AB" * 32), "document_ready_has_file"),
        (ready(sha256=HASH[:-1]), "document_ready_has_file"),
        (ready(size=None), "document_ready_has_file"),
        (ready(size=0), "document_ready_has_file"),
        (ready(pages=None), "document_ready_has_file"),
        (ready(pages=0), "document_ready_has_file"),
        (ready(finished_at=None), "document_ready_has_file"),
        (ready(state="preparing"), "document_ready_has_file"),
        (ready(state="failed"), "document_ready_has_file"),
    ],
)
def test_document_is_refused(values: dict[str, Any], constraint: str):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        save_document(**values)


def save_attachment(person: Any, **changes: Any) -> Attachment:
    values: dict[str, Any] = {
        "filename": "a.pdf",
        "content_type": "application/pdf",
        "sha256": HASH,
        "size": 1,
        "scan_state": "waiting",
        "uploaded_by": person,
        "owner_kind": "a.b",
        "owner_id": uuid.uuid4(),
    }
    return Attachment.objects.create(**(values | changes))


@pytest.mark.parametrize("state", ["waiting", "not_scanned", "clean", "infected"])
def test_attachment_passes(person, state: str):
    when = timezone.now() if state in ("clean", "infected") else None
    attachment = save_attachment(person, scan_state=state, scanned_at=when)
    attachment.refresh_from_db()

    assert state in str(attachment)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"scan_state": "probably"}, "attachment_scan_"),
        ({"sha256": "x"}, "attachment_has_file"),
        ({"sha256": ""}, "attachment_has_file"),
        ({"size": 0}, "attachment_has_file"),
        ({"scan_state": "clean"}, "attachment_scan_dated"),
        ({"scan_state": "infected"}, "attachment_scan_dated"),
        ({"scanned_at": timezone.now()}, "attachment_scan_dated"),
        ({"scan_state": "not_scanned", "scanned_at": timezone.now()}, "attachment_scan_dated"),
    ],
)
def test_attachment_is_refused(person, values: dict[str, Any], constraint: str):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        save_attachment(person, **values)


def test_a_person_with_uploads_cannot_be_deleted(person):
    from django.db.models import ProtectedError

    save_attachment(person)
    with pytest.raises(ProtectedError):
        person.delete()
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "change"),
    [
        ({}, {"context": {"a": 1}}),
        ({}, {"template": "pdf/letter.html"}),
        ({}, {"title": "Another"}),
        (ready(), {"sha256": "cd" * 32}),
        (ready(), {"size": 11}),
        (ready(), {"state": "preparing", "sha256": "", "size": None, "pages": None}),
    ],
)
def test_a_document_stays_as_it_was_made(start: dict[str, Any], change: dict[str, Any]):
    document = save_document(**start)
    rows = Document.objects.filter(pk=document.pk)

    with pytest.raises(ProgrammingError, match="stays as it was made"), transaction.atomic():
        rows.update(**change)
    assert rows.update(attempts=2, child_id=uuid.uuid4()) == 1


@pytest.mark.parametrize("change", [{"sha256": "cd" * 32}, {"filename": "b.pdf"}, {"size": 2}])
def test_an_upload_stays_as_it_came(person, change: dict[str, Any]):
    rows = Attachment.objects.filter(pk=save_attachment(person).pk)

    with pytest.raises(ProgrammingError, match="stays as it was made"), transaction.atomic():
        rows.update(**change)
    assert rows.update(scan_state="clean", scanned_at=timezone.now()) == 1
