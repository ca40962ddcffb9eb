"""Inviting, and joining by the mailed link."""

import datetime as dt
import io
import re
import threading

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from dco_portal.accounts import tokens
from dco_portal.accounts.actions import invitations
from dco_portal.accounts.models import AccountMail, Invitation, User
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from dco_portal.common.models import OutboxTask
from tests.factories.accounts import (
    PASSWORD,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
    person,
)
from tests.factories.organisations import SchoolFactory, ServiceFactory

NEW = {
    "name": "Nia Roberts",
    "password": "Rain-on-the-Severn-9",
    "password_again": "Rain-on-the-Severn-9",
}


@pytest.fixture
def lead(area):
    return person("provider_lead", area.trust)


def invite(lead, area, **changes):
    given = {
        "email": "new@test.example",
        "name": "Nia Roberts",
        "organisation": area.trust,
        "role": "clinician",
        "service": area.service,
    }
    return invitations.invite(by=lead, **{**given, **changes})


def link(mail):
    return re.search(r"http\S+", mail.body)[0].removeprefix(settings.PORTAL_BASE_URL)


def test_invitation_is_mailed_and_the_row_keeps_no_token(lead, area, drain_outbox, mailoutbox):
    row = invite(lead, area, email="New@Test.example ")
    assert mailoutbox == []
    drain_outbox()
    (mail,) = mailoutbox
    assert mail.to == ["new@test.example"]
    assert "Clinician" in mail.body
    token = link(mail).rstrip("/").split("/")[-1]
    assert row.token_hash == tokens.digest(token)
    assert token not in str(Invitation.objects.values().get())
    assert AccountMail.objects.get().body == ""
    assert AuditEvent.objects.get(verb="accounts.invited").organisation_id == area.trust.pk


def test_mail_server_down_leaves_the_mail_owed(lead, area, monkeypatch, drain_outbox, mailoutbox):
    invite(lead, area)

    def down(self, fail_silently=False):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", down)
        drain_outbox()
    owed = OutboxTask.objects.get()
    assert (owed.state, owed.attempts) == ("waiting", 1)
    assert AccountMail.objects.get().body
    OutboxTask.objects.update(next_try_at=now())
    drain_outbox()
    assert len(mailoutbox) == 1


def test_failure_half_way_leaves_nothing(lead, area, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("dco_portal.accounts.mails.queue", fail)
    with pytest.raises(RuntimeError):
        invite(lead, area)
    assert not Invitation.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "dco"}, "role"),
        ({"role": "nothing"}, "role"),
        ({"service": None}, "service"),
    ],
)
def test_role_that_cannot_be_given_is_refused(lead, area, changes, field):
    with pytest.raises(Invalid) as caught:
        invite(lead, area, **changes)
    assert field in caught.value.errors
    assert not Invitation.objects.exists()


def test_service_of_another_provider_or_closed_is_refused(lead, area):
    closed = ServiceFactory(provider=area.trust, closed_on=now().date())
    for service in (ServiceFactory(), closed):
        with pytest.raises(Invalid) as caught:
            invite(lead, area, service=service)
        assert "service" in caught.value.errors


def test_invitation_to_another_organisation_is_out_of_reach(lead, area):
    with pytest.raises(NotFound):
        invite(lead, area, organisation=area.icb, role="coordinator", service=None)


def test_only_a_lead_invites(area):
    with pytest.raises(NotAllowed):
        invite(person("clinician", service=area.service), area)


def test_only_an_administrator_makes_an_administrator(area):
    given = {"organisation": area.icb, "role": "administrator", "service": None}
    with pytest.raises(Invalid):
        invite(person("dco", area.icb), area, **given)
    assert invite(person("administrator", area.icb), area, **given).pk


def test_dco_invites_a_senco_of_a_school_in_the_area(area):
    school = SchoolFactory(local_authority=area.authority)
    row = invite(person("dco", area.icb), area, organisation=school, role="senco", service=None)
    assert row.organisation == school


def test_closed_organisation_invites_nobody(area):
    school = SchoolFactory(local_authority=area.authority, closed_on=now().date())
    with pytest.raises(Invalid, match="closed"):
        invite(person("dco", area.icb), area, organisation=school, role="senco", service=None)


