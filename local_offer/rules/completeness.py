"""How complete an entry is: what families need to know, weighed. Pure: a content in, a score out.

The weights are our own: they follow what families and inspectors say is missing most often.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]
Taxonomies = Mapping[str, str]  # a term's id → its taxonomy's code


@dataclass(frozen=True)
class Check:
    """One thing an entry should say: what is asked, how much it weighs, the section where it is said."""

    words: str
    weight: int
    section: str
    met: Callable[[Content, set[str]], bool]
    applies: Callable[[Content], bool] = lambda content: True


@dataclass(frozen=True)
class Missing:
    """One thing an entry does not say yet."""

    words: str
    section: str


@dataclass(frozen=True)
class Score:
    """How complete an entry is, in whole per cent, and what is missing, the weightiest first."""

    per_cent: int
    missing: tuple[Missing, ...]


def _says(*names: str, least: int = 1) -> Callable[[Content, set[str]], bool]:
    def met(content: Content, taxonomies: set[str]) -> bool:
        return any(len(str(content["fields"].get(name) or "").strip()) >= least for name in names)

    return met


def _has(taxonomy: str) -> Callable[[Content, set[str]], bool]:
    return lambda content, taxonomies: taxonomy in taxonomies


def _reachable(content: Content, taxonomies: set[str]) -> bool:
    fields = content["fields"]
    return bool(
        fields.get("email")
        or fields.get("website")
        or any(row.get("telephone") or row.get("email") for row in content["contacts"])
    )


def _buildings(content: Content) -> list[dict[str, Any]]:
    return [
        place for place in content["places"] if place["location"].get("type", "physical") == "physical"
    ]  # fmt: skip


def _field(name: str) -> Callable[[Content], bool]:
    return lambda content: bool(content["fields"].get(name))


CHECKS = (
    Check("A summary in one sentence", 8, "about", _says("summary", least=20)),
    Check("What the service does, in a few sentences", 8, "about", _says("description", least=80)),
    Check("What to expect", 6, "about", _says("what_to_expect")),
    Check("Who it is for", 8, "who", _says("who_for")),
    Check(
        "The ages it is for",
        6,
        "who",
        lambda content, taxonomies: (
            content["fields"].get("minimum_age") is not None
            or content["fields"].get("maximum_age") is not None
        ),
    ),
    Check("Who can use it", 5, "who", _says("eligibility")),
    Check("How families are referred", 6, "who", _says("referral")),
    Check("How to get it", 8, "who", _says("how_to_get_it")),
    Check("The waiting time, with its date", 5, "who", _says("waiting_time"), _field("is_health")),
    Check("Support while waiting", 5, "who", _says("while_waiting"), _field("waiting_time")),
    Check("A way to get in touch", 10, "contacts", _reachable),
    Check("How to complain", 4, "contacts", _says("complaints")),
    Check("A place, or that it is online", 6, "places", lambda content, _: bool(content["places"])),
    Check(
        "What each building offers disabled people",
        4,
        "places",
        lambda content, _: all(place.get("accessibility") for place in _buildings(content)),
        lambda content: bool(_buildings(content)),
    ),
    Check("When it is open", 5, "times", lambda content, _: bool(content["schedules"])),
    Check(
        "What it costs",
        5,
        "cost",
        lambda content, _: bool(content["fields"].get("fees") or content["cost_options"]),
        lambda content: content["fields"].get("cost") in {"some", "paid"},
    ),
    Check("An area of need", 5, "classification", _has("need")),
    Check("An age stage", 5, "classification", _has("stage")),
    Check("A type of service", 5, "classification", _has("type")),
)


def score(content: Content, taxonomies: Taxonomies) -> Score:
    """The score of a content; `taxonomies` tells each term's taxonomy."""
    carried = {taxonomies[each] for each in content["terms"] if each in taxonomies}
    asked = [check for check in CHECKS if check.applies(content)]
    lacking = [check for check in asked if not check.met(content, carried)]
    whole = sum(check.weight for check in asked)
    there = whole - sum(check.weight for check in lacking)
    lacking.sort(key=lambda check: -check.weight)
    missing = tuple(Missing(check.words, check.section) for check in lacking)
    return Score(100 * there // whole, missing)
