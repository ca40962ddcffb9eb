"""Each rule of Lists 1 and 2 by a row that breaks it and one beside it that does not."""

import datetime as dt

import pytest

from inspections.annex import cells
from inspections.annex import columns as c
from inspections.annex.rules import ERROR, QUERY, RULES, Seen, of_list
from tests.unit.inspections.annex_rows import ON, codes, good, header

FUTURE, PAST = dt.date(2027, 1, 1), dt.date(2020, 1, 1)


def test_a_good_row_breaks_no_rule():
    assert codes(good(1), 1) == []
    assert codes(good(2), 2) == []


def test_list_1_has_21_columns_and_list_2_has_17():
    assert len(c.columns(1)) == 21
    assert len(c.columns(2)) == 17
    assert set(c.columns(1)) - set(c.columns(2)) == {c.INITIAL, c.UPDATED, c.REVIEWED, "ehe"}


def born(age: int, days: int = 0) -> dt.date:
    return dt.date(ON.year - age, ON.month, ON.day) + dt.timedelta(days=days)


BROKEN = [
    ({c.BORN: None}, ("BIRTH-MISSING", c.BORN)),
    ({c.BORN: "n/a"}, ("BIRTH-MISSING", c.BORN)),
    ({c.BORN: "March"}, ("BIRTH-UNREADABLE", c.BORN)),
    ({c.BORN: 42821}, ("BIRTH-UNREADABLE", c.BORN)),
    ({c.BORN: "31/02/2017"}, ("BIRTH-UNREADABLE", c.BORN)),
    ({c.BORN: "27/03/17"}, ("BIRTH-UNREADABLE", c.BORN)),
    ({c.BORN: ON + dt.timedelta(days=1)}, ("BIRTH-FUTURE", c.BORN)),
    ({c.BORN: born(26)}, ("AGE-26", c.BORN)),
    ({c.BORN: born(80)}, ("AGE-26", c.BORN)),
    ({c.BORN: born(26, 1)}, ("AGE-25", c.BORN)),
    ({c.BORN: born(25)}, ("AGE-25", c.BORN)),
    ({c.GENDER: " "}, ("GENDER-MISSING", c.GENDER)),
    ({c.ETHNICITY: None}, ("ETHNICITY-MISSING", c.ETHNICITY)),
    ({c.NEED: ""}, ("NEED-MISSING", c.NEED)),
    ({c.DISABILITY: None}, ("DISABILITY-MISSING", c.DISABILITY)),
    ({c.INITIAL: "last May"}, ("EHC-UNREADABLE", c.INITIAL)),
    ({c.UPDATED: "last May"}, ("EHC-UNREADABLE", c.UPDATED)),
    ({c.REVIEWED: 43000.5}, ("EHC-UNREADABLE", c.REVIEWED)),
    ({c.INITIAL: FUTURE, c.UPDATED: None, c.REVIEWED: None}, ("EHC-FUTURE", c.INITIAL)),
    ({c.UPDATED: FUTURE}, ("EHC-FUTURE", c.UPDATED)),
    ({c.REVIEWED: FUTURE}, ("EHC-FUTURE", c.REVIEWED)),
    ({c.UPDATED: PAST}, ("EHC-AFTER-UPDATED", c.INITIAL)),
    ({c.REVIEWED: PAST}, ("EHC-AFTER-REVIEWED", c.INITIAL)),
    ({c.UPN: None, c.BORN: born(6)}, ("NUMBER-MISSING", c.UPN)),
    ({c.MAIN: None, c.MAIN_PHASE: None, c.BORN: born(5)}, ("SCHOOL-NONE", c.MAIN)),
    ({c.MAIN: None, c.MAIN_PHASE: None, c.BORN: born(16, 1)}, ("SCHOOL-NONE", c.MAIN)),
    ({c.MAIN: None, c.MAIN_PHASE: None, c.SUBSIDIARY: "PRU"}, ("SCHOOL-NO-MAIN", c.MAIN)),
    ({c.MAIN: None, c.MAIN_PHASE: None, c.SUBSIDIARY: "PRU", c.BORN: born(17)}, ("SCHOOL-NO-MAIN", c.MAIN)),
    ({c.MAIN: None, c.SUBSIDIARY: None, c.BORN: born(17)}, ("PHASE-NO-MAIN", c.MAIN)),
    ({c.MAIN_PHASE: None}, ("MAIN-NO-PHASE", c.MAIN_PHASE)),
    ({c.ETHNICITY: cells.Formula("=A1")}, ("FORMULA", c.ETHNICITY)),
    ({c.INITIAL: cells.Formula("=TODAY()")}, ("FORMULA", c.INITIAL)),
]  # fmt: skip


@pytest.mark.parametrize(("change", "fault"), BROKEN, ids=lambda value: str(value)[:60])
def test_a_broken_rule_is_found_alone(change: dict, fault: tuple[str, str]):
    assert codes(good(1, **change), 1) == [fault]


