"""Working days in England and Wales, from the bank holidays held in `bank_holidays.json`.

A working day is any day but a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday in
England and Wales (Banking and Financial Dealings Act 1971). SI 2014/1530 does not define the words;
the sister instruments SI 2005/1973 reg 1(3) and SI 2006/1738 reg 2 do, in these terms.

The file says which years are announced; later ones follow the standing law and are replaced through
`python -m dco_portal.deadlines.refresh` once gov.uk publishes them.
"""

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .errors import OutsideCalendar
from .periods import WorkingDays
from .words import short_date

DATA = Path(__file__).with_name("bank_holidays.json")
ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class BankHoliday:
    """One day off: its date, its title, and a note where it was moved or stands in for another."""

    date: dt.date
    title: str
    note: str = ""


@dataclass(frozen=True)
class BankHolidays:
    """All bank holidays of whole years `first_year` to `last_year`; announced up to `announced_to`."""

    first_year: int
    last_year: int
    announced_to: int
    holidays: tuple[BankHoliday, ...]


def read(path: Path = DATA) -> BankHolidays:
    """Read a file in the form of `bank_holidays.json`."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return BankHolidays(
        first_year=raw["first_year"],
        last_year=raw["last_year"],
        announced_to=raw["announced_to"],
        holidays=tuple(
            BankHoliday(dt.date.fromisoformat(row["date"]), row["title"], row["note"])
            for row in raw["holidays"]
        ),
    )


@cache
def held() -> BankHolidays:
    """The bank holidays the portal ships with, read once."""
    return read()


@cache
def _by_date() -> dict[dt.date, BankHoliday]:
    return {holiday.date: holiday for holiday in held().holidays}


def bank_holiday(day: dt.date) -> BankHoliday | None:
    """The bank holiday on this day, if it is one. Raises OutsideCalendar beyond the years held."""
    known = held()
    if not known.first_year <= day.year <= known.last_year:
        raise OutsideCalendar(
            f"Working days cannot be counted as far as {short_date(day)}: bank holidays are held for "
            f"{known.first_year} to {known.last_year}. To add years, run "
            "“python -m dco_portal.deadlines.refresh FILE” with the bank holidays file from GOV.UK."
        )
    return _by_date().get(day)


def is_working_day(day: dt.date) -> bool:
    """Whether this is a working day in England and Wales."""
    return bank_holiday(day) is None and day.weekday() < SATURDAY


def last_working_day_on_or_before(day: dt.date) -> dt.date:
    """This day if it is a working day, else the nearest working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def first_working_day_on_or_after(day: dt.date) -> dt.date:
    """This day if it is a working day, else the nearest working day after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def next_working_day(day: dt.date) -> dt.date:
    """The first working day after this day."""
    return first_working_day_on_or_after(day + ONE_DAY)


def working_days_between(start: dt.date, end: dt.date) -> WorkingDays:
    """How many working days lie after `start`, up to and including `end`; none if `end` is not later."""
    count = 0
    day = start + ONE_DAY
    while day <= end:
        count += is_working_day(day)
        day += ONE_DAY
    return WorkingDays(count)
