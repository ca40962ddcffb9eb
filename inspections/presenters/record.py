"""Inspections as the desk's pages, the public timeline and files draw them."""

import datetime as dt
from typing import Any

from django.urls import NoReverseMatch, reverse

from dco_portal.common.clock import today
from dco_portal.common.templatetags.portal import day
from dco_portal.documents import presenters as files
from inspections.models import Clock, Deferral, Finding, Inspection
from inspections.presenters import dates
from inspections.rules.clocks import FOLLOWED_BY
from inspections.states import InspectionState, Outcome

STATE_COLOURS: dict[str, str] = {
    InspectionState.EXPECTED: "grey",
    InspectionState.UNDER_WAY: "purple",
    InspectionState.AWAITING: "yellow",
    InspectionState.REPORTED: "blue",
}
FINDING_COLOURS: dict[str, str] = {
    "strength": "green", "improve": "blue", "priority_action": "orange", "weakness": "red",
}  # fmt: skip
COLUMNS = [{"label": each} for each in ("Inspection", "When", "Outcome", "Next date", "Public")]
HEADER = [
    "Area", "Integrated care board", "Framework", "How it stands", "Began", "Ended", "Expected from",
    "Expected until", "Announced", "Report received", "Report published", "Outcome", "Words of the outcome",
    "Report", "On the public timeline", "Next date", "What the next date is",
]  # fmt: skip
PUBLIC_HEADER = [
    "Area", "Framework", "When", "How it stands", "Outcome", "Words of the outcome", "Report published", "Report",
    "Put off", "Kind of finding", "Finding number", "Finding", "Whose words", "Page", "Who has to act",
]  # fmt: skip


def address(name: str, *args: Any) -> str:
    """The path of a URL name, or "" while there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def month(value: dt.date | None) -> str:
    """Gives "March 2018"."""
    return f"{value:%B %Y}" if value else ""


def when(inspection: Inspection) -> str:
    """The visit, or the window in which it is expected, in words."""
    began, ended = inspection.began_on, inspection.ended_on
    if began is None:
        return window(inspection.expected_from, inspection.expected_until)
    if inspection.month_only:
        return month(began)
    if ended is None or ended == began:
        return day(began)
    if (began.year, began.month) == (ended.year, ended.month):
        return f"{began.day} to {day(ended)}"
    return f"{day(began)} to {day(ended)}"


def window(first: dt.date | None, last: dt.date | None) -> str:
    """A window in words; "Not dated" for none."""
    if first is None:
        return "Not dated"
    if last is None:
        return f"Expected from {day(first)}"
    return f"Expected between {day(first)} and {day(last)}"


def outcome(inspection: Inspection) -> str:
    """The outcome as a label; the report's own words where it is none of the list."""
    if inspection.outcome == Outcome.OTHER:
        return inspection.outcome_words
    return inspection.get_outcome_display() if inspection.outcome else ""


def put_off(row: Deferral) -> str:
    """One deferral in a sentence."""
    since = month(row.due_on) if row.month_only else day(row.due_on)
    later = (month(row.until) if row.month_only else day(row.until)) if row.until else ""
    return f"Due {since}, put off{' to ' + later if later else ''}: {row.reason}"


def row(inspection: Inspection) -> dict[str, Any]:
    """A row of the desk's list."""
    nearest = dates.nearest(inspection.clocks.all())
    stands = {"tag": inspection.get_state_display(), "colour": STATE_COLOURS[inspection.state]}
    return {
        "cells": [
            {"text": inspection.get_framework_display(), "name": True, "sub": inspection.la.label,
             "url": reverse("inspections:desk-inspection", args=[inspection.pk])},
            {"text": when(inspection)},
            {**stands, "sub": outcome(inspection)[:80]},
            {"text": dates.short(nearest) if nearest else "None", "sub": dates.title(nearest) if nearest else ""},
            {"tag": "Public", "colour": "green"} if inspection.published else {"text": "No"},
        ]
    }  # fmt: skip


def line(inspection: Inspection) -> list[Any]:
    """A line of the desk's file."""
    nearest = dates.nearest(inspection.clocks.all())
    return [
        inspection.la.name, inspection.icb.name, inspection.get_framework_display(), inspection.get_state_display(),
        _cell(inspection.began_on, month_only=inspection.month_only), inspection.ended_on or "",
        inspection.expected_from or "", inspection.expected_until or "", inspection.announced_on or "",
        inspection.received_on or "", inspection.reported_on or "", inspection.get_outcome_display(),
        inspection.outcome_words, inspection.report_url, "yes" if inspection.published else "no",
        nearest.by or "" if nearest else "", dates.title(nearest) if nearest else "",
    ]  # fmt: skip


def _cell(value: dt.date | None, *, month_only: bool) -> str:
    return "" if value is None else f"{value:%Y-%m}" if month_only else value.isoformat()


def public_lines(inspection: Inspection) -> list[list[Any]]:
    """Lines of the public file: one for each finding, at least one for each inspection."""
    first = [
        inspection.la.name, inspection.get_framework_display(), when(inspection), inspection.get_state_display(),
        inspection.get_outcome_display(), inspection.outcome_words, inspection.reported_on or "",
        inspection.report_url, " ".join(put_off(each) for each in inspection.deferrals.all()),
    ]  # fmt: skip
    found = [
        [each.get_kind_display(), each.number, each.text, whose_words(each), each.page or "",
         "; ".join(body.name for body in each.responsible.all())]
        for each in inspection.findings.all()
    ]  # fmt: skip
    return [[*first, *rest] for rest in found or [[""] * 6]]


