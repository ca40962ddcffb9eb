"""Board packs: exactly what the board saw, whatever happens afterwards."""

import datetime as dt

import pikepdf
import pytest
from django.urls import reverse

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, NotAllowed, NotFound
from dco_portal.documents import storage
from dco_portal.documents.models import Document
from dco_portal.documents.tagging import tags
from dco_portal.notifications.models import Notification
from inspections.actions import boards, deciding, meetings, packs, papers
from inspections.models import Action, Pack, Reading
from inspections.rules import freezing
from tests import pdf_text
from tests.advice_scene import report
from tests.factories.inspections import ReadingFactory
from tests.integration.inspections.board_scene import LINK, BoardScene
from tests.kept import kept

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
@kept
def scene() -> BoardScene:
    """A board with two meetings behind it and one to come, papers, a decision and an action."""
    scene = BoardScene()
    scene.furnish_plan()
    scene.held = scene.board()
    scene.owner = scene.seat(scene.held, scene.parent, role="Parent carer forum")
    first = scene.meeting(scene.held, -40)
    meetings.hold(by=scene.manager, meeting_id=first.pk, came={scene.owner.pk: ("present", "")})
    deciding.decide(
        by=scene.manager, meeting_id=first.pk, text="Fund two posts", about=f"plan:{scene.plan.pk}"
    )
    scene.given = deciding.give(
        by=scene.manager,
        meeting_id=first.pk,
        what="Ask families",
        owner=scene.owner,
        due_on=today() - DAY,
    )
    scene.coming = scene.meeting(scene.held, 6)
    scene.paper = papers.add_paper(
        by=scene.manager, meeting_id=scene.coming.pk, title="Waiting times", summary="To note", upload=report()
    )  # fmt: skip
    papers.add_paper(by=scene.manager, meeting_id=scene.coming.pk, title="Terms", link=LINK)
    return scene


def test_a_pack_holds_what_the_board_is_given(scene):
    Notification.objects.all().delete()
    pack = packs.make(by=scene.manager, meeting_id=scene.coming.pk)
    told = pack.content
    assert pack.number == 1 and pack.sha256 == freezing.digest(told)
    assert (
        told["agenda"][0] == "Welcome and apologies" and "Paper 1: Waiting times" in told["agenda"]
    )
    assert told["members"][0]["how"] == "Expected"
    assert told["last"]["decisions"][0]["text"] == "Fund two posts"
    assert told["open_actions"][0]["late"] is True
    assert len(told["papers"][0]["sha256"]) == 64 and told["papers"][1]["link"] == LINK
    plan = told["plans"][0]
    assert plan["counts"]["total"] == 1
    assert [row["rating"] for row in plan["ratings"]] == [
        "blue",
        "green",
        "amber",
        "red",
        "not_due",
    ]
    assert [row["delivery"] for row in plan["ratings"]] == [0, 1, 0, 0, 0]
    assert plan["priorities"][0]["actions"][0]["delivery"] == "green"
    measure = plan["measures"][0]
    assert measure["latest"] == "60%" and measure["rating"] == "red" and measure["unexplained"]
    assert measure["chart"]["series"][0]["values"] == [50.0, 60.0]
    message = Notification.objects.get()
    assert (
        message.recipient == scene.parent and "Waiting times" not in message.subject + message.body
    )


