"""The publications library: a title, its files one after the other, each published by a second person."""

import datetime as dt
import uuid

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.documents import actions as documents
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Place
from dco_portal.pages import rules
from dco_portal.pages.models import Publication, PublicationVersion
from dco_portal.pages.states import VersionState
from dco_portal.work import actions as work

OWNER_KIND = "pages.publication"
PUBLISH = "pages.publish"


@transaction.atomic
def start(
    *,
    by: User,
    title: str,
    kind: str,
    summary: str,
    owner_role: str,
    place: Place | None = None,
) -> Publication:
    """Begin a publication; it is public once a file of it is. Errors: `NotAllowed`, `Invalid`."""
    rules.check_can_edit(by)
    assert by.organisation is not None
    _check(by, title=title, summary=summary, owner_role=owner_role, place=place)
    row = Publication(
        organisation=by.organisation,
        place=place,
        kind=kind,
        title=title.strip(),
        summary=summary.strip(),
        owner_role=owner_role.strip(),
    )
    _keep(row)
    audit.record("pages.publication_start", by=by, obj=row)
    return row


@transaction.atomic
def change(
    *,
    by: User,
    publication_id: uuid.UUID,
    title: str,
    kind: str,
    summary: str,
    owner_role: str,
    place: Place | None = None,
) -> Publication:
    """Change what is said of a publication. Errors: `NotFound`, `NotAllowed`, `Invalid`."""
    row = _locked(by, publication_id)
    _check(by, title=title, summary=summary, owner_role=owner_role, place=place)
    row.title, row.kind, row.summary = title.strip(), kind, summary.strip()
    row.owner_role, row.place = owner_role.strip(), place
    _keep(row)
    audit.record("pages.publication_change", by=by, obj=row)
    return row


@transaction.atomic
def add_version(
    *, by: User, publication_id: uuid.UUID, upload: File, label: str, change: str = ""
) -> PublicationVersion:
    """Add a file, to be published by somebody else of the team, who is told.

    Errors: `NotFound`, `NotAllowed`, `Conflict` while another waits, `Invalid` for an unfit file.
    """
    row = _locked(by, publication_id)
    rules.check_can_add_version(by, row)
    if not label.strip():
        raise Invalid({"label": "Enter the version, such as “2026 to 2029”"})
    file = documents.attach(
        by=by,
        upload=upload,
        owner_kind=OWNER_KIND,
        owner_id=row.pk,
        description=f"{row.title}, {label.strip()}"[: documents.DESCRIPTION_MAX],
    )
    last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = PublicationVersion.objects.create(
        publication=row,
        number=last + 1,
        label=label.strip(),
        change=change.strip(),
        file=file,
        added_by=by,
    )
    audit.record("pages.publication_file", by=by, obj=row, version=version.number)
    link = reverse("pages:desk_publication", args=[row.pk])
    work.push(
        kind=PUBLISH,
        object_id=version.pk,
        organisation=row.organisation,
        title=f"Publication: {row.title}"[:120],
        step="Read the file and publish it",
        link=link,
    )
    notifications.tell(
        recipients=people(row.organisation, P.EDIT_PAGES).exclude(pk=by.pk),
        kind=PUBLISH,
        subject=f"To publish: {row.title}",
        body=f"{by.name} added a file. Read it before you publish it: anybody can open it then.",
        dedupe_key=f"{PUBLISH}:{version.pk}",
        link=link,
        organisation=row.organisation,
    )
    return version


