"""Waiting for what another process or thread does."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(true: Callable[[], object], seconds: float = 30) -> bool:
    """Whether `true()` came true within the time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return False


class Meeting:
    """Where two threads of a race meet once, so that a control does its harm however busy the machine is.

    Each passes what it has just read through the meeting, and goes on when the other has read too.
    The test's own thread passes at once.
    """

    def __init__(self) -> None:
        self._both, self._been = threading.Barrier(2), threading.local()

    def __call__(self, read: T) -> T:
        own = threading.current_thread() is threading.main_thread()
        if not own and not hasattr(self._been, "here"):
            self._been.here = True
            self._both.wait(60)
        return read