def test_second_invitation_is_refused_until_the_first_ran_out(lead, area):
    first = invite(lead, area)
    with pytest.raises(Invalid, match="already invited"):
        invite(lead, area)
    Invitation.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    second = invite(lead, area)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert second.open


def test_who_has_the_role_is_not_invited_again(lead, area):
    member = MembershipFactory(organisation=area.trust, service=area.service, role="clinician")
    with pytest.raises(Invalid, match="already has"):
        invite(lead, area, email=member.user.email)


def test_new_person_joins_by_the_link_in_the_browser(lead, area, client, drain_outbox, mailoutbox):
    invite(lead, area)
    drain_outbox()
    address = link(mailoutbox[0])
    assert "Join" in client.get(address).content.decode()
    assert not User.objects.filter(email="new@test.example").exists()  # opening does nothing
    response = client.post(address, NEW)
    assert response.status_code == 302
    user = User.objects.get(email="new@test.example")
    assert user.check_password(NEW["password"])
    assert (user.membership.role, user.membership.service) == ("clinician", area.service)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert AuditEvent.objects.get(verb="accounts.joined").actor_id == user.pk
    row = Invitation.objects.get()
    assert row.accepted_by == user


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"password_again": "something-else-9"}, "not the same"),
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"password": "Roberts12345", "password_again": "Nia Roberts"}, "not the same"),
        (
            {"password": "newnewnewnew", "password_again": "newnewnewnew", "name": ""},
            "Enter your name",
        ),
        ({"password": "123456789012", "password_again": "123456789012"}, "entirely numeric"),
    ],
)
def test_poor_answers_come_back_beside_their_field(client, answers, words):
    InvitationFactory(token="t")
    response = client.post(reverse("accounts:invitation", args=["t"]), {**NEW, **answers})
    assert words in response.content.decode()
    assert Invitation.objects.get().accepted_at is None


def test_link_works_once(client):
    InvitationFactory(token="t")
    address = reverse("accounts:invitation", args=["t"])
    client.post(address, NEW)
    client.logout()
    assert client.get(address).status_code == 410
    assert client.post(address, NEW).status_code == 410
    with pytest.raises(Conflict):
        invitations.accept(by=None, token="t", name="N", password="x")
    assert User.objects.filter(email=Invitation.objects.get().email).count() == 1


