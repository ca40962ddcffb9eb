"""Rows of an entry: places, times, contacts, prices. A row keeps its id; no id can be borrowed from elsewhere."""

import datetime as dt
import uuid
from abc import abstractmethod
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from dco_portal.common.forms import DayField, PortalForm
from local_offer.models import Location
from local_offer.queries import points, terms
from local_offer.queries.content import LOCATION
from local_offer.queries.difference import DAYS

MOST = 30
OPTIONAL = " (optional)"


class Row(PortalForm):
    """One row; `known` are the content's own rows of this kind, by id."""

    do_not_call_in_templates = True  # a template asks the class for its noun
    key: str
    noun: str
    id = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, content: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        self.known = {row["id"]: row for row in content[self.key] if row.get("id")}

    @staticmethod
    def first(row: dict[str, Any]) -> dict[str, Any]:
        """First values of the fields out of a content's row."""
        return row

    def kept(self) -> dict[str, Any]:
        """What the content keeps of the row."""
        given = self.cleaned_data.get("id")
        same = given if given in self.known else str(uuid.uuid4())
        return {"id": same, **self.details(self.known.get(same, {}))}

    @abstractmethod
    def details(self, old: dict[str, Any]) -> dict[str, Any]:
        """The row's own values; `old` is what the content said of it."""


def line(label: str, most: int = 300, *, optional: bool = True, hint: str = "", needed: str = "") -> forms.CharField:  # fmt: skip
    """A line of text."""
    return forms.CharField(
        label=label + (OPTIONAL if optional else ""), required=bool(needed), max_length=most, help_text=hint,
        error_messages={"required": needed},
    )  # fmt: skip


