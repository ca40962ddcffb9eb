"""The weekly traffic-light list of each service: a mail with the numbers and a link to the list."""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse

from dco_portal.accounts.models import Membership
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.queries import roles_with
from dco_portal.common.clock import today
from dco_portal.notifications.actions import Message, tell_many
from dco_portal.organisations.models import ProviderService
from dco_portal.work.models import WorkItem
from dco_portal.work.queries import SOON

BATCH = 200


def weekly_lists(on: dt.date | None = None) -> int:
    """Tell the leads of every service with open work how its week looks; the number of mails.

    Once a week (Monday to Sunday) and person, however often it runs; a missed Monday is caught up
    with on the next day.
    """
    on = on or today()
    counts = traffic(on)
    services = ProviderService.objects.filter(pk__in=counts).select_related("provider")
    told = 0
    ordered = list(services.order_by("pk"))
    for start in range(0, len(ordered), BATCH):
        told += _tell(ordered[start : start + BATCH], counts, on)
    return told


def traffic(on: dt.date) -> dict:
    """Open items by service id: {service id: {"red": n, "amber": n, "green": n}} (one query)."""
    colour = Case(
        When(due_on__lt=on, then=Value("red")),
        When(Q(due_on__lte=on + SOON) | Q(target_on__lt=on), then=Value("amber")),
        default=Value("green"),
    )
    rows = WorkItem.objects.filter(state=WorkItem.State.OPEN).exclude(team=None)
    found: dict = defaultdict(lambda: {"red": 0, "amber": 0, "green": 0})
    for team, shade, count in (
        rows.annotate(colour=colour).order_by().values_list("team", "colour").annotate(Count("pk"))
    ):
        found[team][shade] = count
    return dict(found)


@transaction.atomic
def _tell(services: list[ProviderService], counts: dict, on: dt.date) -> int:
    leads: dict = defaultdict(list)
    held = Membership.objects.filter(
        organisation__in={service.provider_id for service in services},
        ended_on=None,
        user__is_active=True,
        role__in=roles_with(Permission.ALLOCATE),
    )
    for membership in held.select_related("user"):
        leads[membership.organisation_id].append(membership)
    year, week, _ = on.isocalendar()
    messages = []
    for service in services:
        count = counts[service.pk]
        messages += [
            Message(
                recipient=membership.user,
                kind="work.weekly",
                subject=f"Weekly list: {service.name}",
                body=f"{service.name} on {on:%-d %B %Y}:\n"
                f"red, late by law: {count['red']}\n"
                f"amber, due within 7 days or past the service date: {count['amber']}\n"
                f"green, on course: {count['green']}",
                dedupe_key=f"weekly:{service.pk}:{year}-{week}",
                link=reverse("home:weekly", args=[service.pk]),
                organisation=service.provider,
            )
            for membership in leads[service.provider_id]
            if membership.service_id in (service.pk, None)
        ]
    return tell_many(messages)
