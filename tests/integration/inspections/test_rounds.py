"""The monthly asking: once, to the right person, reminded, caught up, and who has left."""

import datetime as dt

import pytest

from dco_portal.accounts.actions import people
from dco_portal.accounts.models import Membership
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.common.moments import as_if
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections.actions import ending, nightly, rounds, updates
from inspections.models import Action, Asked, Evidence, Round, Update, UpdateDraft
from inspections.queries import rounds as queries
from tests.factories.accounts import CoverFactory, person
from tests.integration.inspections.progress_scene import Scene, fresh, history

pytestmark = pytest.mark.django_db
YEAR = today().year + 1  # roles are held from today on
MARCH = dt.date(YEAR, 3, 10)
GIVEN = {"narrative": "On its way", "percent": 40, "delivery": "green", "impact": "not_due"}


def scene_of(**more) -> Scene:
    return Scene(starts_on=dt.date(YEAR, 1, 1), update_day=10, due=800, **more)


def told(kind: str = "update", **who) -> int:
    return Notification.objects.filter(kind=f"inspections.{kind}", **who).count()


def items(owner) -> list:
    rows = WorkItem.objects.filter(kind="inspections.update", owner=owner, state="open")
    return list(rows.values_list("title", flat=True))


def run(day: dt.date) -> dict:
    with as_if(day):
        return nightly.run()


def give(scene: Scene, action: Action, by=None, **more) -> Update:
    return updates.give(by=by or scene.lead, action_id=action.pk, **(GIVEN | more))


def test_each_lead_is_asked_once_with_references_only():
    scene = scene_of(actions=3)
    second = scene.action(lead=scene.second, number="2.7", what="Words that stay inside")
    assert run(MARCH - dt.timedelta(days=1))["asked"] == 0
    for _ in range(3):
        run(MARCH)
    assert Round.objects.get().due_on == MARCH + dt.timedelta(days=7)
    assert Asked.objects.count() == 4
    assert (told(recipient=scene.lead), told(recipient=scene.second), told()) == (1, 1, 2)
    mail = Notification.objects.get(kind="inspections.update", recipient=scene.second)
    assert "2.7" in mail.body
    assert second.what not in mail.subject + mail.body
    assert mail.link == "/improvement/my-actions/"
    assert not mail.link.endswith(str(second.pk))
    assert items(scene.lead) == [f"Your update for March {YEAR}: 3 actions"]
    assert items(scene.second) == [f"Your update for March {YEAR}: 1 action"]


def test_a_missed_day_is_caught_up_within_the_month_and_due_from_then():
    scene = scene_of()
    run(MARCH + dt.timedelta(days=9))
    found = Round.objects.get()
    assert (found.month, found.asked_on.day, found.due_on.day) == (dt.date(YEAR, 3, 1), 19, 26)
    run(dt.date(YEAR, 4, 9))  # March is not asked again, April is not yet due
    assert Round.objects.count() == 1
    run(dt.date(YEAR, 4, 10))
    assert Round.objects.count() == 2
    assert items(scene.lead) == [f"Your update for April {YEAR}: 1 action"]


def test_drafts_closed_plans_and_plans_that_began_later_are_not_asked():
    scene_of(state="draft")
    scene_of(state="closed", closed_on=today())
    Scene(starts_on=dt.date(YEAR, 3, 11), update_day=10)
    assert run(MARCH)["asked"] == 0


def test_an_update_fills_the_action_and_takes_the_item_off_the_list():
    scene = scene_of(actions=2)
    run(MARCH)
    first, second = scene.actions
    with as_if(MARCH):
        give(scene, first, next_steps="A meeting", help_needed="A room")
        assert items(scene.lead) == [f"Your update for March {YEAR}: 1 action"]
        give(scene, second, delivery="amber", narrative="Two posts are empty", impact="amber")
    assert items(scene.lead) == []
    row = fresh(first)
    assert (row.narrative, row.percent, row.help_needed, row.updated_on) == ("On its way", 40, "A room", MARCH)  # fmt: skip
    assert history(second, "delivery") == [("not_due", "amber")]
    assert set(Asked.objects.values_list("state", flat=True)) == {"given"}
    assert told("help", recipient=scene.manager) == 1
    with as_if(MARCH):
        give(scene, first, narrative="A correction", percent=45)
    assert Update.objects.filter(action=first).count() == 2


def test_an_update_keeps_the_rules_and_leaves_nothing_when_it_breaks_one():
    scene = scene_of()
    wrong = [
        {"narrative": "  "}, {"percent": 101}, {"percent": -1}, {"delivery": "blue"}, {"impact": "blue"},
        {"proof": {"title": "", "strength": 3, "on": today()}},
        {"proof": {"title": "A survey", "strength": 9, "on": today(), "words": "x"}},
        {"proof": {"title": "A survey", "strength": 3, "on": today()}},
    ]  # fmt: skip
    for values in wrong:
        with pytest.raises(Invalid):
            give(scene, scene.one, **values)
    assert not Update.objects.exists()
    assert not Evidence.objects.exists()
    assert fresh(scene.one).percent == 0
    give(scene, scene.one, proof={"title": "A survey", "strength": 4, "on": today(), "words": "They say so"})  # fmt: skip
    assert Evidence.objects.get().given_by == scene.lead


