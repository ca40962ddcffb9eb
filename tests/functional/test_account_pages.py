"""allauth's pages in the portal's dress: accessible, and the second step works from end to end."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from tests.factories.accounts import PASSWORD, person

PAGES = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
]


@pytest.fixture
def clinician(transactional_db):
    """A clinician whose address is verified, as after an invitation."""
    user = person("clinician")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code_now(secret: str) -> str:
    """What an authenticator app with this secret shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def confirm(page: Page) -> bool:
    """Answer the page that asks for the password again, where it is asked; whether it was."""
    asked = "/reauthenticate/" in page.url
    if asked:
        page.fill("[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
    return asked


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_account_pages_pass_axe_and_fit(people, axe, clinician, phone: bool) -> None:
    page = people.signed_in(clinician.email, PASSWORD, phone=phone)
    for path in PAGES:
        page.goto(path)
        axe(page)
        if confirm(page):
            axe(page)
        assert page.locator("main h1").count() == 1, path
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], path


def test_a_wrong_password_is_told_above_the_heading(page, axe, clinician) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", clinician.email)
    page.fill("[name=password]", "wrong")
    page.click("main form button[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert page.title().startswith("Error: Sign in")
    assert page.locator("[name=login]").input_value() == clinician.email
    axe(page)


def test_setting_up_and_using_an_authenticator_app(people, axe, clinician) -> None:
    page = people.signed_in(clinician.email, PASSWORD)
    page.goto("/accounts/2fa/totp/activate/")
    confirm(page)
    secret = page.get_by_label("Key").input_value()
    page.fill("[name=code]", code_now(secret))
    page.get_by_role("button", name="Finish setting up").click()
    confirm(page)
    expect(page.get_by_role("heading", level=1, name="Your recovery codes")).to_be_visible()
    axe(page)
    codes = page.get_by_label("Codes not used yet").get_by_role("listitem").all_inner_texts()
    assert len(codes) == len(set(codes)) == 10

    later = people.visitor()
    later.goto("/accounts/login/")
    later.fill("[name=login]", clinician.email)
    later.fill("[name=password]", PASSWORD)
    later.click("main form button[type=submit]")
    expect(later.get_by_role("heading", level=1, name="Second step")).to_be_visible()
    axe(later)
    later.fill("[name=code]", "000000")
    later.get_by_role("button", name="Continue").click()
    expect(later.get_by_role("alert")).to_contain_text("There is a problem")
    later.fill("[name=code]", codes[0])
    later.get_by_role("button", name="Continue").click()
    expect(later.get_by_role("button", name="Sign out")).to_be_visible()
