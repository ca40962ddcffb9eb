"""Whose list an item is in."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dco_portal.accounts.permissions import Permission
from dco_portal.common.clock import today

if TYPE_CHECKING:
    from dco_portal.accounts.models import User


def owners_for(user: "User") -> list[uuid.UUID]:
    """The person and those they stand in for today in the organisation acted for (one query)."""
    from dco_portal.accounts.models import Cover

    if user.membership is None:
        return []
    day = today()
    covered = Cover.objects.filter(
        stand_in=user.pk,
        organisation=user.membership.organisation_id,
        starts_on__lte=day,
        ends_on__gte=day,
    )
    return [user.pk, *covered.values_list("absent_id", flat=True)]


def owned(owners: list[uuid.UUID]) -> Q:
    """Items of these people. One person is compared by `=`, so that the list index gives the order."""
    return Q(owner_id=owners[0]) if len(owners) == 1 else Q(owner_id__in=owners)


class WorkQuerySet(models.QuerySet):
    """Items of work, seen by the people of the organisation whose list they are in."""

    def visible_to(self, user: "User", *, owners: list[uuid.UUID] | None = None) -> "WorkQuerySet":
        """Items in this person's lists: the organisation's, their service's, or their own.

        Their own are also those of a colleague they stand in for; `owners` gives
        `owners_for(user)` where it is known already.
        """
        membership = user.membership
        if membership is None:
            return self.none()
        rows = self.filter(organisation_id=membership.organisation_id)
        whole = user.may(Permission.SEE_ORGANISATION_WORK)
        if whole and not membership.service_id:
            return rows
        mine = owned(owners_for(user) if owners is None else owners)
        return rows.filter(Q(team_id=membership.service_id) | mine if whole else mine)
