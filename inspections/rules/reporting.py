"""What a progress report says in short: counts, what is overdue, what comes next. Pure, over plain values."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dco_portal.charts import Chart, Series
from inspections.rules import ratings
from inspections.states import ActionState, Rating, RiskState, Strength, VoiceState

Values = dict[str, Any]
WINDOWS = (30, 60, 90)
COLOURS = {
    Rating.BLUE: "#1d70b8", Rating.GREEN: "#00703c", Rating.AMBER: "#f47738", Rating.RED: "#d4351c",
    Rating.NOT_DUE: "#b1b4b6",
}  # fmt: skip
# The words of a report that a reader may not know; the portal's glossary adds those of SEND.
WORDS = (
    ("Action", "Something one organisation has agreed to do by a date."),
    ("Baseline", "The figure before the plan began."),
    ("Benchmark", "The same figure elsewhere, such as England’s."),
    ("Delivery", "Whether an action is being done."),
    ("Evidence", "What shows that something was done or has changed. Activity is the weakest, lived experience the strongest."),
    ("Exception", "A measure that is red, with its owner’s words on why and what is being done."),
    ("Finding", "What the inspectors wrote in their report."),
    ("Impact", "Whether an action makes a difference to children and families."),
    ("Measure", "A figure that tells whether the plan works."),
    ("Milestone", "A step of an action, with its own date."),
    ("Priority", "A part of the plan that answers one or more findings."),
    ("Slipped", "An action whose due date an approver has allowed to move to a later day."),
    ("Trajectory", "The figure planned for each period on the way to the target."),
    ("Verified", "Checked by somebody other than the person who gave it."),
)  # fmt: skip


def who(action: Mapping[str, Any]) -> str:
    """Who leads an action: name or role, and organisation."""
    return ", ".join(part for part in (action["lead"], action["organisation"]) if part)


def rated(rows: Iterable[Mapping[str, Any]], scale: str) -> list[Values]:
    """How many rows have each rating, in the order of the key, with 0 where none has it."""
    found = Counter(Rating(row[scale]) for row in rows if row[scale])
    return [{"rating": line.rating, "count": found[line.rating]} for line in ratings.KEY]


def in_short(
    actions: Sequence[Mapping[str, Any]],
    measures: Sequence[Mapping[str, Any]],
    *,
    starts_on: dt.date,
    on: dt.date,
) -> Values:
    """The one-page summary: counts of ratings, overdue, the next 30, 60 and 90 days."""
    states = Counter(row["state"] for row in actions)
    left = [row for row in actions if row["state"] == ActionState.OPEN]
    quiet = [row for row in left if not row["updated_on"] or row["updated_on"] < starts_on]
    return {
        "total": len(actions),
        "open": states[ActionState.OPEN],
        "complete": states[ActionState.COMPLETE],
        "stopped": states[ActionState.STOPPED],
        "late": sum(bool(row["late"]) for row in actions),
        "slipped": sum(row["slips"] > 0 for row in actions),
        "quiet": len(quiet),
        "delivery": rated(actions, "delivery"),
        "impact": rated(actions, "impact"),
        "measures": rated(measures, "rating"),
        "measures_total": len(measures),
        "not_rated": sum(not row["rating"] for row in measures),
        "overdue": [
            {**_brief(row), "days": (on - row["due_on"]).days}
            for row in sorted(left, key=lambda row: row["due_on"])
            if row["late"]
        ],
        "next": [_window(left, on, days) for days in WINDOWS],
    }


def _brief(action: Mapping[str, Any]) -> Values:
    return {
        "number": action["number"],
        "what": action["what"],
        "who": who(action),
        "due_on": action["due_on"],
    }


def _window(left: Sequence[Mapping[str, Any]], on: dt.date, days: int) -> Values:
    """What is due in the 30 days that end so many days from now; the first window has today in it."""
    after = on + dt.timedelta(days - 30 if days > WINDOWS[0] else -1)
    until = on + dt.timedelta(days)
    actions = [_brief(row) for row in left if after < row["due_on"] <= until]
    steps = [
        {"number": row["number"], "what": step["what"], "due_on": step["due_on"]}
        for row in left
        for step in row["milestones"]
        if step["done_on"] is None and after < step["due_on"] <= until
    ]
    return {
        "days": days,
        "actions": sorted(actions, key=lambda row: row["due_on"]),
        "milestones": sorted(steps, key=lambda row: row["due_on"]),
    }


def ratings_chart(short: Mapping[str, Any]) -> Chart:
    """Delivery and impact side by side: how many actions have each rating."""
    lines = {line.rating: line for line in ratings.KEY}
    series = []
    for place, one in enumerate(short["delivery"]):
        line = lines[Rating(one["rating"])]
        values = [one["count"], short["impact"][place]["count"]]
        series.append(
            Series(
                line.label,
                [value or None for value in values],
                symbol=line.symbol,
                colour=COLOURS[line.rating],
            )
        )
    return Chart("Actions by rating", "stack", ["Delivery", "Impact"], series, unit="actions")


def by_strength(rows: Sequence[Mapping[str, Any]], *, starts_on: dt.date) -> list[Values]:
    """Evidence under its strength, the strongest first; `new` is of what was dated within the period."""
    return [
        {
            "strength": strength.value,
            "label": strength.label,
            "items": [
                {**row, "new": row["on"] >= starts_on}
                for row in rows
                if row["strength"] == strength.value
            ],
        }
        for strength in reversed(Strength)
        if any(row["strength"] == strength.value for row in rows)
    ]


def heard(
    rows: Iterable[Mapping[str, Any]], *, starts_on: dt.date, ends_on: dt.date
) -> list[Mapping[str, Any]]:
    """What families said that belongs to a period: heard or answered in it, or still open at its end."""
    waiting = {VoiceState.HEARD, VoiceState.DOING}
    return [
        row
        for row in rows
        if row["heard_on"] <= ends_on
        and (
            row["state"] in waiting
            or row["heard_on"] >= starts_on
            or (row["answered_on"] or dt.date.min) >= starts_on
        )
    ]


def risk_extract(risks: Iterable[Mapping[str, Any]], before: Mapping[Any, int]) -> list[Values]:
    """Open risks and those that have happened, the highest score first.

    `before` gives each risk's score at the start of the period; one that is not there is new.
    """
    rows = [
        {**row, "before": before.get(row["id"])}
        for row in risks
        if row["state"] != RiskState.CLOSED
    ]
    return sorted(rows, key=lambda row: (-row["score"], row["number"]))
