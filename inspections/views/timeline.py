"""What anybody may read of inspections: the timeline, one inspection, its report, a file of it all."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common import sheets
from dco_portal.common.errors import NotFound
from dco_portal.common.shared_pages import shared
from dco_portal.documents.serve import serve
from inspections.models import Inspection
from inspections.presenters import record as present
from inspections.queries import record as queries


@require_safe
@login_not_required
@shared(300)
def timeline(http: HttpRequest) -> HttpResponse:
    """Every published inspection, what is to come first; of one area where asked."""
    areas = queries.public_areas()
    area = next((each for each in areas if each.slug == http.GET.get("area", "")), None)
    slug = area.slug if area else ""
    rows = queries.timeline(slug)
    page = queries.page(rows, after=http.GET.get("after", ""), before=http.GET.get("before", ""))
    plain = Inspection.objects.published()
    plain = plain.filter(la=area) if area else plain
    come = present.to_come(queries.windows(plain), queries.expected(plain.select_related("la")), public=True)  # fmt: skip
    csv = reverse("inspections:timeline-csv")
    context = {
        "entries": [present.entry(each) for each in page.rows], "page": page, "areas": areas, "area": area,
        "come": come, "csv_url": f"{csv}?area={slug}" if slug else csv,
    }  # fmt: skip
    return render(http, "inspections/timeline.html", context)


@require_safe
@login_not_required
def timeline_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The timeline with its findings as a file."""
    rows = queries.each(queries.timeline(http.GET.get("area", "")))
    lines = (line for each in rows for line in present.public_lines(each))
    return sheets.download("send-inspections.csv", present.PUBLIC_HEADER, lines)


def _published(pk: uuid.UUID) -> Inspection:
    found = queries.published(pk)
    if found is None:
        raise NotFound("There is no such inspection on the public timeline.")
    return found


@require_safe
@login_not_required
@shared(300)
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One published inspection."""
    return render(http, "inspections/inspection.html", {"entry": present.entry(_published(pk))})


@require_safe
@login_not_required
def report(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The report file of a published inspection."""
    found = _published(pk)
    if found.report is None:
        raise NotFound
    return serve(http, found.report, by=http.user if http.user.is_authenticated else None)
