"""Entries and changes as the desk's pages draw them."""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from local_offer.models import Proposal, Service
from local_offer.queries import difference, listing, terms
from local_offer.queries.content import Content
from local_offer.rules import entries as rules
from local_offer.rules.sections import SECTIONS

COLOURS = {
    "draft": "grey", "published": "green", "hidden": "yellow", "closed": "grey", "archived": "grey",
    "submitted": "yellow", "approved": "green", "rejected": "red", "withdrawn": "grey",
}  # fmt: skip
COLUMNS = [
    {"label": "Entry", "sort": "name"},
    {"label": "Owner"},
    {"label": "State"},
    {"label": "To be checked by", "sort": "review"},
    {"label": "Complete", "sort": "complete", "numeric": True},
]
CSV_HEADER_MORE = ["state", "owner", "checked_on", "review_by", "complete_per_cent", "version"]


def day(value: Any) -> str:
    """A date in words; "" for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def views(by: User, current: str) -> list[dict[str, Any]]:
    """The ways of looking at the list."""
    here = reverse("local_offer:listings")
    offered = [key for key in listing.VIEWS if key != "orphans" or rules.is_editor(by)]
    return [
        {"label": listing.VIEWS[key], "url": f"{here}?view={key}", "current": key == current}
        for key in offered
    ]


def row(service: Service) -> dict[str, Any]:
    """One line of the list, with its tick box."""
    late = service.review_by is not None and service.review_by < today() and service.state == "published"  # fmt: skip
    url = reverse("local_offer:listing", args=[service.pk])
    due = {"text": day(service.review_by) or "Not set", "sub": "May be out of date" if late else ""}
    return {
        "cells": [
            {"text": service.name, "url": url, "name": True, "sub": service.body.name},
            {"text": service.owner.label if service.owner else "Nobody"},
            {"tag": service.get_state_display(), "colour": COLOURS[service.state]},
            due,
            {"text": f"{service.completeness}%"},
        ],
        "late": late,
        "select": str(service.pk),
        "select_label": service.name,
    }


def card(content: Content, section: str, url: str = "") -> dict[str, Any]:
    """One section's facts for components/summary_list.html."""
    part, names = SECTIONS[section], terms.names()
    rows = [
        {"key": difference.label(name), "value": difference.words(name, content["fields"].get(name))}
        for name in part.fields
        if content["fields"].get(name) not in (None, "")
    ]  # fmt: skip
    for key in part.rows:
        rows += _rows(content, key, names)
    return {"title": part.title, "rows": rows, "url": url}


def _rows(content: Content, key: str, names: dict[str, str]) -> list[dict[str, str]]:
    if key == "terms":
        carried = sorted(names[each] for each in content["terms"] if each in names)
        return [{"key": "Needs, ages, types, pathways", "value": "\n".join(carried)}] if carried else []  # fmt: skip
    if key == "places":
        return [{"key": "Place", "value": difference.place(each, names)} for each in content["places"]]  # fmt: skip
    known = {place["id"]: place["location"]["name"] for place in content["places"]}
    return [
        {"key": difference.ROW_WORDS[key], "value": difference.row_words(key, each, known)}
        for each in content[key]
    ]


def cards(content: Content) -> list[dict[str, Any]]:
    """The sections that say something."""
    found = [card(content, section) for section in SECTIONS]
    return [each for each in found if each["rows"]]


def tasks(proposal: Proposal, changed: set[str]) -> list[dict[str, str]]:
    """The pages of a change being written, and which of them say something else than is public."""
    return [
        {
            "title": part.title,
            "url": reverse("local_offer:proposal-section", args=[proposal.pk, name]),
            "hint": part.hint,
            "status": "Changed" if name in changed else "As it is public" if proposal.base_version else "Not filled in",
            "status_colour": "blue" if name in changed else "",
        }
        for name, part in SECTIONS.items()
    ]  # fmt: skip


def entry_actions(by: User, service: Service, open_change: Proposal | None) -> list[dict[str, Any]]:
    """What this person may do next with an entry."""
    found: list[dict[str, Any]] = []
    pk = service.pk
    if rules.can_confirm(by, service):
        found.append(_step("It is still correct", "listing-confirm", pk, "One press. You can take it back until you sign out.", "post"))  # fmt: skip
    if open_change is None and rules.can_propose(by, service):
        label = "Edit this entry" if rules.is_editor(by) else "Propose a change"
        why = "You can publish it at once." if rules.is_editor(by) else "Families see the present words until an editor has approved yours."  # fmt: skip
        found.append(_step(label, "listing-change", pk, why, "post"))
    for to, label, why in MOVES:
        if service.state != to and rules.can_move(by, service, to):
            if service.state in {"closed", "archived"} and to == "hidden":
                label, why = "Take it back", "It stays hidden until somebody has checked it."
            found.append(_step(label, "listing-move", pk, why, "get", to))
    if rules.can_offer(by, service) and not service.transfers.filter(state="offered").exists():
        found.append(_step("Hand it on", "listing-offer", pk, "Another organisation keeps it from then on, once it agrees.", "get"))  # fmt: skip
    return [{**each, "secondary": number > 0} for number, each in enumerate(found)]


MOVES = (
    ("published", "Show it to families", "It is shown again as it was last approved."),
    ("hidden", "Hide it from families", "It is kept; families do not find it."),
    ("draft", "Take it back as a draft", ""),
    ("closed", "The service has closed", "It goes out of the directory. Editors can take it back."),
    ("archived", "Take it out of the directory", "It is kept with all its versions."),
)


def _step(label: str, name: str, pk: Any, why: str, method: str, *more: str) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"local_offer:{name}", args=[pk, *more]), "why": why, "method": method}  # fmt: skip


def messages(proposal: Proposal, by: User) -> list[dict[str, Any]]:
    """The thread of a change, oldest first: the proposer's words, remarks, the reason."""
    found = []
    if proposal.comment and proposal.submitted_at:
        found.append(_said(proposal.by.name, proposal.organisation, proposal.submitted_at, proposal.comment, by))  # fmt: skip
    for each in proposal.remarks.select_related("by", "organisation"):
        found.append(_said(each.by.name, each.organisation, each.created_at, each.text, by))
    if proposal.reason and proposal.decided_by and proposal.decided_at:
        words = f"Not accepted: {proposal.reason}"
        found.append(_said(proposal.decided_by.name, proposal.service.local_authority, proposal.decided_at, words, by))  # fmt: skip
    return sorted(found, key=lambda each: each["at"])


def _said(who: str, organisation: Any, at: Any, text: str, by: User) -> dict[str, Any]:
    own = organisation.pk == getattr(by.organisation, "pk", None)
    return {"who": who, "organisation": organisation.label, "at": at, "text": text, "own": own}
