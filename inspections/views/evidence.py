"""Evidence of an action or plan: listed, given, verified, withdrawn, shown to the public."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import sheets
from dco_portal.common.clock import today
from dco_portal.common.steps import step
from dco_portal.documents.serve import serve
from dco_portal.work import actions as work
from inspections.actions import evidence as actions
from inspections.forms import evidence as forms
from inspections.forms.progress import WordsForm
from inspections.models.scope import reads
from inspections.presenters import action as present
from inspections.queries import action_page
from inspections.queries import evidence as queries
from inspections.rules import progress as rules
from inspections.views.action import here
from inspections.views.plans import scoped

form_page = require_http_methods(["GET", "POST"])
STRONGER = [
    "Activity shows that something was done, output that something was produced.",
    "Outcome shows that something changed for children and families; lived experience, that they say so themselves.",
    "It counts once somebody else has verified it.",
]


def item(pk: uuid.UUID) -> str:
    """The page of one piece of evidence."""
    return reverse("inspections:evidence-item", args=[pk])


@require_safe
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The evidence of a plan."""
    plan = scoped(http, pk)
    form = forms.EvidenceFilterForm(http.GET or None, plan=plan)
    wanted = form.filters()
    page = queries.page(
        http.user, pk, wanted, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )
    for row in page.rows:
        row.plan = plan
    here_ = reverse("inspections:evidence", args=[pk])
    query = http.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context: dict[str, Any] = {
        "plan": plan, "form": form, "page": page, "summary": queries.summary(http.user, pk),
        "rows": present.evidence_rows(page.rows, queries.files(page.rows), http.user),
        "filtered": bool(wanted.priority or wanted.strength or wanted.shows), "clear_url": here_,
        "csv_url": f"{reverse('inspections:evidence-csv', args=[pk])}?{query.urlencode()}",
        "new_url": reverse("inspections:evidence-new", args=[pk]) if rules.can_keep(http.user, plan) else "",
    }  # fmt: skip
    return render(http, "inspections/evidence_list.html", context)


@require_safe
def index_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The same as a file."""
    plan = scoped(http, pk)
    wanted = forms.EvidenceFilterForm(http.GET or None, plan=plan).filters()
    work.note_export(by=http.user, query=http.GET.urlencode(), what="evidence.csv")
    rows = (queries.as_row(row) for row in queries.everything(http.user, pk, wanted))
    return sheets.download(f"evidence-{plan.reference}.csv", queries.HEADER, rows)


@form_page
def add(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add evidence to an action."""
    action = action_page.scoped(http.user, pk)
    rules.check_can_work(http.user, action)
    form = forms.EvidenceForm(http.POST or None, http.FILES or None, initial={"on": today()})
    return step(
        http, form, lambda data: actions.add(by=http.user, action_id=pk, **data), back=here(pk),
        done="The evidence is added. Somebody else can verify it now.", heading=f"Add evidence to action {action.number}",
        button="Add", text=STRONGER,
    )  # fmt: skip


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add evidence to a priority, a measure or the whole plan."""
    plan = action_page.plan(http.user, pk)
    rules.check_can_keep(http.user, plan)
    form = forms.PlanEvidenceForm(
        http.POST or None, http.FILES or None, plan=plan, initial={"on": today()}
    )
    return step(
        http, form, lambda data: actions.add_to_plan(by=http.user, plan_id=pk, **form.values()),
        back=reverse("inspections:evidence", args=[pk]), done="The evidence is added. Somebody else can verify it now.",
        heading="Add evidence to the plan", button="Add", text=STRONGER,
    )  # fmt: skip


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One piece of evidence."""
    evidence = queries.scoped(http.user, pk)
    files = queries.files([evidence]).get(evidence.pk, [])
    context = {
        "evidence": evidence,
        "plan": evidence.plan,
        "reader": reads(http.user),
        "row": present.evidence_row(evidence, files, http.user),
    }
    return render(http, "inspections/evidence_item.html", context)


@form_page
def verify(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that it is so."""
    evidence = queries.scoped(http.user, pk)
    rules.check_can_verify(http.user, evidence)
    form = forms.VerifyForm(http.POST or None, initial={"strength": str(evidence.strength)})
    return step(
        http, form, lambda data: actions.verify(by=http.user, evidence_id=pk, **data), back=item(pk),
        done="The evidence is verified.", heading=f"Verify: {evidence.title}", button="Verify",
        text=["By verifying you say that you have looked at it and that it shows this.", *STRONGER[:2]],
    )  # fmt: skip


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw it."""
    evidence = queries.scoped(http.user, pk)
    rules.check_can_withdraw(http.user, evidence)
    form = WordsForm(http.POST or None)
    return step(
        http, form, lambda data: actions.withdraw(by=http.user, evidence_id=pk, **data), back=item(pk),
        done="The evidence is withdrawn.", heading=f"Withdraw: {evidence.title}", button="Withdraw", warning=True,
        text="It stays on record with your reason. A blue rating that nothing else holds up comes down.",
    )  # fmt: skip


@require_POST
def public(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show it to the public, or no longer."""
    wanted = "show" in http.POST
    actions.set_public(by=http.user, evidence_id=pk, public=wanted)
    messages.success(
        http, "The public may see it." if wanted else "It is no longer shown to the public."
    )
    return redirect(item(pk))


@require_http_methods(["GET", "HEAD"])
def download(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A file of it."""
    evidence = queries.scoped(http.user, pk)
    return serve(http, queries.file(evidence, file_id), by=http.user)
