"""The pages of monthly updates."""

import datetime as dt
from typing import Any

from django.urls import reverse

from dco_portal.common.templatetags.portal import day
from inspections.queries.progress import shown
from inspections.queries.rounds import AskedLine, OwnLine


def cards(lines: list[OwnLine], on: dt.date) -> list[dict[str, Any]]:
    """A lead's own actions for a phone."""
    return [
        {
            "number": line.action.number,
            "what": line.action.what,
            "plan": line.action.plan.title,
            "due_on": line.action.due_on,
            "late": line.action.due_on < on,
            "delivery": shown(line.action, line.action.delivery, on),
            "impact": shown(line.action, line.action.impact, on),
            "percent": line.action.percent,
            "asked": line.asked,
            "by": line.due_on,
            "overdue": line.asked and line.due_on is not None and line.due_on < on,
            "drafted": line.drafted,
            "covers": line.action.lead.name if line.covers and line.action.lead else "",
            "updated_on": line.action.updated_on,
            "url": reverse("inspections:action-update", args=[line.action.pk]),
            "page_url": reverse("inspections:action", args=[line.action.pk]),
        }
        for line in lines
    ]


def groups(lines: list[AskedLine]) -> list[dict[str, Any]]:
    """The actions of a round: without a lead, still to come, given. Ended ones are left out."""
    live = [line for line in lines if not line.ended]
    wanted = (
        ("Nobody leads these", [line for line in live if not line.lead and not line.given_on]),
        ("Still to come", [line for line in live if line.lead and not line.given_on]),
        ("Given", [line for line in live if line.given_on]),
    )
    return [
        {"title": title, "rows": [_row(line) for line in rows], "count": len(rows)}
        for title, rows in wanted
    ]


def _row(line: AskedLine) -> dict[str, Any]:
    return {
        "line": line,
        "url": reverse("inspections:action", args=[line.action_id]),
        "update_url": reverse("inspections:action-update", args=[line.action_id]),
        "last": day(line.last_on) or "Never",
    }


def ring_list(lines: list[AskedLine]) -> list[dict[str, Any]]:
    """Whom to ring: everybody who has not, once, with their actions."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.lead and not line.given_on and not line.ended:
            person = found.setdefault(
                line.email,
                {
                    "name": line.lead,
                    "job_title": line.job_title,
                    "organisation": line.organisation,
                    "email": line.email,
                    "numbers": [],
                    "reminded_on": line.reminded_on,
                },
            )
            person["numbers"].append(line.number)
    return list(found.values())
