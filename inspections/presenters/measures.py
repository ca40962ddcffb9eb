"""Measures as tables, facts and files."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse

from dco_portal.common.clock import london
from dco_portal.common.counted import Cases
from dco_portal.common.templatetags.portal import day, plural
from inspections.models import Commentary, Planned, Reading
from inspections.queries.measures import MeasureLine, Point
from inspections.rules import measures as pure
from inspections.rules import ratings
from inspections.states import Rating

Row = dict[str, Any]
COLOURS = {Rating.GREEN: "green", Rating.AMBER: "yellow", Rating.RED: "red", Rating.BLUE: "blue"}


def columns(*labels: str) -> list[Row]:
    """Column heads of a table."""
    return [{"label": label} for label in labels]


LIST_COLUMNS = columns("Measure", "Latest", "Planned", "Target", "Rating", "Commentary")
POINT_COLUMNS = columns("Period", "Figure", "Counted", "Planned", "Rating", "Note", "Do")
OLD_COLUMNS = columns("Period", "It was", "Replaced", "Note")
PLANNED_COLUMNS = columns("By the end of", "It should be")
COMMENTARY_COLUMNS = columns("Period", "State", "Why", "Right by")
CASE_COLUMNS = columns("Reference", "How it counts", "")
IMPORT_COLUMNS = columns("Row", "Measure", "Period", "Figure", "What it does")
FAULT_COLUMNS = columns("Row", "Measure", "Column", "What to mend")
HEADER = [
    "Measure", "Name", "Unit", "Polarity", "Period begins", "Period ends", "Numerator", "Denominator", "Value",
    "Planned", "Target", "Rating", "Shown to the public", "Note",
]  # fmt: skip


def page(line: MeasureLine) -> str:
    """The measure's page."""
    return reverse("inspections:measure", args=[line.id])


def tag(rating: Rating | None) -> Row:
    """A cell with a rating: symbol and word."""
    if rating is None:
        return {"text": "Not rated"}
    key = next(one for one in ratings.KEY if one.rating == rating)
    return {"tag": f"{key.symbol}\u00a0{key.label}", "colour": COLOURS.get(rating, "grey")}


def listed(lines: Iterable[MeasureLine]) -> list[Row]:
    """Rows of the plan's list."""
    return [_listed(line) for line in lines]


def _listed(line: MeasureLine) -> Row:
    latest = line.latest
    figure = f"{latest.words}" if latest else "No figure yet"
    about = " · ".join(filter(None, [latest.name if latest else "", line.change_words]))
    kinds = [
        line.owner or "No owner",
        "counted live" if line.live else "",
        "" if line.public else "not public",
    ]
    planned = pure.figure(line.planned, line.unit) if line.planned is not None else "Nothing"
    target = pure.figure(line.target, line.unit) if line.target is not None else "None"
    until = f"by {day(line.target_on)}" if line.target_on else ""
    return {
        "late": line.rating == Rating.RED,
        "cells": [
            {"text": f"{line.number} {line.name}", "url": page(line), "name": True, "sub": ", ".join(filter(None, kinds))},
            {"text": figure, "sub": about},
            {"text": planned},
            {"text": target, "sub": until},
            tag(line.rating),
            {"text": _said(line)},
        ],
    }  # fmt: skip


def _said(line: MeasureLine) -> str:
    if line.rating != Rating.RED:
        return ""
    if line.commentary is None:
        return "Not asked yet"
    if line.commentary.written:
        return "Written"
    return f"Owed by {day(line.commentary.due_on)}"


