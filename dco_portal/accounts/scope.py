"""Which organisations' people a person looks after, and which memberships they therefore see."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from dco_portal.accounts.permissions import Permission
from dco_portal.common.clock import today
from dco_portal.organisations.models import (
    AreaLink,
    Organisation,
    OrganisationKind,
    ProviderService,
)

if TYPE_CHECKING:
    from dco_portal.accounts.models import User


def looked_after(user: "User") -> QuerySet[Organisation]:
    """Organisations whose people this person may invite and switch off.

    A lead: their own. The ICB's DCO team also the schools and voluntary organisations of the ICB's
    area, which have no lead of their own; its portal administrator also the area's authorities and
    the providers that serve it, so that somebody can invite their first lead.
    """
    membership = user.membership
    if membership is None or not user.may(Permission.INVITE):
        return Organisation.objects.none()
    found = Q(pk=membership.organisation_id)
    if membership.organisation.kind == OrganisationKind.ICB:
        area = AreaLink.objects.filter(icb=membership.organisation_id).values("local_authority")
        found |= Q(
            kind__in=[OrganisationKind.SCHOOL, OrganisationKind.VOLUNTARY],
            local_authority__in=area,
        )
        if membership.role == "administrator":
            services = ProviderService.objects.filter(provider=OuterRef("pk"), areas__in=area)
            found |= Q(kind=OrganisationKind.LA, pk__in=area)
            found |= Q(Exists(services), kind=OrganisationKind.PROVIDER)
    return Organisation.objects.filter(found).order_by("name", "pk")


class MembershipQuerySet(models.QuerySet):
    """People's parts in organisations."""

    def in_force(self) -> "MembershipQuerySet":
        """Not ended, begun, and the organisation not closed."""
        return self.filter(
            Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=today()),
            ended_on=None,
            started_on__lte=today(),
        )

    def visible_to(self, user: "User") -> "MembershipQuerySet":
        """Memberships, ended ones too, of the organisations this person looks after."""
        if user.membership is None:
            return self.none()
        return self.filter(organisation__in=looked_after(user).values("pk"))


class InvitationQuerySet(models.QuerySet):
    """Invitations sent."""

    def visible_to(self, user: "User") -> "InvitationQuerySet":
        """Invitations to the organisations this person looks after."""
        if user.membership is None:
            return self.none()
        return self.filter(organisation__in=looked_after(user).values("pk"))

    def waiting(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; some may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)
