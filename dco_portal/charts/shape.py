"""What a chart holds: periods, series of values, and what it says in words. Plain values, no drawing."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dco_portal.charts import words

Number = float | int | Decimal
VERSION = 1  # of the drawing: a new number leaves old pictures in the cache behind
COLOUR = re.compile("#[0-9a-fA-F]{6}")
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Kind(StrEnum):
    LINE = "line"
    BAR = "bar"
    STACK = "stack"


class Role(StrEnum):
    """What a series is: figures that happened, or a line to read them against."""

    ACTUAL = "actual"
    PLANNED = "planned"
    TARGET = "target"
    BENCHMARK = "benchmark"
    BASELINE = "baseline"
    LIMIT = "limit"


def _plain(value: Number | None) -> float | None:
    """The value as a float; None for nothing and for what is not a finite number."""
    found = None if value is None else float(value)
    return found if found is not None and abs(found) < float("inf") else None


@dataclass(frozen=True)
class Series:
    """One value, or None, for each period of its chart.

    `symbol` stands before the value in a stacked bar ("R 3"); `colour` is #rrggbb and only helps the
    eye. `marks` are indexes of periods drawn apart, such as points outside the control limits.
    """

    name: str
    values: Iterable[Number | None]
    role: str = Role.ACTUAL
    symbol: str = ""
    colour: str = ""
    marks: Iterable[int] = ()

    def __post_init__(self) -> None:
        _set(self, name=NOT_XML.sub("", self.name), symbol=NOT_XML.sub("", self.symbol))
        _set(self, role=Role(self.role), marks=tuple(self.marks))
        if self.colour and not COLOUR.fullmatch(self.colour):
            raise ValueError(f"{self.name}: a colour is #rrggbb")
        _set(self, values=tuple(_plain(value) for value in self.values))

    @property
    def points(self) -> tuple[float | None, ...]:
        """The values as floats."""
        return self.values  # type: ignore[return-value]

    @property
    def level(self) -> float | None:
        """The one value a flat line has; None where values differ or there are none."""
        found = {value for value in self.points if value is not None}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Chart:
    """A line, bar or stacked chart. Values are in `unit`: "%", "days", or "" for plain numbers.

    `alt` says in words what it shows; left empty it is computed. `polarity` is "higher" or "lower" where
    one is better. Raises ValueError where a series has not one value for each period, or a colour is none.
    """

    title: str
    kind: str
    periods: Iterable[str]
    series: Iterable[Series]
    unit: str = ""
    alt: str = ""
    polarity: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _set(self, kind=Kind(self.kind), series=tuple(self.series))
        _set(self, periods=tuple(NOT_XML.sub("", str(period)) for period in self.periods))
        _set(self, title=NOT_XML.sub("", self.title), note=NOT_XML.sub("", self.note))
        _set(self, unit=NOT_XML.sub("", self.unit))
        for one in self.lines:
            if len(one.points) != len(self.labels):
                raise ValueError(
                    f"{one.name}: {len(one.points)} values for {len(self.labels)} periods"
                )
        _set(self, alt=NOT_XML.sub("", self.alt) or words.alt(self))

    @property
    def labels(self) -> tuple[str, ...]:
        """The periods' names, oldest first."""
        return self.periods  # type: ignore[return-value]

    @property
    def lines(self) -> tuple[Series, ...]:
        """The series in order."""
        return self.series  # type: ignore[return-value]

    @property
    def empty(self) -> bool:
        """Whether there is no value at all to draw."""
        return all(value is None for one in self.lines for value in one.points)


def _set(thing: object, **values: Any) -> None:
    for name, value in values.items():
        object.__setattr__(thing, name, value)


def freeze(chart: Chart) -> dict[str, Any]:
    """The chart as plain JSON values, for a report's frozen content. `thaw` gives it back."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(chart)))
    return found


def thaw(frozen: Mapping[str, Any]) -> Chart:
    """The chart a report kept. Raises TypeError or ValueError for what is not a frozen chart."""
    series = tuple(Series(**one) for one in frozen["series"])
    return Chart(**{**frozen, "series": series})


def digest(chart: Chart) -> str:
    """SHA-256, in hexadecimal, of all the chart says."""
    return hashlib.sha256(json.dumps(freeze(chart), sort_keys=True).encode()).hexdigest()


def table(chart: Chart) -> tuple[list[str], list[list[str]]]:
    """The data as a table: header, and one row for each period; "no figure" where there is none."""
    header = ["Period", *(one.name for one in chart.lines)]
    rows = [
        [label, *(words.figure(one.points[i], chart.unit) for one in chart.lines)]
        for i, label in enumerate(chart.labels)
    ]
    return header, rows


def month(day: dt.date) -> str:
    """A period's name by its last day: "Jan 2026"."""
    return f"{day:%b %Y}"
