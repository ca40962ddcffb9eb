"""The list of enquiries as a page and as a file draw it."""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.templatetags.portal import day
from enquiries.models import Enquiry
from enquiries.presenters.thread import asker_state, colour
from enquiries.queries.listing import on_desk
from enquiries.states import Urgency

DESK = {
    "mine": "Mine", "unassigned": "Unassigned", "open": "Open", "waiting": "Waiting for the asker", "late": "Late",
    "on_hold": "On hold", "resolved": "Closed", "all": "All",
}  # fmt: skip
ASKER = {"open": "Open", "resolved": "Closed", "all": "All"}


def views(by: User, current: str) -> list[dict[str, Any]]:
    """The ways of looking at the list which this reader has."""
    here = reverse("enquiries:list")
    return [
        {"label": label, "url": f"{here}?view={key}", "current": key == current}
        for key, label in offered(by).items()
    ]


def offered(by: User) -> dict[str, str]:
    """The reader's views by key."""
    return DESK if on_desk(by) else ASKER


def columns(by: User) -> list[dict[str, Any]]:
    """The columns' headings, some of them sorting."""
    found: list[dict[str, Any]] = [
        {"label": "Reference", "sort": "reference"},
        {"label": "Subject"},
        {"label": "Where it is"},
        {"label": "Asked", "sort": "asked"},
    ]
    if on_desk(by):
        found[1:1] = [{"label": "Asked by"}]
        found += [{"label": "Answer due (local policy)", "sort": "due"}, {"label": "Who has it"}]
    return found


def row(enquiry: Enquiry, child: str, by: User) -> dict[str, Any]:
    """One line of the table."""
    desk = on_desk(by)
    first = {"text": enquiry.reference, "url": reverse("enquiries:thread", args=[enquiry.pk]), "name": True,
             "sub": enquiry.get_topic_display()}  # fmt: skip
    soon = "Soon" if enquiry.urgency == Urgency.SOON else ""
    subject = {
        "text": enquiry.subject,
        "sub": "; ".join(part for part in (f"About {child}" if child else "", soon) if part),
    }
    state = {
        "tag": enquiry.get_state_display() if desk else asker_state(enquiry),
        "colour": colour(enquiry.state),
    }
    asked = {"text": day(enquiry.created_at)}
    if not desk:
        return {"cells": [first, subject, state, asked]}
    who = {"text": enquiry.asker_words, "sub": enquiry.get_asker_role_display()}
    due = {"due": enquiry.due_on} if enquiry.due_on else {"text": "–"}
    owner = {"text": enquiry.owner.name if enquiry.owner else "Nobody"}
    late = bool(enquiry.due_on and enquiry.due_on < today())
    return {"cells": [first, who, subject, state, asked, due, owner], "late": late}


CSV_HEADER = [
    "Reference", "Subject", "Topic", "Asked by", "Role", "Area", "Urgency", "State", "Asked", "First answer due (local policy)",
    "First answered", "Answer due (local policy)", "Who has it", "Service", "Theme", "In the gap log",
]  # fmt: skip


def csv_row(enquiry: Enquiry) -> list[Any]:
    """One line of the file; dates as 2026-03-01. No child is named."""
    answered = enquiry.first_answer_at.date() if enquiry.first_answer_at else ""
    return [
        enquiry.reference, enquiry.subject, enquiry.get_topic_display(), enquiry.asker_words,
        enquiry.get_asker_role_display(), enquiry.la.label if enquiry.la else "", enquiry.get_urgency_display(),
        enquiry.get_state_display(), enquiry.created_at.date(), enquiry.first_due_on, answered, enquiry.due_on,
        enquiry.owner.name if enquiry.owner else "", enquiry.get_service_display() if enquiry.service else "",
        enquiry.get_theme_display() if enquiry.theme else "", "yes" if enquiry.is_gap else "no",
    ]  # fmt: skip
