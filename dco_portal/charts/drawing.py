"""A chart to SVG through Altair and vl-convert: no browser, no network, the same bytes each time.

Places are worked out here (`layout`) and not by the library, so that labels never lie on each other
and nothing hangs on how a machine measures text. Colour is never alone: each line has its own dash,
point shape and label; bars their shade and their number.
"""

import html
import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from threading import Lock
from typing import Any, NamedTuple

import altair as alt
import vl_convert

from dco_portal.charts import words
from dco_portal.charts.layout import Frame, Pen, pens, plan
from dco_portal.charts.shape import Chart, Kind, Series

FONT = "Noto Sans, DejaVu Sans, Liberation Sans, Arial, sans-serif"
INK, GRID, PAPER = "#1b1b1b", "#d5dcdc", "#ffffff"
TEXT = 15
SOLID: dict[str, Any] = {"strokeWidth": 2, "opacity": 1, "filled": False}
_one_at_a_time = Lock()  # vl-convert holds one JavaScript engine for the process


class Ink(NamedTuple):
    """A piece of the picture: which mark, where in pixels of the plot, and how it is drawn."""

    mark: str
    at: dict[str, Any]
    style: tuple[Any, ...]


@lru_cache(maxsize=128)
def draw(chart: Chart, narrow: bool = False) -> bytes:
    """The picture as UTF-8 SVG with its title and description inside."""
    frame = plan(chart, narrow)
    if chart.empty or not chart.labels:
        ink = [_text(frame.width / 2, frame.height / 2, "No figures yet", INK)]
    elif chart.kind is Kind.STACK:
        ink = _stacked(chart, frame)
    elif chart.kind is Kind.BAR:
        ink = _bars(chart, frame) + _levels(chart, frame)
    else:
        ink = _levels(chart, frame) + _actuals(chart, frame)
    ink += _key(chart, frame)
    if frame.unit_words:
        ink.append(_text(-frame.left + 2, -18, frame.unit_words, INK, "left"))
    spec = (
        alt.layer(_ground(frame), *_layers(ink))
        .properties(
            width=frame.width,
            height=frame.height,
            padding={
                "left": frame.left,
                "right": frame.right,
                "top": frame.top,
                "bottom": frame.bottom,
            },
            autosize=alt.AutoSizeParams(type="none"),
            background=PAPER,
        )
        .configure(font=FONT, aria=False)
        .configure_view(stroke=None)
        .to_dict()
    )
    with _one_at_a_time:
        # As JSON, whose escapes leave no NUL: one would abort the whole process in vl-convert 1.9.
        drawn = vl_convert.vegalite_to_svg(json.dumps(spec), allowed_base_urls=[])
    return _described(drawn, chart).encode()


def _described(drawn: str, chart: Chart) -> str:
    """The SVG with a title and description, for whoever opens the file itself."""
    opening, rest = drawn.split(">", 1)
    said = f"<title>{html.escape(chart.title)}</title><desc>{html.escape(chart.alt)}</desc>"
    return f'{opening} role="img">{said}{rest}'


def _scale_y(frame: Frame) -> alt.Scale:
    return alt.Scale(domain=[frame.low, frame.high], nice=False, zero=False, clamp=False)


def _x(frame: Frame) -> alt.X:
    """The periods as a band each, by index: two may have one name."""
    names = ", ".join(_quoted(name) for name in frame.short_labels)
    return alt.X(
        "i:O",
        scale=alt.Scale(domain=list(range(max(frame.count, 1))), paddingInner=0.25, paddingOuter=0.15),
        axis=alt.Axis(
            title=None, values=frame.shown, labelExpr=f"[{names}][datum.value]", labelAngle=0,
            labelFontSize=TEXT - 1, labelColor=INK, labelOverlap=False, labelLimit=150, labelPadding=6,
            domainColor=INK, tickColor=INK, grid=False,
        ),
    )  # fmt: skip


def _y(frame: Frame) -> alt.Y:
    names = ", ".join(f"{_quoted(str(i))}: {_quoted(t)}" for i, t in enumerate(frame.tick_words))
    ticks = ", ".join(str(tick) for tick in frame.ticks)
    return alt.Y(
        "v:Q",
        scale=_scale_y(frame),
        axis=alt.Axis(
            title=None, values=list(frame.ticks), labelExpr=f"({{{names}}})[indexof([{ticks}], datum.value)]",
            labelFontSize=TEXT - 1, labelColor=INK, labelPadding=6, gridColor=GRID, domain=False, ticks=False,
            labelOverlap=False, labelLimit=frame.left,
        ),
    )  # fmt: skip


