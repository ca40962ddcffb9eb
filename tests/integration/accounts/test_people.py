"""Roles that change, people who leave, switching between posts."""

import uuid

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from dco_portal.accounts import hooks, queries
from dco_portal.accounts.actions import people
from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories.accounts import (
    PASSWORD,
    InvitationFactory,
    MembershipFactory,
    PlaceDutyFactory,
    UserFactory,
    person,
)
from tests.factories.organisations import PlaceFactory, ProviderFactory, ServiceFactory


@pytest.fixture
def lead(area):
    return person("provider_lead", area.trust)


@pytest.fixture
def clinician(area):
    return person("clinician", service=area.service)


def sign_in(client, user):
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
    return response


def test_change_of_role_ends_one_part_and_begins_another(lead, clinician):
    old = clinician.membership
    new = people.change_role(by=lead, membership=old, role="provider_lead")
    old.refresh_from_db()
    assert (old.role, old.ended_on) == ("clinician", today())
    assert (new.role, new.ended_on) == ("provider_lead", None)
    event = AuditEvent.objects.get(verb="accounts.role_changed")
    assert (event.data["before"], event.data["after"]) == ("clinician", "provider_lead")


def test_same_role_or_one_held_besides_is_refused(lead, clinician, area):
    part = clinician.membership
    with pytest.raises(Invalid, match="role they have now"):
        people.change_role(by=lead, membership=part, role="clinician", service=area.service)
    MembershipFactory(user=clinician, organisation=area.trust, role="provider_lead")
    with pytest.raises(Invalid, match="as well"):
        people.change_role(by=lead, membership=part, role="provider_lead")


def test_role_an_organisation_cannot_hold_is_refused(lead, clinician):
    with pytest.raises(Invalid):
        people.change_role(by=lead, membership=clinician.membership, role="dco")
    assert Membership.objects.get(user=clinician).ended_on is None


def test_one_of_two_parts_can_be_ended_but_not_the_only_one(lead, clinician, area):
    first = clinician.membership
    with pytest.raises(Invalid, match="Switch them off"):
        people.end_membership(by=lead, membership=first)
    MembershipFactory(user=clinician, organisation=area.trust, role="provider_lead")
    people.end_membership(by=lead, membership=first)
    first.refresh_from_db()
    assert first.ended_on == today()
    assert User.objects.get(pk=clinician.pk).is_active


