"""How a plan's measures stand, in a fixed number of queries however many there are."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db.models import Q

from inspections import spc
from inspections.models import Commentary, Measure, Planned, Reading
from inspections.queries.measures.shape import CommentaryLine, MeasureLine, Point
from inspections.rules import hiding, measures
from inspections.states import CommentaryState, MeasureSource, Unit


def lines(plan_id: uuid.UUID, until: dt.date, *, public: bool) -> list[MeasureLine]:
    """The plan's measures with the figures of periods that ended by `until`, in the plan's order.

    Left out: measures retired by then; in public those not for everybody, figures under the measure's
    small number and whatever they could be worked out from (`rules.hiding`). The caller has found the
    plan in the reader's scope. Four queries.
    """
    rows = Measure.objects.filter(plan=plan_id).filter(Q(retired_on=None) | Q(retired_on__gt=until))
    return _lines(rows.filter(public=True) if public else rows, until, public)


def line(measure_id: uuid.UUID, until: dt.date, *, public: bool) -> MeasureLine:
    """One measure, retired or not, as `lines` gives it. Raises Measure.DoesNotExist."""
    rows = Measure.objects.filter(pk=measure_id)
    found = _lines(rows.filter(public=True) if public else rows, until, public)
    if not found:
        raise Measure.DoesNotExist
    return found[0]


def retired(plan_id: uuid.UUID, until: dt.date) -> list[MeasureLine]:
    """The plan's measures that are no longer kept, as `lines` gives them."""
    return _lines(Measure.objects.filter(plan=plan_id, retired_on__lte=until), until, False)


