"""A board's secretary plans a meeting and makes its pack; a member reads it on a phone, the public reads the plan."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dco_portal.common.clock import now, today
from inspections.models import Meeting, Pack, Plan
from tests.factories.accounts import PASSWORD
from tests.integration.inspections.board_scene import LINK, BoardScene

pytestmark = pytest.mark.django_db(transaction=True)


def day(page, name: str, on: dt.date) -> None:
    for part, value in enumerate((on.day, on.month, on.year)):
        page.fill(f"[name={name}_{part}]", str(value))


def test_a_meeting_its_pack_and_the_public_page(people, axe, drain_outbox):
    scene = BoardScene()
    scene.furnish_plan()
    Plan.objects.filter(pk=scene.plan.pk).update(published_at=now())
    board = scene.board()
    scene.seat(board, scene.parent, role="Parent carer forum")

    # Given the board, when the secretary plans a meeting, adds a paper and makes the pack
    desk = people.signed_in(scene.manager.email, PASSWORD)
    desk.goto(reverse("inspections:board", args=[board.pk]))
    desk.get_by_role("button", name="Plan a meeting").click()
    day(desk, "on", today() + dt.timedelta(days=9))
    desk.fill("[name=where]", "Online")
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("button", name="Add a paper").click()
    desk.fill("[name=title]", "Terms of reference")
    desk.get_by_role("button", name="Add").click()
    expect(desk.locator("main")).to_contain_text("Choose a file, give a link")
    axe(desk)
    desk.fill("[name=link]", LINK)
    desk.get_by_role("button", name="Add").click()
    axe(desk)
    desk.get_by_role("button", name="Make the board pack").click()
    desk.get_by_role("button", name="Make the pack").click()
    expect(desk.locator("main")).to_contain_text("The pack is frozen")
    assert Meeting.objects.get().papers.get().link == LINK

    # Then the member reads it on a phone
    drain_outbox()
    phone = people.signed_in(scene.parent.email, PASSWORD, phone=True)
    phone.goto(reverse("inspections:pack", args=[Pack.objects.get().pk]))
    expect(phone.locator("main")).to_contain_text("Terms of reference")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320

    # And anybody reads the plan, without a script
    visitor = people.visitor(phone=True, scripts=False)
    visitor.goto(reverse("inspections:improvement"))
    visitor.get_by_role("link", name=scene.plan.title).click()
    expect(visitor.locator("main")).to_contain_text("What we wanted")
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 320
    seen = people.visitor()
    seen.goto(reverse("inspections:improvement-plan", args=[scene.plan.slug]))
    axe(seen)
