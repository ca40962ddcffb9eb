"""What differs between two contents, field by field, in words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field

from local_offer.models import Location, Service
from local_offer.queries.content import FIELDS, ROWS, Content

DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday", "SU": "Sunday",
}  # fmt: skip
TAXONOMY_WORDS = {
    "need": "Areas of need", "stage": "Age stages", "type": "Types of service", "pathway": "Pathways",
}  # fmt: skip
ROW_WORDS = {
    "schedules": "Times", "contacts": "Contact", "cost_options": "Price", "languages": "Language", "areas": "Area served",
}  # fmt: skip
LABELS = {
    "name": "Name", "email": "Email", "minimum_age": "Youngest age", "maximum_age": "Oldest age", "alert": "Notice on top",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One field that differs: its label and what it says before and after, "" where it says nothing."""

    label: str
    before: str
    after: str


def label(name: str) -> str:
    """A field's name in words."""
    if name in LABELS:
        return LABELS[name]
    if name in ROW_WORDS:
        return ROW_WORDS[name]
    field = Service._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.verbose_name).capitalize()


def words(name: str, value: Any, model: type = Service) -> str:
    """A field's JSON value in words."""
    if value is None or value == "":
        return ""
    try:
        field = model._meta.get_field(name)  # type: ignore[attr-defined]
    except FieldDoesNotExist:
        return str(value)
    if isinstance(field, Field) and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return day(value) if name.endswith(("_on", "_from", "_to")) else str(value)


def day(text: str) -> str:
    """An ISO date in words."""
    found = dt.date.fromisoformat(text)
    return f"{found.day} {found:%B %Y}"


def changes(
    before: Content, after: Content, *, terms: Mapping[str, str], taxonomies: Mapping[str, str]
) -> list[Change]:
    """What differs, in the order of the form. `terms` and `taxonomies` are `queries.terms.names/taxonomies`."""
    found = [
        Change(label(name), words(name, before["fields"].get(name)), words(name, after["fields"].get(name)))
        for name in FIELDS
        if (before["fields"].get(name) or "") != (after["fields"].get(name) or "")
    ]  # fmt: skip
    found += _terms(before["terms"], after["terms"], terms, taxonomies)
    found += _rows("Place", before["places"], after["places"], lambda row: place(row, terms))
    known = {row["id"]: row["location"]["name"] for row in [*before["places"], *after["places"]]}
    for name in ROWS:
        found += _rows(
            ROW_WORDS[name],
            before.get(name, []),
            after.get(name, []),
            lambda row, name=name: row_words(name, row, known),
        )
    return found


def _terms(before: list, after: list, terms: Mapping, taxonomies: Mapping) -> list[Change]:
    found = []
    for code, title in TAXONOMY_WORDS.items():
        sides = [
            "\n".join(sorted(terms.get(each, "") for each in side if taxonomies.get(each) == code))
            for side in (before, after)
        ]
        if sides[0] != sides[1]:
            found.append(Change(title, *sides))
    return found


def _rows(title: str, before: list, after: list, say: Any) -> list[Change]:
    old = {row.get("id"): say(row) for row in before}
    new = {row.get("id") or number: say(row) for number, row in enumerate(after)}
    return [
        Change(title, old.get(key, ""), new.get(key, ""))
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]


def place(row: dict[str, Any], terms: Mapping[str, str]) -> str:
    """A place in lines."""
    location = row["location"]
    lines = [
        location.get("name"),
        *(location.get(name) for name in ("address_1", "address_2", "city", "county", "postcode")),
        words("type", location.get("type"), Location) if location.get("type") != "physical" else "",
        "The address is not shown to families" if location.get("masked") else "",
        location.get("description"),
        row.get("description"),
        location.get("travel"),
        *(
            f"{terms.get(each['term'], '')}{': ' if each.get('details') else ''}{each.get('details', '')}"
            for each in row.get("accessibility", [])
        ),
    ]
    return "\n".join(line for line in lines if line)


def row_words(name: str, row: dict[str, Any], places: Mapping[str, str] | None = None) -> str:
    """A row of one of the other lists in lines."""
    if name == "schedules":
        return _times(row, places or {})
    if name == "cost_options":
        amount = f"£{row['amount']}" if row.get("amount") else ""
        return "\n".join(
            line for line in (row.get("option"), amount, row.get("description")) if line
        )
    parts = [row.get(each) for each in ROWS[name][1] if not each.endswith("_id") and each != "code"]
    return "\n".join(str(part) for part in parts if part)


def _times(row: dict[str, Any], places: Mapping[str, str]) -> str:
    days = ", ".join(DAYS.get(each, each) for each in (row.get("days") or "").split(",") if each)
    hours = " to ".join(each for each in (row.get("opens_at"), row.get("closes_at")) if each)
    dates = " ".join(
        f"{word} {day(row[key])}"
        for word, key in (("from", "valid_from"), ("until", "valid_to"))
        if row.get(key)
    )
    where = f"At {places[row['place_id']]}" if row.get("place_id") in places else ""
    return "\n".join(line for line in (days, hours, dates, where, row.get("description")) if line)
