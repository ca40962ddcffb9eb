"""The reviewed refresh of bank holidays: shows first, writes only on request, loses nothing silently."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from dco_portal.deadlines import refresh
from dco_portal.deadlines.calendar import DATA, held, read


@pytest.fixture
def target(tmp_path: Path) -> Path:
    copy = tmp_path / "bank_holidays.json"
    shutil.copy(DATA, copy)
    return copy


def events(first: int, last: int) -> list[dict[str, object]]:
    return [
        {"title": row.title, "date": row.date.isoformat(), "notes": row.note, "bunting": True}
        for row in held().holidays
        if first <= row.date.year <= last
    ]


def gov_uk(tmp_path: Path, found: list[dict[str, object]]) -> str:
    path = tmp_path / "gov_uk.json"
    division = {"division": "england-and-wales", "events": found}
    path.write_text(json.dumps({"england-and-wales": division, "scotland": {"events": []}}))
    return str(path)


def new_holiday(day: str) -> dict[str, object]:
    return {"title": "Bank holiday for a wedding", "date": day, "notes": "Extra bank holiday"}


def test_it_shows_the_change_and_writes_nothing(
    tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = target.read_text()
    file = gov_uk(tmp_path, [*events(2027, 2029), new_holiday("2029-06-01")])
    assert refresh.main([file], target) == 0
    out = capsys.readouterr().out
    assert "+ Friday 1 June 2029: Bank holiday for a wedding" in out
    assert "announced to 2029" in out
    assert "Nothing was written" in out
    assert target.read_text() == before


def test_it_writes_what_was_accepted_and_keeps_the_other_years(
    tmp_path: Path, target: Path
) -> None:
    file = gov_uk(tmp_path, [*events(2027, 2029), new_holiday("2029-06-01")])
    assert refresh.main([file, "--accept"], target) == 0
    after = read(target)
    assert dt.date(2029, 6, 1) in {row.date for row in after.holidays}
    assert len(after.holidays) == len(held().holidays) + 1
    assert (after.first_year, after.last_year, after.announced_to) == (2014, 2040, 2029)
    assert "law" in json.loads(target.read_text())


def test_the_held_file_is_written_back_unchanged_when_nothing_is_new(
    tmp_path: Path, target: Path
) -> None:
    before = target.read_text()
    assert refresh.main([gov_uk(tmp_path, events(2026, 2028)), "--accept"], target) == 0
    assert target.read_text() == before


def test_it_adds_the_year_after_the_last(tmp_path: Path, target: Path) -> None:
    year = [dict(row, date=str(row["date"]).replace("2035", "2041")) for row in events(2035, 2035)]
    weekdays = [row for row in year if dt.date.fromisoformat(str(row["date"])).weekday() < 5]
    spare = [new_holiday(f"2041-10-{day:02}") for day in (7, 8, 9, 10)]
    file = gov_uk(tmp_path, [*weekdays, *spare])
    assert refresh.main([file, "--accept"], target) == 0
    assert read(target).last_year == 2041


def test_a_lost_day_is_refused_until_it_is_allowed(
    tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = target.read_text()
    found = [row for row in events(2027, 2028) if row["date"] != "2027-05-03"]
    file = gov_uk(tmp_path, [*found, new_holiday("2027-05-07")])
    assert refresh.main([file, "--accept"], target) == 2
    out, err = capsys.readouterr()
    assert "- Monday 3 May 2027: Early May bank holiday" in out
    assert "would be lost" in err
    assert target.read_text() == before
    assert refresh.main([file, "--accept", "--allow-lost"], target) == 0
    assert dt.date(2027, 5, 3) not in {row.date for row in read(target).holidays}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: [], "no bank holidays"),
        (lambda rows: rows[:-1], "incomplete"),
        (lambda rows: [*rows, rows[0]], "2 times"),
        (lambda rows: [*rows, new_holiday("2027-06-05")], "weekend"),
        (lambda rows: [*rows, dict(new_holiday("2027-06-04"), title=" ")], "no title"),
        (lambda rows: [*rows, {"title": "No date"}], "not in the form"),
        (lambda rows: [*rows, new_holiday("4 June 2027")], "not in the form"),
        (
            lambda rows: [
                dict(row, date=f"20{60 + n % 3}-10-0{n % 8 + 1}") for n, row in enumerate(rows)
            ],
            "",
        ),
    ],
)
def test_a_bad_file_is_refused(
    tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str], change, says: str
) -> None:
    before = target.read_text()
    assert refresh.main([gov_uk(tmp_path, change(events(2027, 2028))), "--accept"], target) == 2
    assert says in capsys.readouterr().err
    assert target.read_text() == before


def test_years_that_would_leave_a_hole_are_refused(
    tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [new_holiday(f"2045-10-{day:02}") for day in (2, 3, 4, 5, 6, 9, 10, 11)]
    assert refresh.main([gov_uk(tmp_path, rows), "--accept"], target) == 2
    assert "years between" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_another_kind_of_file_is_refused(
    tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    assert refresh.main([str(path)], target) == 2
    assert "not in the form" in capsys.readouterr().err


def test_a_missing_file_is_refused(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refresh.main(["/nowhere/at/all.json"], target) == 2
    assert "cannot be read" in capsys.readouterr().err
