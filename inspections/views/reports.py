"""Progress reports at the desk: the list, making one, its page, approving, its files."""

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal import audit, charts
from dco_portal.common import sheets
from dco_portal.common.clock import today
from dco_portal.common.steps import step
from dco_portal.documents.serve import serve
from inspections.actions import reports as actions
from inspections.forms import reports as forms
from inspections.models import Plan, Report
from inspections.presenters import reports as present
from inspections.queries import reports as queries
from inspections.rules import reports as rules
from inspections.views.plans import scoped

form_page = require_http_methods(["GET", "HEAD", "POST"])
DAY_SECONDS = 24 * 3600


def found(http: HttpRequest, pk: uuid.UUID) -> Report:
    """The report in the reader's scope. Raises NotFound."""
    return queries.one(http.user, pk)


def plan_of(http: HttpRequest, pk: uuid.UUID) -> Plan:
    """The plan in the reader's scope, for a step with it; 404 for everybody else."""
    rows = Plan.objects.visible_to(http.user).select_related("la", "icb")
    return get_object_or_404(rows, pk=pk)


@require_safe
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A plan's reports, the newest first."""
    plan = scoped(http, pk)
    context = {
        "plan": plan,
        "columns": present.COLUMNS,
        "rows": [present.row(report) for report in queries.of_plan(http.user, plan)],
        "may_make": rules.can_make(http.user, plan),
    }
    return render(http, "inspections/reports.html", context)


@require_safe
def index_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The list as a file."""
    plan = scoped(http, pk)
    rows = [present.list_row(report) for report in queries.of_plan(http.user, plan)]
    return sheets.download(f"{plan.slug}-reports.csv", present.LIST_HEADER, rows)


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a report of a plan."""
    plan = plan_of(http, pk)
    rules.check_can_make(http.user, plan)
    first, last = queries.last_quarter()
    form = forms.ReportForm(http.POST or None, initial={"starts_on": first, "ends_on": last})
    return step(
        http,
        form,
        lambda values: actions.make(by=http.user, plan_id=plan.pk, **values),
        back=reverse("inspections:plan-reports", args=[pk]),
        onward=lambda report: actions.link(report),
        done="The report is frozen. Its approvers have been told. Read it through below.",
        heading="Make a progress report",
        text=[
            f"It shows the plan as it stands today, {today():%-d %B %Y}, and never changes afterwards.",
            "An approver other than you approves it before it counts.",
        ],
        button="Make the report",
    )


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One report as it will be read, with what may be done with it."""
    report = found(http, pk)
    chart = reverse("inspections:plan-report-chart", args=[pk, "KEY"])
    context: dict[str, Any] = {
        **present.body(report, chart),
        "row": report,
        "plan": report.plan,
        "state_colour": present.COLOURS[report.state],
        "cards": present.cards(report, may_retry=rules.can_retry(http.user, report)),
        "may_approve": rules.can_approve(http.user, report),
        "may_withdraw": rules.can_withdraw(http.user, report),
        "is_maker": report.made_by_id == http.user.pk,
    }
    return render(http, "inspections/report.html", context)


@form_page
def approve(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Approve a report for good."""
    report = found(http, pk)
    rules.check_can_approve(http.user, report)
    public = report.audience == "public"
    return step(
        http,
        None,
        lambda values: actions.approve(by=http.user, report_id=pk),
        back=reverse("inspections:plan-report", args=[pk]),
        done="The report is approved. Its PDF and easy-read page are being made.",
        heading=f"Approve report {report.number}",
        text=[
            "Your name and role and the time are noted. It cannot be changed or taken back afterwards.",
            "Anybody will be able to read it." if public and report.plan.published_at else "",
        ],
        button="Approve the report",
    )


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a report back before it is approved."""
    report = found(http, pk)
    rules.check_can_withdraw(http.user, report)
    return step(
        http,
        forms.WithdrawForm(http.POST or None),
        lambda values: actions.withdraw(by=http.user, report_id=pk, **values),
        back=reverse("inspections:plan-report", args=[pk]),
        done="The report is withdrawn. It stays in the list with your words.",
        heading=f"Withdraw report {report.number}",
        text="It stays on the record and its number is not used again. A new report can be made at any time.",
        button="Withdraw the report",
        warning=True,
    )


@require_POST
def retry(http: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """Try again to make a file that failed."""
    report = found(http, pk)
    actions.retry(by=http.user, report_id=report.pk, document_id=document)
    return redirect("inspections:plan-report", pk)


@require_safe
def file(http: HttpRequest, pk: uuid.UUID, which: str) -> FileResponse:
    """One of a report's PDFs: draft, document or easy-read."""
    document = getattr(found(http, pk), which.replace("-", "_"))
    if document is None:
        raise Http404
    return serve(http, document, by=http.user, inline=True)


@require_safe
def csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """Everything the report says as a spreadsheet."""
    report = found(http, pk)
    audit.record("downloaded", by=http.user, obj=report, what="report csv")
    name = f"{report.plan.slug}-report-{report.number}.csv"
    return sheets.download(name, present.HEADER, present.csv_rows(report.content))


@require_safe
def chart(http: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """One of a report's charts."""
    return picture(http, found(http, pk), key)


def picture(http: HttpRequest, report: Report, key: str) -> HttpResponse:
    """A chart of a frozen report as SVG; `?narrow=1` for small screens. It never changes."""
    chart = queries.charts_of(report.content).get(key)
    if chart is None:
        raise Http404
    data = charts.kept(chart, narrow=http.GET.get("narrow") == "1")
    response = HttpResponse(data, content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={DAY_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
