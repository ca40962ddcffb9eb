"""What differs between two frozen contents of a plan, row by row, in words: added, removed, changed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Content = Mapping[str, Any]
ADDED, REMOVED, CHANGED = "added", "removed", "changed"

PLAN = {
    "title": "Title", "kind_words": "Kind of plan", "summary": "What it is for", "starts_on": "Starts", "ends_on": "Ends",
    "senior_owner": "Senior responsible owner", "la_officer": "Accountable officer, local authority",
    "icb_officer": "Accountable officer, integrated care board", "dfe_adviser": "DfE adviser",
    "nhse_adviser": "NHS England adviser", "governance": "Governance", "board": "Board", "what_next": "What is next",
    "state_words": "State",
}  # fmt: skip
PRIORITY = {
    "number": "Number", "title": "Title", "impact": "What families will see", "owner": "Owner", "workstream": "Workstream",
    "wanted": "What we wanted", "did": "What we did", "difference": "The difference it made", "next": "What is next",
    "released_on": "Released from monitoring", "released_words": "Words of the release", "findings": "Findings answered",
}  # fmt: skip
ACTION = {
    "number": "Number", "what": "Action", "priority": "Priority", "workstream": "Workstream", "lead": "Lead",
    "organisation": "Organisation", "co_lead": "Second lead", "starts_on": "Starts", "due_on": "Due",
    "depends_on": "Depends on", "depends_words": "Other dependency", "resource": "Resource", "state_words": "State",
    "delivery_words": "Delivery", "impact_words": "Impact", "percent": "Per cent done", "milestones": "Milestones",
}  # fmt: skip
MEASURE = {
    "number": "Number", "name": "Name", "definition": "Definition", "numerator": "Counted", "denominator": "Out of",
    "baseline": "Baseline", "target": "Target", "target_on": "Target by", "benchmark": "Benchmark",
}  # fmt: skip
RISK = {
    "cause": "Cause", "event": "Event", "effect": "Effect", "score": "Score", "control": "Control", "owner": "Owner",
    "state_words": "State",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One field that differs: its label and what it says before and after, "" where it says nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """One row that was added, removed or changed: what it is, its words, and its changed fields."""

    kind: str
    title: str
    words: str = ""
    changes: list[Change] = field(default_factory=list)


def between(older: Content, newer: Content) -> list[Difference]:
    """What differs, in the order of the plan; a row is the same by its id."""
    plan = _fields(older["plan"], newer["plan"], PLAN)
    found = [Difference(CHANGED, "The plan itself", changes=plan)] if plan else []
    found += _plain_rows("Partner", older["partners"], newer["partners"], ("organisation", "part"))
    found += _plain_rows(
        "Co-production", older["co_production"], newer["co_production"], ("on", "who", "what", "difference")
    )  # fmt: skip
    found += _rows("Priority", _priorities(older), _priorities(newer), PRIORITY, "title")
    found += _rows("Action", _actions(older), _actions(newer), ACTION, "what")
    found += _rows("Measure", _measures(older), _measures(newer), MEASURE, "name")
    return found + _rows("Risk", older["risks"], newer["risks"], RISK, "event")


def words(value: Any) -> str:
    """A frozen value as people read it: dates in words, lists in lines, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(words(each) for each in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = str(value)
    if len(text) == 10 and text[4:5] == text[7:8] == "-":
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            return text
        return f"{day.day} {day:%B %Y}"
    return text


def amount(value: Any) -> str:
    """A frozen amount without noughts at its end: "80", not "80.000"."""
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


def _fields(before: Content, after: Content, names: Mapping[str, str]) -> list[Change]:
    pairs = ((label, words(before.get(name)), words(after.get(name))) for name, label in names.items())  # fmt: skip
    return [Change(label, old, new) for label, old, new in pairs if old != new]


def _rows(
    noun: str, before: Iterable[Content], after: Iterable[Content], names: Mapping[str, str], about: str
) -> list[Difference]:  # fmt: skip
    old, new = ({str(row["id"]): row for row in rows} for rows in (before, after))
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        row = new.get(key) or old[key]
        title = f"{noun} {row['number']}"
        if key not in old:
            found.append(Difference(ADDED, title, words(row[about])))
        elif key not in new:
            found.append(Difference(REMOVED, title, words(row[about])))
        elif changes := _fields(old[key], row, names):
            found.append(Difference(CHANGED, title, words(row[about]), changes))
    return found


def _plain_rows(
    noun: str, before: Iterable[Content], after: Iterable[Content], names: tuple[str, ...]
) -> list[Difference]:
    """Rows without an id: the same words are the same row."""
    old, new = (
        [", ".join(words(row[name]) for name in names if row[name]) for row in rows]
        for rows in (before, after)
    )
    added = [Difference(ADDED, noun, text) for text in new if text not in old]
    return added + [Difference(REMOVED, noun, text) for text in old if text not in new]


def _priorities(content: Content) -> list[Content]:
    return [
        {**row, "findings": [f"{each['number']}. {each['text']}" for each in row["findings"]]}
        for row in content["priorities"]
    ]


def _actions(content: Content) -> list[Content]:
    return [
        {
            **action,
            "priority": f"{row['number']}. {row['title']}",
            "milestones": [
                f"{words(each['due_on'])}: {each['what']}" + (" (done)" if each["done_on"] else "")
                for each in action["milestones"]
            ],
        }
        for row in content["priorities"]
        for action in row["actions"]
    ]


def _measures(content: Content) -> list[Content]:
    rows = [*(row for each in content["priorities"] for row in each["measures"]), *content["measures"]]  # fmt: skip
    return [{**row, **{key: amount(row[key]) for key in ("baseline", "target", "benchmark")}} for row in rows]  # fmt: skip
