"""Checking a person-level list: kept for the check, read in the background, and gone again.

No cell of the file reaches the database, the log or the audit: only counts, row numbers and columns' names.
The check runs in one transaction with its row locked, so a worker that is killed leaves nothing and the
outbox begins again; how far it is is noted on disk, where the page reads it.
"""

import datetime as dt
import logging
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common import outbox, sheets
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, NotFound
from dco_portal.common.logs import where
from dco_portal.documents import keeping, scanning, storage
from dco_portal.documents.errors import DamagedFile, ScannerAway
from dco_portal.documents.storage import Stored
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.policy import value as policy
from inspections.annex import checking, files
from inspections.annex.checking import BadColumns, Outcome
from inspections.annex.files import BadFile
from inspections.models import ListCheck
from inspections.rules import lists as rules
from inspections.states import CheckState as S

logger = logging.getLogger(__name__)
WORK = "inspections.check_list"
MAX_STARTS = 3
AWAY = dt.timedelta(minutes=2)  # until the scanner is asked again
BROKEN = "The file could not be checked. Save it again in your spreadsheet program and upload it."
STOPPED = "The check was stopped each time it was tried. Split the file into several."
INFECTED = "The virus check found a problem with this file. It was deleted and not read."
TOO_LATE = "The file was not checked in time and has been deleted. Upload it again."
NOT_YET = "The file was deleted before it was checked."


@transaction.atomic
def upload(*, by: User, upload: File, which: int, keep: bool = False) -> ListCheck:
    """Take a list and have it checked. `which` is 1 or 2; `keep` keeps the checked file for some days.

    Raises NotAllowed, and Invalid beside `upload` for a file that is not taken.
    """
    rules.check_can_check_lists(by)
    assert by.organisation is not None
    kind = rules.kind_of(upload)
    kept = keeping.keep(upload.chunks())
    row = ListCheck.objects.create(
        owner=by, organisation=by.organisation, which=which, kind=kind, on=today(), sha256=kept.sha256, keep=keep,
        delete_after=_until(by.organisation, keep),
    )  # fmt: skip
    audit.record("inspections.list_uploaded", by=by, obj=row, which=which, kind=kind)
    outbox.enqueue(WORK, row.pk)
    return row


def _until(organisation: Any, keep: bool) -> dt.datetime:
    """When the file goes: after the policy's hours, or the days it is kept when asked."""
    if keep:
        return now() + dt.timedelta(days=policy(rules.KEEP_DAYS, organisation))
    return now() + dt.timedelta(hours=policy(rules.HOURS, organisation))


@transaction.atomic
def check(*, check_id: uuid.UUID, by: User | None = None) -> None:
    """Check a list that waits; any other is left alone, as is one in another worker's hands."""
    rows = ListCheck.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(pk=check_id, state=S.WAITING).select_related("owner", "organisation").first()
    if row is None:
        return
    if storage.count_start(row.pk) > MAX_STARTS:
        _end(row, by, failed=STOPPED)
        return
    keeping.hold()
    try:
        problem = _virus(row)
    except ScannerAway:
        storage.clear_starts(row.pk)
        outbox.enqueue(WORK, row.pk, after=AWAY)
        return
    if problem:
        _end(row, by, failed=problem)
        return
    try:
        outcome, kept = _run(row)
    except BadFile as error:
        _end(row, by, failed=str(error), error=error)
    except Exception as error:
        # Never the error's own text: it may quote a row.
        logger.error("List check %s failed: %s", row.pk, where(error))
        _end(row, by, failed=BROKEN)
    else:
        row.result_sha256 = kept.sha256
        _end(row, by, outcome=outcome)


def _virus(row: ListCheck) -> str:
    """What the scanner found, "" for nothing or where none is set up. Raises ScannerAway."""
    try:
        with storage.open_checked(row.sha256) as file:
            if scanning.is_set_up() and scanning.scan(file).infected:
                return INFECTED
    except DamagedFile:
        return BROKEN
    return ""


def _run(row: ListCheck) -> tuple[Outcome, Stored]:
    """Check the file and keep the annotated one. Raises BadFile."""
    path = storage.path_of(row.sha256)

    def note(done: int, total: int) -> None:
        keeping.note_progress(row.pk, done, total)

    with _own_temporary_files() as folder:
        plan = checking.prepare(path, row.kind, which=row.which, on=row.on, note=note)
        outcome = Outcome(plan)
        rows = checking.annotated(path, row.kind, outcome=outcome, note=note)
        if row.kind == "csv":
            lines = checking.plain(rows)
            text = sheets.lines(next(lines), lines)
            return outcome, storage.put(line.encode() for line in text)
        target = Path(folder) / "checked.xlsx"
        files.write_xlsx(target, rows)
        with target.open("rb") as file:
            return outcome, storage.put(iter(lambda: file.read(storage.BLOCK), b""))


