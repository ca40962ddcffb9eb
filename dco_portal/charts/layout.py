"""Where everything of a chart stands, in pixels, and with which pen each series is drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dco_portal.charts import words
from dco_portal.charts.shape import Chart, Kind, Role, Series

WIDE, NARROW = 680, 340
HEIGHT = 260
LETTER = 8.0  # pixels a letter takes on average, rather too many than too few
ROW = 24
LABEL_LETTERS = 28


@dataclass(frozen=True)
class Pen:
    """How a series is drawn. Every colour is 4.5:1 or more on white."""

    colour: str
    dash: tuple[int, ...] = ()
    shape: str = ""
    filled: bool = True
    width: float = 2.0
    fill: str = ""
    on_fill: str = "#ffffff"


ACTUAL = (
    Pen("#10545c", (), "circle", True, 3),
    Pen("#7a3b00", (9, 3), "square", True, 3, "#ffffff"),
    Pen("#4a3480", (3, 3), "triangle-up", True, 3, "#c9c1e2", "#1b1b1b"),
    Pen("#1b1b1b", (12, 3, 3, 3), "cross", True, 3, "#8c8c8c", "#1b1b1b"),
)
BY_ROLE = {
    Role.PLANNED: Pen("#6b4300", (8, 4), "diamond", False),
    Role.TARGET: Pen("#0b5c3e", (14, 4), "square", False, 2.5),
    Role.BENCHMARK: Pen("#5a3d8a", (2, 4), "triangle-up", False, 2.5),
    Role.BASELINE: Pen("#484949", (10, 4, 2, 4), "triangle-down", False),
    Role.LIMIT: Pen("#5c5c5c", (4, 6), "stroke", False, 1.5),
}


@dataclass(frozen=True)
class Entry:
    """A line of the key. `beside` is where its line ends on the right edge; None for a row below."""

    text: str
    pen: Pen
    role: str
    y: float
    beside: float | None
    pointed: bool


@dataclass(frozen=True)
class Frame:
    """The plot: `width` by `height` pixels inside margins; values from `low` to `high`."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float
    ticks: tuple[float, ...]
    tick_words: tuple[str, ...]
    count: int
    shown: list[int]
    short_labels: tuple[str, ...]
    unit_words: str
    key: tuple[Entry, ...]

    def y(self, value: float) -> float:
        """Pixels from the top of the plot."""
        return _y(value, self.low, self.high, self.height)

    @property
    def step(self) -> float:
        """Pixels from one period to the next, as Vega's band scale counts them."""
        return self.width / max(self.count - 0.25 + 0.3, 1e-9)

    @property
    def band(self) -> float:
        """Pixels of one period's bar."""
        return self.step * 0.75

    def x(self, index: int) -> float:
        """The middle of a period, in pixels from the left of the plot."""
        return self.step * (0.15 + index) + self.band / 2


def pens(chart: Chart) -> list[Pen]:
    """The pen of each series, in order."""
    found, actual = [], 0
    for one in chart.lines:
        if one.role != Role.ACTUAL:
            found.append(BY_ROLE[Role(one.role)])
            continue
        pen = ACTUAL[actual % len(ACTUAL)]
        if one.colour:
            pen = Pen(pen.colour, pen.dash, pen.shape, True, 3, one.colour, on(one.colour))
        found.append(pen)
        actual += 1
    return found


