"""Charts in words and as tables: the same facts as the picture."""

from decimal import Decimal

import pytest

from dco_portal import charts
from dco_portal.charts import words
from dco_portal.charts.shape import Chart, Series

THREE = ["Jan 2026", "Feb 2026", "Mar 2026"]


def test_alt_says_first_last_direction_and_target():
    chart = Chart(
        "Advice on time", "line", THREE, unit="%", polarity="higher",
        series=[Series("Figure", [40, None, 52.5]), Series("Target", [90] * 3, "target")],
    )  # fmt: skip
    assert chart.alt == (
        "Line chart of Advice on time. 2 figures, from 40% in Jan 2026 to 52.5% in Mar 2026: up by 12.5 "
        "percentage points, which is better. 1 period has no figure and the line is broken there. "
        "Target 90%: the last figure is below it."
    )


def test_alt_of_planned_is_for_the_last_figure():
    chart = Chart(
        "Days", "line", THREE, unit="days", polarity="lower",
        series=[Series("Figure", [9, 12, None]), Series("Planned", [9, 8, 7], "planned")],
    )  # fmt: skip
    assert "up by 3 days, which is worse" in chart.alt
    assert "Planned 8 days: the last figure is above it." in chart.alt


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([None, 1, None], "One figure, 1 day in Feb 2026."),
        ([5, 5, 5], "no change."),
        ([None] * 3, "There are no figures yet."),
        ([1, 9, 2], "Highest 9 days in Feb 2026, lowest 1 day in Jan 2026."),
    ],
)
def test_alt_of_odd_data(values, expected):
    assert expected in Chart("Days", "bar", THREE, [Series("Figure", values)], unit="days").alt


def test_alt_of_stack_says_first_and_last():
    stack = Chart("Ratings", "stack", THREE, [Series("Red", [3, 2, 1]), Series("Green", [0, 1, 2])])
    assert (
        stack.alt
        == "Stacked bar chart of Ratings. Jan 2026: Red 3, Green 0. Mar 2026: Red 1, Green 2."
    )


def test_alt_names_what_is_marked_and_may_be_given():
    chart = Chart("A", "line", THREE, [Series("A", [1, 2, 3], marks=[0, 2])])
    assert "Marked apart: Jan 2026 and Mar 2026." in chart.alt
    assert Chart("A", "line", THREE, [], alt="Own words.").alt == "Own words."


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (62.0, "%", "62%"),
        (62.45, "%", "62.5%"),
        (1, "weeks", "1 week"),
        (1234567, "", "1,234,567"),
        (123_456_789, "", "123.5 million"),
        (-0.04, "", "0"),
        (None, "%", "no figure"),
    ],
)
def test_figures_are_written_plainly(value, unit, text):
    assert words.figure(value, unit) == text


def test_table_has_every_value():
    chart = Chart("A", "line", THREE[:2], [Series("One", [Decimal("1.5"), None]), Series("Two", [3, 4])], unit="%")  # fmt: skip
    assert charts.table(chart) == (
        ["Period", "One", "Two"],
        [["Jan 2026", "1.5%", "3%"], ["Feb 2026", "no figure", "4%"]],
    )
