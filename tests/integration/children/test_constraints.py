"""What the database itself holds to: each constraint with a row it takes and one it refuses."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from dco_portal.children.models import Child
from dco_portal.common.clock import today
from tests.factories.accounts import UserFactory
from tests.factories.children import (
    CarerFactory,
    ChildFactory,
    CommunicationNeedFactory,
    InvolvementFactory,
    nhs,
)
from tests.factories.organisations import IcbFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def refused(name, make, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(**values)


def numbered(number, **values):
    return ChildFactory(nhs_number=number, nhs_number_missing="", **values)


def test_an_nhs_number_is_on_one_record():
    numbered(nhs(1))
    numbered(nhs(20))
    refused("child_nhs_number_once", numbered, number=nhs(1))


def test_children_without_a_number_do_not_clash():
    ChildFactory()
    assert ChildFactory().pk
    assert Child.objects.filter(nhs_number="").count() == 2


def test_an_nhs_number_is_ten_digits():
    for wrong in ("99900", "999000001A"):
        refused("child_nhs_number_format", numbered, number=wrong)


def test_a_child_has_a_number_or_a_reason():
    refused("child_nhs_number_or_why_not", ChildFactory, nhs_number_missing="")
    refused("child_nhs_number_or_why_not", ChildFactory, nhs_number=nhs(1))


def test_a_upn_is_on_one_record():
    ChildFactory(upn="V801200001000")
    ChildFactory(upn="")
    refused("child_upn_once", ChildFactory, upn="V801200001000")


def test_a_capacity_decision_has_a_day():
    assert ChildFactory(capacity="has", capacity_decided_on=today()).pk
    refused("child_capacity_is_dated", ChildFactory, capacity="has")


def test_never_writing_has_a_reason():
    assert CarerFactory(never_write=True, restriction_reason="Order").pk
    refused("carer_never_write_has_reason", CarerFactory, never_write=True)


def test_a_communication_need_is_open_once():
    need = CommunicationNeedFactory()
    carer = CarerFactory(child=need.child)
    CommunicationNeedFactory(child=need.child, carer=carer)
    refused("communication_need_once_while_open", CommunicationNeedFactory, child=need.child)
    refused(
        "communication_need_once_while_open",
        CommunicationNeedFactory,
        child=need.child,
        carer=carer,
    )
    need.ended_on = today()
    need.save()
    assert CommunicationNeedFactory(child=need.child).pk


def test_a_part_in_a_case_is_open_once():
    case, child, icb, service, user = (
        uuid.uuid4(),
        ChildFactory(),
        IcbFactory(),
        ServiceFactory(),
        UserFactory(),
    )
    same = {"case_id": case, "child": child, "organisation": icb}
    first = InvolvementFactory(**same)
    InvolvementFactory(**same, service=service)
    InvolvementFactory(**same, service=service, user=user)
    InvolvementFactory(child=child, organisation=icb)
    refused("involvement_once_while_open", InvolvementFactory, **same)
    refused("involvement_once_while_open", InvolvementFactory, **same, service=service, user=user)
    first.ends_on = today()
    first.save()
    assert InvolvementFactory(**same).pk


def test_a_part_ends_after_it_starts():
    assert InvolvementFactory(ends_on=today()).pk
    refused(
        "involvement_ends_after_start", InvolvementFactory, ends_on=today() - dt.timedelta(days=1)
    )


def test_a_reference_is_given_once():
    ChildFactory(reference="CYP-2020-999999")
    refused("reference", ChildFactory, reference="CYP-2020-999999")
