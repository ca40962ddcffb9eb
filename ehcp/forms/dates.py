"""Correcting the day of receipt."""

from django import forms

from dco_portal.common.forms import DayField, PortalForm


class CorrectionForm(PortalForm):
    """The right day, and why the one on record is wrong."""

    received_on = DayField(
        label="The day health really received it", missing="Enter the day health received it"
    )
    reason = forms.CharField(
        label="Why the day on record is wrong",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Say why the day on record is wrong"},
        help_text="Such as what the postmark or the e-mail’s header shows. "
        "Missing information or a busy service is not a reason: the clock does not move for them.",
    )
