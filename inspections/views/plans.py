"""Plans at the desk: the list, one plan with its whole chain, one priority."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from inspections.models import Plan, Priority
from inspections.rules import plans as rules


def scoped(http: HttpRequest, pk: uuid.UUID) -> Plan:
    """The plan in the reader's scope; 403 for other roles, 404 out of scope."""
    rules.check_can_read(http.user)
    rows = Plan.objects.visible_to(http.user).select_related("la", "icb", "inspection", "board")
    return get_object_or_404(rows, pk=pk)


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """The plans that the reader sees, the newest first."""
    rules.check_can_read(http.user)
    rows = Plan.objects.visible_to(http.user).select_related("la").order_by("-starts_on", "-pk")
    return render(http, "inspections/plans.html", {"plans": rows[:50]})


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One plan."""
    return render(http, "inspections/plan.html", {"plan": scoped(http, pk)})


@require_safe
def priority(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One priority of a plan."""
    rules.check_can_read(http.user)
    rows = Priority.objects.visible_to(http.user).select_related("plan__la", "plan__icb")
    found = get_object_or_404(rows, pk=pk)
    return render(http, "inspections/priority.html", {"plan": found.plan, "priority": found})
