"""The list of notifications as a page and as a file draw it."""

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children.queries import ChildLabel
from dco_portal.common.clock import london, today
from dco_portal.common.forms import PortalForm
from dco_portal.common.templatetags.portal import day
from referrals.models import Notification
from referrals.queries.listing import Side, side
from referrals.states import OPEN, NotificationState

VIEWS = {
    "open": "Open",
    "unread": "Not acknowledged",
    "questions": "Questions to you",
    "voluntary": "Voluntary organisations to record",
    "outcome": "With an outcome",
    "ended": "Ended otherwise",
    "all": "All",
}
COLOURS: dict[str, str] = {
    NotificationState.SENT: "yellow",
    NotificationState.ACKNOWLEDGED: "blue",
    NotificationState.OUTCOME: "green",
}


def colour(state: str) -> str:
    """The tag's colour for a state; grey for another end."""
    return COLOURS.get(state, "grey")


def offered(by: User) -> list[str]:
    """The keys of this reader's views."""
    return [key for key in VIEWS if key != "voluntary" or side(by) == Side.NOTIFIER]


def views(by: User, current: str) -> list[dict[str, Any]]:
    """The ways of looking at the list which this reader has."""
    here = reverse("referrals:list")
    return [
        {"label": VIEWS[key], "url": f"{here}?view={key}", "current": key == current}
        for key in offered(by)
    ]


def columns(by: User) -> list[dict[str, Any]]:
    """The columns' headings, some of them sorting."""
    other = {Side.LA: "Notified by", Side.DCO: "From and to"}.get(Side(side(by)), "Local authority")
    return [
        {"label": "Reference", "sort": "reference"},
        {"label": "Child"},
        {"label": other},
        {"label": "Where it is"},
        {"label": "Sent", "sort": "sent"},
        {"label": "With the authority", "sort": "waiting"},
        {"label": "Officer"},
    ]


def row(thing: Notification, child: ChildLabel | None, by: User) -> dict[str, Any]:
    """One line of the table."""
    on = side(by)
    if on == Side.LA:
        other = {"text": thing.body.label, "sub": _for(thing)}
    elif on == Side.DCO:
        other = {"text": thing.la.label, "sub": f"From {thing.organisation.label}"}
    else:
        other = {"text": thing.la.label, "sub": ""}
    return {
        "cells": [
            {"text": thing.reference, "url": reverse("referrals:case", args=[thing.pk]), "name": True},
            _child(child),
            other,
            {"tag": _state(thing), "colour": colour(thing.state)},
            {"text": day(thing.sent_on)},
            {"text": waiting(thing)},
            {"text": thing.la_officer.name if thing.la_officer else "Nobody yet"},
        ],
    }  # fmt: skip


def _for(thing: Notification) -> str:
    return f"By {thing.organisation.label}" if thing.acts_for_icb else ""


def _state(thing: Notification) -> str:
    return str(
        thing.get_outcome_display() if thing.state == "outcome" else thing.get_state_display()
    )


def waiting(thing: Notification) -> str:
    """For how long the authority has had an open one, in days."""
    if thing.state not in OPEN:
        return "–"
    days = (today() - london(thing.la_since).date()).days
    return "Since today" if days == 0 else "1 day" if days == 1 else f"{days} days"


def _child(child: ChildLabel | None) -> dict[str, Any]:
    if child is None:
        return {"text": "Not shown"}
    return {"text": child.name, "sub": "; ".join((f"Born {day(child.born_on)}", *child.flags))}


def chosen(form: PortalForm, given: QueryDict) -> list[dict[str, str]]:
    """The filters in force as words, each with the address of the list without it."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not value:
            continue
        keys = {name, *(f"{name}_{part}" for part in range(3)), "after", "before"}
        rest = [(key, item) for key, items in given.lists() for item in items if key not in keys]
        if name in ("la", "body"):
            words = value.label
        elif hasattr(value, "year"):
            words = day(value)
        else:
            words = dict(getattr(field, "choices", None) or {}).get(value)
        url = f"{reverse('referrals:list')}?{urlencode(rest)}"
        found.append({"label": f"{field.label}: {words or value}", "url": url})
    return found


CSV_HEADER = [
    "Reference", "Child", "Born", "NHS number", "Body in law", "Written by", "Notifier", "Local authority", "State",
    "Has or probably has", "What", "Areas of need", "Opinion formed", "Parent told of opinion", "Parent told of duty",
    "Opportunity to discuss", "Objection", "Voluntary organisations", "Sent", "With this authority since",
    "Acknowledged", "Outcome", "Outcome on", "Compulsory school age from",
]  # fmt: skip


def csv_row(thing: Notification, child: ChildLabel | None) -> list[Any]:
    """One line of the file; dates as 2026-03-01."""
    who = [child.name, child.born_on, child.nhs_number] if child else ["", "", ""]
    acknowledged = london(thing.acknowledged_at).date() if thing.acknowledged_at else ""
    return [
        thing.reference, *who, thing.body.name, thing.organisation.name, thing.notifier.name, thing.la.name,
        thing.get_state_display(), thing.get_likelihood_display(), thing.get_condition_display(), ", ".join(thing.needs),
        thing.opinion_on, thing.opinion_told_on, thing.duty_told_on, thing.discussion_offered_on,
        "Yes" if thing.objects_to_notice else "No", thing.get_voluntary_display(), thing.sent_on,
        london(thing.la_since).date(), acknowledged, thing.get_outcome_display() if thing.outcome else "",
        thing.outcome_on or "", thing.csa_on,
    ]  # fmt: skip
