"""What the worklist's pages show: rows, tabs, chips, all in words."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dco_portal.accounts.permissions import Permission
from dco_portal.common.clock import london
from dco_portal.common.templatetags.portal import day
from dco_portal.home import kinds
from dco_portal.home.forms_worklist import FilterForm
from dco_portal.work import lists
from dco_portal.work.models import SavedView, WorkItem

KEPT = (
    "view", "sort", "reference", "kind", "team", "owner", "rule", "part",
    "due_from_0", "due_from_1", "due_from_2", "due_to_0", "due_to_1", "due_to_2",
)  # fmt: skip
COLUMNS = (
    {"label": "Work", "sort": "reference"},
    {"label": "Who has it"},
    {"label": "Due by law", "sort": "due"},
    {"label": "Next step"},
)


def columns(look: lists.Look) -> list[dict[str, str]]:
    """The columns; one sorts by its link where the view can be ordered by it."""
    dated = look.view.sort == "due" or bool(look.filters.reference)
    return [
        {"label": column["label"]} if column.get("sort") == "due" and not dated else dict(column)
        for column in COLUMNS
    ]


def query_of(parameters: QueryDict, **changes: str) -> str:
    """The filters in an address, as they may be kept and linked: known keys only, no cursors."""
    values = {key: parameters[key] for key in KEPT if parameters.get(key)} | changes
    return urlencode({key: value for key, value in values.items() if value})


def address(query: str, name: str = "home:worklist") -> str:
    """The worklist's address with these filters."""
    return f"{reverse(name)}?{query}" if query else reverse(name)


def tabs(reader: lists.Reader, look: lists.Look, parameters: QueryDict) -> list[dict[str, Any]]:
    """The views as links, each with its capped count."""
    counts = lists.counts(reader)
    return [
        {
            "label": view.label,
            "url": address(query_of(parameters, view=view.code, sort="", reference="")),
            "current": view == look.view and not look.filters.reference,
            "count": lists.in_words(counts[view.code]),
        }
        for view in lists.views(reader)
    ]


def chips(form: FilterForm, parameters: QueryDict) -> list[dict[str, str]]:
    """The filters in use, each with the address of the list without it."""
    found = []
    for name, field in form.fields.items():
        value = getattr(form, "cleaned_data", {}).get(name)
        if not value:
            continue
        words = dict(getattr(field, "choices", [])).get(value) or day(value) or value
        gone = {name: "", **{f"{name}_{part}": "" for part in range(3)}}
        found.append(
            {
                "label": f"{field.label}: {words}",
                "url": address(query_of(parameters, **gone)),
            }
        )
    return found


def next_step(item: WorkItem, reader: lists.Reader) -> tuple[str, bool]:
    """What this reader sees as the item's next step, and whether it is theirs to take."""
    if item.state == WorkItem.State.CLOSED:
        return "Closed", False
    if item.state == WorkItem.State.DRAFT:
        return item.step or "Carry on", True
    step = item.step or "Open"
    if item.part == WorkItem.Part.WATCHES:
        return step, False
    needed = kinds.of(item).needs(step)
    if needed is not None:
        own = item.owner_id in reader.owners
        return step, reader.user.may(needed.permission) and (own or not needed.owner_only)
    return step, item.owner_id is None or item.owner_id in reader.owners


def rows(
    items: Iterable[WorkItem], reader: lists.Reader, *, selectable: bool
) -> list[dict[str, Any]]:
    """Rows for components/sortable_table.html: names by one question per kind of work."""
    items = list(items)
    names = kinds.labels(items, reader.user)
    return [_row(item, names.get(item.object_id, ""), reader, selectable) for item in items]


