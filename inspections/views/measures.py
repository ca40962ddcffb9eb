"""Measures of a plan: the list, one measure with its chart, the cases behind a live figure, files."""

import datetime as dt
import re
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from dco_portal import charts
from dco_portal.common import sheets
from dco_portal.common.clock import today
from inspections.models import Measure, Plan
from inspections.presenters import measures as present
from inspections.queries import live
from inspections.queries import measures as queries
from inspections.rules import measures as pure
from inspections.rules import plans as plan_rules
from inspections.rules import progress as rules
from inspections.states import MeasureSource, Rating

SHOWN = {
    "": "All",
    "red": "Red",
    "owed": "Commentary missing",
    "retired": "Retired",
}


def scoped_plan(http: HttpRequest, pk: uuid.UUID) -> Plan:
    """The plan in the reader's scope; 403 for other roles, 404 out of scope."""
    plan_rules.check_can_read(http.user)
    rows = Plan.objects.visible_to(http.user).select_related("la", "icb")
    return get_object_or_404(rows, pk=pk)


def scoped(http: HttpRequest, pk: uuid.UUID) -> Measure:
    """The measure in the reader's scope; 403 for other roles, 404 out of scope."""
    plan_rules.check_can_read(http.user)
    rows = Measure.objects.visible_to(http.user).select_related("plan__la", "plan__icb", "owner")
    return get_object_or_404(rows, pk=pk)


@require_safe
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The plan's measures, with how each stands."""
    plan = scoped_plan(http, pk)
    wanted = http.GET.get("show", "") if http.GET.get("show", "") in SHOWN else ""
    found = queries.lines(plan.pk, today(), public=False)
    views = {
        "": found,
        "red": [line for line in found if line.rating == Rating.RED],
        "owed": [line for line in found if line.commentary_missing],
    }
    retired = queries.retired(plan.pk, today()) if wanted == "retired" else []
    context = {
        "plan": plan,
        "keeps": rules.keeps(http.user, plan) and plan.state in plan_rules.PLAN_OPEN,
        "rows": present.listed(views.get(wanted, retired)),
        "columns": present.LIST_COLUMNS,
        "views": [
            {
                "label": label,
                "url": f"?show={key}" if key else "?",
                "current": key == wanted,
                "count": len(views[key]) if key in views else None,
            }
            for key, label in SHOWN.items()
        ],
        "csv_url": reverse("inspections:measures-csv", args=[pk]),
        "any": bool(found),
        "rule": pure.RULE,
        "here": wanted,
    }
    return render(http, "inspections/measures.html", context)


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One measure: chart, figures, what it is read against, what was said of it."""
    measure = scoped(http, pk)
    line = queries.line(measure.pk, today(), public=False)
    outside = queries.line(measure.pk, today(), public=True) if measure.public else None
    keeps = rules.keeps(http.user, measure.plan) and measure.plan.state in plan_rules.PLAN_OPEN
    old = measure.readings.filter(replaced_at__isnull=False).order_by("-replaced_at", "-id")[:50]
    said = measure.commentaries.select_related("reading").order_by("-ends_on")[:24]
    context = {
        "plan": measure.plan,
        "line": line,
        "chart": queries.chart_of(line),
        "chart_url": reverse("inspections:measure-chart", args=[pk]),
        "facts": present.facts(line),
        "rule": pure.RULE,
        "keeps": keeps,
        "steps": _steps(line) if keeps else [],
        "points": present.points(line, keeps=keeps),
        "point_columns": present.POINT_COLUMNS,
        "old": present.replaced(old, line.unit, {p.ends_on: p.note for p in line.points}),
        "old_columns": present.OLD_COLUMNS,
        "commentaries": present.commentaries(said),
        "commentary_columns": present.COMMENTARY_COLUMNS,
        "outside": outside,
        "hidden": [p.name for p in outside.points if p.hidden] if outside else [],
        "so_far": _so_far(measure) if line.live else None,
    }
    return render(http, "inspections/measure.html", context)


def _steps(line: queries.MeasureLine) -> list[dict[str, Any]]:
    """What a manager may do with it."""

    def to(name: str, label: str) -> dict[str, Any]:
        return {
            "label": label,
            "url": reverse(f"inspections:{name}", args=[line.id]),
            "secondary": True,
        }

    if line.retired_on:
        return [to("measure-take-up", "Take it up again")]
    first = (
        [to("measure-recount", "Count again now")]
        if line.live
        else [to("figure-enter", "Enter a figure")]
    )
    return [
        {**first[0], "secondary": line.live},
        to("measure-change", "Change the measure"),
        to("measure-trajectory", "Trajectory"),
        to("measure-retire", "Retire it"),
    ]


def _so_far(measure: Measure) -> dict[str, Any] | None:
    """What the running month of a live measure comes to."""
    counted = live.MEASURES.get(measure.live_key)
    days = live.span(counted, today(), today()) if counted else None
    if counted is None or days is None:
        return None
    found = live.figure(counted.key, live.area(measure.plan.la_id, measure.plan.icb_id), days)
    return {
        "words": pure.figure(found.value(measure.unit), measure.unit),
        "counted": present.counted(pure.whole(found.counted.numerator), pure.whole(found.counted.denominator)),
        "until": days.last,
        "month": f"{days.last:%Y-%m}",
    }  # fmt: skip


@require_safe
def chart(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The measure's chart as SVG; `?narrow=1` for small screens. Answers 304 when the browser has it."""
    measure = scoped(http, pk)
    drawn = queries.chart_of(queries.line(measure.pk, today(), public=False))
    return picture(http, drawn, cache="private, no-cache")


