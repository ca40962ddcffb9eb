"""The desk of the publications library."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm
from dco_portal.common.steps import step
from dco_portal.documents.serve import serve
from dco_portal.pages import forms, rules
from dco_portal.pages import presenters as present
from dco_portal.pages.actions import publications as actions
from dco_portal.pages.models import Publication, PublicationVersion
from dco_portal.pages.states import VersionState
from dco_portal.pages.views.desk import form_page

COLUMNS = ("Publication", "Version", "Public", "In work", "Review by")
SHOWN = [VersionState.WAITING, VersionState.PUBLISHED]


def _scoped(http: HttpRequest, pk: uuid.UUID) -> Publication:
    """The publication in the team's scope, or 404; 403 for other roles."""
    rules.check_can_edit(http.user)
    rows = Publication.objects.visible_to(http.user).select_related("place", "organisation")
    return get_object_or_404(rows, pk=pk)


@require_safe
def library(http: HttpRequest) -> HttpResponse:
    """Every publication that the team keeps."""
    rules.check_can_edit(http.user)
    shown = PublicationVersion.objects.filter(state__in=SHOWN)
    rows = Publication.objects.visible_to(http.user).order_by("kind", "title")
    found = list(rows.prefetch_related(Prefetch("versions", shown, to_attr="shown"))[:500])
    context = {
        "columns": [{"label": label} for label in COLUMNS],
        "rows": present.publication_rows(found),
    }
    return render(http, "pages/library.html", context)


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Begin a publication."""
    rules.check_can_edit(http.user)
    form = forms.PublicationForm(http.POST or None, by=http.user)
    if http.method == "POST" and form.is_valid():
        try:
            row = actions.start(by=http.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(
                http, "Now add its file. It is public once somebody else publishes it."
            )
            return redirect("pages:desk_publication", row.pk)
    page = {"form": form, "heading": "New publication", "button": "Continue", "back_url": reverse("pages:library")}  # fmt: skip
    return render(http, "accounts/form.html", page)


@require_safe
def publication(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One publication with its files."""
    row = _scoped(http, pk)
    versions = list(row.versions.select_related("file", "added_by", "published_by").order_by("-number"))  # fmt: skip
    waiting = next((each for each in versions if each.state == VersionState.WAITING), None)
    context = {
        "publication": row,
        "versions": versions,
        "waiting": waiting,
        "own": waiting is not None and waiting.added_by_id == http.user.pk,
        "actions": present.publication_actions(row, waiting, http.user),
    }
    return render(http, "pages/desk_publication.html", context)


def _row_step(http: HttpRequest, pk: uuid.UUID, form: PortalForm | None, act: Callable, **page: Any) -> HttpResponse:  # fmt: skip
    back = reverse("pages:desk_publication", args=[pk])
    return step(
        http, form, lambda data: act(by=http.user, publication_id=pk, **data), back=back, **page
    )


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what is said of it."""
    form = forms.PublicationForm(http.POST or None, by=http.user, publication=_scoped(http, pk))
    return _row_step(
        http, pk, form, actions.change, done="The details were changed.", template="accounts/form.html",
        heading="Change its details", button="Save",
    )  # fmt: skip


@form_page
def file_new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a file."""
    rules.check_can_add_version(http.user, _scoped(http, pk))
    form = forms.FileForm(http.POST or None, http.FILES or None)
    return _row_step(
        http, pk, form, actions.add_version, done="The file is kept. Somebody else of the team publishes it.",
        template="pages/file_new.html", heading="Add a file", button="Add",
    )  # fmt: skip


@form_page
def publish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish what somebody else added."""
    waiting = get_object_or_404(_scoped(http, pk).versions, state=VersionState.WAITING)
    rules.check_can_publish(http.user, waiting)
    return _row_step(
        http, pk, forms.ReviewForm(http.POST or None), actions.publish, done="It is public now.", heading="Publish the file",
        text=["You have opened the file and read it.", "It names no child or family. Anybody can open it from now on."],
        button="Publish",
    )  # fmt: skip


@form_page
def discard(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give up the file that waits."""
    get_object_or_404(_scoped(http, pk).versions, state=VersionState.WAITING)
    return _row_step(
        http, pk, None, actions.discard_version, done="The file was discarded. It was never public.",
        heading="Discard the file", text="It was not public. What is public stays.", button="Discard", warning=True,
    )  # fmt: skip


@form_page
def review(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that it still stands."""
    _scoped(http, pk)
    return _row_step(
        http, pk, forms.ReviewForm(http.POST or None), actions.confirm_review, done="The review is noted.",
        heading="This publication still stands", button="Note the review",
    )  # fmt: skip


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it from the public."""
    _scoped(http, pk)
    return _row_step(
        http, pk, forms.ReasonForm(http.POST or None), actions.withdraw, done="It is withdrawn. You can restore it.",
        heading="Withdraw this publication", text="None of its files can be opened by the public then.",
        button="Withdraw", warning=True,
    )  # fmt: skip


@form_page
def restore(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring it back."""
    _scoped(http, pk)
    return _row_step(
        http, pk, None, actions.restore, done="It is public again.", heading="Restore this publication",
        text="Its published file and those before it can be opened again.", button="Restore",
    )  # fmt: skip


@require_safe
def file(http: HttpRequest, pk: uuid.UUID, version: uuid.UUID) -> FileResponse:
    """A file as the desk sees it, public or not."""
    row = get_object_or_404(_scoped(http, pk).versions.select_related("file"), pk=version)
    return serve(http, row.file, by=http.user)
