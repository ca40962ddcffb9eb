"""Stocktake bundles: the evidence of a plan by priority, an indexed PDF and a ZIP, made in the background."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common import outbox, sheets
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents import keeping, storage, zips
from dco_portal.documents import queries as document_queries
from dco_portal.documents.errors import DamagedFile
from dco_portal.documents.models import Attachment, Document
from dco_portal.documents.serve import check_available
from dco_portal.notifications import actions as notifications
from inspections.actions import locking
from inspections.models import Bundle
from inspections.queries import bundles as queries
from inspections.queries.report_parts import EVIDENCE
from inspections.queries.reporting import made_by
from inspections.rules import freezing
from inspections.rules import reports as rules

KIND = "inspections.bundle"
PACK = "inspections.pack_bundle"
TEMPLATE = "pdf/inspections/bundle.html"
MAX_STARTS = 4
TITLE_MAX = 200
STOPPED = "The work on it stopped each time it was tried."
HEADER = (
    "Number", "Priority", "Action", "Measure", "Evidence", "Strength", "Of", "Verified on", "File in this ZIP", "Link",
    "Problem",
)  # fmt: skip
Values = dict[str, Any]


@transaction.atomic
def ask(*, by: User, plan_id: uuid.UUID, title: str = "") -> Bundle:
    """Ask for a bundle of all evidence as it stands now; it is packed in the background.

    Raises NotFound, NotAllowed, Conflict, and Invalid where there is no evidence or the title is too long.
    """
    plan = locking.seen_plan(by, plan_id)
    rules.check_can_bundle(by, plan)
    if len(title) > TITLE_MAX:
        raise Invalid({"title": f"The title must be {TITLE_MAX} characters or fewer"})
    number = (Bundle.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0) + 1
    content = queries.index(plan, number=number, on=today())
    if not content["count"]:
        raise Invalid("This plan has no evidence yet, so there is nothing to bundle.")
    content["made_by"] = made_by(by, public=False)
    content["title"] = title.strip() or f"Evidence for the stocktake of {plan.title}"[:TITLE_MAX]
    bundle = Bundle.objects.create(
        plan=plan,
        number=number,
        title=content["title"],
        content=freezing.freeze(content),
        made_by=by,
        total=len(content["files"]),
    )
    audit.record("inspections.bundle_asked", by=by, obj=bundle, plan=plan.pk, files=bundle.total)
    outbox.enqueue(PACK, bundle.pk)
    return bundle


@transaction.atomic
def pack(*, bundle_id: uuid.UUID, by: User | None = None) -> None:
    """Pack a bundle that waits; anything else is left as it is.

    Its row is locked meanwhile. A worker that is killed lets go, nothing of its half ZIP is kept, and the
    outbox begins again; after `MAX_STARTS` starts the bundle has failed and says so. A file that is
    missing, damaged or held back is left out and named in the index.
    """
    rows = Bundle.objects.select_for_update(of=("self",), skip_locked=True)
    bundle = rows.filter(pk=bundle_id, finished_at=None, failed_words="").first()
    if bundle is None:
        return
    if storage.count_start(bundle.pk) > MAX_STARTS:
        bundle.failed_words = STOPPED
        bundle.save()
        audit.record("inspections.bundle_failed", by=by, obj=bundle)
        _forget(bundle)
        return
    missing: list[Values] = []
    kept = keeping.keep(zips.stream(_members(bundle, missing)))
    bundle.content = {**bundle.content, "missing": missing}
    bundle.zip_sha256, bundle.zip_size = kept
    bundle.done, bundle.finished_at = bundle.total, now()
    bundle.document = _index_paper(bundle)
    bundle.save()
    audit.record(
        "inspections.bundle_packed", by=by, obj=bundle, files=bundle.total, missing=len(missing),
        sha256=bundle.zip_sha256,
    )  # fmt: skip
    _forget(bundle)
    _tell(bundle)


@transaction.atomic
def restart(*, by: User, bundle_id: uuid.UUID) -> Bundle:
    """Try a bundle that failed once more. Raises NotFound, NotAllowed, Conflict."""
    bundle = locked(by, bundle_id)
    rules.check_can_restart(by, bundle)
    bundle.failed_words = ""
    bundle.save()
    audit.record("inspections.bundle_restarted", by=by, obj=bundle)
    outbox.enqueue(PACK, bundle.pk)
    return bundle


@transaction.atomic
def retry_index(*, by: User, bundle_id: uuid.UUID) -> Document:
    """Try again to make the index's PDF. Raises NotFound, NotAllowed, Conflict."""
    bundle = locked(by, bundle_id)
    rules.check_can_bundle(by, bundle.plan)
    if bundle.document is None:
        raise Conflict("The index is made once the files are packed.")
    audit.record("inspections.bundle_index_retried", by=by, obj=bundle)
    return documents.retry(by=by, document=bundle.document)


