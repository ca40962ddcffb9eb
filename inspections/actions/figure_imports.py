"""Figures of many measures from one file: read and shown row by row, then taken in whole or not at all."""

import datetime as dt
import hashlib
import uuid
from collections import Counter
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from inspections.actions import figures, locking, reds
from inspections.models import FigureImport, Measure, Plan, Reading
from inspections.rules import figure_files as files
from inspections.rules import measures as pure
from inspections.rules import measuring as rules
from inspections.states import MeasureSource

NEW, SAME, CORRECTION, FAULT = "new", "same", "correction", "fault"


@transaction.atomic
def read(*, by: User, plan_id: uuid.UUID, upload: File) -> FigureImport:
    """Read a file and keep what each row would do; nothing is recorded yet.

    Raises Invalid beside `upload`, NotFound, NotAllowed, Conflict.
    """
    plan = locking.plan(by, plan_id)
    rules.check_can_keep(by, plan)
    if (upload.size or 0) > files.MOST_BYTES:
        raise Invalid({"upload": "The file is larger than 2 MB. Split it into several"})
    assert by.organisation is not None  # whoever keeps the plan acts for one
    content = upload.read()
    lines = _judge(plan, files.read(content, upload.name or ""))
    batch = FigureImport.objects.create(
        owner=by, organisation=by.organisation, plan=plan, filename=(upload.name or "figures.csv")[-150:],
        sha256=hashlib.sha256(content).hexdigest(), rows=lines, counts=Counter(line["becomes"] for line in lines),
    )  # fmt: skip
    audit.record("inspections.figures_read", by=by, obj=batch, rows=len(lines))
    return batch


@transaction.atomic
def take(*, by: User, import_id: uuid.UUID, why: str = "") -> FigureImport:
    """Record every row of a file that is in order; rows already recorded so are passed over.

    `why` is the reason of corrections. Raises Conflict when it was taken already, when a row has become
    faulty or the figures have changed since it was read; Invalid beside `why`; NotFound, NotAllowed.
    """
    rows = FigureImport.objects.visible_to(by).select_for_update(of=("self",))
    batch = rows.filter(pk=import_id).first()
    if batch is None:
        raise NotFound
    plan = locking.plan(by, batch.plan_id)
    rules.check_can_keep(by, plan)
    if batch.taken_at is not None:
        raise Conflict("These figures have been taken in already.")
    faulty = any(line["becomes"] == FAULT for line in batch.rows)
    lines = [] if faulty else _judge(plan, [_row(line) for line in batch.rows])
    if faulty or any(line["becomes"] == FAULT for line in lines):
        raise Conflict("A row is not in order. Mend the file and upload it again.")
    if [line["was"] for line in lines] != [line["was"] for line in batch.rows]:
        raise Conflict("Figures have changed since this file was read. Upload it again.")
    if any(line["becomes"] == CORRECTION for line in lines) and not why.strip():
        raise Invalid({"why": "Say why figures are corrected"})
    _take(plan, lines, by=by, why=why)
    batch.taken_at, batch.rows = now(), lines
    batch.counts = Counter(line["becomes"] for line in lines)
    batch.save()
    audit.record("inspections.figures_take", by=by, obj=batch, rows=len(lines))
    return batch


def _take(plan: Plan, lines: list[dict[str, Any]], *, by: User, why: str) -> None:
    """Record the rows, oldest period first, and bring up to date what is owed."""
    measures = _measures(plan)
    touched: dict[str, Measure] = {}
    wanted = [line for line in lines if line["becomes"] in (NEW, CORRECTION)]
    for line in sorted(wanted, key=lambda line: line["ends_on"]):
        measure = touched.setdefault(line["measure"], measures[line["measure"]])
        figures.put(
            measure=measure, by=by, ends_on=dt.date.fromisoformat(line["ends_on"]), note=line["note"], why=why,
            **{name: _number(line[name]) for name in files.NUMBERS},
        )  # fmt: skip
    for measure in touched.values():
        reds.sync(measure, by=by)


