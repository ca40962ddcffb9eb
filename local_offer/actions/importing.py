"""The directory as an uploaded spreadsheet meets it: which entry a row is, what the entry will say."""

import copy
import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from dco_portal.organisations.models import Organisation
from local_offer.models import Body, Service
from local_offer.queries import points, terms
from local_offer.queries.content import PREFETCH, Content
from local_offer.rules.imports import FIELDS, TAXONOMY, Known, Row


def source(authority: Organisation) -> str:
    """Where entries of an authority's spreadsheets come from."""
    return f"csv-{authority.slug}"[:80]


def body(name: str) -> Body | None:
    """The directory's organisation of this name, whatever its capitals."""
    return Body.objects.filter(name__iexact=name.strip()).order_by("created_at").first()


class Directory:
    """One authority's entries, read once for a whole file."""

    def __init__(self, authority: Organisation) -> None:
        self._source = source(authority)
        rows = Service.objects.filter(local_authority=authority).exclude(state="archived")
        self._all = list(rows.prefetch_related(*PREFETCH))
        self._by_id = {service.pk: service for service in self._all}
        self._by_number = {
            service.external_id: service
            for service in self._all
            if service.source == self._source and service.external_id
        }
        self._terms = terms.by_code()
        self._taxonomy = terms.taxonomies()
        self.known = [
            Known(
                str(service.pk),
                service.name,
                tuple(place.location.postcode for place in service.places.all()),
            )
            for service in self._all
        ]

    def entry(self, row: Row) -> Service | None:
        """The entry a row is about, by the portal's id or by its own number; notes a fault beside the column."""
        wanted = row.values["entry_id"] or ""
        numbered = self._by_number.get(row.values["external_id"] or "")
        if not wanted:
            return numbered
        try:
            found = self._by_id.get(uuid.UUID(wanted))
        except ValueError:
            found = None
        if found is None:
            row.errors.append(("entry_id", "No entry of this Local Offer has this number"))
        elif numbered is not None and numbered != found:
            row.errors.append(("external_id", "Another entry has this number"))
        elif found.external_id and row.values["external_id"] not in ("", found.external_id):
            row.errors.append(("external_id", f"This entry has the number {found.external_id}"))
        if found is not None and found.state == Service.State.CLOSED:
            row.errors.append(("entry_id", "This entry is closed"))
        return found

    def content(self, row: Row, start: Content) -> Content:
        """What the entry will say: an empty cell leaves what is there. Notes faults beside columns."""
        content, values = copy.deepcopy(start), row.values
        for column, field in FIELDS.items():
            if values[column] not in (None, ""):
                value = values[column]
                content["fields"][field] = (
                    value.isoformat() if isinstance(value, dt.date) else value
                )
        self._check_address(row)
        self._check_ages(row, content)
        for column, taxonomy in TAXONOMY.items():
            self._carry(row, content, column, taxonomy)
        _contact(content, values)
        _place(content, values)
        return content

    def _check_address(self, row: Row) -> None:
        if row.values["website"]:
            try:
                URLValidator(schemes=["http", "https"])(row.values["website"])
            except ValidationError:
                row.errors.append(("website", "Write a whole address such as https://example.com"))

    def _check_ages(self, row: Row, content: Content) -> None:
        low, high = content["fields"]["minimum_age"], content["fields"]["maximum_age"]
        both = row.values["minimum_age"] is not None and row.values["maximum_age"] is not None
        if not both and low is not None and high is not None and high < low:
            row.errors.append(("maximum_age", "The oldest age would be below the youngest"))

    def _carry(self, row: Row, content: Content, column: str, taxonomy: str) -> None:
        names = row.values[column] or []
        if not names:
            return
        found = {name: self._terms.get((taxonomy, name.lower())) for name in names}
        if unknown := [name for name, pk in found.items() if pk is None]:
            row.errors.append((column, f"Not known here: {', '.join(unknown)}"[:300]))
            return
        others = [each for each in content["terms"] if self._taxonomy.get(each) != taxonomy]
        content["terms"] = sorted({*others, *(pk for pk in found.values() if pk)})


def _contact(content: Content, values: dict[str, Any]) -> None:
    if not (values["contact"] or values["telephone"]):
        return
    name = values["contact"] or "Contact"
    there = next((row for row in content["contacts"] if row["name"] == name), None)
    if there is None:
        there = {"name": name, "telephone": "", "textphone": "", "email": "", "description": ""}
        content["contacts"].append(there)
    there["telephone"] = values["telephone"] or there["telephone"]


def _place(content: Content, values: dict[str, Any]) -> None:
    postcode = points.tidy(values["postcode"] or "")
    name = values["place"] or values["address"] or values["town"] or ""
    if not (postcode or name):
        return
    given = {
        "name": values["place"], "address_1": values["address"], "city": values["town"], "county": values["county"],
        "postcode": postcode,
    }  # fmt: skip
    given = {key: value for key, value in given.items() if value}
    for row in content["places"]:
        location = row["location"]
        if (postcode and location["postcode"] == postcode) or (not postcode and location["name"] == name):  # fmt: skip
            # A building may be shared with other entries: a spreadsheet fills gaps of it, no more.
            location |= {key: value for key, value in given.items() if not location.get(key)}
            return
    blank = {
        "type": "physical", "name": name or postcode, "description": "", "address_1": "", "address_2": "", "city": "",
        "county": "", "postcode": "", "masked": False, "travel": "",
    }  # fmt: skip
    content["places"].append(
        {"description": "", "accessibility": [], "location": {**blank, **given, **points.point(postcode)}}
    )  # fmt: skip
