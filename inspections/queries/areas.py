"""The areas somebody answers for: a local authority together with an integrated care board."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.organisations.models import AreaLink, Organisation
from inspections.models import Plan


@dataclass(frozen=True)
class Area:
    """One authority with one board. `key` names it in addresses: the two slugs, joined by a full stop."""

    la: Organisation
    icb: Organisation

    @property
    def key(self) -> str:
        return f"{self.la.slug}.{self.icb.slug}"

    @property
    def label(self) -> str:
        """The authority's name: families and inspectors know an area by it."""
        return self.la.label

    def __str__(self) -> str:
        return f"{self.la.label} with {self.icb.label}"


def areas_of(user: User) -> list[Area]:
    """The areas of the organisation acted for, by the authority's name. One query."""
    if user.membership is None:
        return []
    here = user.membership.organisation_id
    links = AreaLink.objects.filter(Q(local_authority=here) | Q(icb=here))
    rows = links.select_related("local_authority", "icb").order_by(
        "local_authority__name", "icb__name"
    )
    return [Area(link.local_authority, link.icb) for link in rows]


def chosen(areas: Iterable[Area], key: str) -> Area | None:
    """The area a key names among these."""
    return next((area for area in areas if area.key == key), None)


def has_plans(la_id: uuid.UUID) -> bool:
    """Whether an authority has any plan yet."""
    return Plan.objects.filter(la=la_id).exists()