def _row(item: WorkItem, name: str, reader: lists.Reader, selectable: bool) -> dict[str, Any]:
    step, theirs = next_step(item, reader)
    title = ", ".join(part for part in (name, item.reference) if part) or item.title
    who = item.owner.name if item.owner else "Nobody yet"
    if item.owner_id and item.owner_id in reader.owners[1:]:
        who = f"{who} (you stand in)"
    open_ = item.state == WorkItem.State.OPEN
    return {
        "select": str(item.pk) if selectable and open_ else "",
        "select_label": item.reference or item.title,
        "late": bool(open_ and item.part == "owes" and item.due_on and item.due_on < reader.today),
        "cells": [
            {
                "text": title,
                "url": item.link,
                "name": True,
                "sub": item.title if title != item.title else "",
            },
            {"text": who, "sub": item.team.name if item.team else ""},
            {
                "due": item.due_on if open_ else None,
                "text": _closed_words(item) if not open_ else "No date by law",
                "sub": f"Service date {day(item.target_on)} (local policy)"
                if item.target_on and open_
                else "",
            },
            {"text": step, "url": item.link if theirs else "", "sub": "" if theirs else _why(item)},
        ],
    }


def _closed_words(item: WorkItem) -> str:
    if item.closed_at:
        return f"Closed on {day(item.closed_at)}"
    return "Not sent yet"


def _why(item: WorkItem) -> str:
    if item.state == WorkItem.State.CLOSED:
        return ""
    return "Waiting for others" if item.part == WorkItem.Part.WATCHES else "For somebody else"


def empty_words(look: lists.Look, reader: lists.Reader) -> tuple[str, str]:
    """Heading and sentence where a list has nothing in it."""
    if look.filters != lists.Filters():
        return (
            "Nothing matches",
            "No item has all that you filtered by. Clear a filter to see more.",
        )
    if reader.user.membership is None:
        return "You have no part in an organisation", "Ask whoever invited you to give you one."
    role = reader.user.role
    if role and Permission.SEE_CHILDREN not in role.permissions:
        return (
            "Nothing is waiting for you",
            f"As {role.name.lower()} you have no cases in this list. What you can do is in the "
            "menu at the top of the page.",
        )
    texts = {
        "mine": ("Nothing is waiting for you", "When you are given something, it is listed here."),
        "unassigned": (
            "Everything has somebody",
            "Work that nobody has been given is listed here.",
        ),
        "team": ("Nothing to do", "What your team has to do is listed here."),
        "all": ("Nothing is open", "Everything open, also what others do for you, is listed here."),
        "late": ("Nothing is late", "What has passed its date by law is listed here."),
        "closed": ("Nothing has been closed yet", "What is done or ended is listed here."),
        "drafts": ("No drafts", "What you began and did not send is listed here."),
    }
    return texts[look.view.code]


@dataclass(frozen=True)
class Saved:
    """A saved view as a link."""

    id: uuid.UUID
    name: str
    url: str


def saved(reader: lists.Reader) -> list[Saved]:
    """The reader's saved views by name."""
    own = SavedView.objects.filter(user=reader.user)
    return [Saved(view.pk, view.name, address(view.query)) for view in own]


CSV_HEADER = (
    "Reference", "Child", "Work", "Kind", "Next step", "Who has it", "Team", "Part", "Legal deadline",
    "Due by law", "Service date (local policy)", "State", "Closed on",
)  # fmt: skip


def csv_rows(items: list[WorkItem], reader: lists.Reader) -> Iterable[list[str]]:
    """The lines of a file, in the header's order; dates as 2026-03-31."""
    names = kinds.labels(items, reader.user)
    for item in items:
        yield [
            item.reference,
            names.get(item.object_id, ""),
            item.title,
            kinds.of(item).name,
            item.step,
            item.owner.name if item.owner else "",
            item.team.name if item.team else "",
            item.get_part_display(),
            item.rule,
            item.due_on.isoformat() if item.due_on else "",
            item.target_on.isoformat() if item.target_on else "",
            item.get_state_display(),
            london(item.closed_at).date().isoformat() if item.closed_at else "",
        ]
