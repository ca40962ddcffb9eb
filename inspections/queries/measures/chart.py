"""A measure's chart: its figures, and what they are read against."""

from dco_portal import charts
from inspections.queries.measures.shape import MeasureLine
from inspections.rules import measures

SHOWN = 36  # periods a chart goes back
AHEAD = 12  # planned periods it goes on


def chart_of(found: MeasureLine) -> charts.Chart:
    """The measure's chart: its figures, and what they are read against.

    Goes back 36 periods and on to the planned ones of the next 12. A period without a figure leaves a gap.
    """
    spans = _spans(found)
    by_end = {point.ends_on: point for point in found.points}
    kept = [by_end.get(span.ends_on) for span in spans]
    apart = {
        found.points[i].ends_on for s in found.signals if s.rule == "outside" for i in (s.first,)
    }
    series = [
        charts.Series(
            "Figure",
            [point.value if point else None for point in kept],
            marks=[i for i, span in enumerate(spans) if span.ends_on in apart],
        )
    ]
    if found.trajectory:
        planned = [measures.expected(found.trajectory, None, span.ends_on) for span in spans]
        series.append(charts.Series("Planned", planned, charts.Role.PLANNED))
    flat = [
        ("Target", found.target, charts.Role.TARGET),
        (found.benchmark_source or "Benchmark", found.benchmark, charts.Role.BENCHMARK),
        ("Where we began", found.baseline, charts.Role.BASELINE),
    ]
    if found.limits:
        flat += [
            ("Usual range, top", found.limits.upper, charts.Role.LIMIT),
            ("Usual range, foot", found.limits.lower, charts.Role.LIMIT),
        ]
    for name, value, role in flat:
        if value is not None:
            series.append(charts.Series(name, [value] * len(spans), role))
    return charts.Chart(
        title=f"{found.number} {found.name}",
        kind=charts.Kind.LINE,
        periods=[measures.named(*span) for span in spans],
        series=series,
        unit=found.sign,
        polarity=found.polarity,
        note=" ".join(filter(None, [found.suppressed_words, _note(found)])),
    )


def _spans(found: MeasureLine) -> list[measures.Period]:
    """The chart's periods: every one from the first figure to the last, and the planned ones after it."""
    ends = [point.ends_on for point in found.points]
    if not ends:
        ends = [day for day, _value in found.trajectory][:AHEAD]
        if not ends:
            return []
    first, last = ends[0], ends[-1]
    ahead = [day for day, _value in found.trajectory if day > last]
    whole = list(measures.periods(found.frequency, first, max([last, *ahead])))
    odd = [
        measures.Period(p.starts_on, p.ends_on)
        for p in found.points
        if (p.starts_on, p.ends_on) not in set(whole)
    ]
    ends_odd = {span.ends_on for span in odd}
    spans = sorted(
        [span for span in whole if span.ends_on not in ends_odd] + odd, key=lambda s: s.ends_on
    )
    until = sum(span.ends_on <= last for span in spans)
    return spans[max(until - SHOWN, 0) : until + AHEAD]


def _note(found: MeasureLine) -> str:
    """What a reader must know of the figures themselves."""
    illustrative = (
        "These figures are made up to show how a chart looks." if found.illustrative else ""
    )
    return " ".join(filter(None, [illustrative, found.quality_words]))
