"""One worked-out date as the page shows it: headline, facts, exceptions and the index's rows."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from dco_portal.deadlines import Deadline, LawfulException, Rule, long_date
from dco_portal.deadlines.index import status
from dco_portal.deadlines.lawful import OpensOn
from dco_portal.deadlines.rules import Counting, Kind

HEADLINES = {
    Kind.DEADLINE: "Due by {day}",
    Kind.GUIDANCE_DEADLINE: "Guidance says by {day}",
    Kind.MINIMUM_WINDOW: "The time must last until {day}",
    Kind.DEFINITION: "From {day}",
    Kind.BAR: "May be refused until {day}",
    Kind.ESTIMATE: "Expected about {day}",
}


@dataclass(frozen=True)
class ExceptionShown:
    """A lawful exception with what the facts say of it: words and the colour of their tag."""

    code: str
    summary: str
    citation: str
    state: str
    colour: str


@dataclass(frozen=True)
class Answer:
    """Everything the result section shows."""

    headline: str
    rows: list[dict[str, str]]
    reasons: tuple[str, ...]
    exceptions: list[ExceptionShown]


def by_post(rule: Rule) -> bool:
    """Whether the rule starts with a date of birth, which must never stand in an address."""
    return rule.counting is Counting.CSA


def headline(found: Deadline) -> str:
    """The date in one line, or that there is none."""
    if found.due_on is None:
        if found.rule.counting is Counting.AS_REG_44:
            return "It depends on what was agreed"
        return "No deadline in law"
    day = long_date(found.due_on)
    if found.due_time:
        return f"Due by 5pm on {day}"
    return HEADLINES[found.rule.kind].format(day=day)


def answer(found: Deadline) -> Answer:
    """The result of a calculation for the page."""
    dates: list[tuple[str, dt.date | None, str]] = [
        (
            "Internal target",
            found.internal_target,
            "Last working day on or before it. An aid, not law.",
        ),
        ("Earliest next step", found.earliest_next, "Not before this day."),
        ("One step safer", found.strict_alternative, "Where the way of counting is open to doubt."),
    ]
    rows = [{"key": key, "value": f"{long_date(day)}\n{words}"} for key, day, words in dates if day]
    return Answer(
        headline=headline(found),
        rows=rows,
        reasons=found.reasons,
        exceptions=[_shown(e, e.code in found.exceptions) for e in found.rule.exceptions],
    )


def _shown(exception: LawfulException, is_open: bool) -> ExceptionShown:
    if is_open:
        state, colour = "Open", "green"
    elif exception.opens_on is OpensOn.COUNTED_ALREADY:
        state, colour = "Already counted", "blue"
    elif exception.opens_on is OpensOn.JUDGEMENT:
        state, colour = "To be judged", "yellow"
    else:
        state, colour = "Not shown", "grey"
    return ExceptionShown(exception.code, exception.summary, exception.citation, state, colour)


def sentence(words: str) -> str:
    """The same words with a capital first letter."""
    return words[:1].upper() + words[1:]


def about(rule: Rule) -> list[dict[str, str]]:
    """What the rule is, for the summary list above the dates."""
    return [
        {
            "key": "What",
            "value": rule.title,
            "url": reverse("deadlines"),
            "action": "Change",
            "hidden": "what to work out",
        },
        {"key": "Clock starts", "value": rule.starts_at},
        {"key": "Time allowed", "value": sentence(str(rule.period))},
        {"key": "Owed by", "value": rule.owner},
        {"key": "Owed to", "value": rule.owed_to},
    ]


def crumbs() -> list[dict[str, str]]:
    """The way back to the calculator's first page."""
    return [{"label": "Deadline calculator", "url": reverse("deadlines")}]


INDEX_COLUMNS = [
    {"label": "What"},
    {"label": "Clock starts"},
    {"label": "Owed by"},
    {"label": "Time allowed"},
    {"label": "Law"},
    {"label": "Read in the law?"},
]


def index_row(rule: Rule) -> dict[str, object]:
    """One rule as a row of the index."""
    return {
        "cells": [
            {
                "text": rule.title,
                "url": f"{reverse('deadlines')}?rule={rule.code}",
                "name": True,
                "sub": rule.code,
            },
            {"text": rule.starts_at},
            {"text": rule.owner, "sub": f"To: {rule.owed_to}"},
            {"text": sentence(str(rule.period)), "sub": rule.kind.value},
            {"text": rule.citation, "url": rule.url},
            {"tag": sentence(status(rule)), "colour": "green" if rule.verified else "yellow"},
        ]
    }
