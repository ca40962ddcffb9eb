"""What of a plan's content (`queries.content.chain`) anybody may read."""

from collections.abc import Mapping
from typing import Any

# Of the plan itself, an action and a risk register: what the partnership keeps to itself.
PLAN_INSIDE = ("dfe_adviser", "nhse_adviser")
ACTION_INSIDE = ("help_needed", "narrative", "next_steps", "resource")
WHOLE_INSIDE = ("risks", "decisions")


def for_public(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content without what is not for the public; frozen content or not.

    Left out: advisers, risks, board decisions, how an action stands in the lead's words, people's own
    names (their organisation stands), and evidence, measures and voices not marked public.
    """
    return {
        **{key: value for key, value in content.items() if key not in WHOLE_INSIDE},
        "plan": {**content["plan"], **dict.fromkeys(PLAN_INSIDE, "")},
        "priorities": [_priority(row) for row in content["priorities"]],
        **_marked(content),
        **{key: [] for key in WHOLE_INSIDE},
    }


def _marked(holder: Mapping[str, Any]) -> dict[str, Any]:
    """The lists whose rows say themselves whether they are public."""
    return {
        key: [row for row in holder[key] if row["public"]]
        for key in ("measures", "evidence", "said")
    }


def _priority(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **_marked(row), "actions": [_action(action) for action in row["actions"]]}


def _action(row: Mapping[str, Any]) -> dict[str, Any]:
    named = {"lead": "", "co_lead": ""} if row["lead_is_person"] else {"co_lead": ""}
    return {**row, **dict.fromkeys(ACTION_INSIDE, ""), **named}
