"""A plan's actions as a spreadsheet: its columns, how each cell is read, what a row must have. Pure."""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from inspections import sheets
from inspections.rules import chain

MOST_ROWS = 500
HEADING_WITHIN = 15  # rows on top that may hold titles and notes
LONGEST = {"number": 12, "title": 200, "workstream": 80, "lead_words": 160, "co_lead": 160, "depends_words": 300, "resource": 300}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its name, heading and other headings it is known by, and what to write in it."""

    name: str
    heading: str
    guide: str
    aliases: tuple[str, ...] = ()
    needed: bool = False


COLUMNS = (
    Column("priority_number", "Priority number", "1, 2, 3…", ("priority no", "priority ref", "area number")),
    Column("title", "Priority", "The priority in a few words. A merged cell counts for every row beside it.",
           ("priority title", "priority area", "area for priority action", "area for improvement", "area", "theme")),
    Column("families", "What families will see", "How families will know the difference.",
           ("expected impact", "impact statement", "how the experience for children and families will be different")),
    Column("number", "Action number", "Such as 2.3. The same number next time updates the same action.",
           ("action no", "action ref", "ref", "reference", "no", "number", "id"), True),
    Column("what", "Action", "What will be done.", ("actions", "what", "what we will do", "action description", "description"), True),
    Column("workstream", "Workstream", "Where the plan has workstreams.", ("work stream",)),
    Column("lead_email", "Lead e-mail", "Of somebody who leads actions in this portal; else leave it empty.", ("lead email", "owner email")),
    Column("lead_words", "Lead", "A role, where the lead has no account here.",
           ("owner", "who", "lead officer", "lead person", "responsible", "responsible officer", "lead role", "action owner")),
    Column("organisation", "Lead organisation", "The authority, the board or a partner of the plan: its name or code.",
           ("agency", "lead agency", "organisation")),
    Column("co_lead", "Second lead", "A role.", ("co lead", "co-lead")),
    Column("starts_on", "Starts", "31/03/2026", ("start", "start date", "from")),
    Column("due_on", "Due", "31/03/2026. Once the plan is in force a date moves only with an approver.",
           ("due date", "by when", "deadline", "end date", "target date", "completion date", "timescale", "when", "due by"), True),
    Column("depends_on", "Depends on", "Numbers of other actions, set apart by semicolons.", ("dependencies", "dependency")),
    Column("depends_words", "Other dependency", "In words.", ("external dependency",)),
    Column("resource", "Resource", "In words.", ("resources", "cost")),
    *(
        Column(f"milestone_{months}", f"Milestone at {months} months", "What is done by then.",
               (f"{months} months", f"{months} month milestone", f"milestone {months} months", f"at {months} months"))
        for months in chain.MILESTONE_MONTHS
    ),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
# Headings of the export and of other people's plans that are known and left alone, on purpose.
LEFT_ALONE = (
    "state", "delivery", "impact", "per cent done", "last update", "how it stands", "first due", "evidence", "rag", "brag",
    "rag rating", "status", "progress", "update",
)  # fmt: skip
# "2. On time", "2 – On time", "Priority 2 on time" or only "2", but not "16-25 year olds".
TITLED = re.compile(
    r"(?:priority\s*)?(\d{1,3})(?:\s*[.:)]\s*|\s+[–-]\s+|(?<=priority\s\d)\s+|\s*$)(.*)",
    re.I | re.S,
)
MILESTONES = {f"milestone_{months}": months for months in chain.MILESTONE_MONTHS}


@dataclass
class Row:
    """One row as read: cells by column, values, and what is wrong (beside its column or "") or worth knowing."""

    line: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Reading:
    """A file as read: its rows, headings that nobody knows or that are left alone, and a fault of the whole."""

    rows: list[Row] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    problem: str = ""


def read(content: bytes) -> Reading:
    """The first sheet that has the headings, row by row. Lines are numbered as in the spreadsheet."""
    found = sheets.read(content)
    if found.problem:
        return Reading(problem=found.problem)
    for _, table in found.tables:
        place = _heading_row(table)
        if place is not None:
            return _read_table(table, place)
    needed = ", ".join(f"“{column.heading}”" for column in COLUMNS if column.needed)
    return Reading(problem=f"No row of headings was found. The file needs the columns {needed}.")


def known(heading: str) -> Column | None:
    """The column of a heading, whatever its capitals, dots and underscores."""
    wanted = _folded(heading)
    for column in COLUMNS:
        if wanted in {_folded(each) for each in (column.name, column.heading, *column.aliases)}:
            return column
    return None


def _folded(heading: str) -> str:
    words = re.sub(r"[\s_.:/()*?-]+", " ", heading.casefold()).strip()
    return re.sub(r"^milestone (\d+) months?$", r"milestone at \1 months", words)


def _heading_row(table: sheets.Table) -> int | None:
    """The first row near the top that names an action and two more columns."""
    for place, row in enumerate(table[:HEADING_WITHIN]):
        names = {column.name for cell in row if cell and (column := known(cell))}
        if "what" in names and len(names) >= 3:
            return place
    return None


def _read_table(table: sheets.Table, place: int) -> Reading:
    headings, reading = _headings(table[place])
    names = {column.name for column in headings.values()}
    if missing := [
        column.heading for column in COLUMNS if column.needed and column.name not in names
    ]:
        reading.problem = "Columns that are missing: " + ", ".join(missing) + "."
        return reading
    rows = [(line, row) for line, row in enumerate(table[place + 1 :], start=place + 2) if any(row)]
    if len(rows) > MOST_ROWS:
        reading.problem = f"The file has more than {MOST_ROWS} rows. Split it into several."
        return reading
    if not rows:
        reading.problem = "The file has headings but no rows."
        return reading
    above: dict[str, str] = {}
    for line, row in rows:
        cells = {
            column.name: row[at] for at, column in headings.items() if at < len(row) and row[at]
        }
        _fill_down(cells, above)
        if not (cells.get("number") or cells.get("what")):
            continue  # a row that only carries a priority's heading
        reading.rows.append(read_row(line, cells))
    _find_twins(reading.rows)
    return reading


def _headings(row: Sequence[str]) -> tuple[dict[int, Column], Reading]:
    found: dict[int, Column] = {}
    reading = Reading()
    for at, cell in enumerate(row):
        column = known(cell) if cell else None
        if column is not None and column not in found.values():
            found[at] = column
        elif cell and _folded(cell) in LEFT_ALONE:
            reading.left_alone.append(cell)
        elif cell:
            reading.unknown.append(cell[:80])
    return found, reading


def _fill_down(cells: dict[str, str], above: dict[str, str]) -> None:
    """What merged cells leave empty in a CSV: the priority stands for the rows below it too."""
    names = ("priority_number", "title", "families")
    if any(cells.get(name) for name in names[:2]):
        for name in names:
            above.pop(name, None)
    for name in names:
        if cells.get(name):
            above[name] = cells[name]
        elif name in above:
            cells[name] = above[name]


def read_row(line: int, cells: dict[str, str]) -> Row:
    """One row from its cells' texts, with the faults of each cell and of what they say together."""
    row = Row(line, dict(cells))
    values = row.values
    values.update({column.name: cells.get(column.name, "") for column in COLUMNS})
    _read_priority(row)
    for name in ("starts_on", "due_on"):
        try:
            values[name], guess = read_day(cells.get(name, ""))
        except ValueError as error:
            values[name] = None
            row.errors.append((name, str(error)))
        else:
            row.warnings += [f"{BY_NAME[name].heading}: {guess}"] if guess else []
    for column in COLUMNS:
        if column.needed and not cells.get(column.name):
            row.errors.append((column.name, "This cell must not be empty"))
    if values["number"] and not chain.NUMBER.fullmatch(values["number"]):
        row.errors.append(("number", "Write a number such as 2.3: up to 12 letters, digits and dots"))  # fmt: skip
    for name, longest in LONGEST.items():
        if name != "number" and len(values[name]) > longest:
            row.errors.append((name, f"This is longer than {longest} characters"))
    starts_on, due_on = values["starts_on"], values["due_on"]
    if starts_on and due_on and due_on < starts_on:
        row.errors.append(("due_on", "The action cannot be due before it starts"))
    values["depends_on"] = [part for part in re.split(r"[;,\n]\s*", values["depends_on"]) if part]
    values["milestones"] = {months: values.pop(name)[:300] for name, months in MILESTONES.items()}
    return row


