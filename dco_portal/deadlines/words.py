"""Dates to and from plain words."""

import datetime as dt
import re

from .errors import BadDate
from .periods import MONTH_NAMES

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_BRITISH = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")
_NAMED = re.compile(r"^(\d{1,2})\s+([A-Za-z]+)\s+(\d{4})$")
_YEAR = re.compile(r"^\d{4}$")
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
FIRST_YEAR, LAST_YEAR = 1900, 2200


def long_date(day: dt.date) -> str:
    """A day in words with its weekday, such as "Monday 14 April 2025"."""
    return f"{WEEKDAYS[day.weekday()]} {short_date(day)}"


def short_date(day: dt.date) -> str:
    """A day in words, such as "14 April 2025"."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def parse_date(text: str, field: str | None = None) -> dt.date:
    """Read 2025-03-03, 3/3/2025, 3.3.2025 or 3 March 2025 (day before month); else raise BadDate."""
    given = text.strip()
    if match := _ISO.match(given):
        year, month, day = (int(part) for part in match.groups())
    elif match := _BRITISH.match(given):
        day, month, year = (int(part) for part in match.groups())
    elif (match := _NAMED.match(given)) and (number := _month(match[2])):
        day, month, year = int(match[1]), number, int(match[3])
    else:
        raise BadDate(
            f"“{text}” is not a date. Write it as year-month-day, like 2025-03-31, "
            "or day/month/year, like 31/3/2025.",
            field,
        )
    try:
        value = dt.date(year, month, day)
    except ValueError:
        raise BadDate(f"“{text}” is not a real date: check the day and the month.", field) from None
    return within_reach(value, field)


def within_reach(day: dt.date, field: str | None = None) -> dt.date:
    """The same day, if it is near enough to count with; else raise BadDate."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadDate(
            f"{short_date(day)} is too far away: the year must be from {FIRST_YEAR} to {LAST_YEAR}.",
            field,
        )
    return day


def parse_year(text: str, field: str | None = None) -> int:
    """Read a calendar year such as 2026; else raise BadDate."""
    given = text.strip()
    if not _YEAR.match(given) or not FIRST_YEAR <= int(given) <= LAST_YEAR:
        raise BadDate(f"“{text}” is not a year. Write the year of the transfer, like 2026.", field)
    return int(given)


def _month(name: str) -> int | None:
    folded = name.lower()
    found = [
        n
        for n, month in enumerate(MONTH_NAMES, 1)
        if len(folded) >= 3 and month.lower().startswith(folded)
    ]
    return found[0] if found else None
