"""Feeds and readings as pages show them."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from dco_portal.common.keyset import Page
from dco_portal.common.templatetags.portal import moment
from local_offer.models import HarvestRow, HarvestRun, HarvestSource
from local_offer.rules.harvest import feeds

Kind, State = HarvestRow.Kind, HarvestRun.State
COLOUR = {
    State.READING: "blue", State.READY: "yellow", State.APPLYING: "blue", State.DONE: "green", State.FAILED: "red",
    State.DROPPED: "grey",
}  # fmt: skip
KIND_COLOUR = {
    Kind.NEW: "green", Kind.CHANGED: "blue", Kind.CONFLICT: "orange", Kind.WITHDRAWN: "purple", Kind.INVALID: "red",
    Kind.UNCHANGED: "grey", Kind.PENDING: "grey",
}  # fmt: skip
SHOWN = (Kind.CONFLICT, Kind.NEW, Kind.CHANGED, Kind.WITHDRAWN, Kind.INVALID, Kind.UNCHANGED)
SOURCES = [{"label": "Directory"}, {"label": "Into"}, {"label": "Read"}, {"label": "Last reading"}]
RUNS = [{"label": "Reading"}, {"label": "State"}, {"label": "What came of it"}]
ROWS = [{"label": "Entry"}, {"label": "What it is"}, {"label": "What happens"}, {"label": "Worth knowing"}]  # fmt: skip
CHANGES = [{"label": "Field"}, {"label": "What we have"}, {"label": "What the feed says"}]
GONE = [{"label": "Entry"}, {"label": "Missing since"}]
HEADER = ["Number", "Id in the feed", "Entry", "What it is", "Decision", "Done", "Notes"]


def colour(run: HarvestRun) -> str:
    return COLOUR[State(run.state)]


def source_row(source: HarvestSource, last: HarvestRun | None) -> dict[str, Any]:
    """A feed in the list of feeds."""
    read = {
        "tag": last.get_state_display(), "colour": colour(last), "sub": moment(last.created_at),
    } if last else {"text": "Never"}  # fmt: skip
    return {
        "cells": [
            {"text": source.name, "url": reverse("local_offer:harvest-source", args=[source.pk]), "name": True},
            {"text": source.local_authority.label},
            {"text": "Stopped" if source.stopped else source.get_often_display()},
            read,
        ]
    }  # fmt: skip


def facts(source: HarvestSource) -> list[dict[str, str]]:
    """What a feed is."""
    return [
        {"key": "Into the Local Offer of", "value": source.local_authority.label},
        {"key": "Address", "value": source.url or "None: files are uploaded"},
        {"key": "Read", "value": "Stopped" if source.stopped else source.get_often_display()},
        {
            "key": "New and changed entries",
            "value": "Published without asking" if source.auto_publish else "Wait for you",
        },
    ]


def run_row(run: HarvestRun) -> dict[str, Any]:
    """A reading in the list of readings."""
    who = run.by.name if run.by else "By plan"
    return {
        "cells": [
            {"text": moment(run.created_at), "url": reverse("local_offer:harvest-run", args=[run.pk]),
             "name": True, "sub": run.filename or who},
            {"tag": run.get_state_display(), "colour": colour(run)},
            {"text": run.message},
        ]
    }  # fmt: skip


def withdrawn_row(bond: Any) -> dict[str, Any]:
    """An entry that the feed does not have any more."""
    return {
        "cells": [
            {"text": bond.service.name, "url": reverse("local_offer:listing", args=[bond.service_id]), "name": True},
            {"text": f"{bond.withdrawn_on.day} {bond.withdrawn_on:%B %Y}"},
        ]
    }  # fmt: skip


def progress(run: HarvestRun, counts: dict[str, int], applied: int) -> str:
    """How far a reading has come, in a sentence."""
    read = sum(counts.values()) - counts.get(Kind.PENDING, 0)
    if run.state == State.APPLYING:
        return f"Being published: {applied:,} done so far."
    if run.tries:
        return f"{run.message} We try again soon ({run.tries} of {feeds.MOST_TRIES})."
    whole = f" of {run.total:,}" if run.total else ""
    return f"Being read: {read:,}{whole} entries so far."


def views(run: HarvestRun, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """Tabs by kind of row, each with its number; empty kinds are left out."""
    page = reverse("local_offer:harvest-run", args=[run.pk])
    return [
        {
            "label": f"{kind.label} ({counts[kind]:,})",
            "url": f"{page}?{urlencode({'kind': kind.value})}",
            "current": kind.value == chosen,
        }
        for kind in SHOWN
        if counts.get(kind)
    ]


def what_happens(row: HarvestRow) -> str:
    """What becomes of a row, in words."""
    if row.kind in (Kind.INVALID, Kind.UNCHANGED, Kind.PENDING):
        return "Nothing"
    if row.choice == HarvestRow.Choice.OPEN:
        return "Waits for your decision"
    if row.choice == HarvestRow.Choice.KEEP:
        return "Left out" if row.kind == Kind.NEW else "What we have stays"
    done = row.applied
    words = {
        Kind.NEW: ("Is added", "Added"),
        Kind.WITHDRAWN: ("Is noted on the entry", "Noted on the entry"),
    }.get(Kind(row.kind), ("Is changed", "Changed"))
    return words[done]


def row(each: HarvestRow) -> dict[str, Any]:
    """A row of the preview."""
    fields = ", ".join(dict.fromkeys(change["label"] for change in each.changes))
    return {
        "cells": [
            {"text": each.name or "Without a name", "name": True,
             "url": reverse("local_offer:harvest-row", args=[each.run_id, each.pk])},
            {"tag": each.get_kind_display(), "colour": KIND_COLOUR[Kind(each.kind)]},
            {"text": what_happens(each)},
            {"text": " ".join(each.notes), "sub": f"Changes: {fields}" if fields else ""},
        ]
    }  # fmt: skip


def line(each: HarvestRow) -> list[Any]:
    """A row of the report as a file."""
    return [
        each.number, each.external_id, each.name, each.get_kind_display(), what_happens(each),
        "yes" if each.applied else "no", " ".join(each.notes),
    ]  # fmt: skip


def changes(each: HarvestRow) -> list[dict[str, Any]]:
    """Field by field: what we have and what the feed says."""
    return [
        {
            "cells": [
                {"text": change["label"], "name": True},
                {"text": change["before"] or "Nothing"},
                {"text": change["after"] or "Nothing"},
            ]
        }
        for change in each.changes
    ]


def said(each: HarvestRow) -> list[dict[str, str]]:
    """What the feed says of a new entry, its main words."""
    fields = each.mapped.get("content", {}).get("fields", {})
    places = each.mapped.get("content", {}).get("places", [])
    rows = {
        "Organisation": each.mapped.get("body", {}).get("name", ""),
        "In one sentence": fields.get("summary", ""),
        "What it does": fields.get("description", ""),
        "Places": "\n".join(place["location"]["name"] for place in places),
        "Website": fields.get("website", ""),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def cursors(page: Page) -> dict[str, str]:
    return {"next_cursor": page.next, "previous_cursor": page.previous}
