"""Dates move only by asking and by another person's approval; the first one stays."""

import pytest

from dco_portal.accounts.actions import people
from dco_portal.accounts.models import Membership
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.common.moments import as_if
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections.actions import dates, ending, milestones, nightly
from inspections.models import Action, DateChange, RatingChange
from tests.factories.accounts import person
from tests.factories.inspections import MilestoneFactory
from tests.integration.inspections.progress_scene import DAY, Scene, fresh, set_rating

pytestmark = pytest.mark.django_db
NEW = today() + 90 * DAY


def ask(scene: Scene, by=None, after=NEW, reason="The supplier is late", **more):
    return dates.ask(
        by=by or scene.lead, action_id=scene.one.pk, after=after, reason=reason, **more
    )


def items(kind: str = "inspections.date_change") -> set:
    return set(WorkItem.objects.filter(kind=kind, state="open").values_list("owner", flat=True))


def test_asked_approved_and_the_first_date_kept():
    scene = Scene()
    first = scene.one.due_on
    change = ask(scene)
    assert fresh(scene.one).due_on == first
    assert items() == {scene.approver.pk, scene.other_approver.pk}
    told = Notification.objects.filter(kind="inspections.date_asked")
    assert {row.recipient for row in told} == {scene.approver, scene.other_approver}
    dates.decide(by=scene.other_approver, change_id=change.pk, approve=True)
    one = fresh(scene.one)
    assert (one.due_on, one.original_due_on) == (NEW, first)
    assert items() == set()
    assert Notification.objects.filter(kind="inspections.date_decided", recipient=scene.lead).count() == 1  # fmt: skip
    change = fresh(change)
    assert (change.state, change.decided_by, change.decided_on) == ("approved", scene.other_approver, today())  # fmt: skip


def test_refused_with_words_and_nothing_moves():
    scene = Scene()
    first, change = scene.one.due_on, ask(scene)
    with pytest.raises(Invalid):
        dates.decide(by=scene.approver, change_id=change.pk, approve=False, words=" ")
    dates.decide(by=scene.approver, change_id=change.pk, approve=False, words="Not again")
    assert fresh(scene.one).due_on == first
    ask(scene)  # and may be asked for anew
    assert DateChange.objects.count() == 2


