"""The papers of a tracked child: whose they are, what stands in them, what was taken out, and one of each."""

import io
import logging
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.children.actions import involve
from dco_portal.children.queries import ChronologyEntry
from dco_portal.common import outbox
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents import storage
from dco_portal.documents.models import Attachment, Document
from inspections.actions import mode, tracked
from inspections.documents import child_papers
from inspections.models import ChildBundle, TrackedChild
from tests import pdf_text
from tests.factories.children import ChildFactory
from tests.integration.inspections.mode_scene import ModeScene, notified

pytestmark = pytest.mark.django_db
SIBLING = "Zoë Quillfeather"


@pytest.fixture(autouse=True)
def private(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "private"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(folder)}},
    }
    return folder


@pytest.fixture
def scene() -> ModeScene:
    return ModeScene()


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    def drain() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            outbox.drain()

    return drain


def url(name: str, thing, *more) -> str:
    return reverse(f"inspections:{name}", args=[thing.pk, *more])


def made(row: ChildBundle) -> bytes:
    row.refresh_from_db()
    assert row.document.state == "ready", row.document.last_error
    with storage.open_checked(row.document.sha256) as file:
        return file.read()


# --- Choosing the children ------------------------------------------------------------------------
def test_six_children_of_one_s_own_scope_get_the_letters_a_to_f(scene):
    first = scene.track()
    assert first.letter == "A"
    with pytest.raises(Conflict, match="Child A already"):
        scene.track()
    stranger = ChildFactory(home_la=scene.la, icb=scene.icb)
    with pytest.raises(NotFound):
        scene.track(stranger)
    with pytest.raises(NotFound):
        tracked.track(by=scene.manager, exercise_id=scene.exercise.pk, child_id=scene.child.pk)
    for letter in "BCDEF":
        TrackedChild.objects.create(exercise=scene.exercise, child=ChildFactory(), letter=letter)
    last = ModeScene().child
    scene.exercise.tracked.filter(letter="C").delete()
    for child in (last, stranger):
        involve(by=None, child=child, organisation=scene.icb, case_kind="x", case_id=child.pk, reason="Test")  # fmt: skip
    assert scene.track(last).letter == "C"
    with pytest.raises(Conflict, match="Six children"):
        scene.track(stranger)


def test_a_child_chosen_by_mistake_is_taken_back_while_nothing_hangs_from_it(scene):
    child = scene.track()
    scene.log(tracked=child)
    with pytest.raises(Conflict):
        tracked.untrack(by=scene.dco, tracked_id=child.pk)
    scene.exercise.requests.all().delete()
    tracked.untrack(by=scene.dco, tracked_id=child.pk)
    assert not TrackedChild.objects.exists()
    event = AuditEvent.objects.get(verb="inspections.child_untracked")
    assert event.child_id == scene.child.pk


def test_in_lists_a_child_is_a_letter_and_its_page_is_for_people_with_a_part(scene, client):
    child = scene.track()
    scene.log(tracked=child)
    name = scene.child.family_name
    client.force_login(scene.manager)
    page = client.get(url("exercise", scene.exercise)).content.decode()
    assert "Child A (you have no part in this case)" in page
    assert name not in page
    assert name not in b"".join(client.get(url("exercise-csv", scene.exercise))).decode()
    for address in (url("tracked", child), url("tracked-words", child), url("tracked-stop", child)):
        assert client.get(address).status_code == 404
    assert client.post(url("child-bundle-new", child)).status_code == 404
    client.force_login(scene.dco)
    page = client.get(url("exercise", scene.exercise)).content.decode()
    assert name in page
    assert name in client.get(url("tracked", child)).content.decode()
    assert AuditEvent.objects.filter(verb="viewed", child_id=scene.child.pk).exists()
    client.force_login(scene.officer)
    assert client.get(url("tracked", child)).status_code == 403


def test_a_child_is_found_by_a_search_that_stands_in_no_address(scene, client):
    client.force_login(scene.dco)
    here = reverse("inspections:tracked-new", args=[scene.exercise.pk])
    answer = client.post(here, {"reference": scene.child.reference})
    assert answer["Location"].startswith(f"{here}?s=")
    assert scene.child.reference not in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert scene.child.family_name in page
    answer = client.post(url("tracked-add", scene.exercise, scene.child.pk))
    row = TrackedChild.objects.get()
    assert answer["Location"] == url("tracked", row)
    assert "1 found" not in client.get(f"{here}?s=nonsense").content.decode()
    nobody = client.post(here, {"reference": "CYP-1999-000001"})
    assert "Nobody found" in client.get(nobody["Location"]).content.decode()
    assert "Enter an NHS number" in client.post(here, {}).content.decode()


