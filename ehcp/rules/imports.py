"""A spreadsheet of requests: its columns, how each cell is read, and what is wrong with a row.

The file is CSV, in UTF-8 (with or without byte order mark) or Windows-1252.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dco_portal.children import numbers
from dco_portal.children.models import Child
from ehcp.models import AdviceRequest

MOST_ROWS, MOST_BYTES = 500, 2_000_000
CONSENT = {
    "given": "given", "partly": "partly", "withheld": "withheld", "not asked": "not_asked", "not_asked": "not_asked",
}  # fmt: skip
MISSING = {value: value for value in Child.NoNumber.values}
TYPES = {value: value for value in AdviceRequest.Type.values}
YES_NO = {"yes": True, "no": False, "not known": None, "": None}


@dataclass(frozen=True)
class Column:
    """One column: its heading, what to write in it, an example, and how a cell is read."""

    name: str
    guide: str
    example: str = ""
    needed: bool = False
    read: Callable[[str], Any] = str
    longest: int = 8000


class Unreadable(ValueError):
    """A cell that cannot be read; the text says what to write."""


def read_day(text: str) -> dt.date | None:
    """A date as 27/03/2026 or 2026-03-27; None for an empty cell. Raises Unreadable."""
    if not text:
        return None
    for pattern, order in (
        (r"(\d{1,2})/(\d{1,2})/(\d{4})", (2, 1, 0)),
        (r"(\d{4})-(\d{2})-(\d{2})", (0, 1, 2)),
    ):
        if found := re.fullmatch(pattern, text):
            year, month, day = (int(found.groups()[place]) for place in order)
            try:
                if year >= 1900:
                    return dt.date(year, month, day)
            except ValueError:
                break
    raise Unreadable("Write a real date as day/month/year, such as 27/03/2026")


def one_of(words: dict[str, Any]) -> Callable[[str], Any]:
    """A reader of one of these words."""

    def read(text: str) -> Any:
        key = " ".join(text.lower().split())
        if key not in words:
            raise Unreadable("Write one of: " + ", ".join(word for word in words if word))
        return words[key]

    return read


def read_email(text: str) -> str:
    """An e-mail address or nothing. Raises Unreadable."""
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Unreadable("Write an e-mail address like name@example.com") from None
    return text


def read_several(text: str) -> list[str]:
    """Names set apart by semicolons."""
    return [part.strip()[:200] for part in text.split(";") if part.strip()]


def _carer(n: int) -> tuple[Column, ...]:
    who = f"carer_{n}"
    return (
        Column(f"{who}_name", f"Parent or carer {n}", "Ana Example" if n == 1 else "", longest=120),
        Column(f"{who}_relationship", "Such as mother", "mother" if n == 1 else "", longest=60),
        Column(
            f"{who}_parental_responsibility",
            "yes, no or not known",
            "yes" if n == 1 else "",
            read=one_of(YES_NO),
        ),
        Column(f"{who}_email", "E-mail address", read=read_email, longest=254),
        Column(f"{who}_telephone", "Telephone", longest=30),
        Column(
            f"{who}_never_write",
            "yes if nothing may be sent to this person",
            "no" if n == 1 else "",
            read=one_of(YES_NO),
        ),
        Column(f"{who}_restriction_reason", "Why contact is restricted", longest=1000),
    )


COLUMNS = (
    Column("la_reference", "Your own reference, without the child's name", "SEN-1042", longest=40),
    Column("nhs_number", "10 digits; leave empty only with a reason in the next column", "999 000 0018", longest=20),
    Column("nhs_number_missing", "Why it is not known: " + ", ".join(MISSING), read=one_of({"": "", **MISSING})),
    Column("given_name", "Given name", "Maya", needed=True, longest=100),
    Column("family_name", "Family name", "Example", needed=True, longest=100),
    Column("date_of_birth", "Day/month/year", "27/03/2018", needed=True, read=read_day),
    Column("upn", "Unique pupil number, if known", longest=20),
    Column("address", "Home address", longest=500),
    Column("postcode", "Postcode", "WR5 1AA", longest=8),
    Column("setting", "School or setting: its name or URN", longest=200),
    Column("icb", "ODS code of the integrated care board; only where your area lies in several", longest=6),
    Column("type", "assessment, reassessment or tribunal", "assessment", needed=True, read=one_of(TYPES)),
    Column("assessment_requested_on", "Day you were asked to assess", "01/09/2026", read=read_day),
    Column("decided_on", "Day you decided to assess", "05/10/2026", needed=True, read=read_day),
    Column("asked_on", "Day health is asked; today if empty", read=read_day),
    Column("question", "What you ask health for", "Advice on hearing and speech", needed=True),
    Column("reason", "Why you ask", "Concerns of school and family", needed=True),
    Column("needs_known", "What is known of the child's needs"),
    Column("services_known", "Services the family knows, set apart by ;", "Audiology; Physiotherapy", read=read_several),
    Column("consent", "given, partly, withheld or not asked", "given", needed=True, read=one_of(CONSENT)),
    Column("consent_detail", "Limits, or who agreed and when", longest=2000),
    Column("family_views", "Views of the child and family"),
    *_carer(1),
    *_carer(2),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
NEEDED = [column.name for column in COLUMNS if column.needed]


@dataclass
class Row:
    """One row as read: values by column, and what is wrong or worth knowing."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Sheet:
    """The file as read: its rows, and what is wrong with the file as a whole."""

    rows: list[Row] = field(default_factory=list)
    problem: str = ""


