import datetime as dt
import hashlib
import os
import threading
import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import OperationalError, connection, transaction
from django.template import TemplateDoesNotExist

from dco_portal.audit.models import AuditEvent
from dco_portal.common import clock, outbox
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.common.models import OutboxTask
from dco_portal.documents import actions, pdf, storage, tasks
from dco_portal.documents.errors import RenderError
from dco_portal.documents.models import Attachment, Document
from dco_portal.documents.states import DocumentState, ScanState
from tests import pdf_text
from tests.unit.documents import samples
from tests.unit.documents.clamd_server import fake_clamd

pytestmark = pytest.mark.django_db


def verbs(thing: Document | Attachment) -> list[str]:
    rows = AuditEvent.objects.filter(object_id=thing.id).order_by("at", "id")
    return list(rows.values_list("verb", flat=True))


def due_again() -> None:
    """Let the waiting tasks be due now."""
    OutboxTask.objects.filter(state="waiting").update(next_try_at=clock.now())


# --- Making a document --------------------------------------------------------------------
def test_create_freezes_the_context_and_owes_the_pdf(ask: Callable[..., Document]):
    context = {"reference": "EHC-2026-000123", "due": dt.date(2026, 5, 1)}
    document = ask(context=context)
    context["reference"] = "changed"
    document.refresh_from_db()

    assert document.state == DocumentState.PREPARING
    assert document.context == {
        "schema": 1,
        "title": "Health advice",
        "created": clock.today().isoformat(),
        "large_print": False,
        "reference": "EHC-2026-000123",
        "due": "2026-05-01",
    }
    assert OutboxTask.objects.get(object_id=document.id).task == "documents.render"
    event = AuditEvent.objects.get(object_id=document.id)
    assert event.verb == "document asked for"
    assert event.child_id == document.child_id
    assert "Health advice" not in str(event.data)


def test_create_cleans_the_file_name(ask: Callable[..., Document]):
    assert ask(filename="../a b").filename == "a b.pdf"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"template": "pdf/not-there.html"}, TemplateDoesNotExist),
        ({"context": {"row": object()}}, TypeError),
    ],
)
def test_create_refused_leaves_nothing(ask: Callable[..., Document], changes: dict, error: type):
    with pytest.raises(error):
        ask(**changes)

    assert not Document.objects.exists()
    assert not OutboxTask.objects.exists()


