"""Filters above the list of notifications: a GET form of what names no child."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind
from referrals.models import Notification
from referrals.queries.listing import REFERENCE, Filters, Side, side
from referrals.states import NotificationState

NOT_A_REFERENCE = "Enter a reference, such as S23-2026-000123. To find a child, use Children"


class ListForm(PortalForm):
    """What to show. A value it does not know is left out instead of refused."""

    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=24,
        help_text="Or its beginning",
        widget=forms.TextInput(
            attrs={
                "pattern": r"([Ss]23-?)?[0-9]{4}(-[0-9]*)?",
                "title": NOT_A_REFERENCE,
                "spellcheck": "false",
            }
        ),
    )
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *NotificationState.choices])  # fmt: skip
    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[("", "All"), *[row for row in Notification.Outcome.choices if row[0]]],
    )
    la = forms.ModelChoiceField(label="Local authority", queryset=Organisation.objects.none(), required=False, empty_label="All")  # fmt: skip
    body = forms.ModelChoiceField(label="Body that notified", queryset=Organisation.objects.none(), required=False, empty_label="All")  # fmt: skip
    owner = forms.ChoiceField(label="Who has it", required=False)
    sent_from = DayField(label="Sent from", required=False)
    sent_to = DayField(label="Sent to", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = side(by)
        own = [("", "All"), ("me", "Me")]
        self.fields["owner"].choices = [*own, ("nobody", "Nobody")] if on == Side.LA else own
        if on == Side.NOTIFIER:
            self.fields["owner"].label = "Who sent it"
            del self.fields["body"]
        else:
            kinds = [OrganisationKind.PROVIDER, OrganisationKind.ICB]
            self.fields["body"].queryset = Organisation.objects.filter(kind__in=kinds).order_by("name")  # fmt: skip
        if on == Side.DCO:
            del self.fields["owner"]
        if on == Side.LA:
            del self.fields["la"]
        else:
            authorities = Organisation.objects.filter(kind=OrganisationKind.LA)
            self.fields["la"].queryset = authorities.order_by("name")
        self.helper.layout = Layout(*self.fields)

    def clean_reference(self) -> str:
        """A reference or its beginning, never a name or an NHS number."""
        text = self.cleaned_data["reference"].strip()
        if text and not REFERENCE.fullmatch(text):
            raise forms.ValidationError(NOT_A_REFERENCE)
        return text

    def filters(self, view: str) -> Filters:
        """The filters in force; a field with a mistake is left out."""
        self.is_valid()
        given = {key: value for key, value in self.cleaned_data.items() if value}
        for name in ("la", "body"):
            if organisation := given.get(name):
                given[name] = str(organisation.pk)
        return Filters(view=view, **given)
