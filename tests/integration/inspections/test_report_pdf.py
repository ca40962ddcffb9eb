"""The PDFs of progress reports, read back: words, tags, contents, bookmarks, alternative texts, nothing clipped."""

import io
import os
import re
from pathlib import Path

import pikepdf
import pytest

from dco_portal.documents import storage, tagging
from inspections.actions import reports
from tests import pdf_text
from tests.integration.inspections.report_scene import Scene, grow

pytestmark = pytest.mark.django_db
SECTIONS = (
    "In short", "Overdue, and due next", "What has moved since the last report", "Priority 1: Health advice on time",
    "Priority 2: Hearing families", "Exceptions: measures that are red", "Changes of dates", "Risks",
    "Decisions of the board", "You said, we did", "Index of evidence", "Key of ratings", "Words used", "About this report",
)  # fmt: skip


def read(document) -> bytes:
    document.refresh_from_db()
    assert document.state == "ready", document.last_error
    with storage.open_checked(document.sha256) as file:
        data = file.read()
    if folder := os.environ.get("KEEP_PDFS"):  # to look at them
        Path(folder, document.filename).write_bytes(data)
    return data


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    """The bookmarks below the document's own."""
    with pdf.open_outline() as outline:
        (whole,) = outline.root
        return [str(item.title) for item in whole.children]


def clipped(data: bytes) -> list[str]:
    """Words that stand outside the page's margins of 10 mm."""
    edge = 10 / 25.4 * 72
    boxes = list(pdf_text.boxes(data))
    assert len(boxes) > 50
    return [box.words for box in boxes if box.left < edge or box.right > box.page_width - edge]


def test_a_stocktake_report_reads_back_whole(drain_outbox):
    scene = Scene()
    first = scene.approved("stocktake")
    scene.good.delivery = "red"
    scene.late.narrative = "Where the form stands, at length. " * 40
    scene.good.save()
    scene.late.save()
    grow(scene, actions=4, measures=1)
    report = scene.approved("stocktake", message="Advice comes sooner.")
    reports.documents.render(document_id=report.document_id)
    data = read(report.document)
    pages = pdf_text.pages(data)
    text = " ".join(" ".join(pages).split())
    for sentence in (
        "Advice comes sooner.", "DfE and NHS England stocktake", scene.manager.name, scene.approver.name,
        f"Compared with report {first.number}", "Down: 1", "New: 4", "Leaders should make sure", "page 7 of the report",
        "Families get advice in six weeks.", "Two hours of a lawyer.", "We were heard this time.",
        "Its commentary is not yet written", "40% in", "12 (3 × 4)", "Nobody rings back.", "One number rings back",
        "Minutes of the form group", "An open action past its due date is never green", "DfE: Adviser Example",
    ):  # fmt: skip
        assert sentence in text, sentence
    assert "Not approved" not in text
    assert report.sha256 in text
    assert all(f"Report {report.number}. SHA-256 {report.sha256}" in page for page in pages)
    assert not clipped(data)
    assert text.count("Where the form stands, at length.") == 40
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _check_structure(pdf, pages)


def _check_structure(pdf: pikepdf.Pdf, pages: list[str]) -> None:
    assert tagging.faults(pdf) == []
    assert bookmarks(pdf) == ["Contents", *SECTIONS]
    tags = list(tagging.tags(pdf))
    kinds = [tag.kind for tag in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == len(SECTIONS) + 1  # and "Contents"
    assert {"/Table", "/TH", "/TD", "/Caption", "/L", "/LI", "/Link"} <= set(kinds)
    alts = [str(tag.node.Alt) for tag in tags if tag.kind == "/Figure"]
    assert len(alts) == 4  # ratings, and three measures
    assert alts[0].startswith("Stacked bar chart of Actions by rating.")
    assert any(
        "M1 Health advice returned within six weeks" in alt and "to 40%" in alt for alt in alts
    )
    contents = " ".join(pages[0].split()) + " ".join(pages[1].split())
    for title in SECTIONS:
        found = re.search(rf"{re.escape(title)}[\s.]*(\d+)", contents)
        assert found, title
        assert title in " ".join(pages[int(found[1]) - 1].split()), title


def test_a_draft_says_on_every_page_that_nobody_has_approved_it(drain_outbox):
    report = Scene().make("public")
    drain_outbox()
    pages = pdf_text.pages(read(report.draft))
    assert "Nobody yet: this is a draft" in " ".join(pages)
    assert all("Draft: not approved" in page for page in pages)


def test_the_easy_read_page_is_one_page_of_large_words_and_signs():
    scene = Scene()
    grow(scene, actions=5, measures=4)
    report = scene.approved(
        "public", easy_words="Families get help sooner.\nWe need more people.\nCome to us.\nTell us more."
    )  # fmt: skip
    reports.documents.render(document_id=report.easy_read_id)
    data = read(report.easy_read)
    assert report.easy_read.pages == 1
    text = pdf_text.words(data)
    for sentence in (
        "It has 2 parts and 8 jobs.", "Come to us.", "■ Red:", "late or going badly", "What must get better?",
        "You said: Nobody rings back.",
    ):  # fmt: skip
        assert sentence in text, sentence
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert tagging.faults(pdf) == []
    assert min(pdf_text.sizes(data, above=60)) >= 14
