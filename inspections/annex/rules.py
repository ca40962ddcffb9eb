"""The rules of Lists 1 and 2: each with a code, words and severity, as the public Annex A validator checks them.

Source: `data-to-insight/annex-a-sen-validator-be`, its rules 101 to 109 and 201 to 209, in our own words; and what a
file itself can get wrong (a formula, a date that is none, a cell too many). An age is reckoned on the day `on`.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspections.annex import cells
from inspections.annex import columns as c

ERROR, QUERY = "error", "query"
SCHOOL_FROM, SCHOOL_UNTIL = (
    5,
    16,
)  # years: school age is from the first birthday to the day before the second
NUMBER_FROM = 6  # years
UNKNOWN_UPN = frozenset(
    {f"UN{n}" for n in range(1, 11)}
)  # the school census’s codes for "no UPN because…"


@dataclass(frozen=True)
class Rule:
    """One rule. `lists` are the lists it is for, `columns` the keys of the columns it looks at."""

    code: str
    words: str
    severity: str
    columns: tuple[str, ...]
    lists: tuple[int, ...] = (1, 2)


@dataclass(frozen=True)
class Fault:
    """A rule broken by a row, and the column (its key; "" for the whole row) where it shows."""

    code: str
    column: str


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("BIRTH-MISSING", "The date of birth is missing", ERROR, (c.BORN,)),
        Rule("BIRTH-UNREADABLE", "The date of birth is not a date", ERROR, (c.BORN,)),
        Rule("BIRTH-FUTURE", "The date of birth is in the future", ERROR, (c.BORN,)),
        Rule("AGE-26", "The person is 26 or older", ERROR, (c.BORN,)),
        Rule("AGE-25", "The person is 25: check that they belong in the list", QUERY, (c.BORN,)),
        Rule("GENDER-MISSING", "The gender is missing", ERROR, (c.GENDER,)),
        Rule("ETHNICITY-MISSING", "The ethnicity is missing", ERROR, (c.ETHNICITY,)),
        Rule("NEED-MISSING", "The primary need is missing", ERROR, (c.NEED,)),
        Rule("DISABILITY-MISSING", "Whether there is a disability is missing", ERROR, (c.DISABILITY,)),
        Rule("EHC-UNREADABLE", "A date of the EHC plan is not a date", ERROR, (c.INITIAL, c.UPDATED, c.REVIEWED), (1,)),
        Rule("EHC-FUTURE", "A date of the EHC plan is in the future", ERROR, (c.INITIAL, c.UPDATED, c.REVIEWED), (1,)),
        Rule("EHC-AFTER-UPDATED", "The first EHC plan is dated after the updated one", ERROR, (c.INITIAL, c.UPDATED), (1,)),
        Rule("EHC-AFTER-REVIEWED", "The first EHC plan is dated after its last review", ERROR, (c.INITIAL, c.REVIEWED), (1,)),
        Rule("NUMBER-MISSING", "Aged 6 or older without a UPN, a ULN or a code for an unknown UPN", ERROR, (c.UPN, c.ULN)),
        Rule("UPN-TWICE", "The same UPN is in more than one row: send one row per person", ERROR, (c.UPN,)),
        Rule("SCHOOL-NONE", "School age (5 to 15) without a main or subsidiary establishment", ERROR, (c.MAIN, c.SUBSIDIARY)),
        Rule("SCHOOL-NO-MAIN", "A subsidiary establishment but no main one", ERROR, (c.MAIN, c.SUBSIDIARY)),
        Rule("PHASE-NO-MAIN", "A phase of the main establishment without its URN", QUERY, (c.MAIN, c.MAIN_PHASE)),
        Rule("MAIN-NO-PHASE", "A main establishment’s URN without its phase", QUERY, (c.MAIN, c.MAIN_PHASE)),
        Rule("FORMULA", "A cell holds a formula: paste its value instead", ERROR, ()),
        Rule("TOO-MANY-CELLS", "The row has more cells than there are headings", ERROR, ()),
    )
}  # fmt: skip

ORDER = {code: place for place, code in enumerate(RULES)}


def of_list(which: int) -> list[Rule]:
    """The rules of a list, in the order they are shown."""
    return [rule for rule in RULES.values() if which in rule.lists]


def years(born: dt.date, on: dt.date) -> int:
    """Whole years of age on a day; somebody born on 29 February comes of age on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class Seen:
    """Which UPNs a list has more than once. 8 bytes a row are kept, never the numbers themselves."""

    def __init__(self) -> None:
        self._once: set[int] = set()
        self._twice: set[int] = set()

    def note(self, upn: Any) -> None:
        """Count a row’s UPN; codes for an unknown one are nobody’s."""
        if (key := _upn(upn)) is not None:
            (self._twice if key in self._once else self._once).add(key)

    def twice(self, upn: Any) -> bool:
        """Whether more than one row had this UPN."""
        return _upn(upn) in self._twice