# --- Bundles ---------------------------------------------------------------------------------------
def test_a_bundle_holds_the_case_with_words_taken_out_and_says_what_is_missing(
    scene, client, run, caplog
):
    caplog.set_level(logging.DEBUG)
    scene.advise()
    scene.attach("Zoe report.pdf", description=f"With {SIBLING.upper()}")
    scene.enquire(text=f"May {SIBLING} and zoe come too?", answer="Yes, from March.")
    child = scene.track()
    tracked.set_words(
        by=scene.dco, tracked_id=child.pk, words=f"{SIBLING}\nZoe\nNobody Else\nMarch"
    )
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    assert (row.number, row.document.child_id) == (1, scene.child.pk)
    run()
    data = made(row)
    text = pdf_text.words(data)
    for words in (
        scene.child.name, "Advice on speech and hearing", f"Advice from {scene.services[0].name}",
        "May [taken out] and [taken out] come too?", "Yes, from [taken out].", scene.request.reference,
        "Number 1", "What could not be included", "[taken out] report.pdf",
        "Confidential",
    ):  # fmt: skip
        assert words in text, words
    for words in ("Zoë", "Zoe", "ZOË", "Quillfeather", "Inside words"):
        assert words not in text, words
    papers = row.document.context
    assert [each["count"] for each in papers["taken_out"]][2] == 0
    assert row.redacted == sum(each["count"] for each in papers["taken_out"]) >= 5
    assert any("inside the team" in words for words in papers["left_out"])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
    assert "1. Chronology" in titles
    assert "4. Enquiries to the DCO" in titles
    # The words stand with the tracked child alone.
    for where in (caplog.text, everything_but_the_tracked_child()):
        assert "quillfeather" not in where.lower()
    client.force_login(scene.dco)
    page = client.get(url("child-bundle", row)).content.decode()
    assert "Word or name 3: 0 times" in page
    assert "quillfeather" not in page.lower()
    before = AuditEvent.objects.filter(verb="viewed", child_id=scene.child.pk).count()
    answer = client.get(url("child-bundle-pdf", row))
    assert b"".join(answer.streaming_content) == data
    assert AuditEvent.objects.filter(verb="viewed", child_id=scene.child.pk).count() == before + 1


def everything_but_the_tracked_child() -> str:
    tables = (
        "audit_auditevent", "documents_document", "inspections_childbundle", "notifications_notification",
        "work_workitem", "common_outboxtask",
    )  # fmt: skip
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            found += [line[0] for line in cursor.fetchall()]
    return "\n".join(found)


def test_a_notification_stands_in_the_bundle_of_a_young_child(scene, run):
    row = notified(scene)
    involve(by=None, child=row.child, organisation=scene.icb, case_kind="referrals.notification", case_id=row.pk, reason="Test")  # fmt: skip
    child = scene.track(row.child)
    made_of = tracked.bundle(by=scene.dco, tracked_id=child.pk).document.context
    notifications = made_of["sections"][1]
    assert notifications["papers"][0]["reference"] == row.reference
    facts = {fact["label"]: fact["value"] for fact in notifications["papers"][0]["facts"]}
    assert facts["Reason"] == "Few words at three"
    parent = notifications["papers"][0]["parts"][0]
    assert parent["title"] == "What the parent was told"
    assert "1 High Street" not in str(made_of)


def test_earlier_bundles_stay_as_they_were(scene, run):
    child = scene.track()
    first = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    run()
    before = made(first)
    scene.enquire()
    second = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    run()
    assert second.number == 2
    assert second.items > first.items
    assert made(first) == before
    assert made(second) != before
    assert ChildBundle.objects.count() == 2


def test_only_people_with_a_part_in_the_case_make_and_open_bundles(scene, client, run):
    child = scene.track()
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    for by, error in (
        (scene.manager, NotFound),
        (ModeScene().dco, NotFound),
        (scene.officer, NotAllowed),
    ):
        for step, ids in (
            (tracked.bundle, {"tracked_id": child.pk}), (tracked.set_words, {"tracked_id": child.pk, "words": "x y"}),
            (tracked.untrack, {"tracked_id": child.pk}), (tracked.ask_zip, {"bundle_id": row.pk}),
        ):  # fmt: skip
            with pytest.raises(error):
                step(by=by, **ids)
    client.force_login(scene.manager)
    for name in ("child-bundle", "child-bundle-pdf", "child-bundle-attachments"):
        assert client.get(url(name, row)).status_code == 404
    assert client.post(url("child-bundle-retry", row)).status_code == 404
    assert client.post(url("child-bundle-zip", row)).status_code == 404


