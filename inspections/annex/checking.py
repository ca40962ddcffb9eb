"""Checking a whole list: two readings of the file, the first for what is there twice, the second row by row.

The result holds counts, row numbers and columns, and never what a cell said; the annotated file holds the rows.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspections.annex import columns, files
from inspections.annex.cells import is_empty
from inspections.annex.columns import Heading
from inspections.annex.files import FAULTS, BadFile
from inspections.annex.rules import QUERY, RULES, Fault, Seen, faults

SHOWN = 20  # rows named per rule
STEP = 500  # rows between two notes of progress
Note = Callable[[int, int], None]
Annotated = tuple[Sequence[Any], str | None]


class BadColumns(BadFile):
    """The headings are not those of the list: which are missing, there twice, or not known."""

    def __init__(self, heading: Heading, which: int) -> None:
        other = 2 if which == 1 else 1
        super().__init__(
            f"The columns are those of List {other}, not of List {which}."
            if heading.other_list
            else f"The columns are not those of List {which}."
        )
        self.heading = heading


@dataclass
class Tally:
    """How many rows broke a rule, and the first of them: (row number, the column’s name)."""

    rows: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Plan:
    """What the first reading found: where the rows begin, their columns, how many there are, UPNs there twice."""

    which: int
    on: dt.date
    heading: Heading
    row: int
    width: int
    total: int
    seen: Seen


@dataclass
class Outcome:
    """How the check came out; filled while the annotated rows are drawn."""

    plan: Plan
    rows: int = 0
    faulty: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)


def prepare(path: Path, kind: str, *, which: int, on: dt.date, note: Note) -> Plan:
    """The first reading. Raises BadFile, and BadColumns where the columns are not those of the list."""
    lines = files.lines(path, kind)
    top = list(itertools.islice(lines, files.TOP))
    row, cells = files.find_heading(top)
    heading = columns.heading(cells, which)
    if not heading.usable:
        raise BadColumns(heading, which)
    seen, total = Seen(), 0
    place = heading.places[columns.UPN]
    for number, line in itertools.chain(top, lines):
        if number <= row or _blank(line):
            continue
        total += 1
        seen.note(line[place] if place < len(line) else None)
        if total % (STEP * 4) == 0:
            note(0, total)
    if not total:
        raise BadFile("The file has column names but no rows.")
    return Plan(which, on, heading, row, len(cells), total, seen)


def annotated(path: Path, kind: str, *, outcome: Outcome, note: Note) -> Iterator[Annotated]:
    """The second reading: every row as it was and what its fault column says, while `outcome` is filled."""
    plan = outcome.plan
    for number, line in files.lines(path, kind):
        if number < plan.row:
            yield line, None
        elif number == plan.row:
            yield _padded(line, plan.width), FAULTS
        elif _blank(line):
            yield line, None
        else:
            found = _check(line, plan)
            _count(outcome, number, found)
            if outcome.rows % STEP == 0:
                note(outcome.rows, plan.total)
            yield _padded(line, plan.width), "; ".join(_words(fault) for fault in found)


def _check(line: Sequence[Any], plan: Plan) -> list[Fault]:
    row = {
        key: line[place] if place < len(line) else None
        for key, place in plan.heading.places.items()
    }
    found = faults(row, which=plan.which, on=plan.on, seen=plan.seen)
    if any(not is_empty(cell) for cell in line[plan.width :]):
        found.append(Fault("TOO-MANY-CELLS", ""))
    return found


def _count(outcome: Outcome, number: int, found: Iterable[Fault]) -> None:
    outcome.rows += 1
    counted: set[str] = set()
    for fault in found:
        tally = outcome.tallies.setdefault(fault.code, Tally())
        if fault.code not in counted:
            tally.rows += 1
            counted.add(fault.code)
        if len(tally.first) < SHOWN:
            tally.first.append((number, columns.name(fault.column) if fault.column else ""))
    outcome.faulty += bool(counted)


def _words(fault: Fault) -> str:
    rule = RULES[fault.code]
    where = f" ({columns.name(fault.column)})" if fault.column else ""
    return f"{'Query' if rule.severity == QUERY else 'Error'} {rule.code}: {rule.words}{where}"


def _blank(line: Sequence[Any]) -> bool:
    return all(is_empty(cell) for cell in line)


def _padded(line: Sequence[Any], width: int) -> list[Any]:
    """The row’s cells up to the last heading, so that the faults of every row stand in one column."""
    return [*line, *[None] * (width - len(line))]


def plain(rows: Iterable[Annotated]) -> Iterator[list[Any]]:
    """Annotated rows as plain lists of cells."""
    for cells, words in rows:
        yield [*cells, *([] if words is None else [words])]
