"""A spreadsheet's rows against a plan as it stands: what each would add or change, and why some may not."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dco_portal.organisations.models import Organisation
from inspections.models import Action, Plan, Priority
from inspections.queries import leads
from inspections.rules import chain
from inspections.rules.importing import BY_NAME, Row

NEW, CHANGE, SAME, REFUSED = "new", "change", "same", "refused"
TEXTS = ("what", "workstream", "lead_words", "co_lead", "depends_words", "resource")
LABELS = {name: BY_NAME[name].heading for name in (*TEXTS, "starts_on", "due_on", "depends_on")}


@dataclass
class Prepared:
    """One row and what it comes to. `fields` are what `actions.chain` writes; ids of nothing are None.

    `changes` are (label, before, after) in words. `needs` are numbers; None leaves dependencies alone.
    """

    row: Row
    kind: str = SAME
    action: Action | None = None
    priority: Priority | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    needs: list[str] | None = None
    milestones: dict[int, str] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)


class Book:
    """A plan read once for a whole file: eight queries however many rows there are."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.in_force = not chain.due_moves(plan)
        self.priorities: dict[int, Priority] = {row.number: row for row in plan.priorities.all()}
        rows = plan.actions.select_related("priority", "lead", "lead_organisation")
        self.actions = {row.number: row for row in rows.prefetch_related("milestones", "depends_on")}  # fmt: skip
        self.bodies: dict[str, Organisation] = {}
        for body in leads.organisations(plan):
            for name in (body.name, body.short_name, body.ods_code, body.gss_code):
                if name:
                    self.bodies.setdefault(name.casefold(), body)
        self.candidates = leads.candidates(plan)


def prepare(plan: Plan, rows: Sequence[Row]) -> list[Prepared]:
    """What every row comes to; faults are added to the rows."""
    book = Book(plan)
    found = [_prepare(book, row) for row in rows]
    _check_needs(book, found)
    for each in found:
        each.kind = _kind(each)
    return found


def _kind(each: Prepared) -> str:
    if each.row.errors:
        return REFUSED
    if each.action is None:
        return NEW
    return CHANGE if each.changes else SAME


def _prepare(book: Book, row: Row) -> Prepared:
    values = row.values
    each = Prepared(row, action=book.actions.get(values["number"]))
    _priority(book, each)
    each.fields = {name: values[name] for name in TEXTS if values[name]}
    _lead(book, each)
    if values["starts_on"]:
        each.fields["starts_on"] = values["starts_on"]
    if values["due_on"]:
        _due(book, each)
    _dates(each)
    each.milestones = {months: words for months, words in values["milestones"].items() if words}
    each.needs = values["depends_on"] or None
    if each.action is None and not ({"lead", "lead_words"} & set(each.fields)):
        row.warnings.append("Nobody leads this action yet.")
    if each.action is not None:
        each.changes = _changes(each, each.action)
    return each


def _priority(book: Book, each: Prepared) -> None:
    """The priority the row stands under: there already, or new and then with a title."""
    values, row = each.row.values, each.row
    each.priority = there = book.priorities.get(values["priority_number"] or 0)
    if there is None:
        if values["priority_number"] and values["title"]:
            there = Priority(plan=book.plan, number=values["priority_number"], title=values["title"], impact=values["families"])  # fmt: skip
            book.priorities[there.number] = each.priority = there
        elif values["priority_number"]:
            row.errors.append(("title", f"Priority {values['priority_number']} is new: write its title"))  # fmt: skip
        return
    if values["title"] and values["title"].casefold() != there.title.casefold():
        row.warnings.append(f"Priority {there.number} keeps its title, “{there.title}”.")