def test_an_ended_exercise_takes_no_more_bundles_and_shows_those_it_has(scene, client, run):
    child = scene.track()
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    run()
    mode.end(by=scene.dco, exercise_id=scene.exercise.pk, lessons="x", ended_on=now().date())
    client.force_login(scene.dco)
    assert client.post(url("child-bundle-new", child)).status_code == 409
    assert client.get(url("child-bundle", row)).status_code == 200
    assert client.get(url("tracked", child)).status_code == 200


def test_a_worker_killed_while_it_renders_leaves_one_bundle(scene, run, monkeypatch):
    child = scene.track()
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk)

    class Killed(BaseException):
        """As `kill -9`: nothing of Python's own runs after it."""

    def killed(document_id):
        with transaction.atomic():
            documents.render(document_id=document_id)
            raise Killed

    with pytest.raises(Killed):
        killed(row.document.pk)
    row.refresh_from_db()
    assert row.document.state == "preparing"
    run()
    assert made(row)
    assert (ChildBundle.objects.count(), Document.objects.filter(owner_id=row.pk).count()) == (1, 1)
    assert AuditEvent.objects.filter(verb="document made", object_id=row.document.pk).count() == 1


def test_a_pdf_that_failed_is_tried_again(scene, client, run):
    child = scene.track()
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    Document.objects.filter(pk=row.document.pk).update(
        state="failed", last_error="x", finished_at=now()
    )
    client.force_login(scene.dco)
    assert "Try again" in client.get(url("child-bundle", row)).content.decode()
    assert client.post(url("child-bundle-retry", row)).status_code == 302
    run()
    assert made(row)


def test_a_long_case_makes_a_long_bundle_with_contents(scene, run, monkeypatch):
    """A shrunk one of 400 pages; the whole was measured by hand (docs/how-to/when-inspectors-come.md)."""
    start = now().replace(year=2019)
    entries = [
        ChronologyEntry(start.replace(year=2019 + n % 6), f"Step {n} with Zoe", "Kind", "Somebody", detail="Words " * 30)
        for n in range(96)
    ]  # fmt: skip
    monkeypatch.setattr(child_papers, "CHRONOLOGIES", (lambda child_id, by: entries,))
    child = scene.track()
    tracked.set_words(by=scene.dco, tracked_id=child.pk, words="Zoe")
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    run()
    data = made(row)
    assert row.document.pages > 15
    assert row.redacted == 96
    assert [each["year"] for each in row.document.context["years"]] == [
        2019,
        2020,
        2021,
        2022,
        2023,
        2024,
    ]
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root[0].children[1].children][:2] == ["2019", "2020"]


# --- Attachments ----------------------------------------------------------------------------------
def test_attachments_are_packed_when_asked_under_names_without_the_words(scene, client, run):
    first = scene.attach("Zoe report.pdf")
    damaged, held = scene.attach("other.pdf"), scene.attach("held.pdf")
    Attachment.objects.filter(pk=held.pk).update(scan_state="infected", scanned_at=now())
    child = scene.track()
    tracked.set_words(by=scene.dco, tracked_id=child.pk, words="zoe")
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    assert first.sha256 == damaged.sha256  # the same bytes: damage is tried below
    client.force_login(scene.dco)
    assert client.get(url("child-bundle-attachments", row)).status_code == 409
    assert client.post(url("child-bundle-zip", row)).status_code == 302
    assert "being prepared" in client.get(url("child-bundle", row)).content.decode()
    assert client.post(url("child-bundle-zip", row)).status_code == 409
    run()
    row.refresh_from_db()
    answer = client.get(url("child-bundle-attachments", row))
    content = b"".join(answer.streaming_content)
    assert len(content) == row.zip_size
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        reference = scene.request.reference
        assert names == [
            f"{reference}/[taken out] report.pdf",
            f"{reference}/other.pdf",
            "contents.txt",
        ]
        with storage.open_checked(first.sha256) as file:
            assert archive.read(names[0]) == file.read()
        assert "held.pdf: Held back" in archive.read("contents.txt").decode()
    assert [each["path"] for each in row.zip_left_out] == [f"{reference}/held.pdf"]
    assert "held.pdf" in client.get(url("child-bundle", row)).content.decode()
    assert tracked.claims([row.zip_sha256, "0"]) == {row.zip_sha256}
    tracked.pack(bundle_id=row.pk)  # owed twice: nothing happens
    assert AuditEvent.objects.filter(verb="inspections.child_zipped").count() == 1
    storage.path_of(row.zip_sha256).unlink()
    assert client.get(url("child-bundle-attachments", row)).status_code == 409


