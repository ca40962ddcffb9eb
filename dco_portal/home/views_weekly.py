"""A service's weekly traffic-light list: a page that prints well, and a file."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.accounts.permissions import Permission
from dco_portal.common import sheets
from dco_portal.common.clock import today
from dco_portal.home import kinds
from dco_portal.organisations.models import ProviderService
from dco_portal.work import actions, queries

LIMIT = 1000
CSV_HEADER = (
    "Light", "Why", "Reference", "Child", "Work", "Next step", "Who has it", "Due by law",
    "Service date (local policy)",
)  # fmt: skip
COLOURS = {"red": "Red", "amber": "Amber", "green": "Green"}


def lights(request: HttpRequest, service_id: uuid.UUID) -> tuple[ProviderService, list, bool]:
    """The service, its lights, and whether there are more than fit; 404 for a service not one's own.

    One's own: of the organisation acted for (and, for who leads one service, that service), or one
    with items in one's lists.
    """
    user = request.user
    service = ProviderService.objects.select_related("provider").filter(pk=service_id).first()
    if service is None or user.membership is None or not user.may(Permission.SEE_ORGANISATION_WORK):
        raise Http404
    items = queries.service_week(user, service_id, limit=LIMIT + 1)
    own = service.provider_id == user.membership.organisation_id and (
        user.membership.service_id in (service.pk, None)
    )
    if not items and not own:
        raise Http404
    on = today()
    return service, [queries.light(item, on) for item in items[:LIMIT]], len(items) > LIMIT


@require_safe
def weekly(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The list on a page, red first."""
    service, found, more = lights(request, pk)
    names = kinds.labels([light.item for light in found], request.user)
    groups = [
        {
            "colour": colour,
            "words": words,
            "lights": [light for light in found if light.colour == colour],
        }
        for colour, words in COLOURS.items()
    ]
    return render(
        request,
        "home/worklist_weekly.html",
        {
            "service": service,
            "groups": groups,
            "names": names,
            "more": more,
            "limit": LIMIT,
            "csv_url": reverse("home:weekly_csv", args=[pk]),
        },
    )


@require_safe
def weekly_csv(request: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The list as a file."""
    _, found, _ = lights(request, pk)
    actions.note_export(by=request.user, query=str(pk), what="weekly.csv")
    names = kinds.labels([light.item for light in found], request.user)

    rows = (
        [
            COLOURS[light.colour],
            light.why,
            light.item.reference,
            names.get(light.item.object_id, ""),
            light.item.title,
            light.item.step,
            light.item.owner.name if light.item.owner else "",
            light.item.due_on,
            light.item.target_on,
        ]
        for light in found
    )
    return sheets.download(f"weekly-{today().isoformat()}.csv", CSV_HEADER, rows)
