"""Dates of inspections in words: visits, windows, whose date it is, never late where it is about when."""

import datetime as dt

import pytest

from inspections.models import Clock, Deferral, Inspection
from inspections.presenters import dates, record

D = dt.date


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Not dated"),
        ({"expected_from": D(2027, 1, 1)}, "Expected from 1 January 2027"),
        ({"expected_from": D(2027, 1, 1), "expected_until": D(2027, 3, 31)}, "Expected between 1 January 2027 and 31 March 2027"),
        ({"began_on": D(2018, 3, 1), "month_only": True}, "March 2018"),
        ({"began_on": D(2018, 3, 5)}, "5 March 2018"),
        ({"began_on": D(2018, 3, 5), "ended_on": D(2018, 3, 9)}, "5 to 9 March 2018"),
        ({"began_on": D(2018, 3, 30), "ended_on": D(2018, 4, 2)}, "30 March 2018 to 2 April 2018"),
    ],
)  # fmt: skip
def test_when_it_is(values, words):
    assert record.when(Inspection(**values)) == words


def test_a_deferral_in_a_sentence():
    row = Deferral(
        due_on=D(2020, 3, 1), until=D(2021, 11, 1), month_only=True, reason="The pandemic."
    )
    assert record.put_off(row) == "Due March 2020, put off to November 2021: The pandemic."
    row = Deferral(due_on=D(2020, 3, 2), reason="Snow.")
    assert record.put_off(row) == "Due 2 March 2020, put off: Snow."


def clock(rule: str = "INSP-PAP-35WD", **values) -> Clock:
    return Clock(**{"rule": rule, "starts_on": D(2026, 1, 5), "due_on": D(2026, 2, 23)} | values)


def test_a_window_is_never_late():
    row = clock("INSP-MONITOR-18M", due_on=D(2027, 7, 5), approximate=True)
    early, late = (
        dates.card(row, keeps=True, on=D(2026, 1, 1)),
        dates.card(row, keeps=True, on=D(2028, 1, 1)),
    )
    assert early["date"] == "About July 2027"
    assert early["stands"] == "A time to be ready by, not a due date"
    assert (late["stands"], late["late"]) == ("It may come any day", False)
    assert late["steps"] == []
    assert dates.window(row, D(2028, 1, 1))["when"] == "About July 2027: it may come any day"
    row.done_on = D(2027, 9, 1)
    assert dates.card(row, keeps=True)["stands"] == "The inspection began on 1 September 2027"


def test_our_own_date_says_so_until_the_letter_comes():
    row = clock(is_policy=True)
    own = dates.card(row, keeps=False, on=D(2026, 2, 25))
    assert (own["own"], own["late"], own["stands"], own["date"]) == (
        True,
        True,
        "2 days late",
        "23 February 2026",
    )
    row.letter_on = D(2026, 3, 2)
    named = dates.card(row, keeps=False, on=D(2026, 2, 25))
    assert (named["own"], named["late"], named["date"]) == (False, False, "2 March 2026")
    assert (named["replaced"], named["replaced_own"]) == (D(2026, 2, 23), True)


def test_a_duty_without_a_period_has_no_date():
    row = clock("INSP-STRATPLAN", due_on=None)
    found = dates.card(row, keeps=False, on=D(2030, 1, 1))
    assert (found["date"], found["stands"], found["late"]) == (
        "No number of days is set",
        "Open",
        False,
    )
    row.done_on = D(2026, 3, 1)
    assert dates.card(row, keeps=False)["stands"] == "Done on 1 March 2026"


def test_the_nearest_date_is_a_task_before_a_window():
    window = clock("INSP-MONITOR-18M", due_on=D(2026, 1, 6), approximate=True)
    task, done = clock(), clock("INSP-STATEMENT-70WD", due_on=D(2026, 1, 7), done_on=D(2026, 1, 7))
    assert dates.nearest([window, task, done]) is task
    assert dates.short(window) == "about January 2026"
    assert dates.nearest([done]) is None
