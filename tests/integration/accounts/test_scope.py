"""Whose people somebody looks after; two areas stay apart."""

import datetime as dt

import pytest

from dco_portal.accounts.models import Invitation, Membership, User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.scope import looked_after
from dco_portal.common.clock import today
from tests.factories.accounts import InvitationFactory, MembershipFactory, UserFactory, person
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    ProviderFactory,
    SchoolFactory,
    ServiceFactory,
    VoluntaryFactory,
)


@pytest.fixture
def other_area():
    authority = LocalAuthorityFactory(icbs=[IcbFactory()])
    return [
        authority,
        SchoolFactory(local_authority=authority),
        ServiceFactory(areas=[authority]).provider,
        SchoolFactory(),
        ProviderFactory(),
    ]


def test_lead_looks_after_their_own_organisation_alone(area, other_area):
    SchoolFactory(local_authority=area.authority)
    assert list(looked_after(person("provider_lead", area.trust))) == [area.trust]
    assert list(looked_after(person("la_officer", area.authority))) == [area.authority]


def test_dco_also_looks_after_schools_and_voluntary_organisations_of_the_area(area, other_area):
    school = SchoolFactory(local_authority=area.authority)
    forum = VoluntaryFactory(local_authority=area.authority)
    assert set(looked_after(person("dco", area.icb))) == {area.icb, school, forum}


def test_administrator_looks_after_the_whole_area_and_no_other(area, other_area):
    school = SchoolFactory(local_authority=area.authority)
    found = set(looked_after(person("administrator", area.icb)))
    assert found == {area.icb, area.authority, area.trust, school}


@pytest.mark.parametrize("role", ["clinician", "coordinator", "ig_lead", "board_member"])
def test_others_look_after_nobody(role):
    user = person(role)
    MembershipFactory(organisation=user.organisation)
    InvitationFactory(organisation=user.organisation)
    assert not looked_after(user).exists()
    assert not Membership.objects.visible_to(user).exists()
    assert not Invitation.objects.visible_to(user).exists()


def test_somebody_without_a_part_sees_nothing():
    user = UserFactory()
    MembershipFactory()
    InvitationFactory()
    assert user.membership is None
    assert user.organisation is None
    assert not user.may(P.INVITE)
    assert not Membership.objects.visible_to(user).exists()
    assert not Invitation.objects.visible_to(user).exists()


def test_people_of_two_organisations_stay_apart(area):
    ours, theirs = person("provider_lead", area.trust), person("provider_lead")
    inside = MembershipFactory(organisation=area.trust, role="provider_lead")
    assert set(Membership.objects.visible_to(ours)) == {ours.membership, inside}
    assert set(Membership.objects.visible_to(theirs)) == {theirs.membership}


@pytest.mark.parametrize(
    ("part", "organisation", "counts"),
    [
        ({}, {}, True),
        ({"ended_on": dt.date(2099, 1, 1)}, {}, False),
        ({"started_on": dt.date(2099, 1, 1)}, {}, False),
        ({}, {"closed_on": dt.date(2020, 1, 1)}, False),
        ({}, {"closed_on": dt.date(2099, 1, 1)}, True),
    ],
    ids=["open", "ended", "not_begun", "organisation_closed", "organisation_closes_later"],
)
def test_part_in_force(part, organisation, counts):
    row = MembershipFactory(organisation=IcbFactory(**organisation), **part)
    user = User.objects.get(pk=row.user_id)
    assert (user.membership is not None) is counts
    assert user.may(P.TRIAGE) is counts


def test_switched_off_person_acts_in_nothing():
    user = person("dco", is_active=False)
    assert user.membership is None
    assert not user.may(P.TRIAGE)


def test_first_part_is_acted_in_until_another_is_chosen():
    user = person("clinician", service=ServiceFactory())
    second = MembershipFactory(user=user, organisation=ProviderFactory(), role="provider_lead")
    assert not user.may(P.SIGN_OFF)
    user.act_in(second)
    assert user.may(P.SIGN_OFF)
    assert not user.may(P.WRITE_ADVICE)
    assert today() >= second.started_on
