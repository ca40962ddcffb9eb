"""Plans as the desk's pages and files draw them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from inspections.models import Plan, Priority, Version
from inspections.queries.plans import VIEWS
from inspections.rules import plans as rules
from inspections.rules.progress import keeps, of_area
from inspections.states import PlanState

Values = dict[str, Any]
COLOURS = {"draft": "yellow", "active": "green", "closed": "grey"}
APPROVAL_COLOURS = {
    "submitted": "yellow",
    "approved": "green",
    "changes": "orange",
    "refused": "red",
}
COLUMNS = [
    {"label": "Plan"},
    {"label": "Area"},
    {"label": "State"},
    {"label": "Starts"},
    {"label": "Open actions", "numeric": True},
    {"label": "Overdue", "numeric": True},
]
CSV_HEADER = [
    "Reference", "Title", "Kind", "Local authority", "Integrated care board", "State", "Starts", "Ends", "Public since",
    "Open actions", "Overdue actions",
]  # fmt: skip


def day(value: Any) -> str:
    """A date in words; "" for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def url(name: str, *args: Any) -> str:
    """The address of a page of this app; "" while there is none."""
    try:
        return reverse(f"inspections:{name}", args=args)
    except NoReverseMatch:
        return ""


def views(current: str) -> list[Values]:
    """The ways of looking at the list."""
    here = reverse("inspections:plans")
    return [{"label": label, "url": f"{here}?view={key}", "current": key == current} for key, label in VIEWS.items()]  # fmt: skip


def row(plan: Plan, by: User) -> Values:
    """One line of the list; the counts come from `queries.plans.counted`."""
    late = plan.late_actions  # type: ignore[attr-defined]
    return {
        "cells": [
            {"text": plan.title, "url": reverse("inspections:plan", args=[plan.pk]), "name": True,
             "sub": f"{plan.reference}, {plan.get_kind_display().lower()}"},
            {"text": plan.la.label, "sub": plan.icb.label if of_area(by, plan) else f"{plan.icb.label}; you are a partner"},
            {"tag": plan.get_state_display(), "colour": COLOURS[plan.state], "sub": "Public" if plan.published_at else ""},
            {"text": day(plan.starts_on)},
            {"text": str(plan.open_actions)},  # type: ignore[attr-defined]
            {"text": str(late)},
        ],
        "late": late > 0,
    }  # fmt: skip


def csv_row(plan: Plan) -> list[Any]:
    """One line of the file."""
    return [
        plan.reference, plan.title, plan.get_kind_display(), plan.la.name, plan.icb.name, plan.get_state_display(),
        plan.starts_on, plan.ends_on, plan.published_at and plan.published_at.date(),
        plan.open_actions, plan.late_actions,  # type: ignore[attr-defined]
    ]  # fmt: skip


def facts(plan: Plan) -> list[Values]:
    """Who answers for a plan, when, and how it came."""
    inspection = plan.inspection
    rows = [
        ("Kind of plan", plan.get_kind_display()),
        ("Area", f"{plan.la.name}\n{plan.icb.name}"),
        ("Inspection it answers", f"{inspection.get_framework_display()}, {day(inspection.began_on) or 'no date yet'}" if inspection else "None: a plan of our own"),
        ("Dates", f"{day(plan.starts_on)} to {day(plan.ends_on) or 'no end set'}"),
        ("Senior responsible owner", plan.senior_owner),
        ("Accountable officers", "\n".join(each for each in (plan.la_officer, plan.icb_officer) if each)),
        ("Advisers", "\n".join(f"{who}: {name}" for who, name in (("DfE", plan.dfe_adviser), ("NHS England", plan.nhse_adviser)) if name)),
        ("Board", plan.board.name if plan.board else ""),
        ("Governance", plan.governance),
        ("Leads are asked on", f"Day {plan.update_day} of each month (local policy)"),
        ("Closed", f"{day(plan.closed_on)}: {plan.closed_reason}" if plan.closed_on else ""),
    ]  # fmt: skip
    found: list[Values] = [
        {"key": key, "value": value or "Not given"}
        for key, value in rows
        if value or key != "Closed"
    ]
    if inspection and (href := url("desk-inspection", inspection.pk)):
        found[2] |= {"url": href, "action": "Open", "hidden": "the inspection"}
    if plan.follows:
        found.insert(3, {"key": "Takes over from", "value": plan.follows.title})
    return found


