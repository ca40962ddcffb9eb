"""What a board is given before a meeting, as plain values: what a pack freezes and its page and PDF draw."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from dco_portal import charts
from inspections.models import BoardMember, Decision, Meeting, MeetingAction, Plan, Priority, Risk
from inspections.queries import boards, measures, progress
from inspections.queries.progress import ActionLine
from inspections.rules.measures import figure
from inspections.states import Presence, RiskState

Values = dict[str, Any]


def content(meeting: Meeting, *, number: int, by: str, on: dt.date) -> Values:
    """All of it as it stands on a day: agenda, people, decisions, actions, papers with hashes, plans.

    Papers that were withdrawn are left out. A fixed number of queries for each plan of the board.
    """
    board = meeting.board
    papers = [_paper(line) for line in boards.papers(meeting, withdrawn=False)]
    plans = [_plan(plan, on) for plan in boards.plans_of(board).exclude(state="closed")]
    last = boards.before(meeting)
    return {
        "number": number,
        "made_on": on,
        "made_by": by,
        "board": {
            "name": board.name,
            "area": f"{board.la.name} and {board.icb.name}",
            "purpose": board.purpose,
            "chair": board.chair,
            "reports_to": board.reports_to,
            "quorum": board.quorum,
        },
        "meeting": {
            "on": meeting.on,
            "starts_at": f"{meeting.starts_at:%H:%M}" if meeting.starts_at else "",
            "where": meeting.where,
        },
        "agenda": _agenda(papers, plans, last is not None),
        "members": _members(meeting),
        "last": _last(last) if last else None,
        "open_actions": [_action(row, on) for row in boards.carried(meeting)],
        "papers": papers,
        "plans": plans,
    }


def _agenda(papers: Iterable[Values], plans: list[Values], follows: bool) -> list[str]:
    """The items in order, in words: the standing ones, the plans, then each paper."""
    standing_items = ["Welcome and apologies"]
    if follows:
        standing_items.append("Decisions of the last meeting")
    standing_items.append("Actions carried from earlier meetings")
    return [
        *standing_items,
        *(f"How the plan stands: {plan['title']}" for plan in plans),
        *(f"Paper {paper['number']}: {paper['title']}" for paper in papers),
        "Decisions and actions",
    ]


def _members(meeting: Meeting) -> list[Values]:
    noted = boards.attendance(meeting)

    def how(member: BoardMember) -> str:
        row = noted.get(member.pk)
        return Presence(row.presence).label if row else "Expected"

    return [
        {
            "role": member.role,
            "organisation": member.organisation.name,
            "name": member.user.name if member.user else "",
            "chair": member.is_chair,
            "how": how(member),
        }
        for member in boards.members(meeting.board, meeting.on)
    ]


def _last(meeting: Meeting) -> Values:
    rows = Decision.objects.filter(meeting=meeting)
    return {
        "on": meeting.on,
        "minutes": meeting.minutes,
        "decisions": [
            {"number": row.number, "text": row.text, "plan": row.plan.title if row.plan else ""}
            for row in rows.select_related("plan").order_by("number")
        ],
    }


def _action(row: MeetingAction, on: dt.date) -> Values:
    return {
        "what": row.what,
        "asked_on": row.meeting.on,
        "owner": row.owner.role,
        "organisation": row.owner.organisation.label,
        "due_on": row.due_on,
        "late": row.done_on is None and row.due_on < on,
        "done_on": row.done_on,
        "words": row.words,
    }


def _paper(line: boards.PaperLine) -> Values:
    paper = line.paper
    report = paper.report
    if report is not None:
        source = f"Progress report {report.number} of “{report.plan.title}”"
    elif line.file is not None:
        source = line.file.filename
    else:
        source = "A link"
    return {
        "id": paper.pk,
        "number": paper.number,
        "title": paper.title,
        "summary": paper.summary,
        "source": source,
        "link": paper.link,
        "sha256": line.sha256,
        "report_sha256": report.sha256 if report else "",
        "size": line.file.size if line.file else None,
    }


def _plan(plan: Plan, on: dt.date) -> Values:
    lines = progress.lines(plan.pk, on)
    counted = progress.counts(lines)
    risks = Risk.objects.filter(plan=plan.pk, state=RiskState.OPEN).order_by("number")
    return {
        "title": plan.title,
        "reference": plan.reference,
        "kind": plan.get_kind_display(),
        "illustrative": plan.illustrative,
        "counts": {
            "total": counted.total,
            "late": counted.late,
            "slipped": counted.slipped,
            "complete": counted.complete,
            "without_lead": counted.without_lead,
        },
        # A list: the database does not keep the order of keys.
        "ratings": [
            {"rating": rating, "delivery": number, "impact": counted.impact[rating]}
            for rating, number in counted.delivery.items()
        ],
        "priorities": _priorities(plan.pk, lines),
        "measures": [
            _measure(line) for line in measures.lines(plan.pk, on, public=False)
        ],
        "risks": [
            {"number": row.number, "event": row.event, "score": row.score, "control": row.control, "owner": row.owner}
            for row in sorted(risks, key=lambda row: -row.score)
        ],
    }  # fmt: skip


def _priorities(plan_id: uuid.UUID, lines: list[ActionLine]) -> list[Values]:
    rows = Priority.objects.filter(plan=plan_id).order_by("number")
    return [
        {
            "number": row.number,
            "title": row.title,
            "impact": row.impact,
            "actions": [_line(line) for line in lines if line.priority_id == row.pk],
        }
        for row in rows
    ]  # fmt: skip


def _line(line: ActionLine) -> Values:
    return {
        "number": line.number,
        "what": line.what,
        "lead": line.lead,
        "organisation": line.organisation,
        "due_on": line.due_on,
        "original_due_on": line.original_due_on,
        "late": line.late,
        "delivery": line.delivery,
        "impact": line.impact,
        "percent": line.percent,
        "narrative": line.narrative,
        "help_needed": line.help_needed,
        "updated_on": line.updated_on,
    }


def _measure(line: measures.MeasureLine) -> Values:
    said = line.commentary
    return {
        "number": line.number,
        "name": line.name,
        "definition": line.definition,
        "latest": line.latest.words if line.latest else "No figure yet",
        "period": line.latest.name if line.latest else "",
        "change": line.change_words,
        "target": figure(line.target, line.unit) if line.target is not None else "",
        "rating": line.rating,
        "reason": line.reason,
        "owner": line.owner,
        "source": line.source_words,
        "live": line.live,
        "illustrative": line.illustrative,
        "why": said.why if said else "",
        "doing": said.doing if said else "",
        "right_by": said.right_by if said else None,
        "unexplained": line.commentary_missing,
        "chart": charts.freeze(measures.chart_of(line)),
    }
