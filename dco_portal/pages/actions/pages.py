"""A guidance page from its first draft to its approval by a second person."""

import datetime as dt
import uuid

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Place
from dco_portal.pages import markdown, rules
from dco_portal.pages.models import GuidancePage, PageVersion, Section
from dco_portal.pages.states import OPEN, VersionState
from dco_portal.work import actions as work

APPROVE, REVIEW = "pages.approve", "pages.review"


@transaction.atomic
def start(
    *,
    by: User,
    slug: str,
    title: str,
    summary: str,
    body: str,
    section: str = Section.FAMILIES,
    block: str = "",
    place: Place | None = None,
) -> GuidancePage:
    """Begin a page, for everybody or for one of the ICB's places, with its first draft.

    Errors: `NotAllowed`, `Invalid` beside the field for unfit words, a taken address, another ICB's place.
    """
    rules.check_can_edit(by)
    rules.check_slug(slug)
    rules.check_words(title=title, summary=summary, body=body)
    assert by.organisation is not None
    if place is not None and place.icb_id != by.organisation.pk:
        raise Invalid({"place": "Choose one of your ICB’s places"})
    try:
        with transaction.atomic():
            page = GuidancePage.objects.create(
                organisation=by.organisation, place=place, slug=slug, section=section, block=block
            )
    except IntegrityError as error:
        raise Invalid({"slug": "There is a page at this address already"}) from error
    draft = PageVersion.objects.create(
        page=page, number=1, title=title.strip(), summary=summary.strip(), body=body, written_by=by
    )
    audit.record("pages.start", by=by, obj=page, version=draft.pk)
    return page


@transaction.atomic
def save_draft(
    *,
    by: User,
    page_id: uuid.UUID,
    title: str,
    summary: str,
    body: str,
    change: str = "",
    lock: int | None = None,
) -> PageVersion:
    """Save the words being written; the first saving after a publication begins the next version.

    `lock` is the draft's own as the person saw it, None for a version not begun. Errors: `NotFound`,
    `NotAllowed`, `Conflict` when somebody saved meanwhile or it waits for approval, `Invalid`.
    """
    page, draft = _locked(by, page_id)
    rules.check_can_write(by, page, draft)
    rules.check_words(title=title, summary=summary, body=body)
    if draft is None:
        draft = PageVersion(page=page, number=_next(page), written_by=by)
    elif lock != draft.lock:
        who = draft.written_by.name if draft.written_by else "Somebody"
        raise Conflict(f"{who} has saved this draft meanwhile. Open it again to see how.")
    else:
        draft.lock += 1
    draft.title, draft.summary, draft.body = title.strip(), summary.strip(), body
    draft.change, draft.written_by = change.strip(), by
    draft.save()
    audit.record("pages.save", by=by, obj=page, version=draft.number)
    return draft


@transaction.atomic
def reuse(*, by: User, page_id: uuid.UUID, number: int) -> PageVersion:
    """Take an earlier version's words as the next draft. Errors: `NotFound`, `NotAllowed`, `Conflict`."""
    page, draft = _locked(by, page_id)
    rules.check_can_write(by, page, draft)
    if draft is not None:
        raise Conflict("A draft is being written: discard it before going back to an earlier one.")
    old = page.versions.filter(number=number).first()
    if old is None:
        raise NotFound
    new = PageVersion.objects.create(
        page=page,
        number=_next(page),
        title=old.title,
        summary=old.summary,
        body=old.body,
        change=f"Back to version {old.number}",
        written_by=by,
    )
    audit.record("pages.reuse", by=by, obj=page, version=new.number, of=old.number)
    return new


@transaction.atomic
def submit(*, by: User, page_id: uuid.UUID) -> PageVersion:
    """Give the draft to a second person; the rest of the team is told.

    Errors: `NotFound`, `NotAllowed`, `Conflict` when there is no draft or it waits already.
    """
    page, draft = _locked(by, page_id)
    if draft is None:
        raise Conflict("There is no draft to approve.")
    rules.check_can_submit(by, draft)
    draft.state, draft.submitted_at, draft.comment = VersionState.WAITING, now(), ""
    draft.save()
    audit.record("pages.submit", by=by, obj=page, version=draft.number)
    put_up(draft, by=by)
    return draft


def put_up(draft: PageVersion, *, by: User | None) -> None:
    """Put a version that waits for approval into the ICB's list and tell those who may approve it."""
    page, link = draft.page, reverse("pages:desk_page", args=[draft.page_id])
    work.push(
        kind=APPROVE,
        object_id=draft.pk,
        organisation=page.organisation,
        title=f"Guidance page: {draft.title}"[:120],
        step="Approve or send back",
        link=link,
    )
    team = people(page.organisation, P.EDIT_PAGES)
    notifications.tell(
        recipients=team.exclude(pk=by.pk) if by else team,
        kind=APPROVE,
        subject=f"To approve: {draft.title}",
        body=f"{by.name if by else 'The portal'} asks you to read a guidance page before it is published.",
        dedupe_key=f"{APPROVE}:{draft.pk}:{draft.lock}:{draft.submitted_at}",
        link=link,
        organisation=page.organisation,
    )


