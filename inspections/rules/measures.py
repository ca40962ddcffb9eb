"""What a figure of a measure comes to: its value, its rating by a stated rule, and its periods."""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from dco_portal.common.errors import Invalid
from inspections.states import Frequency, Polarity, Rating, Unit

SIGNS = {Unit.PERCENT: "%", Unit.NUMBER: "", Unit.DAYS: "days", Unit.WEEKS: "weeks"}
DAY = dt.timedelta(days=1)
LARGEST = Decimal("999999999.999")
NOTHING = "Nothing to count"
RULE = (
    "Green: as good as planned for the period, or better. Amber: worse than planned, by no more than the "
    "measure’s tolerance (a per cent of the planned value). Red: worse than that. The plan for a period is the "
    "last point of the trajectory on or before its end, or the target where the measure has no trajectory. "
    "A period with no figure, and one before the trajectory begins, is not rated."
)


class Period(NamedTuple):
    """Whole days, both inclusive."""

    starts_on: dt.date
    ends_on: dt.date


def rate(
    *,
    value: Decimal | None,
    planned: Decimal | None,
    polarity: str,
    tolerance: Decimal,
) -> Rating | None:
    """Green, amber or red by `RULE`; None without a figure or anything to compare it with.

    `planned` is what `expected` gives; `tolerance` a per cent of it. A value just at the edge is amber.
    """
    if value is None or planned is None:
        return None
    short = planned - value if polarity == Polarity.HIGHER else value - planned
    if short <= 0:
        return Rating.GREEN
    return Rating.AMBER if short <= abs(planned) * tolerance / 100 else Rating.RED


def expected(
    trajectory: Sequence[tuple[dt.date, Decimal]], target: Decimal | None, ends_on: dt.date
) -> Decimal | None:
    """What was planned for a period: the last point on or before its end; the target without a trajectory."""
    if not trajectory:
        return target
    reached = [value for day, value in sorted(trajectory) if day <= ends_on]
    return reached[-1] if reached else None


def reason(
    *, value: Decimal | None, planned: Decimal | None, polarity: str, tolerance: Decimal, unit: str
) -> str:
    """Why a figure has its rating, in one sentence for the page and the report."""
    if value is None:
        return "Not rated: there is no figure."
    if planned is None:
        return "Not rated: nothing was planned for this period."
    rating = rate(value=value, planned=planned, polarity=polarity, tolerance=tolerance)
    said = f"{figure(value, unit)} against {figure(planned, unit)} planned"
    better = "at least" if polarity == Polarity.HIGHER else "at most"
    if rating == Rating.GREEN:
        return f"Green: {said}, which should be {better} that."
    edge = "within" if rating == Rating.AMBER else "beyond"
    name = "Amber" if rating == Rating.AMBER else "Red"
    return f"{name}: {said}, {edge} the tolerance of {plain(tolerance)}% of the planned value."


def plain(value: Decimal) -> str:
    """A number without needless zeros, with commas: "62.5", "1,200"."""
    text = f"{value.quantize(Decimal('0.001')):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def figure(value: Decimal | None, unit: str) -> str:
    """A value as read: "62.5%", "1 day", "12"; `NOTHING` for none. One decimal place."""
    if value is None:
        return NOTHING
    text = plain(value.quantize(Decimal("0.1"), ROUND_HALF_UP))
    if unit == Unit.PERCENT:
        return f"{text}%"
    sign = SIGNS[Unit(unit)]
    return f"{text} {sign.removesuffix('s') if text == '1' else sign}".rstrip()


def value_of(
    *, unit: str, numerator: Decimal | None, denominator: Decimal | None, value: Decimal | None
) -> Decimal | None:
    """The value of a period: counted where there is a denominator, else as typed.

    Per cent is 100 × numerator ÷ denominator, other units numerator ÷ denominator, three decimal places.
    None where the denominator is 0: nothing to count is not 0. Raises Invalid beside the field for a
    numerator without its denominator (per cent), one above it, a value out of range, or nothing at all.
    """
    for name, given in (("numerator", numerator), ("denominator", denominator), ("value", value)):
        if given is not None and not 0 <= given <= LARGEST:
            raise Invalid({name: "Enter a number from 0 to 999,999,999"})
    if denominator is not None:
        return _counted(unit, numerator, denominator, value)
    if numerator is not None:
        if unit != Unit.NUMBER:
            raise Invalid({"denominator": "Enter the denominator too, or only the value"})
        if value is not None and value != numerator:
            raise Invalid({"value": "Leave this empty: the numerator is the figure"})
        return numerator
    if value is None:
        raise Invalid({"value": "Enter the value, or a numerator and a denominator"})
    if unit == Unit.PERCENT and value > 100:
        raise Invalid({"value": "A per cent cannot be over 100"})
    return value


def _counted(
    unit: str, numerator: Decimal | None, denominator: Decimal, value: Decimal | None
) -> Decimal | None:
    if numerator is None:
        if value is None:
            raise Invalid({"numerator": "Enter the numerator"})
        if denominator == 0:
            raise Invalid(
                {"value": "Leave this empty: with a denominator of 0 nothing was counted"}
            )
        if unit == Unit.PERCENT and value > 100:
            raise Invalid({"value": "A per cent cannot be over 100"})
        return value
    if unit == Unit.PERCENT and numerator > denominator:
        raise Invalid({"numerator": "The numerator cannot be more than the denominator"})
    if denominator == 0:
        if value is not None:
            raise Invalid(
                {"value": "Leave this empty: with a denominator of 0 nothing was counted"}
            )
        return None
    scale = 100 if unit == Unit.PERCENT else 1
    found = (scale * numerator / denominator).quantize(Decimal("0.001"), ROUND_HALF_UP)
    if value is not None and abs(value - found) >= Decimal("0.05"):
        raise Invalid(
            {"value": f"The numerator and denominator make {plain(found)}: leave this empty"}
        )
    return found


def whole(count: Decimal | int) -> Decimal:
    """A count as a figure."""
    return Decimal(count)


def period(frequency: str, day: dt.date) -> Period:
    """The month, or the quarter beginning in January, April, July or October, that holds a day."""
    months = 3 if frequency == Frequency.QUARTER else 1
    first = day.month - (day.month - 1) % months
    last = first + months - 1
    ends = dt.date(day.year, last, calendar.monthrange(day.year, last)[1])
    return Period(dt.date(day.year, first, 1), ends)


def periods(frequency: str, first: dt.date, last: dt.date) -> Iterator[Period]:
    """Every period from the one that holds `first` to the one that holds `last`, oldest first."""
    found = period(frequency, first)
    while found.starts_on <= last:
        yield found
        found = period(frequency, found.ends_on + DAY)


def named(starts_on: dt.date, ends_on: dt.date) -> str:
    """A period's short name: "Mar 2026", "Jan–Mar 2026", or its days where it is neither."""
    if period(Frequency.MONTH, ends_on) == (starts_on, ends_on):
        return f"{ends_on:%b %Y}"
    if starts_on.day == 1 and (ends_on + DAY).day == 1:
        before = f"{starts_on:%b}" if starts_on.year == ends_on.year else f"{starts_on:%b %Y}"
        return f"{before}–{ends_on:%b %Y}"
    return f"{starts_on:%-d %b %Y} to {ends_on:%-d %b %Y}"
