"""The public pages of improvement plans: what anybody reads of them, ready to draw."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse

from dco_portal import charts
from dco_portal.common.clock import london
from dco_portal.common.templatetags.portal import day
from dco_portal.documents.models import Attachment
from dco_portal.documents.states import DocumentState, ScanState
from inspections.models import Plan, Report, Version, Video
from inspections.queries import measures
from inspections.queries.public import NewestReport
from inspections.rules.measures import figure
from inspections.rules.ratings import KEY
from inspections.states import PlanState, VoiceState

Values = dict[str, Any]
ANSWERS: dict[str, str] = {
    VoiceState.DOING: "We are doing",
    VoiceState.DONE: "We did",
    VoiceState.CANNOT: "What we can tell you",
}
STATE_COLOURS: dict[str, str] = {PlanState.ACTIVE: "green", PlanState.CLOSED: "grey"}
STRENGTHS = {1: "Activity", 2: "Output", 3: "Outcome", 4: "Lived experience"}


def _link(name: str, *args: Any) -> str:
    """The address of a page of another part, "" while there is none."""
    try:
        return reverse(f"inspections:{name}", args=args)
    except NoReverseMatch:
        return ""


def state(plan: Plan) -> tuple[str, str]:
    """How the plan stands, in words, and the colour of its tag."""
    return (plan.get_state_display(), STATE_COLOURS.get(plan.state, "blue"))


def card(plan: Any, newest: NewestReport | None) -> Values:
    """A plan in the list; `plan` carries `changed` and `area`."""
    words, colour = state(plan)
    return {
        "area": plan.area,
        "title": plan.title,
        "url": reverse("inspections:improvement-plan", args=[plan.slug]),
        "kind": plan.get_kind_display(),
        "state": words,
        "colour": colour,
        "icb": plan.icb.name,
        "summary": plan.summary,
        "years": f"{day(plan.starts_on)} to {day(plan.ends_on)}" if plan.ends_on else f"From {day(plan.starts_on)}",
        "changed": london(plan.changed).date(),
        "newest": newest,
        "newest_url": _link("report", plan.slug, newest.number) if newest else "",
    }  # fmt: skip


def measure(line: measures.MeasureLine, slug: str) -> Values:
    """One public measure with its chart."""
    return {
        "number": line.number,
        "name": line.name,
        "definition": line.definition,
        "latest": _latest(line),
        "period": line.latest.name if line.latest else "",
        "change": line.change_words,
        "target": figure(line.target, line.unit) if line.target is not None else "",
        "target_on": line.target_on,
        "benchmark": figure(line.benchmark, line.unit) if line.benchmark is not None else "",
        "benchmark_source": line.benchmark_source,
        "polarity": line.polarity_words,
        "rating": line.rating,
        "reason": line.reason,
        "source": line.source_words,
        "live": line.live,
        "illustrative": line.illustrative,
        "suppressed": line.suppressed_words if line.suppressed else "",
        "quality": line.quality_words,
        "chart": _chart(line),
        "src": reverse("inspections:improvement-chart", args=[slug, line.id]),
    }


def _latest(line: measures.MeasureLine) -> str:
    """The newest figure; why one is hidden stands with the chart."""
    if line.latest is None:
        return "No figure yet"
    return "No figure shown" if line.latest.hidden else line.latest.words


def _chart(line: measures.MeasureLine) -> charts.Chart | None:
    """The chart; none where there is nothing to draw."""
    chart = measures.chart_of(line)
    return None if chart.empty else chart


def priority(row: Mapping[str, Any], lines: Iterable[measures.MeasureLine], slug: str) -> Values:
    """One priority of `queries.content.chain`: wanted, did, difference, next, with ratings and measures."""
    actions = row["actions"]
    return {
        **row,
        "anchor": f"priority-{row['number']}",
        "parts": [
            ("What we wanted", row["wanted"] or row["impact"]),
            ("What we did", row["did"]),
            ("The difference it made", row["difference"]),
            ("What is next", row["next"]),
        ],
        "delivery": _tally(action["delivery"] for action in actions),
        "impact_ratings": _tally(action["impact"] for action in actions),
        "measures": [measure(line, slug) for line in lines if line.priority_id == row["id"]],
        "said": [voice(each) for each in row["said"]],
        "evidence": [each | {"shows": STRENGTHS[each["strength"]]} for each in row["evidence"]],
    }


def _tally(ratings: Iterable[str]) -> list[tuple[str, int]]:
    """How many actions have which rating, in the order of the key, without the empty ones."""
    found = Counter(str(rating) for rating in ratings)
    return [(str(line.rating), found[str(line.rating)]) for line in KEY if found[str(line.rating)]]


def voice(row: Mapping[str, Any]) -> Values:
    """One “you said, we did”."""
    return {**row, "answer": ANSWERS[row["state"]]}


def film(row: Video, file: Attachment | None, slug: str) -> Values:
    """A film: played in the page when it is kept here with captions, else a link to it."""
    held = file is not None and file.scan_state in (ScanState.WAITING, ScanState.INFECTED)
    kept = file if file is not None and not held else None
    src = reverse("inspections:improvement-film", args=[slug, row.pk]) if kept else ""
    return {
        "id": row.pk,
        "title": row.title,
        "on": row.on,
        "minutes": row.minutes,
        "link": row.link,
        "src": src,
        "type": kept.content_type if kept else "",
        "size": kept.size if kept else None,
        "captions": reverse("inspections:improvement-captions", args=[slug, row.pk]) if kept and row.captions else "",
        "transcript": row.transcript,
    }  # fmt: skip


def version(row: Version, slug: str) -> Values:
    """A published version of the plan."""
    made = row.public_document
    ready = made is not None and made.state == DocumentState.READY
    url = reverse("inspections:improvement-version", args=[slug, row.number]) if ready else ""
    return {
        "number": row.number,
        "note": row.note,
        "published": row.published_at,
        "url": url,
        "size": made.size if ready and made else None,
        "pages": made.pages if ready and made else None,
    }


def report(row: Report, slug: str) -> Values:
    """A public progress report in the list of all."""
    return {
        "number": row.number,
        "title": row.title,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "approved_at": row.approved_at,
        "url": _link("report", slug, row.number),
        "pdf_url": _link("report-pdf", slug, row.number),
    }


def page(
    plan: Any, chain: Mapping[str, Any], lines: list[measures.MeasureLine], *, films: Iterable[tuple[Video, Attachment | None]],
    versions: Iterable[Version], reports: Iterable[Report],
) -> Values:  # fmt: skip
    """All of a plan's public page; `plan` carries `changed`, `chain` is made for the public."""
    ids: set[uuid.UUID] = {row["id"] for row in chain["priorities"]}
    words, colour = state(plan)
    told = [report(row, plan.slug) for row in reports]
    return {
        "plan": plan,
        "state": words,
        "colour": colour,
        "changed": london(plan.changed).date(),
        "inspection": chain["inspection"],
        "priorities": [priority(row, lines, plan.slug) for row in chain["priorities"]],
        "measures": [measure(line, plan.slug) for line in lines if line.priority_id not in ids],
        "said": [voice(row) for row in chain["said"]],
        "partners": chain["partners"],
        "co_production": chain["co_production"],
        "approvals": chain["approvals"],
        "films": [film(row, file, plan.slug) for row, file in films],
        "versions": [version(row, plan.slug) for row in versions],
        "reports": told,
        "latest_url": _link("report-latest", plan.slug) if told else "",
        "reports_url": _link("reports", plan.slug) if told else "",
        "illustrative": plan.illustrative or any(line.illustrative for line in lines),
    }
