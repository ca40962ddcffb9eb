"""A plan's spreadsheet before it is taken in, as the page and the report draw it."""

from typing import Any

from inspections.models import PlanImport
from inspections.queries.importing import CHANGE, NEW, REFUSED, SAME
from inspections.rules.importing import BY_NAME

WORDS = {NEW: "New action", CHANGE: "Changes", SAME: "Says what the plan says", REFUSED: "Left out"}
COLOURS = {NEW: "green", CHANGE: "blue", SAME: "grey", REFUSED: "red"}
COUNTS = ((NEW, "New actions"), (CHANGE, "Actions that change"), (SAME, "The same already"), (REFUSED, "Left out: something to mend"))  # fmt: skip
REPORT_HEADER = ["Row", "Action", "What happens", "Column", "Before", "After or what to mend"]


def counts(row: PlanImport) -> list[dict[str, str]]:
    """How many rows come to what, for components/summary_list.html."""
    return [{"key": label, "value": str(row.counts[kind])} for kind, label in COUNTS]


def wanted(row: PlanImport) -> int:
    """How many rows would be written."""
    return row.counts[NEW] + row.counts[CHANGE]


def lines(row: PlanImport) -> list[dict[str, Any]]:
    """Every row: what happens, its changes, faults with their columns, and what is worth knowing; faults first."""
    order = {REFUSED: 0, CHANGE: 1, NEW: 2, SAME: 3}
    found = [
        {
            **each,
            "words": WORDS[each["kind"]],
            "colour": COLOURS[each["kind"]],
            "faults": [{"column": heading(name), "text": text} for name, text in each["errors"]],
            "changes": [
                {"label": label, "before": before, "after": after}
                for label, before, after in each["changes"]
            ],
        }
        for each in row.rows
    ]
    return sorted(found, key=lambda each: (order[each["kind"]], not each["warnings"], each["line"]))


def heading(name: str) -> str:
    """A column as the file names it; "" for the row as a whole."""
    return BY_NAME[name].heading if name in BY_NAME else ""


def report(row: PlanImport) -> list[list[Any]]:
    """The report's lines: one for each fault, change and remark; one for a row with none of them."""
    found = []
    for each in row.rows:
        about = [each["line"], each["number"], WORDS[each["kind"]]]
        said = [[*about, heading(name), "", text] for name, text in each["errors"]]
        said += [[*about, label, before, after] for label, before, after in each["changes"]]
        said += [[*about, "Worth knowing", "", text] for text in each["warnings"]]
        found += said or [[*about, "", "", ""]]
    return found
