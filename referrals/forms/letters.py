"""Asking for another copy of the parent's letter."""

from collections.abc import Iterable
from typing import Any

from django import forms

from dco_portal.children.letters import Recipient
from dco_portal.common.forms import PortalForm
from referrals.documents import Layout


class CopyForm(PortalForm):
    """For whom, and in which layout."""

    person = forms.ChoiceField(label="For whom", widget=forms.RadioSelect, error_messages={"required": "Choose for whom"})  # fmt: skip
    layout = forms.ChoiceField(
        label="Layout", widget=forms.RadioSelect, choices=Layout.choices, error_messages={"required": "Choose a layout"}
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[Recipient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(people)
        choices = [(str(one.carer_id), f"{one.name} ({one.relationship})") for one in found]
        self.fields["person"].choices = choices
        if len(choices) == 1:
            self.fields["person"].initial = choices[0][0]
