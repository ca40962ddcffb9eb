"""Forms of a child's record. They check shape; what a record must say is in `rules`."""

from typing import Any

from django import forms

from dco_portal.children.models import Carer, Child, CommunicationNeed
from dco_portal.children.queries import known_setting
from dco_portal.common.forms import DayField, PortalForm

YES, NO, UNKNOWN = "yes", "no", "unknown"
Kind = CommunicationNeed.Kind


def area(**kwargs: Any) -> forms.Textarea:
    """A text box of some lines."""
    return forms.Textarea(attrs={"rows": kwargs.pop("rows", 3), **kwargs})


class DetailsForm(PortalForm):
    """Who the child is: name, birth, numbers, home and setting."""

    nhs_number = forms.CharField(
        label="NHS number", required=False, max_length=20, help_text="10 digits, such as 999 123 4567. Spaces do not matter."
    )  # fmt: skip
    nhs_number_missing = forms.ChoiceField(
        label="Why the NHS number is not known", required=False, choices=[("", "The number is given above"), *Child.NoNumber.choices]
    )  # fmt: skip
    given_name = forms.CharField(
        label="Given name", max_length=100, error_messages={"required": "Enter the given name"}
    )
    family_name = forms.CharField(
        label="Family name", max_length=100, error_messages={"required": "Enter the family name"}
    )
    known_as = forms.CharField(label="Known as (optional)", required=False, max_length=100)
    born_on = DayField(
        label="Date of birth", missing="Enter the date of birth", help_text="Such as 27 3 2017"
    )
    upn = forms.CharField(
        label="Unique pupil number (UPN) (optional)", required=False, max_length=20, help_text="A letter and 12 digits, from the school."
    )  # fmt: skip
    address = forms.CharField(
        label="Home address (optional)", required=False, max_length=500, widget=area()
    )
    postcode = forms.CharField(label="Postcode (optional)", required=False, max_length=8)
    setting_name = forms.CharField(
        label="School, college or early years setting (optional)", required=False, max_length=200,
        help_text="Its name, or its 6-digit URN. Leave empty if the child goes to none.",
    )  # fmt: skip

    def details(self) -> dict[str, Any]:
        """What the actions take; a setting that the portal knows is linked."""
        values = {name: self.cleaned_data[name] for name in DETAIL_NAMES}
        values["setting"] = known_setting(values["setting_name"])
        return values


DETAIL_NAMES = tuple(DetailsForm.base_fields)


class Versioned(PortalForm):
    """A form that notes which version of the record it was filled from."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def renew(self, seen: str) -> None:
        """After a refusal: the next save is against the record as it stands now."""
        data = self.data.copy()
        data["seen"] = seen
        self.data = data


class EditForm(Versioned, DetailsForm):
    """A child's details as the LA and the DCO team keep them."""

    nhs_number_status = forms.ChoiceField(
        label="NHS number", choices=Child.Verified, widget=forms.RadioSelect
    )
    field_order = ("nhs_number", "nhs_number_status")

    @staticmethod
    def initial_of(child: Child) -> dict[str, Any]:
        """The form's first values."""
        values = {name: getattr(child, name) for name in (*DETAIL_NAMES, "nhs_number_status")}
        if child.setting and not child.setting_name:
            values["setting_name"] = child.setting.name
        return values

    def details(self) -> dict[str, Any]:
        return super().details() | {"nhs_number_status": self.cleaned_data["nhs_number_status"]}


def held(parental_responsibility: bool | None) -> str:
    """The form's word for whether somebody holds parental responsibility."""
    if parental_responsibility is None:
        return UNKNOWN
    return YES if parental_responsibility else NO


class CarerForm(PortalForm):
    """A parent or carer, parental responsibility, and contact restrictions."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter the name"}
    )
    relationship = forms.CharField(
        label="Relationship to the child", max_length=60, help_text="Such as mother, grandfather or foster carer.",
        error_messages={"required": "Enter how they are related to the child, such as mother"},
    )  # fmt: skip
    parental_responsibility = forms.ChoiceField(
        label="Holds parental responsibility", widget=forms.RadioSelect,
        choices=[(YES, "Yes"), (NO, "No"), (UNKNOWN, "Not known")], initial=UNKNOWN,
        error_messages={"required": "Choose whether they hold parental responsibility"},
    )  # fmt: skip
    lives_with_child = forms.BooleanField(
        label="The child lives with this person", required=False, initial=True
    )
    email = forms.EmailField(
        label="E-mail address (optional)", required=False, max_length=254,
        error_messages={"invalid": "Enter an e-mail address like name@example.com"},
    )  # fmt: skip
    telephone = forms.CharField(label="Telephone (optional)", required=False, max_length=30)
    address = forms.CharField(
        label="Address, if not the child’s (optional)",
        required=False,
        max_length=500,
        widget=area(),
    )
    postcode = forms.CharField(label="Postcode (optional)", required=False, max_length=8)
    never_write = forms.BooleanField(
        label="Never write to this person: no letter, e-mail or family link goes to them", required=False
    )  # fmt: skip
    address_hidden = forms.BooleanField(
        label="Keep this person’s address hidden: only the local authority and the DCO team see it", required=False
    )  # fmt: skip
    restriction_reason = forms.CharField(
        label="Why contact is restricted", required=False, max_length=1000, widget=area(rows=2),
        help_text="Such as a court order and its date.",
    )  # fmt: skip

    @staticmethod
    def initial_of(carer: Carer) -> dict[str, Any]:
        """The form's first values."""
        values = {name: getattr(carer, name) for name in CARER_NAMES}
        values["parental_responsibility"] = held(carer.parental_responsibility)
        return values

    def details(self) -> dict[str, Any]:
        """What the actions take."""
        values = {
            name: self.cleaned_data[name] for name in CARER_NAMES if name in self.cleaned_data
        }
        values["parental_responsibility"] = {YES: True, NO: False}.get(
            values["parental_responsibility"]
        )
        return values


