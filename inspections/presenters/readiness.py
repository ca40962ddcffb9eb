"""Readiness as its pages and file draw it: how each item stands, bars by kind, what the portal makes itself."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.templatetags.portal import day
from dco_portal.documents import presenters as cards
from inspections.models import ReadinessItem
from inspections.presenters.record import address
from inspections.queries.readiness import Kept
from inspections.rules.readiness import Score, Standing, made_here, score, standing
from inspections.states import ReadinessKind

TEAM = frozenset({P.TRIAGE})
READERS = frozenset({P.MANAGE_PLANS, P.APPROVE_PLANS, P.SEE_BOARD_PAPERS})
# What the portal makes itself, by `live_key`: the pages that show it, and whose roles open them (None: anybody).
LIVE: dict[str, tuple[tuple[str, str, frozenset[P] | None], ...]] = {
    "lists": (("Check a list", "inspections:list-checks", frozenset({P.CHECK_LISTS})),),
    "advice_time": (
        ("How services do", "home:assurance", frozenset({P.SEE_ASSURANCE})),
        ("Requests for health advice", "ehcp:list", frozenset({P.SEE_CHILDREN})),
    ),
    "advice_quality": (
        ("How services do", "home:assurance", frozenset({P.SEE_ASSURANCE})),
        ("Advice and its checks", "ehcp:list", frozenset({P.SEE_CHILDREN})),
    ),
    "notifications": (("Under-5s notifications", "referrals:list", TEAM),),
    "enquiries": (
        ("Enquiries", "enquiries:list", TEAM),
        ("Complaints", "enquiries:complaints", TEAM),
    ),
    "gaps": (("Commissioning gaps", "gaps:log", frozenset({P.SEE_GAPS})),),
    "local_offer": (
        ("Health services in the Local Offer", "local_offer:health", TEAM),
        ("The Local Offer", "local_offer:search", None),
        ("Comments and answers", "local_offer:said", None),
    ),
    "plans": (("Improvement plans", "inspections:plans", READERS),),
    "boards": (("Boards and their papers", "inspections:boards", READERS),),
    "training": (("Who was trained", "practice:coverage", frozenset({P.KEEP_PRACTICE})),),
    "said": (
        ("You said, we did", "practice:said", None),
        ("Engagement", "practice:engagement", frozenset({P.KEEP_PRACTICE})),
    ),
    "exercises": (("Inspection mode and rehearsals", "inspections:exercises", frozenset({P.RUN_INSPECTION})),),
}  # fmt: skip
COLOURS = {"Ready": "green", "Not ready": "orange", "Not needed": "grey"}
COLUMNS = [
    {"label": each} for each in ("What inspectors ask for", "Owner", "Version", "Review", "How it stands")
]  # fmt: skip
HEADER = [
    "Number", "Kind", "What inspectors ask for", "What belongs in it", "From our own working list", "Owner", "Account",
    "Version of", "Version", "Link", "Files", "Review on", "What is missing", "How it stands", "Why",
]  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """An item with its files and how it stands."""

    kept: Kept
    standing: Standing


def shown(found: Iterable[Kept], on: dt.date) -> list[Shown]:
    """Items with how each stands on a day."""
    return [Shown(each, standing(each.item, has_file=bool(each.files), on=on)) for each in found]


def fits(row: Shown, wanted: dict[str, Any], on: dt.date) -> bool:
    """Whether a row is what the filters ask for: kind, how it stands, whose, review overdue, who makes it."""
    item = row.kept.item
    checks = (
        (wanted.get("kind"), item.kind == wanted.get("kind")),
        (wanted.get("stands"), row.standing.words == wanted.get("stands")),
        (wanted.get("owner") == "nobody", not (item.owner or item.owner_user_id)),
        (wanted.get("owner") == "me", item.owner_user_id == wanted.get("me")),
        (wanted.get("overdue"), bool(item.review_on and item.review_on < on and not item.not_needed)),
        (wanted.get("live") == "yes", made_here(item)),
        (wanted.get("live") == "no", not made_here(item)),
    )  # fmt: skip
    return all(holds for asked, holds in checks if asked)


def bars(rows: list[Shown]) -> list[dict[str, Any]]:
    """The readiness of each kind, then of all, for the meters."""
    kinds: list[tuple[str, list[Shown]]] = [
        (f"{kind.label}s" if kind == ReadinessKind.DOCUMENT else kind.label,
         [row for row in rows if row.kept.item.kind == kind])
        for kind in ReadinessKind
    ]  # fmt: skip
    return [_bar(label, score(row.standing for row in own)) for label, own in kinds]


def whole(rows: list[Shown]) -> dict[str, Any]:
    """The readiness of the whole list."""
    return _bar("All", score(row.standing for row in rows))


def _bar(label: str, found: Score) -> dict[str, Any]:
    return {
        "label": label,
        "ready": found.ready,
        "counted": found.counted,
        "percent": found.percent,
    }


def row(found: Shown) -> dict[str, Any]:
    """A row of the list."""
    item = found.kept.item
    made = "The portal makes this itself" if made_here(item) else ""
    stands = found.standing
    return {
        "late": "Review overdue" in stands.reasons,
        "cells": [
            {"text": item.title, "url": reverse("inspections:readiness-item", args=[item.pk]), "name": True,
             "sub": made},
            {"text": owner(item) or "Nobody"},
            {"text": version(item) or ("Always of today" if made else "None")},
            {"text": day(item.review_on) or "None"},
            {"tag": stands.words, "colour": COLOURS[stands.words], "sub": "; ".join(stands.reasons)},
        ],
    }  # fmt: skip


def owner(item: ReadinessItem) -> str:
    """Who keeps it: the role, the account, or both."""
    names = [item.owner, item.owner_user.name if item.owner_user else ""]
    return ", ".join(name for name in names if name)


def version(item: ReadinessItem) -> str:
    """The newest version in words."""
    if item.dated is None:
        return item.version
    return f"{item.version}, {day(item.dated)}" if item.version else day(item.dated)


def line(found: Shown) -> list[Any]:
    """A line of the file."""
    item = found.kept.item
    return [
        item.number, item.get_kind_display(), item.title, item.what, "yes" if item.inferred else "no", item.owner,
        item.owner_user.name if item.owner_user else "", item.dated or "", item.version, item.link,
        len(found.kept.files), item.review_on or "", item.gap, found.standing.words, "; ".join(found.standing.reasons),
    ]  # fmt: skip


def live(item: ReadinessItem, by: User) -> dict[str, Any]:
    """The pages on which the portal makes an item itself: those this person may open, and how many others there are."""
    pages = [each for each in LIVE.get(item.live_key, ()) if address(each[1])]
    mine = [
        {"label": label, "url": address(name)}
        for label, name, needs in pages
        if needs is None or any(by.may(permission) for permission in needs)
    ]
    made = "The portal makes this itself" if made_here(item) else "The portal helps with this"
    return {"heading": made, "links": mine, "others": len(pages) - len(mine)}


def facts(found: Shown) -> list[dict[str, Any]]:
    """What the item's page shows."""
    item = found.kept.item
    rows = [
        ("Kind", item.get_kind_display()),
        ("What belongs in it", item.what),
        ("Owner", item.owner),
        ("Owner’s account", item.owner_user.name if item.owner_user else ""),
        ("Newest version", version(item)),
        ("Review on", day(item.review_on)),
        ("What is missing", item.gap),
        ("Not needed because", item.not_needed_words),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def files(found: Kept) -> list[dict[str, Any]]:
    """Its files, the newest first."""
    return [
        cards.file_row(each, reverse("inspections:readiness-file", args=[found.item.pk, each.pk]))
        for each in found.files
    ]


def actions(item: ReadinessItem) -> list[dict[str, Any]]:
    """What may be done with it."""
    if item.not_needed:
        found = [("It is needed after all", "readiness-needed", False)]
    else:
        found = [
            ("Add a version", "readiness-version", made_here(item)),
            ("Change", "readiness-change", not made_here(item)),
            ("It is not needed", "readiness-not-needed", True),
        ]
        found.sort(key=lambda each: each[2])
    return [
        {"label": label, "url": reverse(f"inspections:{name}", args=[item.pk]), "secondary": quiet}
        for label, name, quiet in found
    ]  # fmt: skip
