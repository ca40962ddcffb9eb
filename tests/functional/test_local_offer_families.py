"""Families and the Local Offer: a search without scripts, a shortlist as PDF, a comment that is answered.

Given the entries of one authority,
when a parent searches on a phone without JavaScript, keeps two services and makes a PDF of them,
then the PDF is tagged and holds both; and when somebody comments, an editor publishes and answers it
and publishes the year's statement, then everybody reads it as page and PDF.
"""

import datetime as dt
import io
import time

import pikepdf
import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from dco_portal.common.clock import today
from dco_portal.documents.tagging import faults
from tests import pdf_text
from tests.factories.accounts import PASSWORD, person
from tests.factories.local_offer import (
    AccessibilityFactory,
    ContactFactory,
    LocationFactory,
    ServiceFactory,
)
from tests.factories.organisations import LocalAuthorityFactory
from tests.functional.steps import follow, give, heading, no_errors, press


@pytest.fixture
def authority(transactional_db):
    """An authority with three entries."""
    cache.clear()
    made = LocalAuthorityFactory(name="Northshire Council", slug="northshire")
    place = LocationFactory(name="Elm House", travel="Bus 36 stops outside.")
    AccessibilityFactory(location=place)
    talk = ServiceFactory(
        name="Talking together", summary="Speech and language help for young children.", local_authority=made,
        terms=["need/communication-interaction", "stage/early-years", "pathway/speech-language"], locations=[place],
        maximum_age=5, self_referral=True, days=["MO"], while_waiting="Come to the drop-in.", easy_read="We help.",
    )  # fmt: skip
    ContactFactory(service=talk, telephone="01905 000 001", email="team@service.example")
    ServiceFactory(
        name="Chatter group", summary="Speech and play for toddlers.", local_authority=made, maximum_age=4, locations=[place],
        terms=["need/communication-interaction", "stage/early-years"], review_by=today() - dt.timedelta(days=1),
    )  # fmt: skip
    ServiceFactory(name="Calm minds", summary="Speech about worries.", local_authority=made, terms=["need/semh"], minimum_age=11)  # fmt: skip
    return made


