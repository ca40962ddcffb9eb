"""Reading for the lists: colleagues, and a service's week at a glance."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from dco_portal.accounts.models import Cover, Membership, User
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.queries import roles_with
from dco_portal.common.clock import today
from dco_portal.organisations.models import Organisation, ProviderService
from dco_portal.work.models import OPEN, OWED, ReminderSweep, WorkItem


def colleagues(
    organisation: Organisation, *, service: ProviderService | None = None
) -> QuerySet[User]:
    """Active people of an organisation who work with children's records, by name.

    With a service: its own people, and those who hold their role for the whole organisation.
    """
    held = Membership.objects.filter(
        user=OuterRef("pk"),
        organisation=organisation,
        ended_on=None,
        role__in=roles_with(Permission.SEE_CHILDREN),
    )
    if service is not None:
        held = held.filter(Q(service=service) | Q(service=None))
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "pk")


def item_ids(by: User, ids: Iterable[uuid.UUID]) -> list[WorkItem]:
    """Those of these items that the person may see, in the order given."""
    wanted = list(dict.fromkeys(ids))
    found = WorkItem.objects.visible_to(by).select_related("owner", "team").in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


CALENDAR_ITEMS = 1000


def own_dates(user: User) -> list[WorkItem]:
    """A person's open work with a date, in all their organisations, the earliest first; at most 1,000.

    What they do for a colleague as stand-in is theirs too.
    """
    organisations = [membership.organisation_id for membership in user.memberships_now]
    day = today()
    covered = Cover.objects.filter(
        stand_in=user, organisation__in=organisations, starts_on__lte=day, ends_on__gte=day
    ).filter(absent=OuterRef("owner"), organisation=OuterRef("organisation"))
    rows = WorkItem.objects.filter(
        OWED,
        Q(owner=user) | Exists(covered),
        Q(due_on__isnull=False) | Q(target_on__isnull=False),
        organisation__in=organisations,
    )
    return list(rows.order_by("order_on", "pk")[:CALENDAR_ITEMS])


def service_week(by: User, service_id: uuid.UUID, *, limit: int) -> list[WorkItem]:
    """A service's open items that the person may see, by date; at most `limit`, one query."""
    rows = WorkItem.objects.visible_to(by).filter(OPEN, team_id=service_id)
    return list(rows.select_related("owner", "organisation").order_by("order_on", "pk")[:limit])


def last_sweep() -> ReminderSweep | None:
    """The latest reminder sweep that finished."""
    return ReminderSweep.objects.exclude(finished_at=None).order_by("-id").first()


@dataclass(frozen=True)
class Light:
    """One item of a service's weekly list: its colour in a word, and why."""

    item: WorkItem
    colour: str  # red, amber, green
    why: str


SOON = dt.timedelta(days=7)


def light(item: WorkItem, on: dt.date) -> Light:
    """Red: late. Amber: due within seven days, or past its internal date. Green: the rest."""
    if item.due_on and item.due_on < on:
        return Light(item, "red", "Late")
    if item.due_on and item.due_on <= on + SOON:
        return Light(item, "amber", "Due within 7 days")
    if item.target_on and item.target_on < on:
        return Light(item, "amber", "Past its service date")
    return Light(item, "green", "On course")
