"""The index of all rules for readers: `python -m dco_portal.deadlines.index > docs/legislation.md`."""

import csv
import io
import sys

from . import rules
from .calendar import held
from .rules import Rule

HEADER = """# Legislation index

Every rule of the statutory clock, where the law says so, and how sure we are of it. Written by
`python -m dco_portal.deadlines.index > docs/legislation.md`; a test fails when it is out of date.

- **Verified** rules were read: *primary* in the law, a judgment or an official report; *secondary* in
  guidance or advice that sums it up. Rules that are **not verified** are local policy values: the portal
  says so on screen and never calls them law.
- An exception never moves a date. The body need not comply if the exception makes it impractical; the date
  stays, and the exception, its evidence and its approver are recorded beside it.
- A deadline is not moved off a weekend or a bank holiday, save by the Tribunal's own rules.
- How each period is counted is in [ADR 0003](adr/0003-statutory-clock.md).
- Not legal advice. Check the law itself before relying on a date.
"""
CSV_COLUMNS = (
    "code",
    "title",
    "area",
    "kind",
    "starts_at",
    "owner",
    "owed_to",
    "period",
    "counting",
    "lawful_exceptions",
    "citation",
    "url",
    "verified",
    "source_level",
    "law_from",
    "law_to",
    "note",
)


def status(rule: Rule) -> str:
    """Whether the rule was read, and where, in words."""
    return f"yes ({rule.source_level.value})" if rule.verified else "no: local policy"


def as_markdown() -> str:
    """The whole index as Markdown, one table for each part of the law."""
    known = held()
    lines = [HEADER]
    for area, found in rules.by_area().items():
        lines += [
            f"## {area.value}",
            "",
            "| code | what | starts at | owed by → to | period | law | verified |",
        ]
        lines.append("| --- | --- | --- | --- | --- | --- | --- |")
        lines += [_row(rule) for rule in found]
        lines += ["", *_notes(found)]
    lines.append("## Bank holidays")
    lines.append("")
    lines.append(
        f"Working days are those of England and Wales. Bank holidays are held for {known.first_year} to "
        f"{known.last_year}; those after {known.announced_to} follow the standing law and are replaced once "
        "announced (`python -m dco_portal.deadlines.refresh FILE`)."
    )
    return "\n".join(lines) + "\n"


def _row(rule: Rule) -> str:
    law = f"[{rule.citation}]({rule.url})" if rule.url else rule.citation
    cells = (
        f"`{rule.code}`",
        rule.title,
        rule.starts_at,
        f"{rule.owner} → {rule.owed_to}",
        f"{rule.period} (`{rule.counting}`)",
        law,
        status(rule),
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _notes(found: tuple[Rule, ...]) -> list[str]:
    lines = []
    for rule in found:
        if rule.note:
            lines.append(f"- `{rule.code}`: {rule.note}")
        for exception in rule.exceptions:
            lines.append(
                f"- `{rule.code}`, exception {exception.code} ({exception.citation}): {exception.summary}"
            )
    return [*lines, ""] if lines else []


def as_csv() -> str:
    """The whole index as CSV with a header row; exceptions separated by spaces."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for rule in rules.ALL:
        writer.writerow(
            (
                rule.code,
                rule.title,
                rule.area.value,
                rule.kind.value,
                rule.starts_at,
                rule.owner,
                rule.owed_to,
                str(rule.period),
                rule.counting.value,
                " ".join(exception.code for exception in rule.exceptions),
                rule.citation,
                rule.url or "",
                "yes" if rule.verified else "no",
                rule.source_level.value,
                rule.effective_from or "",
                rule.effective_to or "",
                rule.note,
            )
        )
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
