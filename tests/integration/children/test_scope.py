"""Who sees a child: every role, through every kind of part in a case."""

import datetime as dt

import pytest

from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.roles import ROLES
from dco_portal.children import actions
from dco_portal.children.models import Child, Involvement
from dco_portal.common.clock import today
from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.children import ChildFactory, InvolvementFactory
from tests.factories.organisations import IcbFactory, ServiceFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# Roles that see the whole organisation's part, and those that see only what they were given.
WIDE = {"dco", "dmo", "coordinator", "provider_lead", "la_officer"}
OWN = {"clinician", "notifier"}


def sees(user, child):
    return Child.objects.visible_to(user).filter(pk=child.pk).exists()


def test_the_two_lists_above_are_what_the_roles_say():
    able = {code for code, role in ROLES.items() if P.SEE_CHILDREN in role.permissions}
    wide = {code for code in able if P.SEE_ORGANISATION_WORK in ROLES[code].permissions}

    assert (wide, able - wide) == (WIDE, OWN)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_part_of_the_whole_organisation_opens_the_record_to_wide_roles(role):
    user = person(role)
    child = InvolvementFactory(organisation=user.organisation).child

    assert sees(user, child) is (role in WIDE)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_part_of_a_service_opens_it_to_wide_roles_of_the_organisation(role):
    user = person(role)
    service = (
        ServiceFactory(provider=user.organisation)
        if role in {"provider_lead", "clinician"}
        else ServiceFactory()
    )
    child = InvolvementFactory(organisation=user.organisation, service=service).child

    assert sees(user, child) is (role in WIDE)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_part_of_a_person_opens_it_to_that_person_alone(role):
    user = person(role)
    colleague = person(role, user.organisation)
    child = InvolvementFactory(organisation=user.organisation, user=user).child

    assert sees(user, child) is (role in WIDE | OWN)
    assert not sees(colleague, child)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_part_of_another_organisation_opens_nothing(role):
    user = person(role)
    for values in ({}, {"user": user}, {"service": ServiceFactory()}):
        assert not sees(user, InvolvementFactory(organisation=IcbFactory(), **values).child)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_part_opens_nothing(role):
    assert not sees(person(role), ChildFactory())


def test_a_lead_of_one_service_does_not_see_another_services_part():
    service = ServiceFactory()
    other = ServiceFactory(provider=service.provider)
    lead = person("provider_lead", service=service)

    assert sees(lead, InvolvementFactory(organisation=service.provider, service=service).child)
    assert sees(lead, InvolvementFactory(organisation=service.provider).child)
    assert not sees(lead, InvolvementFactory(organisation=service.provider, service=other).child)


def test_a_part_of_a_person_in_another_service_is_not_the_leads():
    service = ServiceFactory()
    clinician = person("clinician", service=service)
    lead = person("provider_lead", service=service)
    child = InvolvementFactory(organisation=service.provider, service=service, user=clinician).child

    assert sees(clinician, child)
    assert not sees(lead, child)


@pytest.mark.parametrize(
    ("starts", "ends", "seen"),
    [
        (-9, None, True),
        (0, None, True),
        (-9, 1, True),
        (-9, 0, False),
        (-9, -1, False),
        (0, 0, False),
        (1, None, False),
    ],
)
def test_a_part_counts_from_its_first_day_until_it_ends(starts, ends, seen):
    user = person("la_officer")
    child = InvolvementFactory(
        organisation=user.organisation, starts_on=today() + starts * DAY,
        ends_on=None if ends is None else today() + ends * DAY,
    ).child  # fmt: skip

    assert sees(user, child) is seen


def test_release_closes_the_record_at_once_and_only_what_is_named():
    officer, coordinator = person("la_officer"), person("coordinator")
    part = InvolvementFactory(organisation=officer.organisation)
    InvolvementFactory(
        child=part.child, case_id=part.case_id, organisation=coordinator.organisation
    )

    assert actions.release(by=officer, case_id=part.case_id, organisation=officer.organisation) == 1

    assert not sees(officer, part.child)
    assert sees(coordinator, part.child)
    assert actions.release(by=None, case_id=part.case_id) == 1
    assert not sees(coordinator, part.child)
    assert Involvement.objects.count() == 2


def test_being_involved_twice_is_one_part_and_after_an_end_a_new_one():
    officer = person("la_officer")
    values = {
        "by": officer, "child": ChildFactory(), "organisation": officer.organisation, "case_kind": "ehcp.request",
        "case_id": ChildFactory().pk, "reason": "Asked",
    }  # fmt: skip

    first, again = actions.involve(**values), actions.involve(**values)
    assert first == again
    actions.release(by=officer, case_id=values["case_id"])
    assert actions.involve(**values) != first
    assert sees(officer, values["child"])


def test_nobody_without_a_membership_sees_a_child_not_even_one_with_no_organisation_set():
    part = InvolvementFactory()

    for user in (UserFactory(), UserFactory(is_superuser=True, is_staff=True)):
        assert not sees(user, part.child)


def test_a_person_who_left_or_was_switched_off_sees_nothing():
    officer = person("la_officer")
    child = InvolvementFactory(organisation=officer.organisation).child
    officer.memberships.update(ended_on=today())
    again = type(officer).objects.get(pk=officer.pk)
    assert not sees(again, child)

    active = person("la_officer", is_active=False)
    InvolvementFactory(child=child, organisation=active.memberships.get().organisation)
    assert not sees(type(active).objects.get(pk=active.pk), child)


def test_a_person_of_a_closed_organisation_sees_nothing():
    officer = person("la_officer")
    child = InvolvementFactory(organisation=officer.organisation).child
    officer.organisation.closed_on = today()
    officer.organisation.save()

    assert not sees(type(officer).objects.get(pk=officer.pk), child)


def test_who_acts_for_another_organisation_sees_through_that_one_only():
    user = person("la_officer")
    first = user.membership
    second = MembershipFactory(user=user, role="dco")
    of_la = InvolvementFactory(organisation=first.organisation).child
    of_icb = InvolvementFactory(organisation=second.organisation).child
    own = InvolvementFactory(organisation=first.organisation, user=user).child

    user.act_in(second)
    assert [sees(user, child) for child in (of_la, of_icb, own)] == [False, True, False]
    user.act_in(first)
    assert [sees(user, child) for child in (of_la, of_icb, own)] == [True, False, True]


def test_scoped_rows_can_be_locked():
    officer = person("la_officer")
    child = InvolvementFactory(organisation=officer.organisation).child

    assert Child.objects.visible_to(officer).select_for_update(of=("self",)).get() == child
