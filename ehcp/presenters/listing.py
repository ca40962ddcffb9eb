"""The list of requests as a page and as a file draw it."""

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children.queries import ChildLabel
from dco_portal.common.clock import today
from dco_portal.common.forms import PortalForm
from ehcp.models import AdviceRequest, Contribution
from ehcp.presenters.case import colour
from ehcp.queries.listing import of_service
from ehcp.states import CONTRIBUTION_OPEN, REQUEST_OPEN

VIEWS = {
    "open": "Open",
    "late": "Late",
    "exceptions": "Exceptions to decide",
    "sample": "My sample",
    "returned": "Returned",
    "answered_late": "Answered late",
    "ended": "Ended",
    "all": "All",
}


def views(by: User, current: str) -> list[dict[str, Any]]:
    """The ways of looking at the list which this reader has."""
    here = reverse("ehcp:list")
    return [
        {"label": VIEWS[key], "url": f"{here}?view={key}", "current": key == current}
        for key in offered(by)
    ]


def offered(by: User) -> list[str]:
    """The keys of this reader's views; the DCO's own are the exceptions and the sample."""
    if of_service(by):
        return ["open", "late", "ended", "all"]
    own = {"exceptions": P.APPROVE_EXCEPTION, "sample": P.CHECK_SAMPLE}
    return [key for key in VIEWS if key not in own or by.may(own[key])]


def columns(by: User) -> list[dict[str, Any]]:
    """The columns' headings, some of them sorting."""
    if of_service(by):
        return [
            {"label": "Reference", "sort": "reference"},
            {"label": "Child"},
            {"label": "Service"},
            {"label": "Where it is"},
            {"label": "Due", "sort": "due"},
            {"label": "Clinician"},
        ]
    return [
        {"label": "Reference", "sort": "reference"},
        {"label": "Child"},
        {"label": "Local authority" if not by.may(P.REQUEST_ADVICE) else "Integrated care board"},
        {"label": "Where it is"},
        {"label": "Received", "sort": "received"},
        {"label": "Due", "sort": "due"},
        {"label": "Owner"},
    ]


def row(thing: AdviceRequest | Contribution, child: ChildLabel | None, by: User) -> dict[str, Any]:
    """One line of the table."""
    if isinstance(thing, Contribution):
        return _contribution(thing, child)
    owner = thing.la_officer if by.may(P.REQUEST_ADVICE) else thing.coordinator
    side = thing.icb if by.may(P.REQUEST_ADVICE) else thing.la
    return {
        "cells": [
            {"text": thing.reference, "url": reverse("ehcp:case", args=[thing.pk]), "name": True,
             "sub": thing.get_type_display()},
            _child(child),
            {"text": side.label},
            {"tag": thing.get_state_display(), "colour": colour(thing.state)},
            {"text": _day(thing.received_on)},
            _due(thing),
            {"text": owner.name if owner else "Nobody"},
        ],
        "late": thing.state in REQUEST_OPEN and thing.due_on < today(),
    }  # fmt: skip


def _contribution(thing: Contribution, child: ChildLabel | None) -> dict[str, Any]:
    is_open = thing.state in CONTRIBUTION_OPEN
    return {
        "cells": [
            {"text": thing.reference, "url": reverse("ehcp:contribution", args=[thing.pk]),
             "name": True, "sub": thing.request.la.label},
            _child(child),
            {"text": thing.service.name, "sub": thing.service.provider.label},
            {"tag": thing.get_state_display(), "colour": colour(thing.state)},
            {"due": thing.due_on} if is_open else {"text": _day(thing.due_on)},
            {"text": thing.clinician.name if thing.clinician else "Nobody"},
        ],
        "late": is_open and thing.due_on < today(),
    }  # fmt: skip


def _child(child: ChildLabel | None) -> dict[str, Any]:
    if child is None:
        return {"text": "Not shown"}
    return {"text": child.name, "sub": "; ".join((f"Born {_day(child.born_on)}", *child.flags))}


def _due(thing: AdviceRequest) -> dict[str, Any]:
    met = getattr(thing, "met_date", None)
    if thing.state in REQUEST_OPEN or met:
        return {"due": thing.due_on, "met": None if thing.state in REQUEST_OPEN else met}
    return {"text": _day(thing.due_on)}


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def chosen(form: PortalForm, given: QueryDict) -> list[dict[str, str]]:
    """The filters in force as words, each with the address of the list without it."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not value:
            continue
        keys = {name, *(f"{name}_{part}" for part in range(3)), "after", "before"}
        rest = [(key, item) for key, items in given.lists() for item in items if key not in keys]
        words = (
            dict(getattr(field, "choices", None) or {}).get(value) if name != "la" else value.label
        )
        if hasattr(value, "year"):
            words = _day(value)
        url = f"{reverse('ehcp:list')}?{urlencode(rest)}"
        found.append({"label": f"{field.label}: {words or value}", "url": url})
    return found


def csv_header(by: User) -> list[str]:
    """The columns of the file."""
    if of_service(by):
        return ["Reference", "Child", "Born", "NHS number", "Local authority", "Service", "Provider",
                "State", "Due", "Service date", "Clinician", "Sent"]  # fmt: skip
    return ["Reference", "Local authority’s reference", "Kind", "Child", "Born", "NHS number",
            "Local authority", "Integrated care board", "State", "Asked", "Received", "Due",
            "Service date", "Met", "Days late", "Owner in health", "Local authority’s officer"]  # fmt: skip


def csv_row(thing: AdviceRequest | Contribution, child: ChildLabel | None) -> list[Any]:
    """One line of the file; dates as 2026-03-01."""
    who = [child.name, child.born_on, child.nhs_number] if child else ["", "", ""]
    if isinstance(thing, Contribution):
        sent = thing.sent_at.date() if thing.sent_at and thing.state == "sent" else ""
        return [thing.reference, *who, thing.request.la.name, thing.service.name,
                thing.service.provider.name, thing.get_state_display(), thing.due_on,
                thing.service_date, thing.clinician.name if thing.clinician else "", sent]  # fmt: skip
    is_open = thing.state in REQUEST_OPEN
    met = None if is_open else getattr(thing, "met_date", None)
    at = met or (today() if is_open else None)
    late = max((at - thing.due_on).days, 0) if at else ""
    return [thing.reference, thing.la_reference, thing.get_type_display(), *who, thing.la.name,
            thing.icb.name, thing.get_state_display(), thing.asked_on, thing.received_on,
            thing.due_on, thing.service_date, met, late,
            thing.coordinator.name if thing.coordinator else "",
            thing.la_officer.name if thing.la_officer else ""]  # fmt: skip
