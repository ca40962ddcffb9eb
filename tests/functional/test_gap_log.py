"""The gap log in the browser: worked by the DCO, read by a board member, taken to the board as PDF."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from dco_portal.common import outbox
from dco_portal.common.clock import today
from tests.factories.accounts import PASSWORD, person
from tests.factories.gaps import source
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory
from tests.functional.steps import follow, give, heading, no_errors, press


@pytest.fixture
def icb(transactional_db):
    """An ICB with three lines: audiology waits lead, sleep was searched for on three days."""
    icb = IcbFactory()
    area = LocalAuthorityFactory(icbs=[icb], name="Wychshire Council")
    for days in (1, 20, 40):
        source(
            organisation=icb,
            local_authority=area,
            on=today() - dt.timedelta(days=days),
            words="Hearing test",
        )
        source(
            organisation=icb, kind="empty_search", service_kind="", theme="no_service",
            words="sleep clinic", on=today() - dt.timedelta(days=days + 1),
        )  # fmt: skip
    source(organisation=icb, theme="capacity", kind="dispute")
    return icb


def fits(page) -> None:
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url


def test_dco_works_the_log_and_the_board_reads_it(people, axe, icb) -> None:
    dco = person("dco", icb)
    page = people.signed_in(dco.email, PASSWORD)
    page.goto("/gaps/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Audiology: waiting time")
    expect(rows.first).to_contain_text("3 enquiries")
    axe(page)
    follow(page, "Audiology: waiting time")
    expect(page.locator("main")).to_contain_text("In all: 3 enquiries.")
    expect(page.locator("main")).to_contain_text("Hearing test (3)")
    axe(page)
    page.get_by_role("button", name="Owner, decision, board").click()
    axe(page)
    give(
        page, owner=str(dco.pk), decision="Two more clinics a month", board_on=dt.date(2027, 1, 14)
    )
    press(page, "Save")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter what the board is asked")
    give(page, board="Fund two more audiology clinics")
    press(page, "Save")
    no_errors(page)
    page.get_by_role("button", name="Change its state").click()
    give(page, to="closed")
    press(page, "Save")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why it is closed")
    give(page, to="accepted")
    press(page, "Save")
    heading(page, "Accepted as a gap")
    expect(page.locator(".portal-timeline")).to_contain_text("Decision written")
    line = page.url

    page.goto("/gaps/?theme=capacity")
    follow(page, "Audiology: too little of it")
    page.get_by_role("button", name="Merge").click()
    into = page.locator("select[name=into] option", has_text="Audiology: waiting time")
    give(page, into=into.get_attribute("value"))
    press(page, "Merge")
    expect(page.locator("main")).to_contain_text("This line is merged into")
    page.goto(line)
    expect(page.locator("main")).to_contain_text("In all: 3 enquiries, 1 dispute.")
    page.goto("/gaps/")
    expect(page.locator("tbody tr")).to_have_count(2)

    press(page, "Make a report (PDF)")
    expect(page.locator("main")).to_contain_text("Being prepared")
    axe(page)
    outbox.drain()
    page.reload()
    href = page.get_by_role("link", name="Download").first.get_attribute("href")
    assert page.request.get(href).body().startswith(b"%PDF-")

    board = people.signed_in(person("board_member", icb).email, PASSWORD, phone=True)
    board.goto("/gaps/")
    fits(board)
    axe(board)
    board.goto(line)
    fits(board)
    axe(board)
    expect(board.locator("main")).to_contain_text("Two more clinics a month")
    assert board.get_by_role("button", name="Change its state").count() == 0
