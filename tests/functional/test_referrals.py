"""A notification's whole way, played by three people in Chromium.

Given a health visitor, a DCO and a local authority officer of one demo area,
when the health visitor notifies the wrong authority, the DCO sends it on to the right one, and its
officer acknowledges it, asks, and records the outcome,
then the health visitor is told and sees it, and every page on the way passes axe.
"""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from dco_portal.common.clock import today
from dco_portal.home.demo import people as demo_people
from dco_portal.home.demo import places as demo_places
from dco_portal.organisations.models import Organisation
from referrals.models import Notification
from tests.functional.steps import follow, give, heading, no_errors, press

DAY = dt.timedelta(days=1)


@pytest.fixture
def area(transactional_db):
    """The demo area's bodies and sign-ins, without any case; no postcode is known."""
    demo_places.load()
    demo_people.load()


def go_on(page: Page, axe, words: str) -> None:
    """Look at the page, save it, and arrive at the one with these words."""
    axe(page)
    press(page, "Save and continue")
    no_errors(page)
    heading(page, words)


def notify(visitor: Page, axe) -> str:
    """The health visitor fills in every section and sends it; the path of the notification."""
    on, wrong = today(), Organisation.objects.get(slug="herefordshire-council")
    visitor.goto("/referrals/new/")
    axe(visitor)
    press(visitor, "Start")
    draft = visitor.url.removesuffix("safety/")
    give(visitor, risk="yes")
    press(visitor, "Save and continue")
    heading(visitor, "Talk to safeguarding before you go on")
    axe(visitor)
    follow(visitor, "Answer the question again")
    give(visitor, risk="no")
    go_on(visitor, axe, "The child")
    give(
        visitor, nhs_number="999 000 3009", given_name="Peregrine", family_name="Wintle", born_on=on - 1000 * DAY,
        postcode="WR99 9ZZ",
    )  # fmt: skip
    go_on(visitor, axe, "The local authority to tell")
    give(visitor, la=str(wrong.pk), la_why="The family said Hereford")
    go_on(visitor, axe, "Parents, carers and communication needs")
    give(visitor, **{"carers-0-name": "Hesper Wintle", "carers-0-relationship": "mother", "carers-0-parental_responsibility": "yes"})  # fmt: skip
    go_on(visitor, axe, "Who tells the local authority")
    go_on(visitor, axe, "The opinion")
    give(visitor, likelihood="probably", condition="sen", needs=["communication"], reason="Few words.", opinion_on=on - 6 * DAY)  # fmt: skip
    go_on(visitor, axe, "Setting, equipment and services")
    give(visitor, setting_known="no")
    go_on(visitor, axe, "Telling the parents")
    give(
        visitor,
        opinion_told="yes",
        opinion_told_on=on - 5 * DAY,
        opinion_told_how="in_person",
        duty_told="same",
    )
    go_on(visitor, axe, "The opportunity to discuss it")
    give(visitor, offered="not_yet")
    go_on(visitor, axe, "Voluntary organisations")
    give(visitor, voluntary="none")
    go_on(visitor, axe, "Reports")
    axe(visitor)
    press(visitor, "Continue")
    heading(visitor, "Check your answers")
    expect(visitor.locator("main")).to_contain_text("It cannot be sent yet")
    axe(visitor)
    visitor.goto(f"{draft}discussion/?check=1")
    give(visitor, offered="yes", discussion_offered_on=on - 5 * DAY, discussion="declined")
    go_on(visitor, axe, "Check your answers")
    axe(visitor)
    press(visitor, "Send the notification")
    no_errors(visitor)
    heading(visitor, "Notification of a child under 5")
    axe(visitor)
    return visitor.url


def correct(dco: Page, axe, case: str) -> None:
    """The DCO finds it in the list and sends it on to the right authority."""
    right = Organisation.objects.get(slug="worcestershire-county-council")
    dco.goto("/referrals/")
    axe(dco)
    dco.goto(case)
    axe(dco)
    follow(dco, "Correct the local authority")
    axe(dco)
    give(dco, cause="wrong", la=str(right.pk), reason="The family lives in Worcester")
    press(dco, "Send it on")
    no_errors(dco)
    heading(dco, "Notifications of under-5s")


def answer(officer: Page, axe, case: str) -> None:
    """The officer acknowledges, asks, and records the outcome."""
    officer.goto("/referrals/")
    axe(officer)
    officer.goto(case)
    follow(officer, "Acknowledge")
    axe(officer)
    press(officer, "Acknowledge")
    give(officer, to="ask:notifier", text="Is there a nursery in sight?")
    press(officer, "Add to the thread")
    no_errors(officer)
    follow(officer, "Record the outcome")
    axe(officer)
    press(officer, "Record the outcome")
    expect(officer.locator(".govuk-error-summary")).to_contain_text("Choose the outcome")
    give(officer, outcome="early_years", words="A portage worker visits from Monday.")
    press(officer, "Record the outcome")
    no_errors(officer)
    axe(officer)


def test_from_the_opinion_to_the_clinician_who_is_told(area, people, axe):
    visitor, dco, officer = (
        people.signed_in(f"{who}@demo.example") for who in ("notifier", "dco", "la")
    )

    case = notify(visitor, axe)
    sent = Notification.objects.get()
    assert (sent.la.slug, sent.la_basis) == ("herefordshire-council", "chosen")
    assert officer.goto(case).status == 404
    correct(dco, axe, case)
    answer(officer, axe, case)

    visitor.goto("/notifications/")
    expect(visitor.locator("main")).to_contain_text(
        f"{sent.reference}: the local authority’s outcome"
    )
    visitor.goto(case)
    main = visitor.locator("main")
    expect(main).to_contain_text("Early-years support is being given or arranged")
    expect(main).to_contain_text("A portage worker visits from Monday.")
    expect(main).to_contain_text("It went to the wrong authority")
    expect(main).to_contain_text("Is there a nursery in sight?")
    axe(visitor)
    phone = people.signed_in("notifier@demo.example", phone=True)
    for path in (case, "/referrals/"):
        phone.goto(path)
        assert phone.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        axe(phone)
    sent.refresh_from_db()
    assert (sent.state, sent.la.slug, sent.corrections.count()) == (
        "outcome",
        "worcestershire-county-council",
        1,
    )