@pytest.mark.parametrize(
    "state",
    [
        {"expires_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"withdrawn_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=["expired", "withdrawn"],
)
def test_link_that_ran_out_or_was_withdrawn(client, state):
    InvitationFactory(token="t", **state)
    address = reverse("accounts:invitation", args=["t"])
    assert client.get(address).status_code == 410
    with pytest.raises(Conflict):
        invitations.accept(by=None, token="t", name="N", password="x")


def test_forged_token_is_404(client):
    InvitationFactory(token="t")
    address = reverse("accounts:invitation", args=["forged"])
    assert client.get(address).status_code == 404
    assert client.post(address, NEW).status_code == 404
    with pytest.raises(NotFound):
        invitations.accept(by=None, token="forged", name="N", password="x")


def test_known_person_signs_in_and_only_presses_join(client, area):
    user = person("clinician", service=area.service)
    InvitationFactory(
        token="t", email=user.email.upper(), organisation=area.trust, role="provider_lead"
    )
    address = reverse("accounts:invitation", args=["t"])
    assert "Sign in to join" in client.get(address).content.decode()
    assert client.post(address, NEW).status_code == 403
    client.force_login(user)
    client.post(address)
    assert user.memberships.filter(role="provider_lead", ended_on=None).exists()
    assert client.session["membership_id"] == str(user.memberships.get(role="provider_lead").pk)


def test_invitation_for_another_address_is_refused(client):
    InvitationFactory(token="t")
    stranger = UserFactory()
    client.force_login(stranger)
    address = reverse("accounts:invitation", args=["t"])
    page = client.get(address).content.decode()
    assert "another address" in page
    assert "Join</button>" not in page
    assert client.post(address).status_code == 403
    assert not stranger.memberships.exists()
    assert Invitation.objects.get().accepted_at is None


def test_person_who_left_comes_back_with_their_history():
    old = UserFactory(email="back@test.example", is_active=False, left_on=dt.date(2026, 1, 1))
    InvitationFactory(token="t", email=old.email)
    user = invitations.accept(by=None, token="t", name="Back Again", password="Rain-on-Severn-9")
    assert user.pk == old.pk
    assert user.is_active
    assert user.left_on is None


def test_resend_makes_the_earlier_link_useless(lead, area, drain_outbox, mailoutbox, client):
    row = invite(lead, area)
    invitations.resend(by=lead, invitation=row)
    drain_outbox()
    first, second = map(link, mailoutbox)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_withdraw_and_resend_of_what_is_done_say_so(lead, area):
    row = invite(lead, area)
    invitations.withdraw(by=lead, invitation=row)
    for act in (invitations.withdraw, invitations.resend):
        with pytest.raises(Conflict, match="withdrawn"):
            act(by=lead, invitation=row)


def test_invitation_of_another_organisation_cannot_be_touched(lead, area, client):
    other = InvitationFactory()
    for act in (invitations.withdraw, invitations.resend):
        with pytest.raises(NotFound):
            act(by=lead, invitation=other)
    client.force_login(lead)
    for name in ("resend", "withdraw"):
        assert client.post(reverse(f"accounts:{name}", args=[other.pk])).status_code == 404
    other.refresh_from_db()
    assert other.withdrawn_at is None
    assert AuditEvent.objects.filter(verb="denied", actor_id=lead.pk).count() == 2


def test_pages_invite_resend_and_withdraw(lead, area, client, drain_outbox, mailoutbox):
    client.force_login(lead)
    address = reverse("accounts:invite")
    given = {
        "name": "Nia Roberts",
        "email": "not an address",
        "role": "clinician",
        "service": str(area.service.pk),
    }
    kept = client.post(address, given).content.decode()
    assert "Enter an e-mail address" in kept
    assert "Nia Roberts" in kept
    assert client.post(address, {**given, "email": "new@test.example"}).status_code == 302
    people = client.get(reverse("accounts:people")).content.decode()
    assert "Invited, not joined yet" in people
    assert "new@test.example" in people
    row = Invitation.objects.get()
    client.post(reverse("accounts:resend", args=[row.pk]))
    assert (
        "Withdraw the invitation"
        in client.get(reverse("accounts:withdraw", args=[row.pk])).content.decode()
    )
    client.post(reverse("accounts:withdraw", args=[row.pk]))
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    drain_outbox()
    assert len(mailoutbox) == 2
    assert PASSWORD not in people


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tries", [2])
def test_two_who_press_join_at_once_make_one_account(tries):
    row = InvitationFactory(token="t")
    outcomes = []
    gate = threading.Barrier(tries)

    def press():
        try:
            gate.wait(timeout=20)
            invitations.accept(by=None, token="t", name="N", password="Rain-on-Severn-9")
            outcomes.append("joined")
        except DomainError as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(tries)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["Conflict", "joined"]
    assert User.objects.filter(email=row.email).count() == 1


def command(**changes):
    given = {"by": "root@test.example", "icb": "QGH", "email": "a@test.example", "name": "A B"}
    out = io.StringIO()
    arguments = [f"--{key}={value}" for key, value in {**given, **changes}.items()]
    call_command("invite_administrator", *arguments, stdout=out)
    return out.getvalue()


def test_first_administrator_is_invited_by_command_until_there_is_one(area):
    area.icb.ods_code = "QGH"
    area.icb.save()
    User.objects.create_superuser("root@test.example", PASSWORD, name="Root")
    assert "on its way" in command()
    row = Invitation.objects.get()
    assert (row.role, row.organisation) == ("administrator", area.icb)
    person("administrator", area.icb)
    with pytest.raises(CommandError, match="has a portal administrator"):
        command(email="b@test.example")
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": "nobody@test.example"}, "no account"),
        ({"by": "person@test.example"}, "Only a superuser"),
        ({"icb": "ZZZ"}, "no organisation"),
        ({"icb": "R1A"}, "Choose an ICB"),
    ],
)
def test_first_administrator_is_refused_with_a_sentence(area, changes, words):
    area.trust.ods_code = "R1A"
    area.trust.save()
    area.icb.ods_code = "QGH"
    area.icb.save()
    User.objects.create_superuser("root@test.example", PASSWORD, name="Root")
    UserFactory(email="person@test.example")
    with pytest.raises(CommandError, match=words):
        command(**changes)
    assert not Invitation.objects.exists()