def _quoted(text: str) -> str:
    """Text as a literal of Vega's expression language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _ground(frame: Frame) -> alt.Chart:
    """The axes and the grid, drawn once under everything."""
    rows = [{"i": 0, "v": frame.low}]
    return (
        alt.Chart(alt.InlineData(values=rows))
        .mark_point(opacity=0, size=0)
        .encode(x=_x(frame), y=_y(frame))
    )


def _text(
    x: float, y: float, text: str, colour: str, align: str = "center", *, bold: bool = False
) -> Ink:
    """Words at a place in pixels of the plot; bold ones stand on paper of their own."""
    return Ink("text", {"x": x, "y": y, "t": text, "c": colour}, (align, bold))


def _segment(x: float, y: float, x2: float, y2: float, pen: Pen) -> Ink:
    """A straight piece of a line, in its own dash."""
    return Ink("rule", {"x": x, "y": y, "x2": x2, "y2": y2}, (pen.colour, pen.width, pen.dash))


def _box(left: float, right: float, top: float, bottom: float, fill: str, edge: str) -> Ink:
    return Ink("rect", {"x": left, "x2": right, "y": top, "y2": bottom}, (fill, edge))


def _point(x: float, y: float, pen: Pen, *, marked: bool = False) -> Ink:
    """A point of the line's own shape; a marked one is a large yellow diamond with a dark edge."""
    if marked:
        return Ink("point", {"x": x, "y": y}, ("diamond", 190, "#ffdd00", INK))
    fill = pen.colour if pen.filled else PAPER
    return Ink("point", {"x": x, "y": y}, (pen.shape, 60, fill, pen.colour))


def _layers(ink: list[Ink]) -> Iterator[alt.Chart]:
    """One layer of the chart for each run of pieces drawn alike: Altair's cost is by layer."""
    for (mark, style), pieces in groupby(ink, key=lambda piece: (piece.mark, piece.style)):
        base = alt.Chart(alt.InlineData(values=[piece.at for piece in pieces]))
        place: dict[str, Any] = {
            "x": alt.X("x:Q", scale=None, axis=None),
            "y": alt.Y("y:Q", scale=None, axis=None),
        }
        if mark == "text":
            yield from _written(base, place, *style)
        elif mark == "point":
            shape, size, fill, edge = style
            look = {"shape": shape, "size": size, "fill": fill, "stroke": edge, **SOLID}
            yield base.mark_point(**look).encode(**place)
        elif mark == "rect":
            fill, edge = style
            box = base.mark_rect(fill=fill, stroke=edge, strokeWidth=1.5)
            yield box.encode(**place, x2="x2:Q", y2="y2:Q")
        else:
            colour, width, dash = style
            look = {"color": colour, "strokeWidth": width, "strokeDash": list(dash)}
            if mark == "rule":
                yield base.mark_rule(**look).encode(**place, x2="x2:Q", y2="y2:Q")
            else:
                line = base.mark_line(**look, invalid="break-paths-show-path-domains")
                yield line.encode(**place, order="x:Q")