def read(content: bytes) -> Sheet:
    """Read a file: every row and every cell, with the faults of each."""
    if len(content) > MOST_BYTES:
        return Sheet(problem="The file is larger than 2 MB. Split it into several.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text or "\ufffd" in text:
        return Sheet(
            problem="This is not a CSV file. In your spreadsheet program, save it as CSV first."
        )
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        table = [[cell.strip() for cell in line] for line in lines]
    except csv.Error:
        return Sheet(
            problem="This is not a CSV file. In your spreadsheet program, save it as CSV first."
        )
    table = [line for line in table if any(line)] if table else []
    if not table:
        return Sheet(problem="The file is empty.")
    headings = [re.sub(r"[\s\-]+", "_", cell.lower()) for cell in table[0]]
    if problem := _headings_problem(headings, table[0]):
        return Sheet(problem=problem)
    if len(table) == 1:
        return Sheet(problem="The file has headings but no rows.")
    if len(table) > MOST_ROWS + 1:
        return Sheet(problem=f"The file has more than {MOST_ROWS} rows. Split it into several.")
    return Sheet(
        rows=[_row(number, headings, line) for number, line in enumerate(table[1:], start=2)]
    )


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _headings_problem(headings: list[str], written: list[str]) -> str:
    problems = []
    if stray := [
        name for name, key in zip(written, headings, strict=True) if key and key not in BY_NAME
    ]:
        problems.append("Columns that we do not know: " + ", ".join(stray[:20]) + ".")
    if missing := [name for name in NEEDED if name not in headings]:
        problems.append("Columns that are missing: " + ", ".join(missing) + ".")
    if twice := sorted({name for name in headings if name and headings.count(name) > 1}):
        problems.append("Columns that are there twice: " + ", ".join(twice) + ".")
    return " ".join(problems)[:300]


def _row(number: int, headings: list[str], line: list[str]) -> Row:
    row = Row(number)
    if any(line[len(headings) :]):
        row.errors.append(("", "This row has more cells than there are headings"))
    cells = dict(zip(headings, [*line, *[""] * len(headings)], strict=False))
    for column in COLUMNS:
        text = cells.get(column.name, "")
        try:
            row.values[column.name] = column.read(text)
        except Unreadable as error:
            if text or column.needed:
                row.errors.append((column.name, str(error)))
            row.values[column.name] = None
            continue
        if column.needed and not text:
            row.errors.append((column.name, "This cell must not be empty"))
        elif len(text) > column.longest:
            row.errors.append((column.name, f"This is longer than {column.longest} characters"))
    return row


def same_child(row: Row) -> tuple | None:
    """What tells children of one file apart: the NHS number, else name and date of birth."""
    values = row.values
    if number := numbers.tidy(values["nhs_number"] or ""):
        return (number,)
    if values["given_name"] and values["family_name"] and values["date_of_birth"]:
        return (
            values["given_name"].casefold(),
            values["family_name"].casefold(),
            values["date_of_birth"],
        )
    return None