@contextmanager
def _own_temporary_files() -> Iterator[str]:
    """A folder in private storage for what libraries write meanwhile: gone at the end, swept after a killed worker."""
    incoming = storage.root() / storage.INCOMING
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(dir=incoming) as folder:
        tempfile.tempdir = folder
        try:
            yield folder
        finally:
            tempfile.tempdir = before


def _end(
    row: ListCheck, by: User | None, *, outcome: Outcome | None = None, failed: str = "", error: Any = None
) -> None:  # fmt: skip
    """Note how it came out, delete the upload, tell its owner."""
    keeping.let_go(row.sha256)
    row.sha256 = ""
    row.state, row.failed_words, row.finished_at = S.FAILED if failed else S.DONE, failed, now()
    row.faults = _faults(outcome) if outcome else _columns(error)
    if outcome:
        row.rows = row.done = outcome.rows
    row.delete_after = _until(row.organisation, row.keep)
    row.save()
    audit.record(
        "inspections.list_checked", by=by, obj=row, state=row.state, rows=row.rows, faulty=row.faults.get("faulty", 0)
    )  # fmt: skip
    storage.clear_starts(row.pk)
    keeping.clear_progress(row.pk)
    notifications.tell(
        recipients=[row.owner], kind="inspections.list_checked", in_app_only=True,
        subject=f"List {row.which} {'could not be checked' if failed else 'has been checked'}",
        body=failed or f"{row.rows:,} rows were checked. Download the file with its faults before it is deleted.",
        dedupe_key=f"list-check:{row.pk}", link=reverse("inspections:list-check", args=[row.pk]),
        organisation=row.organisation,
    )  # fmt: skip


def _faults(outcome: Outcome) -> dict[str, Any]:
    heading = outcome.plan.heading
    return {
        "faulty": outcome.faulty,
        "rules": {
            code: {"rows": tally.rows, "first": [list(place) for place in tally.first]}
            for code, tally in outcome.tallies.items()
        },
        "columns": {"unknown": list(heading.unknown)},
    }


def _columns(error: Any) -> dict[str, Any]:
    if not isinstance(error, BadColumns):
        return {}
    found = error.heading
    return {
        "columns": {
            "missing": list(found.missing), "twice": list(found.twice), "unknown": list(found.unknown),
            "empty": list(found.empty),
        }
    }  # fmt: skip


@transaction.atomic
def keep(*, by: User, check_id: uuid.UUID) -> ListCheck:
    """Keep a checked file for the days that local policy allows. Raises NotFound, NotAllowed, Conflict."""
    row = _locked(by, check_id)
    rules.check_can_keep(row)
    row.keep, row.delete_after = True, _until(row.organisation, True)
    row.save()
    audit.record("inspections.list_kept", by=by, obj=row)
    return row


@transaction.atomic
def delete(*, by: User, check_id: uuid.UUID) -> ListCheck:
    """Delete what is kept of a list now; the counts stay. Raises NotFound, NotAllowed, Conflict."""
    row = _locked(by, check_id)
    if row.state in rules.ENDED and not row.result_sha256:
        raise Conflict("Nothing of this list is kept any more.")
    _delete(row, NOT_YET)
    audit.record("inspections.list_deleted", by=by, obj=row)
    return row


@transaction.atomic
def delete_old(*, by: User | None = None) -> int:
    """Delete the files of lists whose time is over; how many lists."""
    late = ListCheck.objects.filter(delete_after__lte=now()).exclude(sha256="", result_sha256="")
    rows = list(late.select_for_update(of=("self",), skip_locked=True)[:500])
    for row in rows:
        _delete(row, TOO_LATE)
        audit.record("inspections.list_deleted", by=by, obj=row)
    return len(rows)


def claims(hashes: Any) -> set[str]:
    """Which of these SHA-256 a list still names, for the sweep of orphans."""
    found = ListCheck.objects.filter(Q(sha256__in=hashes) | Q(result_sha256__in=hashes))
    return {sha for row in found.values_list("sha256", "result_sha256") for sha in row if sha}


def _delete(row: ListCheck, why: str) -> None:
    if row.state == S.WAITING:
        row.state, row.failed_words, row.finished_at = S.FAILED, why, now()
    keeping.let_go(row.sha256)
    keeping.let_go(row.result_sha256)
    row.sha256 = row.result_sha256 = ""
    row.save()


def _locked(by: User, check_id: uuid.UUID) -> ListCheck:
    rules.check_can_check_lists(by)
    rows = ListCheck.objects.visible_to(by).filter(pk=check_id)
    found = rows.select_for_update(of=("self",), skip_locked=True).select_related("organisation").first()  # fmt: skip
    if found is None and rows.exists():
        raise Conflict("This list is being checked at this moment. Try again when it is done.")
    if found is None:
        raise NotFound
    return found
