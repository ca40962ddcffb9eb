"""Who may see which child or case: `Involvement` rows alone decide.

Feature apps build their own `visible_to` from `involved(user, case_id=OuterRef("pk"))`.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.queries import covers_of
from dco_portal.common.clock import today

if TYPE_CHECKING:
    from dco_portal.accounts.models import User


def involved(user: "User", **link: Any) -> Exists | None:
    """An EXISTS over the involvements through which `user` may see a record, or None for nobody.

    `link` ties it to the outer row: `child_id=OuterRef("pk")` or `case_id=OuterRef("pk")`.
    An involvement of a whole organisation opens the record to those of its people who may see
    the organisation's work; one of a service, also to the service's own people who have been
    given it; one of a named person, to that person and, while it lasts, to whoever stands in for
    them. A part that ended today is over.
    """
    from dco_portal.children.models import Involvement

    if user.membership is None or not user.may(Permission.SEE_CHILDREN):
        return None
    mine = Q(user_id=user.pk) | Q(user_id__in=covers_of(user).values("absent"))
    if user.may(Permission.SEE_ORGANISATION_WORK):
        wide = Q(user=None)
        if user.membership.service_id:  # a lead of one service sees that service's part only
            wide &= Q(service_id=user.membership.service_id) | Q(service=None)
        mine |= wide
    rows = Involvement.objects.filter(
        mine,
        Q(ends_on=None) | Q(ends_on__gt=today()),
        starts_on__lte=today(),
        organisation_id=user.membership.organisation_id,
        **link,
    )
    return Exists(rows)


class ScopedQuerySet(models.QuerySet):
    """A queryset of case records, each seen through the involvements that name it as their case."""

    def visible_to(self, user: "User") -> "ScopedQuerySet":
        """The records in which this person, acting for this organisation, has a part."""
        exists = involved(user, case_id=OuterRef("pk"))
        return self.none() if exists is None else self.filter(exists)


class ChildQuerySet(models.QuerySet):
    """Children, seen through any involvement with them."""

    def visible_to(self, user: "User") -> "ChildQuerySet":
        """The children in whose case this person, acting for this organisation, has a part."""
        exists = involved(user, child_id=OuterRef("pk"))
        return self.none() if exists is None else self.filter(exists)
