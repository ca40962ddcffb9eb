"""The DCO's desk in the browser: training with a school, engagement with the public, a school's plan."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from dco_portal.common.clock import now, today
from dco_portal.practice.models import Session
from tests.factories.accounts import PASSWORD, person
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PlaceFactory,
    ProviderFactory,
    SchoolFactory,
    ServiceFactory,
)
from tests.functional.steps import follow, give, heading, no_errors, press


@pytest.fixture
def area(transactional_db):
    icb = IcbFactory()
    la = LocalAuthorityFactory(icbs=[icb])
    PlaceFactory(icb=icb, local_authority=la, name="Northshire")
    trust = ProviderFactory(name="North Trust")
    ServiceFactory(provider=trust, areas=[la])
    return person("dco", icb), person("senco", SchoolFactory(local_authority=la))


def fits(page) -> None:
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url


def test_training_from_offer_to_certificate(people, axe, area, drain_outbox):
    dco, senco = (people.signed_in(user.email, PASSWORD) for user in area)
    dco.goto("/practice/")
    axe(dco)
    follow(dco, "Training and drop-ins")
    axe(dco)
    follow(dco, "New training")
    axe(dco)
    day = today() + dt.timedelta(days=9)
    give(
        dco,
        title="Writing good advice",
        where="Online",
        seats=1,
        day=day,
        begins="14:30",
        ends="14:00",
    )
    press(dco, "Save")
    expect(dco.locator(".govuk-error-summary")).to_contain_text("It must end after it begins")
    assert dco.input_value("[name=title]") == "Writing good advice"
    axe(dco)
    give(dco, ends="16:00", joining="Room 4")
    press(dco, "Save")
    no_errors(dco)
    follow(dco, "Open for booking")
    press(dco, "Open for booking")
    axe(dco)

    senco.goto("/practice/training/")
    axe(senco)
    follow(senco, "Writing good advice")
    expect(senco.locator("main")).not_to_contain_text("Room 4")
    follow(senco, "Book a place")
    axe(senco)
    give(senco, attendee="Ms Example", attendee_role="SENCO")
    press(senco, "Book")
    expect(senco.locator("main")).to_contain_text("Room 4")

    past = now() - dt.timedelta(hours=3)
    Session.objects.update(starts_at=past, ends_at=past + dt.timedelta(hours=1))
    dco.reload()
    follow(dco, "Note who came")
    dco.get_by_label("Ms Example").check()
    axe(dco)
    press(dco, "Save")
    drain_outbox()
    senco.goto("/practice/bookings/")
    axe(senco)
    with senco.expect_download() as download:
        follow(senco, "Certificate (PDF)")
    assert download.value.suggested_filename.startswith("certificate-TRN-")
    dco.goto("/practice/training/coverage/")
    axe(dco)
    expect(dco.locator("main")).to_contain_text("nobody came")


def test_what_families_said_and_a_concern(people, axe, area):
    dco = people.signed_in(area[0].email, PASSWORD)
    dco.goto("/practice/engagement/")
    axe(dco)
    follow(dco, "New meeting")
    give(dco, held_on=today(), with_kind="forum", with_whom="Parent carer forum", about="Waiting")
    axe(dco)
    press(dco, "Save")
    follow(dco, "Add what was said")
    give(dco, said="Nobody tells us where we are in the queue.")
    press(dco, "Add")
    follow(dco, "Answer")
    give(dco, to="done", did="Each letter now says the place in the queue.")
    press(dco, "Save")
    axe(dco)
    follow(dco, "Publish")
    axe(dco)
    press(dco, "Publish")
    reader = people.visitor(phone=True, scripts=False)
    reader.goto("/practice/you-said-we-did/")
    expect(reader.locator("main")).to_contain_text("Each letter now says the place in the queue.")

    dco.goto("/practice/concerns/new/")
    give(dco, about=dco.locator("[name=about] option", has_text="North Trust").get_attribute("value"),
         theme="waiting", source="family", noted_on=today(), words="Long waits")  # fmt: skip
    axe(dco)
    press(dco, "Save")
    follow(dco, "Next step")
    give(dco, to="raised", raised_with="Contract meeting")
    axe(dco)
    press(dco, "Save")
    heading(dco, "Raised with the partner")
    axe(dco)
    dco.goto("/practice/concerns/?state=raised")
    axe(dco)
    expect(dco.locator("main table")).to_contain_text("Waiting times")


def test_a_schools_plan_on_a_phone(people, axe, area, drain_outbox):
    from dco_portal.practice.plan_form import SECTIONS

    senco = people.signed_in(area[1].email, PASSWORD, phone=True)
    senco.goto("/practice/healthcare-plans/")
    axe(senco)
    fits(senco)
    follow(senco, "New plan")
    give(senco, pupil="Sam Example", born_on=dt.date(2016, 5, 4))
    axe(senco)
    press(senco, "Save and continue")
    follow(senco, "Write")
    axe(senco)
    fits(senco)
    give(senco, **dict.fromkeys(SECTIONS, "Words"), review_on=today() + dt.timedelta(days=200))
    press(senco, "Save")
    follow(senco, "Put it into use")
    press(senco, "Put it into use")
    drain_outbox()
    senco.reload()
    axe(senco)
    fits(senco)
    expect(senco.locator("main")).to_contain_text("Download")
    senco.goto("/practice/healthcare-plan/")
    axe(senco)
    fits(senco)
