"""Pure rules of plans: numbers, circles, dates as people write them, spreadsheets, differences."""

import datetime as dt
import uuid

import pytest

from dco_portal.common.errors import Invalid
from dco_portal.deadlines import Months, add_months
from inspections import sheets
from inspections.rules import chain, difference, importing

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))
NUMBERS = {ONE: "1.1", TWO: "1.2", THREE: "1.3"}


def test_numbers_sort_as_people_read_them():
    found = sorted(["2.10", "2.9", "10.1", "2a", "2", "A1"], key=chain.number_key)
    assert found == ["2", "2.9", "2.10", "2a", "10.1", "A1"]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [([], "2.1"), (["2.1", "2.3"], "2.4"), (["2.9a", "2.x"], "2.10"), (["1.9"], "2.1")],
)
def test_the_next_number_of_a_priority(taken, expected):
    assert chain.next_number(2, taken) == expected


@pytest.mark.parametrize("number", ["", "2 3", "2.3!", "-1", "1234567890123"])
def test_a_number_that_is_none(number):
    with pytest.raises(Invalid):
        chain.check_number(number)


def test_circles_of_any_length_are_found_and_named():
    needs = {ONE: [TWO], TWO: [THREE], THREE: []}
    assert chain.circle(needs, THREE, []) == []
    assert chain.circle(needs, ONE, [THREE]) == []
    with pytest.raises(
        Invalid, match=r"1\.3 depends on 1\.1, which depends on 1\.2, which depends on 1\.3"
    ):
        chain.check_no_circle(needs, THREE, [ONE], NUMBERS)
    with pytest.raises(Invalid, match="cannot depend on itself"):
        chain.check_no_circle(needs, ONE, [ONE], NUMBERS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("31/03/2026", dt.date(2026, 3, 31)), ("1.4.26", dt.date(2026, 4, 1)), ("2026-03-31", dt.date(2026, 3, 31)),
        ("31 March 2026", dt.date(2026, 3, 31)), ("Tuesday 31st March 2026", dt.date(2026, 3, 31)),
        ("31-Mar-26", dt.date(2026, 3, 31)), ("46112", dt.date(2026, 3, 31)), ("Feb 2028", dt.date(2028, 2, 29)),
        ("", None),
    ],
)  # fmt: skip
def test_days_as_people_and_excel_write_them(words, expected):
    assert importing.read_day(words)[0] == expected


@pytest.mark.parametrize(
    "words",
    ["31/02/2026", "Spring term", "03/31/2026", "Ongoing", "31/03/1826", "12", "5 Foo 2026"],
)
def test_what_is_no_day(words):
    with pytest.raises(ValueError, match="Write a real date"):
        importing.read_day(words)


def test_a_month_is_guessed_aloud():
    assert importing.read_day("June 2026")[1] == "“June 2026” was read as 30 June 2026"


@pytest.mark.parametrize(
    ("title", "number", "left"),
    [
        ("2. Shorter waits", 2, "Shorter waits"), ("Priority 2 Shorter waits", 2, "Shorter waits"), ("2", 2, ""),
        ("2 – Shorter waits", 2, "Shorter waits"), ("16-25 year olds", 1, "16-25 year olds"),
        ("Shorter waits", 1, "Shorter waits"),
    ],
)  # fmt: skip
def test_the_priority_of_a_row(title, number, left):
    row = importing.read_row(
        2, {"title": title, "number": "1.1", "what": "x", "due_on": "31/03/2026"}
    )
    assert (row.values["priority_number"], row.values["title"], row.errors) == (number, left, [])


def test_empty_cells_below_a_priority_belong_to_it_in_csv():
    table = "Priority,Ref,Action,By when\n1. On time,1.1,a,31/03/2026\n,,,\n,1.2,b,31/03/2026\n2. Next,,,\n,2.1,c,31/03/2026\n"
    reading = importing.read(table.encode())
    assert [(row.line, row.values["priority_number"], row.values["title"]) for row in reading.rows] == [
        (2, 1, "On time"), (4, 1, "On time"), (6, 2, "Next"),
    ]  # fmt: skip


def test_a_workbook_keeps_what_is_written_and_runs_nothing():
    data = sheets.write(
        "Actions",
        ["Text", "Day", "Number"],
        [["=1+1", dt.date(2026, 3, 31), 7], ["a\x07b", None, None]],
    )
    [(name, table)] = sheets.read(data).tables
    assert name == "Actions"
    assert table == [["Text", "Day", "Number"], ["=1+1", "31/03/2026", "7"], ["ab", "", ""]]


def test_cells_as_text():
    assert [sheets.text(cell) for cell in (None, True, 2.0, 2.5, "'=x", "'tis", dt.datetime(2026, 3, 1, 9))] == [
        "", "Yes", "2", "2.5", "=x", "'tis", "01/03/2026",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)), (dt.date(2026, 1, 31), 3, dt.date(2026, 4, 30)),
        (dt.date(2026, 9, 1), 18, dt.date(2028, 3, 1)), (dt.date(2026, 11, 30), 12, dt.date(2027, 11, 30)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)), (dt.date(2026, 12, 15), 12, dt.date(2027, 12, 15)),
    ],
)  # fmt: skip
def test_months_later(day, months, expected):
    assert add_months(day, Months(months)) == expected


def test_frozen_values_in_words():
    assert [difference.words(value) for value in (None, "2026-03-01", "2026-99-01", ["a", "b"], True, 5)] == [
        "", "1 March 2026", "2026-99-01", "a\nb", "Yes", "5",
    ]  # fmt: skip
    assert [difference.amount(value) for value in (None, "80.000", "0.500", "100")] == [
        "",
        "80",
        "0.5",
        "100",
    ]
