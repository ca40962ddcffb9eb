"""The form of a person's preferences."""

from django import forms

from dco_portal.common.forms import PortalForm


class PreferencesForm(PortalForm):
    """One e-mail each time, or one a day."""

    digest = forms.TypedChoiceField(
        label="Send me",
        coerce=lambda value: value == "daily",
        choices=[
            ("each", "An e-mail each time something happens"),
            ("daily", "One e-mail a day, in the morning"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often you want e-mails"},
    )
