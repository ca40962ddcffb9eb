"""The worklist, its bulk actions, messages and operations in the browser, wide and at 320 px."""

import datetime as dt

import pytest

from dco_portal.common.clock import now, today
from dco_portal.common.ids import new_id
from dco_portal.common.models import OutboxTask
from dco_portal.work.models import WorkItem
from tests.factories.accounts import PASSWORD, person
from tests.factories.notifications import NotificationFactory
from tests.factories.organisations import ServiceFactory
from tests.factories.work import SavedViewFactory, WorkItemFactory


@pytest.fixture
def lead(transactional_db):
    """A provider lead with late, coming and undated work, a colleague, a saved view and a message."""
    service = ServiceFactory(name="Physiotherapy")
    lead = person("provider_lead", organisation=service.provider, email="lead@test.example")
    person("clinician", service=service, name="Chris Clinician")
    for number in range(6):
        WorkItemFactory(
            kind="test.thing",
            organisation=service.provider,
            team=service,
            reference=f"EHC-2026-00000{number}-1",
            step="Give it to a clinician",
            due_on=today() + dt.timedelta(days=number - 2) if number else None,
            target_on=today() + dt.timedelta(days=number - 9),
        )
    SavedViewFactory(user=lead, name="What is late")
    NotificationFactory(recipient=lead)
    return lead


def test_lead_gives_work_to_a_colleague_and_sees_each_result(people, axe, lead):
    # given a lead with unassigned work
    page = people.signed_in("lead@test.example", PASSWORD)
    page.goto("/worklist/?view=unassigned")
    axe(page)
    assert page.get_by_text("1 day late").count() == 1
    # when they tick two items and give them to a colleague
    page.get_by_label("Select EHC-2026-000001-1").check(force=True)
    page.get_by_label("Select EHC-2026-000002-1").check(force=True)
    page.get_by_role("button", name="Give to somebody").click()
    axe(page)
    page.get_by_label("Give to").select_option(label="Chris Clinician")
    page.get_by_role("button", name="Give", exact=True).click()
    # then each has its result, the items are theirs, and the way back leads to the same view
    axe(page)
    assert "2 done, 0 refused" in page.content()
    assert WorkItem.objects.filter(owner__name="Chris Clinician").count() == 2
    page.get_by_role("link", name="Back to the list").click()
    assert page.url.endswith("/worklist/?view=unassigned")


def test_lead_filters_saves_a_view_and_finds_it_again(people, axe, lead):
    page = people.signed_in("lead@test.example", PASSWORD)
    page.goto("/worklist/")
    page.get_by_label("Reference").fill("ehc-2026-000003")
    page.get_by_role("button", name="Apply filters").click()
    assert page.get_by_role("link", name="EHC-2026-000003-1").count() == 1
    assert page.get_by_role("link", name="EHC-2026-000004-1").count() == 0
    page.get_by_text("Save this view").click()
    page.get_by_label("Name of this view").fill("Number three")
    axe(page)
    page.get_by_role("button", name="Save", exact=True).click()
    assert "The view “Number three” is saved." in page.content()
    page.goto("/worklist/")
    page.get_by_role("link", name="Number three").click()
    assert page.get_by_role("link", name="EHC-2026-000003-1").count() == 1


def test_pages_fit_a_phone_and_work_without_scripts(people, axe, lead):
    page = people.signed_in("lead@test.example", PASSWORD, phone=True)
    service = WorkItem.objects.exclude(team=None)[0].team
    for path in (
        "/worklist/?view=all",
        f"/worklist/weekly/{service.pk}/",
        "/notifications/",
        "/notifications/preferences/",
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    plain = people.signed_in("lead@test.example", PASSWORD, scripts=False)
    plain.goto("/worklist/?view=all")
    plain.get_by_label("Kind of work").select_option(label="Any")
    plain.get_by_role("button", name="Apply filters").click()
    assert plain.get_by_role("link", name="EHC-2026-000003-1").count() == 1


def test_administrator_sees_what_is_stuck_and_tries_again(people, axe, lead):
    person("administrator", email="admin@test.example")
    NotificationFactory(state="failed", attempts=12, last_error="SMTPDataError 550")
    task = OutboxTask.objects.create(
        task="documents.render",
        object_id=new_id(),
        state="failed",
        attempts=6,
        next_try_at=now(),
        last_error="OSError",
    )
    page = people.signed_in("admin@test.example", PASSWORD)
    page.goto("/operations/")
    axe(page)
    assert "Make a PDF document" in page.content()
    page.get_by_role("button", name="Try all e-mails again").click()
    assert "1 e-mail is tried again." in page.content()
    page.get_by_role("button", name="Make a PDF document").click()
    assert "1 task is tried again." in page.content()
    task.refresh_from_db()
    assert task.state == "waiting"
