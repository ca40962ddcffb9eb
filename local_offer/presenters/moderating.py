"""The desk for comments, corrections and statements as its pages draw it."""

from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from dco_portal.accounts.models import User
from dco_portal.common.clock import london
from local_offer.documents.words import day
from local_offer.models import Comment, Correction
from local_offer.queries.community import VIEWS
from local_offer.rules import community as rules

LABELS = {
    "waiting": "To look at",
    "answer": "To answer",
    "answered": "Answered",
    "refused": "Not published",
    "all": "All",
}
COLUMNS = [
    {"label": "Comment"},
    {"label": "About"},
    {"label": "From"},
    {"label": "Sent"},
    {"label": "State"},
]
CSV_HEADER = [
    "Sent", "Local authority", "Entry", "From", "Comment", "State", "Why not published", "What was done", "Answered",
]  # fmt: skip
CORRECTION_COLUMNS = [
    {"label": "Entry"},
    {"label": "What is wrong"},
    {"label": "Sent"},
    {"label": "State"},
]
COLOURS = {
    "waiting": "yellow",
    "published": "green",
    "refused": "grey",
    "open": "yellow",
    "made": "green",
    "declined": "grey",
}


def view(given: str) -> str:
    """A view's key; the comments to look at unless another is named."""
    return given if given in VIEWS else "waiting"


def views(current: str) -> list[dict[str, Any]]:
    """The views as tabs."""
    here = reverse("local_offer:comments-desk")
    return [
        {"label": label, "url": f"{here}?view={key}", "current": key == current}
        for key, label in LABELS.items()
    ]


def row(comment: Comment) -> dict[str, Any]:
    """One line of the list of comments."""
    words = Truncator(comment.words).chars(120) or "The words were not kept"
    return {
        "cells": [
            {"text": words, "url": reverse("local_offer:moderate", args=[comment.pk]), "name": True},
            {"text": comment.service.name if comment.service else "The whole offer", "sub": comment.local_authority.label},
            {"text": comment.get_said_by_display()},
            {"text": day(london(comment.created_at).date())},
            {"tag": comment.get_state_display(), "colour": COLOURS[comment.state]},
        ]
    }  # fmt: skip


def actions(by: User, comment: Comment) -> list[dict[str, Any]]:
    """What an editor may do with a comment now."""
    found = [
        ("Publish", "publish", rules.can_publish(by, comment)),
        ("Change the answer" if comment.response else "Say what you did", "respond", rules.can_respond(by, comment)),
        ("Do not publish" if comment.state == "waiting" else "Take it back", "refuse", rules.can_refuse(by, comment)),
    ]  # fmt: skip
    offered = [(label, name) for label, name, may in found if may]
    return [
        {
            "label": label,
            "url": reverse(f"local_offer:moderate-{name}", args=[comment.pk]),
            "secondary": number > 0,
        }
        for number, (label, name) in enumerate(offered)
    ]


def correction_views(current: str) -> list[dict[str, Any]]:
    """Open corrections, or all."""
    here = reverse("local_offer:corrections-desk")
    return [
        {"label": label, "url": f"{here}?view={key}", "current": key == current}
        for key, label in (("open", "To be looked at"), ("all", "All"))
    ]


def correction_row(correction: Correction) -> dict[str, Any]:
    """One line of the list of corrections."""
    return {
        "cells": [
            {"text": correction.service.name, "url": reverse("local_offer:correction", args=[correction.pk]), "name": True},
            {"text": correction.get_about_display(), "sub": Truncator(correction.words).chars(120)},
            {"text": day(london(correction.created_at).date())},
            {"tag": correction.get_state_display(), "colour": COLOURS[correction.state]},
        ]
    }  # fmt: skip


def correction_facts(correction: Correction) -> list[dict[str, str]]:
    """A correction's facts for a summary list."""
    return [
        {"key": "What is wrong", "value": correction.get_about_display()},
        {"key": "In their words", "value": correction.words},
        {"key": "Sent", "value": day(london(correction.created_at).date())},
    ]
