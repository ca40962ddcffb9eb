"""Entries of the Local Offer, as published. Terms come from the directory's own vocabulary."""

import factory
from factory.django import DjangoModelFactory

from dco_portal.common import grid
from dco_portal.common.clock import now, today
from local_offer.actions import indexing, vocabulary
from local_offer.actions.content import sort_name
from local_offer.models import (
    Accessibility,
    Area,
    Body,
    Contact,
    CostOption,
    Language,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceTerm,
    Term,
    Version,
)
from local_offer.queries.content import read
from local_offer.vocabulary import term_id
from tests.factories.organisations import LocalAuthorityFactory


def term(taxonomy: str, code: str) -> Term:
    """A term of the directory's own, such as `term("need", "semh")`; makes them all when they are not there."""
    wanted = term_id(taxonomy, code)
    found = Term.objects.filter(pk=wanted).first()
    if found is None:
        vocabulary.ensure(by=None)
        found = Term.objects.get(pk=wanted)
    return found


class BodyFactory(DjangoModelFactory):
    """A charity."""

    class Meta:
        model = Body

    type = Body.Type.CHARITY
    name = factory.Sequence(lambda n: f"Northshire Families {n}")
    slug = factory.Sequence(lambda n: f"northshire-families-{n}")
    description = "Works with families of children with special educational needs."


class LocationFactory(DjangoModelFactory):
    """A building in the middle of Worcester. Give `easting` and `northing` for another point, or `None` for both."""

    class Meta:
        model = Location

    name = factory.Sequence(lambda n: f"Family centre {n}")
    address_1 = "1 High Street"
    city = "Worcester"
    county = "Worcestershire"
    postcode = "WR1 2EY"
    easting = 384900
    northing = 254800

    @factory.lazy_attribute
    def latitude(self) -> float | None:
        return None if self.easting is None else grid.to_latlong(self.easting, self.northing)[0]

    @factory.lazy_attribute
    def longitude(self) -> float | None:
        return None if self.easting is None else grid.to_latlong(self.easting, self.northing)[1]


class ServiceFactory(DjangoModelFactory):
    """A published entry with its version 1, found by search.

    `terms=["need/semh", …]`, `locations=[location, …]`, `languages=["pl", …]`, `days=["MO", …]`,
    `areas=[authority, …]` and `version=0, state="draft"` for one never published.
    """

    class Meta:
        model = Service
        skip_postgeneration_save = True

    class Params:
        never_published = factory.Trait(
            state=Service.State.DRAFT, version=0, published_at=None, modified_at=None, checked_on=None
        )  # fmt: skip

    body = factory.SubFactory(BodyFactory)
    local_authority = factory.SubFactory(LocalAuthorityFactory)
    state = Service.State.PUBLISHED
    name = factory.Sequence(lambda n: f"Family group {n}")
    name_sort = factory.LazyAttribute(lambda service: sort_name(service.name))
    slug = factory.Sequence(lambda n: f"family-group-{n}")
    summary = "A friendly group for families."
    description = "Meet other families, play and talk."
    published_at = factory.LazyFunction(now)
    modified_at = factory.LazyFunction(now)
    checked_on = factory.LazyFunction(today)
    version = 1

    @classmethod
    def _create(cls, model_class, *args, **kwargs) -> Service:
        rows = {
            name: kwargs.pop(name, None) or []
            for name in ("terms", "locations", "languages", "days", "areas")
        }
        service = super()._create(model_class, *args, **kwargs)
        _rows(service, **rows)
        if service.version:
            Version.objects.create(
                service=service, number=service.version, content=read(service), why="Made for a test"
            )  # fmt: skip
        indexing.refresh([service.pk])
        return service


def _rows(service: Service, terms, locations, languages, days, areas) -> None:
    for each in terms:
        ServiceTerm.objects.create(service=service, term=term(*each.split("/")))
    for each in locations:
        ServiceAtLocation.objects.create(service=service, location=each)
    for each in languages:
        Language.objects.create(service=service, code=each, name=each)
    for each in areas:
        Area.objects.create(service=service, local_authority=each, name=each.label)
    if days:
        Schedule.objects.create(service=service, days=",".join(days))


class AccessibilityFactory(DjangoModelFactory):
    """Step-free access of a place."""

    class Meta:
        model = Accessibility

    location = factory.SubFactory(LocationFactory)
    term = factory.LazyFunction(lambda: term("accessibility", "step-free"))


class ContactFactory(DjangoModelFactory):
    """A team's telephone."""

    class Meta:
        model = Contact

    service = factory.SubFactory(ServiceFactory)
    name = "Office"
    telephone = "01905 000000"


class CostOptionFactory(DjangoModelFactory):
    """A price of five pounds."""

    class Meta:
        model = CostOption

    service = factory.SubFactory(ServiceFactory)
    option = "A session"
    amount = "5.00"
