"""Plans as spreadsheets: every cell as text, whichever program wrote the file. Pure, without Django.

Reads CSV (UTF-8 or Windows-1252, commas or semicolons), XLSX and ODS. Merged cells are filled down and
across; dates come as day/month/year. Writes XLSX in which no cell runs as a formula.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import python_calamine
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

Table = list[list[str]]
MOST_BYTES, MOST_UNPACKED = 5_000_000, 60_000_000
MOST_ROWS, MOST_COLUMNS = 2_000, 60
ZIP = b"PK\x03\x04"
NOT_A_SHEET = (
    "This is not a spreadsheet that can be read. Save it as CSV (UTF-8), XLSX or ODS and try again."
)
TOO_LARGE = "The file is larger than 5 MB. Leave out pictures, or split it."
LOCKED = "The file is protected with a password. Save it without one."


@dataclass(frozen=True)
class Sheets:
    """The tables of a file in their order, by sheet name; `problem` says why there are none."""

    tables: list[tuple[str, Table]] = field(default_factory=list)
    problem: str = ""


def read(content: bytes) -> Sheets:
    """Every table of a file, each cell as trimmed text, at most `MOST_ROWS` by `MOST_COLUMNS`."""
    if len(content) > MOST_BYTES:
        return Sheets(problem=TOO_LARGE)
    if not content.strip():
        return Sheets(problem="The file is empty.")
    return _book(content) if content.startswith(ZIP) else _csv(content)


def _book(content: bytes) -> Sheets:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                return Sheets(problem=TOO_LARGE)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return Sheets([(name, _sheet(book.get_sheet_by_name(name))) for name in book.sheet_names])
    except python_calamine.PasswordError:
        return Sheets(problem=LOCKED)
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError):
        return Sheets(problem=NOT_A_SHEET)


def _sheet(sheet: python_calamine.CalamineSheet) -> Table:
    rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    table = [[text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(table) or left >= len(table[top]):
            continue
        value = table[top][left]
        for row in table[top : bottom + 1]:
            for place in range(left, min(right + 1, len(row))):
                row[place] = value
    return table


def _csv(content: bytes) -> Sheets:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1252", errors="replace")
    if "\x00" in words or "\ufffd" in words:
        return Sheets(problem=NOT_A_SHEET)
    first = words.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter))
    except csv.Error:
        return Sheets(problem=NOT_A_SHEET)
    return Sheets([("", [[_plain(cell) for cell in row[:MOST_COLUMNS]] for row in lines[: MOST_ROWS + 1]])])  # fmt: skip


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it as a formula."""
    words = cell.strip()
    return words[1:] if words[:1] == "'" and words[1:2] in ("=", "+", "-", "@") else words


def text(cell: Any) -> str:
    """A cell as text: a date as 31/03/2026, a whole number without a point, a yes or no in words."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, dt.date):  # a moment too: only its day is of interest
        return f"{cell.day:02}/{cell.month:02}/{cell.year}"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:.10g}"
    return _plain(str(cell))


def write(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An XLSX file of one sheet: bold headings that stay in view, dates as dates, text never as a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place in range(len(header)):
        letter = openpyxl.utils.get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = 40 if place in (3, 4) else 18
    sheet.append([_cell(sheet, name, bold=True) for name in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    whole = isinstance(value, dt.date | int) and not isinstance(value, bool)
    clean = "".join(char for char in str(value or "") if char in "\n\t" or ord(char) >= 32)
    cell = WriteOnlyCell(sheet, value=value if whole else clean)
    if isinstance(value, dt.date):
        cell.number_format = "DD/MM/YYYY"
    elif not whole:
        cell.data_type = "s"  # "=1+1" stays these four characters
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
