"""The log and its lines as pages and files draw them."""

import uuid
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.gaps import queries, rules
from dco_portal.gaps.models import GapLine, GapSource
from dco_portal.gaps.states import LineState

Kind = GapSource.Kind
VIEWS = {"live": "To be worked", "ended": "Answered and closed", "merged": "Merged", "all": "All"}
COLOURS = {
    LineState.OPEN: "blue",
    LineState.ACCEPTED: "yellow",
    LineState.COMMISSIONING: "purple",
    LineState.ANSWERED: "green",
    LineState.CLOSED: "grey",
}
# Said after a number: "4 enquiries".
COUNTED = {
    Kind.ENQUIRY: ("enquiry", "enquiries"),
    Kind.NOT_KNOWN: ("reply “not known”", "replies “not known”"),
    Kind.EMPTY_SEARCH: ("search without a result", "searches without a result"),
    Kind.DISPUTE: ("dispute", "disputes"),
    Kind.NOT_LISTED: (
        "service missing from the Local Offer",
        "services missing from the Local Offer",
    ),
    Kind.NOT_LISTED: ("service not in the Local Offer", "services not in the Local Offer"),
}
# Headings of the columns of numbers, in the order of the kinds.
SHORT = {
    Kind.ENQUIRY: "Enquiries",
    Kind.NOT_KNOWN: "Not known",
    Kind.EMPTY_SEARCH: "Searches",
    Kind.DISPUTE: "Disputes",
    Kind.NOT_LISTED: "Not listed",
}
CSV_HEADER = [
    "Place", "Reference", "Service", "Theme", "Area", "State", "Recent sources", "Sources in all",
    *(kind.label for kind in Kind), "Latest", "Owner", "Decision", "Board item", "Board meeting", "Merged into",
]  # fmt: skip


def views(current: str) -> list[dict[str, Any]]:
    """The ways of looking at the log."""
    here = reverse("gaps:log")
    return [
        {"label": label, "url": f"{here}?view={key}", "current": key == current}
        for key, label in VIEWS.items()
    ]


def counted(kinds: dict[str, int]) -> str:
    """Numbers by kind in words: "4 enquiries, 1 dispute"."""
    return ", ".join(
        f"{kinds[kind]} {one if kinds[kind] == 1 else many}"
        for kind, (one, many) in COUNTED.items()
        if kinds.get(kind)
    )


def rows(lines: list[GapLine]) -> list[dict[str, Any]]:
    """The lines of one page, each with its numbers and how it compares with the heaviest of the page."""
    kinds = queries.by_kind(line.pk for line in lines)
    most = max((line.recent for line in lines), default=0)  # type: ignore[attr-defined]
    return [
        {
            "line": line,
            "url": reverse("gaps:line", args=[line.pk]),
            "kinds": counted(kinds.get(line.pk, {})),
            "most": most or 1,
            "colour": COLOURS[LineState(line.state)],
        }
        for line in lines
    ]


def csv_rows(lines: list[GapLine]) -> list[list[Any]]:
    """The file's lines, in the log's order; dates as 2026-03-01."""
    kinds = queries.by_kind(line.pk for line in lines)
    return [
        [
            place, line.reference, line.service_words, line.theme_words, line.area_words, line.get_state_display(),
            line.recent, line.total,  # type: ignore[attr-defined]
            *(kinds.get(line.pk, {}).get(kind, 0) for kind in Kind.values),
            line.latest,  # type: ignore[attr-defined]
            line.owner.name if line.owner else "", line.decision, line.board, line.board_on,
            line.merged_into.reference if line.merged_into else "",
        ]
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip


def actions(line: GapLine, by: User) -> list[dict[str, Any]]:
    """The buttons of a line's page."""
    offered = [
        (rules.can_decide(by, line), "Owner, decision, board", "gaps:decide"),
        (bool(rules.moves(by, line)), "Change its state", "gaps:move"),
        (rules.can_decide(by, line) and rules.is_live(line), "Merge", "gaps:merge"),
        (rules.can_unmerge(by, line), "Take out again", "gaps:unmerge"),
    ]
    return [
        {"label": label, "url": reverse(name, args=[line.pk]), "secondary": True}
        for shown, label, name in offered
        if shown
    ]


def facts(line: GapLine) -> list[dict[str, Any]]:
    """What is known and decided, as a summary list."""
    board = line.board or "None"
    if line.board and line.board_on:
        board = f"{line.board}, {line.board_on.day} {line.board_on:%B %Y}"
    return [
        {"key": "Service", "value": line.service_words},
        {"key": "Theme", "value": line.theme_words},
        {"key": "Area", "value": line.area_words},
        {"key": "Owner", "value": line.owner.name if line.owner else "Nobody"},
        {"key": "Decision", "value": line.decision or "None yet"},
        {"key": "Board item", "value": board},
    ]


def months(line: GapLine) -> list[dict[str, Any]]:
    """The line's months with a count per kind in the order of the kinds, and the most of any month."""
    found = queries.months(line)
    most = max((month.total for month in found), default=1)
    return [
        {
            "month": f"{month.month:%B %Y}",
            "kinds": [month.kinds.get(kind, 0) for kind in Kind.values],
            "total": month.total,
            "most": most,
        }
        for month in found
    ]


def source_rows(
    rows: list[GapSource], paths: dict[uuid.UUID, str], *, shown: bool
) -> list[dict[str, Any]]:
    """Cells of the sources; only those the reader may open carry a link."""
    return [
        {
            "cells": [
                {
                    "text": row.get_kind_display(),
                    "url": paths.get(row.source_id, ""),
                    "name": True,
                },
                {"text": f"{row.on.day} {row.on:%B %Y}"},
                {"text": row.words or "None kept"},
            ]
        }
        for row in rows
        if shown or row.source_id in paths
    ]


def history(line: GapLine) -> list[dict[str, Any]]:
    """What people did to the line, newest first, for the timeline."""
    changes = line.changes.select_related("by").order_by("-created_at", "-pk")[:100]
    return [
        {
            "at": change.created_at,
            "what": change.what,
            "who": change.by.name if change.by else "The portal",
            "detail": change.reason,
        }
        for change in changes
    ]
