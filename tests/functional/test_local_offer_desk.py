"""An owner's edit through rejection and approval, one-press confirming and the coverage pages, in Chromium.

Given a charity that keeps an entry and the authority's Local Offer editor,
when the owner proposes a change, the editor turns it down with a reason, the owner mends it and the
editor approves it, and the owner confirms the entry and takes that back,
then families read the approved words only after approval, and the DCO team sees which health
services are missing and why.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dco_portal.common.clock import today
from local_offer.actions import schedule2, vocabulary
from local_offer.models import Service
from tests.factories.accounts import PASSWORD, person
from tests.factories.organisations import ServiceFactory as ProviderServiceFactory
from tests.functional.steps import follow, give, heading, no_errors, press
from tests.integration.local_offer.desk import Desk, make


@pytest.fixture
def desk(transactional_db) -> Desk:
    vocabulary.ensure(by=None)
    found = make()
    schedule2.ensure(by=None)
    ProviderServiceFactory(areas=[found.la], name="Children’s hearing")
    return found


def path(name, *args):
    return reverse(f"local_offer:{name}", args=args)


def narrow(page, axe) -> None:
    """The page fits a phone of 320 px, and axe finds nothing there either."""
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320, f"{page.url} is {wide}px wide"
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_an_edit_is_turned_down_mended_and_approved(desk, people, axe, no_js_page):
    owner = people.signed_in(desk.owner.email, PASSWORD)
    owner.goto(path("desk"))
    heading(owner, "Local Offer desk")
    narrow(owner, axe)
    follow(owner, "All entries of your organisation")
    narrow(owner, axe)
    follow(owner, desk.entry.name)
    narrow(owner, axe)
    press(owner, "Propose a change")
    heading(owner, desk.entry.name)
    narrow(owner, axe)
    follow(owner, "About the service")
    give(owner, summary="We meet twice a week.", description="Families meet, play and talk about what helps.")  # fmt: skip
    narrow(owner, axe)
    press(owner, "Save and continue")
    no_errors(owner)
    heading(owner, "Who it is for and how to get it")
    give(owner, minimum_age="9", maximum_age="5")
    press(owner, "Save and continue")
    expect(owner.locator(".govuk-error-summary")).to_contain_text("cannot be below the youngest")
    axe(owner)
    give(owner, maximum_age="11")
    for section in ("Places", "Times", "How to get in touch", "Cost", "Needs, ages, languages and areas"):  # fmt: skip
        press(owner, "Save and continue")
        no_errors(owner)
        heading(owner, section)
        narrow(owner, axe)
        if section == "Times":
            owner.check("main [name='schedules-0-days'][value='MO']")
            give(owner, **{"schedules-0-opens_at": "9.30", "schedules-0-closes_at": "11am"})
        if section == "How to get in touch":
            give(owner, email="hello@families.example")
    press(owner, "Save and continue")
    expect(owner.locator("main")).to_contain_text("We meet twice a week.")
    give(owner, comment="New times from May.")
    press(owner, "Hand in for approval")
    no_errors(owner)
    axe(owner)

    editor = people.signed_in(desk.editor.email, PASSWORD)
    editor.goto(path("listings") + "?view=waiting")
    follow(editor, desk.entry.name)
    follow(editor, "Open the change")
    expect(editor.locator("main")).to_contain_text("New times from May.")
    expect(editor.locator("main ins").first).to_be_visible()
    narrow(editor, axe)
    follow(editor, "Do not accept")
    press(editor, "Do not accept")
    expect(editor.locator(".govuk-error-summary")).to_contain_text("Say why")
    give(editor, reason="Say which days.")
    press(editor, "Do not accept")
    no_errors(editor)

    family = no_js_page
    family.goto(path("service", desk.entry.slug))
    expect(family.locator("main")).to_contain_text("A friendly group for families.")
    expect(family.locator("main")).not_to_contain_text("twice a week")

    owner.reload()
    expect(owner.locator("main")).to_contain_text("Say which days.")
    press(owner, "Take it up again")
    follow(owner, "About the service")
    give(owner, summary="We meet on Mondays and Fridays.")
    press(owner, "Save and go to the list")
    press(owner, "Hand in for approval")
    no_errors(owner)

    editor.goto(path("listing", desk.entry.pk))
    follow(editor, "Open the change")
    press(editor, "Approve and publish")
    expect(editor.locator("main")).to_contain_text("All 2 versions")
    follow(editor, "All 2 versions")
    narrow(editor, axe)
    press(editor, "Compare")
    expect(editor.locator("main")).to_contain_text("Mondays")
    narrow(editor, axe)
    family.reload()
    expect(family.locator("main")).to_contain_text("We meet on Mondays and Fridays.")

    owner.goto(path("listing", desk.entry.pk))
    press(owner, "It is still correct")
    expect(owner.locator("main")).to_contain_text("You confirmed today")
    axe(owner)
    press(owner, "Take it back")
    expect(owner.locator("main")).not_to_contain_text("You confirmed today")
    assert Service.objects.get(pk=desk.entry.pk).checked_on == today()


def test_what_the_local_offer_lacks(desk, people, axe):
    team = people.signed_in(person("dco", desk.icb).email, PASSWORD)
    team.goto(path("health"))
    expect(team.locator("main")).to_contain_text("Missing")
    narrow(team, axe)
    follow(team, "Say why: Children’s hearing")
    axe(team)
    give(team, reason="The trust is writing it.")
    press(team, "Save")
    expect(team.locator("main")).to_contain_text("The trust is writing it.")
    for name in ("schedule2", "statistics"):
        team.goto(path(name))
        narrow(team, axe)
    editor = people.signed_in(desk.editor.email, PASSWORD)
    for name in ("desk", "imports", "synonyms", "terms", "listing-new"):
        editor.goto(path(name))
        narrow(editor, axe)
    editor.goto(path("listings"))
    editor.check("main [name='entry']", force=True)
    press(editor, "Change the ticked")
    heading(editor, "Change 1 entry")
    narrow(editor, axe)
    give(editor, alert="Closed in August.")
    press(editor, "Change them")
    expect(editor.locator("main")).to_contain_text("1 done")
    axe(editor)
