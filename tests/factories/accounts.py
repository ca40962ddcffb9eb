"""People, memberships, invitations, duties and cover."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from dco_portal.accounts.models import Cover, Invitation, Membership, PlaceDuty, User
from dco_portal.common.clock import now, today
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PlaceFactory,
    ProviderFactory,
    SchoolFactory,
    VoluntaryFactory,
)

PASSWORD = "Correct-horse-42!"
MAKERS = {
    OrganisationKind.ICB: IcbFactory,
    OrganisationKind.PROVIDER: ProviderFactory,
    OrganisationKind.LA: LocalAuthorityFactory,
    OrganisationKind.SCHOOL: SchoolFactory,
    OrganisationKind.VOLUNTARY: VoluntaryFactory,
}


class UserFactory(DjangoModelFactory):
    """A person with an account and no membership. The password is `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@test.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    """A DCO of an ICB."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(IcbFactory)
    role = "dco"


class InvitationFactory(DjangoModelFactory):
    """An open invitation; its link's token is "token-<n>"."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    email = factory.Sequence(lambda n: f"invited{n}@test.example")
    name = "Invited Person"
    organisation = factory.SubFactory(IcbFactory)
    role = "coordinator"
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: now() + dt.timedelta(days=7))

    @factory.lazy_attribute
    def token_hash(self) -> str:
        from dco_portal.accounts.tokens import digest

        return digest(self.token)


class PlaceDutyFactory(DjangoModelFactory):
    """The DCO of a place from today on."""

    class Meta:
        model = PlaceDuty

    place = factory.SubFactory(PlaceFactory)
    user = factory.SubFactory(UserFactory)
    duty = PlaceDuty.Duty.DCO
    starts_on = factory.LazyFunction(today)


class CoverFactory(DjangoModelFactory):
    """A fortnight's cover from today."""

    class Meta:
        model = Cover

    absent = factory.SubFactory(UserFactory)
    stand_in = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(IcbFactory)
    starts_on = factory.LazyFunction(today)
    ends_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=14))


def person(
    role: str,
    organisation: Organisation | None = None,
    service: ProviderService | None = None,
    **fields,
) -> User:
    """A person who acts in this role; without an organisation, of a fresh one that may have it."""
    from dco_portal.accounts.roles import ROLES

    if organisation is None and service is not None:
        organisation = service.provider
    if organisation is None:
        kind = next(kind for kind in MAKERS if kind in ROLES[role].kinds)
        organisation = MAKERS[kind]()
    user = UserFactory(**fields)
    MembershipFactory(user=user, organisation=organisation, service=service, role=role)
    return user
