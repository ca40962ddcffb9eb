"""Two people of both sides at once, with real commits: one succeeds, the other is told who was first."""

import time

import pytest

from ehcp.actions import exceptions, locking, triage
from ehcp.models import AdviceRequest, LawfulException
from ehcp.rules import exceptions as exception_rules
from tests.advice_scene import Scene, after
from tests.factories.accounts import person
from tests.factories.organisations import ServiceFactory
from tests.integration.ehcp.test_contribution_races import at_once, one_conflict
from tests.integration.ehcp.test_exceptions import missed
from tests.triage_scene import age, ask
from tests.waiting import Meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _slow_moves(monkeypatch):
    """Widen the moment between looking and changing, so that both are surely inside it."""
    move = triage.move

    def slow(*args, **kwargs):
        time.sleep(0.15)
        move(*args, **kwargs)

    monkeypatch.setattr(triage, "move", slow)


def acts(scene: Scene, request: AdviceRequest):
    asks = [triage.Ask(ServiceFactory(areas=[scene.la]))]
    return (
        lambda: triage.split(by=scene.coordinator, request=request, asks=asks),
        lambda: triage.withdraw(by=scene.officer, request=request, reason="Moved"),
    )


def test_splitting_and_withdrawing_exclude_or_follow_each_other():
    scene = Scene()
    request = ask(scene)
    results = at_once(*acts(scene, request))
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert request.changes.filter(from_state="received").count() == 1
    part = request.contributions.first()
    if part is None:  # withdrawn first: the coordinator is told by whom
        assert scene.officer.name in one_conflict(results).message
    else:  # split first: the service was let off again
        assert part.state == "withdrawn"


def test_control_without_the_lock_both_move_it_from_where_it_was(monkeypatch):
    """The same race without locking does harm: the test above can fail."""

    meeting = Meeting()

    def unlocked(by, pk):
        return meeting(AdviceRequest.objects.select_related("la", "icb", "child").get(pk=pk))

    monkeypatch.setattr(locking, "request", unlocked)
    monkeypatch.setattr("ehcp.actions.work.sync", lambda *args, **kwargs: None)
    scene = Scene()
    request = ask(scene)
    results = at_once(*acts(scene, request))
    assert not any(isinstance(result, Exception) for result in results), results
    assert request.changes.filter(from_state="received").count() == 2


def test_two_coordinators_splitting_one_request_ask_each_service_once():
    scene = Scene()
    request = ask(scene)
    service = ServiceFactory(areas=[scene.la])
    results = at_once(*(
        lambda by=by: triage.split(by=by, request=request, asks=[triage.Ask(service)])
        for by in (scene.coordinator, scene.dco)
    ))  # fmt: skip
    failed = [result for result in results if isinstance(result, Exception)]
    assert len(failed) == 1, results
    assert "asked already" in failed[0].message
    assert request.contributions.count() == 1
    assert request.changes.filter(to_state="with_services").count() == 1


def test_two_decisions_on_one_exception():
    scene = after("allocate")
    scene.request = age(scene.request, 30)
    row = missed(scene)
    dmo = person("dmo", scene.icb)
    results = at_once(
        lambda: exceptions.decide(by=scene.dco, exception=row, approve=True, reason="Yes"),
        lambda: exceptions.decide(by=dmo, exception=row, approve=False, reason="No"),
    )
    conflict = one_conflict(results)
    first = LawfulException.objects.get().decided_by
    assert first.name in conflict.message


def test_control_without_looking_again_the_second_decision_overwrites(monkeypatch):
    """The check after the lock is what stops the second: without it both succeed."""
    scene = after("allocate")
    scene.request = age(scene.request, 30)
    row = missed(scene)
    monkeypatch.setattr(exception_rules, "check_can_decide_exception", lambda user, exception: None)
    results = at_once(*(
        lambda approve=approve: exceptions.decide(by=scene.dco, exception=row, approve=approve, reason="x")
        for approve in (True, False)
    ))  # fmt: skip
    assert not any(isinstance(result, Exception) for result in results), results
