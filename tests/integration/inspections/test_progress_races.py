"""Two people at once, with real connections: ratings stay honest, dates move once, a month is asked once."""

import threading
import time

import pytest

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.notifications.models import Notification
from inspections.actions import dates, evidence, locking, rated, ratings, rounds
from inspections.models import Action, DateChange, RatingChange, Round
from inspections.rules import progress as rules
from tests.integration.ehcp.test_contribution_races import at_once, one_conflict
from tests.integration.inspections.progress_scene import DAY, Scene, fresh, history

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _slow_ratings(monkeypatch):
    """Widen the moment between looking and writing, so that both are surely inside it."""
    write = rated.write

    def slow(*args, **kwargs):
        time.sleep(0.15)
        write(*args, **kwargs)

    monkeypatch.setattr(rated, "write", slow)


def blue_and_withdrawal(scene: Scene, proof):
    return (
        lambda: ratings.rate(by=scene.lead, action_id=scene.one.pk, delivery="not_due", impact="blue"),
        lambda: evidence.withdraw(by=scene.manager, evidence_id=proof.pk, words="Wrong file"),
    )  # fmt: skip


@pytest.mark.usefixtures("_slow_ratings")
def test_a_blue_never_outlives_the_evidence_withdrawn_beside_it():
    scene = Scene()
    results = at_once(*blue_and_withdrawal(scene, scene.proof(scene.one)))
    assert not isinstance(results[1], Exception), results
    assert fresh(scene.one).impact != "blue"
    if isinstance(results[0], Invalid):  # withdrawn first: the rating was refused
        assert history(scene.one, "impact") == []
    else:  # rated first: it was brought down
        assert history(scene.one, "impact") == [("not_due", "blue"), ("blue", "green")]


def test_control_without_the_actions_lock_the_blue_stays(monkeypatch):
    """The same race without locking does harm: the test above can fail. The withdrawal comes between look and writing."""
    looked, withdrawn, write = threading.Event(), threading.Event(), rated.write

    def later(action, scale, *args, **kwargs):
        if scale == "impact":
            looked.set()
            withdrawn.wait(60)
        write(action, scale, *args, **kwargs)

    monkeypatch.setattr(rated, "write", later)
    monkeypatch.setattr(
        locking, "led_action", lambda by, pk, seen=None: Action.objects.select_related("plan").get(pk=pk)
    )  # fmt: skip
    scene = Scene()
    rate, withdraw = blue_and_withdrawal(scene, scene.proof(scene.one))

    def withdraw_meanwhile():
        looked.wait(60)
        withdraw()
        withdrawn.set()

    at_once(rate, withdraw_meanwhile)
    assert fresh(scene.one).impact == "blue"


@pytest.mark.usefixtures("_slow_ratings")
def test_two_raters_leave_one_unbroken_history():
    scene = Scene()
    results = at_once(
        lambda: ratings.rate(by=scene.lead, action_id=scene.one.pk, delivery="green", impact="not_due"),
        lambda: ratings.rate(by=scene.manager, action_id=scene.one.pk, delivery="red", impact="not_due", words="No"),
    )  # fmt: skip
    steps = history(scene.one, "delivery")
    assert steps[0][0] == "not_due"
    if len(steps) == 2:
        assert steps[0][1] == steps[1][0]
        assert steps == [("not_due", "green"), ("green", "red")] or not any(
            isinstance(result, Exception) for result in results
        )
    assert fresh(scene.one).delivery == steps[-1][1]


def test_two_approvers_decide_once():
    scene = Scene()
    change = dates.ask(by=scene.lead, action_id=scene.one.pk, after=today() + 90 * DAY, reason="x")
    results = at_once(
        lambda: dates.decide(by=scene.approver, change_id=change.pk, approve=True),
        lambda: dates.decide(by=scene.other_approver, change_id=change.pk, approve=False, words="No"),
    )  # fmt: skip
    conflict = one_conflict(results)
    first = fresh(change)
    assert first.decided_by.name in conflict.message
    assert (fresh(scene.one).due_on == first.after) == (first.state == "approved")


def test_control_without_looking_again_the_second_decision_overwrites(monkeypatch):
    monkeypatch.setattr(rules, "check_can_decide", lambda user, change: None)
    scene = Scene()
    change = dates.ask(by=scene.lead, action_id=scene.one.pk, after=today() + 90 * DAY, reason="x")
    results = at_once(*(
        lambda by=by: dates.decide(by=by, change_id=change.pk, approve=False, words="No")
        for by in (scene.approver, scene.other_approver)
    ))  # fmt: skip
    assert not any(isinstance(result, Exception) for result in results), results


def test_two_who_ask_leave_one_request():
    scene = Scene()
    results = at_once(*(
        lambda by=by: dates.ask(by=by, action_id=scene.one.pk, after=today() + 90 * DAY, reason="x")
        for by in (scene.lead, scene.manager)
    ))  # fmt: skip
    assert sum(isinstance(result, Conflict) for result in results) == 1, results
    assert DateChange.objects.count() == 1


def test_two_clocks_ask_a_month_once_and_redden_once():
    scene = Scene(update_day=1)
    Action.objects.filter(pk=scene.one.pk).update(due_on=today() - DAY)
    results = at_once(*([lambda: rounds.ask(plan_id=scene.plan.pk, on=today())] * 2))
    assert sorted(results) == [False, True], results
    assert Round.objects.count() == 1
    assert Notification.objects.filter(kind="inspections.update").count() == 1
    at_once(*([lambda: ratings.redden(action_id=scene.one.pk, on=today())] * 2))
    assert RatingChange.objects.filter(scale="delivery").count() == 1
