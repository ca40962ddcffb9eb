"""Statistical process control: an XmR chart's limits and signals. Pure: numbers in, numbers and words out.

Method: individuals and moving range (Shewhart; Wheeler, "Understanding Variation"). The centre is the
mean; the limits are the mean ± 2.66 × the mean moving range between one figure and the next. A period
without a figure is passed over. Signals, as in NHS England's "Making data count": a point outside the
limits; eight figures in a row on one side of the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

WIDTH = Decimal("2.66")  # 3 ÷ d2, where d2 = 1.128 for ranges of two
LEAST = 12  # figures before limits mean anything
RUN = 8
ABOVE, BELOW = "above", "below"
RARE = "chance alone rarely does that. Ask what was different."


@dataclass(frozen=True)
class Limits:
    """What a measure's usual ups and downs come to, in its unit. `figures` is how many they are drawn from."""

    centre: Decimal
    lower: Decimal
    upper: Decimal
    figures: int


@dataclass(frozen=True)
class Signal:
    """Something that chance alone does not explain. `first` and `last` are indexes of the values given."""

    rule: str
    first: int
    last: int
    words: str
    side: str = ""


def limits(
    values: Sequence[Decimal | None], *, least: Decimal | None = None, most: Decimal | None = None
) -> Limits | None:
    """Limits from 12 or more figures, oldest first; None from fewer.

    `least` and `most` are what the figure can be at all, such as 0 and 100 per cent: no limit lies outside.
    """
    known = [value for value in values if value is not None]
    if len(known) < LEAST:
        return None
    centre = sum(known, Decimal(0)) / len(known)
    moves = [abs(after - before) for before, after in pairwise(known)]
    reach = WIDTH * sum(moves, Decimal(0)) / len(moves)
    lower, upper = centre - reach, centre + reach
    if least is not None:
        lower = max(lower, least)
    if most is not None:
        upper = min(upper, most)
    return Limits(_rounded(centre), _rounded(lower), _rounded(upper), len(known))


def signals(
    values: Sequence[Decimal | None], found: Limits | None, names: Sequence[str]
) -> tuple[Signal, ...]:
    """Points outside the limits, then runs of eight or more on one side of the mean; none without limits.

    `names` are the periods' names for the words. A figure on the mean itself ends a run.
    """
    if found is None:
        return ()
    given: list[Signal] = []
    for i, value in enumerate(values):
        if value is not None and not found.lower <= value <= found.upper:
            side = ABOVE if value > found.upper else BELOW
            words = f"{names[i]} lies {side} the usual range: {RARE}"
            given.append(Signal("outside", i, i, words, side))
    return (*given, *_runs(values, found.centre, names))


def _runs(values: Sequence[Decimal | None], centre: Decimal, names: Sequence[str]) -> list[Signal]:
    """Each run of eight or more figures on one side, as long as it lasts."""
    found: list[Signal] = []
    run: list[int] = []
    side = 0
    known = [i for i, value in enumerate(values) if value is not None]
    for i in [*known, None]:
        value = None if i is None else values[i]
        now = 0 if value is None else (value > centre) - (value < centre)
        if now and now == side and i is not None:
            run.append(i)
            continue
        if len(run) >= RUN:
            where = ABOVE if side > 0 else BELOW
            words = (
                f"{len(run)} figures in a row, from {names[run[0]]} to {names[run[-1]]}, lie {where} the "
                "average: a lasting change is likelier than chance."
            )
            found.append(Signal("run", run[0], run[-1], words))
        run, side = ([i] if now and i is not None else []), now
    return found


def words(found: Limits | None, given: Sequence[Signal], known: int) -> str:
    """What the control limits say, in plain English, for a measure with `known` figures.

    Several figures outside the limits on one side come as one sentence, from the first to the last.
    """
    if found is None:
        return f"A usual range is drawn from {LEAST} figures; there {'is' if known == 1 else 'are'} {known} so far."
    if not given:
        return "Every figure lies inside its usual range: these ups and downs may be chance."
    said: list[str] = []
    for side in (ABOVE, BELOW):
        outside = [signal for signal in given if signal.side == side]
        if len(outside) == 1:
            said.append(outside[0].words)
        elif outside:
            first, last = (signal.words.split(" lies ")[0] for signal in (outside[0], outside[-1]))
            said.append(
                f"{len(outside)} figures between {first} and {last} lie {side} the usual range: {RARE}"
            )
    return " ".join([*said, *(signal.words for signal in given if signal.rule == "run")])


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.001"))
