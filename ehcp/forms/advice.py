"""The pages on which a service writes its advice, and the smaller forms around them.

They check shape alone (a real date, a length): what is missing is said before signing, so that an
unfinished page can be saved at any time.
"""

import datetime as dt
import re
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.forms import DayField, PortalForm
from ehcp import advice
from ehcp.models import Contribution


def _field(item: advice.Field, content: advice.Content) -> forms.Field | None:
    """The form field of one question; None for links while there is nothing to link to."""
    common: dict[str, Any] = {"label": item.label, "help_text": item.hint, "required": False}
    match item.kind:
        case "long":
            return forms.CharField(
                max_length=8000, widget=forms.Textarea(attrs={"rows": 4}), **common
            )
        case "date":
            return DayField(**common)
        case "choice":
            return forms.ChoiceField(choices=item.choices, widget=forms.RadioSelect, **common)
        case "flag":
            return forms.BooleanField(**common)
        case "links":
            choices = advice.link_choices(content, item)
            if not choices:
                return None
            return forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple, **common
            )
    return forms.CharField(max_length=200, **common)


class AdviceForm(PortalForm):
    """A section's own questions, or those of one row (`prefix` is then the row's key)."""

    def __init__(
        self, *args: Any, items: tuple[advice.Field, ...], content: advice.Content, **kwargs: Any
    ) -> None:
        self.items = items
        super().__init__(*args, **kwargs)
        for item in items:
            if (field := _field(item, content)) is not None:
                self.fields[item.name] = field

    def values(self) -> dict[str, Any]:
        """The answers as JSON values; of a page that is not valid, those that are."""
        found: dict[str, Any] = {}
        for item in self.items:
            value = getattr(self, "cleaned_data", {}).get(item.name)
            if isinstance(value, dt.date):
                found[item.name] = value.isoformat()
            elif item.kind == "links":
                found[item.name] = list(value or [])
            elif item.kind == "flag":
                found[item.name] = bool(value)
            else:
                found[item.name] = (
                    advice.tidy(value)
                    if item.name == "registration_number" and value
                    else value or ""
                )
        return found

    def anchor(self, name: str) -> str:
        """The id of the first control of a field, as crispy draws it; the whole page's for no field."""
        if name not in self.fields:
            return "page-form"
        ends: dict[type[forms.Field], str] = {
            DayField: "_0",
            forms.MultipleChoiceField: "_1",
            forms.ChoiceField: "_1",
        }
        return f"{self[name].auto_id}{ends.get(type(self.fields[name]), '')}"

    def show(self, faults: list[advice.Fault]) -> None:
        """Put faults beside their fields on a page that was only opened, not sent."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)


def _initial(items: tuple[advice.Field, ...], part: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {item.name: part.get(item.name) for item in items}
    for item in items:
        if item.kind == "date" and found[item.name]:
            found[item.name] = dt.date.fromisoformat(found[item.name])
    return found


class AdvicePage:
    """One page of the advice: the section's own form and one form per row.

    `data` is what was sent (None when the page is only opened). The field `version` carries the
    lock that the page began from.
    """

    def __init__(
        self, section: str, content: advice.Content, data: QueryDict | None = None
    ) -> None:
        self.section = advice.SECTIONS[section]
        part = content.get(section, {})
        stored = {row["key"]: row for row in part.get("rows", [])}
        pattern = re.compile(rf"{self.section.row}\.[1-9]\d{{0,4}}")
        keys = (
            list(stored)
            if data is None
            else [key for key in data.getlist("row") if pattern.fullmatch(key)]
        )
        self.head = AdviceForm(
            data,
            items=self.section.fields,
            content=content,
            initial=_initial(self.section.fields, part),
        )
        self.rows = [
            AdviceForm(
                data, items=self.section.row_fields, content=content, prefix=key,
                initial=_initial(self.section.row_fields, stored.get(key, {})),
            )
            for key in dict.fromkeys(keys)
        ]  # fmt: skip

    @property
    def forms(self) -> list[AdviceForm]:
        """All forms of the page, in its order."""
        return [self.head, *self.rows]

    def is_valid(self) -> bool:
        """Whether every answer has the right shape."""
        return not sum(not form.is_valid() for form in self.forms)

    def values(self) -> dict[str, Any]:
        """The section as JSON values, in the shape of `ehcp.advice.shape`."""
        found = self.head.values()
        if self.section.row:
            found["rows"] = [{"key": form.prefix, **form.values()} for form in self.rows]
        return found

    def show(self, faults: list[advice.Fault]) -> None:
        """Put what is missing beside the fields."""
        keys = {form.prefix for form in self.rows}
        self.head.show([fault for fault in faults if fault.row not in keys])
        for form in self.rows:
            form.show([fault for fault in faults if fault.row == form.prefix])

    def errors(self) -> list[dict[str, str]]:
        """All errors with links to their fields, for `components/error_summary.html`."""
        return [
            {"text": str(message), "href": f"#{form.anchor(name)}"}
            for form in self.forms
            for name, messages in form.errors.items()
            for message in messages
        ]


class AllocateForm(PortalForm):
    """Which clinician of the service writes it."""

    clinician = forms.ModelChoiceField(
        label="Clinician", queryset=User.objects.none(), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": "Choose a clinician", "invalid_choice": "Choose a clinician of this service"},
    )  # fmt: skip

    def __init__(self, *args: Any, contribution: Contribution, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service = contribution.service
        rows = people(service.provider, P.WRITE_ADVICE, service=service)
        if by.may(P.UPLOAD_FOR_CLINICIAN):
            rows = (rows | User.objects.filter(pk=by.pk)).order_by("name", "pk")
        field = self.fields["clinician"]
        field.queryset = rows
        field.initial = contribution.clinician_id
        field.label_from_instance = lambda user: (
            f"{user.name}: I will write or upload it for a clinician without an account"
            if user.pk == by.pk and not by.may(P.WRITE_ADVICE)
            else f"{user.name}, {user.job_title}"
            if user.job_title
            else user.name
        )


class NotKnownForm(PortalForm):
    """That the service does not know the child."""

    searched = forms.CharField(
        label="What was searched", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="Such as the record system, by NHS number and by name with date of birth, and its archive.",
        error_messages={"required": "Enter what was searched"},
    )  # fmt: skip
    next_route = forms.CharField(
        label="Who may know the child, or what should happen next", widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000, error_messages={"required": "Enter who may know the child, or what should happen next"},
    )  # fmt: skip


class BasisForm(PortalForm):
    """How the service answers."""

    basis = forms.ChoiceField(
        label="How will you give this advice?", widget=forms.RadioSelect,
        choices=[(advice.STRUCTURED, "Write it here, page by page"),
                 (advice.UPLOAD, "Upload a report that exists, with a short summary")],
        error_messages={"required": "Choose how you will give this advice"},
    )  # fmt: skip


class ReportForm(PortalForm):
    """The file of a report that exists."""

    upload = forms.FileField(
        label="Report", help_text="PDF, Word (DOCX), ODT or a picture.",
        error_messages={"required": "Choose the report’s file"},
    )  # fmt: skip


class SignForm(PortalForm):
    """The signature: a declaration, and which save it is about."""

    lock = forms.IntegerField(widget=forms.HiddenInput)
    declared = forms.BooleanField(
        label="This advice is mine to give, it is true as far as I know, and it was discussed with the family as "
        "written here.",
        error_messages={"required": "Tick the box to sign"},
    )  # fmt: skip
