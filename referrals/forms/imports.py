"""Uploading a list of notifications."""

from django import forms

from dco_portal.common.forms import PortalForm
from dco_portal.common.incoming import size_words
from referrals.rules.imports import MOST_BYTES, MOST_ROWS


class UploadForm(PortalForm):
    """One CSV file."""

    upload = forms.FileField(
        label="CSV file",
        help_text=f"Up to {MOST_ROWS:,} rows and {size_words(MOST_BYTES)}.",
        error_messages={
            "required": "Choose a CSV file",
            "empty": "The file is empty. Choose another one",
        },
    )
