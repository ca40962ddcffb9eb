"""Each way of counting, against properties of the law and a slow oracle that counts day by day."""

import calendar as gregorian
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dco_portal.deadlines import calendar, counting
from dco_portal.deadlines.periods import Days, Months, Weeks, WorkingDays

DAY = dt.timedelta(days=1)
days = st.dates(dt.date(2015, 1, 1), dt.date(2037, 12, 31))
weeks = st.integers(0, 60).map(Weeks)
months = st.integers(0, 61).map(Months)
calendar_days = st.integers(1, 400).map(Days)
working_days = st.integers(1, 80).map(WorkingDays)


def slowly(start: dt.date, count: int, counts) -> dt.date:
    """The `count`th day after `start` for which `counts` is true, looking at one day after another."""
    day = start
    while count:
        day += DAY
        count -= bool(counts(day))
    return day


def open_day(day: dt.date) -> bool:
    """A working day, from the raw data and not through the functions under test."""
    return day.weekday() < 5 and day not in {holiday.date for holiday in calendar.held().holidays}


CHRISTMAS = {(12, day) for day in range(25, 32)} | {(1, 1)}
OPEN = {
    dt.date(2014, 1, 1) + DAY * n: open_day(dt.date(2014, 1, 1) + DAY * n) for n in range(27 * 365)
}


@given(days, weeks)
def test_weeks_keep_the_weekday_and_are_never_rolled(start: dt.date, period: Weeks) -> None:
    due = counting.add_weeks(start, period)
    assert due.weekday() == start.weekday()
    assert (due - start).days == 7 * period.n
    assert counting.weeks_before(due, period) == start


@given(days, calendar_days)
def test_days_beginning_with_end_one_day_before_days_after(start: dt.date, period: Days) -> None:
    assert counting.days_beginning_with(start, period) + DAY == counting.add_days(start, period)
    assert (counting.add_days(start, period) - start).days == period.n


@given(days, working_days)
def test_working_days_after_agree_with_the_oracle(start: dt.date, period: WorkingDays) -> None:
    due = counting.add_working_days(start, period)
    assert due == slowly(start, period.n, OPEN.get)
    assert calendar.working_days_between(start, due) == period
    assert calendar.is_working_day(due)


@given(days, working_days)
def test_working_days_beginning_with_count_the_day_itself_if_it_is_one(
    start: dt.date, period: WorkingDays
) -> None:
    due = counting.working_days_beginning_with(start, period)
    assert due == slowly(start - DAY, period.n, OPEN.get)
    after = counting.add_working_days(start, period)
    assert due < after if OPEN[start] else due == after


@given(days, working_days)
def test_working_days_before_undo_working_days_after(start: dt.date, period: WorkingDays) -> None:
    start = calendar.first_working_day_on_or_after(start)
    assert counting.working_days_before(counting.add_working_days(start, period), period) == start


@given(days, months)
def test_months_keep_the_number_of_the_day_or_take_the_last(start: dt.date, period: Months) -> None:
    due = counting.add_months(start, period)
    assert (due.year - start.year) * 12 + due.month - start.month == period.n
    last = gregorian.monthrange(due.year, due.month)[1]
    assert due.day == min(start.day, last)


@given(days, st.integers(1, 24).map(Months))
def test_a_period_starting_with_a_day_leaves_no_gap_before_the_next(
    start: dt.date, period: Months
) -> None:
    end = counting.period_starting_with(start, period)
    following = counting.add_months(start, period)
    assert end == following - DAY or (end == following and following.day != start.day)


@given(days, st.integers(1, 24).map(Months))
def test_months_before_count_back_to_a_day_that_is_far_enough(
    event: dt.date, period: Months
) -> None:
    due = counting.months_before(event, period)
    assert due.day == min(event.day, gregorian.monthrange(due.year, due.month)[1])
    assert counting.add_months(due, period) <= event


@given(days)
def test_tribunal_roll_lands_on_the_next_working_day_that_its_rule_names(day: dt.date) -> None:
    rolled = counting.tribunal_roll(day)
    if day.month == 8:
        assert rolled == slowly(dt.date(day.year, 8, 31), 1, OPEN.get)
    elif (day.month, day.day) in CHRISTMAS:
        new_year = dt.date(day.year + (day.month == 12), 1, 1)
        assert rolled == slowly(new_year, 1, OPEN.get)
    else:
        assert rolled == slowly(day - DAY, 1, OPEN.get)


def test_tribunal_roll_does_not_move_twice() -> None:
    """Rule 12(2) moves Saturday 31 July to Monday; rule 12(3)(a) looks at the day the time ends, not at that."""
    assert counting.tribunal_roll(dt.date(2021, 7, 31)) == dt.date(2021, 8, 2)


@given(days, st.integers(1, 60).map(WorkingDays))
def test_tribunal_working_days_agree_with_the_oracle(start: dt.date, period: WorkingDays) -> None:
    def counts(day: dt.date) -> bool:
        return OPEN[day] and day.month != 8 and (day.month, day.day) not in CHRISTMAS

    due = counting.add_tribunal_working_days(start, period)
    assert due == slowly(start, period.n, counts)
    assert due >= counting.add_working_days(start, period)


@given(days)
def test_compulsory_school_age_is_the_first_prescribed_day_from_the_fifth_birthday(
    born: dt.date,
) -> None:
    starts = counting.compulsory_school_age_from(born)
    assert (starts.month, starts.day) in {(3, 31), (8, 31), (12, 31)}
    birthday = counting.add_months(born, Months(60))
    assert birthday <= starts
    between = (birthday + DAY * n for n in range((starts - birthday).days))
    assert not any((day.month, day.day) in {(3, 31), (8, 31), (12, 31)} for day in between)


@given(days, days, st.sampled_from(["weeks", "days", "months", "working", "tribunal", "csa"]))
def test_a_later_start_is_never_due_sooner(first: dt.date, second: dt.date, how: str) -> None:
    first, second = sorted((first, second))
    count = {
        "weeks": lambda day: counting.add_weeks(day, Weeks(6)),
        "days": lambda day: counting.days_beginning_with(day, Days(15)),
        "months": lambda day: counting.add_months(day, Months(2)),
        "working": lambda day: counting.working_days_beginning_with(day, WorkingDays(15)),
        "tribunal": lambda day: counting.add_tribunal_working_days(day, WorkingDays(30)),
        "csa": counting.compulsory_school_age_from,
    }[how]
    assert count(first) <= count(second)


@pytest.mark.parametrize(
    ("count", "wrong"),
    [
        (counting.add_weeks, WorkingDays(6)),
        (counting.add_weeks, Days(6)),
        (counting.add_working_days, Weeks(6)),
        (counting.add_days, WorkingDays(6)),
        (counting.add_months, Weeks(6)),
        (counting.add_weeks, 6),
    ],
)
def test_units_do_not_mix(count, wrong: object) -> None:
    with pytest.raises(TypeError, match="takes"):
        count(dt.date(2025, 3, 3), wrong)


def test_a_period_is_never_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        Weeks(-1)


def test_before_a_fixed_day_means_the_day_before() -> None:
    assert counting.day_before(2026, 3, 31) == dt.date(2026, 3, 30)
