"""The PDFs of progress reports, read back: words, tags, contents, bookmarks, alternative texts."""

import io
import os
from pathlib import Path

import pikepdf
import pytest
from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LTChar, LTTextContainer

from dco_portal.common.clock import today
from dco_portal.documents import storage, tagging
from tests.integration.inspections.report_scene import Scene

pytestmark = pytest.mark.django_db


def read(document) -> bytes:
    document.refresh_from_db()
    assert document.state == "ready", document.last_error
    with storage.open_checked(document.sha256) as file:
        data = file.read()
    if folder := os.environ.get("KEEP_PDFS"):
        Path(folder, document.filename).write_bytes(data)
    return data


def words(data: bytes) -> str:
    return " ".join(extract_text(io.BytesIO(data)).split())


def test_draft_reads_back(drain_outbox):
    scene = Scene()
    report = scene.make(message="Advice comes sooner.")
    drain_outbox()
    data = read(report.draft)
    text = words(data)
    assert "Not approved" in text
