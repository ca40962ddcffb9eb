"""A chart in words: what it shows, first, last, direction, and against the target."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dco_portal.charts.shape import Chart, Series

NOTHING = "no figure"
MILLION = 10_000_000


def number(value: float) -> str:
    """A value to one decimal place, with commas: "62.5", "1,200", "12.3 million"."""
    if abs(value) >= MILLION:
        return f"{number(round(value / 1_000_000, 1))} million"
    text = f"{value:,.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def figure(value: float | None, unit: str = "") -> str:
    """A value with its unit: "62%", "3 days", "1 day"; "no figure" for none."""
    if value is None:
        return NOTHING
    if unit == "%":
        return f"{number(value)}%"
    one = unit.removesuffix("s") if number(value) == "1" else unit
    return f"{number(value)} {one}".rstrip()


def alt(chart: "Chart") -> str:
    """Two to six plain sentences; the same for the same chart."""
    if chart.empty:
        return f"Chart of {chart.title}. There are no figures yet."
    if chart.kind == "stack":
        return _stack(chart)
    kind = "Line" if chart.kind == "line" else "Bar"
    said = [f"{kind} chart of {chart.title}."]
    for one in (s for s in chart.lines if s.role == "actual"):
        said += _run(chart, one)
    said += _against(chart)
    return " ".join(said)


def _run(chart: "Chart", one: "Series") -> list[str]:
    """First, last, direction, highest and lowest of what happened."""
    known = [(label, v) for label, v in zip(chart.labels, one.points, strict=True) if v is not None]
    name = "" if sum(s.role == "actual" for s in chart.lines) == 1 else f"{one.name}: "
    if not known:
        return [f"{name}No figures yet." if name else "No figures yet."]
    (began, first), (ended, last) = known[0], known[-1]
    if len(known) == 1:
        return [_capital(f"{name}one figure, {figure(last, chart.unit)} in {ended}.")]
    said = [
        _capital(
            f"{name}{len(known)} figures, from {figure(first, chart.unit)} in {began} "
            f"to {figure(last, chart.unit)} in {ended}: {_direction(chart, first, last)}."
        )
    ]
    high, low = max(known, key=lambda pair: pair[1]), min(known, key=lambda pair: pair[1])
    if len(known) > 2 and high[1] != low[1]:
        said.append(
            f"Highest {figure(high[1], chart.unit)} in {high[0]}, lowest {figure(low[1], chart.unit)} in {low[0]}."
        )
    missing = len(one.points) - len(known)
    if missing:
        said.append(
            f"{missing} period{'s have' if missing > 1 else ' has'} no figure and the line is broken there."
            if chart.kind == "line"
            else f"{missing} period{'s have' if missing > 1 else ' has'} no figure."
        )
    marked = [chart.labels[i] for i in one.marks]
    if marked:
        said.append(f"Marked apart: {_listed(marked)}.")
    return said


def _direction(chart: "Chart", first: float, last: float) -> str:
    step = round(last - first, 1)
    if not step:
        return "no change"
    by = (
        f"{number(abs(step))} percentage points"
        if chart.unit == "%"
        else figure(abs(step), chart.unit)
    )
    if by == "1 percentage points":
        by = "1 percentage point"
    good = {"higher": step > 0, "lower": step < 0}.get(chart.polarity)
    judged = "" if good is None else (", which is better" if good else ", which is worse")
    return f"{'up' if step > 0 else 'down'} by {by}{judged}"


def _against(chart: "Chart") -> list[str]:
    """Where the last figure stands beside the lines it is read against."""
    actual = next((s for s in chart.lines if s.role == "actual"), None)
    places = [i for i, v in enumerate(actual.points) if v is not None] if actual else []
    said = []
    for one in chart.lines:
        if one.role == "actual":
            continue
        known = [v for v in one.points if v is not None]
        if not known:
            continue
        level = one.level
        if level is None:
            line = one.points[places[-1]] if places else known[-1]
            level = known[-1] if line is None else line
        text = f"{one.name} {figure(level, chart.unit)}"
        if actual and places and one.role in ("target", "planned", "benchmark"):
            last = actual.points[places[-1]] or 0.0
            gap = round(last - level, 1)
            side = "level with it" if not gap else f"{'above' if gap > 0 else 'below'} it"
            said.append(f"{text}: the last figure is {side}.")
        else:
            said.append(f"{text}.")
    return said


def _stack(chart: "Chart") -> str:
    """Each series at the first and the last period."""
    said = [f"Stacked bar chart of {chart.title}."]
    for i in sorted({0, len(chart.labels) - 1}):
        parts = [
            f"{one.name} {figure(one.points[i], chart.unit)}"
            for one in chart.lines
            if one.points[i] is not None
        ]
        said.append(f"{chart.labels[i]}: {', '.join(parts) or 'no figures'}.")
    return " ".join(said)


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
