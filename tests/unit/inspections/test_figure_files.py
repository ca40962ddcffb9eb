"""Files of figures as people make them: headings in any order, dates in any writing, damaged ones refused."""

import datetime as dt
import io
import zipfile
from decimal import Decimal as D

import openpyxl
import pytest

from dco_portal.common.errors import Invalid
from inspections.rules import figure_files as files

HEAD = "measure,period,numerator,denominator,value,note\n"


def read(text: str):
    return files.read(text.encode(), "figures.csv")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2026-03", (2026, 3)),
        ("2026-03-31", (2026, 3)),
        ("31/03/2026", (2026, 3)),
        ("Mar 2026", (2026, 3)),
        ("march 2026", (2026, 3)),
        ("Jan–Mar 2026", (2026, 3)),
        ("January to March 2026", (2026, 3)),
        ("2026 Q1", (2026, 3)),
        ("Q4 2026", (2026, 12)),
        (dt.datetime(2026, 3, 5), (2026, 3)),
        (dt.date(2026, 3, 5), (2026, 3)),
    ],
)
def test_periods_in_many_writings(cell, found):
    assert (files.period(cell).year, files.period(cell).month) == found


@pytest.mark.parametrize("cell", ["", None, "soon", "2026-13", "31/02/2026", "Foo 2026", "Q5 2026", "03/2026/1"])  # fmt: skip
def test_what_names_no_period(cell):
    assert files.period(cell) is None


def test_numbers_in_many_writings():
    assert files.amount("1,234") == 1234
    assert files.amount("62.5%") == D("62.5")
    assert files.amount(12.0) == 12
    assert files.amount(" – ") is None and files.amount("") is None and files.amount(None) is None
    for bad in ("twelve", "NaN", "inf", "1 2"):
        with pytest.raises(ValueError):
            files.amount(bad)


def test_rows_are_read_whatever_the_order_of_headings():
    rows = read("Period;Value;MEASURE\n\nMar 2026;62,5;m4\n;x;\n")
    assert (rows[0].measure, rows[0].month, rows[0].value) == ("M4", dt.date(2026, 3, 1), D(625))
    assert rows[1].number == 4
    assert [column for column, _ in rows[1].errors] == ["measure", "period", "value"]


def test_a_spreadsheet_is_read_with_its_dates_and_numbers():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([])
    sheet.append(["measure", "period", "numerator", "denominator"])
    sheet.append(["M1", dt.date(2026, 3, 31), 12, 20.0])
    kept = io.BytesIO()
    book.save(kept)
    (row,) = files.read(kept.getvalue(), "figures.xlsx")
    assert (row.measure, row.month, row.numerator, row.denominator) == (
        "M1",
        dt.date(2026, 3, 31),
        12,
        20,
    )


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (files.MOST_UNPACKED + 1))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no rows"),
        (HEAD.encode(), "no rows"),
        (b"one,two\n1,2\n", "headings"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"a\x00b", "damaged"),
        (b"x" * (files.MOST_BYTES + 1), "larger than 2 MB"),
        ((HEAD + "M1,2026-01,1,2,,\n" * (files.MOST_ROWS + 1)).encode(), "more than 2,000 rows"),
        (bomb(), "unpacks"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(content, words):
    with pytest.raises(Invalid, match=words) as caught:
        files.read(content, "figures")
    assert list(caught.value.errors) == ["upload"]