def _upn(value: Any) -> int | None:
    if cells.is_empty(value):
        return None
    written = c.fold(cells.text(value)).upper()
    if not written or written in UNKNOWN_UPN:
        return None
    return int.from_bytes(hashlib.blake2b(written.encode(), digest_size=8).digest())


class _Row:
    """A row with its dates read once: `day` is None also for a cell that is no date, which `bad` then names."""

    def __init__(self, cells_of: Mapping[str, Any]) -> None:
        self.cells = cells_of
        self.days: dict[str, dt.date] = {}
        self.bad: set[str] = set()
        for key in c.DATES:
            cell = cells_of.get(key)
            try:
                if found := cells.day(cell):
                    self.days[key] = found
            except cells.Unreadable:
                if not isinstance(cell, cells.Formula):
                    self.bad.add(key)

    def none(self, *keys: str) -> bool:
        return all(cells.is_empty(self.cells.get(key)) for key in keys)

    def age(self, on: dt.date) -> int | None:
        born = self.days.get(c.BORN)
        return years(born, on) if born else None


def faults(row: Mapping[str, Any], *, which: int, on: dt.date, seen: Seen) -> list[Fault]:
    """What is wrong with a row (column’s key → cell), in the order of the rules. Each rule shows at one column,
    the two of dates at each date that breaks them."""
    read = _Row(row)
    found = [fault for check in CHECKS for fault in check(read, on)]
    if which == 1:
        found += _ehc(read, on)
    if seen.twice(row.get(c.UPN)):
        found.append(Fault("UPN-TWICE", c.UPN))
    found += [Fault("FORMULA", key) for key, cell in row.items() if isinstance(cell, cells.Formula)]
    return sorted(found, key=lambda fault: ORDER[fault.code])


def _birth(row: _Row, on: dt.date) -> Iterator[Fault]:
    if row.none(c.BORN):
        yield Fault("BIRTH-MISSING", c.BORN)
    if c.BORN in row.bad:
        yield Fault("BIRTH-UNREADABLE", c.BORN)
    age = row.age(on)
    if age is None:
        return
    if row.days[c.BORN] > on:
        yield Fault("BIRTH-FUTURE", c.BORN)
    if age >= 26:
        yield Fault("AGE-26", c.BORN)
    elif age == 25:
        yield Fault("AGE-25", c.BORN)


def _missing(row: _Row, on: dt.date) -> Iterator[Fault]:
    for code, key in (
        ("GENDER-MISSING", c.GENDER), ("ETHNICITY-MISSING", c.ETHNICITY), ("NEED-MISSING", c.NEED),
        ("DISABILITY-MISSING", c.DISABILITY),
    ):  # fmt: skip
        if row.none(key):
            yield Fault(code, key)


def _number(row: _Row, on: dt.date) -> Iterator[Fault]:
    age = row.age(on)
    if age is not None and age >= NUMBER_FROM and row.none(c.UPN, c.ULN):
        yield Fault("NUMBER-MISSING", c.UPN)


def _school(row: _Row, on: dt.date) -> Iterator[Fault]:
    age = row.age(on)
    if row.none(c.MAIN) and not row.none(c.SUBSIDIARY):
        yield Fault("SCHOOL-NO-MAIN", c.MAIN)
    elif age is not None and SCHOOL_FROM <= age < SCHOOL_UNTIL and row.none(c.MAIN):
        yield Fault("SCHOOL-NONE", c.MAIN)
    if row.none(c.MAIN) and not row.none(c.MAIN_PHASE):
        yield Fault("PHASE-NO-MAIN", c.MAIN)
    if not row.none(c.MAIN) and row.none(c.MAIN_PHASE):
        yield Fault("MAIN-NO-PHASE", c.MAIN_PHASE)


def _ehc(row: _Row, on: dt.date) -> Iterator[Fault]:
    for key in (c.INITIAL, c.UPDATED, c.REVIEWED):
        if key in row.bad:
            yield Fault("EHC-UNREADABLE", key)
        elif (found := row.days.get(key)) and found > on:
            yield Fault("EHC-FUTURE", key)
    initial = row.days.get(c.INITIAL)
    for code, key in (("EHC-AFTER-UPDATED", c.UPDATED), ("EHC-AFTER-REVIEWED", c.REVIEWED)):
        later = row.days.get(key)
        if initial and later and initial > later:
            yield Fault(code, c.INITIAL)


CHECKS: Sequence[Callable[[_Row, dt.date], Iterator[Fault]]] = (_birth, _missing, _number, _school)
