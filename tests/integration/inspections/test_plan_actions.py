"""What a manager does with a plan, its priorities and partners; who may not; what fails half-way."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from dco_portal.common import clock
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections.actions import (
    chain,
    dates,
    plans,
    priorities,
    rounds,
    successors,
    together,
    versions,
)
from inspections.models import Action, Plan, Priority
from tests.factories import inspections as make
from tests.factories.accounts import person
from tests.factories.organisations import LocalAuthorityFactory, VoluntaryFactory
from tests.plan_scene import furnish, scene

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def area():
    return scene()


def begun(area, **fields):
    values = {"kind": "own", "title": "Our plan", "starts_on": DAY} | fields
    return plans.create(by=area.manager, la=area.la, icb=area.icb, **values)


def test_a_plan_begins_as_a_draft_with_a_free_address(area):
    one, two = begun(area), begun(area)
    assert (one.state, one.reference[:5]) == ("draft", "PLAN-")
    assert two.slug == f"{one.slug}-2"


def test_a_plan_is_of_ones_own_area_and_its_own_inspection(area):
    with pytest.raises(NotFound):
        begun(area.__class__(**{**area.__dict__, "la": LocalAuthorityFactory()}))
    with pytest.raises(Invalid) as error:
        begun(area, inspection=make.InspectionFactory())
    assert "inspection" in error.value.errors
    with pytest.raises(NotAllowed):
        plans.create(
            by=area.approver, la=area.la, icb=area.icb, kind="own", title="x", starts_on=DAY
        )
    with pytest.raises(Invalid) as error:
        begun(area, ends_on=DAY)
    assert "ends_on" in error.value.errors


def test_two_managers_at_once_lose_nothing(area):
    colleague = person("improvement_manager", area.la)
    plans.edit(by=area.manager, plan_id=area.plan.pk, seen=0, governance="The board meets monthly.")
    with pytest.raises(Invalid, match="Somebody has changed this"):
        plans.edit(by=colleague, plan_id=area.plan.pk, seen=0, governance="Something else")
    area.plan.refresh_from_db()
    assert area.plan.governance == "The board meets monthly."
    priorities.edit(
        by=area.manager, priority_id=area.priority.pk, seen=0, impact="Advice comes in time."
    )
    with pytest.raises(Invalid, match="Somebody has changed this"):
        priorities.edit(by=colleague, priority_id=area.priority.pk, seen=0, impact="Other")
    chain.edit(by=area.manager, action_id=area.actions[0].pk, seen=0, what="Agree two forms.")
    with pytest.raises(Invalid, match="Somebody has changed this"):
        chain.edit(by=colleague, action_id=area.actions[0].pk, seen=0, what="Agree no form.")


def test_readers_may_not_write_and_strangers_find_nothing(area):
    for who, error in (
        (area.approver, NotAllowed),
        (person("dco", area.icb), NotAllowed),
        (area.lead, NotFound),
        (person("improvement_manager"), NotFound),
        (person("board_member"), NotFound),
    ):
        with pytest.raises(error):
            plans.edit(by=who, plan_id=area.plan.pk, title="Mine")
    with pytest.raises(NotAllowed):
        chain.edit(by=led(area), action_id=area.actions[0].pk, what="Mine")


def led(area):
    """Make the scene's lead the lead of its first action."""
    row = area.actions[0]
    row.lead, row.lead_organisation = area.lead, area.la
    row.save()
    return area.lead


def test_a_plan_without_actions_is_not_put_in_force(area):
    plan = begun(area)
    with pytest.raises(Conflict, match="without actions"):
        plans.put_in_force(by=area.manager, plan_id=plan.pk)
    priority = priorities.add(by=area.manager, plan_id=plan.pk, title="On time")
    chain.add(
        by=area.manager, priority_id=priority.pk, what="Agree", due_on=DAY, lead=area.lead, lead_organisation=area.la,
        milestones={3: "Agreed with therapists", 6: ""},
    )  # fmt: skip
    assert not Notification.objects.filter(recipient=area.lead).exists()
    assert plans.put_in_force(by=area.manager, plan_id=plan.pk).state == "active"
    assert Notification.objects.filter(recipient=area.lead).count() == 1
    assert [str(row.due_on) for row in plan.milestones.all()] == ["2026-06-01"]


