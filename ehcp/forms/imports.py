"""Uploading a spreadsheet of requests."""

from django import forms

from dco_portal.common.forms import PortalForm


class UploadForm(PortalForm):
    """One CSV file."""

    upload = forms.FileField(
        label="CSV file",
        help_text="Up to 500 rows and 2 MB.",
        error_messages={"required": "Choose a CSV file"},
    )
