"""Calls in one piece of memory: nothing else changes, and looping deep down fetches no memory."""

import resource
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from dco_portal import wsgi
from dco_portal.celery import RoomyTask, app
from dco_portal.common import outbox
from dco_portal.common.stack import SLOTS, in_one_piece


def faults() -> int:
    """How often this process was given a page of memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def leaf(one: int = 1) -> int:
    return one


# Larger than a call of `deep`, so that at some depth there is room for that and not for this.
leaf.__code__ = leaf.__code__.replace(co_stacksize=100)


def deep(depth: int, turns: int) -> int:
    """Loops over a call of `leaf` at this depth."""
    if depth:
        return sum((deep(depth - 1, turns),))  # through C: a frame of its own
    return sum(leaf() for _ in range(turns))


def most(call: Callable[[int, int], int]) -> int:
    """The pages of memory fetched at the worst of many depths, for 300 turns at each."""
    worst = 0
    for depth in range(150):
        before = faults()
        assert call(depth, 300) == 300
        worst = max(worst, faults() - before)
    return worst


def test_what_comes_and_goes_is_the_same():
    @in_one_piece
    def divide(one: int, *, by: int) -> float:
        """Divides."""
        return one / by

    assert divide(6, by=3) == 2
    assert (divide.__name__, divide.__doc__) == ("divide", "Divides.")
    with pytest.raises(ZeroDivisionError):
        divide(6, by=0)


def test_a_loop_at_any_depth_fetches_no_memory_again_and_again():
    from threading import Thread

    found = SimpleNamespace()

    def measure() -> None:
        found.plain, found.roomy = most(deep), most(in_one_piece(deep))

    thread = Thread(target=measure)  # the test's own calls stand in one piece already
    thread.start()
    thread.join()
    # Later Pythons keep a piece at hand themselves.
    assert found.plain >= 300 or sys.version_info >= (3, 13)
    assert found.roomy < 100


def test_requests_tasks_and_what_is_owed_run_in_one_piece():
    assert wsgi.application.__code__.co_stacksize == SLOTS
    assert outbox.run.__code__.co_stacksize == SLOTS
    app.loader.import_default_modules()
    own = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert own and all(isinstance(task, RoomyTask) for task in own)
    assert app.tasks["common.heartbeat"].__call__.__func__ is RoomyTask.__call__