@transaction.atomic
def approve(*, by: User, page_id: uuid.UUID, review_on: dt.date) -> PageVersion:
    """Publish the waiting version in place of the present one, until its review.

    Errors: `NotFound`, `NotAllowed` for its writer, `Conflict`, `Invalid` for an impossible review day.
    """
    page, draft = _locked(by, page_id)
    if draft is None:
        raise Conflict("There is no version to approve.")
    rules.check_can_approve(by, draft)
    rules.check_review_on(review_on)
    rules.check_words(title=draft.title, summary=draft.summary, body=draft.body)
    page.versions.filter(state=VersionState.PUBLISHED).update(
        state=VersionState.SUPERSEDED, updated_at=now()
    )
    draft.state, draft.approved_by, draft.approved_at = VersionState.PUBLISHED, by, now()
    draft.save()
    _reviewed(page, by, review_on)
    _index(page, draft)
    audit.record("pages.approve", by=by, obj=page, version=draft.number, review_on=review_on)
    work.close(object_id=draft.pk)
    if draft.written_by:
        notifications.tell(
            recipients=[draft.written_by],
            kind="pages.approved",
            subject=f"Published: {draft.title}",
            body=f"{by.name} approved your version {draft.number}. It is public now.",
            dedupe_key=f"pages.approved:{draft.pk}",
            link=reverse("pages:desk_page", args=[page.pk]),
            organisation=page.organisation,
        )
    return draft


@transaction.atomic
def send_back(*, by: User, page_id: uuid.UUID, comment: str) -> PageVersion:
    """Send the waiting version back to its writer with what should change. Errors: as `submit`, `Invalid`."""
    page, draft = _locked(by, page_id)
    if draft is None:
        raise Conflict("There is no version to send back.")
    rules.check_can_send_back(by, draft)
    if not comment.strip():
        raise Invalid({"comment": "Say what should change"})
    draft.state, draft.comment = VersionState.DRAFT, comment.strip()
    draft.save()
    audit.record("pages.send_back", by=by, obj=page, version=draft.number)
    work.close(object_id=draft.pk)
    if draft.written_by and draft.written_by != by:
        notifications.tell(
            recipients=[draft.written_by],
            kind="pages.sent_back",
            subject=f"To change: {draft.title}",
            body=f"{by.name} sent your version {draft.number} back. What should change stands on the page.",
            dedupe_key=f"pages.sent_back:{draft.pk}:{draft.submitted_at}",
            link=reverse("pages:desk_page", args=[page.pk]),
            organisation=page.organisation,
        )
    return draft


@transaction.atomic
def discard(*, by: User, page_id: uuid.UUID) -> PageVersion:
    """Give up the version that is not published yet; it is kept, and the published one stays.

    Errors: `NotFound`, `NotAllowed`, `Conflict` when there is none.
    """
    page, draft = _locked(by, page_id)
    if draft is None:
        raise Conflict("There is no draft to discard.")
    rules.check_can_discard(by, draft)
    draft.state = VersionState.DISCARDED
    draft.save()
    audit.record("pages.discard", by=by, obj=page, version=draft.number)
    work.close(object_id=draft.pk)
    return draft


@transaction.atomic
def confirm_review(*, by: User, page_id: uuid.UUID, review_on: dt.date) -> GuidancePage:
    """Say that a published page is still right, until its next review.

    Errors: `NotFound`, `NotAllowed`, `Conflict` for one that is not published, `Invalid`.
    """
    page, _ = _locked(by, page_id)
    rules.check_can_review(by, page)
    rules.check_review_on(review_on)
    _reviewed(page, by, review_on)
    audit.record("pages.review", by=by, obj=page, review_on=review_on)
    return page


@transaction.atomic
def withdraw(*, by: User, page_id: uuid.UUID, reason: str) -> GuidancePage:
    """Take a page from the public; it keeps its versions. Errors: `NotFound`, `NotAllowed`, `Conflict`, `Invalid`."""
    page, _ = _locked(by, page_id)
    rules.check_can_withdraw(by, page)
    if not reason.strip():
        raise Invalid({"reason": "Say why it is withdrawn"})
    page.withdrawn_at, page.withdrawn_reason = now(), reason.strip()[:300]
    page.save()
    audit.record("pages.withdraw", by=by, obj=page)
    work.close(object_id=page.pk)
    return page


@transaction.atomic
def restore(*, by: User, page_id: uuid.UUID) -> GuidancePage:
    """Bring a withdrawn page back as it was. Errors: `NotFound`, `NotAllowed`, `Conflict`."""
    page, _ = _locked(by, page_id)
    rules.check_can_restore(by, page)
    page.withdrawn_at, page.withdrawn_reason = None, ""
    page.save()
    audit.record("pages.restore", by=by, obj=page)
    return page


def _reviewed(page: GuidancePage, by: User, review_on: dt.date) -> None:
    """Note by which role and until when it is right; the reminder leaves the list."""
    page.reviewed_on, page.review_on = today(), review_on
    page.reviewed_role = by.role.name if by.role else ""
    page.save()
    work.close(object_id=page.pk)


def _index(page: GuidancePage, version: PageVersion) -> None:
    """Write the published words into the search column."""
    parts = ((version.title, "A"), (version.summary, "B"), (markdown.plain(version.body), "C"))
    vectors = [
        SearchVector(Value(words), weight=weight, config="english") for words, weight in parts
    ]
    vector = vectors[0] + vectors[1] + vectors[2]
    GuidancePage.objects.filter(pk=page.pk).update(search=vector)


def _next(page: GuidancePage) -> int:
    last = page.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _locked(by: User, page_id: uuid.UUID) -> tuple[GuidancePage, PageVersion | None]:
    """The page, locked, and its version that is not published yet."""
    rules.check_can_edit(by)
    rows = GuidancePage.objects.visible_to(by).select_for_update(of=("self",))
    page = rows.select_related("organisation", "place").filter(pk=page_id).first()
    if page is None:
        raise NotFound
    draft = page.versions.filter(state__in=OPEN).select_related("written_by").first()
    if draft is not None:
        draft.page = page
    return page, draft