def test_who_may_give_an_update():
    scene = scene_of()
    for who, error in (
        (scene.second, NotFound), (scene.reader, NotAllowed), (scene.approver, NotAllowed), (scene.stranger, NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            give(scene, scene.one, by=who)
    assert give(scene, scene.one, by=scene.manager).by == scene.manager
    cover = CoverFactory(absent=scene.lead, stand_in=scene.second, organisation=scene.trust)
    assert give(scene, scene.one, by=scene.second).by == scene.second
    cover.delete()
    with pytest.raises(NotFound):
        give(scene, scene.one, by=scene.second)
    ending.complete(by=scene.manager, action_id=scene.one.pk, words="Done")
    with pytest.raises(Conflict):
        give(scene, scene.one)


def test_only_those_who_have_not_are_reminded_once_a_step():
    scene = scene_of(actions=2)
    scene.action(lead=scene.second)
    run(MARCH)
    with as_if(MARCH):
        for action in scene.actions:
            give(scene, action)
    counts = []
    for day in range(11, 32):
        run(dt.date(YEAR, 3, day))
        run(dt.date(YEAR, 3, day))
        counts.append(told("update_reminder"))
    assert told("update_reminder", recipient=scene.lead) == 0
    # two days before, on the day, and a week and two weeks late
    assert [day for day, (one, two) in enumerate(zip([0, *counts], counts, strict=False), 11) if two > one] == [15, 17, 24, 31]  # fmt: skip
    assert Asked.objects.get(person=scene.second).reminded_on == dt.date(YEAR, 3, 31)


def test_the_stand_in_is_asked_and_reminded_too_and_sees_it_first():
    scene = scene_of()
    CoverFactory(
        absent=scene.lead, stand_in=scene.second, organisation=scene.trust, starts_on=MARCH,
        ends_on=MARCH + dt.timedelta(days=30),
    )  # fmt: skip
    run(MARCH)
    run(dt.date(YEAR, 3, 15))
    assert (told(recipient=scene.second), told("update_reminder", recipient=scene.second)) == (1, 1)
    with as_if(MARCH):
        lines = queries.own(scene.second)
    assert [(line.action, line.asked, line.covers) for line in lines] == [(scene.one, True, True)]


def test_a_new_lead_is_asked_instead_of_the_one_before():
    scene = scene_of()
    run(MARCH)
    Action.objects.filter(pk=scene.one.pk).update(lead=scene.second)
    run(MARCH + dt.timedelta(days=1))
    assert (items(scene.lead), len(items(scene.second))) == ([], 1)
    assert (told(recipient=scene.second), told()) == (1, 2)


def test_whoever_leaves_leads_nothing_and_the_managers_learn_it():
    scene = scene_of(actions=2)
    done = scene.action(state="complete", ended_on=today())
    run(MARCH)
    admin = person("provider_lead", scene.trust)
    people.switch_off(by=admin, membership=Membership.objects.get(user=scene.lead))
    assert {fresh(action).lead for action in scene.actions} == {None}
    assert fresh(done).lead == scene.lead  # what is done keeps its name
    assert items(scene.lead) == []
    assert told("no_lead", recipient=scene.manager) == told("no_lead", recipient=scene.other_manager) == 1  # fmt: skip
    lines = queries.lines(Round.objects.get())
    assert {line.lead for line in lines} == {""}
    run(dt.date(YEAR, 3, 15))
    assert told("update_reminder") == 0


def test_managers_remind_now_once_a_day():
    scene = scene_of()
    with pytest.raises(Conflict):
        rounds.remind_now(by=scene.manager, plan_id=scene.plan.pk)
    run(MARCH)
    for who, error in ((scene.reader, NotAllowed), (scene.lead, NotFound), (scene.stranger, NotFound)):  # fmt: skip
        with pytest.raises(error):
            rounds.remind_now(by=who, plan_id=scene.plan.pk)
    assert rounds.remind_now(by=scene.manager, plan_id=scene.plan.pk) == 1
    with pytest.raises(Conflict, match="today"):
        rounds.remind_now(by=scene.other_manager, plan_id=scene.plan.pk)
    give(scene, scene.one)
    with pytest.raises(Conflict, match="nobody"):
        rounds.remind_now(by=scene.manager, plan_id=scene.plan.pk)


def test_a_draft_is_its_writers_alone_and_gone_once_given():
    scene = scene_of()
    one = scene.one
    draft = updates.save_draft(
        by=scene.lead, action_id=one.pk, values={"narrative": "Half"}, lock=0
    )
    assert updates.save_draft(by=scene.lead, action_id=one.pk, values={"narrative": "More"}, lock=draft.lock).lock == 2  # fmt: skip
    with pytest.raises(Conflict):
        updates.save_draft(by=scene.lead, action_id=one.pk, values={}, lock=1)
    assert queries.draft(scene.manager, one.pk) is None
    updates.save_draft(by=scene.manager, action_id=one.pk, values={"percent": "9"}, lock=0)
    give(scene, one)
    assert list(UpdateDraft.objects.values_list("by", flat=True)) == [scene.manager.pk]
    updates.discard_draft(by=scene.manager, action_id=one.pk)
    assert not UpdateDraft.objects.exists()
    with pytest.raises(NotFound):
        updates.save_draft(by=scene.second, action_id=one.pk, values={}, lock=0)


def test_what_was_said_is_never_changed():
    from django.db import DatabaseError, transaction

    scene = scene_of()
    give(scene, scene.one)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Update.objects.update(narrative="All is well")
    assert Update.objects.get().narrative == "On its way"


def test_two_plans_ask_apart():
    scene = scene_of()
    other = scene_of()
    Action.objects.filter(plan=other.plan).update(lead=scene.lead, lead_organisation=scene.trust)
    run(MARCH)
    assert told(recipient=scene.lead) == 2
    with as_if(MARCH):
        give(scene, scene.one)
    assert len(items(scene.lead)) == 1
