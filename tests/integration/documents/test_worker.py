"""A real Celery worker makes the document: the task is known by the name the outbox uses."""

import hashlib
import time
from collections.abc import Callable

import pytest

from dco_portal.documents.models import Document
from tests.environment import DATA


@pytest.mark.django_db(transaction=True)
def test_worker_makes_a_document_asked_for_by_a_page(worker: None, ask: Callable[..., Document]):
    document = ask()
    until = time.monotonic() + 60
    while document.state == "preparing" and time.monotonic() < until:
        time.sleep(0.2)
        document.refresh_from_db()

    assert document.state == "ready", document.last_error
    path = DATA / "private" / document.sha256[:2] / document.sha256
    assert hashlib.sha256(path.read_bytes()).hexdigest() == document.sha256
