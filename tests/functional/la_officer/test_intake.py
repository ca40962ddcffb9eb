"""What comes before a request, in the browser: early notice, spreadsheet, the child's record."""

import datetime as dt

import pytest
from django.urls import reverse

from dco_portal.common.clock import today
from tests.factories.accounts import PASSWORD, person
from tests.factories.children import CarerFactory, ChildFactory, InvolvementFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ServiceFactory
from tests.functional.steps import follow, give, heading, no_errors, press
from tests.integration.ehcp.sheets import row, sheet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer():
    return person("la_officer", LocalAuthorityFactory(icbs=[IcbFactory()]))


def test_an_early_notice_is_answered_and_followed_by_a_request(people, axe, officer):
    # Given a service that covers the authority
    service = ServiceFactory(areas=[officer.organisation])
    lead = person("provider_lead", service=service)
    # When the officer sends an early notice without scripts, first forgetting the name
    la = people.signed_in(officer.email, PASSWORD, scripts=False)
    la.goto(reverse("ehcp:notice-new"))
    give(la, nhs_number_missing="not_supplied", born_on=dt.date(2018, 5, 6), family_name="Field")
    press(la, "Send the notice")
    assert "Enter the given name" in la.inner_text(".govuk-error-summary")
    give(la, given_name="Tom")
    press(la, "Send the notice")
    no_errors(la)
    heading(la, "Early notice")
    assert "Not answered yet" in la.inner_text("main")
    # Then the lead of the service finds the question and answers it
    leads = people.signed_in(lead.email, PASSWORD)
    leads.goto(reverse("home:worklist") + "?view=all")
    follow(leads, "ECN-")
    axe(leads)
    give(leads, answer="known", note="Seen in clinic")
    press(leads, "Answer")
    no_errors(leads)
    # And the officer sees it, and asks for advice about this very child
    la = people.signed_in(officer.email, PASSWORD)
    la.goto(reverse("ehcp:notices"))
    axe(la)
    follow(la, "ECN-")
    axe(la)
    assert "Knows the child" in la.inner_text("main")
    press(la, "Ask for advice")
    follow(la, "The child or young person")
    axe(la)
    assert "Tom Field" in la.inner_text("main")


def test_a_spreadsheet_is_read_mended_and_sent(people, axe, officer, drain_outbox, tmp_path):
    la = people.signed_in(officer.email, PASSWORD)
    la.goto(reverse("ehcp:imports"))
    axe(la)
    for name, kind in (("faulty.csv", "review"), ("sound.csv", "assessment")):
        file = tmp_path / name
        file.write_bytes(sheet(row(1, type=kind), row(2)))
        la.goto(reverse("ehcp:imports"))
        give(la, upload=str(file))
        press(la, "Upload")
        drain_outbox()
        la.reload()
        axe(la)
        if kind == "review":
            assert "Write one of: assessment, reassessment, tribunal" in la.inner_text("main")
            assert la.locator("text=Send 2 requests").count() == 0
    press(la, "Send 2 requests to health")
    axe(la)
    drain_outbox()
    la.reload()

    assert "2 requests sent on" in la.inner_text("main")
    follow(la, "EHC-")
    heading(la, "Health advice request")


@pytest.mark.parametrize("phone", [False, True])
def test_a_child_is_found_and_a_restriction_is_noted(people, axe, officer, phone):
    child = ChildFactory(given_name="Siân", family_name="O’Brien", born_on=dt.date(2009, 2, 3))
    InvolvementFactory(child=child, organisation=officer.organisation)
    CarerFactory(child=child, name="Jo Day", relationship="father")
    la = people.signed_in(officer.email, PASSWORD, phone=phone)
    la.goto(reverse("children:search"))
    axe(la)
    give(la, name="obrien sian", born_on=child.born_on)
    press(la, "Search")
    axe(la)
    assert "Brien" not in la.url
    follow(la, "Siân O’Brien")
    axe(la)
    la.get_by_role("link", name="Change Jo Day").click()
    axe(la)
    give(la, never_write=True)
    press(la, "Save")
    assert "Say why" in la.inner_text(".govuk-error-summary")
    axe(la)
    give(la, restriction_reason="Court order of 1 May")
    press(la, "Save")
    no_errors(la)
    assert "Never write to Jo Day (father): Court order of 1 May" in la.inner_text("main")
    follow(la, "Chronology")
    axe(la)
    width = la.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0
    assert str(today().year) in la.inner_text("main")
