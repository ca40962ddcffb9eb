"""Everything a progress report says, as plain values: what is frozen when it is made.

`content` gives the whole chain of the plan (`queries.content.chain`), with the measures as the report
shows them, and what a report adds: cover, in short, moved, exceptions, dates, risks, heard, glossary, key.
Values are JSON: days are ISO text. The public's holds only what is for everybody, and nobody's name.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from dco_portal import charts
from dco_portal.accounts.models import User
from inspections.models import Plan, Report
from inspections.queries import content as plan_content
from inspections.queries import moved, report_parts
from inspections.rules import freezing, ratings
from inspections.rules import reporting as rules
from inspections.states import Audience

Values = dict[str, Any]
SCHEMA = "inspections.report/1"


def content(
    *,
    by: User,
    plan: Plan,
    number: int,
    audience: str,
    starts_on: dt.date,
    ends_on: dt.date,
    on: dt.date,
    message: str,
    easy_words: Sequence[str],
    previous: Report | None,
) -> Values:
    """A report's content, frozen, in a fixed number of queries. `on` is the day whose state it shows.

    `previous` is the last approved report of the same plan and audience, with its content.
    """
    public = audience == Audience.PUBLIC
    whole = plan_content.chain(plan.pk, on, public=public)
    measures = report_parts.measures(plan.pk, ends_on, public=public)
    said = [*whole["said"], *(row for each in whole["priorities"] for row in each["said"])]
    actions = [row for each in whole["priorities"] for row in each["actions"]]
    reasons = {} if public else report_parts.reasons(plan.pk)
    short = rules.in_short(actions, measures, starts_on=starts_on, on=on)
    extract = rules.risk_extract(whole["risks"], report_parts.scores_before(plan.pk, starts_on))
    priorities = [
        _priority(row, measures, reasons, extract, starts_on) for row in whole["priorities"]
    ]
    values = {
        "schema": SCHEMA,
        "number": number,
        "audience": audience,
        "audience_words": Audience(audience).label,
        "public": public,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "on": on,
        "message": message,
        "easy_words": list(easy_words),
        "made_by": made_by(by, public=public),
        "plan": whole["plan"],
        "inspection": whole["inspection"],
        "partners": whole["partners"],
        "short": {**short, "chart": charts.freeze(rules.ratings_chart(short))},
        "priorities": priorities,
        "measures": [row for row in measures if row["priority_id"] is None],
        "evidence": rules.by_strength(whole["evidence"], starts_on=starts_on),
        "exceptions": [_exception(row, public) for row in measures if row["rating"] == "red"],
        "dates": report_parts.date_changes(plan.pk, starts_on, ends_on, public=public),
        "risks": extract,
        "said": rules.heard(_with_titles(said, whole), starts_on=starts_on, ends_on=ends_on),
        "decisions": [row for row in whole["decisions"] if starts_on <= row["on"] <= ends_on],
        "index": report_parts.evidence_index(plan.pk) if audience == Audience.STOCKTAKE else [],
        "key": [line._asdict() for line in ratings.KEY],
    }
    found = freezing.freeze(values)
    found["moved"] = _moved(previous, found)
    found["glossary"] = report_parts.glossary(found)
    return found


def made_by(by: User, *, public: bool) -> Values:
    """Who made or approved a report: name, role and organisation; for the public without the name."""
    return {
        "name": "" if public else by.name,
        "role": by.role.name if by.role else "",
        "organisation": by.organisation.name if by.organisation else "",
    }


def _priority(
    row: Mapping[str, Any],
    measures: Sequence[Mapping[str, Any]],
    reasons: Mapping[Any, Any],
    risks: Sequence[Mapping[str, Any]],
    starts_on: dt.date,
) -> Values:
    actions = [
        {**action, "who": rules.who(action), "reasons": reasons.get(action["id"], {})}
        for action in row["actions"]
    ]
    numbers = {action["number"] for action in actions}
    return {
        **{key: value for key, value in row.items() if key != "said"},
        "actions": actions,
        "delivery": rules.rated(actions, "delivery"),
        "impact_counts": rules.rated(actions, "impact"),
        "measures": [each for each in measures if each["priority_id"] == row["id"]],
        "evidence": rules.by_strength(row["evidence"], starts_on=starts_on),
        "voices": [each for each in row["evidence"] if each["strength"] == 4 and each["words"]],
        "risks": [
            {"number": each["number"], "event": each["event"], "score": each["score"]}
            for each in risks
            if numbers & set(each["actions"])
        ],
        "asks": [
            {"number": action["number"], "words": action["help_needed"]}
            for action in actions
            if action["help_needed"] and action["state"] == "open"
        ],
    }


def _exception(measure: Mapping[str, Any], public: bool) -> Values:
    """A red measure as the page of exceptions shows it."""
    names = ("number", "name", "period", "latest", "planned", "target", "unit", "commentary")
    return {
        **{name: measure[name] for name in names},
        "owner": "" if public else measure["owner"],
    }


def _with_titles(said: Sequence[Values], whole: Mapping[str, Any]) -> list[Values]:
    """What was heard, each with the title of its priority, the newest first."""
    titles = {
        row["id"]: f"{each['number']}. {each['title']}"
        for each in whole["priorities"]
        for row in each["said"]
    }
    rows = [{**row, "priority": titles.get(row["id"], "")} for row in said]
    return sorted(rows, key=lambda row: row["heard_on"], reverse=True)


def _moved(previous: Report | None, found: Mapping[str, Any]) -> Values:
    """What moved since the last report of this audience; `since` is None for the first one."""
    since = None
    if previous is not None:
        since = {
            "number": previous.number,
            "ends_on": previous.ends_on.isoformat(),
            "on": previous.content["on"],
        }
    moves = moved.between(previous.content if previous else None, found)
    return {"since": since, "any": bool(moves), **freezing.freeze(asdict(moves))}
