"""Carers, contact restrictions and communication needs."""

import datetime as dt
import uuid

import pytest
from django.db import transaction

from dco_portal.audit.models import AuditEvent
from dco_portal.children import actions
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories.accounts import person
from tests.factories.children import (
    CarerFactory,
    ChildFactory,
    CommunicationNeedFactory,
    InvolvementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return person("la_officer")


@pytest.fixture
def child(officer):
    return InvolvementFactory(organisation=officer.organisation).child


@pytest.fixture
def clinician(child):
    user = person("clinician")
    InvolvementFactory(child=child, organisation=user.organisation, user=user)
    return user


def carer_values(**changes):
    return {"name": "Jo Day", "relationship": "father", "parental_responsibility": True, **changes}


def test_somebody_of_the_same_name_is_completed_not_doubled(officer, child):
    there = CarerFactory(
        child=child, name="Jo Day", relationship="father", parental_responsibility=None, email=""
    )

    again = actions.add_carer(
        by=officer, child_id=child.pk,
        **carer_values(name="JO  day", email="jo@family.example", relationship="dad", never_write=True, restriction_reason="Order"),
    )  # fmt: skip

    assert again.pk == there.pk
    again.refresh_from_db()
    assert (again.relationship, again.email, again.parental_responsibility) == (
        "father",
        "jo@family.example",
        True,
    )
    assert (again.never_write, again.restriction_reason) == (True, "Order")


def test_completing_never_lifts_a_restriction(officer, child):
    there = CarerFactory(child=child, name="Jo Day", never_write=True, restriction_reason="Order")

    actions.add_carer(by=officer, child_id=child.pk, **carer_values(never_write=False))

    there.refresh_from_db()
    assert there.never_write is True
    assert not AuditEvent.objects.filter(verb="carer changed").exists()


def test_two_carers_of_one_name_are_refused(officer, child):
    CarerFactory(child=child, name="Jo Day")
    other = CarerFactory(child=child, name="Sam Day")

    with pytest.raises(Invalid) as caught:
        actions.update_carer(by=officer, child_id=child.pk, carer_id=other.pk, name="jo day")

    assert list(caught.value.errors) == ["name"]


@pytest.mark.parametrize("field", ["name", "relationship"])
def test_a_carer_has_a_name_and_a_relationship(officer, child, field):
    with pytest.raises(Invalid) as caught:
        actions.add_carer(by=officer, child_id=child.pk, **carer_values(**{field: " "}))

    assert list(caught.value.errors) == [field]


def test_a_clinician_notes_a_restriction_but_cannot_lift_or_end_it(clinician, officer, child):
    carer = actions.add_carer(
        by=clinician,
        child_id=child.pk,
        **carer_values(never_write=True, restriction_reason="Told by the family"),
    )

    with pytest.raises(Invalid):
        actions.update_carer(by=clinician, child_id=child.pk, carer_id=carer.pk, never_write=False)
    with pytest.raises(Invalid):
        actions.end_carer(by=clinician, child_id=child.pk, carer_id=carer.pk)
    actions.update_carer(by=officer, child_id=child.pk, carer_id=carer.pk, never_write=False)

    carer.refresh_from_db()
    assert carer.never_write is False


def test_what_somebody_ended_before_is_a_conflict(officer, child):
    carer = CarerFactory(child=child, ended_on=today())
    need = CommunicationNeedFactory(child=child, ended_on=today())

    with pytest.raises(Conflict):
        actions.end_carer(by=officer, child_id=child.pk, carer_id=carer.pk)
    with pytest.raises(Conflict):
        actions.end_need(by=officer, child_id=child.pk, need_id=need.pk)


def test_what_belongs_to_another_child_is_not_found(officer, child):
    other = CarerFactory()
    need = CommunicationNeedFactory()

    with pytest.raises(NotFound):
        actions.update_carer(by=officer, child_id=child.pk, carer_id=other.pk, name="X")
    with pytest.raises(NotFound):
        actions.add_need(by=officer, child_id=child.pk, kind="bsl", carer_id=other.pk)
    with pytest.raises(NotFound):
        actions.end_need(by=officer, child_id=child.pk, need_id=need.pk)
    with pytest.raises(NotFound):
        actions.add_carer(by=officer, child_id=uuid.uuid4(), **carer_values())


def test_a_need_noted_twice_is_one_need_with_the_later_detail(officer, child):
    actions.add_need(by=officer, child_id=child.pk, kind="interpreter", detail="Polish")

    actions.add_need(by=officer, child_id=child.pk, kind="interpreter", detail="Polish, Silesian")

    assert [need.detail for need in child.communication_needs.all()] == ["Polish, Silesian"]


@pytest.mark.parametrize(
    ("kind", "field"), [("telepathy", "kind"), ("other", "detail"), ("translation", "detail")]
)
def test_a_need_is_one_of_the_list_with_its_detail(officer, child, kind, field):
    with pytest.raises(Invalid) as caught:
        actions.add_need(by=officer, child_id=child.pk, kind=kind)

    assert list(caught.value.errors) == [field]


def test_a_role_that_only_reads_notes_nothing(child):
    reader = person("la_officer")
    membership = reader.membership
    InvolvementFactory(child=child, organisation=membership.organisation)
    membership.role = "board_member"
    stranger = person("provider_lead")
    InvolvementFactory(child=child, organisation=stranger.organisation)

    with pytest.raises(NotFound):
        actions.add_carer(by=reader, child_id=child.pk, **carer_values())
    with pytest.raises(NotAllowed):
        actions.update(by=stranger, child_id=child.pk, given_name="X")


def test_unknown_fields_are_programming_errors(officer, child):
    with pytest.raises(TypeError, match="shoe"):
        actions.add_carer(by=officer, child_id=child.pk, shoe=1, **carer_values())


def test_a_failure_half_way_leaves_nothing(officer, child, monkeypatch):
    carer = CarerFactory(child=child)
    need = CommunicationNeedFactory(child=child, carer=carer)

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr("dco_portal.audit.record", fail)
    for act in (
        lambda: actions.add_carer(by=officer, child_id=child.pk, **carer_values()),
        lambda: actions.update_carer(
            by=officer, child_id=child.pk, carer_id=carer.pk, name="Changed"
        ),
        lambda: actions.end_carer(by=officer, child_id=child.pk, carer_id=carer.pk),
        lambda: actions.add_need(by=officer, child_id=child.pk, kind="bsl"),
        lambda: actions.end_need(by=officer, child_id=child.pk, need_id=need.pk),
        lambda: actions.update(by=officer, child_id=child.pk, given_name="Changed"),
        lambda: actions.release(by=officer, case_id=child.involvements.get().case_id),
    ):
        with pytest.raises(RuntimeError), transaction.atomic():
            act()

    need.refresh_from_db()
    carer.refresh_from_db()
    child.refresh_from_db()
    assert (child.carers.count(), child.communication_needs.count()) == (1, 1)
    assert (carer.ended_on, need.ended_on, child.given_name) == (None, None, "Maya")
    assert carer.name != "Changed"
    assert child.involvements.get().ends_on is None


def test_voice_shows_on_the_page_of_a_young_person(officer, client):
    young = ChildFactory(
        born_on=dt.date(2008, 1, 1), own_email="me@family.example", capacity="has",
        capacity_decided_on=dt.date(2026, 2, 3), capacity_basis="Asked with a speech therapist",
    )  # fmt: skip
    InvolvementFactory(child=young, organisation=officer.organisation)
    client.force_login(officer)

    page = client.get(f"/children/{young.pk}/").content.decode()

    assert "me@family.example" in page
    assert "Can decide for themselves about this, decided on 3 February 2026" in page
