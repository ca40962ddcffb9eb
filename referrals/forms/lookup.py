"""The look-up: an NHS number or a name, the date of birth, and why one asks."""

from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms

from dco_portal.children import numbers
from dco_portal.common.forms import DayField, PortalForm
from referrals.actions.lookup import Why


class LookupForm(PortalForm):
    """By NHS number and date of birth, or by name and date of birth."""

    nhs_number = forms.CharField(
        label="NHS number", required=False, max_length=20, help_text="10 digits, such as 999 123 4567."
    )  # fmt: skip
    given_name = forms.CharField(
        label="Given name", required=False, max_length=100, help_text="Only if you do not know the NHS number."
    )  # fmt: skip
    family_name = forms.CharField(label="Family name", required=False, max_length=100)
    born_on = DayField(label="Date of birth", missing="Enter the date of birth")
    why = forms.ChoiceField(
        label="Why you ask",
        widget=forms.RadioSelect,
        choices=[Choice(code, label) for code, label in Why.choices],
        error_messages={"required": "Say why you ask"},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        number = numbers.tidy(values.get("nhs_number", ""))
        if number and (problem := numbers.nhs_problem(number)):
            self.add_error("nhs_number", problem)
        elif not number:
            self._need_name(values)
        return {**values, "nhs_number": number}

    def _need_name(self, values: dict[str, Any]) -> None:
        if not values.get("given_name") and not values.get("family_name"):
            self.add_error("nhs_number", "Enter the NHS number, or the child’s name below")
            return
        for field, words in (("given_name", "given name"), ("family_name", "family name")):
            if not values.get(field):
                self.add_error(field, f"Enter the {words} too, or the NHS number instead")

    def asked(self) -> dict[str, Any]:
        """What `actions.lookup.ask` takes."""
        values = self.cleaned_data
        name = f"{values['given_name']} {values['family_name']}".strip()
        return {
            "why": values["why"],
            "born_on": values["born_on"],
            "nhs_number": values["nhs_number"],
            "name": "" if values["nhs_number"] else name,
        }
