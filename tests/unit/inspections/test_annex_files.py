"""Whole files: what is read, what is refused, and the same rows with their faults."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from inspections.annex import checking, files
from inspections.annex import columns as c
from inspections.annex.cells import Formula
from inspections.annex.checking import BadColumns, Outcome
from inspections.annex.files import BadFile
from tests.unit.inspections.annex_rows import ON, csv_bytes, good, header, lines, xlsx
from tests.unit.inspections.ods_files import ods

BAD = {c.BORN: "31/02/2017", c.GENDER: None}
TABLE = lines([good(), good(**{c.UPN: "B2"}, **BAD), good(**{c.UPN: "B2"})])


def note(done: int, total: int) -> None:
    """Nobody looks."""


def check(path: Path, kind: str, which: int = 1) -> tuple[Outcome, list[list]]:
    plan = checking.prepare(path, kind, which=which, on=ON, note=note)
    outcome = Outcome(plan)
    rows = checking.annotated(path, kind, outcome=outcome, note=note)
    return outcome, list(checking.plain(rows))


def made(tmp_path: Path, kind: str, table: list[list]) -> Path:
    path = tmp_path / f"list.{kind}"
    if kind == "csv":
        path.write_bytes(csv_bytes(table))
    elif kind == "ods":
        ods(path, table)
    else:
        xlsx(path, table)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_each_kind_of_file_gives_the_same_faults(tmp_path: Path, kind: str):
    outcome, rows = check(made(tmp_path, kind, TABLE), kind)
    assert outcome.rows == 3
    assert outcome.faulty == 2
    assert {code: (tally.rows, tally.first) for code, tally in outcome.tallies.items()} == {
        "BIRTH-UNREADABLE": (1, [(3, "Date of birth")]),
        "GENDER-MISSING": (1, [(3, "Gender")]),
        "UPN-TWICE": (2, [(3, "UPN"), (4, "UPN")]),
    }
    assert rows[0] == [*header(), "Faults"]
    assert rows[1][-1] == ""
    assert rows[2][-1].startswith("Error BIRTH-UNREADABLE: The date of birth is not a date (Date of birth); ")  # fmt: skip
    assert [len(row) for row in rows] == [22] * 4


def test_title_rows_and_blank_rows_keep_their_place(tmp_path: Path):
    table = [["List 1: children with a plan"], [], *TABLE[:2], [None], TABLE[2]]
    outcome, rows = check(made(tmp_path, "xlsx", table), "xlsx")
    assert outcome.plan.row == 3
    assert outcome.rows == 2
    assert outcome.tallies["GENDER-MISSING"].first == [(6, "Gender")]
    assert rows[0] == ["List 1: children with a plan"]
    assert rows[4] == []


def test_the_sheet_with_the_list_is_found_behind_others(tmp_path: Path):
    path = xlsx(tmp_path / "list.xlsx", TABLE, sheets_before=2)
    assert check(path, "xlsx")[0].rows == 3


def test_merged_headings_are_told_as_missing_columns(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in TABLE:
        sheet.append(row)
    sheet.merge_cells("E1:F1")
    book.save(path := tmp_path / "merged.xlsx")
    with pytest.raises(BadColumns) as caught:
        check(path, "xlsx")
    assert caught.value.heading.missing == ("Ethnicity",)
    assert caught.value.heading.empty == ("F",)


def test_a_formula_is_a_fault_and_comes_back_as_text(tmp_path: Path):
    row = good(**{c.NEED: "=CONCAT(A2,B2)"})
    path = made(tmp_path, "xlsx", lines([row]))
    outcome, rows = check(path, "xlsx")
    assert outcome.tallies["FORMULA"].first == [(2, "SEN primary need")]
    out = tmp_path / "out.xlsx"
    files.write_xlsx(out, [(cells, None) for cells in rows])
    cell = openpyxl.load_workbook(out).active.cell(2, c.columns(1).index(c.NEED) + 1)
    assert cell.value == "=CONCAT(A2,B2)"
    assert cell.data_type == "s"


def test_a_formula_in_a_csv_is_a_fault(tmp_path: Path):
    outcome, _ = check(made(tmp_path, "csv", lines([good(**{c.NEED: "=1+1"})])), "csv")
    assert outcome.tallies["FORMULA"].rows == 1


def test_written_dates_stay_dates_and_faults_are_bold_headed(tmp_path: Path):
    out = tmp_path / "out.xlsx"
    files.write_xlsx(out, [(["A", dt.date(2017, 3, 27), 5, True, None, "x\x07y"], "Faults"), (["B"], "")])  # fmt: skip
    sheet = openpyxl.load_workbook(out).active
    assert [cell.value for cell in sheet[1]] == ["A", dt.datetime(2017, 3, 27), 5, True, None, "xy", "Faults"]  # fmt: skip
    assert sheet["G1"].font.bold
    assert sheet.title == "Checked list"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ","), ("utf-16", "\t")],
)
def test_csv_of_any_usual_encoding_is_read(tmp_path: Path, encoding: str, delimiter: str):
    path = tmp_path / "list.csv"
    table = lines([good(**{c.NEED: "Señor café"})])
    # Windows-1252 has both the dash and the apostrophe of the headings.
    path.write_bytes(csv_bytes(table, encoding, delimiter))
    outcome, rows = check(path, "csv")
    assert outcome.tallies == {}
    assert rows[1][c.columns(1).index(c.NEED)] == "Señor café"


def test_more_cells_than_headings_is_a_fault(tmp_path: Path):
    table = [header(), [*lines([good()])[1], None, "too", "many"]]
    outcome, rows = check(made(tmp_path, "csv", table), "csv")
    assert outcome.tallies["TOO-MANY-CELLS"].first == [(2, "")]
    assert rows[1][-1].endswith("The row has more cells than there are headings")


def test_a_long_list_of_one_fault_names_only_the_first_rows(tmp_path: Path):
    table = lines([good(**{c.UPN: f"A{n}", c.GENDER: None}) for n in range(50)])
    outcome, _ = check(made(tmp_path, "csv", table), "csv")
    tally = outcome.tallies["GENDER-MISSING"]
    assert tally.rows == 50
    assert [row for row, _ in tally.first] == list(range(2, 22))


def test_progress_is_told_while_rows_are_read(tmp_path: Path):
    path = made(tmp_path, "csv", lines([good(**{c.UPN: f"A{n}"}) for n in range(2100)]))
    told: list[tuple[int, int]] = []
    plan = checking.prepare(path, "csv", which=1, on=ON, note=lambda *at: told.append(at))
    rows = checking.annotated(path, "csv", outcome=Outcome(plan), note=lambda *at: told.append(at))
    assert sum(1 for _ in rows) == 2101
    assert told == [(0, 2000), (500, 2100), (1000, 2100), (1500, 2100), (2000, 2100)]


# --- Files that cannot be checked ---------------------------------------------------------------
def refused(path: Path, kind: str) -> str:
    with pytest.raises(BadFile) as caught:
        check(path, kind)
    return str(caught.value)


def test_empty_and_headless_files_are_refused(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"")
    assert refused(path, "csv") == files.EMPTY
    path.write_bytes(b"\n\n\n")
    assert refused(path, "csv") == files.EMPTY
    path.write_bytes(b"Ann,Example\nBen,Example\n")
    assert refused(path, "csv") == files.NO_HEADINGS
    path.write_bytes(csv_bytes([header()]))
    assert "no rows" in refused(path, "csv")
    book = openpyxl.Workbook()
    book.save(tmp_path / "list.xlsx")
    assert refused(tmp_path / "list.xlsx", "xlsx") == files.EMPTY


def test_binary_that_calls_itself_csv_is_refused(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"PK\x03\x04\x00\x00")
    assert refused(path, "csv") == files.NOT_CSV
    path.write_bytes(b"\xff\xfe" + b"\x00\xd8a")  # half a character of UTF-16
    assert refused(path, "csv") == files.NOT_CSV


def test_the_other_list_is_said_to_be_it(tmp_path: Path):
    path = made(tmp_path, "csv", lines([good(2)], 2))
    assert refused(path, "csv") == "The columns are those of List 2, not of List 1."
    assert check(path, "csv", 2)[0].rows == 1


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_damaged_workbooks_are_refused(tmp_path: Path, kind: str):
    path = tmp_path / f"list.{kind}"
    path.write_bytes(b"PK not a workbook")
    assert refused(path, kind) == files.DAMAGED
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<a><b>")
        archive.writestr("xl/workbook.xml", "<a>")
    assert refused(path, kind) == files.DAMAGED


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MOST_ROWS", 20)
    path = made(tmp_path, "csv", lines([good() for _ in range(40)]))
    assert refused(path, "csv") == files.TOO_LONG


def test_a_row_far_below_or_far_right_does_not_unfold(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in TABLE:
        sheet.append(row)
    sheet.cell(900_000, 16_000).value = "far away"
    book.save(path := tmp_path / "far.xlsx")
    assert refused(path, "xlsx") == files.TOO_LONG


def test_an_ods_that_repeats_a_cell_without_end_is_refused(tmp_path: Path):
    path = ods(tmp_path / "bomb.ods", TABLE, repeat=(1_000_000, 16_000))
    assert refused(path, "ods") == files.TOO_LONG


def test_an_ods_with_a_document_type_is_refused(tmp_path: Path):
    path = ods(tmp_path / "list.ods", TABLE, doctype='<!DOCTYPE x [<!ENTITY e "e">]>')
    assert refused(path, "ods") == files.DAMAGED


def test_a_fault_of_the_file_never_quotes_it(tmp_path: Path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Ann-Example>")
    path = tmp_path / "list.xlsx"
    path.write_bytes(data.getvalue())
    assert "Ann" not in refused(path, "xlsx")


def test_formula_is_text_of_its_own_kind():
    assert Formula("=1") == "=1"
    assert files._unguarded("x") == "x"
    assert not isinstance(files._unguarded("x"), Formula)
