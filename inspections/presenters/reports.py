"""Progress reports on pages and as a spreadsheet, all drawn from the frozen content alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from dco_portal.documents import presenters as files
from dco_portal.documents.models import Document
from inspections.models import Report
from inspections.rules import ratings
from inspections.states import ReportState

Values = Mapping[str, Any]
COLOURS: dict[str, str] = {
    ReportState.PREPARED: "yellow",
    ReportState.APPROVED: "green",
    ReportState.WITHDRAWN: "grey",
}
COLUMNS = (
    {"label": "Report"},
    {"label": "For"},
    {"label": "Period"},
    {"label": "State"},
    {"label": "Files"},
)
LIST_HEADER = (
    "Number",
    "For",
    "First day",
    "Last day",
    "State",
    "Made by",
    "Approved by",
    "Approved at",
    "SHA-256",
)
HEADER = (
    "Section", "Priority", "Number", "What", "Who", "Date", "First date", "Delivery", "Impact", "Figure", "Planned",
    "Words",
)  # fmt: skip
FILE_NAMES = {"draft": "Draft", "document": "Report", "easy_read": "Easy read"}


def row(report: Report) -> dict[str, Any]:
    """One line of a plan's list of reports, for components/sortable_table.html."""
    ready = [
        FILE_NAMES[name]
        for name in FILE_NAMES
        if (document := getattr(report, name)) and document.state == "ready"
    ]
    return {
        "cells": [
            {
                "text": f"Report {report.number}",
                "url": reverse("inspections:plan-report", args=[report.pk]),
                "name": True,
            },
            {"text": report.get_audience_display()},
            {"text": f"{report.starts_on:%-d %B %Y} to {report.ends_on:%-d %B %Y}"},
            {"tag": report.get_state_display(), "colour": COLOURS[report.state]},
            {"text": ", ".join(ready) or "Being made"},
        ]
    }


def list_row(report: Report) -> list[Any]:
    """One line of the list as a file."""
    return [
        report.number, report.get_audience_display(), report.starts_on, report.ends_on, report.get_state_display(),
        report.made_by.name if report.made_by else "", report.approved_by.name if report.approved_by else "",
        report.approved_at.isoformat() if report.approved_at else "", report.sha256,
    ]  # fmt: skip


def cards(report: Report, *, may_retry: bool) -> list[dict[str, Any]]:
    """The report's files as cards: the draft while it waits, else the report and its easy-read page."""
    approved = report.state == ReportState.APPROVED
    wanted = ("document", "easy_read") if approved else ("draft",)
    return [
        _card(report, document, name, may_retry)
        for name in wanted
        if (document := getattr(report, name)) is not None
    ]


def _card(report: Report, document: Document, name: str, may_retry: bool) -> dict[str, Any]:
    retry = reverse("inspections:plan-report-retry", args=[report.pk, document.pk])
    return files.card(
        document,
        reverse(f"inspections:plan-report-{name.replace('_', '-')}", args=[report.pk]),
        retry if may_retry else "",
        check_again_href=reverse("inspections:plan-report", args=[report.pk]),
    )


def body(report: Report, chart_address: str) -> dict[str, Any]:
    """What `inspections/report/_body.html` reads on a page. `chart_address` holds KEY for a chart's key."""
    content = report.content
    charted = {
        **content,
        "measures": [_with_src(each, chart_address) for each in content["measures"]],
        "priorities": [
            {**each, "measures": [_with_src(row, chart_address) for row in each["measures"]]}
            for each in content["priorities"]
        ],
    }
    return {
        "report": charted,
        "sha256": report.sha256,
        "approval": approval(report),
        "chart_src": {"short": chart_address.replace("KEY", "short")},
    }


def _with_src(measure: Values, address: str) -> dict[str, Any]:
    return {**measure, "src": address.replace("KEY", measure["id"])}


def approval(report: Report) -> dict[str, Any] | None:
    """Who approved the report, as its final PDF froze it; None while nobody has."""
    if report.state != ReportState.APPROVED or report.document is None:
        return None
    found: dict[str, Any] = report.document.context["approval"]
    return found


def csv_rows(content: Values) -> Iterator[list[Any]]:
    """All that a report says as rows under `HEADER`."""
    yield from _short_rows(content)
    for name in ("up", "down", "slipped", "new", "closed"):
        for move in content["moved"][name]:
            words = f"{move['scale']} {_rated(move['before'])} to {_rated(move['after'])}".strip()
            yield _line(f"Moved: {name}", number=move["number"], what=move["what"], words=words)
    for priority in content["priorities"]:
        yield from _priority_rows(priority)
    for measure in content["measures"]:
        yield from _measure_rows(measure, "")
    yield from _end_rows(content)


