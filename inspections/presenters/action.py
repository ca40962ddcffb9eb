"""The page of an action: facts, chain, what may be done, and what happened."""

import datetime as dt
from typing import Any

from django.urls import NoReverseMatch, reverse

from dco_portal.accounts.models import User
from dco_portal.common.templatetags.portal import day
from dco_portal.documents.models import Attachment
from dco_portal.documents.presenters import file_row
from inspections.models import Action, DateChange, Evidence, Milestone, RatingChange, Update
from inspections.models.scope import reads
from inspections.queries import action_page as queries
from inspections.queries import evidence as evidence_queries
from inspections.queries.progress import ActionLine
from inspections.rules import progress as rules
from inspections.rules import ratings
from inspections.states import DateChangeState, PlanState, Scale, Strength

PORTAL = "The portal"
STRENGTH_COLOURS = {1: "grey", 2: "blue", 3: "green", 4: "purple"}
CHANGE_COLOURS: dict[str, str] = {
    DateChangeState.ASKED: "yellow", DateChangeState.APPROVED: "green", DateChangeState.REFUSED: "grey",
}  # fmt: skip


def link(name: str, *args: Any) -> str:
    """An address of this app, "" while there is no such page."""
    try:
        return reverse(f"inspections:{name}", args=args)
    except NoReverseMatch:
        return ""


def steps(action: Action, by: User) -> list[dict[str, Any]]:
    """What this person may do now, the main thing first."""
    pk = action.pk
    wanted = [
        (rules.can_update(by, action), "Give an update", "action-update", ""),
        (rules.can_work(by, action), "Rate it", "action-rate", ""),
        (rules.can_work(by, action), "Add evidence", "action-evidence", ""),
        (
            rules.can_ask_date(by, action),
            "Ask for another date",
            "date-ask",
            "An approver decides.",
        ),
        (rules.can_end(by, action), "Add a milestone", "milestone-new", ""),
        (rules.can_end(by, action), "Close as complete", "action-complete", ""),
        (rules.can_end(by, action), "Stop it", "action-stop", ""),
        (rules.can_reopen(by, action), "Open it again", "action-reopen", ""),
        (rules.can_keep(by, action.plan), "Change its words or lead", "action-edit", ""),
    ]
    found = [
        {"label": label, "url": link(name, pk), "why": why, "secondary": place > 0}
        for place, (may, label, name, why) in enumerate([row for row in wanted if row[0]])
        if link(name, pk)
    ]
    return found


