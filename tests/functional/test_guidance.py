"""Guidance in the browser: written by one, approved by another, read by anybody; whose DCO; publications."""

import re

import pytest
from playwright.sync_api import expect

from dco_portal.common import outbox
from dco_portal.organisations.models import Postcode
from dco_portal.pages.actions import leaflets, pages, shipped
from tests.advice_scene import report
from tests.factories.accounts import PASSWORD, PlaceDutyFactory, person
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PlaceFactory,
    ServiceFactory,
)
from tests.factories.pages import soon
from tests.functional.steps import follow, give, heading, no_errors, press


@pytest.fixture
def team(transactional_db):
    """An ICB with two places, the shipped pages approved, and two of its DCO team."""
    icb = IcbFactory(ods_code="QZA")
    writer, second = person("coordinator", icb), person("dco", icb)
    places = []
    for gss in ("E06000054", "E06000030"):
        authority = LocalAuthorityFactory(icbs=[icb], gss_code=gss)
        places.append(PlaceFactory(icb=icb, local_authority=authority))
        ServiceFactory(areas=[authority])
    PlaceDutyFactory(place=places[0], user=second)
    Postcode.objects.create(postcode="SN101AA", local_authority_gss="E06000054", icb_ods="QZA")
    Postcode.objects.create(postcode="SN4", candidates=["E06000054", "E06000030"])
    for page in shipped.load(organisation=icb):
        pages.approve(by=second, page_id=page.pk, review_on=soon())
    leaflets.sweep()
    outbox.drain()
    return writer, second, places


def fits(page) -> None:
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url


def test_visitor_reads_guidance_and_finds_the_team(people, axe, team) -> None:
    page = people.visitor(phone=True, scripts=True)
    page.goto("/")
    follow(page, "Guidance")
    heading(page, "Guidance")
    for path in (
        "",
        "glossary/",
        "complaints/",
        "legal-framework/",
        "about-the-dco/",
        "publications/",
    ):
        assert page.goto(f"/guidance/{path}").status == 200
        axe(page)
        fits(page)
    plain = people.visitor(scripts=False)
    plain.goto("/guidance/")
    give(plain, q="wheelchair")
    plain.locator("main").get_by_role("button", name="Search").click()
    expect(plain.locator("main")).to_contain_text("Wheelchair service")
    plain.goto("/guidance/who-is-my-dco/")
    press(plain, "Find the team")
    expect(plain.locator(".govuk-error-summary")).to_contain_text("Enter a postcode")
    give(plain, where="SN4 9ZZ")
    press(plain, "Find the team")
    expect(plain.locator("main [role=status]")).to_contain_text("one of these places")
    axe_page = people.visitor(phone=True)
    axe_page.goto("/guidance/who-is-my-dco/")
    give(axe_page, where="SN4 9ZZ")
    press(axe_page, "Find the team")
    axe(axe_page)
    fits(axe_page)
    give(plain, where="sn10 1aa")
    press(plain, "Find the team")
    heading(plain, f"DCO team for {team[2][0].name}")
    expect(plain.locator("main")).to_contain_text("Designated clinical officer (DCO)")
    leaflet = plain.locator("main a:has-text('Leaflet to print')").get_attribute("href")
    got = plain.request.get(leaflet)
    assert got.status == 200 and got.body().startswith(b"%PDF-")


def test_team_writes_approves_and_withdraws_a_page(people, axe, team) -> None:
    writer, second, _ = team
    page = people.signed_in(writer.email, PASSWORD)
    page.goto("/guidance/desk/")
    axe(page)
    page.get_by_role("button", name="New page").click()
    give(
        page, title="Short breaks", slug="short-breaks", section="families", summary="Time off.",
        body="## Who\n\nAnybody. <script>alert(1)</script> Write to jo@example.org",
    )  # fmt: skip
    press(page, "Preview")
    expect(page.locator(".portal-preview")).to_contain_text("<script>alert(1)</script>")
    expect(page.locator(".portal-preview")).to_contain_text("Leave out e-mail addresses")
    axe(page)
    press(page, "Save draft")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Leave out e-mail addresses")
    give(page, body="## Who\n\nAnybody with **disabled** children.")
    press(page, "Save draft")
    no_errors(page)
    expect(page.locator("main")).to_contain_text("Nothing of this page is public yet")
    axe(page)
    page.get_by_role("button", name="Send for approval").click()
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("somebody else of the team approves it")
    desk = page.url

    other = people.signed_in(second.email, PASSWORD, phone=True)
    other.goto("/worklist/")
    expect(other.locator("main")).to_contain_text("Guidance page: Short breaks")
    other.goto(desk)
    axe(other)
    fits(other)
    other.get_by_role("button", name="Approve and publish").click()
    give(other, review_on=soon())
    press(other, "Publish")
    no_errors(other)

    reader = people.visitor()
    reader.goto("/guidance/short-breaks/")
    expect(reader.locator("main")).to_contain_text("Page last reviewed on")
    expect(reader.locator("main strong").first).to_have_text("disabled")
    other.goto(desk)
    other.get_by_role("button", name="Write a new version").click()
    give(other, body="## Who\n\nAnybody with disabled or ill children.", change="Ill children too")
    press(other, "Save draft")
    expect(other.locator("ins").first).to_contain_text("disabled or ill")
    axe(other)
    other.get_by_role("link", name="Version 1").click()
    heading(other, "Short breaks")
    axe(other)
    other.goto(desk)
    other.get_by_role("button", name="Withdraw").click()
    give(other, reason="The scheme has ended")
    press(other, "Withdraw")
    later = people.visitor()  # the first visitor's browser keeps the public page for a minute
    assert later.goto("/guidance/short-breaks/").status == 410
    expect(later.locator("main")).to_contain_text("The scheme has ended")
    other.get_by_role("button", name="Restore").click()
    press(other, "Restore")
    assert people.visitor().goto("/guidance/short-breaks/").status == 200


def test_team_publishes_a_document(people, axe, team) -> None:
    writer, second, _ = team
    page = people.signed_in(writer.email, PASSWORD)
    page.goto("/guidance/desk/publications/")
    axe(page)
    page.get_by_role("button", name="New publication").click()
    give(
        page, title="SEND strategy", kind="strategy", summary="Three years.", owner_role="Executive lead",
    )  # fmt: skip
    press(page, "Continue")
    page.get_by_role("button", name="Add a file").click()
    press(page, "Add")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a file")
    axe(page)
    file = report()
    give(page, label="2026 to 2029")
    page.set_input_files(
        "input[type=file]",
        {"name": "strategy.pdf", "mimeType": "application/pdf", "buffer": file.read()},
    )
    press(page, "Add")
    no_errors(page)
    expect(page.locator("main")).to_contain_text("somebody else of the team publishes it")
    axe(page)
    other = people.signed_in(second.email, PASSWORD)
    other.goto(page.url)
    other.get_by_role("button", name="Publish").first.click()
    press(other, "Publish")
    reader = people.visitor(phone=True)
    reader.goto("/guidance/publications/")
    axe(reader)
    fits(reader)
    link = reader.get_by_role("link", name=re.compile("SEND strategy, 2026 to 2029"))
    assert reader.request.get(link.get_attribute("href")).status == 200
    other.goto("/guidance/desk/leaflets/")
    axe(other)
