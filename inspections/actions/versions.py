"""Drawing the line under a plan, publishing what was drawn, and what each body said of it."""

import datetime as dt
import uuid

from django.core.files.base import File
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Document
from inspections.actions import locking
from inspections.documents import plan as papers
from inspections.models import Approval, Version
from inspections.queries import content, report_parts
from inspections.rules import freezing
from inspections.rules import plans as plan_rules
from inspections.rules import versions as rules

OWNER_KIND, APPROVAL_KIND = "inspections.version", "inspections.approval"
TEMPLATE = "pdf/inspections/plan.html"


@transaction.atomic
def draw(*, by: User, plan_id: uuid.UUID, note: str) -> Version:
    """Freeze the whole plan as its next version; its PDF is made in the background.

    Raises NotFound, NotAllowed, Conflict when nothing has changed since the last one, Invalid without a note.
    """
    plan = locking.plan(by, plan_id)
    plan_rules.check_words(note, "note", "Say what is new in this version")
    frozen = freezing.freeze(content.chain(plan.pk, today(), public=False))
    latest = plan.versions.first()
    rules.check_can_draw(frozen, latest)
    version = Version.objects.create(
        plan=plan, number=latest.number + 1 if latest else 1, note=note.strip(), content=frozen,
        sha256=freezing.digest(frozen), made_by=by,
    )  # fmt: skip
    version.document = _document(by, version, public=False)
    version.save()
    audit.record("inspections.version_drawn", by=by, obj=plan, number=version.number, sha256=version.sha256)  # fmt: skip
    return version


def _document(by: User, version: Version, *, public: bool) -> Document:
    plan = version.plan
    paper = papers.paper(
        version.content, number=version.number, note=version.note, sha256=version.sha256, public=public, glossary=(),
    )  # fmt: skip
    paper["glossary"] = report_parts.glossary(paper)
    return documents.create(
        by=by,
        kind="inspections.plan_public" if public else "inspections.plan",
        title=plan.title,
        filename=f"{plan.slug}-version-{version.number}{'' if public else '-partnership'}",
        template=TEMPLATE,
        context=paper,
        owner_kind=OWNER_KIND,
        owner_id=version.pk,
    )


@transaction.atomic
def retry(*, by: User, version_id: uuid.UUID, public: bool) -> Document:
    """Try a PDF again that could not be made. Raises NotFound, Conflict when it has not failed."""
    version = locking.version(by, version_id)
    document = version.public_document if public else version.document
    if document is None:
        raise NotFound
    audit.record("inspections.version_retried", by=by, obj=version.plan, number=version.number)
    return documents.retry(by=by, document=document)


@transaction.atomic
def publish(*, by: User, version_id: uuid.UUID) -> Version:
    """Let anybody download a version; its public PDF leaves out what is the partnership's own.

    Raises NotFound, NotAllowed, Conflict.
    """
    version = locking.version(by, version_id)
    rules.check_can_publish(version)
    version.public_document = version.public_document or _document(by, version, public=True)
    version.published_at = now()
    version.save()
    audit.record("inspections.version_published", by=by, obj=version.plan, number=version.number)
    return version


@transaction.atomic
def unpublish(*, by: User, version_id: uuid.UUID, reason: str) -> Version:
    """Take a version from the public page, such as one that says too much. Raises Conflict, Invalid."""
    version = locking.version(by, version_id)
    rules.check_can_unpublish(version)
    plan_rules.check_words(reason, "reason", "Say why the public no longer sees it")
    version.published_at = None
    version.save()
    audit.record("inspections.version_unpublished", by=by, obj=version.plan, number=version.number, reason=reason.strip())  # fmt: skip
    return version


@transaction.atomic
def submit(
    *, by: User, version_id: uuid.UUID, body: str, submitted_on: dt.date, body_name: str = "", link: str = "",
    upload: File | None = None,
) -> Approval:  # fmt: skip
    """Note that a version was put before a body, with its paper as a file or link.

    Raises NotFound, NotAllowed, Conflict once closed, Invalid beside a field.
    """
    version = locking.version(by, version_id)
    plan_rules.check_open(version.plan)
    rules.check_submission(body, body_name, submitted_on, today())
    row = Approval.objects.create(
        version=version, plan=version.plan, body=body, body_name=body_name.strip(), submitted_on=submitted_on, link=link,
        noted_by=by,
    )  # fmt: skip
    if upload is not None:
        documents.attach(by=by, upload=upload, owner_kind=APPROVAL_KIND, owner_id=row.pk)
    audit.record("inspections.version_submitted", by=by, obj=version.plan, number=version.number, body=body)  # fmt: skip
    return row


@transaction.atomic
def decide(
    *, by: User, approval_id: uuid.UUID, state: str, decided_on: dt.date, words: str = "", link: str = "",
    upload: File | None = None,
) -> Approval:  # fmt: skip
    """Note what a body decided, on which day and in which words; the letter or minute as a file or link.

    Raises NotFound, NotAllowed, Conflict when it is noted already, Invalid beside a field.
    """
    row = locking.approval(by, approval_id)
    rules.check_decision(row, state, decided_on, words, today())
    row.state, row.decided_on, row.words = state, decided_on, words.strip()
    row.link = link or row.link
    row.noted_by = by
    row.save()
    if upload is not None:
        documents.attach(by=by, upload=upload, owner_kind=APPROVAL_KIND, owner_id=row.pk)
    audit.record("inspections.version_decided", by=by, obj=row.plan, number=row.version.number, body=row.body, state=state)  # fmt: skip
    return row
