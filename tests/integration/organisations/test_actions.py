"""Closing organisations, and changing local policy."""

import datetime as dt

import pytest

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.organisations import actions, policy
from dco_portal.organisations.models import LocalPolicy
from tests.factories.accounts import person
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    ProviderFactory,
    SchoolFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def icb():
    return IcbFactory()


@pytest.fixture
def authority(icb):
    return LocalAuthorityFactory(icbs=[icb])


@pytest.fixture
def dco(icb):
    return person("dco", icb)


def test_close_records_day_successor_and_who(dco, authority):
    school = SchoolFactory(local_authority=authority)
    new = SchoolFactory(local_authority=authority)
    closed = actions.close(by=dco, organisation=school, on=today(), successor=new)
    assert closed.closed()
    assert not closed.closed(today() - dt.timedelta(days=1))
    assert list(new.predecessors.all()) == [school]
    event = AuditEvent.objects.get(verb="organisations.closed")
    assert (event.object_id, event.actor_id) == (school.pk, dco.pk)


def test_provider_that_serves_the_area_can_be_closed(dco, authority):
    provider = ServiceFactory(areas=[authority]).provider
    actions.close(by=dco, organisation=provider, on=today())
    provider.refresh_from_db()
    assert provider.closed_on == today()


def test_closing_twice_says_so(dco, authority):
    school = SchoolFactory(local_authority=authority)
    actions.close(by=dco, organisation=school, on=today())
    with pytest.raises(Conflict, match="already"):
        actions.close(by=dco, organisation=school, on=today())


@pytest.mark.parametrize("case", ["itself", "other_kind", "closed", "before_it_opened"])
def test_impossible_closing_is_refused(dco, authority, case):
    school = SchoolFactory(local_authority=authority, opened_on=today())
    successor, on = None, today()
    if case == "itself":
        successor = school
    elif case == "other_kind":
        successor = ProviderFactory()
    elif case == "closed":
        successor = SchoolFactory(closed_on=today())
    else:
        on = today() - dt.timedelta(days=1)
    with pytest.raises(Invalid):
        actions.close(by=dco, organisation=school, on=on, successor=successor)
    school.refresh_from_db()
    assert school.closed_on is None


def test_organisation_of_another_area_is_out_of_reach(dco, authority):
    elsewhere = SchoolFactory(local_authority=LocalAuthorityFactory(icbs=[IcbFactory()]))
    with pytest.raises(NotFound):
        actions.close(by=dco, organisation=elsewhere, on=today())
    with pytest.raises(NotFound):
        actions.close_service(by=dco, service=ServiceFactory(), on=today())


@pytest.mark.parametrize("role", ["coordinator", "provider_lead", "la_officer", "commissioner"])
def test_only_who_keeps_settings_closes_or_changes_policy(role, authority):
    by = person(role)
    with pytest.raises(NotAllowed):
        actions.close(by=by, organisation=authority, on=today())
    with pytest.raises(NotAllowed):
        actions.set_policy(
            by=by, key="ehc.sample_percent", value=5, effective_from=today(), reason="Because."
        )
    assert not LocalPolicy.objects.exists()


def test_service_closes_once(dco, authority):
    service = ServiceFactory(areas=[authority])
    actions.close_service(by=dco, service=service, on=today())
    service.refresh_from_db()
    assert service.closed_on == today()
    with pytest.raises(Conflict):
        actions.close_service(by=dco, service=service, on=today())


def test_policy_change_holds_for_ones_own_icb_from_its_day(dco, icb):
    later = today() + dt.timedelta(days=7)
    row = actions.set_policy(
        by=dco,
        key="reminders.before_days:EHC-HEALTH-6W",
        value=[10, 2],
        effective_from=later,
        reason="The board asked for it.",
    )
    assert (row.organisation, row.note) == (icb, "The board asked for it.")
    assert row.decided_by == "Designated clinical officer (DCO)"
    key = "reminders.before_days"
    assert policy.value(key, icb, rule="EHC-HEALTH-6W") == [14, 7, 1, 0]
    assert policy.value(key, icb, later, rule="EHC-HEALTH-6W") == [10, 2]
    assert policy.value(key, IcbFactory(), later, rule="EHC-HEALTH-6W") == [14, 7, 1, 0]
    event = AuditEvent.objects.get(verb="organisations.policy_set")
    assert event.data["after"] == "[10, 2]"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "nothing"}, None),
        ({"value": 400}, "value"),
        ({"effective_from": dt.date(2020, 1, 1)}, "effective_from"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_impossible_policy_change_is_refused_beside_its_field(dco, change, field):
    given = {
        "key": "ehc.service_date_days",
        "value": 20,
        "effective_from": today(),
        "reason": "Because.",
    }
    with pytest.raises(Invalid) as caught:
        actions.set_policy(by=dco, **{**given, **change})
    assert list(caught.value.errors) == [field]
    assert not LocalPolicy.objects.exists()
    assert not AuditEvent.objects.exists()


def test_second_change_from_the_same_day_is_refused(dco):
    change = {"key": "ehc.sample_percent", "effective_from": today(), "reason": "Because."}
    actions.set_policy(by=dco, value=5, **change)
    with pytest.raises(Invalid, match="already"):
        actions.set_policy(by=dco, value=6, **change)
    assert policy.value("ehc.sample_percent", dco.organisation) == 5