def _written(base: alt.Chart, place: dict[str, Any], align: str, bold: bool) -> Iterator[alt.Chart]:
    """Words; under bold ones a broad white edge, so that a line behind does not cross them."""
    place = {**place, "text": alt.Text("t:N")}
    look: dict[str, Any] = {"align": align, "baseline": "middle", "fontSize": TEXT - 1}
    if bold:
        look |= {"fontSize": TEXT, "fontWeight": "bold"}
        edge: dict[str, Any] = {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
        yield base.mark_text(**look, **edge, color=PAPER).encode(**place)
    yield base.mark_text(**look).encode(**place, color=alt.Color("c:N", scale=None, legend=None))


def _run(one: Series, pen: Pen, frame: Frame) -> list[Ink]:
    """A line from period to period, broken where there is no figure, with a point at each."""
    known = [(i, frame.x(i), frame.y(v)) for i, v in enumerate(one.points) if v is not None]
    heights = {i: y for i, _x, y in known}
    style = (pen.colour, pen.width, pen.dash)
    places = ({"x": frame.x(i), "y": heights.get(i)} for i in range(frame.count))
    drawn = [Ink("line", place, style) for place in places]
    for marked in (False, True):
        drawn += [
            _point(x, y, pen, marked=marked) for i, x, y in known if (i in one.marks) is marked
        ]
    return drawn


def _levels(chart: Chart, frame: Frame) -> list[Ink]:
    """The lines to read the figures against: right across where they are one value."""
    drawn: list[Ink] = []
    for one, pen in zip(chart.lines, pens(chart), strict=True):
        if one.role == "actual":
            continue
        if one.level is not None:
            drawn.append(_segment(0, frame.y(one.level), frame.width, frame.y(one.level), pen))
        else:
            drawn += _run(one, pen, frame)
    return drawn


def _actuals(chart: Chart, frame: Frame) -> list[Ink]:
    drawn: list[Ink] = []
    for one, pen in zip(chart.lines, pens(chart), strict=True):
        if one.role == "actual":
            drawn += _run(one, pen, frame) + _ends(one, pen, frame, chart.unit)
    return drawn


def _ends(one: Series, pen: Pen, frame: Frame, unit: str) -> list[Ink]:
    """The last and the first figure, written at their points; the last alone where there is no room."""
    known = [i for i, value in enumerate(one.points) if value is not None]
    drawn: list[Ink] = []
    taken: list[tuple[float, float, float]] = []
    for i in sorted({known[0], known[-1]} if known else (), reverse=True):
        said, top = words.figure(one.points[i], unit), frame.y(one.points[i] or 0.0)
        half, y = len(said) * 4.7, top + 20 if top < 24 else top - 18
        x = min(max(frame.x(i), half), frame.width - half)
        if all(abs(x - at) > half + room or abs(y - height) > 20 for at, height, room in taken):
            taken.append((x, y, half))
            drawn.append(_text(x, y, said, pen.colour, bold=True))
    return drawn


def _bars(chart: Chart, frame: Frame) -> list[Ink]:
    """Bars side by side in each period, each with its number on top where there is room."""
    actual = [
        (one, pen)
        for one, pen in zip(chart.lines, pens(chart), strict=True)
        if one.role == "actual"
    ]
    boxes, said = [], []
    wide = frame.band / max(len(actual), 1)
    for place, (one, pen) in enumerate(actual):
        for i, value in enumerate(one.points):
            if value is None:
                continue
            left = frame.x(i) - frame.band / 2 + place * wide
            top, bottom = sorted((frame.y(value), frame.y(0)))
            boxes.append(
                _box(left, left + wide - 1, top, bottom, pen.fill or pen.colour, pen.colour)
            )
            text = words.number(value)
            if (len(text) + 0.5) * 8 <= wide * 1.1:
                above = frame.y(value) - 10 if value >= 0 else frame.y(value) + 10
                said.append(_text(left + wide / 2, above, text, INK))
    return boxes + said


def _stacked(chart: Chart, frame: Frame) -> list[Ink]:
    """Each period's values on top of each other, with symbol and number where there is room."""
    boxes, said = [], []
    floor = [0.0] * frame.count
    for one, pen in zip(chart.lines, pens(chart), strict=True):
        for i, value in enumerate(one.points):
            if not value or value < 0:
                continue
            top, bottom = frame.y(floor[i] + value), frame.y(floor[i])
            floor[i] += value
            left = frame.x(i) - frame.band / 2
            boxes.append(_box(left, left + frame.band, top, bottom, pen.fill or pen.colour, PAPER))
            text = f"{one.symbol} {words.number(value)}".strip()
            if bottom - top >= 16 and len(text) * 8 <= frame.band + 4:
                said.append(_text(frame.x(i), (top + bottom) / 2, text, pen.on_fill))
    return boxes + said


def _key(chart: Chart, frame: Frame) -> list[Ink]:
    """Which line is which: beside its end where the chart is wide, in rows below where it is narrow."""
    drawn: list[Ink] = []
    for entry in frame.key:
        pen, y = entry.pen, entry.y
        if entry.beside is not None:
            drawn.append(_segment(frame.width + 2, entry.beside, frame.width + 24, y, pen))
            drawn.append(_text(frame.width + 30, y, entry.text, pen.colour, "left"))
            continue
        x = -frame.left + 6
        if chart.kind is not Kind.LINE and entry.role == "actual":
            drawn.append(_box(x + 4, x + 26, y - 8, y + 8, pen.fill or pen.colour, pen.colour))
        else:
            drawn.append(_segment(x, y, x + 34, y, pen))
            if entry.pointed:
                drawn.append(_point(x + 17, y, pen))
        drawn.append(_text(x + 44, y, entry.text, INK, "left"))
    return drawn
