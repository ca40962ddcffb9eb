"""Which DCO team answers: the places and areas somebody may ask about."""

from dataclasses import dataclass

from django.db.models import QuerySet

from dco_portal.accounts.models import User
from dco_portal.organisations.models import (
    AreaLink,
    Organisation,
    OrganisationKind,
    Place,
    ProviderService,
)


@dataclass(frozen=True)
class Area:
    """An area with its authority and the board whose DCO team answers. `key` stands in an address."""

    key: str
    label: str
    icb: Organisation
    la: Organisation
    place: Place | None = None


def areas(by: User | None = None) -> list[Area]:
    """Every area with a DCO team by name; for somebody who asks for an organisation, only theirs. Two or three queries."""
    places = Place.objects.select_related("icb", "local_authority")
    links = AreaLink.objects.select_related("icb", "local_authority").filter(
        icb__closed_on=None, local_authority__closed_on=None
    )
    if by is not None and by.organisation is not None:
        mine = list(_authorities(by.organisation).values_list("pk", flat=True))
        places, links = (
            places.filter(local_authority__in=mine),
            links.filter(local_authority__in=mine),
        )
    found = [
        Area(place.slug, place.name, place.icb, place.local_authority, place)
        for place in places.filter(icb__closed_on=None)
    ]
    covered = {(area.icb.pk, area.la.pk) for area in found}
    rest = [link for link in links if (link.icb_id, link.local_authority_id) not in covered]
    several = [link.local_authority_id for link in rest]
    for link in rest:
        name = link.local_authority.label
        if several.count(link.local_authority_id) > 1:
            name = f"{name}, {link.icb.label}"
        key = f"{link.local_authority.slug}.{link.icb.slug}"
        found.append(Area(key, name, link.icb, link.local_authority))
    return sorted(found, key=lambda area: (area.label, area.key))


def area(key: str, by: User | None = None) -> Area | None:
    """The area of a key, among those this person may ask about."""
    return next((each for each in areas(by) if each.key == key), None)


def _authorities(organisation: Organisation) -> QuerySet[Organisation]:
    """The authorities in whose area an organisation works."""
    rows = Organisation.objects.filter(kind=OrganisationKind.LA)
    if organisation.kind == OrganisationKind.LA:
        return rows.filter(pk=organisation.pk)
    if organisation.kind == OrganisationKind.PROVIDER:
        services = ProviderService.objects.filter(provider=organisation, closed_on=None)
        return rows.filter(pk__in=services.values("areas"))
    if organisation.kind == OrganisationKind.ICB:
        return rows.filter(icb_links__icb=organisation)
    own = organisation.local_authority_id
    return rows.filter(pk=own) if own else rows.none()


def complaint_routes(area: Area) -> list[Organisation]:
    """The health providers of an area and its board, each with how to complain to it; by name."""
    services = ProviderService.objects.filter(areas=area.la, closed_on=None)
    rows = Organisation.objects.filter(pk__in=services.values("provider"), closed_on=None)
    return [*rows.order_by("name"), area.icb]
