"""Reading a list's rows from CSV, XLSX or ODS without holding them all, and writing them again with their faults.

A row comes as (its number in the spreadsheet, its cells). Files are paths. Nothing here logs or keeps a cell.
"""

import codecs
import csv
import datetime as dt
import itertools
import warnings
import xml.parsers.expat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import python_calamine
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from inspections.annex import columns
from inspections.annex.cells import Formula

MOST_ROWS = 150_000
MOST_CELLS = 60  # of a row; what is beyond is not a list of 21 columns
TOP = 15  # rows in which the headings are looked for
SHEETS = 10  # sheets of a workbook that are looked at
ODS_CELLS = 4_000_000  # cells with a value that an ODS may come to, its repeats counted
FAULTS = "Faults"
NOT_CSV = "This is not a CSV file. In your spreadsheet program, save it as CSV first."
DAMAGED = "The file is damaged and cannot be read. Save it again in your spreadsheet program."
EMPTY = "The file has no rows."
NO_HEADINGS = "No row with the list’s column names was found in the first 15 rows of the file."
TOO_LONG = f"The file has more than {MOST_ROWS:,} rows. Split it into several."
Line = tuple[int, Sequence[Any]]


class BadFile(Exception):
    """The file cannot be checked; the text is a sentence for the person and quotes no cell."""


def lines(path: Path, kind: str) -> Iterator[Line]:
    """Every row of the sheet that holds the list. `kind` is csv, xlsx or ods. Raises BadFile."""
    read: dict[str, Callable[[Path], Iterator[Line]]] = {
        "csv": _csv, "xlsx": _xlsx, "ods": _ods,
    }  # fmt: skip
    for number, row in read[kind](path):
        if number > MOST_ROWS + TOP:
            raise BadFile(TOO_LONG)
        yield number, row


def find_heading(rows: Iterable[Line]) -> tuple[int, Sequence[Any]]:
    """The row, among the first few, that is most like the headings. Raises BadFile where none is."""
    best: tuple[int, int, Sequence[Any]] = (0, 0, ())
    found_any = False
    for number, row in itertools.takewhile(lambda line: line[0] <= TOP, rows):
        found_any = found_any or any(cell not in (None, "") for cell in row)
        score = columns.likeness(row)
        if score > best[0]:
            best = (score, number, row)
    if not found_any:
        raise BadFile(EMPTY)
    if best[0] < 3:
        raise BadFile(NO_HEADINGS)
    return best[1], best[2]


