"""The pages on which an entry is written: what each holds of the content, and what it must say. Pure.

A page's values have the shape of the content: {"fields": {…}, and its lists of rows}.
"""

import copy
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid

Content = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One page: its title, the fields and the lists of rows it holds, a hint for the list of pages."""

    title: str
    fields: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    hint: str = ""


SECTIONS: dict[str, Section] = {
    "about": Section(
        "About the service",
        ("name", "alternate_name", "summary", "description", "what_to_expect", "status", "alert", "is_health", "easy_read"),
    ),
    "who": Section(
        "Who it is for and how to get it",
        (
            "who_for", "minimum_age", "maximum_age", "eligibility", "referral", "self_referral", "how_to_get_it",
            "waiting_time", "waiting_stated_on", "while_waiting",
        ),
    ),
    "places": Section("Places", rows=("places",), hint="Leave it empty for a service that comes to the family."),
    "times": Section("Times", rows=("schedules",)),
    "contacts": Section("How to get in touch", ("website", "email", "complaints"), ("contacts",)),
    "cost": Section("Cost", ("cost", "fees"), ("cost_options",)),
    "classification": Section("Needs, ages, languages and areas", rows=("terms", "languages", "areas")),
}  # fmt: skip
NEEDED = {"name": "the name", "summary": "the summary", "description": "what it does"}


def values(content: Content, section: str) -> dict[str, Any]:
    """What a content says on one page."""
    part = SECTIONS[section]
    found: dict[str, Any] = {"fields": {name: content["fields"].get(name) for name in part.fields}}
    return found | {name: content.get(name, []) for name in part.rows}


def stamp(content: Content, section: str) -> str:
    """A short mark of what a page said when it was opened; another mark: somebody saved it meanwhile."""
    text = json.dumps(values(content, section), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def put(content: Content, section: str, new: dict[str, Any]) -> Content:
    """The content with one page's values changed; what the page does not hold is left as it is.

    A row named by an id that this page did not have is a new row: no id can be borrowed from elsewhere.
    """
    part, result = SECTIONS[section], copy.deepcopy(content)
    for name in part.fields:
        if name in new["fields"]:
            result["fields"][name] = new["fields"][name]
    for name in part.rows:
        if name in new:
            result[name] = copy.deepcopy(new[name])
    if section == "places":
        kept = {place["id"] for place in result["places"]}
        for row in result["schedules"]:
            if row.get("place_id") not in kept:
                row["place_id"] = None
    return result


def check(content: Content, section: str) -> None:
    """What one page must say. Raises Invalid beside the field."""
    fields = content["fields"]
    errors: dict[str | None, str] = {}
    if section == "about":
        errors |= {name: f"Enter {words}" for name, words in NEEDED.items() if not fields.get(name)}
    if section == "who":
        low, high = fields.get("minimum_age"), fields.get("maximum_age")
        if low is not None and high is not None and high < low:
            errors["maximum_age"] = "The oldest age cannot be below the youngest"
        stated = fields.get("waiting_stated_on")
        if fields.get("waiting_time") and not stated:
            errors["waiting_stated_on"] = "Enter the date on which this waiting time was right"
        elif stated and dt.date.fromisoformat(stated) > today():
            errors["waiting_stated_on"] = "The date cannot be in the future"
    priced = fields.get("fees") or content["cost_options"]
    if section == "cost" and fields.get("cost") == "free" and priced:
        errors["cost"] = "There is a price below: say that some parts cost money, or remove it"
    if errors:
        raise Invalid(errors)


def lacking(content: Content) -> list[str]:
    """What an entry cannot be published without, in words."""
    return [words for name, words in NEEDED.items() if not content["fields"].get(name)]
