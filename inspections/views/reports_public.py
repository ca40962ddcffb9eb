"""Approved reports for everybody: the list, each as page, PDF, spreadsheet and easy read, and the newest at a stable address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common import sheets
from dco_portal.common.errors import NotFound
from dco_portal.common.shared_pages import shared
from dco_portal.documents.models import Document
from dco_portal.documents.serve import serve
from inspections.models import Report
from inspections.presenters import reports as present
from inspections.queries import reports as queries
from inspections.views.reports import DAY_SECONDS, picture

KEPT, NEWEST_KEPT = 300, 300  # seconds


@require_safe
@login_not_required
@shared(KEPT)
def index(http: HttpRequest, slug: str) -> HttpResponse:
    """A plan's approved reports, the newest first."""
    plan = queries.published_plan(slug)
    context = {"plan": plan, "reports": queries.published(plan), "newest": queries.newest(plan)}
    return render(http, "inspections/reports_public.html", context)


@require_safe
@login_not_required
@shared(KEPT)
def show(http: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One approved report as a page."""
    report = queries.published_one(slug, number)
    chart = reverse("inspections:report-chart", args=[slug, number, "KEY"])
    context = {**present.body(report, chart), "row": report, "plan": report.plan}
    return render(http, "inspections/report_public.html", context)


@require_safe
@login_not_required
def pdf(http: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One approved report's PDF."""
    report = queries.published_one(slug, number)
    return _file(http, report, report.document, DAY_SECONDS)


@require_safe
@login_not_required
def easy(http: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One approved report's easy-read page."""
    report = queries.published_one(slug, number)
    return _file(http, report, report.easy_read, DAY_SECONDS)


@require_safe
@login_not_required
def csv(http: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    """One approved report as a spreadsheet."""
    report = queries.published_one(slug, number)
    audit.record("downloaded", by=_reader(http), obj=report, what="report csv")
    rows = present.csv_rows(report.content)
    return sheets.download(f"{slug}-report-{number}.csv", present.HEADER, rows)


@require_safe
@login_not_required
def chart(http: HttpRequest, slug: str, number: int, key: str) -> HttpResponse:
    """One of an approved report's charts."""
    response = picture(http, queries.published_one(slug, number), key)
    response["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    return response


@require_safe
@login_not_required
def latest(http: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest approved report's PDF at an address that stays; a page that helps (404) when there is none."""
    plan = queries.published_plan(slug)
    report = queries.newest(plan)
    if report is None:
        return render(http, "inspections/report_none.html", {"plan": plan}, status=404)
    response = _file(http, report, report.document, NEWEST_KEPT)
    own = http.build_absolute_uri(reverse("inspections:report-pdf", args=[slug, report.number]))
    response["Link"] = f'<{own}>; rel="canonical"'
    return response


def _file(
    http: HttpRequest, report: Report, document: Document | None, seconds: int
) -> HttpResponseBase:
    """The file with the headers of something that never changes, or "not modified". Raises NotFound, Conflict."""
    if document is None:
        raise NotFound
    approved = int(report.approved_at.timestamp()) if report.approved_at else None
    etag = f'"{document.sha256}"' if document.sha256 else None
    headers = {"Cache-Control": f"public, max-age={seconds}"}
    if approved:
        headers["Last-Modified"] = http_date(approved)
    if etag:
        headers["ETag"] = etag
        answer = get_conditional_response(http, etag=etag, last_modified=approved)
        if answer is not None:
            return _with(answer, headers)
    return _with(serve(http, document, by=_reader(http), inline=True), headers)


def _with(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    return response


def _reader(http: HttpRequest) -> User | None:
    """Who reads, for the audit: None for a visitor."""
    return http.user if isinstance(http.user, User) else None
