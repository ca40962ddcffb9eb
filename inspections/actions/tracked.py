"""Tracked children of an inspection or rehearsal: chosen, their bundles made, their attachments packed.

Whoever does any of it has a part in the child's case. The words to take out are kept with the tracked child and
never audited, logged or printed.
"""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.children.models import Child
from dco_portal.common import outbox
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents import keeping, storage, zips
from dco_portal.documents.errors import DamagedFile
from dco_portal.notifications import actions as notifications
from inspections.actions import mode
from inspections.documents import child_bundle
from inspections.documents.child_papers import case
from inspections.models import ChildBundle, Exercise, TrackedChild
from inspections.rules import mode as rules
from inspections.rules import redacting

KIND = "inspections.childbundle"
PACK = "inspections.pack_child_bundle"
MAX_STARTS = 4
STOPPED = "The work on it stopped each time it was tried."


@transaction.atomic
def track(*, by: User, exercise_id: uuid.UUID, child_id: uuid.UUID) -> TrackedChild:
    """Choose a child of the person's own scope: the next free letter, six at most.

    Raises NotFound (also for a child out of scope), NotAllowed, Conflict.
    """
    exercise = mode.locked(by, exercise_id)
    rules.check_open(exercise)
    child = Child.objects.visible_to(by).filter(pk=child_id).first()
    if child is None:
        raise NotFound
    taken = dict(exercise.tracked.values_list("child_id", "letter"))
    if child.pk in taken:
        raise Conflict(f"This is Child {taken[child.pk]} already.")
    free = next((letter for letter in rules.LETTERS if letter not in taken.values()), None)
    if free is None:
        raise Conflict("Six children are tracked already. Inspectors follow up to six.")
    tracked = TrackedChild.objects.create(exercise=exercise, child=child, letter=free, added_by=by)
    audit.record("inspections.child_tracked", by=by, obj=tracked, child_id=child.pk, letter=free)
    return tracked


@transaction.atomic
def untrack(*, by: User, tracked_id: uuid.UUID) -> Exercise:
    """Take back a child chosen by mistake, while nothing hangs from it. Raises NotFound, NotAllowed, Conflict."""
    tracked = locked(by, tracked_id)
    rules.check_open(tracked.exercise)
    if tracked.bundles.exists() or tracked.requests.exists():
        raise Conflict("There are bundles or requests about this child, so it stays.")
    audit.record(
        "inspections.child_untracked", by=by, obj=tracked, child_id=tracked.child_id, letter=tracked.letter
    )  # fmt: skip
    exercise = tracked.exercise
    tracked.delete()
    return exercise


@transaction.atomic
def set_words(*, by: User, tracked_id: uuid.UUID, words: str) -> TrackedChild:
    """Say which words or names are taken out of bundles from now on, one a line.

    Raises NotFound, NotAllowed, Conflict, Invalid beside `words`.
    """
    tracked = locked(by, tracked_id)
    rules.check_open(tracked.exercise)
    tracked.redactions = redacting.tidy(words)
    tracked.save()
    audit.record(
        "inspections.words_set", by=by, obj=tracked, child_id=tracked.child_id, count=len(tracked.redactions)
    )  # fmt: skip
    return tracked


@transaction.atomic
def bundle(*, by: User, tracked_id: uuid.UUID) -> ChildBundle:
    """Make a bundle of the case as it stands now; its PDF is made in the background.

    Raises NotFound, NotAllowed, Conflict.
    """
    tracked = locked(by, tracked_id)
    rules.check_open(tracked.exercise)
    header = children.header(tracked.child_id, by=by)
    last = tracked.bundles.aggregate(last=Max("number"))["last"] or 0
    made = child_bundle.build(
        case(tracked.child_id, by=by), child=header, letter=tracked.letter, title=tracked.exercise.title,
        redactor=redacting.Redactor(tracked.redactions),
    )  # fmt: skip
    row = ChildBundle.objects.create(
        tracked=tracked, number=last + 1, items=made.items, redacted=made.redacted, files=_plain(made.files), made_by=by
    )  # fmt: skip
    row.document = documents.create(
        by=by, kind=KIND, title=f"Papers of child {tracked.letter}: bundle {row.number}",
        filename=f"child-{tracked.letter.lower()}-bundle-{row.number}.pdf", template=child_bundle.TEMPLATE,
        context={
            **made.context, "reference": f"Child {tracked.letter}, bundle {row.number}",
            "organisation": by.organisation.name if by.organisation else "",
        },
        owner_kind=KIND, owner_id=row.pk, child_id=tracked.child_id,
    )  # fmt: skip
    row.save()
    audit.record(
        "inspections.child_bundled", by=by, obj=row, child_id=tracked.child_id, items=row.items,
        taken_out=row.redacted, files=len(row.files),
    )  # fmt: skip
    return row