def picture(http: HttpRequest, drawn: charts.Chart, *, cache: str) -> HttpResponse:
    """A chart as an answer with its ETag."""
    narrow = http.GET.get("narrow") == "1"
    etag = f'"{charts.digest(drawn)[:32]}{"n" if narrow else "w"}{charts.VERSION}"'
    answer = get_conditional_response(http, etag=etag)
    if answer is None:
        answer = HttpResponse(charts.kept(drawn, narrow=narrow), content_type="image/svg+xml")
    answer["ETag"] = etag
    answer["Cache-Control"] = cache
    return answer


@require_safe
def figures_csv(http: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Every figure of the plan's measures as a file."""
    plan = scoped_plan(http, pk)
    found = queries.lines(plan.pk, today(), public=False)
    return _csv(
        f"{plan.reference}-measures.csv", found, queries.lines(plan.pk, today(), public=True)
    )


@require_safe
def one_csv(http: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One measure's figures as a file."""
    measure = scoped(http, pk)
    found = [queries.line(measure.pk, today(), public=False)]
    outside = [queries.line(measure.pk, today(), public=True)] if measure.public else []
    return _csv(f"{measure.plan.reference}-{measure.number}.csv", found, outside)


def _csv(
    filename: str, found: list[queries.MeasureLine], outside: list[queries.MeasureLine]
) -> HttpResponseBase:
    shown = {line.id: {p.ends_on for p in line.points if not p.hidden} for line in outside}
    return sheets.download(filename, present.HEADER, present.figures(found, shown))


def _behind(http: HttpRequest, pk: uuid.UUID) -> tuple[Measure, live.Span, Any]:
    """A live measure, the month asked for, and its cases in the reader's own scope. 404 for another month."""
    measure = scoped(http, pk)
    if measure.source != MeasureSource.LIVE or measure.live_key not in live.MEASURES:
        raise Http404
    month = http.GET.get("month", f"{today():%Y-%m}")
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        raise Http404
    day = dt.date.fromisoformat(f"{month}-01")
    days = live.span(live.MEASURES[measure.live_key], day, today())
    if days is None:
        days = live.Span(day, day)
        return measure, days, live.Cases((), 0)
    place = live.area(measure.plan.la_id, measure.plan.icb_id)
    return measure, days, live.behind(measure.live_key, place, days, by=http.user)


@require_safe
def cases(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The cases behind a live figure: those this reader may open, and how many more there are."""
    measure, days, found = _behind(http, pk)
    counted = live.MEASURES[measure.live_key]
    context = {
        "plan": measure.plan,
        "measure": measure,
        "days": days,
        "period": f"{days.first:%B %Y}",
        "counted": counted,
        "rows": present.cases(found),
        "columns": present.CASE_COLUMNS,
        "hidden_words": present.hidden_words(found),
        "csv_query": f"?month={days.first:%Y-%m}",
    }
    return render(http, "inspections/measure_cases.html", context)


@require_safe
def cases_csv(http: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The same list as a file."""
    measure, days, found = _behind(http, pk)
    rows = [[one.reference, one.words, "yes" if one.good else "no"] for one in found.rows]
    if found.hidden:
        rows.append([present.hidden_words(found), "", ""])
    name = f"{measure.plan.reference}-{measure.number}-{days.first:%Y-%m}.csv"
    return sheets.download(name, ["Reference", "How it counts", "Counts as good"], rows)