def test_create_that_fails_half_way_leaves_nothing(
    ask: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
):
    def broken(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(outbox, "enqueue", broken)
    with pytest.raises(OperationalError):
        ask()

    assert not Document.objects.exists()
    assert not AuditEvent.objects.exists()


def test_render_makes_the_file_once(
    ask: Callable[..., Document], drain_outbox: Callable, stored_files: Callable
):
    document = ask()
    drain_outbox()
    document.refresh_from_db()

    assert document.state == DocumentState.READY
    assert (document.attempts, document.last_error, document.pages) == (1, "", 1)
    assert stored_files() == [document.sha256]
    data = storage.path_of(document.sha256).read_bytes()
    assert hashlib.sha256(data).hexdigest() == document.sha256
    assert len(data) == document.size
    assert "EHC-2026-000123" in pdf_text.text(data)
    assert verbs(document) == ["document asked for", "document made"]


def test_render_again_when_ready_does_nothing(
    ask: Callable[..., Document], drain_outbox: Callable, monkeypatch: pytest.MonkeyPatch
):
    document = ask()
    drain_outbox()
    calls: list[int] = []
    monkeypatch.setattr(pdf, "render", lambda *a, **k: calls.append(1))
    tasks.render(str(document.id))
    before = Document.objects.get(pk=document.id)

    assert calls == []
    assert before.updated_at == Document.objects.get(pk=document.id).updated_at
    assert verbs(document) == ["document asked for", "document made"]


def test_render_of_an_unknown_document_does_nothing(db):
    tasks.render(str(uuid.uuid4()))

    assert not AuditEvent.objects.exists()


def test_render_passes_language_and_large_print(
    ask: Callable[..., Document], monkeypatch: pytest.MonkeyPatch, drain_outbox: Callable
):
    seen: list[tuple] = []
    render = pdf.render

    def spy(template: str, context: dict, *, lang: str) -> bytes:
        seen.append((template, context["large_print"], lang))
        return render(template, context, lang=lang)

    monkeypatch.setattr(pdf, "render", spy)
    ask(language="cy", large_print=True)
    drain_outbox()

    assert seen == [("pdf/base.html", True, "cy")]


def test_render_fault_fails_at_once_and_names_it(
    ask: Callable[..., Document], drain_outbox: Callable, stored_files: Callable
):
    document = ask(context={"title": ""})
    drain_outbox()
    document.refresh_from_db()

    assert document.state == DocumentState.FAILED
    assert document.last_error == "The document has no title."
    assert document.finished_at is not None
    assert stored_files() == []
    assert verbs(document) == ["document asked for", "document failed"]


def test_render_error_is_tried_again_and_then_fails(
    ask: Callable[..., Document],
    drain_outbox: Callable,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    def full(chunks: object) -> None:
        raise OSError(28, "No space left on device: /secret/Zoë")

    monkeypatch.setattr(storage, "put", full)
    document = ask()
    for attempt in range(1, actions.MAX_ATTEMPTS + 1):
        drain_outbox()
        document.refresh_from_db()
        assert (document.attempts, document.last_error) == (attempt, "OSError")
        due_again()

    assert document.state == DocumentState.FAILED
    assert not OutboxTask.objects.filter(state="waiting").exists()
    assert f"Document {document.id} was not made (try 4): OSError at " in caplog.text
    assert "Zoë" not in caplog.text


def test_render_error_that_passes_ends_well(
    ask: Callable[..., Document], drain_outbox: Callable, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", lambda chunks: (_ for _ in ()).throw(OSError("full")))
        document = ask()
        drain_outbox()
    waiting = OutboxTask.objects.get(state="waiting")
    assert waiting.next_try_at > clock.now()
    due_again()
    drain_outbox()
    document.refresh_from_db()

    assert (document.state, document.attempts, document.last_error) == ("ready", 2, "")


def test_render_gives_up_on_a_document_that_kills_its_workers(
    ask: Callable[..., Document], drain_outbox: Callable, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        """As if the process were gone: nothing catches it, the transaction is rolled back."""

    def kill(*args: object, **kwargs: object) -> None:
        raise Killed

    document = ask()
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", kill)
        for _ in range(actions.MAX_ATTEMPTS):
            with pytest.raises(Killed), transaction.atomic():
                drain_outbox()
        drain_outbox()
    document.refresh_from_db()

    assert (document.state, document.last_error) == ("failed", "The worker stopped each time.")


def test_retry_makes_a_failed_document(
    ask: Callable[..., Document], drain_outbox: Callable, monkeypatch: pytest.MonkeyPatch, person
):
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", lambda *a, **k: (_ for _ in ()).throw(RenderError("broken")))
        document = ask()
        drain_outbox()
    actions.retry(by=person, document=document)
    document.refresh_from_db()
    assert (document.state, document.attempts, document.last_error) == ("preparing", 0, "")
    assert document.finished_at is None

    drain_outbox()
    document.refresh_from_db()

    assert document.state == DocumentState.READY
    assert verbs(document)[2:] == ["document tried again", "document made"]


def test_retry_of_a_document_that_has_not_failed_is_a_conflict(
    ask: Callable[..., Document], drain_outbox: Callable, person
):
    document = ask()
    with pytest.raises(Conflict, match="Being prepared"):
        actions.retry(by=person, document=document)
    drain_outbox()
    with pytest.raises(Conflict, match="Ready"):
        actions.retry(by=person, document=document)
    assert OutboxTask.objects.count() == 1


def test_retry_that_fails_half_way_leaves_nothing(
    ask: Callable[..., Document], drain_outbox: Callable, monkeypatch: pytest.MonkeyPatch, person
):
    document = ask(context={"title": ""})
    drain_outbox()
    monkeypatch.setattr(
        outbox, "enqueue", lambda *a, **k: (_ for _ in ()).throw(OperationalError("gone"))
    )
    with pytest.raises(OperationalError):
        actions.retry(by=person, document=document)
    document.refresh_from_db()

    assert document.state == DocumentState.FAILED


@pytest.mark.django_db(transaction=True)
def test_render_by_two_workers_at_once_makes_it_once(
    ask: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
):
    document = ask()
    started, finish = threading.Event(), threading.Event()
    calls: list[int] = []
    render = pdf.render

    def slow(*args: object, **kwargs: object) -> bytes:
        calls.append(1)
        started.set()
        finish.wait(20)
        return render(*args, **kwargs)

    monkeypatch.setattr(pdf, "render", slow)

    def first() -> None:
        try:
            actions.render(document_id=document.id)
        finally:
            connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert started.wait(20)
    actions.render(document_id=document.id)  # the second worker: the row is in other hands
    assert Document.objects.get(pk=document.id).state == DocumentState.PREPARING
    finish.set()
    worker.join(30)

    assert calls == [1]
    assert Document.objects.get(pk=document.id).state == DocumentState.READY


# --- Uploads ------------------------------------------------------------------------------
def test_attach_keeps_the_bytes_as_they_came(attach: Callable[..., Attachment], settings):
    settings.CLAMD_URL = ""
    data = samples.pdf(script=True) + b"\n% kept byte for byte \xff"
    attachment = attach("Zoë’s réport.pdf", data, description="School report")

    assert attachment.filename == "Zoë’s réport.pdf"
    assert attachment.content_type == "application/pdf"
    assert attachment.scan_state == ScanState.NOT_SCANNED
    assert storage.path_of(attachment.sha256).read_bytes() == data
    assert not OutboxTask.objects.exists()
    event = AuditEvent.objects.get(object_id=attachment.id)
    assert (event.verb, event.child_id) == ("file uploaded", attachment.child_id)
    assert "Zoë" not in str(event.data)


def test_attach_of_a_large_file_on_disk(attach: Callable[..., Attachment]):
    data = samples.pdf() + b" " * 3_000_000
    upload = TemporaryUploadedFile("big.pdf", "application/pdf", len(data), None)
    upload.write(data)
    upload.seek(0)

    attachment = attach(upload=upload)

    assert (attachment.size, attachment.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_attach_of_an_unfit_file_leaves_nothing(
    attach: Callable[..., Attachment], stored_files: Callable
):
    with pytest.raises(Invalid) as caught:
        attach("a.pdf", b"<html>")

    assert list(caught.value.errors) == ["upload"]
    assert not Attachment.objects.exists()
    assert stored_files() == []


def test_attach_that_fails_half_way_leaves_no_row(
    attach: Callable[..., Attachment], monkeypatch: pytest.MonkeyPatch
):
    from dco_portal import audit

    monkeypatch.setattr(
        audit, "record", lambda *a, **k: (_ for _ in ()).throw(OperationalError("gone"))
    )
    with pytest.raises(OperationalError):
        attach()

    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("marker", "state", "result"),
    [(b"", "clean", ""), (samples.EICAR, "infected", "Eicar-Test-Signature")],
)
def test_scan_decides(
    attach: Callable[..., Attachment],
    drain_outbox: Callable,
    settings,
    marker: bytes,
    state: str,
    result: str,
):
    with fake_clamd() as server:
        settings.CLAMD_URL = server.url
        attachment = attach(data=samples.pdf() + marker)
        assert attachment.scan_state == ScanState.WAITING
        drain_outbox()
        tasks.scan(str(attachment.id))  # a second time changes nothing
    attachment.refresh_from_db()

    assert (attachment.scan_state, attachment.scan_result) == (state, result)
    assert attachment.scanned_at is not None
    assert len(server.scanned) == 1
    assert verbs(attachment) == ["file uploaded", f"file found {state}"]


def test_scan_waits_for_a_scanner_that_is_away(
    attach: Callable[..., Attachment], drain_outbox: Callable, settings
):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    attachment = attach()
    drain_outbox()
    attachment.refresh_from_db()
    assert (attachment.scan_state, attachment.scan_attempts) == ("waiting", 1)
    assert "did not answer" in attachment.scan_result
    assert OutboxTask.objects.get(state="waiting").next_try_at > clock.now()

    with fake_clamd() as server:
        settings.CLAMD_URL = server.url
        due_again()
        drain_outbox()
    attachment.refresh_from_db()

    assert (attachment.scan_state, attachment.scan_result) == ("clean", "")


def test_scan_when_the_scanner_was_taken_away(
    attach: Callable[..., Attachment], drain_outbox: Callable, settings
):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    attachment = attach()
    settings.CLAMD_URL = ""
    drain_outbox()
    attachment.refresh_from_db()

    assert attachment.scan_state == ScanState.NOT_SCANNED
    assert attachment.scanned_at is None


def test_scan_of_a_damaged_file_stays_held_back(
    attach: Callable[..., Attachment], drain_outbox: Callable, settings
):
    with fake_clamd() as server:
        settings.CLAMD_URL = server.url
        attachment = attach()
        storage.path_of(attachment.sha256).write_bytes(b"changed")
        drain_outbox()
    attachment.refresh_from_db()

    assert (attachment.scan_state, server.scanned) == ("waiting", [])


# --- Upkeep -------------------------------------------------------------------------------
def test_sweep_removes_old_orphans_alone(
    ask: Callable[..., Document],
    attach: Callable[..., Attachment],
    drain_outbox: Callable,
    stored_files: Callable,
):
    document, attachment = ask(), attach()
    drain_outbox()
    document.refresh_from_db()
    orphan = storage.put([b"nobody's"])
    old = (clock.now() - dt.timedelta(days=2)).timestamp()
    for sha256 in (document.sha256, attachment.sha256, orphan.sha256):
        os.utime(storage.path_of(sha256), (old, old))
    tasks.sweep_orphans()

    assert stored_files() == sorted([document.sha256, attachment.sha256])
    assert AuditEvent.objects.get(verb="orphaned files removed").data == {"count": 1}
    tasks.sweep_orphans()
    assert AuditEvent.objects.filter(verb="orphaned files removed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_sweep_waits_while_somebody_writes(attach: Callable[..., Attachment]):
    orphan = storage.put([samples.pdf()])
    old = (clock.now() - dt.timedelta(days=2)).timestamp()
    os.utime(storage.path_of(orphan.sha256), (old, old))
    counts: list[int] = []

    def sweep() -> None:
        try:
            counts.append(actions.sweep_orphans())
        finally:
            connection.close()

    with transaction.atomic():
        attachment = attach()  # the same bytes: the old file is about to be wanted
        os.utime(storage.path_of(orphan.sha256), (old, old))
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join(20)

    assert counts == [0]
    assert attachment.sha256 == orphan.sha256
    assert storage.path_of(orphan.sha256).exists()
    Attachment.objects.all().delete()
    assert actions.sweep_orphans() == 1  # the control: with nobody writing it goes


def test_wait_grows_to_an_hour():
    waits = [actions._wait(attempt).total_seconds() for attempt in (1, 2, 3, 50)]

    assert waits == [30, 60, 120, 3600]


def test_attach_refuses_a_name_of_another_kind(attach: Callable[..., Attachment]):
    with pytest.raises(Invalid, match="is a PNG"):
        attach(upload=SimpleUploadedFile("scan.pdf", samples.picture()))


def test_attach_takes_a_description_of_200_characters(attach: Callable[..., Attachment]):
    assert attach(description="é" * 200).description == "é" * 200
    with pytest.raises(Invalid) as caught:
        attach(description="é" * 201)
    assert list(caught.value.errors) == ["description"]
    assert Attachment.objects.count() == 1
