"""Versions of a plan: drawing, reading, comparing, publishing, and the trail of approvals."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.steps import step
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from inspections.actions import versions as actions
from inspections.forms import versions as forms
from inspections.forms.plans import ReasonForm
from inspections.models import Approval, Plan, Version
from inspections.presenters import versions as present
from inspections.rules import difference, freezing
from inspections.rules import plans as rules
from inspections.rules import versions as version_rules
from inspections.rules.progress import keeps
from inspections.views.plan_steps import FORM, check_keeps, kept
from inspections.views.plans import scoped as scoped_plan

form_page = require_http_methods(["GET", "POST"])


def scoped(http: HttpRequest, pk: uuid.UUID) -> Version:
    """The version in the reader's scope; 403 for other roles, 404 out of scope."""
    rules.check_can_read(http.user)
    rows = Version.objects.visible_to(http.user)
    rows = rows.select_related("plan__la", "plan__icb", "document", "public_document", "made_by")
    return get_object_or_404(rows, pk=pk)


def written(http: HttpRequest, pk: uuid.UUID) -> Version:
    """The version, for the plan's managers."""
    rules.check_can_keep(http.user)
    version = scoped(http, pk)
    check_keeps(http.user, version.plan)
    return version


def back_to(version: Version) -> str:
    """The version's page."""
    return reverse("inspections:version", args=[version.pk])


@require_safe
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every version of a plan, the newest first."""
    plan = scoped_plan(http, pk)
    rows = plan.versions.select_related("made_by", "document").prefetch_related("approvals")
    context = {
        "plan": plan,
        "versions": list(rows.defer("content")[:200]),
        "keeps": keeps(http.user, plan),
        "open": rules.is_open(plan),
    }
    return render(http, "inspections/versions.html", context)


@form_page
def draw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask what is new, then freeze the plan as its next version."""
    plan = kept(http, pk)
    form = forms.DrawForm(http.POST or None)
    return step(
        http, form, lambda data: actions.draw(by=http.user, plan_id=pk, **data), onward=back_to,
        back=reverse("inspections:versions", args=[pk]), done="The line is drawn. Its PDF is being made.", template=FORM,
        plan=plan, here="versions", heading="Draw a version", button="Draw the line",
        text="Everything the plan says today is frozen under a number and a fingerprint, and never changes.",
    )  # fmt: skip


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version: its documents, what is new since the one before it, and what bodies said."""
    version = scoped(http, pk)
    older = version.plan.versions.filter(number__lt=version.number).first()
    context = {
        "plan": version.plan,
        "version": version,
        "intact": freezing.digest(version.content) == version.sha256,
        "cards": present.cards(version, http.user),
        "steps": present.steps(version, http.user),
        "trail": present.trail(version, http.user),
        "older": older,
        "before_title": f"Version {older.number}" if older else "",
        "after_title": f"Version {version.number}",
        "differences": difference.between(older.content, version.content) if older else [],
    }
    return render(http, "inspections/version.html", context)


def _numbered(plan: Plan, number: str) -> Version:
    if not number.isdecimal() or len(number) > 5:
        raise Http404
    return get_object_or_404(plan.versions, number=int(number))


@require_safe
def compare(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Any two versions: `?from=1&to=3`."""
    plan = scoped_plan(http, pk)
    older, newer = (_numbered(plan, http.GET.get(key, "")) for key in ("from", "to"))
    context = {
        "plan": plan,
        "older": older,
        "newer": newer,
        "before_title": f"Version {older.number}",
        "after_title": f"Version {newer.number}",
        "differences": difference.between(older.content, newer.content),
    }
    return render(http, "inspections/version_compare.html", context)


@require_safe
def download(http: HttpRequest, pk: uuid.UUID, which: str) -> FileResponse:
    """The PDF of a version: `which` is "whole" or "public"."""
    version = scoped(http, pk)
    document = {"whole": version.document, "public": version.public_document}.get(which)
    if document is None:
        raise Http404
    return serve(http, document, by=http.user)


@require_POST
def retry(http: HttpRequest, pk: uuid.UUID, which: str) -> HttpResponse:
    """Try a PDF again that could not be made."""
    written(http, pk)
    actions.retry(by=http.user, version_id=pk, public=which == "public")
    messages.success(http, "It is being made again.")
    return redirect("inspections:version", pk=pk)


@form_page
def publish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then let anybody download the version."""
    version = written(http, pk)
    version_rules.check_can_publish(version)
    text = ["Its public PDF leaves out advisers, risks, board decisions, people’s names, and evidence and measures not marked public.",
            "Look at it before you tell anybody: it is on this page once it is made."]  # fmt: skip
    if not version.plan.published_at:
        text.append(
            "The plan itself is not on the public pages yet: the version can be downloaded once it is."
        )
    return step(
        http, None, lambda data: actions.publish(by=http.user, version_id=pk), back=back_to(version),
        done="The public PDF is being made.", heading=f"Let the public download version {version.number}",
        button="Publish it", text=text,
    )  # fmt: skip


@form_page
def unpublish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, then take the version from the public page."""
    version = written(http, pk)
    form = ReasonForm(http.POST or None)
    return step(
        http, form, lambda data: actions.unpublish(by=http.user, version_id=pk, **data), back=back_to(version),
        done="The public can no longer download it.", heading=f"Take version {version.number} from the public page",
        button="Take it down", warning=True, text="The version itself stays as it is.",
    )  # fmt: skip


@form_page
def submit(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note before which body a version was put."""
    version = written(http, pk)
    rules.check_open(version.plan)
    form = forms.SubmitForm(http.POST or None, http.FILES or None)
    return step(
        http, form, lambda data: actions.submit(by=http.user, version_id=pk, **data), back=back_to(version), done="Noted.",
        template=FORM, plan=version.plan, here="versions", heading=f"Version {version.number}: put before a body",
        button="Save",
    )  # fmt: skip


def _approval(http: HttpRequest, pk: uuid.UUID) -> Approval:
    rules.check_can_read(http.user)
    rows = Approval.objects.visible_to(http.user)
    return get_object_or_404(rows.select_related("plan__la", "plan__icb", "version"), pk=pk)


@form_page
def decide(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note what a body decided."""
    rules.check_can_keep(http.user)
    row = _approval(http, pk)
    check_keeps(http.user, row.plan)
    form = forms.DecideForm(http.POST or None, http.FILES or None)
    return step(
        http, form, lambda data: actions.decide(by=http.user, approval_id=pk, **data), back=back_to(row.version),
        done="Noted.", template=FORM, plan=row.plan, here="versions", button="Save",
        heading=f"What {row.body_name or row.get_body_display()} said of version {row.version.number}",
    )  # fmt: skip


@require_safe
def approval_file(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A paper or letter of the trail."""
    row = _approval(http, pk)
    found = documents.attachment_of(file_id, owner_kind=present.APPROVAL_KIND, owner_id=row.pk)
    return serve(http, found, by=http.user)