def test_a_plan_is_closed_and_reopened_with_words(area):
    for act in (plans.close, plans.reopen):
        with pytest.raises((Invalid, Conflict)):
            act(by=area.manager, plan_id=area.plan.pk, reason=" ")
    plans.close(by=area.manager, plan_id=area.plan.pk, reason="A new plan took over.")
    with pytest.raises(Conflict, match="closed"):
        plans.edit(by=area.manager, plan_id=area.plan.pk, title="Changed")
    with pytest.raises(Conflict, match="closed"):
        chain.add(by=area.manager, priority_id=area.priority.pk, what="More", due_on=DAY)
    assert (
        plans.reopen(by=area.manager, plan_id=area.plan.pk, reason="By mistake").state == "active"
    )


def test_what_is_owed_goes_with_the_plan_and_comes_back_with_it(area):
    led(area)
    first = area.actions[0]
    today = clock.today()
    Plan.objects.filter(pk=area.plan.pk).update(
        starts_on=today.replace(day=1) - dt.timedelta(days=40)
    )
    rounds.ask(plan_id=area.plan.pk, on=today)
    dates.ask(
        by=area.manager,
        action_id=first.pk,
        after=first.due_on + dt.timedelta(days=30),
        reason="Late",
    )
    mine = WorkItem.objects.filter(state="open", reference=area.plan.reference)
    owed = set(mine.values_list("kind", flat=True))
    assert owed == {"inspections.update", "inspections.date_change"}
    plans.close(by=area.manager, plan_id=area.plan.pk, reason="Superseded")
    assert not mine.exists()
    plans.reopen(by=area.manager, plan_id=area.plan.pk, reason="By mistake")
    assert set(mine.values_list("kind", flat=True)) == owed


def test_the_public_sees_only_a_plan_with_words_for_it(area):
    with pytest.raises(Conflict, match="what families will see"):
        plans.publish(by=area.manager, plan_id=area.plan.pk)
    plans.edit(by=area.manager, plan_id=area.plan.pk, summary="What we do about the report.")
    priorities.edit(
        by=area.manager, priority_id=area.priority.pk, impact="In time.", wanted="Shorter waits."
    )
    assert plans.publish(by=area.manager, plan_id=area.plan.pk).published_at
    with pytest.raises(Conflict, match="already"):
        plans.publish(by=area.manager, plan_id=area.plan.pk)
    with pytest.raises(Invalid):
        plans.take_down(by=area.manager, plan_id=area.plan.pk, reason="")
    assert (
        plans.take_down(
            by=area.manager, plan_id=area.plan.pk, reason="It named a child"
        ).published_at
        is None
    )
    with pytest.raises(Conflict, match="being written"):
        plans.publish(by=area.manager, plan_id=begun(area).pk)


def test_priorities_change_places_and_answer_findings_of_the_area_alone(area):
    other = priorities.add(by=area.manager, plan_id=area.plan.pk, title="Second")
    assert other.number == 2
    priorities.move(by=area.manager, priority_id=other.pk, up=True)
    assert [row.title for row in area.plan.priorities.all()] == ["Second", area.priority.title]
    with pytest.raises(Conflict, match="first already"):
        priorities.move(by=area.manager, priority_id=other.pk, up=True)
    priorities.move(by=area.manager, priority_id=other.pk, up=False)
    assert [row.number for row in area.plan.priorities.order_by("title")] == [1, 2]
    with pytest.raises(Invalid) as error:
        priorities.edit(by=area.manager, priority_id=other.pk, findings=[make.FindingFactory()])
    assert "findings" in error.value.errors


def test_a_release_from_monitoring_has_words_and_can_be_taken_back(area):
    for on, words, field in ((dt.date(2999, 1, 1), "Yes", "on"), (DAY, " ", "words")):
        with pytest.raises(Invalid) as error:
            priorities.release(by=area.manager, priority_id=area.priority.pk, on=on, words=words)
        assert field in error.value.errors
    row = priorities.release(
        by=area.manager, priority_id=area.priority.pk, on=DAY, words="Released."
    )
    assert row.released_on == DAY
    with pytest.raises(Conflict):
        priorities.release(by=area.manager, priority_id=area.priority.pk, on=DAY, words="Again")
    row = priorities.take_back_release(
        by=area.manager, priority_id=area.priority.pk, reason="New letter"
    )
    assert row.released_on is None


