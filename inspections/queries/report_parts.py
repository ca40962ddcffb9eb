"""Parts of a progress report that the plan's chain does not hold, each in a fixed number of queries."""

import datetime as dt
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from dco_portal import charts
from dco_portal.documents import queries as documents
from dco_portal.pages import queries as pages
from inspections.models import DateChange, Evidence, RatingChange, RiskChange
from inspections.queries import measures as figures
from inspections.rules import measures as measure_rules
from inspections.rules import reporting as rules
from inspections.states import DateChangeState

Values = dict[str, Any]
EVIDENCE = "inspections.evidence"


def reasons(plan_id: uuid.UUID) -> dict[uuid.UUID, dict[str, str]]:
    """Why each action is rated as it is: the words of its last change, by scale. One query."""
    rows = (
        RatingChange.objects.filter(plan=plan_id)
        .order_by("action", "scale", "-id")
        .distinct("action", "scale")
    )
    found: defaultdict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for action, scale, words in rows.values_list("action", "scale", "words"):
        if words:
            found[action][scale] = words
    return dict(found)


def scores_before(plan_id: uuid.UUID, day: dt.date) -> dict[uuid.UUID, int]:
    """Each risk's score as the last change before a day left it. One query."""
    rows = (
        RiskChange.objects.filter(plan=plan_id, on__lt=day)
        .order_by("risk", "-id")
        .distinct("risk")
        .values_list("risk", "likelihood", "impact")
    )
    return {risk: likelihood * impact for risk, likelihood, impact in rows}


def date_changes(
    plan_id: uuid.UUID, starts_on: dt.date, ends_on: dt.date, *, public: bool
) -> list[Values]:
    """Changes of dates decided in the period, and those that wait; the public's: approved ones, no names.

    One query. Reasons often speak of people, so they stay inside.
    """
    of_period = Q(decided_on__gte=starts_on, decided_on__lte=ends_on)
    wanted = of_period | Q(state=DateChangeState.ASKED)
    if public:
        wanted = of_period & Q(state=DateChangeState.APPROVED)
    rows = DateChange.objects.filter(wanted, plan=plan_id).select_related(
        "action", "milestone", "asked_by", "decided_by"
    )
    return [
        {
            "number": row.action.number,
            "what": row.milestone.what if row.milestone else row.action.what,
            "milestone": row.milestone is not None,
            "original": (row.milestone or row.action).original_due_on,
            "before": row.before,
            "after": row.after,
            "state": row.state,
            "state_words": str(row.get_state_display()),
            "decided_on": row.decided_on,
            "reason": "" if public else row.reason,
            "words": "" if public else row.decision_words,
            "asked_by": "" if public else row.asked_by.name,
            "decided_by": row.decided_by.name if row.decided_by and not public else "",
        }
        for row in rows.order_by("decided_on", "created_at", "pk")
    ]


def evidence_index(plan_id: uuid.UUID) -> list[Values]:
    """Every piece of evidence, numbered, with who verified it and its files. Two queries."""
    rows = list(
        Evidence.objects.filter(plan=plan_id, withdrawn_on=None)
        .select_related("priority", "action__priority", "measure__priority", "verified_by")
        .order_by("on", "pk")
    )
    files = documents.attachments_of_many(owner_kind=EVIDENCE, owner_ids=[row.pk for row in rows])
    found: list[Values] = [
        {
            "id": row.pk,
            "priority": of_priority(row),
            "action": row.action.number if row.action else "",
            "measure": row.measure.number if row.measure else "",
            "title": row.title,
            "strength": row.strength,
            "strength_words": str(row.get_strength_display()),
            "on": row.on,
            "link": row.link,
            "verified_on": row.verified_on,
            "verified_by": row.verified_by.name if row.verified_by else "",
            "files": [each.filename for each in files.get(row.pk, [])],
        }
        for row in rows
    ]
    found.sort(key=_order)
    return [{"index": f"E{place}", **row} for place, row in enumerate(found, start=1)]


def _order(row: Values) -> tuple[bool, int, int]:
    """By priority, what is of none last; the strongest first."""
    return (row["priority"] is None, row["priority"] or 0, -row["strength"])