def steps(plan: Plan, by: User, missing: Sequence[str]) -> list[Values]:
    """What this person may do next with the plan; it is published once no public words are missing."""
    if not keeps(by, plan):
        return []
    found: list[Values] = []
    if rules.is_open(plan):
        found += [
            _step("Add a priority", "priority-new", plan),
            _step("Change its facts", "plan-edit", plan),
            _step(
                "Bring in a spreadsheet",
                "plan-import",
                plan,
                "See what it would change before anything is written.",
            ),
        ]
    if plan.state == PlanState.DRAFT:
        found.insert(
            0,
            _step(
                "Put it in force",
                "plan-force",
                plan,
                "From then on due dates move only with an approver.",
            ),
        )
    if not plan.published_at and plan.state != PlanState.DRAFT and not missing:
        found.append(_step("Show it to the public", "plan-publish", plan))
    if plan.published_at:
        found.append(_step("Take it from the public pages", "plan-take-down", plan))
    found.append(
        _step("Begin a plan that takes over", "plan-forward", plan, "Copies what is unfinished.")
    )
    if plan.state == PlanState.CLOSED:
        found.append(_step("Open it again", "plan-reopen", plan))
    else:
        found.append(_step("Close it", "plan-close", plan))
    return [{**each, "secondary": number > 0} for number, each in enumerate(found)]


def _step(label: str, name: str, thing: Plan | Priority, why: str = "") -> Values:
    return {
        "label": label,
        "url": reverse(f"inspections:{name}", args=[thing.pk]),
        "why": why,
        "method": "get",
    }


def public_words(plan: Plan, priorities: Sequence[Priority]) -> list[str]:
    """What the public page still lacks; nothing while the plan is public."""
    return [] if plan.published_at else rules.missing_words(plan, priorities)


def actions(priorities: Sequence[Mapping[str, Any]]) -> list[Values]:
    """Priorities of a chain with each action's row for the page's tables."""
    return [
        {
            **each,
            "rows": [action_row(action) for action in each["actions"]],
            "caption": f"Actions of priority {each['number']}",
        }
        for each in priorities
    ]


def action_row(action: Mapping[str, Any]) -> Values:
    """One action as the table draws it."""
    done = sum(1 for step in action["milestones"] if step["done_on"])
    steps = f"{done} of {len(action['milestones'])} milestones" if action["milestones"] else ""
    waits = f"after {', '.join(action['depends_on'])}" if action["depends_on"] else ""
    return {
        **action,
        "url": url("action", action["id"]),
        "state_tag": "" if action["state"] == "open" else action["state_words"],
        "who": action["lead"] or "Nobody named",
        "moved": action["due_on"] != action["original_due_on"],
        "days_late": (today() - action["due_on"]).days if action["late"] else 0,
        "notes": ", ".join(each for each in (steps, waits) if each),
    }


def approvals(plan: Plan) -> list[Values]:
    """The trail: body, version, state and day, the newest version first. One query."""
    rows = (
        plan.approvals.select_related("version")
        .defer("version__content")
        .order_by("-version__number", "submitted_on")
    )
    return [
        {
            "id": row.pk,
            "body": row.body_name or row.get_body_display(),
            "version": row.version.number,
            "state": row.get_state_display(),
            "colour": APPROVAL_COLOURS[row.state],
            "day": row.decided_on or row.submitted_on,
        }
        for row in rows
    ]  # fmt: skip


def latest(plan: Plan) -> Version | None:
    """The last version drawn, without its content. One query."""
    return plan.versions.defer("content").first()


def priority_steps(priority: Priority, by: User) -> list[Values]:
    """What this person may do next with a priority."""
    plan = priority.plan
    if not keeps(by, plan) or not rules.is_open(plan):
        return []
    found = [
        _step("Add an action", "action-new", priority),
        _step("Change what it says", "priority-edit", priority),
    ]
    if plan.state == PlanState.ACTIVE:
        if priority.released_on:
            found.append(_step("Monitor it again", "priority-monitor", priority))
        else:
            found.append(_step("Note its release from monitoring", "priority-release", priority))
    return [{**each, "secondary": number > 0} for number, each in enumerate(found)]