# --- CSV ------------------------------------------------------------------------------------
def _csv(path: Path) -> Iterator[Line]:
    encoding, delimiter = _dialect(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                yield number, _short(_unguarded(cell) for cell in row[:MOST_CELLS])
    except (UnicodeError, csv.Error) as error:
        raise BadFile(NOT_CSV) from error


def _unguarded(cell: str) -> str:
    """A cell; one that begins with "=" is a formula to the spreadsheet that opens it."""
    return Formula(cell) if cell.startswith("=") else cell


def _dialect(path: Path) -> tuple[str, str]:
    """The encoding (UTF-8, UTF-16 by its mark, else Windows-1252) and the sign between cells."""
    encoding = "cp1252"
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        elif b"\0" in head:
            raise BadFile(NOT_CSV)
        elif _is_utf8(file):
            encoding = "utf-8-sig"
    first = head.decode("utf-8" if encoding == "utf-8-sig" else encoding, errors="replace")
    line = first.lstrip("\ufeff").splitlines()[0] if first.strip() else ""
    return encoding, max((",", ";", "\t"), key=line.count)


def _is_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in iter(lambda: file.read(256 * 1024), b""):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# --- XLSX -----------------------------------------------------------------------------------
XLSX_FAULTS = (
    InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
    EOFError, SyntaxError,
)  # fmt: skip


def _xlsx(path: Path) -> Iterator[Line]:
    try:
        # As an open file: a kept file's path has no extension, which openpyxl insists on.
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, which may quote the file
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
            with closing(book):
                if not book.worksheets:
                    raise BadFile(EMPTY)
                sheets = book.worksheets[:SHEETS]
                sheet = sheets[_place(_cells_of_xlsx(one, top=True) for one in sheets)]
                yield from _cells_of_xlsx(sheet)
    except XLSX_FAULTS as error:
        raise BadFile(DAMAGED) from error


def _cells_of_xlsx(sheet: Any, *, top: bool = False) -> Iterator[Line]:
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    rows = sheet.iter_rows(max_row=TOP if top else MOST_ROWS + TOP + 1, max_col=MOST_CELLS)
    for number, row in enumerate(rows, start=1):
        yield (
            number,
            _short(Formula(cell.value) if cell.data_type == "f" else cell.value for cell in row),
        )


def _short(cells: Iterable[Any]) -> list[Any]:
    """Cells without the empty ones at the end."""
    found = [None if cell == "" else cell for cell in cells]
    while found and found[-1] is None:
        found.pop()
    return found


def _place(tops: Iterable[Iterable[Line]]) -> int:
    """Which of some sheets is most like a list, by its first rows."""
    scores = [max((columns.likeness(row) for _, row in top), default=0) for top in tops]
    return scores.index(max(scores))


# --- ODS ------------------------------------------------------------------------------------
def _ods(path: Path) -> Iterator[Line]:
    _check_repeats(path)
    try:
        with closing(python_calamine.CalamineWorkbook.from_path(path)) as book:
            names = book.sheet_names[:SHEETS]
            if not names:
                raise BadFile(EMPTY)
            tops = (_cells_of_ods(book.get_sheet_by_name(name), top=True) for name in names)
            yield from _cells_of_ods(book.get_sheet_by_name(names[_place(tops)]))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise BadFile(DAMAGED) from error


def _cells_of_ods(sheet: Any, *, top: bool = False) -> Iterator[Line]:
    start = sheet.start or (0, 0)
    before = [None] * start[1]
    rows = itertools.islice(sheet.iter_rows(), TOP if top else None)
    for number, row in enumerate(rows, start=1):
        yield number, _short([*before, *row][:MOST_CELLS])


def _check_repeats(path: Path) -> None:
    """Refuse an ODS whose few bytes say "this cell, a thousand million times" before a library unfolds it."""
    count, row_times = 0, 1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, row_times
        if name == "table:table-row":
            row_times = _times(attributes, "table:number-rows-repeated")
        elif name == "table:table-cell" and ("office:value-type" in attributes):
            count += row_times * _times(attributes, "table:number-columns-repeated")
            if count > ODS_CELLS:
                raise BadFile(TOO_LONG)

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            parser.ParseFile(content)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        xml.parsers.expat.ExpatError,
    ) as error:
        raise BadFile(DAMAGED) from error


def _times(attributes: dict[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, "1")))


def _refuse(*_: Any) -> None:
    raise BadFile(DAMAGED)


# --- The same rows with a column of faults -----------------------------------------------------
def write_xlsx(path: Path, rows: Iterable[tuple[Sequence[Any], str | None]]) -> None:
    """Rows and what the fault column says of each (None: nothing, "" for a row above the headings)."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Checked list")
    for cells, words in rows:
        line = [_safe(sheet, cell) for cell in cells]
        if words is not None:
            line.append(_safe(sheet, words))
            if words == FAULTS:
                line[-1].font = Font(bold=True)
        sheet.append(line)
    book.save(path)


def _safe(sheet: Any, value: Any) -> Any:
    """A cell as it was; text stays text, so that nothing in it can run as a formula."""
    if not isinstance(value, str):
        return value if isinstance(value, int | float | dt.date | dt.time | dt.timedelta) else None
    cell = WriteOnlyCell(sheet, value=openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