def main_of(client, pack: Pack) -> str:
    """The pack's page without the frame, whose count of messages moves on."""
    page = client.get(reverse("inspections:pack", args=[pack.pk])).content.decode()
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def test_what_the_board_saw_never_changes_and_a_later_pack_is_another(scene, client, drain_outbox):
    first = packs.make(by=scene.manager, meeting_id=scene.coming.pk)
    drain_outbox()
    before = Pack.objects.get(pk=first.pk)
    made = Document.objects.get(pk=first.document_id)
    client.force_login(scene.parent)
    page = main_of(client, first)
    # Everything the pack tells of moves on: action, rating, figure, paper, decision, seat, names.
    papers.withdraw_paper(by=scene.manager, paper_id=scene.paper.pk)
    deciding.finish(by=scene.parent, action_id=scene.given.pk, words="Forty answers")
    Action.objects.filter(pk=scene.action.pk).update(delivery="red", narrative="It slipped")
    Reading.objects.filter(measure=scene.measure).update(value=12)
    ReadingFactory(
        measure=scene.measure, starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 3, 31), value=88
    )
    boards.change_board(
        by=scene.manager, board_id=scene.held.pk, name="Renamed board", purpose="", chair="", reports_to="", quorum=9
    )  # fmt: skip
    second = packs.make(by=scene.manager, meeting_id=scene.coming.pk)
    drain_outbox()
    kept = Pack.objects.get(pk=first.pk)
    assert (kept.content, kept.sha256, kept.number) == (before.content, before.sha256, 1)
    assert freezing.digest(kept.content) == kept.sha256
    assert Document.objects.get(pk=made.pk).sha256 == made.sha256
    assert main_of(client, first) == page and "Waiting times" in page
    assert (second.number, second.sha256 != first.sha256) == (2, True)
    assert [row["title"] for row in second.content["papers"]] == ["Terms"]
    assert second.content["plans"][0]["measures"][0]["latest"] == "88%"
    listed = client.get(reverse("inspections:meeting", args=[scene.coming.pk])).content.decode()
    assert first.sha256[:16] in listed and second.sha256[:16] in listed


def test_the_pdf_is_tagged_and_says_the_same(scene, drain_outbox):
    pack = packs.make(by=scene.manager, meeting_id=scene.coming.pk)
    drain_outbox()
    document = Document.objects.get(pk=pack.document_id)
    assert document.state == "ready", document.last_error
    with storage.open_checked(document.sha256) as file:
        text = pdf_text.words(file.read())
    for words in (
        "Waiting times",
        "Fund two posts",
        "Ask families",
        "Parent carer forum",
        "Green",
        "Off track",
        "60%",
    ):
        assert words in text, words
    assert pack.sha256[:20] in text.replace(" ", "")
    with storage.open_checked(document.sha256) as file, pikepdf.open(file) as pdf:
        kinds = [tag.kind for tag in tags(pdf)]
        pictures = [str(tag.node.Alt) for tag in tags(pdf) if tag.kind == "/Figure"]
        assert pdf.Root.MarkInfo.Marked and pdf.Root.Outlines.Count > 5
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure"} <= set(kinds)
    assert any("60%" in alt for alt in pictures)


def test_who_makes_reads_and_cannot_find_a_pack(scene, client, drain_outbox):
    with pytest.raises(NotAllowed):
        packs.make(by=scene.parent, meeting_id=scene.coming.pk)
    with pytest.raises(NotFound):
        packs.make(by=scene.stranger, meeting_id=scene.coming.pk)
    pack = packs.make(by=scene.manager, meeting_id=scene.coming.pk)
    path, pdf = (
        reverse("inspections:pack", args=[pack.pk]),
        reverse("inspections:pack-pdf", args=[pack.pk]),
    )
    client.force_login(scene.parent)
    assert "Check again" in client.get(path).content.decode()
    assert client.get(pdf).status_code == 409
    drain_outbox()
    assert b"".join(client.get(pdf).streaming_content).startswith(b"%PDF-")
    client.force_login(scene.outsider)
    assert client.get(path).status_code == client.get(pdf).status_code == 404
    meetings.cancel_meeting(by=scene.manager, meeting_id=scene.coming.pk, reason="Snow")
    with pytest.raises(Conflict, match="cancelled"):
        packs.make(by=scene.manager, meeting_id=scene.coming.pk)


def test_a_failed_pdf_is_made_again_from_the_same_content(scene, client, drain_outbox):
    pack = packs.make(by=scene.manager, meeting_id=scene.coming.pk)
    Document.objects.filter(pk=pack.document_id).update(state="failed", finished_at=None)
    client.force_login(scene.parent)
    assert client.post(reverse("inspections:pack-retry", args=[pack.pk])).status_code == 403
    client.force_login(scene.manager)
    client.post(reverse("inspections:pack-retry", args=[pack.pk]))
    drain_outbox()
    assert Document.objects.get(pk=pack.document_id).state == "ready"
    assert Pack.objects.get().sha256 == pack.sha256
