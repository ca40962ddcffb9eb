"""Doing something as if it were another moment: for the demo area and for benchmarks, never for work."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone


@contextmanager
def as_if(day: dt.date, hour: int = 10) -> Iterator[None]:
    """Everything inside happens on `day` at `hour` London time, stamps and histories included."""
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    with mock.patch("django.utils.timezone.now", lambda: moment):
        yield
