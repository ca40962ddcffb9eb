"""Signing in: by e-mail, with limits, ended by time, with a second factor where it is required."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.urls import reverse

from dco_portal import middleware
from dco_portal.accounts import replay
from dco_portal.accounts.adapter import SIGNED_IN
from dco_portal.accounts.models import AccountMail, User
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now
from tests.factories.accounts import PASSWORD, UserFactory, person

LOGIN, PROFILE = "/accounts/login/", "/accounts/profile/"


@pytest.fixture
def user():
    return person("dco")


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": user.email, "password": password, **extra})


def signed_in(client):
    return "_auth_user_id" in client.session


def later(client, **ago):
    """Make the session's last page lie some time ago."""
    session = client.session
    for key, moment in ago.items():
        session[key] = (now() - moment).isoformat()
    session.save()


def code(secret):
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[-1]))


# --- By e-mail ----------------------------------------------------------------------------
def test_sign_in_by_email_whatever_its_case(client, user):
    user.email = user.email.upper()
    response = sign_in(client, user)
    assert response.status_code == 302
    assert signed_in(client)
    assert AuditEvent.objects.get(verb="accounts.signed_in").actor_id == user.pk


def test_wrong_password_and_unknown_address_look_the_same(client, user):
    wrong = sign_in(client, user, "no")
    unknown = sign_in(client, UserFactory.build(email="nobody@test.example"), "no")
    sentence = "not correct"
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()
    assert not signed_in(client)
    failed = AuditEvent.objects.filter(verb="accounts.sign_in_failed")
    assert failed.count() == 2
    assert user.email not in str(list(failed.values()))


def test_way_leads_back_to_the_page_asked_for_but_not_elsewhere(client, user):
    response = client.get(PROFILE)
    assert response["Location"] == f"{LOGIN}?next={PROFILE}"
    assert sign_in(client, user, next=PROFILE)["Location"] == PROFILE
    client.logout()
    away = sign_in(client, user, next="https://evil.example/")
    assert "evil" not in away["Location"]


def test_nobody_signs_up(client):
    page = client.get("/accounts/signup/")
    assert page.status_code == 200
    given = {"email": "me@test.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", given)
    assert not User.objects.exists()
    assert not signed_in(client)


def test_sign_out_is_a_post(client, user):
    sign_in(client, user)
    client.get("/accounts/logout/")
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


def test_new_password_by_a_mail_that_the_worker_sends(client, user, drain_outbox, mailoutbox):
    page = client.post("/accounts/password/reset/", {"email": user.email})
    assert page.status_code == 302
    assert mailoutbox == []
    drain_outbox()
    (mail,) = mailoutbox
    assert mail.to == [user.email]
    path = next(line for line in mail.body.splitlines() if "/password/reset/key/" in line)
    form = client.get(path[path.index("/accounts/") :], follow=True)
    new = {"password1": "Rain-on-the-Severn-9", "password2": "Rain-on-the-Severn-9"}
    client.post(form.request["PATH_INFO"], new)
    user.refresh_from_db()
    assert user.check_password("Rain-on-the-Severn-9")
    assert not AccountMail.objects.exclude(body="", sent_at__isnull=False).filter(
        subject__startswith="Choose"
    )


def test_reset_for_an_unknown_address_looks_the_same_and_mails_nobody(client):
    page = client.post("/accounts/password/reset/", {"email": "nobody@test.example"})
    assert page.status_code == 302
    assert not AccountMail.objects.exists()


# --- Limits -------------------------------------------------------------------------------
def test_limits_count_in_postgres_so_that_they_hold_without_redis(client, user):
    sign_in(client, user, "no")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] == 2  # by address and by account


def test_too_many_failures_of_one_account_are_held_back(client, user):
    for _ in range(5):
        sign_in(client, user, "no")
    refused = sign_in(client, user)  # even with the right password
    assert not signed_in(client)
    assert "Too many" in refused.content.decode()
    other = person("dco")
    sign_in(client, other)
    assert signed_in(client)


