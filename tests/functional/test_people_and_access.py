"""Leads, leavers, the rota, local policy and kept answers in the browser."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from dco_portal.accounts.models import PlaceDuty, User
from dco_portal.common import outbox
from dco_portal.common.clock import now
from tests.factories.accounts import PASSWORD, InvitationFactory, PlaceDutyFactory, person
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PlaceFactory,
    ProviderFactory,
    ServiceFactory,
)


@pytest.fixture
def area(transactional_db):
    """An ICB with authority, place, trust and service, and people who know them."""
    icb = IcbFactory(complaints_contact="Write to us.", ods_code="QZZ")
    authority = LocalAuthorityFactory(icbs=[icb])
    place = PlaceFactory(icb=icb, local_authority=authority)
    trust = ProviderFactory(pals_contact="PALS listens.", complaints_contact="Tell anybody.")
    service = ServiceFactory(provider=trust, areas=[authority])
    dco, lead = person("dco", icb), person("provider_lead", trust)
    PlaceDutyFactory(place=place, user=dco)
    person("clinician", service=service)
    InvitationFactory(organisation=trust, role="provider_lead", token="open")
    return {
        "icb": icb,
        "place": place,
        "trust": trust,
        "service": service,
        "dco": dco,
        "lead": lead,
    }


def fits(page) -> None:
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_pages_pass_axe_and_fit(people, axe, area, phone: bool) -> None:
    clinician = area["service"].memberships.get()
    visits = {
        area["dco"]: [
            "/accounts/profile/", "/accounts/profile/edit/", "/accounts/rota/",
            "/accounts/rota/duty/", "/accounts/rota/cover/", "/organisation/local-policy/",
            "/organisation/local-policy/reminders.before_days/",
            f"/accounts/rota/duty/{PlaceDuty.objects.get().pk}/end/",
        ],
        area["lead"]: [
            "/accounts/people/", "/accounts/people/invite/",
            f"/accounts/people/{clinician.pk}/", f"/accounts/people/{clinician.pk}/role/",
            f"/accounts/people/{clinician.pk}/switch-off/",
        ],
        None: [
            "/accounts/invitation/open/", f"/place/{area['place'].slug}/",
            f"/organisation/{area['icb'].slug}/", f"/organisation/{area['trust'].slug}/",
        ],
    }  # fmt: skip
    for user, paths in visits.items():
        if user is None:
            page = people.visitor(phone=phone)
        else:
            page = people.signed_in(user.email, PASSWORD, phone=phone)
        for path in paths:
            response = page.goto(path)
            assert response.status == 200, path
            axe(page)
            fits(page)
            assert page.locator("main h1").count() == 1, path


def test_lead_invites_and_the_new_colleague_joins_without_scripts(
    people, axe, area, mailoutbox
) -> None:
    page = people.signed_in(area["lead"].email, PASSWORD)
    page.goto("/accounts/people/")
    page.get_by_role("button", name="Invite somebody").click()
    page.click("main form button[type=submit]")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter their name")
    axe(page)
    page.get_by_label("Full name").fill("Nia Roberts")
    page.get_by_label("Work e-mail address").fill("nia@test.example")
    page.get_by_label("Clinician: Writes health advice").check()
    page.locator("select[name=service]").select_option(str(area["service"].pk))
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text("The invitation to nia@test.example is on its way")
    outbox.drain()
    mail = next(mail for mail in mailoutbox if mail.to == ["nia@test.example"])
    link = re.search(r"http\S+", mail.body)[0].removeprefix(settings.PORTAL_BASE_URL)

    new = people.visitor(scripts=False, phone=True)
    new.goto(link)
    new.fill("[name=password]", "Rain-on-the-Severn-9")
    new.fill("[name=password_again]", "Rain-on-the-Severn-9")
    new.get_by_role("button", name="Join").click()
    expect(new.locator("body")).to_contain_text(area["trust"].label)
    assert User.objects.get(email="nia@test.example").membership.role == "clinician"
    again = people.visitor()
    assert again.goto(link).status == 410


def test_leaver_is_signed_out_at_once(people, area) -> None:
    membership = area["service"].memberships.select_related("user").get()
    leaver = people.signed_in(membership.user.email, PASSWORD)
    leaver.goto("/accounts/profile/")
    page = people.signed_in(area["lead"].email, PASSWORD)
    page.goto(f"/accounts/people/{membership.pk}/")
    page.get_by_role("button", name="They have left: switch off").click()
    page.get_by_role("button", name="Switch off").click()
    expect(page.locator("main")).to_contain_text("was switched off and signed out")
    leaver.goto("/accounts/profile/")
    assert "/accounts/login/" in leaver.url


def test_answers_sent_after_the_sign_in_ended_come_back(people, axe, area) -> None:
    page = people.signed_in(area["dco"].email, PASSWORD)
    page.goto("/accounts/profile/edit/")
    page.get_by_label("Job title").fill("Designated clinical officer, “north”")
    for row in Session.objects.all():
        data = row.get_decoded()
        if "seen_at" in data:
            data["seen_at"] = (now() - dt.timedelta(minutes=31)).isoformat()
            row.session_data = Session.objects.encode(data)
            row.save()
    page.get_by_role("button", name="Save").click()
    assert "/accounts/login/" in page.url
    page.fill("[name=login]", area["dco"].email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    expect(page.locator("h1")).to_have_text("Your answers were kept")
    axe(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("Designated clinical officer, “north”")


def test_local_policy_is_changed_with_a_reason(people, area) -> None:
    page = people.signed_in(area["dco"].email, PASSWORD)
    page.goto("/organisation/local-policy/ehc.service_date_days/")
    page.get_by_label("Value").fill("21")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why")
    page.get_by_label("Why").fill("Agreed with the trusts")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Agreed with the trusts")
    expect(page.locator("table")).to_contain_text("21")


def test_passkey_is_set_up_and_signs_in(people, area) -> None:
    """Passkeys need a host name: at 127.0.0.1 browsers refuse them, so this test says localhost."""
    people.base_url = people.base_url.replace("127.0.0.1", "localhost")
    page = people.signed_in(area["lead"].email, PASSWORD)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=name]", "My laptop")
    passwordless = page.locator("[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("/accounts/2fa/(?!webauthn/add)"))
    page.get_by_role("button", name="Sign out").first.click()
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(re.compile("^(?!.*login).*$"))
    page.goto("/accounts/profile/")
    expect(page.locator("main")).to_contain_text(area["lead"].email)