def _read_priority(row: Row) -> None:
    """The priority's number, from its own cell, from "2. Title" or from the action's number."""
    values = row.values
    if head := TITLED.fullmatch(values["title"]):
        values["priority_number"] = values["priority_number"] or head[1]
        values["title"] = head[2]
    digits = re.search(r"\d{1,3}", values["priority_number"]) or re.match(r"\d{1,3}(?=[.]\d)", values["number"])  # fmt: skip
    values["priority_number"] = int(digits[0]) if digits else None
    if not digits or not values["priority_number"]:
        values["priority_number"] = None
        row.errors.append(("priority_number", "Write the number of the priority, such as 2"))


def _find_twins(rows: Sequence[Row]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        number = row.values["number"]
        if number and number in first:
            row.errors.append(("number", f"Action {number} is in row {first[number]} too"))
        first.setdefault(number, row.line)


MONTHS = {name.casefold(): place for names in (calendar.month_name, calendar.month_abbr) for place, name in enumerate(names) if name}  # fmt: skip
MONTHS["sept"] = 9
NOT_A_DAY = "Write a real date as day/month/year, such as 31/03/2026"


def read_day(words: str) -> tuple[dt.date | None, str]:
    """A British or Excel date, and what was guessed of it; None for an empty cell. Raises ValueError.

    Understands 31/03/2026, 31.3.26, 2026-03-31, 31 March 2026, 31-Mar-26, March 2026 (its last day) and
    the number of days by which Excel keeps dates (45747).
    """
    text = " ".join(words.split())
    if not text:
        return None, ""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", text):
        return _day(int(found[1]), int(found[2]), int(found[3])), ""
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", text):
        return _day(_year(found[3]), int(found[2]), int(found[1])), ""
    if found := re.fullmatch(
        r"(?:\w+day,? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]+)[ ,-]+(\d{4}|\d{2})", text
    ):
        return _day(_year(found[3]), MONTHS.get(found[2].casefold(), 0), int(found[1])), ""
    if (found := re.fullmatch(r"([A-Za-z]+)[ -](\d{4}|\d{2})", text)) and (month := MONTHS.get(found[1].casefold())):  # fmt: skip
        year = _year(found[2])
        last = _day(year, month, calendar.monthrange(year, month)[1])
        return last, f"“{text}” was read as {last.day} {last:%B %Y}"
    if re.fullmatch(r"\d{5}", text) and 20_000 <= int(text) <= 80_000:
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(text)), ""
    raise ValueError(NOT_A_DAY)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise ValueError(NOT_A_DAY) from None
    if not 1990 <= year <= 2100:
        raise ValueError(NOT_A_DAY)
    return found
