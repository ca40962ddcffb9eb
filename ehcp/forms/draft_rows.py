"""The section of a request that holds advice there is already."""

from typing import Any

from django import forms

from dco_portal.children.forms_family import RowSection
from dco_portal.common.errors import Invalid
from dco_portal.common.forms import DayField, PortalForm
from ehcp.rules import drafts as rules


class AdviceRow(PortalForm):
    """Advice there is already, and who agreed when that it is enough (reg 6(4))."""

    description = forms.CharField(
        label="What the advice is",
        max_length=200,
        error_messages={"required": "Say what the advice is"},
    )
    author_name = forms.CharField(
        label="Author", max_length=120, error_messages={"required": "Enter the author"}
    )
    author_role = forms.CharField(
        label="The author’s profession or role (optional)", required=False, max_length=120
    )
    dated_on = DayField(label="Date of the advice", missing="Enter the date of the advice")
    author_agreed_on = DayField(label="Day the author agreed that it is sufficient", required=False)
    la_agreed_on = DayField(label="Day the local authority agreed", required=False)
    family_agreed_on = DayField(label="Day the parent or young person agreed", required=False)
    family_agreed_by = forms.CharField(
        label="Who agreed for the family", required=False, max_length=120
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.has_changed() and not values.get("DELETE"):
            try:
                rules.check_advice(values)
            except Invalid as error:
                error.add_to(self)
        return values

    def kept(self) -> dict[str, Any]:
        """What the draft keeps of the row."""
        return {name: self.cleaned_data[name] for name in AdviceRow.base_fields}


class ExistingSection(RowSection):
    """Advice there is already."""

    row, key, noun = AdviceRow, "items", "piece of advice"
