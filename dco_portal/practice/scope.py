"""Who may reach which record of the DCO's desk."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dco_portal.accounts.permissions import Permission
from dco_portal.organisations.models import (
    AreaLink,
    Organisation,
    OrganisationKind,
    ProviderService,
)

if TYPE_CHECKING:
    from dco_portal.accounts.models import User


def icbs_of(organisation: Organisation) -> models.QuerySet[Organisation]:
    """The ICBs in whose area an organisation works."""
    icbs = Organisation.objects.filter(kind=OrganisationKind.ICB)
    if organisation.kind == OrganisationKind.ICB:
        return icbs.filter(pk=organisation.pk)
    links = AreaLink.objects.filter(icb=OuterRef("pk"))
    if organisation.kind == OrganisationKind.LA:
        return icbs.filter(Exists(links.filter(local_authority=organisation)))
    if organisation.kind == OrganisationKind.PROVIDER:
        services = ProviderService.objects.filter(
            provider=organisation, closed_on=None, areas=OuterRef("local_authority_id")
        )
        return icbs.filter(Exists(links.filter(Exists(services))))
    return icbs.filter(Exists(links.filter(local_authority_id=organisation.local_authority_id)))


class DeskQuerySet(models.QuerySet):
    """Records of one ICB's DCO team."""

    def visible_to(self, user: "User") -> "DeskQuerySet":
        """The team's own; nothing to anybody else."""
        if user.organisation is None or not user.may(Permission.KEEP_PRACTICE):
            return self.none()
        return self.filter(icb=user.organisation)


class SessionQuerySet(models.QuerySet):
    """Training and drop-ins."""

    def kept_by(self, user: "User") -> "SessionQuerySet":
        """The team's own, in every state."""
        if user.organisation is None or not user.may(Permission.KEEP_PRACTICE):
            return self.none()
        return self.filter(icb=user.organisation)

    def visible_to(self, user: "User") -> "SessionQuerySet":
        """The team's own, and to those who may book what their area offers, drafts apart."""
        organisation = user.organisation
        if organisation is None:
            return self.none()
        if user.may(Permission.KEEP_PRACTICE):
            return self.kept_by(user)
        if not user.may(Permission.BOOK_TRAINING):
            return self.none()
        return self.filter(icb__in=icbs_of(organisation)).exclude(state="draft")


class BookingQuerySet(models.QuerySet):
    """Places booked."""

    def visible_to(self, user: "User") -> "BookingQuerySet":
        """Those of one's own organisation; to the team, those of its sessions."""
        organisation = user.organisation
        if organisation is None:
            return self.none()
        if user.may(Permission.KEEP_PRACTICE):
            return self.filter(session__icb=organisation)
        if not user.may(Permission.BOOK_TRAINING):
            return self.none()
        return self.filter(organisation=organisation)


class PlanQuerySet(models.QuerySet):
    """Healthcare plans of a school."""

    def visible_to(self, user: "User") -> "PlanQuerySet":
        """The school's own people who keep plans; nobody else, the DCO team neither."""
        if user.organisation is None or not user.may(Permission.KEEP_HEALTHCARE_PLANS):
            return self.none()
        return self.filter(Q(school=user.organisation))
