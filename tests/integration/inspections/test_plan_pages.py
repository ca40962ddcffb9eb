"""The desk's pages of plans: what they show, their filters, files, forms, and their price in queries."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.actions import chain, together
from inspections.models import Plan
from inspections.rules import importing
from tests.factories import inspections as make
from tests.factories.accounts import person
from tests.factories.organisations import VoluntaryFactory
from tests.plan_scene import furnish, scene

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def area():
    return scene()


@pytest.fixture
def desk(area, client):
    client.force_login(area.manager)
    return client


def page(client, name, *args, query="", **form):
    """The page's text, after a POST with `form` if there is one."""
    address = reverse(f"inspections:{name}", args=args) + query
    response = client.post(address, form, follow=True) if form else client.get(address)
    assert response.status_code == 200, response.status_code
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8-sig")
    return response.content.decode()


def test_the_list_shows_own_plans_and_those_of_a_partner(area, desk):
    theirs = scene()
    text = page(desk, "plans")
    assert area.plan.title in text
    assert theirs.plan.title not in text
    forum = VoluntaryFactory(local_authority=area.la)
    together.add_partner(
        by=area.manager, plan_id=area.plan.pk, organisation=forum, part="For parents"
    )
    desk.force_login(person("forum", forum))
    assert "you are a partner" in page(desk, "plans", query="?view=partner")
    assert area.plan.title not in page(desk, "plans", query="?view=own")


def test_the_list_filters_and_its_file(area, desk):
    make.PlanFactory(la=area.la, icb=area.icb, title="Own thoughts", kind="own")
    text = page(desk, "plans", query="?kind=own&view=all")
    assert "Own thoughts" in text
    assert area.plan.title not in text
    assert "Remove filter: " in text
    lines = list(
        csv.DictReader(io.StringIO(page(desk, "plans-csv", query="?words=thoughts&view=all")))
    )
    assert [line["Title"] for line in lines] == ["Own thoughts"]
    assert "No plan to show" in page(desk, "plans", query="?words=nowhere")


def test_the_plan_page_shows_the_chain(area, desk):
    furnish(area)
    one = area.actions[0]
    one.due_on, one.original_due_on = dt.date(2026, 1, 31), dt.date(2025, 12, 31)
    one.delivery = "green"
    one.save()
    text = page(desk, "plan", area.plan.pk)
    for words in (
        "Leaders should make sure",
        "first 31 December 2025",
        "days late",
        "0 of 1 milestones",
        "after 1.2",
    ):
        assert words in text
    assert text.count("rating--red") > 1, "a past-due action is never green"


def test_the_filters_of_the_actions_survive_and_reach_the_file(area, desk):
    late, _ = area.actions
    late.due_on, late.original_due_on = dt.date(2026, 1, 31), dt.date(2026, 1, 31)
    late.save()
    query = "?late=yes"
    text = page(desk, "plan", area.plan.pk, query=query)
    assert "1 of 2 actions" in text
    assert "Overdue only" in text
    assert "selected>Overdue only" in text
    lines = list(csv.DictReader(io.StringIO(page(desk, "plan-csv", area.plan.pk, query=query))))
    assert [line["Action number"] for line in lines] == [late.number]
    assert lines[0]["Due"] == "31/01/2026"
    assert "No action fits" in page(desk, "plan", area.plan.pk, query="?rating=blue")
    assert "2 of 2 actions" in page(desk, "plan", area.plan.pk, query="?stale=yes")
    assert "2 actions" in page(desk, "plan", area.plan.pk, query="?priority=99")


@pytest.mark.parametrize("name", ["plan", "plan-csv", "plan-xlsx"])
def test_the_price_does_not_grow_with_the_actions(client, name):
    counts = []
    for number in (5, 100):
        area = scene(actions=number)
        furnish(area)
        client.force_login(area.manager)
        page_of = reverse(f"inspections:{name}", args=[area.plan.pk])
        with CaptureQueriesContext(connection) as caught:
            response = client.get(page_of)
            b"".join(response.streaming_content) if response.streaming else response.content
        counts.append(len(caught))
    assert counts[0] == counts[1], counts


def test_what_is_downloaded_is_read_back(area, desk):
    furnish(area)
    chain.edit(
        by=area.manager,
        action_id=area.actions[0].pk,
        what="=HYPERLINK(1)",
        resource="-5 days",
        lead=area.lead,
        lead_organisation=area.la,
    )
    for name in ("plan-csv", "plan-xlsx"):
        response = desk.get(reverse(f"inspections:{name}", args=[area.plan.pk]))
        data = b"".join(response.streaming_content) if response.streaming else response.content
        reading = importing.read(data)
        assert not reading.problem
        first = reading.rows[0].values
        assert (first["what"], first["resource"], first["lead_email"]) == (
            "=HYPERLINK(1)",
            "-5 days",
            area.lead.email,
        )
        assert (first["due_on"], first["depends_on"]) == (area.actions[0].due_on, ["1.2"])
        assert not [error for row in reading.rows for error in row.errors]


def day(name, value):
    return {
        f"{name}_{place}": part for place, part in enumerate((value.day, value.month, value.year))
    }


