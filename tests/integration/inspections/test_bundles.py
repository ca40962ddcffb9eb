"""Stocktake bundles: the index, the ZIP, a file that is missing, names that clash, a worker that stops."""

import csv
import io
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from dco_portal.audit.models import AuditEvent
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.common.models import OutboxTask
from dco_portal.documents import actions as documents
from dco_portal.documents import keeping, storage, tagging
from dco_portal.documents.models import Attachment
from dco_portal.notifications.models import Notification
from inspections.actions import bundles as actions
from inspections.models import Bundle
from inspections.presenters import bundles as present
from tests import pdf_text
from tests.factories.accounts import person
from tests.factories.inspections import EvidenceFactory, PlanFactory
from tests.integration.inspections.report_scene import Scene
from tests.unit.documents import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def attach(scene: Scene, evidence, name: str = "Survey.pdf", data: bytes = b"") -> Attachment:
    return documents.attach(
        by=scene.lead, upload=SimpleUploadedFile(name, data or samples.pdf()), owner_kind="inspections.evidence",
        owner_id=evidence.pk,
    )  # fmt: skip


def ask(scene: Scene, **more) -> Bundle:
    return actions.ask(by=scene.manager, plan_id=scene.plan.pk, **more)


def opened(bundle: Bundle) -> zipfile.ZipFile:
    with storage.open_checked(bundle.zip_sha256) as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    assert archive.testzip() is None
    return archive


