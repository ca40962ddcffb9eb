"""Small numbers in public: what is hidden, and what would give a hidden one away."""

import datetime as dt
from decimal import Decimal as D

import pytest

from inspections.rules import hiding


def month(n: int, numerator=None, denominator=None, value=None) -> hiding.Counted:
    last = dt.date(2026, n + 1, 1) - dt.timedelta(days=1)
    numbers = [None if v is None else D(v) for v in (numerator, denominator, value)]
    return hiding.Counted(dt.date(2026, n, 1), last, *numbers)


def hidden(figures, unit="percent", below=6) -> list[int]:
    return sorted(hiding.hidden(figures, unit=unit, below=below))


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_hidden"),
    [
        (20, 40, False),
        (5, 40, True),  # few are counted
        (6, 40, False),
        (35, 40, True),  # few are on the other side: 40 less 35
        (34, 40, False),
        (3, 5, True),  # few in all
        (0, 5, True),
        (0, 40, False),  # none of many is the result itself
        (40, 40, False),
        (0, 0, False),  # nothing to count
    ],
)
def test_small_counts_and_their_other_side(numerator, denominator, is_hidden):
    assert hidden([month(1, numerator, denominator)]) == ([0] if is_hidden else [])
    assert hidden([month(1, numerator, denominator)], below=0) == []


def test_a_share_with_its_denominator_gives_the_count_away():
    assert hidden([month(1, None, 40, 10)]) == [0]  # 4 of 40
    assert hidden([month(1, None, 40, 50)]) == []
    assert hidden([month(1, None, None, 10)]) == []


def test_days_are_no_count_but_a_plain_number_is():
    assert hidden([month(1, 30, 10)], unit="days") == []
    assert hidden([month(1, 30, 3)], unit="days") == [0]
    assert hidden([month(1, value=4)], unit="number") == [0]
    assert hidden([month(1, 4)], unit="number") == [0]
    assert hidden([month(1, value=40), month(2, value=0)], unit="number") == []


def test_a_quarter_over_a_hidden_month_is_hidden_and_so_is_what_overlaps_it():
    quarter = hiding.Counted(dt.date(2026, 1, 1), dt.date(2026, 3, 31), D(60), D(120), D(50))
    figures = [month(1, 3, 40), month(2, 20, 40), month(3, 20, 40), quarter, month(4, 20, 40)]
    assert hidden(figures) == [0, 1, 2, 3]
    assert hidden([month(1, 3, 40), month(2, 20, 40)]) == [0]


def test_a_baseline_taken_from_a_hidden_figure_is_hidden():
    figures = [month(1, 3, 40), month(2, 20, 40)]
    places = hiding.hidden(figures, unit="percent", below=6)
    assert hiding.baseline_hidden(dt.date(2026, 1, 31), figures, places)
    assert not hiding.baseline_hidden(dt.date(2026, 2, 28), figures, places)
    assert not hiding.baseline_hidden(None, figures, places)
