"""`manage.py due RULE START`: work out one statutory date, without database, Redis or settings."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence

from . import rules
from .engine import Deadline, compute
from .errors import DeadlineError
from .facts import Asked, Facts
from .words import long_date, parse_date, parse_year

DATE_OPTIONS = {
    "certificate": "day the mediation certificate was issued",
    "moved": "day of the family's move",
    "closed": "first day the school or provider was closed",
    "reopens": "day it opens again",
    "advice_requested": "day the local authority asked that school or provider for advice",
    "missed": "day of an appointment that was not kept",
    "last_reviewed": "day the plan was made or last reviewed",
    "notice_sent": "day the notice of changes was sent",
}
EXIT_OK, EXIT_REFUSED = 0, 2
DESCRIPTION = (
    "Work out when something is due in special educational needs law in England. "
    "Dates are year-month-day (2025-03-31) or day/month/year (31/3/2025). The codes are in docs/legislation.md."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `due` to a parser."""
    parser.add_argument("rule", metavar="RULE", help="code of the rule, such as EHC-HEALTH-6W")
    parser.add_argument(
        "start",
        metavar="START",
        help="day the clock started; a year for PT-OTHER and PT-SEC-TO-P16",
    )
    for name, words in DATE_OPTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="DATE", dest=name, help=words)
    parser.add_argument(
        "--absent",
        nargs=2,
        metavar=("FROM", "TO"),
        help="first and last day the family was out of the area",
    )
    parser.add_argument(
        "--early-years",
        action="store_true",
        help="advice was asked of an early years provider, not a school",
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def parser() -> argparse.ArgumentParser:
    """The parser of `due` on its own."""
    made = argparse.ArgumentParser(prog="manage.py due", description=DESCRIPTION)
    add_arguments(made)
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 with a message on standard error where there is no answer."""
    return run(parser().parse_args(argv))


def run(options: argparse.Namespace) -> int:
    """Answer already parsed options; 0, or 2 with a message on standard error where there is no answer."""
    try:
        found = _answer(options)
    except DeadlineError as error:
        print(error.message, file=sys.stderr)
        return EXIT_REFUSED
    print(
        json.dumps(as_dict(found), ensure_ascii=False, indent=2) if options.json else as_text(found)
    )
    return EXIT_OK


def _answer(options: argparse.Namespace) -> Deadline:
    rule = rules.get(options.rule)
    dates = {
        name: parse_date(given, name) if (given := getattr(options, name)) is not None else None
        for name in DATE_OPTIONS
    }
    absent = None
    if options.absent:
        first, last = options.absent
        absent = parse_date(first, "absent"), parse_date(last, "absent")
    asked = Asked.EARLY_YEARS if options.early_years else Asked.SCHOOL
    facts = Facts(**dates, absent=absent, advice_asked_of=asked)
    return compute(rule.code, _start(rule, options.start), facts)


def _start(rule: rules.Rule, text: str) -> dt.date | int:
    if not rule.starts_with_year:
        return parse_date(text, "start")
    return parse_year(text, "start") if text.strip().isdigit() else parse_date(text, "start")


def as_dict(found: Deadline) -> dict[str, object]:
    """The answer as plain values; dates as year-month-day, exceptions as ids."""
    answer: dict[str, object] = {
        "rule": found.rule.code,
        "title": found.rule.title,
        "start": str(found.start),
        "due_on": _iso(found.due_on),
        "internal_target": _iso(found.internal_target),
        "exceptions": list(found.exceptions),
        "lawful_exceptions": list(found.lawful_exceptions),
        "citation": found.citation,
        "verified": found.verified,
    }
    if found.rule.kind is rules.Kind.MINIMUM_WINDOW:
        answer["earliest_next"] = _iso(found.earliest_next)
    return answer


def as_text(found: Deadline) -> str:
    """The answer in words, one fact a line."""
    rule = found.rule
    lines = [
        f"{rule.title} ({rule.code})",
        f"Start: {found.start if rule.starts_with_year else _words(found.start)}",
    ]
    due = _words(found.due_on) if found.due_on else f"no date: {rule.period}"
    lines.append(f"Due: {due}{', 5pm' if found.due_time else ''}")
    if found.internal_target:
        lines.append(f"Internal target: {_words(found.internal_target)}")
    if found.earliest_next:
        lines.append(f"Earliest next step: {_words(found.earliest_next)}")
    if found.strict_alternative:
        lines.append(f"One step safer: {_words(found.strict_alternative)}")
    lines += ["Why:", *(f"  {reason}" for reason in found.reasons)]
    lines.append(
        f"Exceptions the facts would open, if the date is impractical: {_list(found.exceptions)}"
    )
    lines.append(f"Lawful exceptions: {_list(found.lawful_exceptions)}")
    lines += [f"  {e.code}: {e.summary} ({e.citation})" for e in rule.exceptions]
    lines.append(f"Law: {found.citation}")
    if rule.url:
        lines.append(f"  {rule.url}")
    if not found.verified:
        lines.append("Not verified law: treat this as a local policy value.")
    return "\n".join(lines)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _words(day: dt.date | int) -> str:
    return long_date(day) if isinstance(day, dt.date) else str(day)


def _list(codes: tuple[str, ...]) -> str:
    return ", ".join(codes) or "none"