def _plain(files: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is kept of each attachment: enough to pack the very bytes that were there."""
    return [
        {
            "id": str(file["id"]), "sha256": file["sha256"], "size": file["size"], "path": file["path"],
            "held_back": file["held_back"],
        }
        for file in files
    ]  # fmt: skip


@transaction.atomic
def ask_zip(*, by: User, bundle_id: uuid.UUID) -> ChildBundle:
    """Ask for the ZIP of a bundle's attachments; it is packed in the background.

    Raises NotFound, NotAllowed, Conflict where there is nothing to pack or it was asked for already.
    """
    row = locked_bundle(by, bundle_id)
    if not row.files:
        raise Conflict("This bundle has no attachments.")
    if row.zip_asked_at and not row.zip_failed:
        raise Conflict("The ZIP has been asked for already.")
    row.zip_asked_at, row.zip_failed = now(), ""
    row.save()
    audit.record("inspections.child_zip_asked", by=by, obj=row, child_id=row.tracked.child_id)
    outbox.enqueue(PACK, row.pk)
    return row


@transaction.atomic
def pack(*, bundle_id: uuid.UUID, by: User | None = None) -> None:
    """Pack the attachments of a bundle that waits for it; anything else is left as it is.

    The row is locked meanwhile: a worker that is killed lets go, nothing of its half ZIP is kept, and the
    outbox begins again. A file that is missing, damaged or held back is left out and named.
    """
    rows = ChildBundle.objects.select_for_update(of=("self",), skip_locked=True)
    waiting = rows.filter(pk=bundle_id, zip_asked_at__isnull=False, zip_sha256="", zip_failed="")
    row = waiting.select_related("tracked", "made_by").first()
    if row is None:
        return
    child_id = row.tracked.child_id
    if storage.count_start(row.pk) > MAX_STARTS:
        row.zip_failed = STOPPED
        row.save()
        audit.record("inspections.child_zip_failed", by=by, obj=row, child_id=child_id)
        storage.clear_starts(row.pk)
        return
    left_out: list[dict[str, str]] = []
    kept = keeping.keep(zips.stream(_members(row, left_out)))
    row.zip_sha256, row.zip_size, row.zip_left_out = kept.sha256, kept.size, left_out
    row.save()
    audit.record(
        "inspections.child_zipped", by=by, obj=row, child_id=child_id, files=len(row.files), left_out=len(left_out)
    )  # fmt: skip
    storage.clear_starts(row.pk)
    keeping.clear_progress(row.pk)
    _tell(row)


def _members(row: ChildBundle, left_out: list[dict[str, str]]) -> Iterator[zips.Member]:
    """The files as they were, in order; a list of them at the end. `left_out` is filled on the way."""
    names = []
    for place, file in enumerate(row.files, start=1):
        keeping.note_progress(row.pk, place, len(row.files))
        why = file["held_back"] or _damage(file["sha256"])
        if why:
            left_out.append({"path": file["path"], "why": why})
        else:
            names.append(file["path"])
            yield zips.Member(file["path"], _pieces(file["sha256"]), file["size"])
    lines = [f"Attachments of child {row.tracked.letter}, bundle {row.number}", "", *names]
    lines += ["", "Left out:", *(f"{each['path']}: {each['why']}" for each in left_out)] if left_out else []  # fmt: skip
    text = "\r\n".join([*lines, ""]).encode()
    yield zips.Member("contents.txt", [text], len(text))


def _damage(sha256: str) -> str:
    try:
        storage.open_checked(sha256).close()
    except DamagedFile:
        return "The stored file is missing or damaged."
    return ""


def _pieces(sha256: str) -> Iterator[bytes]:
    with storage.open_checked(sha256) as file:
        while piece := file.read(storage.BLOCK):
            yield piece


def claims(hashes: Sequence[str]) -> set[str]:
    """Which of these SHA-256 a bundle's ZIP names, for the sweep of orphans."""
    found = ChildBundle.objects.filter(zip_sha256__in=hashes)
    return set(found.values_list("zip_sha256", flat=True))


def locked(by: User, tracked_id: uuid.UUID) -> TrackedChild:
    """The tracked child, its exercise locked before it, for people with a part in the case. Raises NotAllowed, NotFound."""
    rules.check_can_run(by)
    rows = TrackedChild.objects.visible_to(by).filter(pk=tracked_id)
    exercise_id = rows.values_list("exercise", flat=True).first()
    if exercise_id is None:
        raise NotFound
    exercise = mode.locked(by, exercise_id)
    found = TrackedChild.objects.select_for_update(of=("self",)).filter(pk=tracked_id).first()
    if found is None:
        raise NotFound
    found.exercise = exercise
    return found


def locked_bundle(by: User, bundle_id: uuid.UUID) -> ChildBundle:
    """The bundle, locked, for people with a part in the child's case. Raises NotAllowed, NotFound."""
    rules.check_can_run(by)
    mine = TrackedChild.objects.visible_to(by).values("pk")
    rows = ChildBundle.objects.select_for_update(of=("self",)).filter(pk=bundle_id, tracked__in=mine)  # fmt: skip
    found = rows.select_related("tracked__exercise", "document").first()
    if found is None:
        raise NotFound
    return found


def _tell(row: ChildBundle) -> None:
    notifications.tell(
        recipients=[row.made_by] if row.made_by else [], kind=f"{KIND}.zipped", in_app_only=True,
        subject=f"Attachments of child {row.tracked.letter} are ready",
        body="The ZIP of attachments is ready to download.", dedupe_key=f"{KIND}:{row.pk}:zipped",
        link=reverse("inspections:child-bundle", args=[row.pk]),
    )  # fmt: skip
