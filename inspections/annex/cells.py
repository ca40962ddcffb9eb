"""One cell of a list: a value, a formula that is not one, a date in whatever way it was written."""

import datetime as dt
import re
from typing import Any

MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for month in names.split()
}  # fmt: skip
TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
BRITISH = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}){TIME}")
ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){TIME}")
WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})\.?,?[ \-](\d{4})")
# What authorities write for "nothing is known": a cell with one of these is as empty as an empty one.
NOTHING = frozenset({"", "n/a", "na", "null", "none", "-", "–", "#n/a"})


class Formula(str):
    """A cell that holds a formula instead of a value; the text is the formula’s."""


class Unreadable(ValueError):
    """A cell that is not the date it should be."""


def text(value: Any) -> str:
    """A cell’s text without spaces around it; whole numbers without ".0"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def is_empty(value: Any) -> bool:
    """Whether a cell says nothing."""
    return value is None or (not isinstance(value, Formula) and text(value).casefold() in NOTHING)


def day(value: Any) -> dt.date | None:
    """A cell’s date, British order where it is text; None for an empty cell. Raises Unreadable.

    A number is no date: a spreadsheet that shows a date gives one.
    """
    if is_empty(value):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or isinstance(value, Formula):
        raise Unreadable
    written = text(value)
    for pattern, order in ((BRITISH, (2, 1, 0)), (ISO, (0, 1, 2))):
        if found := pattern.fullmatch(written):
            year, month, number = (int(found.groups()[place]) for place in order)
            return _real(year, month, number)
    if found := WORDS.fullmatch(written):
        first, name, last = found.groups()
        return _real(int(last), MONTHS.get(name.lower(), 0), int(first))
    raise Unreadable


def _real(year: int, month: int, number: int) -> dt.date:
    try:
        return dt.date(year, month, number)
    except ValueError:
        raise Unreadable from None
