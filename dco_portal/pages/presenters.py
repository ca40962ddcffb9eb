"""Pages, versions and publications as templates draw them."""

import datetime as dt
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.queries import duties_today
from dco_portal.common.clock import today
from dco_portal.deadlines import rules as clock_rules
from dco_portal.deadlines.index import status
from dco_portal.organisations.models import Place
from dco_portal.pages import markdown, queries, rules
from dco_portal.pages.models import (
    Block,
    GuidancePage,
    PageVersion,
    Publication,
    PublicationVersion,
)
from dco_portal.pages.states import VersionState

COLOURS = {
    VersionState.DRAFT: "yellow",
    VersionState.WAITING: "purple",
    VersionState.PUBLISHED: "green",
    VersionState.SUPERSEDED: "grey",
    VersionState.DISCARDED: "grey",
}
DUTIES = {
    "DCO": "Designated clinical officer (DCO)",
    "DMO": "Designated medical officer (DMO)",
    "Cover": "Somebody who covers for the DCO or DMO",
}
# Words by which a rule's owner is known to be health.
HEALTH_OWNERS = ("health", "icb", "commissioning body", "doctor")


def page(version: PageVersion) -> dict[str, Any]:
    """A public page: its words as HTML, its contents list, and what the portal adds below."""
    block = version.page.block
    found: dict[str, Any] = {
        "version": version,
        "page": version.page,
        "place": version.page.place,
        "html": markdown.html(version.body),
        "headings": markdown.headings(version.body),
        "elsewhere": queries.places_with(version.page.slug) if version.page.place is None else [],
    }
    if block == Block.PROVIDERS:
        found |= {
            "providers": queries.providers(version.page.place),
            "commissioners": queries.commissioners(),
        }
    if block == Block.PLACES:
        found["places"] = queries.places()
    if block == Block.LAW:
        found["duties"] = health_duties()
    return found


def health_duties() -> list[dict[str, str]]:
    """What health bodies owe, from the deadline calculator's own rules, marked where not read in the law."""
    return [
        {
            "code": rule.code,
            "title": rule.title,
            "owner": rule.owner,
            "citation": rule.citation,
            "status": status(rule),
            "verified": "yes" if rule.verified else "",
        }
        for rule in clock_rules.ALL
        if any(word in rule.owner.casefold() for word in HEALTH_OWNERS) and rule.covers(today())
    ]


def letters(entries: list[markdown.Entry]) -> list[dict[str, Any]]:
    """The glossary by first letter."""
    found: dict[str, list[markdown.Entry]] = {}
    for entry in entries:
        found.setdefault(entry.letter, []).append(entry)
    return [{"letter": letter, "entries": rows} for letter, rows in found.items()]


def place(row: Place) -> dict[str, Any]:
    """Everything public about a place: its team by roles, its providers, its own pages and papers."""
    return {
        "place": row,
        "duties": [DUTIES[duty] for duty in duties_today(row)],
        "providers": queries.providers(row),
        "pages": queries.index(row),
        "publications": queries.publications(place=row.slug),
        # It is made from the portal's records whenever it is opened.
        "reviewed_on": today(),
        "reviewed_role": f"DCO team, {row.icb.label}",
    }


def desk_rows(pages: list[GuidancePage]) -> list[dict[str, Any]]:
    """The desk's table: each page with its published and its open version."""
    found = []
    for row in pages:
        versions = {version.state: version for version in row.shown}  # type: ignore[attr-defined]
        draft = versions.get(VersionState.WAITING) or versions.get(VersionState.DRAFT)
        public = versions.get(VersionState.PUBLISHED)
        named = public or draft
        state = "Withdrawn" if row.withdrawn_at else "Published" if public else "Not published"
        found.append(
            {
                "cells": [
                    {
                        "text": named.title if named else row.slug,
                        "url": reverse("pages:desk_page", args=[row.pk]),
                        "name": True,
                        "sub": row.place.name if row.place else "For everybody",
                    },
                    {
                        "tag": state,
                        "colour": {"Published": "green", "Withdrawn": "red"}.get(state, "grey"),
                    },
                    {"tag": draft.get_state_display(), "colour": COLOURS[VersionState(draft.state)]}
                    if draft
                    else {"text": "None"},
                    {
                        "text": day(row.reviewed_on) or "Never",
                        "sub": row.reviewed_role,
                    },
                    {"text": day(row.review_on) or "None"},
                ],
                "late": bool(row.review_on and row.review_on < today() and not row.withdrawn_at),
            }
        )
    return found


