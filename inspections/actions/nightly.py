"""What the clock does to plans in force each day. Running it again does nothing twice; missed nights are caught up."""

import datetime as dt

from dco_portal.common.clock import today
from inspections.actions import dates, ratings, rounds


def run(on: dt.date | None = None) -> dict[str, int]:
    """One day's work as of a day (today): how many actions became red, leads were asked and reminded, dates wait."""
    day = on or today()
    return {
        "late": ratings.redden_late(on=day),
        **rounds.daily(day),
        "dates_waiting": dates.sync_waiting(),
    }