def test_partners_are_named_once_and_stay_while_they_lead(area):
    forum = VoluntaryFactory(local_authority=area.la)
    for organisation, part in ((area.la, "x"), (forum, " ")):
        with pytest.raises(Invalid):
            together.add_partner(
                by=area.manager, plan_id=area.plan.pk, organisation=organisation, part=part
            )
    row = together.add_partner(
        by=area.manager, plan_id=area.plan.pk, organisation=forum, part="For parents"
    )
    assert Plan.objects.visible_to(person("forum", forum)).filter(pk=area.plan.pk).exists()
    with pytest.raises(Invalid, match="partner already"):
        together.add_partner(
            by=area.manager, plan_id=area.plan.pk, organisation=forum, part="Again"
        )
    chain.edit(by=area.manager, action_id=area.actions[0].pk, lead_organisation=forum)
    with pytest.raises(Conflict, match=r"leads action 1\.1"):
        together.remove_partner(by=area.manager, partner_id=row.pk)
    chain.edit(by=area.manager, action_id=area.actions[0].pk, lead_organisation=None)
    together.remove_partner(by=area.manager, partner_id=row.pk)
    assert not Plan.objects.visible_to(person("forum", forum)).exists()


def test_co_production_is_noted_corrected_and_taken_back(area):
    note = {
        "by": area.manager,
        "plan_id": area.plan.pk,
        "who": "Parents",
        "what": "Read the draft.",
    }
    with pytest.raises(Invalid):
        together.note_co_production(on=dt.date(2999, 1, 1), **note)
    row = together.note_co_production(on=DAY, **note)
    together.note_co_production(on=DAY, difference="Priority 2 is theirs.", row_id=row.pk, **note)
    assert [each.difference for each in area.plan.co_production.all()] == ["Priority 2 is theirs."]
    with pytest.raises(NotFound):
        together.remove_co_production(by=area.manager, plan_id=scene().plan.pk, row_id=row.pk)
    together.remove_co_production(by=area.manager, plan_id=area.plan.pk, row_id=row.pk)
    assert not area.plan.co_production.exists()


def test_a_successor_takes_over_what_is_unfinished(area):
    furnish(area)
    one, two = area.actions
    one.delivery, one.due_on = "blue", dt.date(2027, 1, 31)
    one.save()
    two.state, two.ended_on = "complete", DAY
    two.save()
    new = successors.copy_forward(
        by=area.manager, plan_id=area.plan.pk, action_ids=[row.pk for row in area.actions], kind="own",
        title="The next plan", starts_on=DAY,
    )  # fmt: skip
    copy = new.actions.get()
    assert (copy.number, copy.due_on, copy.original_due_on) == (
        "1.1",
        dt.date(2027, 1, 31),
        one.original_due_on,
    )
    assert copy.delivery == "green", "its evidence stayed with the old plan"
    assert copy.milestones.count() == 1
    assert new.follows == area.plan
    assert new.priorities.get().findings.count() == 1
    with pytest.raises(Invalid, match="unfinished"):
        successors.copy_forward(
            by=area.manager,
            plan_id=area.plan.pk,
            action_ids=[two.pk],
            kind="own",
            title="None",
            starts_on=DAY,
        )


ACTS = {
    "create": lambda a: partial(begun, a, title="Half"),
    "edit": lambda a: partial(plans.edit, by=a.manager, plan_id=a.plan.pk, title="Half"),
    "close": lambda a: partial(plans.close, by=a.manager, plan_id=a.plan.pk, reason="Half"),
    "reopen": lambda a: partial(plans.reopen, by=a.manager, plan_id=make.PlanFactory(la=a.la, icb=a.icb, state="closed", closed_on=DAY, title="Half").pk, reason="x"),
    "in force": lambda a: partial(plans.put_in_force, by=a.manager, plan_id=scene_of(a, "draft").pk),
    "publish": lambda a: partial(plans.publish, by=a.manager, plan_id=ready(a).pk),
    "take down": lambda a: partial(plans.take_down, by=a.manager, plan_id=ready(a, public=True).pk, reason="Half"),
    "partner": lambda a: partial(together.add_partner, by=a.manager, plan_id=a.plan.pk, organisation=VoluntaryFactory(), part="Half"),
    "co-production": lambda a: partial(together.note_co_production, by=a.manager, plan_id=a.plan.pk, on=DAY, who="Half", what="x"),
    "priority": lambda a: partial(priorities.add, by=a.manager, plan_id=a.plan.pk, title="Half"),
    "priority edit": lambda a: partial(priorities.edit, by=a.manager, priority_id=a.priority.pk, title="Half"),
    "release": lambda a: partial(priorities.release, by=a.manager, priority_id=a.priority.pk, on=DAY, words="Half"),
    "action": lambda a: partial(chain.add, by=a.manager, priority_id=a.priority.pk, what="Half", due_on=DAY),
    "action edit": lambda a: partial(chain.edit, by=a.manager, action_id=a.actions[0].pk, what="Half", depends_on=[a.actions[1]]),
    "successor": lambda a: partial(successors.copy_forward, by=a.manager, plan_id=a.plan.pk, action_ids=[a.actions[0].pk], kind="own", title="Half", starts_on=DAY),
    "version": lambda a: partial(versions.draw, by=a.manager, plan_id=a.plan.pk, note="Half"),
}  # fmt: skip


