"""The DCO team's desk: guidance pages, their versions, approval and review."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm
from dco_portal.common.steps import step
from dco_portal.documents import presenters as cards
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from dco_portal.organisations.models import Place
from dco_portal.pages import forms, markdown, rules
from dco_portal.pages import presenters as present
from dco_portal.pages.actions import leaflets
from dco_portal.pages.actions import pages as actions
from dco_portal.pages.models import GuidancePage, PageVersion
from dco_portal.pages.states import OPEN, VersionState

form_page = require_http_methods(["GET", "POST"])
COLUMNS = ("Page", "Public", "In work", "Last reviewed", "Review by")
SHOWN = [VersionState.DRAFT, VersionState.WAITING, VersionState.PUBLISHED]


def _scoped(http: HttpRequest, pk: uuid.UUID) -> tuple[GuidancePage, PageVersion | None]:
    """The page in the team's scope and its version in work, or 404; 403 for other roles."""
    rules.check_can_edit(http.user)
    rows = GuidancePage.objects.visible_to(http.user).select_related("place", "organisation")
    page = get_object_or_404(rows, pk=pk)
    return page, page.versions.filter(state__in=OPEN).select_related("written_by").first()


@require_safe
def desk(http: HttpRequest) -> HttpResponse:
    """Every page that the team keeps, what is in work, and what is to be reviewed."""
    rules.check_can_edit(http.user)
    shown = Prefetch("versions", PageVersion.objects.filter(state__in=SHOWN), to_attr="shown")
    rows = GuidancePage.objects.visible_to(http.user).select_related("place")
    pages = list(rows.order_by("place__name", "slug").prefetch_related(shown)[:500])
    context = {
        "columns": [{"label": label} for label in COLUMNS],
        "rows": present.desk_rows(pages),
    }
    return render(http, "pages/desk.html", context)


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Begin a page. "Preview" shows it without saving."""
    rules.check_can_edit(http.user)
    form = forms.NewPageForm(http.POST or None, by=http.user)
    if _previews(http, form):
        return _editor(http, form, None, preview=True)
    if http.method == "POST" and form.is_valid():
        try:
            page = actions.start(by=http.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The draft is kept. Send it for approval when it is ready.")
            return redirect("pages:desk_page", page.pk)
    return _editor(http, form, None)


@form_page
def edit(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the next version. "Preview" shows it without saving."""
    page, draft = _scoped(http, pk)
    rules.check_can_write(http.user, page, draft)
    base = draft or page.versions.filter(state=VersionState.PUBLISHED).first()
    form = forms.DraftForm(http.POST or None, initial=_words(base, draft))
    if _previews(http, form):
        return _editor(http, form, page, preview=True)
    if http.method == "POST" and form.is_valid():
        try:
            actions.save_draft(by=http.user, page_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The draft is kept. Send it for approval when it is ready.")
            return redirect("pages:desk_page", pk)
    return _editor(http, form, page)


def _words(base: PageVersion | None, draft: PageVersion | None) -> dict[str, Any]:
    if base is None:
        return {}
    change = draft.change if draft else ""
    lock = draft.lock if draft else None
    return {"title": base.title, "summary": base.summary, "body": base.body, "change": change, "lock": lock}  # fmt: skip


def _previews(http: HttpRequest, form: PortalForm) -> bool:
    return http.method == "POST" and "preview" in http.POST and form.is_valid()


def _editor(
    http: HttpRequest, form: PortalForm, page: GuidancePage | None, *, preview: bool = False
) -> HttpResponse:
    back = reverse("pages:desk_page", args=[page.pk]) if page else reverse("pages:desk")
    context: dict[str, Any] = {"form": form, "page": page, "back_url": back}
    if preview:
        body = form.cleaned_data["body"]
        context |= {"preview": markdown.html(body), "problems": markdown.problems(body)}
    return render(http, "pages/editor.html", context)


@require_safe
def desk_page(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One page: its state, its draft, what changed in it, its versions."""
    page, draft = _scoped(http, pk)
    versions = list(
        page.versions.select_related("written_by", "approved_by").order_by("-number")[:100]
    )
    public = next((row for row in versions if row.state == VersionState.PUBLISHED), None)
    context = {
        "page": page,
        "draft": draft,
        "public": public,
        "title": (public or draft or versions[0]).title,
        "actions": present.page_actions(page, draft, http.user),
        "draft_html": markdown.html(draft.body) if draft else "",
        "own": draft is not None and draft.written_by_id == http.user.pk,
        "columns": [
            {"label": label} for label in ("Version", "State", "Written by", "Approved by")
        ],
        "rows": present.version_rows(page, versions),
    }
    return render(http, "pages/desk_page.html", context)


@require_safe
def version(http: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """One version as it reads, and beside the one before it."""
    page, draft = _scoped(http, pk)
    rows = page.versions.select_related("written_by", "approved_by")
    row = get_object_or_404(rows, number=number)
    context = {
        "page": page,
        "row": row,
        "caption": f"Version {row.number}",
        "before": rows.filter(number__lt=number).exclude(state=VersionState.DISCARDED).order_by("-number").first(),
        "html": markdown.html(row.body),
        "colour": present.COLOURS[VersionState(row.state)],
        "may_reuse": draft is None and rules.can_write(http.user, page, draft) and row.state in {VersionState.SUPERSEDED, VersionState.DISCARDED},
    }  # fmt: skip
    return render(http, "pages/version.html", context)


@require_POST
def reuse(http: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Take an earlier version's words as the next draft."""
    actions.reuse(by=http.user, page_id=pk, number=number)
    messages.success(http, f"Version {number} is the draft now. Nothing is public yet.")
    return redirect("pages:desk_page", pk)


def _page_step(http: HttpRequest, pk: uuid.UUID, form: PortalForm | None, act: Callable, **page: Any) -> HttpResponse:  # fmt: skip
    back = reverse("pages:desk_page", args=[pk])
    return step(http, form, lambda data: act(by=http.user, page_id=pk, **data), back=back, **page)


@form_page
def submit(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the draft to a second person."""
    _scoped(http, pk)
    return _page_step(
        http, pk, None, actions.submit, done="The team has been asked to approve it.", heading="Send for approval",
        text="Somebody else of the team reads it and publishes it, or sends it back.", button="Send",
    )  # fmt: skip


@form_page
def approve(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish what somebody else wrote."""
    _, draft = _scoped(http, pk)
    if draft is not None:
        rules.check_can_approve(http.user, draft)
    return _page_step(
        http, pk, forms.ApproveForm(http.POST or None), actions.approve, done="It is public now.",
        heading="Approve and publish", text=["You have read the words of this version, and they are right.",
                                             "They name no child, family or member of staff."],
        button="Publish",
    )  # fmt: skip


@form_page
def send_back(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what should change."""
    _scoped(http, pk)
    return _page_step(
        http, pk, forms.SendBackForm(http.POST or None), actions.send_back, done="It was sent back.",
        heading="Send this version back", button="Send back",
    )  # fmt: skip


@form_page
def discard(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give up the version in work."""
    _scoped(http, pk)
    return _page_step(
        http, pk, None, actions.discard, done="The version was discarded. It stays in the list.",
        heading="Discard this version", text="What is public stays as it is. You can take a discarded version up again.",
        button="Discard", warning=True,
    )  # fmt: skip


@form_page
def review(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a page is still right."""
    page, _ = _scoped(http, pk)
    rules.check_can_review(http.user, page)
    return _page_step(
        http, pk, forms.ReviewForm(http.POST or None), actions.confirm_review, done="The review is noted.",
        heading="This page is still right", text="The public page will say that it was reviewed today, by your role.",
        button="Note the review",
    )  # fmt: skip


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a page from the public."""
    _scoped(http, pk)
    return _page_step(
        http, pk, forms.ReasonForm(http.POST or None), actions.withdraw, done="The page is withdrawn. You can restore it.",
        heading="Withdraw this page", button="Withdraw", warning=True,
    )  # fmt: skip


@form_page
def restore(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring a withdrawn page back."""
    _scoped(http, pk)
    return _page_step(
        http, pk, None, actions.restore, done="The page is as it was before it was withdrawn.",
        heading="Restore this page", text="It becomes public again as it was.", button="Restore",
    )  # fmt: skip


@require_safe
def leaflet_list(http: HttpRequest) -> HttpResponse:
    """The leaflet of each of the ICB's places, and whether it is ready."""
    rules.check_can_edit(http.user)
    rows = [
        (place, _card(place))
        for place in Place.objects.filter(icb=http.user.organisation).order_by("name")
    ]
    return render(http, "pages/leaflets.html", {"rows": rows})


def _card(place: Place) -> dict[str, Any] | None:
    document = leaflets.latest(place)
    here = reverse("pages:desk_leaflets")
    if document is None:
        return None
    href = reverse("pages:desk_leaflet", args=[place.pk, document.pk])
    return cards.card(document, href, check_again_href=here)


@require_POST
def leaflet_make(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a place's leaflet again."""
    leaflets.make(by=http.user, place_id=pk)
    messages.success(http, "The leaflet is being made.")
    return redirect("pages:desk_leaflets")


@require_safe
def leaflet_file(http: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> FileResponse:
    """A leaflet as the desk sees it."""
    rules.check_can_edit(http.user)
    place = get_object_or_404(Place, pk=pk, icb=http.user.organisation)
    found = documents.document_of(document, owner_kind=leaflets.OWNER_KIND, owner_id=place.pk)
    return serve(http, found, by=http.user, inline=True)