def _lines(rows: Iterable[Measure], until: dt.date, public: bool) -> list[MeasureLine]:
    found = list(rows.select_related("priority", "owner"))  # type: ignore[attr-defined]
    ids = [row.pk for row in found]
    readings: dict[uuid.UUID, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(
        measure__in=ids, replaced_at=None, ends_on__lte=until
    ).order_by("ends_on", "starts_on"):
        readings[reading.measure_id].append(reading)
    trajectories: dict[uuid.UUID, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for key, day, value in Planned.objects.filter(measure__in=ids).values_list(
        "measure_id", "ends_on", "value"
    ):
        trajectories[key].append((day, value))
    said: dict[tuple[uuid.UUID, dt.date], Commentary] = {
        (row.measure_id, row.ends_on): row
        for row in Commentary.objects.filter(measure__in=ids, ends_on__lte=until).select_related(
            "written_by"
        )
    }
    return [
        _line(
            row,
            readings[row.pk],
            tuple(sorted(trajectories[row.pk])),
            {day: one for (key, day), one in said.items() if key == row.pk},
            public,
        )
        for row in found
    ]


def _line(
    row: Measure,
    readings: Sequence[Reading],
    trajectory: tuple[tuple[dt.date, Decimal], ...],
    said: dict[dt.date, Commentary],
    public: bool,
) -> MeasureLine:
    counted = [
        hiding.Counted(r.starts_on, r.ends_on, r.numerator, r.denominator, r.value)
        for r in readings
    ]
    places = (
        hiding.hidden(counted, unit=row.unit, below=row.suppress_below)
        if public
        else frozenset[int]()
    )
    points = tuple(
        _point(row, reading, trajectory, public=public, hidden=i in places)
        for i, reading in enumerate(readings)
    )
    bare = _bare(row, trajectory)
    if hiding.baseline_hidden(row.baseline_on, counted, places):
        bare = replace(bare, baseline=None, baseline_on=None)
    if places:
        bare = replace(bare, suppressed=True, suppressed_words=hiding.HIDDEN)
    return _with_limits(_with_latest(bare, points, said), points)


def _point(
    row: Measure,
    reading: Reading,
    trajectory: Sequence[tuple[dt.date, Decimal]],
    *,
    public: bool,
    hidden: bool,
) -> Point:
    planned = measures.expected(trajectory, row.target, reading.ends_on)
    rating = measures.rate(
        value=reading.value, planned=planned, polarity=row.polarity, tolerance=row.tolerance
    )
    found = Point(
        id=reading.pk,
        starts_on=reading.starts_on,
        ends_on=reading.ends_on,
        name=measures.named(reading.starts_on, reading.ends_on),
        numerator=reading.numerator,
        denominator=reading.denominator,
        value=reading.value,
        planned=planned,
        rating=rating,
        words=measures.figure(reading.value, row.unit),
        note="" if public else reading.note,
    )
    if not hidden:
        return found
    return replace(
        found, numerator=None, denominator=None, value=None, rating=None, words=hiding.HIDDEN, hidden=True
    )  # fmt: skip


def _bare(row: Measure, trajectory: tuple[tuple[dt.date, Decimal], ...]) -> MeasureLine:
    """The measure's own fields."""
    return MeasureLine(
        id=row.pk,
        number=row.number,
        name=row.name,
        definition=row.definition,
        numerator=row.numerator,
        denominator=row.denominator,
        unit=row.unit,
        sign=measures.SIGNS[Unit(row.unit)],
        polarity=row.polarity,
        polarity_words=row.get_polarity_display(),
        frequency=row.frequency,
        source=row.source,
        source_words=row.source_words,
        live=row.source == MeasureSource.LIVE,
        live_key=row.live_key,
        owner=row.owner.name if row.owner else row.owner_words,
        owner_id=row.owner_id,
        priority_id=row.priority_id,
        priority_number=row.priority.number if row.priority else None,
        priority=str(row.priority or ""),
        public=row.public,
        illustrative=row.illustrative,
        retired_on=row.retired_on,
        quality_words=row.quality_words,
        baseline=row.baseline,
        baseline_on=row.baseline_on,
        target=row.target,
        target_on=row.target_on,
        target_source=row.target_source,
        benchmark=row.benchmark,
        benchmark_source=row.benchmark_source,
        tolerance=row.tolerance,
        suppress_below=row.suppress_below,
        trajectory=trajectory,
    )


def _with_latest(
    bare: MeasureLine, points: tuple[Point, ...], said: dict[dt.date, Commentary]
) -> MeasureLine:
    """The line with its newest figure, how it is rated and what is said of it."""
    if not points:
        return replace(bare, reason="Not rated: there is no figure yet.")
    latest = points[-1]
    before = next((p.value for p in reversed(points[:-1]) if p.value is not None), None)
    change = None if latest.value is None or before is None else latest.value - before
    reason = measures.reason(
        value=latest.value, planned=latest.planned, polarity=bare.polarity, tolerance=bare.tolerance, unit=bare.unit,
    )  # fmt: skip
    about = None if latest.hidden else said.get(latest.ends_on)
    return replace(
        bare,
        points=points,
        planned=latest.planned,
        latest=latest,
        change=change,
        change_words=_changed(change, bare),
        rating=latest.rating,
        reason=hiding.HIDDEN if latest.hidden else reason,
        commentary=_commentary(about) if about else None,
    )


def _changed(change: Decimal | None, bare: MeasureLine) -> str:
    """Gives "Up 3 points, better", "No change", or "" where there is nothing before it."""
    if change is None:
        return ""
    step = abs(change).quantize(Decimal("0.1"))
    if not step:
        return "No change"
    good = (change > 0) == (bare.polarity == "higher")
    size = (
        f"{measures.plain(step)} points"
        if bare.unit == Unit.PERCENT
        else measures.figure(step, bare.unit)
    )
    size = "1 point" if size == "1 points" else size
    return f"{'Up' if change > 0 else 'Down'} {size}, {'better' if good else 'worse'}"


def _with_limits(bare: MeasureLine, points: Sequence[Point]) -> MeasureLine:
    """The line with its usual range, drawn from the figures it shows."""
    values = [point.value for point in points]
    most = Decimal(100) if bare.unit == Unit.PERCENT else None
    found = spc.limits(values, least=Decimal(0), most=most)
    given = spc.signals(values, found, [point.name for point in points])
    known = sum(value is not None for value in values)
    return replace(bare, limits=found, signals=given, limits_words=spc.words(found, given, known))


def _commentary(row: Commentary) -> CommentaryLine:
    return CommentaryLine(
        id=row.pk,
        ends_on=row.ends_on,
        state=row.state,
        due_on=row.due_on,
        why=row.why,
        doing=row.doing,
        right_by=row.right_by,
        by=row.written_by.name if row.written_by else "",
        written_on=row.written_at,
    )


def missing(plan_id: uuid.UUID) -> list[tuple[uuid.UUID, str, dt.date, dt.date]]:
    """Commentaries still owed: measure, its name, the period's last day, due day; the longest due first."""
    rows = Commentary.objects.filter(plan=plan_id, state=CommentaryState.OPEN)
    return list(
        rows.order_by("due_on", "id").values_list(
            "measure_id", "measure__name", "ends_on", "due_on"
        )
    )
