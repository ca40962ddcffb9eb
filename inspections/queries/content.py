"""A whole plan as plain values, from finding to decision: what versions freeze and pages and reports draw.

Shape of `chain`: {"on", "plan": {...}, "inspection": {...} or None, "partners", "co_production",
"approvals", "priorities": [{…, "findings", "actions": [{…, "milestones"}], "measures", "evidence", "said"}],
"measures", "evidence", "said" (of no priority), "risks", "decisions"}. Days are dates, ids UUIDs, amounts
Decimals: `rules.freezing.freeze` makes JSON of it. Each choice stands twice: `kind` and `kind_words`.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models

from inspections.models import (
    Action,
    Approval,
    CoProduction,
    Decision,
    Evidence,
    Measure,
    Partner,
    Plan,
    Priority,
    Risk,
    Said,
)
from inspections.queries import progress
from inspections.queries.progress import ActionLine
from inspections.rules import content as rules

Values = dict[str, Any]
PLAN = (
    "id", "reference", "slug", "kind", "title", "summary", "state", "starts_on", "ends_on", "senior_owner", "la_officer",
    "icb_officer", "dfe_adviser", "nhse_adviser", "governance", "what_next", "illustrative", "closed_on", "closed_reason",
)  # fmt: skip
INSPECTION = (
    "id",
    "framework",
    "began_on",
    "ended_on",
    "month_only",
    "reported_on",
    "outcome",
    "report_url",
)
PRIORITY = (
    "id", "number", "title", "impact", "owner", "workstream", "tags", "wanted", "did", "difference", "next",
    "released_on", "released_words",
)  # fmt: skip
FINDING = ("id", "number", "kind", "text", "is_summary", "page")
ACTION = (
    "id", "number", "place", "what", "workstream", "lead", "organisation", "co_lead", "starts_on", "due_on",
    "original_due_on", "slips", "late", "state", "ended_on", "delivery", "impact", "percent", "narrative", "next_steps",
    "help_needed", "updated_on", "strongest",
)  # fmt: skip
MILESTONE = ("id", "what", "months", "due_on", "original_due_on", "done_on", "words", "late")
MEASURE = (
    "id", "number", "name", "definition", "numerator", "denominator", "unit", "polarity", "frequency", "source",
    "source_words", "owner_words", "baseline", "baseline_on", "target", "target_on", "target_source", "benchmark",
    "benchmark_source", "quality_words", "public", "illustrative", "retired_on",
)  # fmt: skip
EVIDENCE = ("id", "title", "strength", "on", "words", "link", "public", "verified_on")
RISK = (
    "id", "number", "cause", "event", "effect", "likelihood", "impact", "target_score", "control", "owner", "review_on",
    "state", "closed_words",
)  # fmt: skip
SAID = ("id", "who", "said", "heard_on", "heard_at", "did", "state", "answered_on", "public")
APPROVAL = ("body", "body_name", "state", "submitted_on", "decided_on", "words", "link")


def chain(plan_id: uuid.UUID, on: dt.date, *, public: bool) -> Values:
    """The plan as it stands on a day, in a fixed number of queries however long it is.

    `public` leaves out what is not for everybody (`rules.content.for_public`). The caller has found the
    plan in the reader's scope. Raises Plan.DoesNotExist.
    """
    plan = Plan.objects.select_related("la", "icb", "inspection", "board").get(pk=plan_id)
    whole = {
        "on": on,
        "plan": _plan(plan),
        "inspection": _inspection(plan),
        "partners": _partners(plan_id),
        "co_production": list(
            CoProduction.objects.filter(plan=plan_id).values("on", "who", "what", "difference")
        ),
        "approvals": _approvals(plan_id),
        **_chain(plan_id, on),
        "risks": _risks(plan_id),
        "decisions": _decisions(plan_id),
    }
    return rules.for_public(whole) if public else whole


def values(row: models.Model | ActionLine, names: Iterable[str]) -> Values:
    """These fields of a row; a choice also in words, as `<field>_words`."""
    found: Values = {}
    for name in names:
        found[name] = getattr(row, name)
        words = getattr(row, f"get_{name}_display", None)
        if words is not None:
            found[f"{name}_words"] = str(words())
    return found


def _plan(plan: Plan) -> Values:
    return {
        **values(plan, PLAN),
        "la": plan.la.name,
        "icb": plan.icb.name,
        "board": plan.board.name if plan.board else "",
    }


def _inspection(plan: Plan) -> Values | None:
    return values(plan.inspection, INSPECTION) if plan.inspection else None


def _partners(plan_id: uuid.UUID) -> list[Values]:
    rows = Partner.objects.filter(plan=plan_id).select_related("organisation")
    return [
        {"organisation": row.organisation.name, "part": row.part}
        for row in rows.order_by("organisation__name")
    ]


def _approvals(plan_id: uuid.UUID) -> list[Values]:
    rows = Approval.objects.filter(plan=plan_id).select_related("version").defer("version__content")
    return [{"version": row.version.number, **values(row, APPROVAL)} for row in rows]


def _chain(plan_id: uuid.UUID, on: dt.date) -> Values:
    """Priorities with all that hangs from them, and what hangs from the plan alone."""
    priorities = list(
        Priority.objects.filter(plan=plan_id).prefetch_related("findings__responsible")
    )
    numbers = dict(Action.objects.filter(plan=plan_id).values_list("pk", "number"))
    parts = {
        "actions": _actions(plan_id, on, numbers),
        "measures": _by_priority(
            values(row, MEASURE) | {"priority_id": row.priority_id, "owner": row.owner_words}
            for row in Measure.objects.filter(plan=plan_id)
        ),
        "evidence": _evidence(plan_id, numbers),
        "said": _by_priority(
            values(row, SAID) | {"priority_id": row.priority_id}
            for row in Said.objects.filter(plan=plan_id)
        ),
    }
    of_none = {key: parts[key].get(None, []) for key in ("measures", "evidence", "said")}
    rows = [
        {
            **values(priority, PRIORITY),
            "findings": _findings(priority),
            **{key: found.get(priority.pk, []) for key, found in parts.items()},
        }
        for priority in priorities
    ]
    return {"priorities": rows, **of_none}


def _findings(priority: Priority) -> list[Values]:
    return [
        {
            **values(finding, FINDING),
            "responsible": sorted(each.name for each in finding.responsible.all()),
        }
        for finding in sorted(priority.findings.all(), key=lambda row: row.number)
    ]


def _by_priority(rows: Iterable[Values]) -> dict[uuid.UUID | None, list[Values]]:
    found: defaultdict[uuid.UUID | None, list[Values]] = defaultdict(list)
    for row in rows:
        found[row.pop("priority_id")].append(row)
    return found


def _actions(
    plan_id: uuid.UUID, on: dt.date, numbers: dict[uuid.UUID, str]
) -> dict[uuid.UUID | None, list[Values]]:
    more = {
        pk: rest
        for pk, *rest in Action.objects.filter(plan=plan_id).values_list(
            "pk", "depends_words", "resource", "lead_words"
        )
    }
    needed: defaultdict[uuid.UUID, list[str]] = defaultdict(list)
    links = Action.depends_on.through.objects.filter(from_action__plan=plan_id)
    for one, other in links.values_list("from_action_id", "to_action_id"):
        needed[one].append(numbers.get(other, ""))
    return _by_priority(
        {
            **values(line, ACTION),
            "priority_id": line.priority_id,
            "state_words": Action(state=line.state).get_state_display(),
            "delivery_words": line.delivery.label,
            "impact_words": line.impact.label,
            "lead_is_person": line.lead_id is not None,
            "depends_words": more[line.id][0],
            "resource": more[line.id][1],
            "depends_on": sorted(needed[line.id]),
            "evidence": line.evidence_count,
            "milestones": [
                {name: getattr(each, name) for name in MILESTONE} for each in line.milestones
            ],
        }
        for line in progress.lines(plan_id, on)
    )


def _evidence(
    plan_id: uuid.UUID, numbers: dict[uuid.UUID, str]
) -> dict[uuid.UUID | None, list[Values]]:
    rows = Evidence.objects.filter(plan=plan_id, withdrawn_on=None)
    return _by_priority(
        {
            **values(row, EVIDENCE),
            "action": numbers.get(row.action_id, "") if row.action_id else "",
            "measure": row.measure.number if row.measure else "",
            "priority_id": row.priority_id
            or (row.action.priority_id if row.action else None)
            or (row.measure.priority_id if row.measure else None),
        }
        for row in rows.select_related("action", "measure")
    )


def _risks(plan_id: uuid.UUID) -> list[Values]:
    rows = Risk.objects.filter(plan=plan_id).prefetch_related("actions")
    return [
        {
            **values(row, RISK),
            "score": row.score,
            "actions": [action.number for action in row.actions.all()],
        }
        for row in rows
    ]


def _decisions(plan_id: uuid.UUID) -> list[Values]:
    rows = Decision.objects.filter(plan=plan_id).select_related("meeting__board")
    return [
        {
            "on": row.meeting.on,
            "board": row.meeting.board.name,
            "number": row.number,
            "text": row.text,
        }
        for row in rows.order_by("-meeting__on", "number")
    ]
