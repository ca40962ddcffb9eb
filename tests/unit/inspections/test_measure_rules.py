"""The rating of a figure by its stated rule, values, periods and their names."""

import datetime as dt
from decimal import Decimal as D

import pytest

from dco_portal.common.errors import Invalid
from inspections.rules import measures as rules


@pytest.mark.parametrize(
    ("polarity", "value", "planned", "tolerance", "rating"),
    [
        ("higher", 60, 60, 10, "green"),
        ("higher", 99, 60, 10, "green"),
        ("higher", 59, 60, 10, "amber"),
        ("higher", 54, 60, 10, "amber"),  # exactly at the edge
        ("higher", "53.9", 60, 10, "red"),
        ("higher", "59.9", 60, 0, "red"),
        ("lower", 14, 14, 10, "green"),
        ("lower", 0, 14, 10, "green"),
        ("lower", "15.4", 14, 10, "amber"),
        ("lower", "15.5", 14, 10, "red"),
        ("lower", 1, 0, 50, "red"),  # nothing is planned at all, so any is too much
        ("higher", 0, 0, 10, "green"),
        ("higher", None, 60, 10, None),
        ("higher", 60, None, 10, None),
    ],
)
def test_rate_by_polarity_plan_and_tolerance(polarity, value, planned, tolerance, rating):
    given = {
        "value": None if value is None else D(str(value)),
        "planned": None if planned is None else D(planned),
        "polarity": polarity,
        "tolerance": D(tolerance),
    }
    assert rules.rate(**given) == rating
    words = rules.reason(**given, unit="percent")
    assert words.lower().startswith(rating or "not rated")


def test_expected_is_the_last_point_reached_or_the_target():
    path = [(dt.date(2026, 6, 30), D(60)), (dt.date(2026, 3, 31), D(50))]
    assert rules.expected(path, D(90), dt.date(2026, 2, 28)) is None
    assert rules.expected(path, D(90), dt.date(2026, 3, 31)) == 50
    assert rules.expected(path, D(90), dt.date(2026, 5, 31)) == 50
    assert rules.expected(path, D(90), dt.date(2027, 1, 31)) == 60
    assert rules.expected([], D(90), dt.date(2020, 1, 31)) == 90
    assert rules.expected([], None, dt.date(2026, 1, 31)) is None


def value(unit="percent", numerator=None, denominator=None, value=None):
    numbers = {"numerator": numerator, "denominator": denominator, "value": value}
    return rules.value_of(
        unit=unit, **{k: None if v is None else D(str(v)) for k, v in numbers.items()}
    )


def test_value_is_counted_where_it_can_be():
    assert value(numerator=1, denominator=3) == D("33.333")
    assert value("days", numerator=31, denominator=4) == D("7.75")
    assert value("number", numerator=12) == 12
    assert value(value="62.5") == D("62.5")
    assert value(denominator=40, value=50) == 50
    assert value(numerator=1, denominator=3, value="33.3") == D("33.333")


def test_nothing_to_count_is_not_zero():
    assert value(numerator=0, denominator=0) is None
    assert rules.figure(None, "percent") == "Nothing to count"
    assert value(numerator=0, denominator=5) == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "value"),
        ({"numerator": 3}, "denominator"),
        ({"numerator": 5, "denominator": 4}, "numerator"),
        ({"denominator": 4}, "numerator"),
        ({"denominator": 0, "value": 50}, "value"),
        ({"numerator": 0, "denominator": 0, "value": 50}, "value"),
        ({"value": 101}, "value"),
        ({"denominator": 3, "value": 101}, "value"),
        ({"numerator": -1, "denominator": 3}, "numerator"),
        ({"numerator": 1, "denominator": 4, "value": 30}, "value"),
        ({"unit": "number", "value": 10**9}, "value"),
        ({"unit": "number", "numerator": 4, "value": 5}, "value"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_beside_its_field(given, field):
    with pytest.raises(Invalid) as caught:
        value(**given)
    assert list(caught.value.errors) == [field]


def test_periods_and_their_names():
    day = dt.date
    assert rules.period("month", day(2024, 2, 10)) == (day(2024, 2, 1), day(2024, 2, 29))
    assert rules.period("quarter", day(2026, 12, 31)) == (day(2026, 10, 1), day(2026, 12, 31))
    found = list(rules.periods("month", day(2025, 11, 30), day(2026, 2, 1)))
    assert [rules.named(*span) for span in found] == [
        "Nov 2025",
        "Dec 2025",
        "Jan 2026",
        "Feb 2026",
    ]
    assert rules.named(day(2026, 1, 1), day(2026, 3, 31)) == "Jan–Mar 2026"
    assert rules.named(day(2025, 12, 1), day(2026, 1, 31)) == "Dec 2025–Jan 2026"
    assert rules.named(day(2026, 1, 5), day(2026, 1, 9)) == "5 Jan 2026 to 9 Jan 2026"


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [("62.500", "percent", "62.5%"), ("1", "days", "1 day"), ("1200", "number", "1,200"), ("0", "weeks", "0 weeks"), ("100.000", "percent", "100%")],
)  # fmt: skip
def test_figures_in_words(number, unit, text):
    assert rules.figure(D(number), unit) == text