CARER_NAMES = tuple(CarerForm.base_fields)


class CarerEditForm(Versioned, CarerForm):
    """A carer there is already."""


class NeedForm(PortalForm):
    """What somebody needs to read, hear or understand."""

    whose = forms.ChoiceField(
        label="Who needs it",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who needs it"},
    )
    kind = forms.ChoiceField(
        label="What is needed", widget=forms.RadioSelect, choices=Kind, error_messages={"required": "Choose what is needed"}
    )  # fmt: skip
    detail = forms.CharField(
        label="Details (optional)", required=False, max_length=200, help_text="Such as the language, or the size of print."
    )  # fmt: skip

    def __init__(self, *args: Any, child: Child, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carers = [carer for carer in child.carers.all() if carer.ended_on is None]
        self.fields["whose"].choices = [
            ("child", f"{child.name} (the child or young person)"),
            *((str(carer.pk), f"{carer.name} ({carer.relationship})") for carer in carers),
        ]

    def details(self) -> dict[str, Any]:
        """What the action takes."""
        whose = self.cleaned_data["whose"]
        return {
            "kind": self.cleaned_data["kind"],
            "detail": self.cleaned_data["detail"],
            "carer_id": None if whose == "child" else whose,
        }


class VoiceForm(PortalForm):
    """From 16: the young person's own contact, wishes, and whether they can decide for themselves."""

    own_email = forms.EmailField(
        label="The young person’s e-mail address (optional)", required=False, max_length=254,
        error_messages={"invalid": "Enter an e-mail address like name@example.com"},
    )  # fmt: skip
    own_telephone = forms.CharField(
        label="The young person’s telephone (optional)", required=False, max_length=30
    )
    wishes = forms.CharField(
        label="What the young person wants us to do and not to do (optional)", required=False, max_length=4000, widget=area()
    )  # fmt: skip
    capacity = forms.ChoiceField(
        label="Can they decide about this for themselves? (Mental Capacity Act 2005)", required=False,
        widget=forms.RadioSelect, choices=Child.Capacity,
    )  # fmt: skip
    capacity_decided_on = DayField(
        label="Day of that decision", required=False, help_text="Needed when it was decided."
    )
    capacity_basis = forms.CharField(
        label="Who decided it and on what basis", required=False, max_length=2000, widget=area()
    )


class SearchForm(PortalForm):
    """One of three ways to find a child."""

    nhs_number = forms.CharField(
        label="NHS number", required=False, max_length=20, help_text="Spaces do not matter."
    )
    reference = forms.CharField(
        label="Reference", required=False, max_length=24, help_text="Such as CYP-2026-000123."
    )
    name = forms.CharField(
        label="Name", required=False, max_length=200, help_text="Given and family name, in any order. Slips of spelling do not matter."
    )  # fmt: skip
    born_on = DayField(
        label="Date of birth", required=False, help_text="Needed with a name. Such as 27 3 2017"
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not any(values.get(field) for field in ("nhs_number", "reference", "name", "born_on")):
            if not self.errors:
                self.add_error(
                    "nhs_number", "Enter an NHS number, a reference, or a name and date of birth"
                )
        elif not values.get("nhs_number") and not values.get("reference"):
            if values.get("name") and not values.get("born_on") and "born_on" not in self.errors:
                self.add_error("born_on", "Enter the date of birth too")
            if values.get("born_on") and not values.get("name"):
                self.add_error("name", "Enter the name too")
        return values

    @property
    def kind(self) -> str:
        """By what the person searches, for the audit trail."""
        values = self.cleaned_data
        return next(
            (k for k in ("nhs_number", "reference") if values.get(k)), "name and date of birth"
        )
