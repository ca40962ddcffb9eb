"""The words of dates, ages and numbers, as pages say them."""

import datetime as dt

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from dco_portal.common.templatetags import portal

DAY = dt.date(2026, 3, 3)
UTC = dt.UTC


def drawn(source: str, **context: object) -> str:
    """The template text drawn with the portal's own tags loaded."""
    return Template("{% load portal %}" + source).render(Context(context))


def test_a_date_is_day_month_year():
    assert portal.day(DAY) == "3 March 2026"
    assert portal.day_month(DAY) == "3 March"
    assert portal.day(None) == ""


def test_a_moment_is_told_in_london_time():
    summer = dt.datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert portal.day(summer) == "1 July 2026"
    assert portal.moment(summer) == "1 July 2026 at 12:30am"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "midnight"),
        (12, 0, "midday"),
        (9, 0, "9am"),
        (14, 5, "2:05pm"),
        (12, 1, "12:01pm"),
    ],
)
def test_clock_times(hour: int, minute: int, words: str):
    assert portal.clock_time(dt.datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == words


def test_a_plain_date_has_no_time():
    assert portal.moment(DAY) == "3 March 2026"
    assert portal.clock_time(DAY) == ""


@pytest.mark.parametrize(
    ("days", "words", "state"),
    [
        (12, "12 days left", "fine"),
        (8, "8 days left", "fine"),
        (7, "7 days left", "soon"),
        (1, "1 day left", "soon"),
        (0, "due today", "soon"),
        (-1, "1 day late", "late"),
        (-30, "30 days late", "late"),
    ],
)
def test_days_left_and_the_state_that_goes_with_them(days: int, words: str, state: str):
    due = DAY + dt.timedelta(days=days)
    assert portal.days_left(due, DAY) == words
    assert portal.clock_state(due, DAY) == state


def test_no_date_is_not_late():
    assert portal.days_left(None, DAY) == "no date"
    assert portal.clock_state(None, DAY) == "still"


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(-4000, 4000))
def test_late_is_said_exactly_when_the_day_is_past(today: dt.date, days: int):
    due = today + dt.timedelta(days=days)
    assert ("late" in portal.days_left(due, today)) == (due < today)
    assert (portal.clock_state(due, today) == "late") == (due < today)


def test_today_is_the_legal_day(monkeypatch):
    monkeypatch.setattr(portal, "legal_today", lambda: DAY)
    assert portal.days_left(dt.date(2026, 3, 5)) == "2 days left"
    assert portal.age(dt.date(2012, 3, 3)) == "14 years"


def test_met_words():
    assert portal.met_words(DAY, DAY) == "met on the day"
    assert portal.met_words(DAY, DAY + dt.timedelta(days=3)) == "met 3 days early"
    assert portal.met_words(DAY, DAY - dt.timedelta(days=1)) == "met 1 day late"
    assert portal.met_words(None, DAY) == ""
    assert portal.met_words(DAY, None) == ""


def test_clock_tag_says_it_in_words_and_picks_the_colour():
    late = drawn("{% clock_tag due today=today %}", due=dt.date(2026, 3, 1), today=DAY)
    assert late == '<span class="portal-due portal-due--late">2 days late</span>'
    met = drawn("{% clock_tag due met=met %}", due=DAY, met=dt.date(2026, 3, 4))
    assert met == '<span class="portal-due portal-due--late">met 1 day late</span>'
    early = drawn("{% clock_tag due met=met %}", due=DAY, met=dt.date(2026, 3, 1))
    assert early == '<span class="portal-due portal-due--fine">met 2 days early</span>'


def test_clock_tag_with_nothing_given():
    assert drawn("{% clock_tag cell.due met=cell.met %}", cell={}) == (
        '<span class="portal-due portal-due--still">no date</span>'
    )
    assert drawn("{% clock_tag cell.due met=met %}", cell={}, met=DAY) == (
        '<span class="portal-due portal-due--fine">met 3 March 2026</span>'
    )