def facts(line: MeasureLine) -> list[Row]:
    """What is measured and against what."""
    baseline = (
        f"{pure.figure(line.baseline, line.unit)} on {day(line.baseline_on)}"
        if line.baseline is not None
        else ""
    )
    target = pure.figure(line.target, line.unit) if line.target is not None else ""
    target += f" by {day(line.target_on)}" if target and line.target_on else ""
    target += f" ({line.target_source})" if target and line.target_source else ""
    benchmark = (
        f"{pure.figure(line.benchmark, line.unit)} ({line.benchmark_source})"
        if line.benchmark is not None
        else ""
    )
    shown = f"Yes, without counts under {line.suppress_below}" if line.public else "No"
    rows = [
        ("What exactly is measured", line.definition),
        ("Numerator", line.numerator),
        ("Denominator", line.denominator),
        ("Which way is better", line.polarity_words),
        ("Source", line.source_words),
        ("Owner", line.owner or "Nobody"),
        ("Priority", line.priority or "The plan as a whole"),
        ("Baseline", baseline or "None"),
        ("Target", target or "None"),
        ("Benchmark", benchmark),
        ("Tolerance", f"{pure.plain(line.tolerance)}% of the planned value"),
        ("Warning about the data", line.quality_words),
        ("Shown to the public", shown),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def points(line: MeasureLine, *, keeps: bool) -> list[Row]:
    """Rows of the figures, the newest first."""
    return [_point(line, point, keeps=keeps) for point in reversed(line.points)]


def counted(numerator: Any, denominator: Any) -> str:
    """Gives "12 of 20", "20" for a denominator alone, "" for neither."""
    if denominator is None:
        return "" if numerator is None else pure.plain(numerator)
    whole = pure.plain(denominator)
    return whole if numerator is None else f"{pure.plain(numerator)} of {whole}"


def _point(line: MeasureLine, point: Point, *, keeps: bool) -> Row:
    planned = pure.figure(point.planned, line.unit) if point.planned is not None else ""
    act: Row = {"text": ""}
    if line.live:
        act = {
            "text": "The cases behind it",
            "url": f"{cases_page(line)}?month={point.ends_on:%Y-%m}",
        }
    elif keeps and line.retired_on is None:
        act = {
            "text": f"Correct {point.name}",
            "url": f"{enter_page(line)}?ends_on={point.ends_on}",
        }
    return {
        "cells": [
            {"text": point.name, "name": True},
            {"text": point.words},
            {"text": counted(point.numerator, point.denominator)},
            {"text": planned},
            tag(point.rating),
            {"text": point.note},
            act,
        ]
    }  # fmt: skip


def enter_page(line: MeasureLine) -> str:
    """Where a figure is entered."""
    return reverse("inspections:figure-enter", args=[line.id])


def cases_page(line: MeasureLine) -> str:
    """The cases behind a live measure's figure."""
    return reverse("inspections:measure-cases", args=[line.id])


def replaced(rows: Iterable[Reading], unit: str, notes: Mapping[dt.date, str]) -> list[Row]:
    """Rows of figures that were corrected or taken back; `notes` says why, by the period's last day."""
    return [
        {
            "cells": [
                {"text": pure.named(row.starts_on, row.ends_on), "name": True},
                {
                    "text": pure.figure(row.value, unit),
                    "sub": counted(row.numerator, row.denominator),
                },
                {"text": day(row.replaced_at), "sub": f"recorded {day(row.created_at)}"},
                {"text": row.note or notes.get(row.ends_on, "")},
            ]
        }
        for row in rows
    ]


def path(rows: Iterable[Planned], frequency: str, unit: str) -> list[Row]:
    """Rows of the trajectory, with what takes a point out."""
    return [
        {
            "id": row.pk,
            "name": pure.named(*pure.period(frequency, row.ends_on)),
            "value": pure.figure(row.value, unit),
        }
        for row in rows
    ]


def commentaries(rows: Iterable[Commentary]) -> list[Row]:
    """Rows of what was said of red figures."""
    return [
        {
            "cells": [
                {
                    "text": pure.named(row.reading.starts_on, row.ends_on),
                    "url": reverse("inspections:commentary", args=[row.pk]),
                    "name": True,
                },
                {
                    "text": row.get_state_display(),
                    "sub": "" if row.why else f"due {day(row.due_on)}",
                },
                {"text": row.why or "Nothing was written"},
                {"text": day(row.right_by)},
            ]
        }
        for row in rows
    ]


def cases(found: Cases) -> list[Row]:
    """Rows of the cases behind a live figure."""
    return [
        {
            "cells": [
                {"text": one.reference, "url": one.url, "name": True},
                {"text": one.words},
                {"text": "Counts as good" if one.good else ""},
            ]
        }
        for one in found.rows
    ]


def hidden_words(found: Cases) -> str:
    """Gives "and 4 you may not open"; "" where there are none."""
    if not found.hidden:
        return ""
    cases_ = plural(found.hidden, "case", "cases")
    return (
        f"And {cases_} that you may not open."
        if found.rows
        else f"{cases_}, which you may not open."
    )


def figures(
    lines: Iterable[MeasureLine], shown: Mapping[uuid.UUID, set[dt.date]]
) -> Iterator[list[Any]]:
    """Lines of the file of all figures; `shown` are the periods the public sees, by measure."""
    for line in lines:
        public = shown.get(line.id, set())
        for p in line.points:
            yield [
                line.number, line.name, line.unit, line.polarity, p.starts_on, p.ends_on, p.numerator, p.denominator,
                "" if p.value is None else pure.plain(p.value).replace(",", ""), p.planned, line.target,
                p.rating or "", "yes" if p.ends_on in public else "no", p.note or ("" if p.value is not None else p.words),
            ]  # fmt: skip


BECOMES = {
    "new": "New figure", "same": "Recorded already: passed over", "correction": "Corrects the one recorded",
}  # fmt: skip


def import_rows(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of an uploaded file that are in order."""
    return [
        {
            "cells": [
                {"text": str(row["number"]), "name": True},
                {"text": f"{row['measure']} {row['name']}"},
                {"text": row["period"]},
                {"text": row["words"], "sub": counted_words(row)},
                {"text": BECOMES[row["becomes"]]},
            ]
        }
        for row in rows
        if not row["errors"]
    ]


def counted_words(row: Mapping[str, Any]) -> str:
    """Gives "12 of 20" for a row with both."""
    return (
        f"{row['numerator']} of {row['denominator']}"
        if row["numerator"] and row["denominator"]
        else ""
    )


def import_faults(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of an uploaded file that are not."""
    return [
        {
            "cells": [
                {"text": str(row["number"]), "name": True},
                {"text": row["measure"]},
                {"text": error["column"] or "The whole row"},
                {"text": error["text"]},
            ]
        }
        for row in rows
        for error in row["errors"]
    ]


def when(moment: dt.datetime) -> str:
    """A moment's London day."""
    return day(london(moment))