def narrow(page: Page) -> None:
    """Nothing sticks out of a phone's page."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, f"{page.url} is {width} px wide"


def words_of(page: Page, address: str) -> str:
    """The words of a PDF that passes the accessibility checks."""
    data = page.request.get(address).body()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert faults(pdf) == []
    return pdf_text.words(data)


def test_a_parent_searches_without_scripts(people, authority, axe):
    page = people.visitor(phone=True, scripts=False)
    page.goto("/local-offer/")
    narrow(page)
    give(page, words="speach", place="nowhere at all", age="99")
    press(page, "Search")
    expect(page.locator(".govuk-error-summary")).to_contain_text("We do not know this place")
    expect(page.locator("#id_age_error")).to_contain_text("0 to 25")
    expect(page.locator("#id_place")).to_have_value("nowhere at all")
    narrow(page)

    give(page, words="speech", place="Worcester", age="3")
    press(page, "Search")
    no_errors(page)
    expect(page.locator(".portal-result")).to_have_count(2)
    page.locator("#filters > summary").click()
    page.locator(".portal-facet summary", has_text="More").click()
    page.get_by_label("Families can refer themselves").check()
    press(page, "Apply filters")
    expect(page.locator(".portal-result")).to_have_count(1)
    expect(page.locator(".portal-chip")).to_contain_text(
        ["speech", "Within 10 miles of Worcester", "Age 3", "refer themselves"]
    )
    expect(page.locator(".portal-result")).to_contain_text("under half a mile away")
    narrow(page)

    follow(page, "Talking together")
    heading(page, "Talking together")
    narrow(page)
    expect(page.locator("a[href='tel:01905000001']")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Come to the drop-in.")
    page.get_by_role("link", name="Back to results").click()
    assert "self_referral=1" in page.url and "place=Worcester" in page.url
    expect(page.locator(".portal-result")).to_have_count(1)
    page.locator(".portal-chip", has_text="Age 3").click()
    assert "age" not in page.url
    page.locator(".portal-chip", has_text="speech").click()
    page.goto("/local-offer/?words=tlakink&need=semh")
    expect(page.locator(".portal-empty")).to_contain_text("search without")
    narrow(page)


def test_every_public_page_is_accessible_and_narrow(people, authority, axe):
    page = people.visitor(phone=True)
    wide = people.visitor()
    for address in (
        "", "?words=speech&place=Worcester", "?words=zzzz&age=99", "services/talking-together/", "browse/", "said/",
        "browse/a-to-z/c/", "while-waiting/", "while-waiting/speech-language/", "booklets/", "shortlist/", "said/comment/",
    ):  # fmt: skip
        address = address.replace("services/talking-together/", f"services/{_slug()}/")
        for each in (page, wide):
            each.goto(f"/local-offer/{address}")
            axe(each)
        narrow(page)
    for part in ("easy-read/", "comment/", "correct/"):
        page.goto(f"/local-offer/services/{_slug()}/{part}")
        axe(page)
        narrow(page)


def _slug() -> str:
    from local_offer.models import Service

    return Service.objects.get(name="Talking together").slug


def test_a_shortlist_becomes_a_pdf(people, authority, worker, mailoutbox, axe):
    page = people.visitor(scripts=False)
    page.goto("/local-offer/?words=speech&age=3")
    for name in ("Talking together", "Chatter group"):
        page.locator(".portal-result", has_text=name).get_by_role("button").click()
        expect(page.locator(".govuk-notification-banner")).to_contain_text(
            f"{name} is on your shortlist"
        )
        page.go_back()
    page.goto("/local-offer/shortlist/")
    page.locator(".portal-result", has_text="Chatter group").get_by_role("button").click()
    press(page, "Put it back")
    expect(page.locator(".portal-result")).to_have_count(2)

    follow(page, "Send by email")
    give(page, email="gran@home.example")
    press(page, "Send")
    heading(page, "Your shortlist was sent")
    assert [
        ("gran@home.example" in mail.to, "Talking together" in mail.body) for mail in mailoutbox
    ] == [(True, True)]

    page.goto("/local-offer/shortlist/")
    press(page, "Make a PDF")
    download = page.get_by_role("link", name="Download")
    until = time.monotonic() + 60
    while not download.count() and time.monotonic() < until:
        page.get_by_role("link", name="Check again").click()
    text = words_of(page, download.get_attribute("href"))
    for words in ("Talking together", "Chatter group", "01905 000 001", "May be out of date"):
        assert words in text
    assert "gran@home.example" not in text


def test_a_comment_is_answered_and_stands_in_the_annual_statement(people, authority, worker, axe):
    person("lo_editor", authority, email="editor@council.example")
    phone = people.visitor(phone=True)
    phone.goto(f"/local-offer/services/{_slug()}/comment/")
    give(phone, words="Ring me on 07700 900123. More evening groups please.", said_by="parent")
    press(phone, "Send comment")
    expect(phone.locator(".govuk-error-summary")).to_contain_text("Take out a telephone number")
    axe(phone)
    give(phone, words="My son Sam loves it. More evening groups please.")
    press(phone, "Send comment")
    heading(phone, "Thank you")
    axe(phone)

    editor = people.signed_in("editor@council.example", PASSWORD)
    editor.goto("/local-offer/desk/comments/")
    axe(editor)
    follow(editor, "My son Sam")
    expect(editor.locator("main")).to_contain_text("somebody’s name")
    axe(editor)
    follow(editor, "Publish")
    give(editor, words="More evening groups please.")
    press(editor, "Publish")
    follow(editor, "Say what you did")
    give(editor, response="A group on Tuesday evenings began in May.")
    axe(editor)
    press(editor, "Publish the answer")
    phone.goto(f"/local-offer/services/{_slug()}/")
    expect(phone.locator(".portal-said")).to_contain_text("A group on Tuesday evenings")
    expect(phone.locator("main")).not_to_contain_text("Sam")

    editor.goto("/local-offer/desk/statements/")
    axe(editor)
    follow(editor, "Begin the next statement")
    press(editor, "Begin")
    follow(editor, "Go on with the draft")
    expect(editor.locator("main")).to_contain_text("More evening groups please.")
    give(editor, introduction="One family wrote to us.", plans="We will keep the evening group.")
    press(editor, "Save draft")
    axe(editor)
    follow(editor, "Publish the saved draft")
    press(editor, "Publish")
    heading(editor, "Comments on the Local Offer of Northshire Council")
    editor.goto("/local-offer/desk/statements/")
    expect(editor.locator(".portal-clock")).to_contain_text(f"{today().year + 1}")

    phone.goto("/local-offer/said/")
    follow(phone, "Northshire Council")
    axe(phone)
    narrow(phone)
    link = phone.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=60_000)  # portal.js asks again by itself
    text = words_of(phone, link.get_attribute("href"))
    for words in (
        "One family wrote to us.",
        "More evening groups please.",
        "A group on Tuesday evenings",
        "evening group",
    ):
        assert words in text
    assert "Sam" not in text


def test_the_map_is_an_extra_that_the_keyboard_can_use(people, authority, settings, axe):
    settings.MAP_TILES_URL = f"/local-offer/services/{_slug()}/qr.svg"
    page = people.visitor()
    page.goto("/local-offer/?words=speech&place=Worcester")
    pin = page.locator(".portal-pin").first
    expect(pin).to_be_visible()
    pin.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup")).to_contain_text("Talking together")
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    without = people.visitor(scripts=False)
    without.goto("/local-offer/?words=speech&place=Worcester")
    expect(without.locator(".portal-map")).to_be_hidden()
    expect(without.locator(".portal-result")).not_to_have_count(0)
