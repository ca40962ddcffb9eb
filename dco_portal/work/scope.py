"""Whose list an item is in."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dco_portal.accounts.permissions import Permission

if TYPE_CHECKING:
    from dco_portal.accounts.models import User


class WorkQuerySet(models.QuerySet):
    """Items of work, seen by the people of the organisation whose list they are in."""

    def visible_to(self, user: "User") -> "WorkQuerySet":
        """Items in this person's lists: the organisation's, their service's, or their own."""
        membership = user.membership
        if membership is None:
            return self.none()
        rows = self.filter(organisation_id=membership.organisation_id)
        if not user.may(Permission.SEE_ORGANISATION_WORK):
            return rows.filter(owner_id=user.pk)
        if membership.service_id:
            return rows.filter(Q(team_id=membership.service_id) | Q(owner_id=user.pk))
        return rows