def of_priority(row: Evidence) -> int | None:
    """The number of the priority a piece of evidence belongs to, by itself, its action or its measure."""
    holder = (
        row.priority
        or (row.action and row.action.priority)
        or (row.measure and row.measure.priority)
    )
    return holder.number if holder else None


def glossary(content: Mapping[str, Any]) -> list[Values]:
    """The report's own words, and those of the portal's glossary that stand in it. One or two queries."""
    text = json.dumps(content, ensure_ascii=False).casefold()
    own = {term for term, _ in rules.WORDS}
    found = [{"term": term, "meaning": meaning} for term, meaning in rules.WORDS]
    found += [
        {"term": entry.term, "meaning": entry.text}
        for entry in pages.glossary()
        if entry.term not in own and _stands_in(entry.term, text)
    ]
    return sorted(found, key=lambda row: row["term"].casefold())


def _stands_in(term: str, text: str) -> bool:
    """Whether a glossary's heading, or its short form in brackets, is a word of the text."""
    names = [*re.findall(r"\(([^)]+)\)", term), re.sub(r"\s*\([^)]*\)", "", term)]
    return any(re.search(rf"\b{re.escape(name.casefold())}\b", text) for name in names if name)


def measures(plan_id: uuid.UUID, until: dt.date, *, public: bool) -> list[Values]:
    """The measures as a report shows them, each with its chart frozen; as many queries as `measures.lines`."""
    found = figures.lines(plan_id, until, public=public)
    return [_measure(line, public=public) for line in found]


def _measure(line: figures.MeasureLine, *, public: bool) -> Values:
    known = [point for point in line.points if point.value is not None]
    latest = line.latest
    return {
        "id": line.id,
        "number": line.number,
        "name": line.name,
        "definition": line.definition,
        "unit": line.unit,
        "polarity": line.polarity,
        "priority_id": line.priority_id,
        "illustrative": line.illustrative,
        "suppressed": line.suppressed,
        "live": line.live,
        "owner": "" if public else line.owner,
        "rating": line.rating,
        "period": latest.name if latest else "",
        "latest": latest.words if latest else "No figure yet",
        "first_words": known[0].words if known else "",
        "planned": _figure(line.planned, line.unit),
        "target": _figure(line.target, line.unit),
        "facts": [
            {"label": label, "value": value} for label, value in _facts(line, public) if value
        ],
        "points": [
            {
                "period": point.name,
                "ends_on": point.ends_on,
                "value": point.value,
                "words": point.words,
                "planned": point.planned,
                "rating": point.rating,
            }
            for point in line.points
        ],
        "commentary": _commentary(line),
        "chart": charts.freeze(figures.chart_of(line)),
    }


def _figure(value: Decimal | None, unit: str) -> str:
    return "" if value is None else measure_rules.figure(value, unit)


def _facts(line: figures.MeasureLine, public: bool) -> list[tuple[str, str]]:
    """What stands beside a measure's chart, in words; an empty one is left out."""

    def against(value: Decimal | None, *more: str) -> str:
        words = [_figure(value, line.unit), *(part for part in more if part)]
        return ", ".join(words) if words[0] else ""

    latest = line.latest
    return [
        ("Newest figure", f"{latest.words}, {latest.name}" if latest else "No figure yet"),
        ("Planned for it", _figure(line.planned, line.unit)),
        ("Rated because", line.reason),
        ("Since the figure before", line.change_words),
        ("Target", against(line.target, _by(line.target_on, "by "), line.target_source)),
        ("Where we began", against(line.baseline, _by(line.baseline_on))),
        ("Elsewhere", against(line.benchmark, line.benchmark_source)),
        ("Usual range", line.limits_words),
        ("Better when", line.polarity_words),
        ("From", "Counted from the portal’s own cases" if line.live else line.source_words),
        ("About the data", line.quality_words),
        ("Owner", "" if public else line.owner),
    ]


def _by(day: dt.date | None, word: str = "") -> str:
    return f"{word}{day:%-d %B %Y}" if day else ""


def _commentary(line: figures.MeasureLine) -> Values:
    """What its owner says of the newest figure; empty words where it is not yet written."""
    said = line.commentary
    return {
        "why": said.why if said else "",
        "doing": said.doing if said else "",
        "right_by": said.right_by if said else None,
        "due_on": said.due_on if said else None,
    }
