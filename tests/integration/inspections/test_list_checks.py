"""A person-level list from upload to deletion: who may, what comes back, and that nothing of it stays."""

import datetime as dt
import io
import logging
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common import outbox
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.common.models import OutboxTask
from dco_portal.documents import actions as documents
from dco_portal.documents import keeping, storage
from dco_portal.notifications.models import Notification
from inspections.actions import lists as actions
from inspections.annex import columns as c
from inspections.models import ListCheck
from tests.factories.accounts import person
from tests.factories.organisations import LocalAuthorityFactory, PolicyFactory
from tests.unit.documents.clamd_server import fake_clamd
from tests.unit.documents.samples import EICAR
from tests.unit.inspections.annex_rows import csv_bytes, good, lines, xlsx
from tests.unit.inspections.ods_files import ods

pytestmark = pytest.mark.django_db

SECRET = "Quibblethorpe"
ROWS = [
    good(**{c.UNIQUE_ID: SECRET, c.UPN: "Z999"}),
    good(**{c.UNIQUE_ID: f"{SECRET}2", c.BORN: f"{SECRET} 31/02/2017", c.GENDER: None, c.UPN: "Z998"}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def private(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "private"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(folder)}},
    }
    return folder


@pytest.fixture
def officer(client):
    found = person("la_officer", LocalAuthorityFactory())
    client.force_login(found)
    return found


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Runs what is owed, with what waits for a commit."""

    def drain() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            outbox.drain()

    return drain


def upload(client, content: bytes, name: str = "list.csv", which: int = 1, **more) -> ListCheck:
    data = {"which": which, "upload": SimpleUploadedFile(name, content), **more}
    answer = client.post(reverse("inspections:list-checks"), data)
    assert answer.status_code == 302, answer.content.decode()
    return ListCheck.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def refused(client, content: bytes, name: str) -> str:
    answer = client.post(
        reverse("inspections:list-checks"),
        {"which": 1, "upload": SimpleUploadedFile(name, content)},
    )
    assert answer.status_code == 200
    return str(answer.context["form"].errors["upload"][0])


def stored(private: Path) -> list[Path]:
    return [path for path in private.rglob("*") if path.is_file()]


def get(client, name: str, row: ListCheck):
    return client.get(reverse(f"inspections:{name}", args=[row.pk]))


def test_a_list_is_checked_shown_downloaded_and_leaves_no_trace(
    client, officer, run, private, caplog, django_assert_max_num_queries
):
    caplog.set_level(logging.DEBUG)
    row = upload(client, csv_bytes(lines(ROWS)))
    waiting = get(client, "list-check", row).content.decode()
    assert "waiting to be checked" in waiting
    assert "data-poll-url" in waiting
    run()
    row.refresh_from_db()
    assert (row.state, row.rows, row.sha256) == ("done", 2, "")
    assert row.faults["rules"] == {
        "BIRTH-UNREADABLE": {"rows": 1, "first": [[3, "Date of birth"]]},
        "GENDER-MISSING": {"rows": 1, "first": [[3, "Gender"]]},
    }
    with django_assert_max_num_queries(12):
        page = get(client, "list-check", row).content.decode()
    assert "2 rows were checked, 1 with something wrong." in page
    assert "Row 3 (Date of birth)" in page
    faults = b"".join(get(client, "list-check-faults", row)).decode()
    assert "BIRTH-UNREADABLE,The date of birth is not a date,Error,1,row 3: Date of birth" in faults
    answer = get(client, "list-check-file", row)
    assert answer["Cache-Control"] == "private, no-store"
    text = b"".join(answer.streaming_content).decode()
    assert text.splitlines()[0].endswith(",Faults")
    assert SECRET in text
    assert "Error BIRTH-UNREADABLE" in text
    # The file is the only place where a cell stands: not the page, the database, the log or the audit.
    assert [path.name for path in stored(private)] == [row.result_sha256]
    listing = client.get(reverse("inspections:list-checks")).content.decode()
    for where in (page, waiting, faults, listing, caplog.text, everything_in_the_database()):
        assert SECRET not in where
        assert "Z998" not in where
    verbs = AuditEvent.objects.filter(object_id=row.pk).order_by("id").values_list("verb", flat=True)  # fmt: skip
    assert list(verbs) == [
        "inspections.list_uploaded", "inspections.list_checked", "inspections.list_faults_downloaded",
        "inspections.list_downloaded",
    ]  # fmt: skip
    told = Notification.objects.get(recipient=officer)
    assert told.subject == "List 1 has been checked"


def everything_in_the_database() -> str:
    found = []
    with connection.cursor() as cursor:
        for table in ("inspections_listcheck", "audit_auditevent", "notifications_notification", "common_outboxtask"):  # fmt: skip
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            found += [row[0] for row in cursor.fetchall()]
    assert found
    return "\n".join(found)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_comes_back_as_xlsx(client, officer, run, tmp_path, kind):
    path = tmp_path / f"list.{kind}"
    (xlsx if kind == "xlsx" else ods)(path, lines(ROWS))
    row = upload(client, path.read_bytes(), path.name)
    run()
    answer = get(client, "list-check-file", row)
    assert 'filename="list-1-checked.xlsx"' in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert cells[0][-1] == "Faults"
    assert cells[2][0] == f"{SECRET}2"
    assert cells[2][-1].startswith("Error BIRTH-UNREADABLE")


def test_wrong_columns_are_told_and_the_file_is_gone(client, officer, run, private):
    table = lines(ROWS)
    table[0][4] = f"{SECRET} heading"
    row = upload(client, csv_bytes(table))
    run()
    row.refresh_from_db()
    assert row.failed_words == "The columns are not those of List 1."
    page = get(client, "list-check", row).content.decode()
    assert "<li>Gender</li>" in page
    assert "column E" in page
    assert SECRET not in page
    assert stored(private) == []
    assert get(client, "list-check-file", row).status_code == 409


def zipped(**parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600
CONTENT = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "list.csv", "empty"),
        (b"x" * 20, "list.docx", "must be a CSV, XLSX or ODS"),
        (b"PK\x03\x04", "list.csv", "not a CSV"),
        (OLE, "list.xlsx", "password protected, or an old Excel file"),
        (OLE, "list.xls", "password protected, or an old Excel file"),
        (zipped(a="b"), "list.xlsm", "macros"),
        (zipped(a="b"), "list.xlsx", "not an XLSX"),
        (b"PK\x03\x04 not a zip", "list.xlsx", "damaged"),
        (zipped(**{CONTENT: f"{MAIN} macroEnabled", "xl/workbook.xml": ""}), "list.xlsx", "macros"),
        (zipped(**{CONTENT: MAIN, "xl/workbook.xml": "", "xl/vbaProject.bin": ""}), "list.xlsx", "macros"),
        (zipped(**{CONTENT: "other", "xl/workbook.xml": ""}), "list.xlsx", "not an XLSX"),
        (zipped(**{CONTENT: MAIN, "xl/workbook.xml": "0" * 40_000_000}), "list.xlsx", "unpacks to far more"),
        (zipped(a="b"), "list.ods", "not an ODS"),
        (zipped(mimetype="application/x", **{"content.xml": ""}), "list.ods", "not an ODS"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_beside_its_field(client, officer, content, name, words):
    assert words in refused(client, content, name)
    assert not ListCheck.objects.exists()


def test_ods_with_macros_or_a_password_is_refused(client, officer, tmp_path):
    macro = ods(tmp_path / "a.ods", lines(ROWS), extra={"Basic/Standard/x.xml": ""})
    assert "macros" in refused(client, macro.read_bytes(), "a.ods")
    locked = ods(tmp_path / "b.ods", lines(ROWS))
    with zipfile.ZipFile(locked) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["META-INF/manifest.xml"] += "<manifest:encryption-data/>"
    assert "password" in refused(client, zipped(**parts), "b.ods")


def test_too_large_a_file_is_refused(client, officer, monkeypatch):
    monkeypatch.setattr("inspections.rules.lists.MOST_BYTES", 10)
    assert "larger than" in refused(client, csv_bytes(lines(ROWS)), "list.csv")


def test_the_form_asks_for_what_is_missing(client, officer):
    answer = client.post(reverse("inspections:list-checks"), {})
    errors = answer.context["form"].errors
    assert errors["which"] == ["Choose which list it is"]
    assert errors["upload"] == ["Choose a file"]


def test_only_its_owner_acting_for_the_organisation_sees_it(client, officer, run):
    row = upload(client, csv_bytes(lines(ROWS)))
    run()
    colleague = person("la_officer", officer.organisation)
    client.force_login(colleague)
    assert get(client, "list-check", row).status_code == 404
    assert get(client, "list-check-file", row).status_code == 404
    with pytest.raises(NotFound):
        actions.delete(by=colleague, check_id=row.pk)
    client.force_login(person("clinician", officer.organisation))
    assert get(client, "list-check", row).status_code == 403
    with pytest.raises(NotAllowed):
        actions.upload(by=person("clinician", officer.organisation), upload=SimpleUploadedFile("a.csv", b"a"), which=1)  # fmt: skip


def test_keeping_it_moves_the_day_and_deleting_now_ends_it(client, officer, run, private, django_capture_on_commit_callbacks):  # fmt: skip
    PolicyFactory(organisation=officer.organisation, key="inspections.list_hours", value=2)
    row = upload(client, csv_bytes(lines(ROWS)))
    run()
    row.refresh_from_db()
    assert dt.timedelta(hours=1) < row.delete_after - now() < dt.timedelta(hours=2)
    assert client.post(reverse("inspections:list-check-keep", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.keep
    assert dt.timedelta(days=6) < row.delete_after - now() < dt.timedelta(days=8)
    assert client.post(reverse("inspections:list-check-keep", args=[row.pk])).status_code == 409
    asked = client.get(reverse("inspections:list-check-delete", args=[row.pk]))
    assert b"cannot be brought back" in asked.content
    assert len(stored(private)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("inspections:list-check-delete", args=[row.pk]))
    assert stored(private) == []
    assert "has been deleted" in get(client, "list-check", row).content.decode()
    with pytest.raises(Conflict):
        actions.delete(by=officer, check_id=row.pk)


def test_a_list_may_be_kept_from_the_start(client, officer, run):
    row = upload(client, csv_bytes(lines(ROWS)), keep="on")
    run()
    row.refresh_from_db()
    assert row.delete_after - now() > dt.timedelta(days=6)


def test_the_beat_deletes_what_is_over_and_a_list_that_was_never_checked(
    client, officer, run, private, django_capture_on_commit_callbacks
):
    done = upload(client, csv_bytes(lines(ROWS)))
    run()
    never = upload(client, csv_bytes(lines(ROWS[:1])))
    assert actions.delete_old() == 0
    ListCheck.objects.update(delete_after=now() - dt.timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.delete_old() == 2
    assert actions.delete_old() == 0
    assert stored(private) == []
    never.refresh_from_db()
    assert (never.state, never.failed_words) == ("failed", actions.TOO_LATE)
    done.refresh_from_db()
    assert done.state == "done"
    assert done.faults["rules"]
    run()  # the task still owed finds nothing to do
    never.refresh_from_db()
    assert never.state == "failed"


def test_the_same_file_of_two_people_is_deleted_for_one_alone(client, officer, run, django_capture_on_commit_callbacks):  # fmt: skip
    content = csv_bytes(lines(ROWS))
    mine = upload(client, content)
    client.force_login(other := person("la_officer", LocalAuthorityFactory()))
    theirs = upload(client, content)
    run()
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.result_sha256 == theirs.result_sha256
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(by=officer, check_id=mine.pk)
    assert get(client, "list-check-file", theirs).status_code == 200
    assert other.pk == theirs.owner_id


def test_the_sweep_of_orphans_leaves_a_kept_list_alone(client, officer, run):
    row = upload(client, csv_bytes(lines(ROWS)), keep="on")
    run()
    row.refresh_from_db()
    path = storage.path_of(row.result_sha256)
    os.utime(path, (0, 0))
    assert documents.sweep_orphans() == 0
    assert path.exists()


def test_an_infected_list_is_deleted_unread_and_an_absent_scanner_is_waited_for(
    client, officer, run, private, settings
):
    row = upload(client, csv_bytes(lines(ROWS)) + EICAR)
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    run()
    row.refresh_from_db()
    assert row.state == "waiting"
    waiting = OutboxTask.objects.get(state="waiting", object_id=row.pk)
    assert waiting.next_try_at > now()
    with fake_clamd() as clamd:
        settings.CLAMD_URL = clamd.url
        OutboxTask.objects.update(next_try_at=now())
        run()
    row.refresh_from_db()
    assert (row.state, row.failed_words) == ("failed", actions.INFECTED)
    assert stored(private) == []


def test_a_stopped_worker_begins_again_and_a_file_that_always_stops_it_fails(
    client, officer, run, private
):
    row = upload(client, csv_bytes(lines(ROWS)))
    storage.count_start(row.pk)
    run()
    row.refresh_from_db()
    assert row.state == "done"
    assert len(stored(private)) == 1
    again = upload(client, csv_bytes(lines(ROWS[:1])))
    for _ in range(actions.MAX_STARTS):
        storage.count_start(again.pk)
    run()
    again.refresh_from_db()
    assert (again.state, again.failed_words) == ("failed", actions.STOPPED)


def test_progress_shows_while_the_check_runs(client, officer):
    row = upload(client, csv_bytes(lines(ROWS)))
    keeping.note_progress(row.pk, 0, 2000)
    assert "being read: 2,000 rows" in get(client, "list-check", row).content.decode()
    keeping.note_progress(row.pk, 1500, 5000)
    assert "1,500 of 5,000 rows checked" in get(client, "list-check", row).content.decode()


def test_an_unforeseen_error_fails_the_check_without_a_word_of_the_file(
    client, officer, run, monkeypatch, caplog
):
    def broken(*args, **kwargs):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("inspections.actions.lists.checking.prepare", broken)
    row = upload(client, csv_bytes(lines(ROWS)))
    run()
    row.refresh_from_db()
    assert (row.state, row.failed_words) == ("failed", actions.BROKEN)
    assert "List check" in caplog.text
    assert SECRET not in caplog.text


def test_a_lost_upload_fails_the_check(client, officer, run):
    row = upload(client, csv_bytes(lines(ROWS)))
    storage.path_of(row.sha256).unlink()
    run()
    row.refresh_from_db()
    assert row.failed_words == actions.BROKEN


def test_a_checked_file_that_is_missing_is_told(client, officer, run):
    row = upload(client, csv_bytes(lines(ROWS)))
    run()
    row.refresh_from_db()
    storage.path_of(row.result_sha256).unlink()
    assert get(client, "list-check-file", row).status_code == 409


def test_five_thousand_rows_are_checked(client, officer, run, tmp_path):
    rows = [good(**{c.UPN: f"A{n}", c.GENDER: None if n % 100 == 0 else "F"}) for n in range(5000)]
    row = upload(client, csv_bytes(lines(rows)))
    run()
    row.refresh_from_db()
    assert row.rows == 5000
    assert row.faults["rules"]["GENDER-MISSING"]["rows"] == 50
    assert len(row.faults["rules"]["GENDER-MISSING"]["first"]) == 20


@pytest.mark.parametrize("step", ["upload", "keep", "delete", "check", "delete_old"])
def test_a_step_that_fails_half_way_leaves_nothing(client, officer, run, monkeypatch, step):
    row = None
    if step != "upload":
        row = upload(client, csv_bytes(lines(ROWS)))
    if step in {"keep", "delete", "delete_old"}:
        run()
    if step == "delete_old":
        ListCheck.objects.update(delete_after=now())
    before = list(ListCheck.objects.values())
    owed = OutboxTask.objects.count()

    def broken(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("inspections.actions.lists.audit.record", broken)
    steps = {
        "upload": lambda: actions.upload(by=officer, upload=SimpleUploadedFile("a.csv", b"a"), which=1),
        "keep": lambda: actions.keep(by=officer, check_id=row.pk),
        "delete": lambda: actions.delete(by=officer, check_id=row.pk),
        "check": lambda: actions.check(check_id=row.pk),
        "delete_old": lambda: actions.delete_old(),
    }  # fmt: skip
    with pytest.raises(RuntimeError):
        steps[step]()
    assert list(ListCheck.objects.values()) == before
    assert OutboxTask.objects.count() == owed


def test_a_list_is_1_or_2(officer):
    values = {"owner": officer, "organisation": officer.organisation, "kind": "csv", "on": "2026-01-01", "delete_after": now()}  # fmt: skip
    ListCheck.objects.create(which=2, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListCheck.objects.create(which=3, **values)


def test_a_broken_rule_of_the_upload_is_beside_the_file(officer):
    with pytest.raises(Invalid) as caught:
        actions.upload(by=officer, upload=SimpleUploadedFile("a.txt", b"a"), which=1)
    assert list(caught.value.errors) == ["upload"]
