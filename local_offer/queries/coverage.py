"""Whether every commissioned health service stands in the Local Offer, and why not where it does not."""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from local_offer.models import HealthGap, Service

WORDS = {"covered": "In the Local Offer", "hidden": "Not public", "gap": "On the gap list", "missing": "Missing"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One commissioned service in one authority's Local Offer.

    `state` is covered, hidden (an entry is there, but families do not see it), gap or missing;
    `entries` are (id, name, published).
    """

    service_id: uuid.UUID
    service: str
    kind: str
    provider: str
    authority_id: uuid.UUID
    authority: str
    entries: tuple[tuple[uuid.UUID, str, bool], ...]
    reason: str
    state: str
    gap_id: uuid.UUID | None = None

    @property
    def words(self) -> str:
        return WORDS[self.state]


def may_look(user: User) -> bool:
    """Editors, the DCO team, and who sees how services do."""
    return user.organisation is not None and any(
        user.may(each) for each in (P.EDIT_LOCAL_OFFER, P.TRIAGE, P.SEE_ASSURANCE)
    )


def may_explain(user: User) -> bool:
    """Who may say why a service is missing: editors and the DCO team."""
    return user.organisation is not None and (user.may(P.EDIT_LOCAL_OFFER) or user.may(P.TRIAGE))


def authorities(user: User) -> QuerySet[Organisation]:
    """The authorities of the reader's area, by name; for a provider, those that its services cover."""
    organisation, rows = user.organisation, Organisation.objects.filter(kind=OrganisationKind.LA)
    if organisation is None or not may_look(user):
        return rows.none()
    if organisation.kind == OrganisationKind.LA:
        return rows.filter(pk=organisation.pk)
    if organisation.kind == OrganisationKind.ICB:
        return rows.filter(icb_links__icb=organisation).order_by("name")
    if organisation.kind == OrganisationKind.PROVIDER:
        covered = ProviderService.areas.through.objects.filter(
            providerservice__provider=organisation
        )
        return rows.filter(pk__in=covered.values("organisation")).order_by("name")
    return rows.none()


def health(user: User, authority: Organisation | None = None, state: str = "") -> list[Line]:
    """Every open service of each provider that covers these authorities, in five reads however many there are.

    A provider sees its own services alone.
    """
    places = list(authorities(user).filter(pk=authority.pk) if authority else authorities(user))
    rows = ProviderService.objects.filter(closed_on=None, provider__closed_on=None)
    if user.organisation is not None and user.organisation.kind == OrganisationKind.PROVIDER:
        rows = rows.filter(provider=user.organisation)
    rows = rows.filter(areas__in=places).distinct().select_related("provider")
    services = list(rows.prefetch_related("areas").order_by("provider__name", "name", "pk"))
    entries, gaps = _entries(places), _gaps(places)
    lines = [
        _line(service, place, entries[service.pk, place.pk], gaps.get((service.pk, place.pk)))
        for place in places
        for service in services
        if place in service.areas.all()
    ]
    return [line for line in lines if not state or line.state == state]


def _entries(places: list[Organisation]) -> dict:
    found: dict = defaultdict(list)
    rows = Service.objects.filter(local_authority__in=places, provider_service__isnull=False)
    rows = rows.exclude(state__in=["closed", "archived"]).order_by("name_sort", "pk")
    for pk, name, state, service, place in rows.values_list(
        "pk", "name", "state", "provider_service", "local_authority"
    ):
        found[service, place].append((pk, name, state == "published"))
    return found


def _gaps(places: list[Organisation]) -> dict:
    rows = HealthGap.objects.filter(local_authority__in=places, closed_at=None)
    return {(gap.service_id, gap.local_authority_id): gap for gap in rows}


def _line(
    service: ProviderService, place: Organisation, entries: list, gap: HealthGap | None
) -> Line:
    if any(published for _, _, published in entries):
        state = "covered"
    elif gap is not None:
        state = "gap"
    else:
        state = "hidden" if entries else "missing"
    return Line(
        service.pk, service.name, service.get_kind_display(), service.provider.label, place.pk, place.label,
        tuple(entries), gap.reason if gap else "", state, gap.pk if gap else None,
    )  # fmt: skip
