"""Keeping the gap log: features push what was missing, people decide what is done about it."""

from dco_portal.gaps.actions.pushing import drop_held_back, push, withdraw
from dco_portal.gaps.actions.reports import ask_report, note_export, retry_report
from dco_portal.gaps.actions.working import decide, hand_back, merge, move, unmerge

__all__ = [
    "ask_report",
    "decide",
    "drop_held_back",
    "hand_back",
    "merge",
    "move",
    "note_export",
    "push",
    "retry_report",
    "unmerge",
    "withdraw",
]
