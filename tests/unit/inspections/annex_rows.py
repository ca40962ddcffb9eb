"""A row of each list with nothing wrong, and files made of rows."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from inspections.annex import columns as c
from inspections.annex.rules import Seen, faults

ON = dt.date(2026, 11, 22)


def good(which: int = 1, **changes: Any) -> dict[str, Any]:
    """A row (column’s key → cell) of a child of 9 that breaks no rule."""
    row: dict[str, Any] = dict.fromkeys(c.columns(which))
    row |= {
        c.UNIQUE_ID: "C-1", c.UPN: "A123456789012", c.BORN: dt.date(2017, 3, 27), c.GENDER: "F", c.ETHNICITY: "WBRI",
        c.NEED: "SLCN", c.MAIN: "100000", c.MAIN_PHASE: "Primary", c.DISABILITY: "Y",
    }  # fmt: skip
    if which == 1:
        row |= {c.INITIAL: dt.date(2021, 5, 1), c.UPDATED: "01/06/2023", c.REVIEWED: "2024-07-02"}
    return row | changes


def codes(row: dict[str, Any], which: int = 1, on: dt.date = ON, seen: Seen | None = None):
    """Codes and columns of what is wrong with a row."""
    found = faults(row, which=which, on=on, seen=seen or Seen())
    return [(fault.code, fault.column) for fault in found]


def header(which: int = 1) -> list[str]:
    return [c.name(key) for key in c.columns(which)]


def lines(rows: Sequence[dict[str, Any]], which: int = 1) -> list[list[Any]]:
    return [header(which), *([row.get(key) for key in c.columns(which)] for row in rows)]


def csv_bytes(
    table: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode(encoding)


def xlsx(path: Path, table: Sequence[Sequence[Any]], sheets_before: int = 0) -> Path:
    book = openpyxl.Workbook(write_only=True)
    for number in range(sheets_before):
        book.create_sheet(f"Notes {number}").append(["What this file is"])
    sheet = book.create_sheet("List")
    for row in table:
        sheet.append(list(row))
    book.save(path)
    return path
