"""What the database itself refuses about people, each beside what it takes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from dco_portal.accounts.models import AccountMail, PlaceDuty
from dco_portal.common.clock import now, today
from tests.factories.accounts import (
    CoverFactory,
    InvitationFactory,
    MembershipFactory,
    PlaceDutyFactory,
    UserFactory,
)
from tests.factories.organisations import ServiceFactory

YESTERDAY = dt.timedelta(days=1)


def refused(make):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    return str(caught.value)


def test_email_is_one_persons_whatever_its_case():
    UserFactory(email="a@test.example")
    assert UserFactory(email="b@test.example").pk
    assert "user_email_once" in refused(lambda: UserFactory(email="A@Test.example"))


def test_calendar_token_is_one_persons():
    UserFactory(calendar_token="secret")
    UserFactory()
    assert UserFactory(calendar_token="").pk
    assert "user_calendar_token_once" in refused(lambda: UserFactory(calendar_token="secret"))


def test_membership_is_open_once_but_may_come_back_after_it_ended():
    part = MembershipFactory()
    again = {"user": part.user, "organisation": part.organisation, "role": part.role}
    assert "membership_once_while_open" in refused(lambda: MembershipFactory(**again))
    part.ended_on = today()
    part.save()
    assert MembershipFactory(**again).pk


def test_membership_in_another_service_stands_beside():
    service = ServiceFactory()
    part = MembershipFactory(organisation=service.provider, role="clinician", service=service)
    other = ServiceFactory(provider=service.provider)
    again = {"user": part.user, "organisation": service.provider, "role": "clinician"}
    assert MembershipFactory(service=other, **again).pk
    message = refused(lambda: MembershipFactory(service=service, **again))
    assert "membership_once_while_open" in message


def test_membership_ends_after_it_starts():
    assert MembershipFactory(ended_on=today()).pk
    message = refused(lambda: MembershipFactory(ended_on=today() - YESTERDAY))
    assert "membership_ends_after_start" in message


def test_invitation_is_open_once():
    first = InvitationFactory(email="x@test.example")
    again = {"email": "X@test.example", "organisation": first.organisation, "role": first.role}
    assert "invitation_once_while_open" in refused(lambda: InvitationFactory(**again))
    first.withdrawn_at = now()
    first.save()
    assert InvitationFactory(**again).pk


def test_invitation_token_is_used_once():
    first = InvitationFactory()
    message = refused(lambda: InvitationFactory(token_hash=first.token_hash))
    assert "token_hash" in message


def test_duty_ends_after_it_starts():
    assert PlaceDutyFactory(ends_on=today()).pk
    message = refused(lambda: PlaceDutyFactory(ends_on=today() - YESTERDAY))
    assert "duty_ends_after_start" in message


def test_cover_duty_names_whom_and_others_do_not():
    person = UserFactory()
    assert PlaceDutyFactory(duty=PlaceDuty.Duty.COVER, covers=person).pk
    for wrong in ({"duty": PlaceDuty.Duty.COVER}, {"duty": PlaceDuty.Duty.DMO, "covers": person}):
        assert "duty_cover_names_whom" in refused(lambda wrong=wrong: PlaceDutyFactory(**wrong))


def test_cover_ends_after_it_starts_and_is_by_another():
    person = UserFactory()
    assert CoverFactory(ends_on=today()).pk
    assert "cover_ends_after_start" in refused(lambda: CoverFactory(ends_on=today() - YESTERDAY))
    assert "cover_by_another" in refused(lambda: CoverFactory(absent=person, stand_in=person))


def test_sent_mail_keeps_no_text():
    mail = {"email": "a@test.example", "subject": "Hello"}
    assert AccountMail.objects.create(body="secret link", **mail).pk
    assert AccountMail.objects.create(sent_at=now(), **mail).pk
    message = refused(lambda: AccountMail.objects.create(sent_at=now(), body="secret link", **mail))
    assert "account_mail_wiped_when_sent" in message