def test_switching_off_ends_sign_ins_at_once_and_keeps_history(lead, clinician, client):
    sign_in(client, clinician)
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert UserSession.objects.filter(user=clinician).count() == 1
    told = []
    hooks.on_leave.append(lambda leaver, organisation, by: told.append((leaver, organisation, by)))
    try:
        people.switch_off(by=lead, membership=clinician.membership)
    finally:
        hooks.on_leave.pop()
    response = client.get(reverse("accounts:profile"))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]
    assert not UserSession.objects.filter(user=clinician).exists()
    gone = User.objects.get(pk=clinician.pk)
    assert (gone.is_active, gone.left_on, gone.name) == (False, today(), clinician.name)
    assert Membership.objects.get(user=gone).ended_on == today()
    assert queries.names([gone.pk]) == {gone.pk: clinician.name}
    assert told == [(gone, lead.organisation, lead)]
    event = AuditEvent.objects.get(verb="accounts.switched_off")
    assert event.data["sign_ins_ended"] == 1
    again = client.post(reverse("account_login"), {"login": gone.email, "password": PASSWORD})
    assert again["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_leaver_with_a_part_elsewhere_keeps_that_one_alone(lead, clinician):
    elsewhere = MembershipFactory(
        user=clinician, organisation=ProviderFactory(), role="provider_lead"
    )
    people.switch_off(by=lead, membership=clinician.membership)
    kept = User.objects.get(pk=clinician.pk)
    assert kept.is_active
    assert kept.membership == elsewhere


def test_hook_that_fails_leaves_everything_as_it_was(lead, clinician):
    def fail(leaver, organisation, by):
        raise RuntimeError

    hooks.on_leave.append(fail)
    try:
        with pytest.raises(RuntimeError):
            people.switch_off(by=lead, membership=clinician.membership)
    finally:
        hooks.on_leave.pop()
    assert User.objects.get(pk=clinician.pk).is_active
    assert Membership.objects.get(user=clinician).ended_on is None
    assert not AuditEvent.objects.exists()


def test_leaver_is_off_the_rota(area):
    dco, colleague = person("dco", area.icb), person("dco", area.icb)
    place = PlaceFactory(icb=area.icb, local_authority=area.authority)
    duty = PlaceDutyFactory(place=place, user=colleague)
    assert [turn.name for turn in queries.team(place)] == [colleague.name]
    people.switch_off(by=dco, membership=colleague.membership)
    duty.refresh_from_db()
    assert duty.ends_on == today()
    assert queries.team(place) == []


def test_switching_off_twice_says_so(lead, clinician):
    people.switch_off(by=lead, membership=clinician.membership)
    with pytest.raises(Conflict):
        people.switch_off(by=lead, membership=clinician.membership)


@pytest.mark.parametrize("act", [people.switch_off, people.end_membership])
def test_nobody_ends_their_own_part(lead, act):
    with pytest.raises(NotAllowed):
        act(by=lead, membership=lead.membership)


@pytest.mark.parametrize("act", [people.switch_off, people.end_membership])
def test_another_organisations_person_is_out_of_reach(clinician, act):
    stranger = person("provider_lead")
    with pytest.raises(NotFound):
        act(by=stranger, membership=clinician.membership)
    with pytest.raises(NotFound):
        people.change_role(by=stranger, membership=clinician.membership, role="provider_lead")
    assert Membership.objects.get(user=clinician).ended_on is None


def test_dco_cannot_change_the_administrator(area):
    administrator = person("administrator", area.icb)
    with pytest.raises(NotAllowed):
        people.switch_off(by=person("dco", area.icb), membership=administrator.membership)
    people.switch_off(by=person("administrator", area.icb), membership=administrator.membership)
    assert not User.objects.get(pk=administrator.pk).is_active


def test_pages_of_another_organisations_person_are_404(client, clinician):
    client.force_login(person("provider_lead"))
    for name in ("person", "change_role", "end_part", "switch_off"):
        address = reverse(f"accounts:{name}", args=[clinician.membership.pk])
        assert client.get(address).status_code == 404
        assert client.get(reverse(f"accounts:{name}", args=[uuid.uuid4()])).status_code == 404


def test_pages_show_change_and_switch_off(client, lead, clinician, area):
    client.force_login(lead)
    part = clinician.membership
    assert clinician.name in client.get(reverse("accounts:people")).content.decode()
    text = client.get(reverse("accounts:person", args=[part.pk])).content.decode()
    assert "They have left" in text
    address = reverse("accounts:change_role", args=[part.pk])
    assert "Clinician" in client.get(address).content.decode()
    same = client.post(address, {"role": "clinician", "service": str(area.service.pk)})
    assert "Choose another" in same.content.decode()
    assert client.post(address, {"role": "provider_lead"}).status_code == 302
    new = Membership.objects.get(user=clinician, ended_on=None)
    address = reverse("accounts:switch_off", args=[new.pk])
    assert "Switch off" in client.get(address).content.decode()
    assert User.objects.get(pk=clinician.pk).is_active
    client.post(address)
    assert not User.objects.get(pk=clinician.pk).is_active
    left = client.get(reverse("accounts:people"), {"left": "yes"}).content.decode()
    assert clinician.name in left


def test_ending_the_only_part_is_a_message_and_one_of_two_ends(client, lead, clinician, area):
    client.force_login(lead)
    address = reverse("accounts:end_part", args=[clinician.membership.pk])
    response = client.post(address, follow=True)
    assert "Switch them off instead" in response.content.decode()
    MembershipFactory(user=clinician, organisation=area.trust, role="provider_lead")
    client.post(address)
    assert Membership.objects.filter(user=clinician, ended_on=None).count() == 1


def test_own_page_offers_no_change(client, lead):
    client.force_login(lead)
    address = reverse("accounts:person", args=[lead.membership.pk])
    assert "They have left" not in client.get(address).content.decode()


def test_people_page_pages_by_name_with_a_fixed_number_of_queries(
    client, lead, area, django_assert_max_num_queries
):
    client.force_login(lead)
    for number in range(60):
        MembershipFactory(
            user=UserFactory(name=f"Same Name {number // 30}"),
            organisation=area.trust,
            role="provider_lead",
        )
    InvitationFactory(organisation=area.trust, role="provider_lead")
    with django_assert_max_num_queries(14):
        first = client.get(reverse("accounts:people"))
    rows = [part.pk for part, _ in first.context["members"]]
    second = client.get(reverse("accounts:people"), {"after": first.context["next_cursor"]})
    more = [part.pk for part, _ in second.context["members"]]
    assert (len(rows), len(more)) == (50, 11)
    assert not set(rows) & set(more)
    assert "@" not in first.context["next_cursor"]


def test_people_page_of_an_organisation_out_of_reach_is_404(client, lead):
    client.force_login(lead)
    other = ProviderFactory()
    for value in (other.pk, uuid.uuid4(), "nonsense"):
        response = client.get(reverse("accounts:people"), {"organisation": value})
        assert response.status_code == 404


def test_dco_can_choose_a_school_of_the_area(client, area):
    from tests.factories.organisations import SchoolFactory

    school = SchoolFactory(local_authority=area.authority)
    client.force_login(person("dco", area.icb))
    text = client.get(reverse("accounts:people"), {"organisation": school.pk}).content.decode()
    assert school.name in text


def test_switch_changes_who_acts_and_is_remembered(client, area):
    user = person("dco", area.icb)
    board = MembershipFactory(user=user, organisation=area.authority, role="board_member")
    client.force_login(user)
    assert client.get(reverse("accounts:people")).status_code == 200
    client.post(reverse("accounts:switch"), {"membership": str(board.pk)})
    assert client.get(reverse("accounts:people")).status_code == 403
    text = client.get(reverse("accounts:profile")).content.decode()
    assert area.authority.label in text
    assert AuditEvent.objects.get(verb="accounts.switched").organisation_id == area.authority.pk


def test_switch_to_what_one_does_not_hold_is_404(client, area):
    user = person("dco", area.icb)
    ended = MembershipFactory(
        user=user, organisation=area.authority, role="board_member", ended_on=today()
    )
    client.force_login(user)
    for value in (ended.pk, MembershipFactory().pk, "", "nonsense"):
        response = client.post(reverse("accounts:switch"), {"membership": str(value)})
        assert response.status_code == 404
    with pytest.raises(NotFound):
        people.switch(by=user, membership=ended)
    assert client.get(reverse("accounts:switch")).status_code == 405


def test_chosen_post_that_ended_since_is_no_longer_acted_in(client, area):
    user = person("board_member", area.authority)
    dco = MembershipFactory(user=user, organisation=area.icb, role="dco")
    client.force_login(user)
    client.post(reverse("accounts:switch"), {"membership": str(dco.pk)})
    assert client.get(reverse("accounts:people")).status_code == 200
    dco.ended_on = today()
    dco.save()
    assert client.get(reverse("accounts:people")).status_code == 403


def test_people_with_a_permission_for_a_service(area):
    whole = person("provider_lead", area.trust)
    other = ServiceFactory(provider=area.trust)
    ours = person("provider_lead", service=area.service)
    person("provider_lead", service=other)
    person("clinician", service=area.service)
    person("provider_lead", area.trust, is_active=False)
    found = queries.people(area.trust, P.SIGN_OFF, service=area.service)
    assert set(found) == {whole, ours}
    assert not queries.people(None, P.SIGN_OFF).exists()
    assert not queries.colleagues(None).exists()
