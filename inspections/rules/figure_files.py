"""Files of figures, one row for each measure and period: reading them from CSV, XLSX or ODS, row by row.

Columns by their heading, in any order: measure, period, numerator, denominator, value, note.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import python_calamine

from dco_portal.common.errors import Invalid

MOST_BYTES = 2_000_000
MOST_UNPACKED = 40_000_000  # of a spreadsheet's parts, before a library opens it
MOST_ROWS = 2_000
COLUMNS = {
    "measure": "Number of the measure, such as M4",
    "period": "Its month or quarter: 2026-03, Mar 2026, 31/03/2026 or Jan–Mar 2026",
    "numerator": "What was counted",
    "denominator": "Out of how many; 0 when there was nothing to count",
    "value": "The figure, where it is not numerator out of denominator",
    "note": "Anything a reader should know of this figure",
}
NEEDED = ("measure", "period")
NUMBERS = ("numerator", "denominator", "value")
MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
DAMAGED = (
    "The file is damaged or not a CSV, XLSX or ODS file. Save it again in your spreadsheet program"
)


@dataclass
class Row:
    """One row: its number in the file, what it says, and what is wrong with it by column."""

    number: int
    measure: str = ""
    month: dt.date | None = None  # any day of the period
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    note: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)


def read(content: bytes, filename: str) -> list[Row]:
    """The file's rows. Raises Invalid beside `upload` for one that cannot be read as a whole."""
    if len(content) > MOST_BYTES:
        raise Invalid({"upload": "The file is larger than 2 MB. Split it into several"})
    lines = _sheet(content) if content[:2] == b"PK" else _csv(content)
    found = _rows(lines)
    if not found:
        raise Invalid({"upload": "The file has no rows under its headings"})
    return found


def _csv(content: bytes) -> Iterator[Sequence[Any]]:
    if b"\0" in content:
        raise Invalid({"upload": DAMAGED})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Invalid({"upload": DAMAGED}) from error


def _sheet(content: bytes) -> Iterator[Sequence[Any]]:
    """The rows of the first sheet; dates and numbers as such."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise Invalid(
                    {"upload": "The file unpacks to more than 40 MB. Save only the figures"}
                )
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        before = [""] * (sheet.start[1] if sheet.start else 0)
        rows = ([*before, *row] for row in sheet.iter_rows())
        yield from rows
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, IndexError) as error:
        raise Invalid({"upload": DAMAGED}) from error


def _rows(lines: Iterator[Sequence[Any]]) -> list[Row]:
    heads: dict[str, int] = {}
    found: list[Row] = []
    for number, line in enumerate(lines, start=1):
        cells = [_text(cell) for cell in line]
        if not any(cells):
            continue
        if not heads:
            heads = {
                cell.casefold(): at for at, cell in enumerate(cells) if cell.casefold() in COLUMNS
            }
            missing = [name for name in NEEDED if name not in heads]
            if missing:
                raise Invalid(
                    {"upload": f"The first row must have the headings {', '.join(COLUMNS)}"}
                )
            continue
        if len(found) >= MOST_ROWS:
            raise Invalid(
                {"upload": f"The file has more than {MOST_ROWS:,} rows. Split it into several"}
            )
        raw = {name: line[at] if at < len(line) else "" for name, at in heads.items()}
        found.append(_row(number, raw))
    return found


def _row(number: int, raw: dict[str, Any]) -> Row:
    row = Row(number, measure=_text(raw.get("measure")).upper(), note=_text(raw.get("note"))[:300])
    if not row.measure:
        row.errors.append(("measure", "Write the measure’s number"))
    row.month = period(raw.get("period"))
    if row.month is None:
        row.errors.append(("period", "Write a month or quarter, such as 2026-03 or Jan–Mar 2026"))
    for name in NUMBERS:
        try:
            setattr(row, name, amount(raw.get(name)))
        except ValueError:
            row.errors.append((name, "Write a number, such as 62.5"))
    return row


def amount(cell: Any) -> Decimal | None:
    """A number as people write it: "1,234", "62.5%", 62.5. None for nothing; ValueError for anything else."""
    text = _text(cell).replace(",", "").removesuffix("%").strip()
    if not text or text in ("-", "–", "n/a", "N/A"):
        return None
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not found.is_finite():
        raise ValueError(text)
    return found.quantize(Decimal("0.001")) if abs(found) < 10**9 else found


def period(cell: Any) -> dt.date | None:
    """A day of the period a cell names; None where it names none. The last month of a quarter is taken."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = _text(cell).casefold()
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:t.*)?", text):
        return _day(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{4})[ -]?q([1-4])|q([1-4])[ -](\d{4})", text):
        return _day(int(found[1] or found[4]), int(found[2] or found[3]) * 3, 1)
    if found := re.fullmatch(
        r"(?:([a-z]{3})[a-z]*\s*(?:-|–|to)\s*)?([a-z]{3})[a-z]*[ -](\d{4})", text
    ):
        month = MONTHS.get(found[2])
        return _day(int(found[3]), month, 1) if month else None
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _text(cell: Any) -> str:
    """A cell as text; a whole number without ".0", and the apostrophe that guards our own CSV gone."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
