"""What anybody reads of improvement plans: the list, one plan, its charts, films and versions."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dco_portal import charts
from dco_portal.common import keyset
from dco_portal.common.clock import today
from dco_portal.common.shared_pages import shared
from dco_portal.documents import films
from dco_portal.documents.serve import serve
from inspections.models import Measure, Plan, Version, Video
from inspections.presenters import improvement as present
from inspections.queries import content, measures
from inspections.queries import public as queries

# Seconds for which caches between the portal and its visitors may keep a public page.
KEPT = 300


def _plan(slug: str) -> Plan:
    return get_object_or_404(queries.plans(), slug=slug)


@require_safe
@login_not_required
@shared(KEPT)
def index(request: HttpRequest) -> HttpResponse:
    """Every published plan by area, or those of one."""
    areas = queries.areas()
    area = next((each for each in areas if each.slug == request.GET.get("area")), None)
    rows = queries.plans().filter(la=area) if area else queries.plans()
    page = keyset.page(
        rows, order="area", filled=True, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )  # fmt: skip
    newest = queries.newest_reports(row.pk for row in page.rows)
    context = {
        "areas": areas if len(areas) > 1 else [],
        "area": area,
        "page": page,
        "plans": [present.card(row, newest.get(row.pk)) for row in page.rows],
    }
    return render(request, "inspections/improvement.html", context)


@require_safe
@login_not_required
@shared(KEPT)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """One plan: what was wanted, what was done, the difference it made, what is next."""
    found = _plan(slug)
    context = present.page(
        found,
        content.chain(found.pk, today(), public=True),
        measures.lines(found.pk, today(), public=True),
        films=queries.films(found),
        versions=queries.versions(found),
        reports=queries.reports(found),
    )
    return render(request, "inspections/improvement_plan.html", context)


@require_safe
@login_not_required
@shared(KEPT)
def chart(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """A public measure's chart as a picture; `?narrow=1` is drawn for small screens."""
    found = get_object_or_404(Plan.objects.published(), slug=slug)
    try:
        line = queries.measure_line(found, pk)
    except Measure.DoesNotExist:
        raise Http404 from None
    picture = charts.kept(measures.chart_of(line), narrow=bool(request.GET.get("narrow")))
    return HttpResponse(picture, content_type="image/svg+xml")


@require_safe
@login_not_required
def version(request: HttpRequest, slug: str, number: int) -> FileResponse:
    """A published version of the plan, as its public PDF."""
    rows = Version.objects.filter(
        plan__slug=slug, plan__published_at__isnull=False, number=number, published_at__isnull=False
    )
    row = get_object_or_404(rows.select_related("public_document").defer("content"))
    if row.public_document is None:
        raise Http404
    by = request.user if request.user.is_authenticated else None
    return serve(request, row.public_document, by=by, inline=True)


def _film(slug: str, pk: uuid.UUID) -> Video:
    rows = Video.objects.filter(
        plan__slug=slug, plan__published_at__isnull=False, published_at__isnull=False
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@login_not_required
def film(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse | FileResponse:
    """A published film that is kept here."""
    file = queries.film_file(_film(slug, pk))
    if file is None:
        raise Http404
    return films.play(request, file)


@require_safe
@login_not_required
@shared(KEPT)
def captions(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """A published film's captions."""
    found = _film(slug, pk)
    if not found.captions:
        raise Http404
    return HttpResponse(found.captions, content_type="text/vtt; charset=utf-8")
