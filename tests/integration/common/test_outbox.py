"""The task outbox: owed with the change, done at least once, failing visibly, without Redis too."""

import threading
import time

import pytest
from celery import current_app, shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from dco_portal.common import broker, outbox
from dco_portal.common.clock import now
from dco_portal.common.ids import new_id
from dco_portal.common.models import OutboxTask

DONE: list[str] = []
FAULT: list[Exception] = []
HOLD = threading.Event()


@shared_task(name="tests.note")
def note(object_id: str) -> None:
    """Notes its id, or fails as the test asks."""
    if FAULT:
        raise FAULT[0]
    DONE.append(object_id)


@shared_task(name="tests.wait")
def wait(object_id: str) -> None:
    """Holds its row until the test lets go."""
    DONE.append(object_id)
    HOLD.wait(20)


@pytest.fixture(autouse=True)
def _fresh():
    DONE.clear()
    FAULT.clear()
    HOLD.clear()


def due(row: OutboxTask) -> OutboxTask:
    OutboxTask.objects.filter(pk=row.pk).update(next_try_at=now())
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_drain_does_what_is_owed_once():
    ids = [new_id() for _ in range(3)]
    for object_id in ids:
        outbox.enqueue("tests.note", object_id)
    assert outbox.drain() == 3
    assert sorted(DONE) == sorted(map(str, ids))
    assert outbox.drain() == 0


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_owed():
    with transaction.atomic():
        outbox.enqueue("tests.note", new_id())
        transaction.set_rollback(True)
    assert outbox.drain() == 0


@pytest.mark.django_db
def test_failing_task_waits_longer_each_time_then_gives_up():
    FAULT.append(OSError("with a child's name in it"))
    row = outbox.enqueue("tests.note", new_id())
    waits = []
    for _ in range(outbox.MAX_ATTEMPTS):
        before = now()
        assert outbox.run(due(row).pk) is False
        row.refresh_from_db()
        waits.append(round((row.next_try_at - before).total_seconds()))
    assert row.state == OutboxTask.State.FAILED
    assert row.last_error.startswith("OSError")
    assert "name" not in row.last_error.replace("(note)", "")
    assert waits[:4] == [15, 60, 240, 960]
    FAULT.clear()
    assert outbox.retry_failed(row.pk)
    assert outbox.drain() == 1
    assert not outbox.retry_failed(row.pk)


@pytest.mark.django_db
def test_task_that_is_not_due_is_left_alone():
    FAULT.append(OSError())
    row = outbox.enqueue("tests.note", new_id())
    outbox.run(row.pk)
    FAULT.clear()
    assert outbox.run(row.pk) is False  # a second nudge does not hurry it
    assert DONE == []


@pytest.mark.django_db
def test_task_that_takes_its_worker_down_each_time_comes_to_an_end():
    row = outbox.enqueue("tests.note", new_id())
    for _ in range(outbox.MAX_ATTEMPTS):
        assert outbox._claim(due(row).pk) is not None  # claimed, and then the worker was killed
    assert outbox.run(due(row).pk) is False
    row.refresh_from_db()
    assert (row.state, row.last_error) == (OutboxTask.State.FAILED, outbox.STOPPED)


@pytest.mark.django_db(transaction=True)
def test_task_in_another_workers_hands_is_left_alone():
    row = outbox.enqueue("tests.wait", new_id())

    def work() -> None:
        outbox.run(row.pk)
        connection.close()

    other = threading.Thread(target=work)
    other.start()
    until = time.monotonic() + 10
    while not DONE and time.monotonic() < until:
        time.sleep(0.01)
    assert outbox.run(row.pk) is False
    HOLD.set()
    other.join(10)
    row.refresh_from_db()
    assert row.state == OutboxTask.State.DONE
    assert len(DONE) == 1


@pytest.fixture
def redis_away(monkeypatch, settings):
    """Nobody listens where Redis should be."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    broker._client.cache_clear()
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    yield
    broker._client.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_redis_away_costs_no_time_and_the_sweep_does_the_work(redis_away):
    began = time.monotonic()
    ids = [outbox.enqueue("tests.note", new_id()).object_id for _ in range(20)]
    assert time.monotonic() - began < 2
    assert not broker.reachable()
    outbox.task_named("common.sweep_outbox").run()
    assert DONE == [str(object_id) for object_id in ids]


def test_nudge_leaves_a_dead_broker_alone_for_a_while(redis_away, monkeypatch):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda *args, **kwargs: sent.append(args))
    assert broker.nudge("tests.note", "x") is False
    monkeypatch.setattr(broker.client(), "ping", lambda: True)
    assert broker.nudge("tests.note", "x") is False  # within the quiet seconds
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    assert broker.nudge("tests.note", "x") is True
    assert len(sent) == 1


def test_nudge_survives_whatever_the_broker_raises(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    monkeypatch.setattr(current_app, "send_task", fail)
    assert broker.nudge("tests.note", "x") is False


def test_redis_of_the_tests_is_reachable(monkeypatch):
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    assert broker.reachable()
