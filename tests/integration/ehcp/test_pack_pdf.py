"""The PDFs of a contribution and of a pack, read back: their words, their tags."""

import datetime as dt
import io

import pikepdf
import pytest

from dco_portal.common.clock import today
from dco_portal.common.moments import as_if
from dco_portal.documents import storage
from ehcp.actions import exceptions, returning
from ehcp.models import ExistingAdvice
from tests import pdf_text
from tests.advice_scene import Scene

pytestmark = pytest.mark.django_db


def read(document) -> bytes:
    document.refresh_from_db()
    assert document.state == "ready", document.last_error
    with storage.open_checked(document.sha256) as file:
        return file.read()


def words(data: bytes) -> str:
    return pdf_text.words(data)


def tags(data: bytes) -> list[str]:
    """All structure types of the document, in reading order."""
    found: list[str] = []

    def walk(node) -> None:
        if isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)
        elif isinstance(node, pikepdf.Array):
            for inner in node:
                walk(inner)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).lower().startswith("en")
        walk(pdf.Root.StructTreeRoot.K)
    return found


def test_contribution_reads_back(drain_outbox):
    scene = Scene()
    sent = scene.sent(scene.speech)
    drain_outbox()
    data = read(sent.document)
    text = words(data)
    for sentence in (
        "Understands two key words at a time", "Misses what the class is told", "Once a week", "F: it educates or trains",
        "Makes friends easily", "Does not agree", "Ada Sample", "SL12345", scene.child.family_name, sent.reference,
        f"Signed in the portal by {scene.clinician.name}", f"Signed off by {scene.lead.name}",
        "Confidential",
    ):  # fmt: skip
        assert sentence in text, sentence
    found = tags(data)
    assert found.count("/H1") == 1
    assert {"/H2", "/Table", "/TH", "/TD"} <= set(found)


def test_pack_reads_back_with_every_part(drain_outbox):
    with as_if(today() - dt.timedelta(days=10)):
        scene = Scene()
    ExistingAdvice.objects.create(
        request=scene.request, description="Hearing report", author_name="Bo Example", dated=today(),
        author_agreed_on=today(), la_agreed_on=today(), family_agreed_on=today(), family_agreed_by="Mother",
    )  # fmt: skip
    row = exceptions.record(
        by=scene.lead, request=scene.request, contribution=scene.speech, exception=_missed(scene),
        facts="Did not come to the clinic", happened_from=today() - dt.timedelta(days=3),
        happened_to=today() - dt.timedelta(days=3), impractical_because="The next clinic is in June",
        evidence_words="Clinic list",
    )  # fmt: skip
    assert row.decision == "waiting"
    scene.sent(scene.speech)
    scene.not_known(scene.therapy)
    pack = returning.assemble(by=scene.coordinator, request=scene.request)
    drain_outbox()
    data = read(pack.document)
    text = words(data)
    for sentence in (
        "Cover note", "Please acknowledge receipt", "in time", "Understands two key words at a time",
        "Services that do not know the child", "Records by NHS number", "Ask the health visitor",
        "Did not come to the clinic", "Waiting for a decision", "Hearing report", "regulation 6(4)",
        "What happened when", "Received, to be triaged", scene.coordinator.name, scene.request.reference,
    ):  # fmt: skip
        assert sentence in text, sentence
    found = tags(data)
    assert found.count("/H1") == 1
    assert {"/H2", "/H3", "/Table", "/TH", "/TD", "/Caption"} <= set(found)


def test_reader_sees_the_childs_communication_needs(drain_outbox):
    from tests.factories.children import CommunicationNeedFactory

    scene = Scene(services=1)
    CommunicationNeedFactory(child=scene.child, kind="easy_read")
    request = scene.returned()
    drain_outbox()
    assert "Easy Read" in words(read(request.packs.get().document))


def _missed(scene: Scene) -> str:
    from ehcp.rules.exceptions import lawful

    return next(code for code, _ in lawful(scene.request) if code.endswith("c"))
