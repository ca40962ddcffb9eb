"""Children, carers, communication needs and involvements. NHS numbers are from the 999 range only."""

import datetime as dt
import uuid

import factory
import nhs_number
from factory.django import DjangoModelFactory

from dco_portal.children import names
from dco_portal.children.models import Carer, Child, CommunicationNeed, Involvement
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory


def nhs(n: int) -> str:
    """The n-th NHS number of the 999 range that has a check digit."""
    for middle in range(n, 1_000_000):
        digits = f"999{middle:06d}"
        check = nhs_number.calculate_checksum(digits)
        if check is not None and check < 10:
            return f"{digits}{check}"
    raise AssertionError("The 999 range is used up")


class ChildFactory(DjangoModelFactory):
    """A seven-year-old whose NHS number is not known. `has_number=True` gives one."""

    class Meta:
        model = Child

    class Params:
        has_number = factory.Trait(
            nhs_number=factory.Sequence(lambda n: nhs(n * 11)), nhs_number_missing=""
        )

    reference = factory.Sequence(lambda n: f"CYP-2020-{n:06d}")
    given_name = "Maya"
    family_name = factory.Sequence(lambda n: f"Testcase{n}")
    known_as = ""
    born_on = dt.date(2019, 3, 14)
    nhs_number_missing = Child.NoNumber.NOT_SUPPLIED
    home_la = factory.SubFactory(LocalAuthorityFactory)
    icb = factory.SubFactory(IcbFactory)

    @factory.lazy_attribute
    def search_name(self) -> str:
        return names.searchable(self.given_name, self.family_name, self.known_as)[0]

    @factory.lazy_attribute
    def search_trigrams(self) -> list[str]:
        return names.searchable(self.given_name, self.family_name, self.known_as)[1]


class CarerFactory(DjangoModelFactory):
    """A mother who holds parental responsibility and has an address and e-mail."""

    class Meta:
        model = Carer

    child = factory.SubFactory(ChildFactory)
    name = factory.Sequence(lambda n: f"Carer {n}")
    relationship = "mother"
    parental_responsibility = True
    email = factory.Sequence(lambda n: f"carer{n}@family.example")
    address = "1 Test Street"
    postcode = "WR1 1AA"


class CommunicationNeedFactory(DjangoModelFactory):
    """The child needs large print."""

    class Meta:
        model = CommunicationNeed

    child = factory.SubFactory(ChildFactory)
    kind = CommunicationNeed.Kind.LARGE_PRINT


class InvolvementFactory(DjangoModelFactory):
    """A whole organisation's part in some case of a child."""

    class Meta:
        model = Involvement

    child = factory.SubFactory(ChildFactory)
    organisation = factory.SubFactory(IcbFactory)
    reason = "Advice was asked for"
    case_kind = "ehcp.request"
    case_id = factory.LazyFunction(uuid.uuid4)
