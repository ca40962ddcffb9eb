"""Who holds which part: recipients and candidates for a piece of work."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from dco_portal.accounts.models import Cover, Membership, PlaceDuty, User
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.roles import ROLES
from dco_portal.common.clock import today
from dco_portal.organisations.models import Organisation, Place, ProviderService


def roles_with(permission: Permission) -> list[str]:
    """Codes of the roles that carry a permission."""
    return [role.code for role in ROLES.values() if permission in role.permissions]


def people(
    organisation: Organisation | None,
    permission: Permission,
    *,
    service: ProviderService | None = None,
) -> QuerySet[User]:
    """Active people of an organisation whose role carries the permission, by name.

    With a service: those of that service, and those who hold the role for the whole organisation.
    """
    if organisation is None:
        return User.objects.none()
    memberships = Membership.objects.in_force().filter(
        user=OuterRef("pk"), organisation=organisation, role__in=roles_with(permission)
    )
    if service is not None:
        memberships = memberships.filter(Q(service=service) | Q(service=None))
    return User.objects.filter(Exists(memberships), is_active=True).order_by("name", "pk")


def names(user_ids: Iterable) -> dict:
    """Names by user id, for lists (one query)."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))


def colleagues(organisation: Organisation | None) -> QuerySet[User]:
    """Everybody active with a part in the organisation today, by name."""
    if organisation is None:
        return User.objects.none()
    memberships = Membership.objects.in_force().filter(
        user=OuterRef("pk"), organisation=organisation
    )
    return User.objects.filter(Exists(memberships), is_active=True).order_by("name", "pk")


def stand_ins(
    user_ids: Iterable, organisation: Organisation, on: dt.date | None = None
) -> dict[uuid.UUID, uuid.UUID]:
    """Who stands in for whom on a day (default today): absent person's id → stand-in's id (one query)."""
    day = on or today()
    rows = Cover.objects.filter(
        absent__in=set(user_ids),
        organisation=organisation,
        starts_on__lte=day,
        ends_on__gte=day,
        stand_in__is_active=True,
    )
    return dict(rows.values_list("absent", "stand_in"))


def covered_by(user: User, on: dt.date | None = None) -> list[uuid.UUID]:
    """Ids of the people this person stands in for on a day, in the organisation acted for."""
    return list(covers_of(user, on).values_list("absent", flat=True))


def covers_of(user: User, on: dt.date | None = None) -> QuerySet[Cover]:
    """The cover this person gives on a day, in the organisation acted for; a subquery in scopes."""
    day = on or today()
    return Cover.objects.filter(
        stand_in=user, organisation=user.organisation, starts_on__lte=day, ends_on__gte=day
    ).exclude(organisation=None)


@dataclass(frozen=True)
class Turn:
    """One line of a place's DCO team: the duty in words, the days, and for colleagues the person."""

    id: uuid.UUID
    duty: str
    user_id: uuid.UUID
    name: str
    covers: str
    starts_on: dt.date
    ends_on: dt.date | None

    def now(self, on: dt.date | None = None) -> bool:
        """Whether the day (default today) is in the turn."""
        day = on or today()
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def team(place: Place, on: dt.date | None = None) -> list[Turn]:
    """Turns of a place that last on the day (default today) or are to come, in order.

    Whoever left the ICB is not in it. For people of the portal only: the public sees roles, not names.
    """
    day = on or today()
    parts = Membership.objects.in_force().filter(
        user=OuterRef("user"), organisation=OuterRef("place__icb")
    )
    rows = (
        PlaceDuty.objects.filter(Exists(parts), place=place, user__is_active=True)
        .filter(Q(ends_on=None) | Q(ends_on__gte=day))
        .select_related("user", "covers")
        .order_by("starts_on", "pk")
    )
    return [
        Turn(
            id=row.pk,
            duty=row.get_duty_display(),
            user_id=row.user_id,
            name=row.user.name,
            covers=row.covers.name if row.covers else "",
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]


def duties_today(place: Place, on: dt.date | None = None) -> list[str]:
    """Which duties of a place are filled on a day, in words and without a name: ["DCO", "Cover"]."""
    return sorted({turn.duty for turn in team(place, on) if turn.now(on)})
