"""Two people at once, with real commits: one succeeds, the other is told who was first."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from dco_portal.common.errors import Conflict
from ehcp.actions import advice, checking, locking, returning
from ehcp.models import Contribution, Pack, ReturnComment
from tests.advice_scene import Scene, after
from tests.factories.accounts import person
from tests.waiting import Meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _slow_moves(monkeypatch):
    """Widen the moment between looking and changing, so that both are surely inside it."""

    def slowly(module: Any) -> None:
        move = module.move

        def slow(*args: Any, **kwargs: Any) -> None:
            time.sleep(0.15)
            move(*args, **kwargs)

        monkeypatch.setattr(module, "move", slow)

    for module in (advice, checking, returning):
        slowly(module)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, all begun in the same moment."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def one_conflict(results: list[Any]) -> Conflict:
    """The one conflict among otherwise successful results."""
    failed = [result for result in results if isinstance(result, Exception)]
    assert len(failed) == 1, results
    assert isinstance(failed[0], Conflict), failed[0]
    return failed[0]


def sends(scene: Scene) -> list[Callable[[], Any]]:
    return [
        lambda by=by: checking.send(by=by, contribution=scene.speech, version=1)
        for by in (scene.coordinator, scene.dco)
    ]


def test_two_senders_make_one_pack():
    scene = after("to_checking", services=1)
    conflict = one_conflict(at_once(*sends(scene)))
    sender = scene.fresh(scene.speech).sent_by
    assert sender.name in conflict.message
    assert Pack.objects.count() == 1
    assert scene.speech.changes.filter(to_state="sent").count() == 1


def test_control_without_the_lock_both_send(monkeypatch):
    """The same race without locking does harm: the test above can fail."""
    scene = after("to_checking", services=1)

    meeting = Meeting()

    def unlocked(by, pk):
        rows = Contribution.objects.select_related(
            "request__la", "request__icb", "service__provider"
        )
        return meeting(rows.get(pk=pk))

    monkeypatch.setattr(locking, "contribution", unlocked)
    monkeypatch.setattr("ehcp.actions.returning.return_if_complete", lambda *args, **kwargs: True)
    monkeypatch.setattr("ehcp.actions.work.sync", lambda *args, **kwargs: None)
    at_once(*sends(scene))
    assert scene.speech.changes.filter(to_state="sent").count() == 2


def test_sending_and_sending_back_exclude_each_other():
    scene = after("to_checking", services=1)

    def back() -> Any:
        return checking.send_back(
            by=scene.dco,
            contribution=scene.speech,
            version=1,
            comments={"need.1": "How often?"},
            summary="",
        )

    one_conflict(at_once(sends(scene)[0], back))
    sent = scene.state(scene.speech) == "sent"
    assert Pack.objects.exists() is sent
    assert ReturnComment.objects.exists() is not sent


def test_two_leads_give_it_to_one_clinician():
    scene = Scene(services=1)
    second = person("provider_lead", scene.services[0].provider)
    results = at_once(
        lambda: advice.allocate(
            by=scene.lead, contribution=scene.speech, clinician=scene.clinician
        ),
        lambda: advice.allocate(by=second, contribution=scene.speech, clinician=scene.clinician),
    )
    assert "has " in one_conflict(results).message
    assert scene.speech.versions.count() == 1


def test_two_savers_of_a_page_lose_no_text():
    scene = after("allocate", services=1)

    def save(text: str) -> Callable[[], Any]:
        return lambda: scene.save(scene.speech, "strengths", {"strengths": text}, lock=0)

    conflict = one_conflict(at_once(save("Sings"), save("Runs")))
    assert isinstance(conflict, advice.Stale)
    assert conflict.part["strengths"] in {"Sings", "Runs"}
    assert scene.draft(scene.speech).content["strengths"] == conflict.part


def test_two_officers_acknowledge_once():
    scene = after("returned", services=1)
    second = person("la_officer", scene.la)
    results = at_once(
        *(
            lambda by=by: returning.acknowledge(by=by, request=scene.request, number=1)
            for by in (scene.officer, second)
        )
    )
    first = scene.request.packs.get().acknowledged_by
    assert first.name in one_conflict(results).message


def test_two_last_parts_sent_at_once_return_the_request_once():
    scene = Scene()
    scene.to_checking(scene.speech)
    scene.to_checking(scene.therapy)
    results = at_once(
        lambda: scene.send(scene.speech), lambda: scene.send(scene.therapy, by=scene.dco)
    )  # fmt: skip
    assert not [result for result in results if isinstance(result, Exception)], results
    assert scene.fresh(scene.request).state == "returned"
    assert Pack.objects.count() == 1
    assert len(Pack.objects.get().data["contributions"]) == 2
