import logging
from collections.abc import Callable

import pytest
from django.test import RequestFactory

from dco_portal.audit.models import AuditEvent
from dco_portal.common.errors import Conflict
from dco_portal.documents import actions, queries, storage
from dco_portal.documents.models import Attachment, Document
from dco_portal.documents.serve import serve
from tests.unit.documents import samples
from tests.unit.documents.clamd_server import fake_clamd

pytestmark = pytest.mark.django_db
REQUEST = RequestFactory().get("/")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def ready(ask: Callable[..., Document], drain_outbox: Callable) -> Document:
    document = ask(filename="Zoë’s advice.pdf")
    drain_outbox()
    document.refresh_from_db()
    return document


def test_serve_sends_the_very_bytes_as_a_download(ready: Document, person):
    response = serve(REQUEST, ready, by=person)

    assert body(response) == storage.path_of(ready.sha256).read_bytes()
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''Zo%C3%AB%E2%80%99s%20advice.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == str(ready.size)
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_serve_notes_the_download(ready: Document, person):
    serve(REQUEST, ready, by=person).file_to_stream.close()

    event = AuditEvent.objects.get(verb="downloaded")
    assert (event.actor_id, event.object_id, event.child_id) == (
        person.id,
        ready.id,
        ready.child_id,
    )
    assert "Zoë" not in str(event.data)


def test_serve_inline_only_what_the_portal_made(
    ready: Document, attach: Callable[..., Attachment], person
):
    made = serve(REQUEST, ready, by=person, inline=True)
    uploaded = serve(REQUEST, attach(), by=person, inline=True)

    assert made["Content-Disposition"].startswith("inline;")
    assert "sandbox" not in made["Content-Security-Policy"]
    assert uploaded["Content-Disposition"].startswith("attachment;")
    assert uploaded["Content-Security-Policy"].endswith("; sandbox")
    made.file_to_stream.close()
    uploaded.file_to_stream.close()


def test_serve_sends_an_upload_with_the_type_found(attach: Callable[..., Attachment], person):
    data = samples.picture("JPEG")
    response = serve(REQUEST, attach("photo.jpg", data), by=person)

    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'attachment; filename="photo.jpg"'
    assert body(response) == data


def test_serve_before_it_is_ready(ask: Callable[..., Document], person):
    with pytest.raises(Conflict, match="being prepared"):
        serve(REQUEST, ask(), by=person)
    assert not AuditEvent.objects.filter(verb="downloaded").exists()


def test_serve_failed(ask: Callable[..., Document], drain_outbox: Callable, person):
    document = ask(context={"title": ""})
    drain_outbox()
    document.refresh_from_db()

    with pytest.raises(Conflict, match="could not be prepared"):
        serve(REQUEST, document, by=person)


def test_serve_holds_back_what_waits_for_the_scanner(
    attach: Callable[..., Attachment], settings, person
):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"

    with pytest.raises(Conflict, match="being checked for viruses"):
        serve(REQUEST, attach(), by=person)


@pytest.mark.parametrize("infected", [True, False])
def test_serve_only_clean_files(
    attach: Callable[..., Attachment], drain_outbox: Callable, settings, person, infected: bool
):
    data = samples.pdf() + (samples.EICAR if infected else b"")
    with fake_clamd() as server:
        settings.CLAMD_URL = server.url
        attachment = attach(data=data)
        drain_outbox()
    attachment.refresh_from_db()

    if infected:
        with pytest.raises(Conflict, match="held back"):
            serve(REQUEST, attachment, by=person)
    else:
        assert body(serve(REQUEST, attachment, by=person)) == data


@pytest.mark.parametrize("missing", [True, False])
def test_serve_refuses_a_damaged_file(
    ready: Document, person, caplog: pytest.LogCaptureFixture, missing: bool
):
    path = storage.path_of(ready.sha256)
    if missing:
        path.unlink()
    else:
        path.write_bytes(b"%PDF-1.7 something else")

    with caplog.at_level(logging.ERROR), pytest.raises(Conflict, match="damaged"):
        serve(REQUEST, ready, by=person)

    assert str(ready.id) in caplog.text
    assert "Zoë" not in caplog.text
    assert AuditEvent.objects.get(verb="file found damaged").object_id == ready.id
    assert not AuditEvent.objects.filter(verb="downloaded").exists()


def test_uploading_again_mends_a_damaged_file(attach: Callable[..., Attachment], person):
    data = samples.pdf()
    attachment = attach(data=data)
    storage.path_of(attachment.sha256).write_bytes(b"")
    attach(data=data)

    assert body(serve(REQUEST, attachment, by=person)) == data


def test_retry_is_named_where_it_is_offered():
    assert actions.RENDER == "documents.render"
    assert actions.SCAN == "documents.scan"
    assert queries.unfinished() == {"preparing": 0, "failed": 0, "unscanned": 0}
