"""The monthly asking: when it begins, and when somebody is reminded. Pure."""

import datetime as dt

ONE_DAY = dt.timedelta(days=1)


def asks_on(month: dt.date, update_day: int) -> dt.date:
    """The day of a month on which leads are asked; `update_day` is 1 to 28."""
    return month.replace(day=update_day)


def reminder(
    *, asked_on: dt.date, due_on: dt.date, on: dt.date, before: list[int], every: int
) -> str:
    """The step of reminding that a day has reached, "" for none; a missed day is caught up by the next.

    `before`: days before the due date; afterwards every `every` days. Nobody is reminded on the day of asking.
    """
    if on <= asked_on:
        return ""
    late = (on - due_on).days
    if late >= every:
        return f"late-{late // every}"
    reached = [days for days in before if asked_on < due_on - days * ONE_DAY <= on]
    return f"before-{min(reached)}" if reached else ""
