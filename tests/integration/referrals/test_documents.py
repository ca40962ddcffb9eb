"""The papers of a notification, read back: their words, their tags, whom they go to."""

import io

import pikepdf
import pytest

from dco_portal.children.letters import Purpose, recipients
from dco_portal.documents import storage
from dco_portal.documents.models import Document
from referrals import documents
from referrals.documents.parent import easy_parts
from referrals.models import Notification, VoluntaryNamed
from tests import pdf_text
from tests.factories.children import CarerFactory, CommunicationNeedFactory
from tests.notified_scene import Notified

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Notified:
    return Notified()


def prepared(scene: Notified, drain_outbox) -> list[Document]:
    row = Notification.objects.get(pk=scene.notification.pk)
    made = documents.prepare(row, by=scene.clinician)
    drain_outbox()
    return [Document.objects.get(pk=one.pk) for one in made]


def read(document: Document) -> bytes:
    assert document.state == "ready", document.last_error
    with storage.open_checked(document.sha256) as file:
        return file.read()


def words(data: bytes) -> str:
    return pdf_text.words(data)


def tags(data: bytes) -> list[str]:
    """All structure types of the document, in reading order; it is marked and has a language."""
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


def test_the_notice_says_the_opinion_and_the_lawful_order(scene, drain_outbox):
    VoluntaryNamed.objects.create(
        notification=scene.notification, name="Northshire Play Group", detail="01632 960 002",
        added_by=scene.clinician,
    )  # fmt: skip
    notice, *_ = prepared(scene, drain_outbox)
    data = read(notice)
    text = words(data)
    for sentence in (
        "probably has special educational needs and a disability", "section 23 of the Children and Families Act 2014",
        scene.child.name, "Northshire Council", scene.trust.name, "Uses no words and tires soon.",
        "Communication and interaction", "Dr Jo Test, Paediatrician", "They discussed it", "Ana Sample (mother)",
        "Northshire Play Group: 01632 960 002", "The Act sets no time limit", scene.notification.reference,
        "Compulsory school age starts on", "Confidential", "not a referral to a service",
    ):  # fmt: skip
        assert sentence in text, sentence
    assert "objects" not in text and "{" not in text
    found = tags(data)
    assert found.count("/H1") == 1
    assert {"/H2", "/Table", "/TH", "/TD", "/L"} <= set(found)
    scene.notification.refresh_from_db()
    assert scene.notification.notice_document_id == notice.pk


def test_another_provider_writes_for_the_board(scene, drain_outbox):
    Notification.objects.filter(pk=scene.notification.pk).update(body=scene.icb)
    notice, *_ = prepared(scene, drain_outbox)
    assert (
        f"{scene.icb.name}, for which {scene.trust.name} exercises functions for this child, has formed"
        in words(read(notice))
    )


def test_an_objection_is_passed_on_and_stops_nothing(scene, drain_outbox):
    Notification.objects.filter(pk=scene.notification.pk).update(
        objects_to_notice=True, objection="Wants to wait"
    )
    notice, letter = prepared(scene, drain_outbox)
    assert "Wants to wait" in words(read(notice))
    assert "does not stop the notice" in words(read(notice))
    assert "You told us that you did not want us to tell Northshire Council" in words(read(letter))


def test_the_parents_copy_is_plain_and_names_the_local_offer(scene, drain_outbox, settings):
    _, letter = prepared(scene, drain_outbox)
    data = read(letter)
    text = words(data)
    for sentence in (
        "Dear Ana Sample", "1 Test Street", "probably has special educational needs and a disability",
        "when we met", "We talked about it on", "not an education, health and care (EHC) plan",
        f"{settings.PORTAL_BASE_URL}/local-offer/", "https://northshire.example", "01632 960 001",
        scene.notification.reference,
    ):  # fmt: skip
        assert sentence in text, sentence
    assert {"/H1", "/H2", "/L", "/LI"} <= set(tags(data))
    scene.notification.refresh_from_db()
    assert (scene.notification.parent_letter_id, letter.title) == (letter.pk, "Copy for the mother")


def test_large_print_and_easy_read_follow_what_the_person_needs(scene, drain_outbox):
    CommunicationNeedFactory(child=scene.child, carer=scene.mother, kind="large_print")
    father = CarerFactory(child=scene.child, name="Ben Sample", relationship="father")
    CommunicationNeedFactory(child=scene.child, carer=father, kind="easy_read")
    notice, large, easy = prepared(scene, drain_outbox)
    assert large.large_print and large.title == "Copy for the mother, Large print"
    assert easy.template == "pdf/referrals/parent_easy_read.html"
    assert "Large print" in words(read(notice)) and "Easy Read" in words(read(notice))
    text = words(read(easy))
    for line in (
        "It is about Maya.",
        "We think Maya probably has a disability.",
        "You can ask us anything.",
    ):
        assert line in text, line
    assert "Uses no words" not in text
    assert tags(read(easy)).count("/H2") == 6


def test_easy_read_keeps_its_sentences_short(scene):
    parts = easy_parts(scene.notification)
    lines = [line for part in parts for line in part["lines"] if "://" not in line]
    assert max(len(line.split()) for line in lines) <= 14
    long = [word for line in lines for word in line.split() if len(word.strip(".,")) > 11]
    assert len(long) <= len(lines) / 10, long
    assert all(line.count(". ") == 0 for line in lines)


def test_nobody_is_written_to_against_a_restriction(scene, drain_outbox):
    CarerFactory(
        child=scene.child, name="Cy Barred", relationship="father", never_write=True,
        restriction_reason="Court order", address="9 Far Lane", email="cy@family.example",
    )  # fmt: skip
    made = prepared(scene, drain_outbox)
    assert [one.title for one in made] == ["Notice to Northshire Council", "Copy for the mother"]
    notice, copy = (words(read(one)) for one in made)
    assert "Never write to them. Court order" in notice
    assert "Barred" not in copy and "Far Lane" not in copy
    barred = [one for one in recipients(scene.child, purpose=Purpose.LETTER) if not one.may_write]
    with pytest.raises(ValueError, match="may not be written to"):
        documents.copy(scene.notification, barred[0], by=scene.clinician)


def test_a_hidden_address_is_in_no_paper(scene, drain_outbox):
    scene.mother.address, scene.mother.address_hidden = "7 Secret Row", True
    scene.mother.restriction_reason = "Safety"
    scene.mother.save()
    CarerFactory(child=scene.child, name="Dee Other", relationship="father", address="2 Open Road")
    CarerFactory(child=scene.child, name="Eve Home", relationship="aunt", address="", postcode="")
    texts = [words(read(one)) for one in prepared(scene, drain_outbox)]
    notice, mother, father, aunt = texts
    assert "Dear Ana Sample" in mother and "2 Open Road" in father and "Dear Eve Home" in aunt
    assert not any("Secret Row" in text or "1 Test Street" in text for text in texts)
    assert "Hidden." in notice


def test_no_copy_is_made_when_no_address_is_known(scene, drain_outbox):
    scene.mother.delete()
    made = prepared(scene, drain_outbox)
    assert [one.kind for one in made] == [documents.NOTICE]
    assert "No parent or carer is recorded yet." in words(read(made[0]))
    assert Notification.objects.get().parent_letter is None