def scene_of(area, state):
    plan = make.PlanFactory(la=area.la, icb=area.icb, state=state)
    make.ActionFactory(priority=make.PriorityFactory(plan=plan))
    return plan


def ready(area, *, public=False):
    plan = make.PlanFactory(la=area.la, icb=area.icb, summary="For all.")
    make.PriorityFactory(plan=plan, impact="x", wanted="y")
    if public:
        Plan.objects.filter(pk=plan.pk).update(published_at="2026-01-01T00:00:00Z")
    return plan


def everything():
    """All that these actions write, as values."""
    rows = [list(model.objects.order_by("pk").values()) for model in (Plan, Priority, Action)]
    links = Action.depends_on.through.objects.count()
    return rows, links, [list(plan.partners.values()) + list(plan.co_production.values()) + list(plan.versions.values("number")) for plan in Plan.objects.order_by("pk")]  # fmt: skip


@pytest.mark.parametrize("prepare", ACTS.values(), ids=ACTS)
def test_half_way_nothing_remains(area, prepare, monkeypatch):
    act = prepare(area)
    before = everything()
    for module in (plans, together, priorities, chain, successors, versions):
        monkeypatch.setattr(module.audit, "record", _fail)
    with pytest.raises(RuntimeError, match="half way"):
        act()
    assert everything() == before


def _fail(*args, **kwargs):
    raise RuntimeError("half way")


@pytest.mark.parametrize(
    ("make_row", "name"),
    [
        (lambda: make.PlanFactory(ends_on=dt.date(2026, 1, 1)), "plan_ends_after_it_starts"),
        (lambda: make.PlanFactory(state="closed"), "plan_closed_has_day"),
        (lambda: make.PlanFactory(state="draft", published_at="2026-01-01T00:00:00Z"), "plan_draft_is_not_public"),
        (lambda: make.PlanFactory(update_day=29), "plan_update_day_in_month"),
        (lambda: make.PriorityFactory(released_on=DAY), "priority_released_has_words"),
        (lambda: [make.PriorityFactory(plan=plan, number=1) for plan in [make.PlanFactory()] * 2], "priority_number_once"),
        (lambda: [plan.partners.create(organisation=plan.la, part="x") for plan in [make.PlanFactory()] * 2], "plan_partner_once"),
        (lambda: [plan.versions.create(number=1, note="x", content={}, sha256="x") for plan in [make.PlanFactory()] * 2], "plan_version_once"),
        (lambda: make.PlanFactory().versions.create(number=1, note="x", content={}, sha256="x", published_at="2026-01-01T00:00:00Z"), "plan_version_public_has_document"),
        (lambda: approval(state="approved"), "approval_decided_has_day"),
        (lambda: approval(state="approved", decided_on=dt.date(2026, 2, 1)), "approval_decided_after_submitted"),
        (lambda: approval(state="refused", decided_on=DAY), "approval_refusal_has_words"),
    ],
)  # fmt: skip
def test_the_database_refuses(make_row, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_row()


def approval(**fields):
    plan = make.PlanFactory()
    version = plan.versions.create(number=1, note="x", content={}, sha256="x")
    return version.approvals.create(plan=plan, body="cabinet", submitted_on=DAY, **fields)


def test_the_database_takes_what_is_in_order():
    make.PlanFactory(ends_on=dt.date(2026, 1, 2), update_day=28)
    make.PlanFactory(state="closed", closed_on=DAY, published_at="2026-01-01T00:00:00Z")
    make.PriorityFactory(released_on=DAY, released_words="Released.")
    assert approval(state="refused", decided_on=DAY, words="Too slow").pk
    assert approval(state="approved", decided_on=DAY).pk
    assert approval().pk