def whose_words(finding: Finding) -> str:
    """Whether the text is the report's or the area's own."""
    return "Our summary" if finding.is_summary else "The report’s words"


def facts(inspection: Inspection) -> list[dict[str, Any]]:
    """What the desk's page shows."""
    rows: list[tuple[str, str]] = [
        ("Area", f"{inspection.la.name}, {inspection.icb.name}"),
        ("Visit", when(inspection)),
        ("Announced", day(inspection.announced_on)),
        ("Window", window(inspection.expected_from, inspection.expected_until)
         if inspection.began_on and inspection.expected_from else ""),
        ("Follows", f"{inspection.follows.get_framework_display()}, {when(inspection.follows)}" if inspection.follows else ""),
        ("Report received", day(inspection.received_on)),
        ("Report published", day(inspection.reported_on)),
        ("Outcome", inspection.get_outcome_display()),
        ("In the words of the report", inspection.outcome_words),
        ("For the public timeline", inspection.summary),
    ]  # fmt: skip
    return [{"key": key, "value": value} for key, value in rows if value]


def actions(inspection: Inspection) -> list[dict[str, Any]]:
    """What those who keep it may do with the inspection itself."""
    found: list[tuple[str, str, bool]] = []
    if inspection.began_on:
        label = (
            "Change the report and outcome"
            if inspection.outcome
            else "Record the report and outcome"
        )
        found.append((label, "inspection-outcome", bool(inspection.outcome)))
    found.append(("Change dates and framework", "inspection-change", True))
    found.append(("Add the report as a file", "inspection-file-add", True))
    if inspection.report_id:
        found.append(("Take the report file off", "inspection-file-off", True))
    if inspection.published:
        found.append(("Take it off the public timeline", "inspection-unpublish", True))
    else:
        found.append(("Put it on the public timeline", "inspection-publish", True))
    return [
        {"label": label, "url": reverse(f"inspections:{name}", args=[inspection.pk]), "secondary": quiet}
        for label, name, quiet in found
    ]  # fmt: skip


def finding(row: Finding) -> dict[str, Any]:
    """A finding as both pages draw it."""
    return {
        "id": row.pk,
        "number": row.number,
        "kind": row.get_kind_display(),
        "colour": FINDING_COLOURS[row.kind],
        "text": row.text,
        "is_summary": row.is_summary,
        "page": row.page,
        "bodies": ", ".join(body.label for body in row.responsible.all()),
    }


def entry(inspection: Inspection) -> dict[str, Any]:
    """One inspection of the public timeline with all that is shown of it."""
    return {
        "id": inspection.pk,
        "title": inspection.get_framework_display(),
        "area": inspection.la.name,
        "when": when(inspection),
        "state": inspection.get_state_display(),
        "state_colour": STATE_COLOURS[inspection.state],
        "outcome": outcome(inspection),
        "words": inspection.outcome_words if inspection.outcome != Outcome.OTHER else "",
        "reported_on": inspection.reported_on,
        "summary": inspection.summary,
        "put_off": [
            {"words": put_off(each), "url": each.source_url} for each in inspection.deferrals.all()
        ],
        "findings": [finding(each) for each in inspection.findings.all()],
        "report_url": inspection.report_url,
        "file": files.file_row(
            inspection.report, reverse("inspections:inspection-report", args=[inspection.pk])
        )
        if inspection.report
        else None,
        "plans": [_plan(each) for each in inspection.plans.all()],
        "next": dates.public(inspection),
        "before": _other(inspection.follows),
        "after": [_other(each) for each in inspection.followed_by.all() if each.published],
    }


def _plan(plan: Any) -> dict[str, str]:
    return {
        "title": plan.title,
        "kind": plan.get_kind_display(),
        "url": address("inspections:improvement-plan", plan.slug),
    }


def _other(inspection: Inspection | None) -> dict[str, Any] | None:
    if inspection is None or not inspection.published:
        return None
    return {
        "title": f"{inspection.get_framework_display()}, {when(inspection)}",
        "url": reverse("inspections:inspection", args=[inspection.pk]),
    }


def to_come(
    windows: list[Clock], expected: list[Inspection], *, public: bool
) -> list[dict[str, Any]]:
    """What is to be expected next and why: inspections with a window of their own, then the other windows by rule."""
    name = "inspections:inspection" if public else "inspections:desk-inspection"
    found = [
        {
            "area": each.la.label,
            "what": each.get_framework_display(),
            "when": when(each),
            "why": "",
            "url": reverse(name, args=[each.pk]),
        }
        for each in expected
    ]
    known = {(each.la_id, each.framework) for each in expected}
    windows = [
        each for each in windows
        if (each.inspection.la_id, FOLLOWED_BY[each.rule]) not in known
    ]  # fmt: skip
    return found + [
        {**dates.window(each, today()), "area": each.inspection.la.label,
         "url": reverse(name, args=[each.inspection_id])}
        for each in windows
    ]  # fmt: skip
