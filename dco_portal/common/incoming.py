"""Spreadsheets that people upload: read cell by cell, with the faults of the file and of each row.

The file is CSV, in UTF-8 (with or without byte order mark) or Windows-1252, with commas or semicolons.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dco_portal.common.sheets import FORMULA

GUARDED = tuple(f"'{sign}" for sign in FORMULA)
NOT_CSV = "This is not a CSV file. In your spreadsheet program, save it as CSV first."
YES_NO = {"yes": True, "no": False, "not known": None, "": None}


@dataclass(frozen=True)
class Column:
    """One column: its heading, what to write in it, an example, and how a cell is read."""

    name: str
    guide: str
    example: str = ""
    needed: bool = False
    read: Callable[[str], Any] = str
    longest: int = 8000


class Unreadable(ValueError):
    """A cell that cannot be read; the text says what to write."""


@dataclass
class Row:
    """One row as read: values by column, and what is wrong or worth knowing, beside its column or "".

    `cells` are the texts themselves, those that are not empty, from which `read_row` reads the row again.
    """

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Sheet:
    """The file as read: its rows, what is wrong with the file as a whole, and how it was written."""

    rows: list[Row] = field(default_factory=list)
    problem: str = ""
    encoding: str = ""


def read_day(text: str) -> dt.date | None:
    """A date as 27/03/2026 or 2026-03-27; None for an empty cell. Raises Unreadable."""
    if not text:
        return None
    for pattern, order in (
        (r"(\d{1,2})/(\d{1,2})/(\d{4})", (2, 1, 0)),
        (r"(\d{4})-(\d{2})-(\d{2})", (0, 1, 2)),
    ):
        if found := re.fullmatch(pattern, text):
            year, month, day = (int(found.groups()[place]) for place in order)
            try:
                if year >= 1900:
                    return dt.date(year, month, day)
            except ValueError:
                break
    raise Unreadable("Write a real date as day/month/year, such as 27/03/2026")


def one_of(words: dict[str, Any]) -> Callable[[str], Any]:
    """A reader of one of these words."""

    def read(text: str) -> Any:
        key = " ".join(text.lower().split())
        if key not in words:
            raise Unreadable("Write one of: " + ", ".join(word for word in words if word))
        return words[key]

    return read


def several_of(words: dict[str, Any]) -> Callable[[str], list[Any]]:
    """A reader of some of these words, set apart by semicolons; each once, in the order written."""
    one = one_of(words)

    def read(text: str) -> list[Any]:
        return list(dict.fromkeys(one(part) for part in read_several(text)))

    return read


def read_email(text: str) -> str:
    """An e-mail address or nothing. Raises Unreadable."""
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Unreadable("Write an e-mail address like name@example.com") from None
    return text


def read_several(text: str) -> list[str]:
    """Names set apart by semicolons."""
    return [part.strip()[:200] for part in text.split(";") if part.strip()]


def size_words(size: int) -> str:
    """A file size in whole megabytes, such as "2 MB"."""
    return f"{size // 1_000_000} MB"


def too_large(most_bytes: int) -> str:
    """What to tell somebody whose file is larger than this many bytes."""
    return f"The file is larger than {size_words(most_bytes)}. Split it into several."


def read(content: bytes, columns: Sequence[Column], *, most_rows: int, most_bytes: int) -> Sheet:
    """Read a file: every row and every cell, with the faults of each. Rows are numbered as in a spreadsheet."""
    if len(content) > most_bytes:
        return Sheet(problem=too_large(most_bytes))
    text, encoding = _decoded(content)
    if "\x00" in text or "\ufffd" in text:
        return Sheet(problem=NOT_CSV)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        table = [[_plain(cell) for cell in line] for line in lines]
    except csv.Error:
        return Sheet(problem=NOT_CSV)
    table = [line for line in table if any(line)]
    if not table:
        return Sheet(problem="The file is empty.")
    headings = [re.sub(r"[\s\-]+", "_", cell.lower()) for cell in table[0]]
    if problem := _headings_problem(headings, table[0], columns):
        return Sheet(problem=problem)
    if len(table) == 1:
        return Sheet(problem="The file has headings but no rows.")
    if len(table) > most_rows + 1:
        return Sheet(problem=f"The file has more than {most_rows:,} rows. Split it into several.")
    return Sheet(
        rows=[
            _row(number, headings, line, columns) for number, line in enumerate(table[1:], start=2)
        ],
        encoding=encoding,
    )


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; what neither can read becomes U+FFFD."""
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def _plain(cell: str) -> str:
    """A cell without spaces around it and without the apostrophe by which `sheets` keeps a formula from running."""
    text = cell.strip()
    return text[1:] if text.startswith(GUARDED) else text


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _headings_problem(headings: list[str], written: list[str], columns: Sequence[Column]) -> str:
    known = {column.name for column in columns}
    problems = []
    if stray := [
        name for name, key in zip(written, headings, strict=True) if key and key not in known
    ]:
        problems.append("Columns that we do not know: " + ", ".join(stray[:20]) + ".")
    if missing := [
        column.name for column in columns if column.needed and column.name not in headings
    ]:
        problems.append("Columns that are missing: " + ", ".join(missing) + ".")
    if twice := sorted({name for name in headings if name and headings.count(name) > 1}):
        problems.append("Columns that are there twice: " + ", ".join(twice) + ".")
    return " ".join(problems)[:300]


def _row(number: int, headings: list[str], line: list[str], columns: Sequence[Column]) -> Row:
    cells = dict(zip(headings, [*line, *[""] * len(headings)], strict=False))
    row = read_row(number, {name: text for name, text in cells.items() if name and text}, columns)
    if any(line[len(headings) :]):
        row.errors.insert(0, ("", "This row has more cells than there are headings"))
    return row


def read_row(number: int, cells: Mapping[str, str], columns: Sequence[Column]) -> Row:
    """A row from its cells' texts by column name, with the faults of each cell."""
    row = Row(number, dict(cells))
    for column in columns:
        text = cells.get(column.name, "")
        try:
            row.values[column.name] = column.read(text)
        except Unreadable as error:
            if text or column.needed:
                row.errors.append((column.name, str(error)))
            row.values[column.name] = None
            continue
        if column.needed and not text:
            row.errors.append((column.name, "This cell must not be empty"))
        elif len(text) > column.longest:
            row.errors.append((column.name, f"This is longer than {column.longest} characters"))
    return row
