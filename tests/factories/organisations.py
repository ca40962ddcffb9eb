"""Organisations, their services, places and local policy."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from dco_portal.organisations.models import (
    AreaLink,
    LocalPolicy,
    Organisation,
    OrganisationKind,
    Place,
    Postcode,
    ProviderService,
    ProviderType,
    ServiceKind,
    Town,
)
from dco_portal.organisations.queries import folded


class OrganisationFactory(DjangoModelFactory):
    """An ICB; the subclasses make the other kinds."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.ICB
    name = factory.Sequence(lambda n: f"Northshire {n} Integrated Care Board")
    slug = factory.Sequence(lambda n: f"organisation-{n}")


class IcbFactory(OrganisationFactory):
    """An integrated care board."""


class ProviderFactory(OrganisationFactory):
    """An NHS trust."""

    kind = OrganisationKind.PROVIDER
    provider_type = ProviderType.NHS_TRUST
    name = factory.Sequence(lambda n: f"Northshire {n} Health NHS Trust")


class LocalAuthorityFactory(OrganisationFactory):
    """A local authority. `icbs=[…]` links it to their areas."""

    class Meta:
        skip_postgeneration_save = True

    kind = OrganisationKind.LA
    name = factory.Sequence(lambda n: f"Northshire {n} Council")

    @factory.post_generation
    def icbs(self, create: bool, extracted: list[Organisation] | None, **kwargs) -> None:
        for icb in extracted or []:
            AreaLink.objects.create(local_authority=self, icb=icb)


class SchoolFactory(OrganisationFactory):
    """A school."""

    kind = OrganisationKind.SCHOOL
    name = factory.Sequence(lambda n: f"Northshire {n} School")


class VoluntaryFactory(OrganisationFactory):
    """A voluntary organisation."""

    kind = OrganisationKind.VOLUNTARY
    name = factory.Sequence(lambda n: f"Northshire {n} Parent Carer Forum")


class ServiceFactory(DjangoModelFactory):
    """A speech and language therapy service. `areas=[…]` are the authorities it covers."""

    class Meta:
        model = ProviderService
        skip_postgeneration_save = True

    provider = factory.SubFactory(ProviderFactory)
    kind = ServiceKind.SPEECH_AND_LANGUAGE
    name = factory.Sequence(lambda n: f"Speech and language therapy {n}")

    @factory.post_generation
    def areas(self, create: bool, extracted: list[Organisation] | None, **kwargs) -> None:
        if extracted:
            self.areas.set(extracted)


class PlaceFactory(DjangoModelFactory):
    """A place of an ICB's DCO team."""

    class Meta:
        model = Place

    name = factory.Sequence(lambda n: f"Northshire {n}")
    slug = factory.Sequence(lambda n: f"northshire-{n}")
    icb = factory.SubFactory(IcbFactory)
    local_authority = factory.SubFactory(LocalAuthorityFactory)


class PostcodeFactory(DjangoModelFactory):
    """A postcode without any place."""

    class Meta:
        model = Postcode

    postcode = factory.Sequence(lambda n: f"ZZ{n % 100}1AA")


class TownFactory(DjangoModelFactory):
    """A town in the middle of Worcestershire."""

    class Meta:
        model = Town

    name = factory.Sequence(lambda n: f"Northton {n}")
    county = "Worcestershire"
    folded = factory.LazyAttribute(lambda town: folded(town.name))
    easting = 384900
    northing = 254800


class PolicyFactory(DjangoModelFactory):
    """A shared local policy value: services answer in 21 days, from 1 January 2020 on."""

    class Meta:
        model = LocalPolicy

    key = "ehc.service_date_days"
    value = 21
    effective_from = dt.date(2020, 1, 1)