@pytest.mark.parametrize(
    ("clock", "face"),
    [
        (
            {"due_on": DAY, "service_date": dt.date(2026, 2, 20)},
            {"state": "late", "words": "1 day late", "service": "12 days late"},
        ),
        (
            {"due_on": DAY, "met_on": DAY},
            {"state": "fine", "words": "met on the day", "service": ""},
        ),
        (
            {"due_on": DAY, "met_on": dt.date(2026, 3, 4)},
            {"state": "late", "words": "met 1 day late", "service": ""},
        ),
        ({"met_on": DAY}, {"state": "fine", "words": "met", "service": ""}),
        (
            {"due_on": DAY, "ended": "Withdrawn"},
            {"state": "still", "words": "Withdrawn", "service": ""},
        ),
        ({}, {"state": "still", "words": "no date", "service": ""}),
    ],
)
def test_clock_face(clock: dict, face: dict):
    assert portal.clock_face(clock, dt.date(2026, 3, 4)) == face


@pytest.mark.parametrize(
    ("given_number", "shown"),
    [
        ("9990000018", "999 000 0018"),
        ("999 000 0018", "999 000 0018"),
        ("12345", "12345"),
        (None, ""),
    ],
)
def test_nhs_number_is_shown_3_3_4(given_number: str | None, shown: str):
    assert portal.nhs_number(given_number) == shown


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (dt.date(2026, 3, 3), "0 days"),
        (dt.date(2026, 3, 2), "1 day"),
        (dt.date(2026, 2, 10), "3 weeks"),
        (dt.date(2025, 8, 3), "7 months"),
        (dt.date(2025, 8, 4), "6 months"),
        (dt.date(2022, 1, 3), "4 years 2 months"),
        (dt.date(2024, 3, 3), "2 years"),
        (dt.date(2021, 3, 3), "5 years"),
        (dt.date(2012, 3, 4), "13 years"),
        (dt.date(2026, 3, 4), ""),
        (None, ""),
    ],
)
def test_age(born: dt.date | None, words: str):
    assert portal.age(born, DAY) == words


def test_born_on_29_february_comes_of_age_on_1_march():
    born = dt.date(2008, 2, 29)
    assert portal.age(born, dt.date(2026, 2, 28)) == "17 years"
    assert portal.age(born, dt.date(2026, 3, 1)) == "18 years"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"),
        (340, "340 bytes"),
        (12_400, "12KB"),
        (2_000_000, "2MB"),
        (3_350_000, "3.4MB"),
        (None, ""),
    ],
)
def test_file_size(size: int | None, words: str):
    assert portal.file_size(size) == words


def test_number_lookup_at_and_sentences():
    assert portal.number(1000) == "1,000"
    assert portal.number(None) == ""
    assert portal.number("1,000+") == "1,000+"
    assert portal.lookup({"a": 1}, "a") == 1
    assert portal.lookup(None, "a") == ""
    assert portal.at(["x"], 0) == "x"
    assert portal.at(["x"], 1) == ""
    assert portal.sentences("One.") == ["One."]
    assert portal.sentences(("One.", "Two.")) == ["One.", "Two."]
    assert portal.sentences(None) == []


def test_column_sort_turns_from_ascending_to_descending_and_back():
    column = {"label": "Due", "sort": "due"}
    assert portal.column_sort(column, "due") == {"aria": "ascending", "next": "-due"}
    assert portal.column_sort(column, "-due") == {"aria": "descending", "next": "due"}
    assert portal.column_sort(column, "reference") == {"aria": "none", "next": "due"}
    assert portal.column_sort({"label": "State"}, "due") == {}


def test_compare_texts_marks_only_what_changed():
    change = portal.compare_texts("therapy as required in school", "therapy each week in school")
    assert change["before"] == [
        ("same", "therapy "),
        ("removed", "as required "),
        ("same", "in school"),
    ]
    assert change["after"] == [
        ("same", "therapy "),
        ("added", "each week "),
        ("same", "in school"),
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_compare_texts_loses_no_word(before: str, after: str):
    change = portal.compare_texts(before, after)
    assert "".join(text for _, text in change["before"]).split() == before.split()
    assert "".join(text for _, text in change["after"]).split() == after.split()
    assert {kind for kind, _ in change["before"]} <= {"same", "removed"}