@transaction.atomic
def publish(*, by: User, publication_id: uuid.UUID, review_on: dt.date) -> PublicationVersion:
    """Publish the file that waits; the present one is kept as superseded.

    Errors: `NotFound`, `NotAllowed` for who added it, `Conflict`, `Invalid` for an impossible review day.
    """
    row = _locked(by, publication_id)
    version = _waiting(row)
    rules.check_can_publish(by, version)
    rules.check_review_on(review_on)
    documents_ready(version)
    row.versions.filter(state=VersionState.PUBLISHED).update(
        state=VersionState.SUPERSEDED, updated_at=now()
    )
    version.state, version.published_by, version.published_on = VersionState.PUBLISHED, by, today()
    version.published_role = by.role.name if by.role else ""
    version.save()
    row.review_on = review_on
    row.save()
    audit.record("pages.publish", by=by, obj=row, version=version.number, review_on=review_on)
    work.close(object_id=version.pk)
    work.close(object_id=row.pk)
    return version


def documents_ready(version: PublicationVersion) -> None:
    """Raises Conflict while the file waits for the virus check or was held back by it."""
    from dco_portal.documents.serve import check_available

    check_available(version.file)


@transaction.atomic
def discard_version(*, by: User, publication_id: uuid.UUID) -> PublicationVersion:
    """Give up the file that waits; it was never public. Errors: `NotFound`, `NotAllowed`, `Conflict`."""
    row = _locked(by, publication_id)
    version = _waiting(row)
    rules.check_can_discard(by, version)
    version.state = VersionState.DISCARDED
    version.save()
    audit.record("pages.publication_discard", by=by, obj=row, version=version.number)
    work.close(object_id=version.pk)
    return version


@transaction.atomic
def confirm_review(*, by: User, publication_id: uuid.UUID, review_on: dt.date) -> Publication:
    """Say that a publication still stands, until its next review. Errors: `NotFound`, `NotAllowed`, `Invalid`."""
    row = _locked(by, publication_id)
    rules.check_review_on(review_on)
    row.review_on = review_on
    row.save()
    audit.record("pages.publication_review", by=by, obj=row, review_on=review_on)
    work.close(object_id=row.pk)
    return row


@transaction.atomic
def withdraw(*, by: User, publication_id: uuid.UUID, reason: str) -> Publication:
    """Take a publication from the public with all its files. Errors: `NotFound`, `NotAllowed`, `Conflict`, `Invalid`."""
    row = _locked(by, publication_id)
    rules.check_can_withdraw(by, row)
    if not reason.strip():
        raise Invalid({"reason": "Say why it is withdrawn"})
    row.withdrawn_at, row.withdrawn_reason = now(), reason.strip()[:300]
    row.save()
    audit.record("pages.publication_withdraw", by=by, obj=row)
    work.close(object_id=row.pk)
    return row


@transaction.atomic
def restore(*, by: User, publication_id: uuid.UUID) -> Publication:
    """Bring a withdrawn publication back. Errors: `NotFound`, `NotAllowed`, `Conflict`."""
    row = _locked(by, publication_id)
    rules.check_can_restore(by, row)
    row.withdrawn_at, row.withdrawn_reason = None, ""
    row.save()
    audit.record("pages.publication_restore", by=by, obj=row)
    return row


def _locked(by: User, publication_id: uuid.UUID) -> Publication:
    rules.check_can_edit(by)
    rows = Publication.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("organisation", "place").filter(pk=publication_id).first()
    if found is None:
        raise NotFound
    return found


def _waiting(row: Publication) -> PublicationVersion:
    rows = row.versions.filter(state=VersionState.WAITING)
    found = rows.select_related("file", "publication").first()
    if found is None:
        raise NotFound
    return found


def _keep(row: Publication) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid({"title": "There is a publication with this title already"}) from error


def _check(by: User, *, place: Place | None, **words: str) -> None:
    """Raises Invalid beside each empty field, and for another ICB's place."""
    asked = {
        "title": "Enter a title",
        "summary": "Say in a sentence what it is",
        "owner_role": "Enter the role that owns it",
    }
    errors: dict[str | None, str] = {
        name: text for name, text in asked.items() if not words[name].strip()
    }
    if place is not None and (by.organisation is None or place.icb_id != by.organisation.pk):
        errors["place"] = "Choose one of your ICB’s places"
    if errors:
        raise Invalid(errors)
