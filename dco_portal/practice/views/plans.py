"""A school's individual healthcare plans."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal import audit
from dco_portal.common import keyset
from dco_portal.common.steps import step
from dco_portal.documents import presenters as cards
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from dco_portal.practice import presenters as present
from dco_portal.practice import queries, rules
from dco_portal.practice.actions import plans as actions
from dco_portal.practice.forms import PlanForm, PupilForm, ReasonForm
from dco_portal.practice.models import HealthcarePlan
from dco_portal.practice.plan_form import missing

form_page = require_http_methods(["GET", "POST"])
HERE = "practice:plans"


def _address(plan: HealthcarePlan) -> str:
    return reverse("practice:plan", args=[plan.pk])


def _scoped(http: HttpRequest, pk: uuid.UUID) -> HealthcarePlan:
    rows = HealthcarePlan.objects.visible_to(http.user).select_related("school")
    return get_object_or_404(rows, pk=pk)


@require_safe
def listing(http: HttpRequest) -> HttpResponse:
    """The school's plans, what is due for review first."""
    rules.check_can_keep_plans(http.user)
    wanted = http.GET.get("state", "in_use")
    page = keyset.page(
        queries.plans(http.user, wanted if wanted in present.PLAN_VIEWS else ""), order="review_on",
        after=http.GET.get("after", ""), before=http.GET.get("before", ""),
    )  # fmt: skip
    audit.viewed(None, by=http.user, what="healthcare plans")
    context = {
        "rows": [present.plan_row(each) for each in page.rows],
        "columns": present.PLAN_COLUMNS,
        "page": page,
        "views": present.plan_views(wanted),
    }
    return render(http, "practice/plans.html", context)


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    rules.check_can_keep_plans(http.user)
    return step(
        http, PupilForm(http.POST or None), lambda data: actions.begin(by=http.user, **data), back=reverse(HERE),
        done="Begun. Write it section by section; nothing is lost.", onward=_address, heading="New healthcare plan",
        text="Only your school’s own staff with this task can see its plans here.", button="Save and continue",
    )  # fmt: skip


@require_safe
def plan(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One plan: what is written, what is missing, its versions."""
    found = _scoped(http, pk)
    audit.viewed(found, by=http.user, what="healthcare plan")
    versions = list(found.versions.select_related("by"))
    made = documents.documents_by_id([each.document for each in versions if each.document])
    context = {
        "plan": found,
        "colour": present.PLAN_COLOURS[found.state],
        "sections": present.plan_sections(found),
        "missing": missing(found.content),
        "actions": present.plan_actions(found),
        "cards": [
            cards.card(made[each.document], reverse("practice:plan_pdf", args=[pk, each.number]), check_again_href=_address(found))
            for each in versions if each.document in made
        ],
    }  # fmt: skip
    return render(http, "practice/plan.html", context)


@form_page
def write(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the sections."""
    found = _scoped(http, pk)
    form = PlanForm(http.POST or None, plan=found)
    return step(
        http, form,
        lambda data: actions.write(
            by=http.user, plan_id=pk, lock=data["lock"], content=form.content(), review_on=data["review_on"]
        ),
        back=_address(found), done="Saved.", heading=f"Write {found.reference}", button="Save",
    )  # fmt: skip


@form_page
def use(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put what is written into use."""
    found = _scoped(http, pk)
    return step(
        http, None, lambda data: actions.put_into_use(by=http.user, plan_id=pk), back=_address(found),
        done="In use. Its PDF is being prepared.", heading=f"Put {found.reference} into use",
        text="What is written now becomes the next version, with a PDF to print. Earlier versions are kept.",
        button="Put it into use",
    )  # fmt: skip


@form_page
def end(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a plan."""
    found = _scoped(http, pk)
    return step(
        http, ReasonForm(http.POST or None), lambda data: actions.end(by=http.user, plan_id=pk, **data),
        back=_address(found), done="Ended. You can take it up again.", heading=f"End {found.reference}", button="End it",
        warning=True,
    )  # fmt: skip


@require_safe
def version_pdf(http: HttpRequest, pk: uuid.UUID, number: int) -> FileResponse:
    """One version as PDF."""
    found = _scoped(http, pk)
    version = get_object_or_404(found.versions.exclude(document=None), number=number)
    made = documents.document_of(version.document, owner_kind=actions.OWNER_KIND, owner_id=pk)
    return serve(http, made, by=http.user)