def facts(action: Action, line: ActionLine) -> list[dict[str, str]]:
    """What is known of it."""
    waits, needed = queries.needs(action)
    lead = action.lead.name if action.lead else "No lead"
    if not action.lead and action.lead_words:
        lead = f"No lead with an account. In words: {action.lead_words}"
    slips = f" ({line.slips} change{'' if line.slips == 1 else 's'} approved)" if line.slips else ""
    rows = [
        ("Lead", lead),
        ("Organisation", action.lead_organisation.label if action.lead_organisation else ""),
        ("With", action.co_lead),
        ("Workstream", action.workstream),
        ("Starts", day(action.starts_on)),
        ("Due", day(action.due_on) + (". It is past its date" if line.late else "")),
        ("First agreed date", f"{day(action.original_due_on)}{slips}"),
        ("Done", f"{action.percent}%"),
        (action.get_state_display() + " since", day(action.ended_on)),
        ("How it stands", action.narrative),
        ("Next steps", action.next_steps),
        ("In the way, and help needed", action.help_needed),
        ("Last update", day(action.updated_on)),
        ("Waits for", ", ".join(f"Action {row.number}" for row in waits)),
        ("Other dependency", action.depends_words),
        ("Others wait for it", ", ".join(f"Action {row.number}" for row in needed)),
        ("Resource", action.resource),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def chain(action: Action, by: User) -> list[dict[str, Any]]:
    """Where it stands in the chain, from finding to measure; links only for readers of the plan."""
    whole = reads(by)
    found: list[dict[str, Any]] = [
        {"kind": "Finding", "text": row.text, "url": ""} for row in queries.findings(action)
    ]
    priority = link("priority", action.priority_id) if whole else ""
    found.append({"kind": "Priority", "text": str(action.priority), "url": priority})
    found.append({"kind": "This action", "text": f"{action.number}. {action.what}", "url": ""})
    found += [
        {
            "kind": "Measure",
            "text": f"{row.number}. {row.name}",
            "url": link("measure", row.pk) if whole else "",
        }
        for row in queries.measures(action)
    ]
    return found


def milestones(action: Action, by: User, on: dt.date) -> list[dict[str, Any]]:
    """Its steps, each with what may be done about it."""
    works, keeps = rules.can_update(by, action), rules.can_end(by, action)
    dated = works and action.plan.state == PlanState.ACTIVE
    return [_milestone(row, on, works, keeps, dated) for row in queries.milestones(action)]


def _milestone(
    row: Milestone, on: dt.date, works: bool, keeps: bool, dated: bool
) -> dict[str, Any]:
    wanted = [
        (works and not row.done_on, "Mark as done", "milestone-done"),
        (dated and not row.done_on, "Ask for another date", "milestone-date-ask"),
        (keeps, "Change", "milestone"),
    ]
    return {
        "row": row,
        "late": row.done_on is None and row.due_on < on,
        "moved": row.due_on != row.original_due_on,
        "links": [
            {"label": label, "url": link(name, row.pk)} for may, label, name in wanted if may
        ],
        "undo_url": link("milestone-undo", row.pk) if works and row.done_on else "",
    }


def rating_events(rows: list[RatingChange]) -> list[dict[str, Any]]:
    """Changes of ratings for the history."""
    return [
        {
            "scale": Scale(row.scale).name.title(),
            "before": row.before,
            "after": row.after,
            "worse": ratings.worse(row.before, row.after),
            "on": row.on,
            "at": row.at,
            "who": row.by.name if row.by else PORTAL,
            "words": row.words,
        }
        for row in rows
    ]


def date_rows(rows: list[DateChange], by: User) -> list[dict[str, Any]]:
    """Date changes with whether this reader may decide on them."""
    return [
        {
            "row": row,
            "of": row.milestone.what if row.milestone else f"Action {row.action.number}",
            "first": (row.milestone or row.action).original_due_on,
            "colour": CHANGE_COLOURS[row.state],
            "url": link("date-change", row.pk),
            "decides": rules.can_decide(by, row),
        }
        for row in rows
    ]


def evidence_rows(
    rows: list[Evidence], files: dict[Any, list[Attachment]], by: User
) -> list[dict[str, Any]]:
    """Evidence with its files and what may be done about it."""
    return [evidence_row(row, files.get(row.pk, []), by) for row in rows]


def evidence_row(row: Evidence, files: list[Attachment], by: User) -> dict[str, Any]:
    """One piece of evidence."""
    strength, _, meaning = Strength(row.strength).label.partition(": ")
    return {
        "row": row,
        "url": link("evidence-item", row.pk),
        "strength": strength,
        "meaning": meaning,
        "colour": STRENGTH_COLOURS[row.strength],
        "status": evidence_status(row),
        "files": [file_row(file, link("evidence-file", row.pk, file.pk)) for file in files],
        "may_verify": rules.can_verify(by, row),
        "may_withdraw": rules.can_withdraw(by, row),
        "may_publish": rules.can_publish(by, row),
    }


def evidence_status(row: Evidence) -> str:
    """How a piece of evidence stands, in words."""
    if row.withdrawn_on:
        return f"Withdrawn on {day(row.withdrawn_on)}"
    if row.verified_by:
        return f"Verified by {row.verified_by.name} on {day(row.verified_on)}"
    return "Waiting to be verified by somebody else"


def of_action(action: Action, by: User) -> list[dict[str, Any]]:
    """The evidence of an action, with files."""
    rows = evidence_queries.of_action(action.pk)
    for row in rows:
        row.plan, row.action = action.plan, action
    return evidence_rows(rows, evidence_queries.files(rows), by)


def update_events(rows: list[Update]) -> list[dict[str, Any]]:
    """Updates for the page, the newest first."""
    return [
        {
            "on": row.on,
            "who": row.by.name if row.by else PORTAL,
            "narrative": row.narrative,
            "next_steps": row.next_steps,
            "help_needed": row.help_needed,
            "percent": row.percent,
            "delivery": row.delivery,
            "impact": row.impact,
        }
        for row in rows
    ]


def hints(action: Action, on: dt.date) -> list[str]:
    """The rules that bear on this action's rating today, in plain words."""
    found = []
    if ratings.late(due_on=action.due_on, state=action.state, on=on):
        found.append(
            f"It was due on {day(action.due_on)} and is open, so it cannot be green or grey: choose amber or red."
        )
    if not evidence_queries.proven(action.pk):
        found.append(
            "It cannot be blue yet: that needs evidence of an outcome or of lived experience that somebody else has verified."
        )
    if action.state == "open":
        found.append("Delivery is blue only once the action has been closed as complete.")
    found.append("When a rating goes down, say why.")
    return found
