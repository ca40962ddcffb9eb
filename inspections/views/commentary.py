"""The commentary on a red measure: read, and written by its owner."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dco_portal.common.clock import today
from dco_portal.common.steps import step
from inspections.actions import reds
from inspections.forms.measures import CommentaryForm
from inspections.models import Commentary
from inspections.models.scope import reads
from inspections.queries import measures as queries
from inspections.queries import owners
from inspections.rules import measures as pure
from inspections.rules import measuring as rules
from inspections.states import PLAN_OPEN, CommentaryState


@require_http_methods(["GET", "POST"])
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Why a measure is red, what is being done, by when it is right: to read or to write."""
    rows = Commentary.objects.visible_to(http.user).select_related(
        "plan__la", "plan__icb", "measure", "reading", "written_by"
    )
    found = get_object_or_404(rows, pk=pk)
    may = (
        rules.may_comment(http.user, found, owns=owners.owns(http.user, found))
        and found.state != CommentaryState.CLOSED
        and found.plan.state in PLAN_OPEN
    )
    if http.method == "POST":
        rules.check_can_comment(http.user, found, owns=owners.owns(http.user, found))
    form = CommentaryForm(http.POST or None, commentary=found) if may else None
    line = queries.line(found.measure_id, today(), public=False)
    point = next((p for p in line.points if p.ends_on == found.ends_on), None)
    here = reads(http.user)
    return step(
        http, form, lambda data: reds.write(by=http.user, commentary_id=pk, **data),
        back=reverse("inspections:commentary", args=[pk]), done="Thank you. Your words are saved.",
        template="inspections/commentary.html", plan=found.plan, commentary=found, line=line, point=point,
        period=pure.named(found.reading.starts_on, found.ends_on), chart=queries.chart_of(line), reads_plan=here,
        rule=pure.RULE, figure=pure.figure(found.reading.value, line.unit),
        planned=pure.figure(point.planned, line.unit) if point and point.planned is not None else "",
    )  # fmt: skip
