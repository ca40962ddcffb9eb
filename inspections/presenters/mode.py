"""What the pages of inspection mode show. A child is a letter in every list."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import london
from dco_portal.common.templatetags.portal import day, days_left, moment
from dco_portal.documents import presenters as documents
from dco_portal.documents.states import DocumentState
from inspections.models import ChildBundle, Exercise, InspectorRequest
from inspections.rules import mode as rules
from inspections.states import InspectorRequestState as S

COLOURS = {S.OPEN: "yellow", S.SENT: "green", S.WITHDRAWN: "grey"}
COLUMNS = [
    {"label": "No."}, {"label": "What inspectors asked for"}, {"label": "About"}, {"label": "Asked"}, {"label": "Due"},
    {"label": "Who has it"}, {"label": "State"},
]  # fmt: skip
HEADER = (
    "Number", "What inspectors asked for", "About", "Asked", "Due", "By which rule", "Who has it", "State", "Sent",
    "How, or why not", "In time",
)  # fmt: skip
EXERCISE_COLUMNS = [
    {"label": "Name"}, {"label": "Kind"}, {"label": "Area"}, {"label": "Began"}, {"label": "Ended"},
    {"label": "To be answered", "numeric": True}, {"label": "Late", "numeric": True},
]  # fmt: skip
EXERCISE_HEADER = ("Name", "Kind", "Area", "Began", "Ended", "To be answered", "Late")
OF_THE_LOG = ("state", "late", "holder", "letter", "after", "before")


def exercise_row(row: Any) -> dict[str, Any]:
    """One line of the list of exercises; `open` and `late` come with the query."""
    return {
        "late": bool(row.late) and row.ended_on is None,
        "cells": [
            {"text": row.title, "url": reverse("inspections:exercise", args=[row.pk]), "name": True},
            {"tag": row.get_kind_display(), "colour": "blue" if row.kind == "inspection" else "grey"},
            {"text": row.la.label}, {"text": day(row.began_on)},
            {"text": day(row.ended_on) if row.ended_on else "Goes on"}, {"text": str(row.open)},
            {"text": str(row.late)},
        ],
    }  # fmt: skip


def exercise_line(row: Any) -> list[Any]:
    """One line of the same as a file."""
    return [row.title, row.get_kind_display(), row.la.label, row.began_on, row.ended_on or "", row.open, row.late]  # fmt: skip


def about(request: InspectorRequest) -> str:
    """Such as "Child A"; nothing where it is about no child."""
    return f"Child {request.tracked.letter}" if request.tracked else ""


def holder(request: InspectorRequest) -> str:
    """Who has it, in words."""
    return request.holder.name if request.holder else request.holder_words or "Nobody yet"


def stands(request: InspectorRequest) -> str:
    """How its date stands: "1 day left", "sent in time", "sent 2 days late"."""
    if request.state == S.WITHDRAWN:
        return "not wanted any more"
    if request.sent_at is None:
        return days_left(request.due_on)
    late = (london(request.sent_at).date() - request.due_on).days
    return f"sent {late} day{'' if late == 1 else 's'} late" if late > 0 else "sent in time"


def row(request: InspectorRequest, on: dt.date) -> dict[str, Any]:
    """One line of the log."""
    late = rules.late(request, on)
    return {
        "late": late,
        "cells": [
            {"text": str(request.number)},
            {"text": request.what, "url": reverse("inspections:inspector-request", args=[request.pk]), "name": True},
            {"text": about(request) or "No child"}, {"text": moment(request.asked_at)},
            {"text": day(request.due_on), "sub": stands(request)}, {"text": holder(request)},
            {"tag": "Late" if late else request.get_state_display(), "colour": "red" if late else COLOURS[S(request.state)]},
        ],
    }  # fmt: skip


def line(request: InspectorRequest) -> list[Any]:
    """One line of the log as a file; dates as 2026-03-01, moments with their minute."""
    sent = request.sent_at
    late = sent is not None and london(sent).date() > request.due_on
    return [
        request.number, request.what, about(request), f"{london(request.asked_at):%Y-%m-%d %H:%M}", request.due_on,
        rules.RULE_WORDS[request.due_rule], holder(request), request.get_state_display(),
        f"{london(sent):%Y-%m-%d %H:%M}" if sent else "", request.sent_words, ("No" if late else "Yes") if sent else "",
    ]  # fmt: skip


def views(exercise: Exercise, counts: dict[str, int], wanted: dict[str, str]) -> list[dict[str, Any]]:  # fmt: skip
    """Open, late, sent, withdrawn, all, with how many of each."""
    here = reverse("inspections:exercise", args=[exercise.pk])
    tabs = [
        ("All", sum(counts[key] for key in ("open", "sent", "withdrawn")), {}),
        ("To be answered", counts["open"], {"state": "open"}), ("Late", counts["late"], {"late": "yes"}),
        ("Sent", counts["sent"], {"state": "sent"}), ("Withdrawn", counts["withdrawn"], {"state": "withdrawn"}),
    ]  # fmt: skip
    chosen = {key: value for key, value in wanted.items() if key in {"state", "late"}}
    return [
        {"label": label, "count": str(count), "url": f"{here}?{urlencode(query)}" if query else here, "current": query == chosen}
        for label, count, query in tabs
    ]  # fmt: skip


def clock(request: InspectorRequest) -> dict[str, Any]:
    """The clock of a request, for `components/clock.html`."""
    framework = request.due_rule == rules.FRAMEWORK
    return {
        "title": "Answer to the inspectors",
        "asked_on": london(request.asked_at).date(),
        "due_on": request.due_on,
        "met_on": london(request.sent_at).date() if request.sent_at else None,
        "ended": "Withdrawn by the inspectors" if request.state == S.WITHDRAWN else "",
        "local": request.due_rule == rules.POLICY,
        "exceptions": [],
        "why": f"{rules.RULE_WORDS[request.due_rule]}."
        + (" Weekends are counted: the earlier reading of “within 2 days”." if framework else ""),
        "citation": "Area SEND framework and handbook" if framework else "",
        "citation_url": rules.FRAMEWORK_URL if framework else "",
    }


def request_facts(request: InspectorRequest) -> list[dict[str, Any]]:
    """The facts of a request."""
    rows: list[tuple[str, str]] = [
        ("What inspectors asked for", request.what), ("About", about(request) or "No child"),
        ("Asked", moment(request.asked_at)), ("Due", f"{day(request.due_on)} ({stands(request)})"),
        ("Who has it", holder(request)), ("State", str(request.get_state_display())),
    ]  # fmt: skip
    if request.sent_at:
        rows.append(("Sent", moment(request.sent_at)))
    if request.sent_words:
        rows.append(("How" if request.state == S.SENT else "Why", request.sent_words))
    return [{"key": key, "value": value} for key, value in rows]


def request_actions(request: InspectorRequest) -> list[dict[str, Any]]:
    """The steps that can be taken now."""
    if not rules.is_open(request.exercise):
        return []
    args = [request.pk]
    if request.state != S.OPEN:
        return [{"label": "Open it again", "url": reverse("inspections:request-reopen", args=args), "method": "post", "secondary": True}]  # fmt: skip
    return [
        {"label": "Mark it sent", "url": reverse("inspections:request-sent", args=args)},
        {"label": "Give it to somebody", "url": reverse("inspections:request-give", args=args), "secondary": True},
        {"label": "Change the words or the date", "url": reverse("inspections:request-change", args=args), "secondary": True},
        {"label": "Inspectors do not want it any more", "url": reverse("inspections:request-withdraw", args=args), "secondary": True},
    ]  # fmt: skip


def tracked_cards(letters: list[str], mine: list[Any]) -> list[dict[str, str]]:
    """Every letter; a name and a link only where the reader has a part in the case."""
    shown = {row.letter: row for row in mine}
    return [
        {
            "letter": letter,
            "name": shown[letter].child.name if letter in shown else "",
            "url": reverse("inspections:tracked", args=[shown[letter].pk]) if letter in shown else "",
        }
        for letter in letters
    ]  # fmt: skip


def bundle_card(row: ChildBundle) -> dict[str, Any]:
    """A bundle in a list."""
    document = row.document
    return {
        "url": reverse("inspections:child-bundle", args=[row.pk]), "number": row.number, "at": row.created_at,
        "who": row.made_by.name if row.made_by else "", "items": row.items, "redacted": row.redacted,
        "files": len(row.files), "pages": document.pages if document else None,
        "state": str(document.get_state_display()) if document else "",
        "ready": document is not None and document.state == DocumentState.READY,
    }  # fmt: skip


def bundle_page(row: ChildBundle, done: int, by: User) -> dict[str, Any]:
    """The context of one bundle's page."""
    assert row.document is not None
    here = reverse("inspections:child-bundle", args=[row.pk])
    papers = row.document.context
    return {
        "bundle": row,
        "tracked": row.tracked,
        "page_url": here,
        "card": documents.card(
            row.document, reverse("inspections:child-bundle-pdf", args=[row.pk]),
            reverse("inspections:child-bundle-retry", args=[row.pk]), check_again_href=here,
        ),
        "taken_out": papers.get("taken_out", []),
        "left_out": papers.get("left_out", []),
        "not_redacted": papers.get("not_redacted", ""),
        "zip_words": _zip_words(row, done),
        "zip_working": bool(row.zip_asked_at) and not row.zip_sha256 and not row.zip_failed,
        "may_zip": bool(row.files) and (not row.zip_asked_at or bool(row.zip_failed)),
    }  # fmt: skip


def _zip_words(row: ChildBundle, done: int) -> str:
    return f"{done} of {len(row.files)} files packed." if done else "The ZIP is being prepared."