def locked(by: User, bundle_id: uuid.UUID) -> Bundle:
    """The bundle, locked, in the person's scope. Raises NotFound."""
    rows = Bundle.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=bundle_id)
    found = rows.select_related("plan__la", "plan__icb", "document").first()
    if found is None:
        raise NotFound
    return found


def _members(bundle: Bundle, missing: list[Values]) -> Iterator[zips.Member]:
    """The files in the index's order, then the index itself; `missing` is filled on the way."""
    files = bundle.content["files"]
    owners = [uuid.UUID(row["owner"]) for row in files]
    rows = document_queries.attachments_of_many(owner_kind=EVIDENCE, owner_ids=owners)
    found = {str(row.pk): row for each in rows.values() for row in each}
    for place, row in enumerate(files, start=1):
        keeping.note_progress(bundle.pk, place, bundle.total)
        if why := _problem(found.get(row["id"])):
            missing.append({"index": row["index"], "path": row["path"], "why": why})
        else:
            yield _file(row)
    lines = sheets.lines(HEADER, _index_rows(bundle.content, missing))
    text = "".join(lines).encode()
    yield zips.Member("index.csv", [text], len(text))


def _problem(row: Attachment | None) -> str:
    """Why a file cannot be packed; empty where it can."""
    if row is None:
        return "The file is no longer kept."
    try:
        check_available(row)
        storage.open_checked(row.sha256).close()
    except Conflict as error:
        return error.message
    except DamagedFile:
        return "The stored file is missing or damaged."
    return ""


def _file(row: Mapping[str, Any]) -> zips.Member:
    def pieces() -> Iterator[bytes]:
        with storage.open_checked(row["sha256"]) as file:
            while piece := file.read(storage.BLOCK):
                yield piece

    return zips.Member(row["path"], pieces(), row["size"])


def _index_rows(content: Mapping[str, Any], missing: list[Values]) -> Iterator[list[Any]]:
    """One line per file; evidence without a file has a line of its own."""
    problems = {row["path"]: row["why"] for row in missing}
    for row in (row for group in content["groups"] for row in group["evidence"]):
        start = [
            row["index"], row["priority"], row["action"], row["measure"], row["title"], row["strength_words"], row["on"],
            row["verified_on"],
        ]  # fmt: skip
        for path in row["paths"] or [""]:
            why = problems.get(path, "")
            yield [*start, "" if why else path, row["link"], why]


def _index_paper(bundle: Bundle) -> Document:
    """The index as a PDF."""
    plan = bundle.plan
    return documents.create(
        by=bundle.made_by,
        kind=KIND,
        title=bundle.title,
        filename=f"{plan.slug}-bundle-{bundle.number}-index.pdf",
        template=TEMPLATE,
        context={
            "page_class": "report",
            "reference": f"{plan.reference}, bundle {bundle.number}",
            "organisation": f"{plan.la.name} and {plan.icb.name}",
            "author": plan.la.name,
            "bundle": bundle.content,
            "sha256": bundle.zip_sha256,
        },
        owner_kind=KIND,
        owner_id=bundle.pk,
    )


def _forget(bundle: Bundle) -> None:
    storage.clear_starts(bundle.pk)
    keeping.note_progress(bundle.pk, bundle.done, bundle.total)


def _tell(bundle: Bundle) -> None:
    notifications.tell(
        recipients=[bundle.made_by] if bundle.made_by else [],
        kind=f"{KIND}.packed",
        subject="Stocktake bundle ready",
        body=f"The bundle of evidence of {bundle.plan.title} is ready to download.",
        dedupe_key=f"{KIND}:{bundle.pk}:packed",
        link=reverse("inspections:bundle", args=[bundle.pk]),
        reference=bundle.plan.reference,
    )
