"""Our own feed, read into the Local Offer of the area next door.

Given entries that one authority has published, and the editor of another,
when the editor adds the feed, reads it and publishes what it brings,
then families find the entries there with their origin; and when both sides change one of them,
the editor sees both and decides, and what was edited here stands.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from local_offer.actions.publishing import publish
from local_offer.models import Service
from local_offer.queries.content import read
from tests.factories.accounts import PASSWORD, person
from tests.factories.local_offer import LocationFactory, ServiceFactory, term
from tests.factories.organisations import LocalAuthorityFactory
from tests.functional.steps import follow, give, heading, no_errors, press

pytestmark = pytest.mark.usefixtures("worker")
READ = 60_000  # milliseconds a worker may take on a busy machine


@pytest.fixture
def directory(transactional_db):
    """Three entries of one authority, published."""
    term("need", "semh")
    home = LocalAuthorityFactory()
    return [
        ServiceFactory(
            name=name, local_authority=home, terms=["need/semh"], locations=[LocationFactory()], who_for="Families"
        )
        for name in ("Calm Corner", "Drum Circle", "Forest Play")
    ]  # fmt: skip


def change(name: str, authority, **fields) -> None:
    """The entry of that authority says something else from now on."""
    entry = Service.objects.get(name=name, local_authority=authority)
    content = read(entry)
    content["fields"].update(fields)
    publish(by=None, service_id=entry.pk, content=content)


def read_feed(page: Page, words: str) -> None:
    """Read the feed now and wait until the page says so."""
    press(page, "Read it now")
    heading(page, "Reading of Next door")
    expect(page.locator("#harvest")).to_contain_text(words, timeout=READ)
    follow(page, "See each entry")


def test_our_own_feed_into_a_second_directory(directory, people, axe, live_server):
    here = LocalAuthorityFactory()
    editor = person("lo_editor", here)
    page = people.signed_in(editor.email, PASSWORD)
    page.goto(reverse("local_offer:harvest"))
    heading(page, "Other directories")
    axe(page)
    follow(page, "Add another directory")
    press(page, "Add")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter a name")
    axe(page)
    give(page, name="Next door", url=f"{live_server.url}/api/open-referral/", often="weekly")
    press(page, "Add")
    no_errors(page)
    source = page.url
    axe(page)

    read_feed(page, "3 entries are ready to publish")
    axe(page)
    expect(page.locator("main table")).to_contain_text("Drum Circle")
    follow(page, "Drum Circle")
    expect(page.locator("main")).to_contain_text("A friendly group for families.")
    axe(page)
    give(page, choice="keep")
    press(page, "Keep this decision")
    expect(page.locator("main")).to_contain_text("Left out")
    press(page, "Publish 2 entries")
    expect(page.locator("#harvest")).to_contain_text("2 entries taken over.", timeout=READ)
    taken = Service.objects.get(name="Calm Corner", local_authority=here)

    family = people.visitor(phone=True, scripts=False)
    family.goto(reverse("local_offer:service", args=[taken.slug]))
    expect(family.locator("main")).to_contain_text("Taken over from Next door")

    change("Calm Corner", here, alert="Closed on Monday")
    change("Calm Corner", directory[0].local_authority, summary="A quiet room with sofas.")
    change("Forest Play", directory[0].local_authority, summary="Mud and trees.")
    page.goto(source)
    read_feed(page, "1 waits for your decision")
    expect(page.locator("main table")).to_contain_text("Changed there and here")
    follow(page, "Calm Corner")
    expect(page.locator("main table")).to_contain_text("A quiet room with sofas.")
    expect(page.locator("main table")).to_contain_text("Closed on Monday")
    axe(page)
    give(page, choice="keep")
    press(page, "Keep this decision")
    page.get_by_role("button", name="Publish").first.click()
    expect(page.locator("#harvest")).to_contain_text("taken over.", timeout=READ)
    taken.refresh_from_db()
    assert (taken.alert, taken.summary) == ("Closed on Monday", "A friendly group for families.")
    assert Service.objects.get(name="Forest Play", local_authority=here).summary == "Mud and trees."

    small = people.signed_in(editor.email, PASSWORD, phone=True)
    for path in (source, page.url, reverse("local_offer:harvest")):
        small.goto(path)
        axe(small)
        wide = small.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{path} is {wide} px wide"