def _line(section: str, **values: Any) -> list[Any]:
    names = (
        "priority", "number", "what", "who", "date", "first", "delivery", "impact", "figure", "planned", "words",
    )  # fmt: skip
    return [section, *("" if values.get(name) is None else values.get(name, "") for name in names)]


def _rated(value: str) -> str:
    """A rating's colour in words; a date or a state as it is."""
    return ratings.label(value) if value in set(ratings.Rating) else value


def _short_rows(content: Values) -> Iterator[list[Any]]:
    short = content["short"]
    yield _line("Report", number=content["number"], what=content["plan"]["title"], who=content["audience_words"],
                date=content["ends_on"], first=content["starts_on"], words=content["message"])  # fmt: skip
    for scale in ("delivery", "impact", "measures"):
        for each in short[scale]:
            yield _line(
                f"In short: {scale}", what=ratings.label(each["rating"]), figure=each["count"]
            )
    for each in short["overdue"]:
        yield _line(
            "Overdue",
            number=each["number"],
            what=each["what"],
            who=each["who"],
            date=each["due_on"],
        )
    for window in short["next"]:
        for each in window["actions"]:
            yield _line(f"Due within {window['days']} days", number=each["number"], what=each["what"],
                        who=each["who"], date=each["due_on"])  # fmt: skip
        for each in window["milestones"]:
            yield _line(f"Milestone due within {window['days']} days", number=each["number"], what=each["what"],
                        date=each["due_on"])  # fmt: skip


def _priority_rows(priority: Values) -> Iterator[list[Any]]:
    place = priority["number"]
    yield _line("Priority", priority=place, what=priority["title"], words=priority["impact"])
    for finding in priority["findings"]:
        yield _line("Finding", priority=place, number=finding["number"], what=finding["text"])
    for action in priority["actions"]:
        yield _line("Action", priority=place, number=action["number"], what=action["what"], who=action["who"],
                    date=action["due_on"], first=action["original_due_on"], delivery=_rated(action["delivery"]),
                    impact=_rated(action["impact"]), figure=f"{action['percent']}%", words=action["narrative"])  # fmt: skip
        for step in action["milestones"]:
            yield _line("Milestone", priority=place, number=action["number"], what=step["what"], date=step["due_on"],
                        first=step["original_due_on"], words=f"Done {step['done_on']}" if step["done_on"] else "")  # fmt: skip
    for measure in priority["measures"]:
        yield from _measure_rows(measure, place)
    for group in priority["evidence"]:
        for item in group["items"]:
            yield _line("Evidence", priority=place, number=item["action"], what=item["title"], date=item["on"],
                        words=f"{group['label']}. {'Verified' if item['verified_on'] else 'Not verified'}")  # fmt: skip
    for ask in priority["asks"]:
        yield _line(
            "Help asked of the board", priority=place, number=ask["number"], words=ask["words"]
        )


def _measure_rows(measure: Values, place: Any) -> Iterator[list[Any]]:
    yield _line("Measure", priority=place, number=measure["number"], what=measure["name"], who=measure["owner"],
                impact=_rated(measure["rating"]) if measure["rating"] else "", figure=measure["latest"],
                planned=measure["planned"], words=measure["definition"])  # fmt: skip
    for point in measure["points"]:
        yield _line("Figure", priority=place, number=measure["number"], what=point["period"], date=point["ends_on"],
                    figure=point["words"], planned=point["planned"])  # fmt: skip


def _end_rows(content: Values) -> Iterator[list[Any]]:
    for each in content["exceptions"]:
        said = each["commentary"]
        yield _line("Exception", number=each["number"], what=each["name"], who=each["owner"], date=said["right_by"],
                    figure=each["latest"], planned=each["planned"],
                    words=f"{said['why']} {said['doing']}".strip() or "Commentary not yet written")  # fmt: skip
    for each in content["dates"]:
        yield _line("Change of date", number=each["number"], what=each["what"], who=each["decided_by"],
                    date=each["after"], first=each["before"], words=f"{each['state_words']}. {each['reason']}".strip())  # fmt: skip
    for each in content["risks"]:
        yield _line("Risk", number=each["number"], what=f"{each['cause']} {each['event']} {each['effect']}",
                    who=each["owner"], figure=each["score"], words=each["control"])  # fmt: skip
    for each in content["decisions"]:
        yield _line(
            "Decision", number=each["number"], what=each["text"], who=each["board"], date=each["on"]
        )
    for each in content["said"]:
        yield _line("You said, we did", what=each["said"], who=each["who_words"], date=each["heard_on"],
                    words=each["did"] or each["state_words"])  # fmt: skip
    for each in content["index"]:
        yield _line("Evidence index", priority=each["priority"], number=each["index"], what=each["title"],
                    who=each["verified_by"], date=each["on"], words=each["strength_words"])  # fmt: skip
