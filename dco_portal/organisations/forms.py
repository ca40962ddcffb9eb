"""Closing an organisation, changing a local policy."""

from typing import Any

from django import forms

from dco_portal.common.clock import today
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation
from dco_portal.organisations.policy import Policy


class CloseForm(PortalForm):
    """When an organisation closes and who follows it."""

    on = DayField(label="First day on which it is closed", help_text="For example, 1 4 2026")
    successor = forms.ModelChoiceField(
        label="Successor (optional)",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="None",
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = Organisation.objects.filter(kind=organisation.kind, closed_on=None)
        self.fields["successor"].queryset = same.exclude(pk=organisation.pk)


class CloseServiceForm(PortalForm):
    """When a service closes."""

    on = DayField(label="First day on which it is closed", help_text="For example, 1 4 2026")


class NumbersField(forms.CharField):
    """Whole numbers separated by commas."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        try:
            return [int(part) for part in text.replace(" ", ",").split(",") if part]
        except ValueError:
            raise forms.ValidationError("Enter whole numbers, such as 14, 7, 1, 0") from None


class PolicyForm(PortalForm):
    """A new value of one policy, from when, and why."""

    effective_from = DayField(label="From which day", help_text="Today or later")
    reason = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence"},
    )
    field_order = ["value", "effective_from", "reason"]

    def __init__(self, *args: Any, policy: Policy, value: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = policy.kind
        if kind.name == "choice":
            field: forms.Field = forms.ChoiceField(
                label="Value", choices=kind.choices, widget=forms.RadioSelect
            )
        elif kind.name == "number":
            field = forms.IntegerField(
                label="Value",
                help_text=f"From {kind.low} to {kind.high}",
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "required": "Enter a whole number",
                    "invalid": "Enter a whole number",
                },
            )
        else:
            field = NumbersField(
                label="Value",
                help_text="Whole numbers separated by commas",
                error_messages={"required": "Enter at least one number"},
            )
        self.fields["value"] = field
        self.order_fields(self.field_order)
        self.helper = type(self.helper)(self)
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.label_size = self.helper.legend_size = "s"
        self.initial.setdefault("value", policy.show(value) if kind.name == "numbers" else value)
        self.initial.setdefault("effective_from", today())