KEPT = [
    {c.BORN: ON, c.MAIN: None, c.MAIN_PHASE: None, c.UPN: None},
    {c.BORN: born(25, 1)},
    {c.BORN: "27/03/2017"},
    {c.BORN: "27 March 2017"},
    {c.BORN: "27-Mar-2017"},
    {c.BORN: "27.3.2017"},
    {c.BORN: "2017-03-27 00:00:00"},
    {c.BORN: dt.datetime(2017, 3, 27)},
    {c.INITIAL: ON, c.UPDATED: ON, c.REVIEWED: ON},
    {c.UPDATED: None, c.REVIEWED: None},
    {c.UPN: None, c.ULN: 1234567890},
    {c.UPN: "UN3"},
    {c.UPN: None, c.BORN: born(6, 1)},
    {c.MAIN: None, c.MAIN_PHASE: None, c.BORN: born(16)},
    {c.MAIN: None, c.MAIN_PHASE: None, c.BORN: born(5, 1)},
    {c.SUBSIDIARY: "PRU"},
]


@pytest.mark.parametrize("change", KEPT, ids=str)
def test_a_row_at_the_edge_of_a_rule_keeps_it(change: dict):
    assert codes(good(1, **change), 1) == []


def test_list_2_knows_nothing_of_plans():
    row = good(2, **{c.INITIAL: "last May", c.UPDATED: FUTURE})
    assert codes(row, 2) == []


def test_an_age_on_29_february_is_reached_on_1_march():
    row = good(1, **{c.BORN: dt.date(2000, 2, 29), c.INITIAL: PAST, c.UPDATED: None})
    assert codes(row, 1, dt.date(2025, 2, 28)) == []
    assert codes(row, 1, dt.date(2025, 3, 1)) == [("AGE-25", c.BORN)]


def test_the_same_upn_twice_is_found_in_every_row_that_has_it():
    seen = Seen()
    for upn in ("A1", " a 1", "B2", None, "UN1", "UN1", "n/a", "n/a"):
        seen.note(upn)
    assert codes(good(1, **{c.UPN: "A1"}), seen=seen) == [("UPN-TWICE", c.UPN)]
    for upn in ("B2", "UN1"):
        assert codes(good(1, **{c.UPN: upn}), seen=seen) == []


def test_several_faults_come_in_the_order_of_the_rules():
    row = good(1, **{c.DISABILITY: None, c.BORN: None, c.GENDER: None})
    assert [code for code, _ in codes(row)] == [
        "BIRTH-MISSING", "GENDER-MISSING", "DISABILITY-MISSING",
    ]  # fmt: skip


def test_every_rule_is_tried_here_or_with_whole_files():
    tried = {fault[0] for _, fault in BROKEN} | {"UPN-TWICE", "TOO-MANY-CELLS"}
    assert set(RULES) == tried
    assert {rule.severity for rule in RULES.values()} == {ERROR, QUERY}
    assert len(of_list(1)) - len(of_list(2)) == 4
    for rule in RULES.values():
        assert rule.words and not rule.words.endswith(".")
        assert set(rule.columns) <= set(c.NAMES)


# --- Headings ----------------------------------------------------------------------------------
def test_headings_are_matched_forgivingly():
    written = [
        " unique  id", "Upn", "U.L.N", "DATE OF BIRTH", "gender", "Éthnicity", "date initial ehc plan issued",
        "Date Updated EHC Plan Issued:", "Date EHC plan last reviewed", "SEN primary need",
        "Main education establishment - URN", "Main establishment phase", "Subsidiary establishment phase",
        "Elective Home Education", "suspensions", "Permanent Exclusions", "Absence", "Pupil premium",
        "Known to children's social care?", "Which children's social care team", "Disability",
    ]  # fmt: skip
    found = c.heading(written, 1)
    assert found.usable
    assert [found.places[key] for key in c.columns(1)] == list(range(21))


def test_columns_may_stand_in_another_order_and_beside_others():
    cells_ = ["Notes", *reversed(header(2)), None, "More"]
    found = c.heading(cells_, 2)
    assert found.usable
    assert found.unknown == ("A", "T")
    assert found.empty == ("S",)
    assert found.places[c.UNIQUE_ID] == 17


def test_missing_and_doubled_columns_are_named_and_unknown_ones_only_by_letter():
    cells_ = [name for name in header(1) if name not in {"Gender", "UPN"}]
    found = c.heading([*cells_, "Absence", "Ann Example"], 1)
    assert not found.usable
    assert found.missing == ("UPN", "Gender")
    assert found.twice == ("Absence",)
    assert found.unknown == ("U",)
    assert "Ann" not in str(found)


def test_the_other_list_is_recognised():
    assert c.heading(header(2), 1).other_list
    assert c.heading(header(1), 2).other_list
    assert not c.heading(header(1), 1).other_list
    assert not c.heading(["a", "b"], 1).other_list


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])  # fmt: skip
def test_columns_are_lettered_as_in_a_spreadsheet(place: int, letters: str):
    assert c.letter(place) == letters