def _measures(plan: Plan) -> dict[str, Measure]:
    """The plan's measures by number, locked in one order."""
    rows = Measure.objects.filter(plan=plan).select_for_update(of=("self",)).order_by("pk")
    found = {}
    for measure in rows.select_related("owner"):
        measure.plan = plan
        found[measure.number.upper()] = measure
    return found


def _judge(plan: Plan, rows: list[files.Row]) -> list[dict[str, Any]]:
    """What each row would do: its measure, period and value, and whether it is new, the same, a correction or a fault."""
    measures = {one.number.upper(): one for one in Measure.objects.filter(plan=plan)}
    there = {
        (one.measure_id, one.ends_on): one
        for one in Reading.objects.filter(measure__plan=plan, replaced_at=None)
    }
    seen: dict[tuple[str, dt.date], int] = {}
    return [_line(row, measures.get(row.measure), there, seen) for row in rows]


def _line(
    row: files.Row,
    measure: Measure | None,
    there: dict[tuple[uuid.UUID, dt.date], Reading],
    seen: dict[tuple[str, dt.date], int],
) -> dict[str, Any]:
    faults = list(row.errors)
    line: dict[str, Any] = {
        "number": row.number, "measure": row.measure, "name": measure.name if measure else "", "note": row.note,
        "month": row.month.isoformat() if row.month else "", "ends_on": "", "period": "", "words": "", "was": "",
        **{name: _kept(getattr(row, name)) for name in files.NUMBERS},
    }  # fmt: skip
    if measure is None and row.measure:
        faults.append(("measure", f"This plan has no measure {row.measure}"))
    elif measure is not None and (measure.retired_on or measure.source == MeasureSource.LIVE):
        faults.append(("measure", rules.RETIRED if measure.retired_on else rules.LIVE))
    before = None
    if measure is not None and row.month is not None and not faults:
        span = pure.period(measure.frequency, row.month)
        line |= {"ends_on": span.ends_on.isoformat(), "period": pure.named(*span)}
        before = there.get((measure.pk, span.ends_on))
        first = seen.setdefault((row.measure, span.ends_on), row.number)
        if first != row.number:
            faults.append(("period", f"Row {first} is for the same measure and period"))
        _value(row, measure, span, line, faults)
        if before is not None:
            line["was"] = _said(before)
    line["errors"] = [{"column": column, "text": text} for column, text in faults]
    now_said = "/".join(line[name] for name in (*files.NUMBERS[:2], "result")) if not faults else ""
    line["becomes"] = (
        FAULT
        if faults
        else NEW
        if before is None
        else SAME
        if line["was"] == now_said
        else CORRECTION
    )
    return line


def _value(
    row: files.Row,
    measure: Measure,
    span: pure.Period,
    line: dict[str, Any],
    faults: list[tuple[str, str]],
) -> None:
    """The row's value in words, or what is wrong with it."""
    try:
        rules.check_period(measure, span.ends_on, today())
        found = pure.value_of(
            unit=measure.unit, numerator=row.numerator, denominator=row.denominator, value=row.value
        )
    except Invalid as error:
        names = {"ends_on": "period"}
        faults += [(names.get(f or "", f or ""), text) for f, text in error.errors.items()]
        return
    line |= {"words": pure.figure(found, measure.unit), "result": _kept(found)}


def _said(reading: Reading) -> str:
    """A recorded figure in a form to compare: numerator, denominator, value."""
    return "/".join(_kept(n) for n in (reading.numerator, reading.denominator, reading.value))


def _kept(number: Decimal | None) -> str:
    return "" if number is None else pure.plain(number).replace(",", "")


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _row(line: dict[str, Any]) -> files.Row:
    """A kept row, without fault, as it was read."""
    return files.Row(
        number=line["number"],
        measure=line["measure"],
        note=line["note"],
        month=dt.date.fromisoformat(line["month"]) if line["month"] else None,
        numerator=_number(line["numerator"]),
        denominator=_number(line["denominator"]),
        value=_number(line["value"]),
    )