def page_actions(page: GuidancePage, draft: PageVersion | None, by: User) -> list[dict[str, Any]]:
    """The buttons of a page's desk."""
    offered = [
        (rules.can_write(by, page, draft), "Edit" if draft else "Write a new version", "desk_edit"),
        (draft is not None and rules.can_submit(by, draft), "Send for approval", "desk_submit"),
        (draft is not None and rules.can_approve(by, draft), "Approve and publish", "desk_approve"),
        (draft is not None and rules.can_send_back(by, draft), "Send back", "desk_send_back"),
        (draft is not None and rules.can_discard(by, draft), "Discard", "desk_discard"),
        (rules.can_review(by, page), "It is still right", "desk_review"),
        (rules.can_withdraw(by, page), "Withdraw", "desk_withdraw"),
        (rules.can_restore(by, page), "Restore", "desk_restore"),
    ]
    return _buttons(offered, page.pk)


def publication_actions(
    row: Publication, waiting: PublicationVersion | None, by: User
) -> list[dict[str, Any]]:
    """The buttons of a publication's desk."""
    offered = [
        (rules.can_add_version(by, row), "Add a file", "publication_file_new"),
        (waiting is not None and rules.can_publish(by, waiting), "Publish", "publication_publish"),
        (waiting is not None, "Discard the file", "publication_discard"),
        (
            row.review_on is not None and not row.withdrawn_at,
            "It still stands",
            "publication_review",
        ),
        (True, "Change its details", "publication_change"),
        (rules.can_withdraw(by, row), "Withdraw", "publication_withdraw"),
        (rules.can_restore(by, row), "Restore", "publication_restore"),
    ]
    return _buttons(offered, row.pk)


def _buttons(offered: list[tuple[bool, str, str]], pk: Any) -> list[dict[str, Any]]:
    shown = [(label, name) for may, label, name in offered if may]
    return [
        {"label": label, "url": reverse(f"pages:{name}", args=[pk]), "secondary": place > 0}
        for place, (label, name) in enumerate(shown)
    ]


def version_rows(page: GuidancePage, versions: list[PageVersion]) -> list[dict[str, Any]]:
    """A page's versions, newest first."""
    return [
        {
            "cells": [
                {
                    "text": f"Version {row.number}",
                    "url": reverse("pages:desk_version", args=[page.pk, row.number]),
                    "name": True,
                    "sub": row.change,
                },
                {
                    "tag": row.get_state_display(),
                    "colour": COLOURS[VersionState(row.state)],
                },
                {"text": row.written_by.name if row.written_by else "Comes with the portal"},
                {
                    "text": row.approved_by.name if row.approved_by else "Nobody",
                    "sub": day(row.approved_at.date()) if row.approved_at else "",
                },
            ]
        }
        for row in versions
    ]


def publication_rows(rows: list[Publication]) -> list[dict[str, Any]]:
    """The desk's table of publications."""
    found = []
    for row in rows:
        versions = {version.state: version for version in row.shown}  # type: ignore[attr-defined]
        public = versions.get(VersionState.PUBLISHED)
        waiting = versions.get(VersionState.WAITING)
        state = "Withdrawn" if row.withdrawn_at else "Published" if public else "Not published"
        found.append(
            {
                "cells": [
                    {
                        "text": row.title,
                        "url": reverse("pages:desk_publication", args=[row.pk]),
                        "name": True,
                        "sub": row.get_kind_display(),
                    },
                    {"text": public.label if public else "None"},
                    {
                        "tag": state,
                        "colour": {"Published": "green", "Withdrawn": "red"}.get(state, "grey"),
                    },
                    {"tag": "To publish", "colour": "purple"} if waiting else {"text": "None"},
                    {"text": day(row.review_on) or "None"},
                ],
                "late": bool(row.review_on and row.review_on < today() and not row.withdrawn_at),
            }
        )
    return found


def day(value: dt.date | None) -> str:
    """A day in words, "" for none."""
    return f"{value.day} {value:%B %Y}" if value else ""