def test_a_plan_is_begun_and_written_through_its_forms(area, desk):
    text = page(
        desk,
        "plan-new",
        area=f"{area.la.pk}:{area.icb.pk}",
        kind="own",
        title="Our new plan",
        **day("starts_on", DAY),
    )
    assert "Begun." in text
    plan = Plan.objects.get(title="Our new plan")
    text = page(desk, "priority-new", plan.pk, title="Shorter waits", impact="In time.")
    assert "Now add its actions" in text
    priority = plan.priorities.get()
    form = {
        "what": "Count them",
        "lead": f"{area.la.pk}:{area.lead.pk}",
        "milestone_6": "Counted",
        **day("due_on", DAY),
    }
    assert "Added." in page(desk, "action-new", priority.pk, **form)
    action = plan.actions.get()
    assert (action.number, action.lead, action.lead_organisation) == ("1.1", area.lead, area.la)
    assert action.milestones.get().months == 6
    text = page(
        desk,
        "action-edit",
        action.pk,
        number="1.1",
        priority=priority.pk,
        what="Count them all",
        depends_on="1.1",
        seen=0,
        **day("due_on", DAY),
    )
    assert "cannot depend on itself" in text
    assert "Count them all" in text, "what was typed comes back"
    page(
        desk,
        "action-edit",
        action.pk,
        number="1.2",
        priority=priority.pk,
        what="Count them all",
        seen=0,
        **day("due_on", DAY),
    )
    action.refresh_from_db()
    assert (action.number, action.what, action.lock) == ("1.2", "Count them all", 1)


def test_bad_input_stands_beside_its_field(area, desk):
    text = page(desk, "action-new", area.priority.pk, what="x", number="1.1", **day("due_on", DAY))
    assert "Action 1.1 is there already" in text
    form = {"what": "x", **day("starts_on", dt.date(2026, 5, 1)), **day("due_on", DAY)}
    assert "cannot be due before it starts" in page(desk, "action-new", area.priority.pk, **form)
    assert "has this number: 9.9" in page(
        desk, "action-new", area.priority.pk, what="x", depends_on="9.9", **day("due_on", DAY)
    )
    text = page(
        desk,
        "plan-edit",
        area.plan.pk,
        kind="own",
        title="T",
        update_day=31,
        seen=0,
        **day("starts_on", DAY),
    )
    assert "Enter a day from 1 to 28" in text
    text = page(
        desk,
        "plan-edit",
        area.plan.pk,
        kind="own",
        title="Mine",
        update_day=3,
        seen=7,
        governance="My words",
        **day("starts_on", DAY),
    )
    assert "Somebody has changed this" in text
    assert "My words" in text


def test_a_date_in_force_is_not_on_the_form(area, desk):
    action = area.actions[0]
    assert "due_on_0" not in page(desk, "action-edit", action.pk)
    page(
        desk,
        "action-edit",
        action.pk,
        number="1.1",
        priority=area.priority.pk,
        what="Other",
        seen=0,
        **day("due_on", DAY),
    )
    action.refresh_from_db()
    assert (action.what, action.due_on) == ("Other", dt.date(2026, 12, 31))


def test_publishing_says_what_is_missing(area, desk):
    assert "what families will see" in page(desk, "plan-publish", area.plan.pk)
    response = desk.post(reverse("inspections:plan-publish", args=[area.plan.pk]))
    assert response.status_code == 409


def test_every_step_of_a_plan(area, desk):
    pk, first = area.plan.pk, area.priority.pk
    page(
        desk,
        "plan-edit",
        pk,
        kind="own",
        title="T",
        summary="For all",
        update_day=3,
        seen=0,
        **day("starts_on", DAY),
    )
    page(
        desk,
        "priority-edit",
        first,
        title="T",
        impact="I",
        wanted="W",
        seen=0,
        findings=[row.pk for row in area.priority.findings.all()],
    )
    assert "on the public pages" in page(desk, "plan-publish", pk, go="1")
    forum = VoluntaryFactory(local_authority=area.la)
    assert "Added." in page(desk, "partner-new", pk, organisation=forum.pk, part="For parents")
    assert "Taken off" in page(desk, "partner-remove", area.plan.partners.get().pk, go="1")
    assert "Noted." in page(
        desk, "co-production-new", pk, who="Parents", what="Read it", **day("on", DAY)
    )
    row = area.plan.co_production.get()
    assert "Saved." in page(
        desk, "co-production", row.pk, who="Parents", what="Read it twice", **day("on", DAY)
    )
    assert "Taken back." in page(desk, "co-production-remove", row.pk, go="1")
    assert "Noted." in page(desk, "priority-release", first, words="Released", **day("on", DAY))
    assert "monitored again" in page(desk, "priority-monitor", first, reason="New letter")
    page(desk, "priority-new", pk, title="Second")
    assert "It is priority 2 now" in page(desk, "priority-move", first, way="down")
    assert "no longer sees" in page(desk, "plan-take-down", pk, reason="Too early")
    form = {
        "title": "Next",
        "kind": "own",
        "actions": [area.actions[0].pk],
        **day("starts_on", DAY),
    }
    assert "Begun, with what was unfinished" in page(desk, "plan-forward", pk, **form)
    assert "is closed" in page(desk, "plan-close", pk, reason="Done")
    assert "in force again" in page(desk, "plan-reopen", pk, reason="Not done")
    new = Plan.objects.get(title="Next")
    assert "is in force" in page(desk, "plan-force", new.pk, go="1")
    assert new.title in page(desk, "plan", pk)
    assert area.plan.follows_id is None