def _lead(book: Book, each: Prepared) -> None:
    values, row = each.row.values, each.row
    body: Organisation | None = None
    if values["organisation"]:
        body = book.bodies.get(values["organisation"].casefold())
        if body is None:
            row.errors.append(("organisation", f"Not an organisation of this plan: {values['organisation'][:80]}. Add it as a partner first"))  # fmt: skip
            return
        each.fields["lead_organisation"] = body
        if each.action and each.action.lead and each.action.lead_organisation != body:
            each.fields["lead"] = (
                None  # who leads for another organisation cannot lead for this one
            )
    if not values["lead_email"]:
        return
    wanted = values["lead_email"].casefold()
    people = [
        one for one in book.candidates
        if one.user.email.casefold() == wanted and (body is None or one.organisation == body)
    ]  # fmt: skip
    if not people:
        row.errors.append(("lead_email", "Nobody who leads actions for the plan’s organisations has this address"))  # fmt: skip
        return
    each.fields |= {"lead": people[0].user, "lead_organisation": people[0].organisation}


def _due(book: Book, each: Prepared) -> None:
    """A due date is written for a new action and in a plan being written; in force it moves with an approver."""
    due_on: dt.date = each.row.values["due_on"]
    if each.action is not None and book.in_force and due_on != each.action.due_on:
        each.row.warnings.append(
            f"The due date stays {_day(each.action.due_on)}: the plan is in force, so ask for a change of the date."
        )
        return
    each.fields["due_on"] = due_on


def _dates(each: Prepared) -> None:
    """Dates of the row and those that stand must fit together."""
    starts_on = each.fields.get("starts_on") or (each.action.starts_on if each.action else None)
    due_on = each.fields.get("due_on") or (each.action.due_on if each.action else None)
    told = {name for name, _ in each.row.errors}
    if starts_on and due_on and due_on < starts_on and "due_on" not in told:
        each.row.errors.append(("due_on", "The action cannot be due before it starts"))


def _changes(each: Prepared, action: Action) -> list[tuple[str, str, str]]:
    found = [
        (LABELS[name], _words(getattr(action, name)), _words(value))
        for name, value in each.fields.items()
        if name in LABELS and getattr(action, name) != value
    ]
    if "lead" in each.fields and each.fields["lead"] != action.lead:
        found.append(("Lead", _words(action.lead), _words(each.fields["lead"])))
    body = each.fields.get("lead_organisation", action.lead_organisation)
    if body != action.lead_organisation:
        found.append(("Lead organisation", _words(action.lead_organisation), _words(body)))
    if each.priority is not None and each.priority.number != action.priority.number:
        found.append(("Priority", f"Priority {action.priority.number}", f"Priority {each.priority.number}"))  # fmt: skip
    if each.needs is not None:
        before = sorted(other.number for other in action.depends_on.all())
        if before != sorted(each.needs):
            found.append((LABELS["depends_on"], ", ".join(before), ", ".join(each.needs)))
    there = {row.months: row.what for row in action.milestones.all() if row.months}
    found += [
        (f"Milestone at {months} months", there.get(months, ""), words)
        for months, words in each.milestones.items()
        if there.get(months) != words
    ]
    return found


def _check_needs(book: Book, rows: Sequence[Prepared]) -> None:
    """Every number is an action of the plan or of a row that is taken in, and nothing waits for itself."""
    keys = {number: action.pk for number, action in book.actions.items()}
    for each in rows:
        if not each.row.errors:
            keys.setdefault(each.row.values["number"], uuid.uuid4())
    numbers = {pk: number for number, pk in keys.items()}
    needs: defaultdict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for action in book.actions.values():
        needs[action.pk] = [other.pk for other in action.depends_on.all()]
    for each in rows:
        number = each.row.values["number"]
        if each.needs is None or each.row.errors:
            continue
        if strays := [other for other in each.needs if other not in keys]:
            each.row.errors.append(("depends_on", f"No action has this number: {', '.join(strays)[:200]}"))  # fmt: skip
            continue
        wanted = [keys[other] for other in each.needs]
        if chain.circle(needs, keys[number], wanted):
            chain_words = chain.circle_words(needs, keys[number], wanted, numbers)
            each.row.errors.append(("depends_on", chain_words))
            continue
        needs[keys[number]] = wanted


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return _day(value)
    return str(getattr(value, "name", value))


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
