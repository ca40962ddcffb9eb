"""Small numbers in public: which figures are not shown, so that no child can be told from them.

Hidden: a figure whose numerator, denominator, or denominator less numerator (the other side) is 1 or more
and under the measure's number. With it go its value and rating; every figure whose period overlaps a
hidden one (a quarter less two of its months is the third); the baseline taken from it; and the control
limits are drawn from what is shown, for an average and all figures but one give that one away. 0 and 100
per cent of a large enough group are shown: hiding them would hide the worst results.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from inspections.states import Unit

HIDDEN = "Not shown: the numbers are so small that a child might be recognised."


@dataclass(frozen=True)
class Counted:
    """The figure of one period as recorded."""

    starts_on: dt.date
    ends_on: dt.date
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None


def hidden(figures: Sequence[Counted], *, unit: str, below: int) -> frozenset[int]:
    """Indexes of the figures not to be shown in public. `below` of 0 or 1 hides none."""
    small = [one for one in figures if _small(one, unit, below)]
    while True:
        more = [one for one in figures if one not in small and any(_overlap(one, s) for s in small)]
        if not more:
            return frozenset(i for i, one in enumerate(figures) if one in small)
        small += more


def baseline_hidden(
    baseline_on: dt.date | None, figures: Sequence[Counted], places: frozenset[int]
) -> bool:
    """Whether the baseline is of a day inside a hidden figure's period."""
    return baseline_on is not None and any(
        figures[i].starts_on <= baseline_on <= figures[i].ends_on for i in places
    )


def _small(one: Counted, unit: str, below: int) -> bool:
    """Whether the figure counts so few that they might be recognised."""
    numerator, denominator = one.numerator, one.denominator
    if denominator is None and unit == Unit.NUMBER:
        counts = [one.value if numerator is None else numerator]
        return any(count is not None and 0 < count < below for count in counts)
    if (
        numerator is None
        and denominator is not None
        and one.value is not None
        and unit == Unit.PERCENT
    ):
        numerator = (one.value * denominator / 100).quantize(Decimal(1), ROUND_HALF_UP)
    counts = [denominator]
    if unit in (Unit.PERCENT, Unit.NUMBER):
        counts.append(numerator)
    if unit == Unit.PERCENT and numerator is not None and denominator is not None:
        counts.append(denominator - numerator)
    return any(count is not None and 0 < count < below for count in counts)


def _overlap(one: Counted, other: Counted) -> bool:
    return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on
