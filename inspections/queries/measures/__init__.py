"""How a plan's measures stand, as plain values: `lines`, `line`, `missing`, and each one's `chart_of`."""

from inspections.queries.measures.chart import chart_of
from inspections.queries.measures.lines import line, lines, missing, retired
from inspections.queries.measures.shape import CommentaryLine, MeasureLine, Point

__all__ = [
    "CommentaryLine",
    "MeasureLine",
    "Point",
    "chart_of",
    "line",
    "lines",
    "missing",
    "retired",
]