def index_of(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def test_the_bundle_holds_every_file_and_its_index(scene, drain_outbox):
    one = attach(scene, scene.public_evidence)
    attach(scene, scene.public_evidence, "survey.PDF")
    whole = EvidenceFactory(plan=scene.plan, title="Annual report", link="https://example.org/a")
    bundle = ask(scene, title="Stocktake of June")
    assert (bundle.number, bundle.total, bundle.done) == (1, 2, 0)
    assert present.progress(bundle) == "Being packed: 0 of 2 files."
    drain_outbox()
    bundle.refresh_from_db()
    archive = opened(bundle)
    paths = ["Priority 1/E1 Survey.pdf", "Priority 1/E1 survey (2).PDF"]
    assert archive.namelist() == [*paths, "index.csv"]
    with storage.open_checked(one.sha256) as file:
        assert archive.read(paths[0]) == file.read()
    rows = index_of(archive)
    assert [(row["Number"], row["File in this ZIP"], row["Problem"]) for row in rows] == [
        ("E1", paths[0], ""), ("E1", paths[1], ""), ("E2", "", ""), ("E3", "", ""),
    ]  # fmt: skip
    assert rows[3]["Evidence"] == whole.title
    assert rows[3]["Link"] == "https://example.org/a"
    with storage.open_checked(bundle.document.sha256) as file:
        data = file.read()
    text = pdf_text.words(data)
    for sentence in (
        "Stocktake of June", "None: every file is there.", paths[0], "Survey of the forum", scene.approver.name, "Annual report",
        "Families get advice in six weeks.", f"SHA-256 of the ZIP {bundle.zip_sha256}",
    ):  # fmt: skip
        assert sentence in text, sentence
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert tagging.faults(pdf) == []
    assert present.progress(bundle) == "Ready. 2 files are in the ZIP."
    assert Notification.objects.filter(
        recipient=scene.manager, kind="inspections.bundle.packed"
    ).exists()


def test_a_missing_a_damaged_and_a_held_back_file_are_told_in_the_index(scene):
    kept = attach(scene, scene.public_evidence, "kept.pdf")
    gone = attach(scene, scene.public_evidence, "gone.png", samples.picture("PNG", (9, 7)))
    held = attach(scene, scene.inside_evidence, "held.pdf")
    Attachment.objects.filter(pk=held.pk).update(scan_state="infected", scanned_at=held.created_at)
    bundle = ask(scene)
    storage.path_of(gone.sha256).unlink()
    actions.pack(bundle_id=bundle.pk)
    bundle.refresh_from_db()
    problems = {row["path"]: row["why"] for row in bundle.content["missing"]}
    assert problems == {
        "Priority 1/E1 gone.png": "The stored file is missing or damaged.",
        "Priority 1/E2 held.pdf": "This file is held back because the virus check found a problem.",
    }
    archive = opened(bundle)
    assert archive.namelist() == [f"Priority 1/E1 {kept.filename}", "index.csv"]
    told = {row["Evidence"]: row["Problem"] for row in index_of(archive) if row["Problem"]}
    assert set(told.values()) == set(problems.values())
    assert bundle.document.context["bundle"]["missing"] == bundle.content["missing"]
    assert present.progress(bundle) == "Ready. 1 file is in the ZIP, 2 could not be packed."


def test_it_keeps_the_evidence_of_the_moment_it_was_asked_for(scene, drain_outbox):
    attach(scene, scene.public_evidence)
    bundle = ask(scene)
    attach(scene, scene.public_evidence, "later.pdf")
    scene.public_evidence.title = "Another title"
    scene.public_evidence.save()
    drain_outbox()
    bundle.refresh_from_db()
    assert "Priority 1/E1 later.pdf" not in opened(bundle).namelist()
    assert index_of(opened(bundle))[0]["Evidence"] == "Survey of the forum"


def test_a_stopped_worker_begins_again_and_one_bundle_exists(scene, monkeypatch, drain_outbox):
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        attach(scene, scene.public_evidence, name)
    bundle = ask(scene)
    read, seen = actions._file, []

    class Killed(BaseException):
        """As `kill -9` ends a worker: nothing of its transaction stays."""

    def stop(row):
        seen.append((row["path"], keeping.progress(bundle.pk)))
        if len(seen) == 2:
            raise Killed
        return read(row)

    monkeypatch.setattr(actions, "_file", stop)
    with pytest.raises(Killed), transaction.atomic():
        actions.pack(bundle_id=bundle.pk)
    assert [progress for _, progress in seen] == [(1, 3), (2, 3)]
    bundle.refresh_from_db()
    assert present.progress(bundle) == "Being packed: 2 of 3 files."
    assert (bundle.zip_sha256, bundle.finished_at) == ("", None)
    actions.pack(bundle_id=bundle.pk)
    actions.pack(bundle_id=bundle.pk)  # delivered twice: left as it is
    bundle.refresh_from_db()
    assert len(opened(bundle).namelist()) == 4
    assert AuditEvent.objects.filter(verb="inspections.bundle_packed").count() == 1
    assert not list((storage.root() / storage.INCOMING).glob("*"))


def test_one_that_kills_every_worker_ends_and_may_be_tried_again(scene):
    attach(scene, scene.public_evidence)
    bundle = ask(scene)
    for _ in range(actions.MAX_STARTS):
        storage.count_start(bundle.pk)
    actions.pack(bundle_id=bundle.pk)
    bundle.refresh_from_db()
    assert bundle.failed_words == actions.STOPPED
    assert "could not be made" in present.progress(bundle)
    actions.restart(by=scene.manager, bundle_id=bundle.pk)
    actions.pack(bundle_id=bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.failed_words, bool(bundle.zip_sha256)) == ("", True)
    with pytest.raises(Conflict):
        actions.restart(by=scene.manager, bundle_id=bundle.pk)


def test_the_sweep_leaves_its_zip_alone(scene, drain_outbox):
    bundle = ask(scene)
    drain_outbox()
    bundle.refresh_from_db()
    assert keeping.claimed([bundle.zip_sha256, "0" * 64]) == {bundle.zip_sha256}


def test_who_may_not_and_what_is_refused(scene):
    bundle = ask(scene)
    with pytest.raises(NotAllowed):
        actions.ask(by=scene.approver, plan_id=scene.plan.pk)
    with pytest.raises(NotFound):
        actions.ask(by=person("improvement_manager"), plan_id=scene.plan.pk)
    with pytest.raises(NotFound):
        actions.restart(by=person("improvement_manager"), bundle_id=bundle.pk)
    with pytest.raises(Conflict, match="once the files are packed"):
        actions.retry_index(by=scene.manager, bundle_id=bundle.pk)
    with pytest.raises(Invalid) as found:
        ask(scene, title="x" * 201)
    assert "title" in found.value.errors
    empty = PlanFactory(icb=scene.icb, la=scene.la)
    with pytest.raises(Invalid, match="no evidence"):
        actions.ask(by=scene.manager, plan_id=empty.pk)
    draft = PlanFactory(icb=scene.icb, la=scene.la, state="draft")
    with pytest.raises(Conflict, match="still being written"):
        actions.ask(by=scene.manager, plan_id=draft.pk)


@pytest.mark.parametrize("step", ["ask", "pack", "restart", "retry_index"])
def test_what_fails_half_way_leaves_nothing(scene, monkeypatch, step, drain_outbox):
    attach(scene, scene.public_evidence)
    bundle = None if step == "ask" else ask(scene)
    if step == "restart":
        Bundle.objects.filter(pk=bundle.pk).update(failed_words="It stopped.")
    if step == "retry_index":
        actions.pack(bundle_id=bundle.pk)
        bundle.refresh_from_db()
        documents.Document.objects.filter(pk=bundle.document_id).update(state="failed")
    acts = {
        "ask": lambda: ask(scene),
        "pack": lambda: actions.pack(bundle_id=bundle.pk),
        "restart": lambda: actions.restart(by=scene.manager, bundle_id=bundle.pk),
        "retry_index": lambda: actions.retry_index(by=scene.manager, bundle_id=bundle.pk),
    }

    def everything() -> list[list]:
        models = (Bundle, documents.Document, OutboxTask, AuditEvent, Notification)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    with monkeypatch.context() as patch:
        if step == "pack":
            patch.setattr(actions.notifications, "tell", fail)
        else:
            patch.setattr(actions.outbox, "enqueue", fail)
        with pytest.raises(RuntimeError, match="half way"):
            acts[step]()
    assert everything() == before
    acts[step]()
    assert everything() != before


def test_asking_takes_a_fixed_number_of_queries(scene):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(scene)
    with CaptureQueriesContext(connection) as few:
        ask(scene)
    for place in range(6):
        attach(scene, EvidenceFactory(plan=scene.plan, action=scene.good, title=f"Paper {place}"))
    with CaptureQueriesContext(connection) as many:
        ask(scene)
    assert len(many) == len(few)


def test_the_database_refuses_a_number_twice(scene):
    bundle = ask(scene)
    assert ask(scene).number == 2
    with (
        pytest.raises(IntegrityError, match="bundle_number_once"),
        transaction.atomic(),
    ):
        Bundle.objects.create(
            plan=scene.plan, number=bundle.number, title="Again", content={}, made_by=scene.manager
        )
