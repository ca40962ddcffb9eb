"""What stands in a version's PDF: its frozen content, and what a reader needs beside it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from inspections.rules import content as rules
from inspections.rules import ratings
from inspections.rules.measures import figure
from inspections.states import Rating

Values = dict[str, Any]
MARKING = "For the partnership: not for publication"


def paper(
    content: Mapping[str, Any],
    *,
    number: int,
    note: str,
    sha256: str,
    public: bool,
    glossary: Sequence[Mapping[str, str]],
) -> Values:
    """The context of `pdf/inspections/plan.html`. `content` is frozen; `public` draws what anybody may read."""
    shown = _with_figures(rules.for_public(content) if public else content)
    plan, actions = shown["plan"], [row for each in shown["priorities"] for row in each["actions"]]
    return {
        "content": shown,
        "version": number,
        "note": note,
        "sha256": sha256,
        "public": public,
        "glossary": list(glossary),
        "facts": facts(shown),
        "counts": counts(actions),
        "actions": len(actions),
        "reference": f"{plan['reference']}, version {number}",
        "created": content["on"],
        "organisation": f"{plan['la']} and {plan['icb']}",
        "author": plan["la"],
        "marking": "" if public else MARKING,
    }


def _with_figures(content: Mapping[str, Any]) -> Values:
    """The content with each measure's baseline, target and benchmark also in words."""
    return {
        **content,
        "measures": [_measure(row) for row in content["measures"]],
        "priorities": [
            {**each, "measures": [_measure(row) for row in each["measures"]]}
            for each in content["priorities"]
        ],
    }


def _measure(row: Mapping[str, Any]) -> Values:
    found = {
        f"{name}_words": figure(Decimal(row[name]), row["unit"])
        if row[name] is not None
        else "Not set"
        for name in ("baseline", "target", "benchmark")
    }
    return {**row, **found}


def facts(content: Mapping[str, Any]) -> list[Values]:
    """Who answers for the plan and when; what is not known is left out."""
    plan = content["plan"]
    rows = (
        ("Kind of plan", plan["kind_words"]),
        ("Local authority", plan["la"]),
        ("Integrated care board", plan["icb"]),
        ("Senior responsible owner", plan["senior_owner"]),
        ("Accountable officer, local authority", plan["la_officer"]),
        ("Accountable officer, integrated care board", plan["icb_officer"]),
        ("DfE adviser", plan["dfe_adviser"]),
        ("NHS England adviser", plan["nhse_adviser"]),
        ("Board that oversees it", plan["board"]),
        ("State", plan["state_words"]),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def counts(actions: Sequence[Mapping[str, Any]]) -> list[Values]:
    """How many actions have each rating, in the order of the key, for delivery and impact."""
    return [
        {
            "rating": line.rating.value,
            **{
                scale: sum(1 for row in actions if Rating(row[scale]) == line.rating)
                for scale in ("delivery", "impact")
            },
        }
        for line in ratings.KEY
    ]
