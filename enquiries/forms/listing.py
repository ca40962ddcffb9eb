"""Filters above the list of enquiries (a GET form of what is not personal), and the search by words (a POST)."""

from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.forms import PortalForm
from enquiries.queries.listing import Filters, on_desk
from enquiries.states import DIVERTED, AskerRole, Topic, Urgency


class ListForm(PortalForm):
    """What to show. A value it does not know is left out instead of refused."""

    reference = forms.CharField(
        label="Reference", required=False, max_length=20, help_text="Or its beginning",
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )  # fmt: skip
    topic = forms.ChoiceField(label="Topic", required=False, choices=[("", "All"), *Topic.choices])
    role = forms.ChoiceField(
        label="Asked by", required=False, choices=[("", "All"), *AskerRole.choices]
    )
    urgency = forms.ChoiceField(
        label="Urgency", required=False,
        choices=[("", "All"), *(c for c in Urgency.choices if c[0] not in DIVERTED)],
    )  # fmt: skip
    owner = forms.ChoiceField(label="Who has it", required=False)
    late = forms.ChoiceField(
        label="Late", required=False, choices=[("", "All"), ("yes", "Only what is late")]
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_desk(by):
            for name in ("role", "owner", "late"):
                del self.fields[name]
        else:
            team = people(by.organisation, P.TRIAGE).values_list("pk", "name")
            self.fields["owner"].choices = [
                ("", "All"),
                ("nobody", "Nobody"),
                *((str(pk), name) for pk, name in team),
            ]

    def filters(self, view: str) -> Filters:
        """The filters in force; fields that were refused are left out."""
        self.is_valid()
        given = {key: value for key, value in self.cleaned_data.items() if value}
        return Filters(view=view, **given)


class SearchForm(PortalForm):
    """Words in subjects and messages."""

    words = forms.CharField(
        label="Search subjects and messages", max_length=100,
        error_messages={"required": "Enter words to search for"},
    )  # fmt: skip
