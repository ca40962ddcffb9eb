"""Working days in England and Wales: the held data, its edges and what it refuses."""

import datetime as dt

import holidays
import pytest

from dco_portal.deadlines import (
    OutsideCalendar,
    WorkingDays,
    is_working_day,
    last_working_day_on_or_before,
    next_working_day,
    working_days_between,
)
from dco_portal.deadlines.calendar import bank_holiday, held


def test_held_days_agree_with_an_independent_library_on_every_year() -> None:
    known = held()
    years = range(known.first_year, known.last_year + 1)
    other = holidays.country_holidays("GB", subdiv="ENG", years=years)
    assert {day for day in other if day.weekday() < 5} == {row.date for row in known.holidays}
    assert len(known.holidays) == len({row.date for row in known.holidays})


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2020-05-08", "VE day"),
        ("2022-06-02", "Spring"),
        ("2022-06-03", "Platinum Jubilee"),
        ("2022-09-19", "State Funeral"),
        ("2023-05-08", "coronation"),
        ("2027-12-28", "Boxing Day"),
    ],
)
def test_one_off_and_substitute_days_are_held(day: str, title: str) -> None:
    found = bank_holiday(dt.date.fromisoformat(day))
    assert found is not None
    assert title in found.title


@pytest.mark.parametrize("day", ["2020-05-04", "2022-05-30", "2025-03-03", "2028-01-04"])
def test_a_moved_holiday_leaves_a_working_day_behind(day: str) -> None:
    assert is_working_day(dt.date.fromisoformat(day))


def test_weekends_are_not_working_days() -> None:
    assert not is_working_day(dt.date(2025, 3, 1))
    assert not is_working_day(dt.date(2025, 3, 2))


def test_last_working_day_before_easter_monday_is_the_thursday() -> None:
    assert last_working_day_on_or_before(dt.date(2026, 4, 6)) == dt.date(2026, 4, 2)
    assert next_working_day(dt.date(2026, 4, 2)) == dt.date(2026, 4, 7)


def test_working_days_between_leaves_out_the_first_day() -> None:
    assert working_days_between(dt.date(2026, 4, 2), dt.date(2026, 4, 7)) == WorkingDays(1)
    assert working_days_between(dt.date(2026, 4, 7), dt.date(2026, 4, 2)) == WorkingDays(0)


@pytest.mark.parametrize("day", [dt.date(2013, 12, 31), dt.date(2041, 1, 1)])
def test_a_year_without_bank_holidays_is_refused_and_not_guessed(day: dt.date) -> None:
    with pytest.raises(OutsideCalendar, match="held for 2014 to 2040.*refresh"):
        is_working_day(day)
