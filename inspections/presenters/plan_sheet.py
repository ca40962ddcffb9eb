"""A plan's actions as the spreadsheet that the import reads back."""

from collections.abc import Iterator, Mapping
from typing import Any

from inspections.rules import ratings
from inspections.rules.chain import MILESTONE_MONTHS
from inspections.rules.importing import COLUMNS

# Told, not taken in again: what leads and approvers give on their own pages.
MORE = [
    "State",
    "Delivery",
    "Impact",
    "Per cent done",
    "Last update",
    "First due",
    "How it stands",
    "Evidence",
]
HEADER = [column.heading for column in COLUMNS] + MORE
EXAMPLE: list[dict[str, Any]] = [
    {
        "priority_number": 1, "title": "Health advice on time", "families": "Your child’s plan is not held up by health.",
        "number": "1.1", "what": "Agree one form for health advice with every service.", "workstream": "Assessment",
        "lead_words": "Head of children’s therapies", "starts_on": "01/09/2026", "due_on": "31/12/2026",
        "milestone_3": "The form is tried out by two services.",
    },
    {
        "number": "1.2", "what": "Train every service in the new form.", "lead_words": "Designated clinical officer",
        "starts_on": "01/01/2027", "due_on": "31/03/2027", "depends_on": "1.1", "resource": "Two training days",
    },
    {
        "priority_number": 2, "title": "Families are told how long they wait", "number": "2.1",
        "what": "Publish waiting times in the Local Offer every month.", "lead_words": "Local Offer lead",
        "due_on": "30/11/2026",
    },
]  # fmt: skip


def rows(priorities: list[Mapping[str, Any]], emails: Mapping[Any, str]) -> Iterator[list[Any]]:
    """The actions of a chain, one line each, dates as dates. `emails` are leads' addresses by action id."""
    for priority in priorities:
        for action in priority["actions"]:
            yield [*_columns(priority, action, emails), *_more(action)]


def _columns(
    priority: Mapping[str, Any], action: Mapping[str, Any], emails: Mapping[Any, str]
) -> list[Any]:
    milestones = {step["months"]: step["what"] for step in action["milestones"]}
    values = {
        **{name: action.get(name) for name in ("number", "what", "workstream", "organisation", "co_lead", "starts_on", "due_on", "depends_words", "resource")},
        "priority_number": priority["number"],
        "title": priority["title"],
        "families": priority["impact"],
        "lead_email": emails.get(action["id"], ""),
        "lead_words": "" if action["lead_is_person"] else action["lead"],
        "depends_on": "; ".join(action["depends_on"]),
        **{f"milestone_{months}": milestones.get(months, "") for months in MILESTONE_MONTHS},
    }  # fmt: skip
    return [values[column.name] for column in COLUMNS]


def _more(action: Mapping[str, Any]) -> list[Any]:
    return [
        action["state_words"], ratings.label(action["delivery"]), ratings.label(action["impact"]), action["percent"],
        action["updated_on"], action["original_due_on"], action["narrative"], action["evidence"],
    ]  # fmt: skip


def british(line: list[Any]) -> list[Any]:
    """A line for CSV: dates as 31/03/2026, as the import and people here write them."""
    return [f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else cell for cell in line]


def example() -> list[list[Any]]:
    """The lines of the example file."""
    return [[line.get(column.name, "") for column in COLUMNS] for line in EXAMPLE]
