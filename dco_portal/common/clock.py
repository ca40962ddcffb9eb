"""The portal's only "now". A legal day is a date in Europe/London."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """The present legal day: the date in London."""
    return timezone.localdate(now())


def london(moment: dt.datetime) -> dt.datetime:
    """The same moment as London's clocks show it."""
    return timezone.localtime(moment)
