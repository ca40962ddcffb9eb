"""A clinician's page saves itself in a real browser, and says when somebody else was first."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.advice_scene import Scene
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_page_saves_itself_and_a_second_writer_loses_nothing(people, axe, settings):
    settings.REQUIRE_MFA = False
    scene = Scene(services=1)
    scene.allocate()
    page = people.signed_in(scene.clinician.email, PASSWORD)
    page.goto(reverse("ehcp:advice-section", args=[scene.speech.pk, "strengths"]))
    page.get_by_label("What the child does well and enjoys").fill("Sings in tune")
    status = page.locator("[data-autosave-status]")
    expect(status).to_contain_text("Saved at", timeout=15_000)
    assert scene.draft(scene.speech).content["strengths"] == {"strengths": "Sings in tune"}

    scene.save(scene.speech, "strengths", {"strengths": "Draws well"})
    page.get_by_label("What the child does well and enjoys").fill("Sings in tune and dances")
    expect(status).to_contain_text("saved this page at", timeout=15_000)
    assert scene.draft(scene.speech).content["strengths"] == {"strengths": "Draws well"}

    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Somebody else saved this page")).to_be_visible()
    expect(page.get_by_label("What the child does well and enjoys")).to_have_value(
        "Sings in tune and dances"
    )
    expect(page.get_by_text("Draws well")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Health needs")).to_be_visible()
    assert scene.draft(scene.speech).content["strengths"] == {
        "strengths": "Sings in tune and dances"
    }
