"""What the pages of a list check show: words, counts and places, never a cell of the file."""

from typing import Any

from django.urls import reverse

from dco_portal.common.templatetags.portal import number, plural
from inspections.annex import columns
from inspections.annex.rules import QUERY, RULES, Rule, of_list
from inspections.models import ListCheck
from inspections.rules import lists as rules
from inspections.states import CheckState as S

COLOURS = {S.WAITING: "yellow", S.CHECKING: "yellow", S.DONE: "green", S.FAILED: "red"}
RULE_COLUMNS = [
    {"label": "What is wrong"}, {"label": "Kind"}, {"label": "Rows", "numeric": True}, {"label": "Where"},
]  # fmt: skip
GUIDE_COLUMNS = [{"label": "Rule"}, {"label": "What it looks for"}, {"label": "Kind"}]
CSV_HEADER = ("Rule", "What is wrong", "Kind", "Rows", "First places")
NAMED = 5  # places named on the page; the file names more


def kind(rule: Rule) -> str:
    """Whether a rule finds an error or asks a question."""
    return "Query" if rule.severity == QUERY else "Error"


def title(row: ListCheck) -> str:
    """Such as "List 1 (XLSX)"."""
    return f"List {row.which} ({row.kind.upper()})"


def card(row: ListCheck) -> dict[str, Any]:
    """One line of the list of one’s checks."""
    return {
        "url": reverse("inspections:list-check", args=[row.pk]), "title": title(row), "at": row.created_at,
        "tag": row.get_state_display(), "colour": COLOURS[S(row.state)], "words": outcome(row),
        "kept": bool(row.result_sha256), "delete_after": row.delete_after,
    }  # fmt: skip


def outcome(row: ListCheck) -> str:
    """How a check came out, in one sentence."""
    if row.state == S.FAILED:
        return row.failed_words
    if row.state != S.DONE:
        return ""
    faulty = row.faults.get("faulty", 0)
    checked = plural(row.rows, "row was", "rows were").replace(str(row.rows), number(row.rows))
    if not faulty:
        return f"{checked} checked. Nothing is wrong with them."
    return f"{checked} checked, {number(faulty)} with something wrong."


def progress(done: int, total: int) -> str:
    """How far a check is."""
    if not total:
        return "The list is waiting to be checked."
    if not done:
        return f"The file is being read: {number(total)} rows so far."
    return f"{number(done)} of {number(total)} rows checked."


def found(row: ListCheck) -> list[tuple[Rule, int, list[list[Any]]]]:
    """The rules that were broken, errors first, with the rows and the first places."""
    tallies = row.faults.get("rules", {})
    lines = [
        (RULES[code], tally["rows"], tally["first"])
        for code, tally in tallies.items()
        if code in RULES
    ]
    return sorted(lines, key=lambda line: (line[0].severity == QUERY, -line[1], line[0].code))


def rows(row: ListCheck) -> list[dict[str, Any]]:
    """The table of faults."""
    return [
        {
            "cells": [
                {"text": rule.words, "sub": rule.code, "name": True},
                {"tag": kind(rule), "colour": "yellow" if rule.severity == QUERY else "red"},
                {"text": number(count)},
                {"text": _places(first[:NAMED], count)},
            ]
        }
        for rule, count, first in found(row)
    ]


def _places(first: list[list[Any]], count: int) -> str:
    """Such as "Rows 3 and 17 (Date of birth) and 30 more"."""
    by_column: dict[str, list[int]] = {}
    for line, column in first:
        by_column.setdefault(column, []).append(line)
    words = "; ".join(
        f"Row{'' if len(lines) == 1 else 's'} {', '.join(map(str, lines))}" + (f" ({column})" if column else "")
        for column, lines in by_column.items()
    )  # fmt: skip
    more = count - len({line for line, _ in first})
    return f"{words}, and {number(more)} more" if more > 0 else words


def csv_rows(row: ListCheck) -> list[list[Any]]:
    """The table of faults as a file: rule, words, kind, rows, places."""
    return [
        [rule.code, rule.words, kind(rule), count, "; ".join(f"row {line}: {column}" for line, column in first)]
        for rule, count, first in found(row)
    ]  # fmt: skip


def guide(which: int) -> list[dict[str, Any]]:
    """Every rule of a list."""
    return [
        {
            "cells": [
                {"text": rule.code, "name": True},
                {"text": rule.words, "sub": ", ".join(columns.name(key) for key in rule.columns)},
                {"text": kind(rule)},
            ]
        }
        for rule in of_list(which)
    ]


def page(row: ListCheck, done: int, total: int) -> dict[str, Any]:
    """The context of one check’s page."""
    return {
        "check": row,
        "title": title(row),
        "working": row.state in {S.WAITING, S.CHECKING},
        "progress_words": progress(done, total),
        "outcome": outcome(row),
        "colour": COLOURS[S(row.state)],
        "columns_found": row.faults.get("columns", {}),
        "rows": rows(row),
        "rule_columns": RULE_COLUMNS,
        "may_keep": rules.can_keep(row),
        "page_url": reverse("inspections:list-check", args=[row.pk]),
    }
