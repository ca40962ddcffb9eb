"""Boards and their meetings as pages and files draw them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.templatetags.portal import day, plural
from inspections.models import (
    Attendance,
    Board,
    BoardMember,
    Decision,
    Meeting,
    MeetingAction,
    Pack,
)
from inspections.queries.boards import PaperLine
from inspections.rules import boards as rules
from inspections.states import MeetingState, Presence

MEETING_COLOURS: dict[str, str] = {
    MeetingState.PLANNED: "blue",
    MeetingState.HELD: "green",
    MeetingState.CANCELLED: "grey",
}
PRESENCE_COLOURS: dict[str, str] = {
    Presence.PRESENT: "green",
    Presence.DEPUTY: "teal",
    Presence.APOLOGIES: "yellow",
    Presence.ABSENT: "grey",
}


def columns(*labels: str) -> list[dict[str, str]]:
    """Column heads of a table."""
    return [{"label": label} for label in labels]


BOARD_COLUMNS = columns("Board", "Area", "Next meeting", "Members", "Open actions")
MEETING_COLUMNS = columns("Meeting", "Where", "Papers", "Packs", "State")
SEAT_COLUMNS = columns("Seat", "Organisation", "Account", "From", "Until")
CAME_COLUMNS = columns("Seat", "Organisation", "How")
DECISION_COLUMNS = columns("Decision", "About", "Meeting")
DECISION_HEADER = ["Meeting", "Number", "Decision", "Plan", "Part of the plan"]
ACTION_COLUMNS = columns("Action", "By whom", "Due", "State")
ACTION_HEADER = ["Meeting", "Number", "Action", "Seat", "Organisation", "Due", "Done", "What was done"]  # fmt: skip
PACK_COLUMNS = columns("Pack", "Made", "SHA-256", "File")


def board_row(board: Any) -> dict[str, Any]:
    """A row of the list; `board` carries the counts of `queries.boards.boards`."""
    sub = f"Closed on {day(board.closed_on)}" if board.closed_on else ""
    return {
        "cells": [
            {"text": board.name, "url": reverse("inspections:board", args=[board.pk]), "name": True, "sub": sub},
            {"text": board.la.label, "sub": board.icb.label},
            {"text": day(board.next_on) or "None planned"},
            {"text": str(board.seats or 0)},
            {"text": str(board.open_actions or 0)},
        ]
    }  # fmt: skip


def board_facts(board: Board) -> list[dict[str, str]]:
    """What is shown of a board."""
    rows = [
        ("Area", f"{board.la.name} and {board.icb.name}"),
        ("What it is for", board.purpose),
        ("Chair", board.chair),
        ("Reports to", board.reports_to),
        ("Quorum", plural(board.quorum, "member", "members") if board.quorum else ""),
        ("Closed", day(board.closed_on)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def board_steps(board: Board, by: User) -> list[dict[str, Any]]:
    """What its keeper may do with a board."""
    if not rules.can_keep(by, board):
        return []
    if board.closed_on:
        steps = [("Open it again", "board-reopen")]
    else:
        steps = [("Plan a meeting", "meeting-new"), ("Add a member", "member-new")]
        steps += [("Change", "board-change"), ("Close it", "board-close")]
    return [
        {"label": label, "url": reverse(f"inspections:{name}", args=[board.pk]), "secondary": place > 0}
        for place, (label, name) in enumerate(steps)
    ]  # fmt: skip


def meeting_row(meeting: Any) -> dict[str, Any]:
    """A row of the list of meetings; `meeting` carries `paper_count` and `pack_count`."""
    return {
        "cells": [
            {"text": day(meeting.on), "url": reverse("inspections:meeting", args=[meeting.pk]), "name": True,
             "sub": f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""},
            {"text": meeting.where},
            {"text": str(meeting.paper_count or 0)},
            {"text": str(meeting.pack_count or 0)},
            {"tag": meeting.get_state_display(), "colour": MEETING_COLOURS[meeting.state]},
        ]
    }  # fmt: skip


def seat_row(member: BoardMember, *, keeps: bool) -> dict[str, Any]:
    """A row of the membership; a keeper's leads to its change."""
    link = {"url": reverse("inspections:member-change", args=[member.pk])} if keeps else {}
    return {
        "cells": [
            {"text": member.role, "name": True, "sub": "Chairs the board" if member.is_chair else "", **link},
            {"text": member.organisation.label},
            {"text": member.user.name if member.user else "No account"},
            {"text": day(member.since)},
            {"text": day(member.until)},
        ]
    }  # fmt: skip