def on(colour: str) -> str:
    """Black or white, whichever is read better on #rrggbb (WCAG's relative luminance)."""
    return "#1b1b1b" if luminance(colour) > 0.2 else "#ffffff"


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of #rrggbb, 0 for black to 1 for white."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def plan(chart: Chart, narrow: bool) -> Frame:
    """The chart's frame, 680 or 340 px wide; as high as its key needs."""
    low, high, ticks = scale(chart)
    tick_words = tuple(f"{words.number(tick)}{'%' if chart.unit == '%' else ''}" for tick in ticks)
    left = max(len(text) for text in tick_words) * LETTER + 14
    lines = [one for one in chart.lines if any(v is not None for v in one.points)]
    beside = not narrow and chart.kind is Kind.LINE
    texts = [_named(one, chart, LABEL_LETTERS if beside else 34) for one in lines]
    longest = max((len(text) for text in texts), default=0)
    last_label = len(chart.labels[-1]) * LETTER / 2 if chart.labels else 0
    right = longest * LETTER + 36 if beside and lines else max(16.0, last_label - 4)
    width = (NARROW if narrow else WIDE) - left - right
    height = max(HEIGHT, len(lines) * 20 + 40) if beside else HEIGHT
    longest_label = max((len(label) for label in chart.labels), default=0)
    every = math.ceil((min(longest_label * LETTER, 150) + 10) * max(len(chart.labels), 1) / width)
    shown = [
        i for i in range(len(chart.labels)) if (len(chart.labels) - 1 - i) % max(every, 1) == 0
    ]
    key = _key(chart, lines, texts, (low, high, height), beside)
    return Frame(
        width=width, height=height, left=left, right=right, top=34,
        bottom=36 + (0 if beside else ROW * len(lines) + 6),
        low=low, high=high, ticks=ticks, tick_words=tick_words, count=len(chart.labels), shown=shown,
        short_labels=chart.labels, unit_words="" if chart.unit == "%" else chart.unit, key=key,
    )  # fmt: skip


def _named(one: Series, chart: Chart, letters: int) -> str:
    """A series' name with its level, for the key: "Target 90%"."""
    level = (
        f" {words.figure(one.level, chart.unit)}"
        if one.role != Role.ACTUAL and one.level is not None
        else ""
    )
    symbol = f"{one.symbol} " if one.symbol else ""
    room = letters - len(level) - len(symbol)
    name = one.name if len(one.name) <= room else f"{one.name[: max(room - 1, 1)].rstrip()}…"
    return f"{symbol}{name}{level}"


def _key(
    chart: Chart,
    lines: Sequence[Series],
    texts: Sequence[str],
    span: tuple[float, float, float],
    beside: bool,
) -> tuple[Entry, ...]:
    """The key's lines; labels beside line ends are moved apart so that none lies on another."""
    by_name = dict(zip((id(one) for one in chart.lines), pens(chart), strict=True))
    low, high, height = span
    if not beside:
        return tuple(
            Entry(text, by_name[id(one)], one.role, height + 52 + ROW * i, None, one.level is None or one.role == Role.ACTUAL)
            for i, (one, text) in enumerate(zip(lines, texts, strict=True))
        )  # fmt: skip
    ends = [_y(_last(one), low, high, height) for one in lines]
    places = apart(ends, 20, 0, height)
    return tuple(
        Entry(text, by_name[id(one)], one.role, y, end, False)
        for one, text, end, y in zip(lines, texts, ends, places, strict=True)
    )


def _last(one: Series) -> float:
    return next(value for value in reversed(one.points) if value is not None)


def _y(value: float, low: float, high: float, height: float) -> float:
    return height * (1 - (value - low) / (high - low))


def apart(places: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """The places moved as little as needed to be `gap` apart, in their order, inside top and bottom."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = [0.0] * len(places)
    floor = top
    for i in order:
        moved[i] = floor = max(places[i], floor)
        floor += gap
    ceiling = bottom
    for i in reversed(order):
        moved[i] = ceiling = min(moved[i], ceiling)
        ceiling -= gap
    return moved


def scale(chart: Chart) -> tuple[float, float, tuple[float, ...]]:
    """Lowest and highest value of the axis, and its ticks. Starts at 0, save for lines far from it."""
    if chart.kind is Kind.STACK:
        found = [
            sum(one.points[i] or 0 for one in chart.lines) for i in range(len(chart.labels))
        ] or [0.0]
    else:
        found = [v for one in chart.lines for v in one.points if v is not None] or [0.0]
    low, high = min(found), max(found)
    near = chart.kind is Kind.LINE and low > 0 and (high - low) < high * 0.2 and high > low
    if chart.unit == "%" and 0 <= low and (50 < high <= 100 or chart.empty):
        low, high = 0.0, 100.0
    elif not near:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        high = low + 1
    step = _nice((high - low) / 5)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(i * step, 6) for i in range(first, last + 1))
    return ticks[0], ticks[-1], ticks


def _nice(step: float) -> float:
    """The next of 1, 2, 2.5, 5 × a power of ten; not under 0.1, which is as fine as figures are shown."""
    power = 10 ** math.floor(math.log10(step))
    found = next(m for m in (1, 2, 2.5, 5, 10) if m * power >= step * (1 - 1e-9)) * power
    return max(found, 0.1)