def test_a_file_that_is_gone_is_left_out_and_a_zip_that_always_stops_fails(scene, client, run):
    gone = scene.attach("gone.pdf")
    child = scene.track()
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk)
    run()
    storage.path_of(gone.sha256).unlink()
    tracked.ask_zip(by=scene.dco, bundle_id=row.pk)
    for _ in range(tracked.MAX_STARTS):
        storage.count_start(row.pk)
    run()
    row.refresh_from_db()
    assert row.zip_failed == tracked.STOPPED
    client.force_login(scene.dco)
    assert "could not be made" in client.get(url("child-bundle", row)).content.decode()
    tracked.ask_zip(by=scene.dco, bundle_id=row.pk)
    run()
    row.refresh_from_db()
    assert row.zip_left_out == [{"path": f"{scene.request.reference}/gone.pdf", "why": "The stored file is missing or damaged."}]  # fmt: skip


def test_a_bundle_without_attachments_has_no_zip(scene):
    row = tracked.bundle(by=scene.dco, tracked_id=scene.track().pk)
    with pytest.raises(Conflict):
        tracked.ask_zip(by=scene.dco, bundle_id=row.pk)


# --- The rest ---------------------------------------------------------------------------------------
def test_words_are_set_through_their_page_and_counted_alone_in_the_audit(scene, client):
    child = scene.track()
    client.force_login(scene.dco)
    assert client.post(url("tracked-words", child), {"words": f"{SIBLING}\nTom"}).status_code == 302
    child.refresh_from_db()
    assert child.redactions == [SIBLING, "Tom"]
    assert SIBLING in client.get(url("tracked-words", child)).content.decode()
    event = AuditEvent.objects.get(verb="inspections.words_set")
    assert event.data["count"] == 2
    bad = client.post(url("tracked-words", child), {"words": "x"}).content.decode()
    assert "2 letters or more" in bad
    with pytest.raises(Invalid):
        tracked.set_words(by=scene.dco, tracked_id=child.pk, words="..")
    stop = client.get(url("tracked-stop", child)).content.decode()
    assert "Stop tracking Child A?" in stop
    assert client.post(url("tracked-stop", child))["Location"] == url("exercise", scene.exercise)


@pytest.mark.parametrize("step", ["track", "untrack", "set_words", "bundle", "ask_zip", "pack"])
def test_a_step_that_fails_half_way_leaves_nothing(scene, monkeypatch, step):
    scene.attach()
    child = None if step == "track" else scene.track()
    row = tracked.bundle(by=scene.dco, tracked_id=child.pk) if step in {"ask_zip", "pack"} else None
    if step == "pack":
        tracked.ask_zip(by=scene.dco, bundle_id=row.pk)

    def everything() -> list:
        return [list(model.objects.order_by("pk").values()) for model in (TrackedChild, ChildBundle, Document, AuditEvent)]  # fmt: skip

    before = everything()

    def broken(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("inspections.actions.tracked.audit.record", broken)
    act = {
        "track": lambda: scene.track(), "untrack": lambda: tracked.untrack(by=scene.dco, tracked_id=child.pk),
        "set_words": lambda: tracked.set_words(by=scene.dco, tracked_id=child.pk, words="Tom"),
        "bundle": lambda: tracked.bundle(by=scene.dco, tracked_id=child.pk),
        "ask_zip": lambda: tracked.ask_zip(by=scene.dco, bundle_id=row.pk),
        "pack": lambda: tracked.pack(bundle_id=row.pk),
    }[step]  # fmt: skip
    with pytest.raises(RuntimeError):
        act()
    assert everything() == before


def test_the_database_keeps_one_bundle_of_a_number_and_a_zip_with_its_size(scene):
    child = scene.track()
    ChildBundle.objects.create(tracked=child, number=1)
    for wrong in (
        {"number": 1},
        {"number": 2, "zip_size": 5},
        {"number": 2, "zip_sha256": "a" * 64},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChildBundle.objects.create(tracked=child, **wrong)
    ChildBundle.objects.create(tracked=child, number=2, zip_size=5, zip_sha256="a" * 64)