class PlaceRow(Row):
    """A place: its address, how to get there, what it offers disabled people."""

    key, noun = "places", "place"
    type = forms.ChoiceField(label="What kind of place", choices=Location.Type, widget=forms.RadioSelect)  # fmt: skip
    name = line("Name of the place", 200, optional=False, needed="Enter the name of the place")
    address_1 = line("First line of the address", 200)
    address_2 = line("Second line of the address", 200)
    city = line("Town or city", 100)
    county = line("County", 100)
    postcode = line("Postcode", 8)
    masked = forms.BooleanField(
        label="Do not show the address, only the town and postcode district", required=False
    )
    travel = forms.CharField(
        label="Getting there" + OPTIONAL, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Parking, buses, the step-free way in.",
    )  # fmt: skip
    description = line("About this place for this service", 300)
    accessibility = forms.MultipleChoiceField(
        label="What it offers disabled people", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accessibility"].choices = terms.choices("accessibility")

    @staticmethod
    def first(row: dict[str, Any]) -> dict[str, Any]:
        carried = [each["term"] for each in row["accessibility"]]
        return {
            **row["location"], "id": row["id"], "description": row["description"], "accessibility": carried,
        }  # fmt: skip

    def clean_postcode(self) -> str:
        """A postcode in capitals with its space."""
        text = points.tidy(self.cleaned_data["postcode"])
        if text and not points.POSTCODE.fullmatch(text):
            raise forms.ValidationError("Enter a whole postcode, such as WR5 1AA")
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("type") == Location.Type.PHYSICAL and not data.get("city") and not data.get("postcode"):  # fmt: skip
            self.add_error("city", "Enter the town or the postcode")
        return data

    def details(self, old: dict[str, Any]) -> dict[str, Any]:
        data, before = self.cleaned_data, old.get("location", {})
        location = {name: before.get(name, "") for name in LOCATION}
        location["id"] = before.get("id") or str(uuid.uuid4())
        own = {
            "type", "name", "address_1", "address_2", "city", "county", "postcode", "masked", "travel",
        }  # fmt: skip
        location |= {name: data[name] for name in own}
        if not before or before["postcode"] != data["postcode"]:
            location |= points.point(data["postcode"])
        said = {each["term"]: each.get("details", "") for each in old.get("accessibility", [])}
        return {
            "description": data["description"],
            "location": location,
            "accessibility": [
                {"term": term, "details": said.get(term, "")} for term in sorted(data["accessibility"])
            ],
        }  # fmt: skip


class HourField(forms.TimeField):
    """A time of day such as 9:30, 9.30 or 2pm."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label + OPTIONAL, required=False, widget=forms.TextInput(),
            input_formats=["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p"], help_text="Such as 9:30 or 2pm",
            error_messages={"invalid": "Enter a time such as 9:30 or 2pm"},
        )  # fmt: skip

    def clean(self, value: Any) -> dt.time | None:
        found: dt.time | None = super().clean(str(value or "").replace(" ", "").lower())
        return found


class TimeRow(Row):
    """When it is open: days with hours, or words alone."""

    key, noun = "schedules", "time"
    days = forms.MultipleChoiceField(
        label="Days", required=False, choices=list(DAYS.items()), widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    opens_at = HourField("Opens at")
    closes_at = HourField("Closes at")
    place_id = forms.ChoiceField(label="Where", required=False)
    valid_from = DayField(label="From" + OPTIONAL, required=False)
    valid_to = DayField(label="Until" + OPTIONAL, required=False)
    description = line("In words", hint="Such as: school term only, by appointment.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(row["id"], row["location"]["name"]) for row in self.content["places"]]
        self.fields["place_id"].choices = [("", "Everywhere"), *places]

    @staticmethod
    def first(row: dict[str, Any]) -> dict[str, Any]:
        dates = {
            name: dt.date.fromisoformat(row[name])
            for name in ("valid_from", "valid_to")
            if row.get(name)
        }
        days = [each for each in (row.get("days") or "").split(",") if each]
        return {**row, "valid_from": None, "valid_to": None, **dates, "days": days}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "It must close after it opens")
        if closes and not opens and "opens_at" not in self.errors:
            self.add_error("opens_at", "Enter when it opens")
        since, until = data.get("valid_from"), data.get("valid_to")
        if since and until and until < since:
            self.add_error("valid_to", "The end cannot be before the beginning")
        if not (data.get("days") or data.get("description") or self.errors or data.get("DELETE")):
            self.add_error("days", "Tick the days, or say it in words")
        return data

    def details(self, old: dict[str, Any]) -> dict[str, Any]:
        data = self.cleaned_data
        hours = {name: data[name].strftime("%H:%M") if data[name] else None for name in ("opens_at", "closes_at")}  # fmt: skip
        dates = {name: data[name].isoformat() if data[name] else None for name in ("valid_from", "valid_to")}  # fmt: skip
        return {
            "place_id": data["place_id"] or None,
            "days": ",".join(day for day in DAYS if day in data["days"]),
            **hours,
            **dates,
            "description": data["description"],
        }


class ContactRow(Row):
    """A team or post to get in touch with."""

    key, noun = "contacts", "contact"
    name = line(
        "Team or post", 120, optional=False, needed="Enter the team or post",
        hint="Never a person’s name: posts stay, people move on.",
    )  # fmt: skip
    telephone = line("Telephone", 30)
    textphone = line("Text or SMS number", 30)
    email = forms.EmailField(
        label="Email" + OPTIONAL, required=False, max_length=254,
        error_messages={"invalid": "Enter an email address like name@example.com"},
    )  # fmt: skip
    description = line("When and what for", 300)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(each) for each in ("telephone", "textphone", "email")) and not self.errors:  # fmt: skip
            self.add_error("telephone", "Enter a telephone number, a text number or an email address")  # fmt: skip
        return data

    def details(self, old: dict[str, Any]) -> dict[str, Any]:
        names = ("name", "telephone", "textphone", "email", "description")
        return {name: self.cleaned_data[name] for name in names}


class PriceRow(Row):
    """One price."""

    key, noun = "cost_options", "price"
    option = line("What for", 120, optional=False, needed="Say what the price is for")
    amount = forms.DecimalField(
        label="Pounds" + OPTIONAL, required=False, min_value=0, max_digits=8, decimal_places=2,
        error_messages={"invalid": "Enter an amount such as 4.50"},
    )  # fmt: skip
    description = line("Conditions", 300)

    def details(self, old: dict[str, Any]) -> dict[str, Any]:
        amount = self.cleaned_data["amount"]
        return {
            "option": self.cleaned_data["option"],
            "amount": None if amount is None else f"{amount:.2f}",
            "description": self.cleaned_data["description"],
        }


ROWS: dict[str, type[Row]] = {
    "places": PlaceRow,
    "times": TimeRow,
    "contacts": ContactRow,
    "cost": PriceRow,
}


class Rows(BaseFormSet):
    """Rows of one kind, each with a box that removes it."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = f"Remove this {form.noun}"
            form.helper.layout.append("DELETE")


class RowSet:
    """The rows of one page."""

    def __init__(self, row: type[Row], data: QueryDict | None, *, content: dict[str, Any], extra: int) -> None:  # fmt: skip
        self.row = row
        there = [row.first(each) for each in content[row.key]]
        made = formset_factory(
            row, formset=Rows, extra=extra if there else max(extra, 1), can_delete=True, max_num=MOST,
            validate_max=True,
        )  # fmt: skip
        self.forms = made(data, initial=there, prefix=row.key, form_kwargs={"content": content})

    def is_valid(self) -> bool:
        """Whether every row is in order."""
        good: bool = self.forms.is_valid()
        return good

    def kept(self) -> list[dict[str, Any]]:
        """What the content keeps: rows that are filled in and not removed."""
        there = self.forms.initial_form_count()
        return [
            form.kept()
            for number, form in enumerate(self.forms.forms)
            if (number < there or form.has_changed()) and not form.cleaned_data.get("DELETE")
        ]

    @property
    def errors(self) -> list[dict[str, str]]:
        """For components/error_summary.html."""
        if not self.forms.is_bound:
            return []
        found = [{"text": str(words), "href": ""} for words in self.forms.non_form_errors()]
        for form in self.forms.forms:
            for name, texts in form.errors.items():
                href = f"#{form[name].id_for_label or form[name].auto_id}" if name in form.fields else ""  # fmt: skip
                found += [{"text": str(words), "href": href} for words in texts]
        return found