def test_too_many_failures_from_one_address_are_held_back(client):
    people = [person("dco") for _ in range(4)]
    for number in range(10):
        sign_in(client, people[number % 3], "no")
    sign_in(client, people[3])
    assert not signed_in(client)
    client.post(LOGIN, {"login": people[3].email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert signed_in(client)


def test_sixty_sign_ins_a_minute_from_one_address_are_let_through(client, user):
    for _ in range(60):
        assert sign_in(client, user).status_code == 302
        client.logout()
    assert sign_in(client, user).status_code == 429
    assert not signed_in(client)


# --- Ended by time ------------------------------------------------------------------------
def test_idle_sign_in_ends_after_thirty_minutes(client, user):
    sign_in(client, user)
    client.get(PROFILE)
    later(client, seen_at=dt.timedelta(minutes=29))
    assert client.get(PROFILE).status_code == 200
    later(client, seen_at=dt.timedelta(minutes=31))
    assert client.get(PROFILE).status_code == 302
    assert not signed_in(client)


def test_every_sign_in_ends_after_twelve_hours(client, user):
    sign_in(client, user)
    client.get(PROFILE)
    later(client, signed_in_at=dt.timedelta(hours=11, minutes=59))
    assert client.get(PROFILE).status_code == 200
    later(client, signed_in_at=dt.timedelta(hours=12, minutes=1))
    assert client.get(PROFILE).status_code == 302
    assert not signed_in(client)


def test_new_sign_in_starts_its_own_clock(client, user):
    sign_in(client, user)
    client.get(PROFILE)
    later(client, seen_at=dt.timedelta(hours=13), signed_in_at=dt.timedelta(hours=13))
    client.get(PROFILE)
    sign_in(client, user)
    assert client.get(PROFILE).status_code == 200


# --- Answers sent too late ----------------------------------------------------------------
EDIT = "/accounts/profile/edit/"
ANSWERS = {"name": "Alex <Morgan>", "job_title": "DCO", "digest": "yes"}


def sent_too_late(client, user, answers=ANSWERS):
    sign_in(client, user)
    client.get(PROFILE)
    later(client, seen_at=dt.timedelta(minutes=31))
    return client.post(EDIT, answers)


def test_answers_come_back_after_signing_in(client, user):
    response = sent_too_late(client, user)
    assert response.status_code == 302
    target = response["Location"].split("next=")[1]
    assert "Morgan" not in response["Location"]
    assert not signed_in(client)
    user.refresh_from_db()
    assert user.name != ANSWERS["name"]  # nothing was done in the meantime
    assert client.get(target).status_code == 302  # not for who is not signed in
    assert sign_in(client, user, next=target)["Location"] == target
    page = client.get(target).content.decode()
    assert 'value="Alex &lt;Morgan&gt;"' in page
    assert f'action="{EDIT}"' in page
    assert client.post(EDIT, ANSWERS).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.digest) == (ANSWERS["name"], True)


def test_somebody_else_does_not_get_the_answers(client, user):
    target = sent_too_late(client, user)["Location"].split("next=")[1]
    sign_in(client, person("dco"))
    assert client.get(target).status_code == 404
    assert client.get(reverse("accounts:kept", args=["forged"])).status_code == 404


def test_passwords_tokens_and_files_are_not_kept(client, user, rf):
    sent_too_late(client, user, {**ANSWERS, "password": "secret", "csrfmiddlewaretoken": "x"})
    (kept,) = client.session[replay.KEPT].values()
    assert sorted(name for name, _ in kept["fields"]) == ["digest", "job_title", "name"]
    assert kept["user"] == str(user.pk)


def test_answers_too_long_are_not_kept_and_a_page_that_was_only_asked_for_neither(client, user):
    response = sent_too_late(client, user, {"name": "x" * (replay.MAX_CHARACTERS + 1)})
    assert replay.KEPT not in client.session
    assert response["Location"] == f"{LOGIN}?next={EDIT}"


def test_only_the_latest_few_are_kept(rf, client):
    request = rf.post(EDIT, ANSWERS)
    request.session = {}
    keys = [replay.keep(request, user_id=1) for _ in range(replay.MAX_KEPT + 2)]
    assert list(request.session[replay.KEPT]) == keys[-replay.MAX_KEPT :]


def test_forged_form_is_refused_before_anything_is_kept(user):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.get(PROFILE)
    later(client, seen_at=dt.timedelta(minutes=31))
    assert client.post(EDIT, ANSWERS).status_code == 403
    assert replay.KEPT not in client.session


# --- Second factor ------------------------------------------------------------------------
@pytest.fixture
def mfa(settings):
    settings.REQUIRE_MFA = True
    settings.MFA_TOTP_TOLERANCE = 1  # the clock may step on between two lines of a test


def test_second_factor_is_required_before_anything_else(client, user, mfa):
    sign_in(client, user)
    for path in ("/", "/organisation/local-policy/"):
        assert client.get(path)["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_visitor_is_not_asked_for_a_second_factor(client, mfa):
    assert client.get("/").status_code == 200


def test_setting_up_an_authenticator_app_opens_the_way(client, user, mfa):
    sign_in(client, user)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert response.status_code == 302
    assert client.get("/organisation/local-policy/").status_code == 200
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


def test_code_is_asked_for_at_the_next_sign_in(client, user, mfa):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    first = sign_in(client, user)
    assert first["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.get("/organisation/local-policy/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert signed_in(client)
    assert client.get("/organisation/local-policy/").status_code == 200


def test_recovery_code_works_once(client, user, mfa):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    recovery = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in (True, False):
        sign_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": recovery})
        assert signed_in(client) is expected
        client.logout()


def test_passkey_pages_are_there(client, user):
    page = client.get(LOGIN).content.decode()
    assert "passkey" in page.lower()
    answer = client.get(
        reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert "request_options" in answer.json()
    sign_in(client, user)
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


def test_factor_taken_away_is_asked_for_again(client, user, mfa):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.force_login(user)
    assert client.get("/organisation/local-policy/").status_code == 200
    Authenticator.objects.filter(user=user).delete()
    assert client.get("/organisation/local-policy/")["Location"] == reverse("mfa_index")


def test_middleware_lets_the_way_out_be_open(client, user, mfa):
    assert "/accounts/" in middleware.RequireMfaMiddleware.ALLOWED
    sign_in(client, user)
    client.post("/accounts/logout/")
    assert not signed_in(client)


def test_lead_takes_a_lost_factor_away(client, area):
    lead, colleague = (person("provider_lead", area.trust) for _ in range(2))
    TOTP.activate(colleague, "JBSWY3DPEHPK3PXP")
    client.force_login(lead)
    address = reverse("accounts:reset_second_factor", args=[colleague.membership.pk])
    assert "really them" in client.get(address).content.decode()
    assert Authenticator.objects.filter(user=colleague).exists()
    client.post(address)
    assert not Authenticator.objects.filter(user=colleague).exists()
    assert AuditEvent.objects.get(verb="accounts.second_factor_reset").object_id == colleague.pk
    assert AccountMail.objects.get().email == colleague.email
    client.force_login(person("provider_lead"))
    assert client.post(address).status_code == 404


def test_password_is_asked_again_before_a_factor_is_added_to_an_old_sign_in(client, user):
    sign_in(client, user)
    session = client.session
    session[SIGNED_IN] -= 16 * 60
    session.save()
    again = client.get(reverse("mfa_activate_totp"))
    assert again["Location"].startswith(reverse("account_reauthenticate"))
    client.post(again["Location"], {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_password_is_asked_again_before_a_factor_is_taken_away(client, user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.force_login(user)
    response = client.get(reverse("mfa_deactivate_totp"))
    assert reverse("account_reauthenticate") in response["Location"]