def meeting_facts(meeting: Meeting) -> list[dict[str, str]]:
    """When, where, and why not."""
    rows = [
        ("When", f"{day(meeting.on)}{f', {meeting.starts_at:%H:%M}' if meeting.starts_at else ''}"),
        ("Where", meeting.where),
        ("Cancelled because", meeting.cancelled_because),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def meeting_steps(meeting: Meeting, by: User) -> list[dict[str, Any]]:
    """What its keeper may do with a meeting now, the likeliest first."""
    if not rules.can_keep(by, meeting.board) or meeting.state == MeetingState.CANCELLED:
        return []
    begun = meeting.on <= today()
    steps = [("Add a paper", "paper-new"), ("Make the board pack", "pack-new")]
    if begun:
        who = "Correct who came" if meeting.state == MeetingState.HELD else "Note who came"
        after = [(who, "meeting-hold"), ("Note a decision", "decision-new")]
        after += [("Give an action", "board-action-new"), ("Write the minutes", "minutes")]
        steps = [*after, *steps]
    if meeting.state == MeetingState.PLANNED:
        steps += [("Note apologies", "apologies"), ("Move it", "meeting-change"), ("Cancel it", "meeting-cancel")]  # fmt: skip
    return [
        {"label": label, "url": reverse(f"inspections:{name}", args=[meeting.pk]), "secondary": place > 0}
        for place, (label, name) in enumerate(steps)
    ]  # fmt: skip


def came_rows(
    seats: Iterable[BoardMember], noted: dict[Any, Attendance], *, held: bool
) -> list[dict[str, Any]]:
    """Who is expected, or who came."""
    rows = []
    for member in seats:
        found = noted.get(member.pk)
        if found is None:
            how: dict[str, str] = {"tag": "Not noted" if held else "Expected", "colour": "grey"}
        else:
            how = {"tag": found.get_presence_display(), "colour": PRESENCE_COLOURS[found.presence], "sub": found.deputy}  # fmt: skip
        name = member.user.name if member.user else ""
        rows.append(
            {"cells": [{"text": member.role, "name": True, "sub": name}, {"text": member.organisation.label}, how]}
        )  # fmt: skip
    return rows


def quorum_words(board: Board, noted: dict[Any, Attendance]) -> str:
    """How many came against the quorum, in words."""
    presences = [row.presence for row in noted.values()]
    there = sum(presence in rules.THERE for presence in presences)
    came = f"{plural(there, 'member', 'members')} or their deputies came."
    enough = rules.quorate(board, presences)
    if enough is None:
        return f"{came} This board has no quorum."
    return f"{came} The quorum is {board.quorum}: it was {'reached' if enough else 'not reached'}."


def paper_card(line: PaperLine, *, keeps: bool) -> dict[str, Any]:
    """One paper; a withdrawn one keeps its number and says so, and does not open."""
    paper = line.paper
    address = reverse("inspections:paper-file", args=[paper.pk])
    if paper.report is not None:
        number = paper.report.number
        kind = f"Progress report {number} (PDF)" + ("" if line.sha256 else ", being prepared")
    elif line.file is not None:
        kind = line.file.filename
    else:
        kind, address = "Opens another site", paper.link
    opens = paper.withdrawn_on is None and bool(paper.link or line.sha256)
    return {
        "number": paper.number,
        "title": paper.title,
        "summary": paper.summary,
        "kind": kind,
        "size": line.file.size if line.file else None,
        "sha256": line.sha256,
        "url": address if opens else "",
        "withdrawn_on": paper.withdrawn_on,
        "withdraw_url": reverse("inspections:paper-withdraw", args=[paper.pk])
        if keeps and paper.withdrawn_on is None
        else "",
    }


def about(decision: Decision) -> tuple[str, str]:
    """The plan and the part of it that a decision is about, in words; empty for none."""
    part = ""
    if decision.risk:
        part = f"Risk {decision.risk.number}"
    elif decision.action:
        part = f"Action {decision.action.number}"
    elif decision.priority:
        part = f"Priority {decision.priority.number}: {decision.priority.title}"
    return (decision.plan.title if decision.plan else "", part)


def decision_row(decision: Decision, *, keeps: bool = False) -> dict[str, Any]:
    """A row of the register."""
    plan, part = about(decision)
    link = {"url": reverse("inspections:decision-change", args=[decision.pk])} if keeps else {}
    return {
        "cells": [
            {"text": decision.text, "name": True, "sub": f"Decision {decision.number}", **link},
            {"text": plan or "No plan", "sub": part},
            {"text": day(decision.meeting.on), "url": reverse("inspections:meeting", args=[decision.meeting_id])},
        ]
    }  # fmt: skip


def decision_line(decision: Decision) -> list[Any]:
    """A line of the file."""
    return [decision.meeting.on, decision.number, decision.text, *about(decision)]


def action_row(action: MeetingAction) -> dict[str, Any]:
    """A row of the action log."""
    late = action.done_on is None and action.due_on < today()
    return {
        "late": late,
        "cells": [
            {"text": action.what, "url": reverse("inspections:board-action", args=[action.pk]), "name": True,
             "sub": f"{day(action.meeting.on)}, action {action.number}"},
            {"text": action.owner.role, "sub": action.owner.user.name if action.owner.user else action.owner.organisation.label},
            {"due": action.due_on, "met": action.done_on},
            {"tag": "Done", "colour": "green"} if action.done_on else {"tag": "Past its date" if late else "Open", "colour": "red" if late else "blue"},
        ],
    }  # fmt: skip


def action_line(action: MeetingAction) -> list[Any]:
    """A line of the file."""
    return [
        action.meeting.on, action.number, action.what, action.owner.role, action.owner.organisation.name, action.due_on,
        action.done_on or "", action.words,
    ]  # fmt: skip


def action_facts(action: MeetingAction) -> list[dict[str, str]]:
    """One action."""
    owner = action.owner
    rows = [
        ("What is to be done", action.what),
        ("By whom", ", ".join(filter(None, [owner.role, owner.organisation.label, owner.user.name if owner.user else ""]))),
        ("By when", day(action.due_on)),
        ("Asked by", f"{action.board.name}, {day(action.meeting.on)}, action {action.number}"),
        ("Done", day(action.done_on)),
        ("What was done", action.words),
    ]  # fmt: skip
    return [{"key": key, "value": value} for key, value in rows if value]


def pack_row(pack: Pack) -> dict[str, Any]:
    """A row of the packs."""
    ready = pack.document is not None and pack.document.state == "ready"
    file = (
        {"text": "Open the PDF", "url": reverse("inspections:pack-pdf", args=[pack.pk])}
        if ready
        else {"text": pack.document.get_state_display() if pack.document else ""}
    )
    return {
        "cells": [
            {"text": f"Pack {pack.number}", "name": True, "url": reverse("inspections:pack", args=[pack.pk])},
            {"text": day(pack.created_at), "sub": pack.made_by.name if pack.made_by else ""},
            {"text": f"{pack.sha256[:16]}…"},
            file,
        ]
    }  # fmt: skip