def test_who_asked_never_decides():
    scene = Scene()
    both = person("plan_approver", scene.icb)
    change = ask(scene)
    DateChange.objects.filter(pk=change.pk).update(asked_by=both)
    for who, error in (
        (both, NotAllowed), (scene.lead, NotAllowed), (scene.manager, NotAllowed), (scene.reader, NotAllowed),
        (scene.stranger, NotFound), (scene.second, NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            dates.decide(by=who, change_id=change.pk, approve=True)
    assert fresh(scene.one).due_on != NEW


def test_one_request_at_a_time_and_decided_once():
    scene = Scene()
    change = ask(scene)
    with pytest.raises(Conflict, match=scene.lead.name):
        ask(scene, by=scene.manager, after=NEW + DAY)
    dates.decide(by=scene.approver, change_id=change.pk, approve=True)
    with pytest.raises(Conflict, match=scene.approver.name):
        dates.decide(by=scene.other_approver, change_id=change.pk, approve=False, words="No")
    assert fresh(scene.one).due_on == NEW


@pytest.mark.parametrize("after", [today() - DAY, today() + 60 * DAY, today() + 5 * DAY])
def test_dates_that_cannot_be_asked_for(after):
    scene = Scene()
    set_rating(scene.one, starts_on=today() + 10 * DAY)
    with pytest.raises(Invalid) as error:
        ask(scene, after=after)
    assert set(error.value.errors) == {"after"}
    with pytest.raises(Invalid):
        ask(scene, reason="")
    assert DateChange.objects.count() == 0


def test_a_start_that_moved_meanwhile_is_looked_at_again():
    scene = Scene()
    change = ask(scene)
    set_rating(scene.one, starts_on=scene.one.due_on)
    Action.objects.filter(pk=scene.one.pk).update(due_on=NEW + 9 * DAY, starts_on=NEW + 5 * DAY)
    with pytest.raises(Invalid):
        dates.decide(by=scene.approver, change_id=change.pk, approve=True)
    with as_if(NEW + DAY), pytest.raises(Invalid):
        dates.decide(by=scene.approver, change_id=change.pk, approve=True)


def test_a_draft_needs_no_asking_and_ended_work_does_not_move():
    draft = Scene(state="draft")
    with pytest.raises(Conflict, match="being written"):
        ask(draft, by=draft.manager)
    scene = Scene()
    change = ask(scene)
    ending.complete(by=scene.manager, action_id=scene.one.pk, words="Done")
    assert items() == set()
    with pytest.raises(Conflict):
        dates.decide(by=scene.approver, change_id=change.pk, approve=True)
    dates.decide(by=scene.approver, change_id=change.pk, approve=False, words="It is done")
    with pytest.raises(Conflict):
        ask(scene)


def test_moving_a_late_date_keeps_that_it_was_red():
    scene = Scene()
    set_rating(scene.one, due_on=today() - 3 * DAY, delivery="green")
    change = ask(scene)
    dates.decide(by=scene.approver, change_id=change.pk, approve=True)
    row = RatingChange.objects.filter(scale="delivery").get()
    assert (row.after, row.on) == ("red", today() - 2 * DAY)
    assert nightly.run()["late"] == 0


def test_a_milestones_date_moves_the_same_way():
    scene = Scene()
    step = MilestoneFactory(action=scene.one, due_on=today() + 20 * DAY)
    change = ask(scene, milestone_id=step.pk)
    assert items()
    with pytest.raises(Conflict):
        ask(scene, milestone_id=step.pk, after=NEW + DAY)
    ask(scene)  # the action's own date is another matter
    dates.decide(by=scene.approver, change_id=change.pk, approve=True)
    assert (fresh(step).due_on, fresh(step).original_due_on) == (NEW, today() + 20 * DAY)
    assert fresh(scene.one).due_on == today() + 60 * DAY
    foreign = MilestoneFactory(action=Scene().one)
    with pytest.raises(NotFound):
        ask(scene, milestone_id=foreign.pk)


def test_a_new_approver_gets_what_waits_and_a_leaver_loses_it():
    scene = Scene()
    ask(scene)
    late = person("plan_approver", scene.la)
    nightly.run()
    assert late.pk in items()
    admin = person("administrator", scene.icb)
    membership = Membership.objects.get(user=scene.approver)
    people.switch_off(by=admin, membership=membership)
    assert items() == {scene.other_approver.pk, late.pk}


def test_milestones_are_added_done_and_taken_back():
    scene = Scene()
    with pytest.raises(NotAllowed):
        milestones.add(by=scene.lead, action_id=scene.one.pk, what="A form", due_on=NEW)
    with pytest.raises(Invalid):
        milestones.add(by=scene.manager, action_id=scene.one.pk, what=" ", due_on=NEW)
    step = milestones.add(by=scene.manager, action_id=scene.one.pk, what="A form", due_on=NEW)
    with pytest.raises(Invalid):
        milestones.done(by=scene.lead, milestone_id=step.pk, words="x", on=today() + DAY)
    with pytest.raises(Invalid):
        milestones.done(by=scene.lead, milestone_id=step.pk, words="")
    milestones.done(by=scene.lead, milestone_id=step.pk, words="Agreed with schools")
    with pytest.raises(Conflict):
        milestones.done(by=scene.lead, milestone_id=step.pk, words="Again")
    assert fresh(step).done_on == today()
    milestones.undo(by=scene.lead, milestone_id=step.pk)
    with pytest.raises(Conflict):
        milestones.undo(by=scene.lead, milestone_id=step.pk)
    with pytest.raises(Invalid):  # in force: its date moves by asking
        milestones.change(by=scene.manager, milestone_id=step.pk, what="A form", months=3, due_on=NEW + DAY)  # fmt: skip
    milestones.change(by=scene.manager, milestone_id=step.pk, what="One form", months=6)
    assert (fresh(step).what, fresh(step).months, fresh(step).due_on) == ("One form", 6, NEW)
    draft = Scene(state="draft")
    free = milestones.add(by=draft.manager, action_id=draft.one.pk, what="A form", due_on=NEW)
    milestones.change(by=draft.manager, milestone_id=free.pk, what="A form", months=None, due_on=NEW + DAY)  # fmt: skip
    assert fresh(free).original_due_on == NEW + DAY
