"""Two clinicians notify the same child in the same minute, with real commits: the second is shown the first."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from dco_portal.children.models import Child
from dco_portal.common.errors import Conflict
from referrals.actions import answering, sending
from referrals.actions.sending import AlreadyNotified
from referrals.models import Notification
from referrals.rules.notice import Moved
from tests.factories.accounts import person
from tests.referrals_scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)
NO_NUMBER = {"nhs_number": "", "nhs_number_missing": "newborn"}


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


@pytest.fixture
def scene(monkeypatch):
    """A scene in which there is time between looking for an earlier notification and writing one's own."""
    real = sending.next_reference

    def slow(prefix: str) -> str:
        time.sleep(0.3)
        return real(prefix)

    monkeypatch.setattr(sending, "next_reference", slow)
    return Scene()


def both(scene, child):
    colleague = person("clinician", scene.trust, scene.service)
    data = scene.data(child=child)
    return at_once(
        *[lambda by=by: sending.send(by=by, data=data) for by in (scene.clinician, colleague)]
    )


@pytest.mark.parametrize("child", [{}, NO_NUMBER], ids=["with a number", "without a number"])
def test_the_second_is_shown_the_first(scene, child):
    results = both(scene, child)

    stopped = [result for result in results if isinstance(result, Exception)]
    assert [type(error) for error in stopped] == [AlreadyNotified], results
    first = Notification.objects.get()
    assert stopped[0].earlier[0].reference == first.reference
    assert Child.objects.count() == 1


@pytest.mark.parametrize("child", [{}, NO_NUMBER], ids=["with a number", "without a number"])
def test_without_the_look_under_the_lock_both_would_have_sent_it(scene, monkeypatch, child):
    """The control: the same moment does make two when nobody looks once the child is locked."""
    monkeypatch.setattr(sending, "_check_earlier", lambda *args: None)

    results = both(scene, child)

    assert [result for result in results if isinstance(result, Exception)] == [], results
    assert Notification.objects.count() == 2


def test_two_officers_who_acknowledge_at_once_do_it_once(scene):
    sent = scene.send()
    officers = [scene.officer, person("la_officer", scene.la)]

    results = at_once(
        *[lambda by=by: answering.acknowledge(by=by, notification=sent) for by in officers]
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(error) for error in refused] == [Moved], results
    assert isinstance(refused[0], Conflict)
    sent.refresh_from_db()
    assert sent.acknowledged_by.name in str(refused[0])
