"""Charts as pictures: they parse, say their values, keep their labels apart, and survive odd data."""

import base64
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from dco_portal import charts
from dco_portal.charts import layout
from dco_portal.charts.drawing import FONT
from dco_portal.charts.shape import Chart, Kind, Role, Series

MONTHS = [f"{m} 2026" for m in "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()]
SVG = "{http://www.w3.org/2000/svg}"


def measure(**changes) -> Chart:
    """A measure's chart with everything it may be read against."""
    values = [40, 45, 50, None, 52, 58, 61, 63, 62, 75, 70, 72]
    series = [
        Series("Within six weeks", values, marks=[9]),
        Series("Planned", [40 + 4 * i for i in range(12)], Role.PLANNED),
        Series("Target", [90] * 12, Role.TARGET),
        Series("England, 2024", [64] * 12, Role.BENCHMARK),
        Series("Where we began", [40] * 12, Role.BASELINE),
        Series("Usual range, top", [80.2] * 12, Role.LIMIT),
        Series("Usual range, foot", [38.2] * 12, Role.LIMIT),
    ]
    kept = {"title": "Advice <on time> & more", "kind": Kind.LINE, "periods": MONTHS, "series": series, "unit": "%"}  # fmt: skip
    return Chart(**{**kept, **changes})


def parsed(chart: Chart, *, narrow: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(charts.svg(chart, narrow=narrow))


def said(root: ElementTree.Element) -> list[str]:
    return [(node.text or "") for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("narrow", [False, True])
def test_line_chart_says_its_values_and_lines(narrow: bool):
    root = parsed(measure(), narrow=narrow)
    words = said(root)
    assert {"40%", "72%", "Planned", "Target 90%", "England, 2024 64%", "Usual range, top 80.2%"} <= set(words)  # fmt: skip
    assert words[-1] and "Dec 2026" in words
    assert float(root.get("width")) == (layout.NARROW if narrow else layout.WIDE)
    assert root.find(f"{SVG}title").text == "Advice <on time> & more"
    assert root.find(f"{SVG}desc").text.startswith("Line chart of Advice")


def test_lines_differ_by_dash_and_points_by_shape():
    root = parsed(measure())
    dashes = {node.get("stroke-dasharray") for node in root.iter() if node.get("stroke-dasharray")}
    assert len(dashes) >= 5
    shapes = {
        re.sub(r"[-\d.,]+", "", node.get("d", ""))
        for node in root.iter(f"{SVG}path")
        if node.get("fill") not in (None, "none") and node.get("transform")
    }
    assert len(shapes) >= 2


def test_a_period_without_a_figure_breaks_the_line():
    chart = measure(series=[Series("A", [1, 2, None, 4, 5, None, 7, 8, 9, 1, 2, 3])])
    drawn = [n.get("d") for n in parsed(chart).iter(f"{SVG}path") if n.get("stroke-width") == "3"]
    assert max(d.count("M") for d in drawn) == 3


def test_the_same_chart_gives_the_same_bytes_and_another_does_not():
    first = charts.svg(measure())
    from dco_portal.charts import drawing

    drawing.draw.cache_clear()
    assert charts.svg(measure()) == first
    assert charts.svg(measure(title="Another")) != first
    assert charts.digest(measure()) == charts.digest(measure()) != charts.digest(measure(unit=""))


def test_nothing_in_it_leads_outside():
    text = charts.svg(measure()).decode()
    assert re.findall(r'(?:href|src)="[^#"]+"|url\((?!#)', text) == []
    assert set(re.findall(r'font-family="([^"]+)"', text)) == {FONT}
    assert FONT.startswith("Noto Sans")


def test_a_hostile_name_stays_text():
    nasty = '"], alert(1) //\\ <script>x</script>\x00'
    chart = Chart(nasty, "line", [nasty], [Series(nasty, [1])], unit=nasty, note=nasty)
    root = parsed(chart)
    assert not list(root.iter(f"{SVG}script"))
    assert any("alert(1)" in words for words in said(root))


WORST = {
    "one point": Chart("A", "line", ["Jan 2026"], [Series("A", [4]), Series("T", [3], Role.TARGET)], unit="days"),
    "nothing yet": Chart("A", "line", MONTHS, [Series("A", [None] * 12)], unit="%"),
    "no periods": Chart("A", "line", [], [Series("A", [])]),
    "no series": Chart("A", "line", MONTHS, []),
    "huge": Chart("A", "line", MONTHS, [Series("A", [123_456_789 * (i + 1) for i in range(12)])]),
    "tiny": Chart("A", "line", MONTHS, [Series("A", [0.0001 * i for i in range(12)])]),
    "level": Chart("A", "line", MONTHS, [Series("A", [7] * 12)]),
    "below zero": Chart("A", "bar", MONTHS, [Series("A", [-5, 3, None, 0, 1, 2, -9, 3, 4, 5, 6, 7])]),
    "not finite": Chart("A", "line", MONTHS, [Series("A", [float("nan"), float("inf"), *[5] * 10])]),
    "long": Chart("A" * 300, "line", [f"Period number {i} of the year" for i in range(60)],
                  [Series("A very long name of a series indeed, longer than any", [i % 7 for i in range(60)])] * 6),
    "empty stack": Chart("A", "stack", ["Jan"], [Series("Red", [0], symbol="R", colour="#a11b1b")]),
}  # fmt: skip


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", WORST)
def test_worst_cases_are_drawn_inside_their_frame(name: str, narrow: bool):
    root = parsed(WORST[name], narrow=narrow)
    width = float(root.get("width"))
    assert width == (layout.NARROW if narrow else layout.WIDE)
    assert "NaN" not in ElementTree.tostring(root, encoding="unicode")
    if WORST[name].empty:
        assert "No figures yet" in said(root)


def test_bars_and_stacks_carry_their_numbers():
    bars = Chart("Requests", "bar", MONTHS[:4], [Series("Asked", [12, 14, 9, 22]), Series("Answered", [10, 14, None, 20])])  # fmt: skip
    assert {"12", "14", "9", "22", "10", "20", "Asked", "Answered"} <= set(said(parsed(bars)))
    fills = {
        n.get("fill") for n in parsed(bars).iter(f"{SVG}path") if n.get("stroke-width") == "1.5"
    }
    assert len(fills) == 2
    stack = Chart("Ratings", "stack", MONTHS[:2], [
        Series("On track", [4, 5], symbol="●", colour="#0b5c3e"), Series("Off track", [2, 0], symbol="■", colour="#a11b1b"),
    ])  # fmt: skip
    assert {"● 4", "● 5", "■ 2", "● On track", "■ Off track"} <= set(said(parsed(stack)))
    assert "■ 0" not in said(parsed(stack))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((layout.luminance(one), layout.luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_pen_is_read_on_paper():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    for pen in (*layout.ACTUAL, *layout.BY_ROLE.values()):
        assert contrast(pen.colour, "#ffffff") >= 4.5
        if pen.fill:
            assert (
                contrast(pen.on_fill if pen.on_fill != "#ffffff" else pen.colour, pen.fill) >= 4.5
            )
    for colour in ("#1d4f91", "#0b5c3e", "#f3b13c", "#a11b1b", "#d9d9d9"):
        assert contrast(layout.on(colour), colour) >= 4.5


def test_labels_beside_lines_never_lie_on_each_other():
    frame = layout.plan(measure(), narrow=False)
    places = sorted(entry.y for entry in frame.key)
    assert len(places) == 7
    assert min(b - a for a, b in pairwise(places)) >= 19.99
    assert places[0] >= 0 and places[-1] <= frame.height
    assert layout.apart([5, 5, 5, 100], 10, 0, 40) == [5, 15, 25, 40]


def test_axis_begins_at_zero_unless_far_from_it():
    near = Chart("A", "line", ["a", "b"], [Series("A", [98_000, 99_000])])
    low, high, ticks = layout.scale(near)
    assert 90_000 < low <= 98_000 and high >= 99_000 and len(ticks) >= 3
    assert layout.scale(Chart("A", "bar", ["a", "b"], [Series("A", [98, 99])]))[0] == 0
    assert layout.scale(measure())[:2] == (0, 100)


def test_frozen_and_thawed_is_the_same_chart():
    chart = measure()
    frozen = charts.freeze(chart)
    assert frozen["series"][0]["values"][3] is None
    assert charts.thaw(frozen) == chart
    assert charts.svg(charts.thaw(frozen)) == charts.svg(chart)
    uri = charts.data_uri(chart)
    assert base64.b64decode(uri.removeprefix("data:image/svg+xml;base64,")) == charts.svg(chart)
    with pytest.raises(ValueError, match="2 values for 1 periods"):
        Chart("A", "line", ["Jan"], [Series("A", [1, 2])])
    with pytest.raises(ValueError, match="pie"):
        Chart("A", "pie", [], [])
