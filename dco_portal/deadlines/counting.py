"""How the law counts. Every function is pure: dates in, a date out; units are types, never bare numbers.

The general rule is Dodds v Walker [1981] UKHL 1: the day of the event is left out, and a month ends on
the corresponding date. Nothing in SI 2014/1530 moves a date off a weekend or bank holiday; only the
Tribunal's own rules do (SI 2008/2699 rule 12).
"""

import calendar as gregorian
import datetime as dt

from .calendar import ONE_DAY, first_working_day_on_or_after, is_working_day, next_working_day
from .periods import Days, FixedDays, Months, Weeks, WorkingDays

AUGUST = 8
CSA_AGE = 5
CSA_DAYS = FixedDays(((3, 31), (8, 31), (12, 31)))


def add_weeks(start: dt.date, weeks: Weeks) -> dt.date:
    """Counted as "within n weeks of": the same weekday n weeks later; the day of the event is not counted."""
    _need(weeks, Weeks)
    return start + dt.timedelta(weeks=weeks.n)


def add_days(start: dt.date, days: Days) -> dt.date:
    """Counted as "within n days of": n calendar days later; the day of the event is not counted."""
    _need(days, Days)
    return start + dt.timedelta(days=days.n)


def days_beginning_with(start: dt.date, days: Days) -> dt.date:
    """Last of n calendar days of which the day of the event is the first (regs 13(1)(a), 22(2)(c))."""
    _need(days, Days)
    return start + dt.timedelta(days=days.n - 1)


def add_working_days(start: dt.date, days: WorkingDays) -> dt.date:
    """Counted as "within n working days of": the nth working day after the event."""
    _need(days, WorkingDays)
    day = start
    for _ in range(days.n):
        day = next_working_day(day)
    return day


def working_days_beginning_with(start: dt.date, days: WorkingDays) -> dt.date:
    """The nth working day, where the day of the event is the first if it is a working day (reg 15(2))."""
    _need(days, WorkingDays)
    return add_working_days(start - ONE_DAY, days)


def working_days_before(end: dt.date, days: WorkingDays) -> dt.date:
    """The nth working day before `end`, which is not counted itself."""
    _need(days, WorkingDays)
    day = end
    for _ in range(days.n):
        day -= ONE_DAY
        while not is_working_day(day):
            day -= ONE_DAY
    return day


def add_months(start: dt.date, months: Months) -> dt.date:
    """The corresponding date n months later; where that month has no such day, its last day."""
    _need(months, Months)
    return _shift_months(start, months.n)


def period_starting_with(start: dt.date, months: Months) -> dt.date:
    """Last day of n months of which the day of the event is the first (CFA 2014 s.44(1)).

    Twelve months starting with 29 February 2024 end on 28 February 2025: where the corresponding date
    does not exist, the month's last day is the last of the period.
    """
    _need(months, Months)
    end = _shift_months(start, months.n)
    return end if end.day != start.day else end - ONE_DAY


def weeks_before(event: dt.date, weeks: Weeks) -> dt.date:
    """Counted as "at least n weeks before": the same weekday n weeks earlier (regs 20(3)-(4), 21(3)-(4))."""
    _need(weeks, Weeks)
    return event - dt.timedelta(weeks=weeks.n)


def months_before(event: dt.date, months: Months) -> dt.date:
    """Counted as "at least n months before": the corresponding date n months earlier (reg 18(2))."""
    _need(months, Months)
    return _shift_months(event, -months.n)


def day_before(year: int, month: int, day: int) -> dt.date:
    """Counted as "before 31 March": the last day that complies is the day before (reg 18(1))."""
    return dt.date(year, month, day) - ONE_DAY


def tribunal_roll(day: dt.date) -> dt.date:
    """Where the time to start a case at the Tribunal ends on this day, the day by which it is in time.

    SI 2008/2699 rule 12(3)(a): 25 December to 1 January, or any day in August, becomes the first
    working day after 1 January or 31 August. Rule 12(2): otherwise the next working day. Only the day on
    which the time ends is looked at: Saturday 31 July moves to Monday 2 August and no further.
    """
    if day.month == AUGUST:
        return next_working_day(dt.date(day.year, 8, 31))
    if in_tribunal_christmas(day):
        january = day.year if day.month == 1 else day.year + 1
        return next_working_day(dt.date(january, 1, 1))
    return first_working_day_on_or_after(day)


def in_tribunal_christmas(day: dt.date) -> bool:
    """Whether this is one of the days 25 December to 1 January."""
    return (day.month == 12 and day.day >= 25) or (day.month == 1 and day.day == 1)


def add_tribunal_working_days(start: dt.date, days: WorkingDays) -> dt.date:
    """The nth working day after the event, with 25 December to 1 January and August left out (r.12(3)(b))."""
    _need(days, WorkingDays)
    day = start
    counted = 0
    while counted < days.n:
        day += ONE_DAY
        if day.month != AUGUST and not in_tribunal_christmas(day) and is_working_day(day):
            counted += 1
    return day


def compulsory_school_age_from(born: dt.date) -> dt.date:
    """First day of compulsory school age for a child born on this day.

    Education Act 1996 s.8(2), SI 1998/1607: the fifth birthday if it is 31 March, 31 August or
    31 December, otherwise the next of those days.
    """
    birthday = _shift_months(born, CSA_AGE * 12)
    years = (birthday.year, birthday.year + 1)
    prescribed = (dt.date(year, month, day) for year in years for month, day in CSA_DAYS.days)
    return min(day for day in prescribed if day >= birthday)


def _shift_months(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    return dt.date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))


def _need(period: object, unit: type) -> None:
    if not isinstance(period, unit):
        raise TypeError(f"This counting takes {unit.__name__}, not {period!r}.")
