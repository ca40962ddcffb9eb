"""Saying what was done about a prompt."""

from django import forms

from dco_portal.children.forms_match import lines
from dco_portal.common.forms import PortalForm


class DoneForm(PortalForm):
    """What was done, or why nothing is needed."""

    words = forms.CharField(
        label="What was done, or why nothing is needed", widget=lines(3), max_length=300,
        error_messages={"required": "Say what was done, or why nothing is needed"},
    )  # fmt: skip
