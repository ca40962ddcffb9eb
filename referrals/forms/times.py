"""Filters of the page of times: nothing in them names a child, so they stand in the address."""

from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.forms import DayField, PortalForm
from referrals.queries import times


class TimesForm(PortalForm):
    """Days, a provider, an authority. A value it does not know is left out instead of refused."""

    provider = forms.ChoiceField(label="Notified by", required=False)
    la = forms.ChoiceField(label="Local authority", required=False)
    sent_from = DayField(label="Sent from", required=False)
    sent_to = DayField(label="Sent to", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        providers, authorities = times.choices(by.organisation)
        self.fields["provider"].choices = [("", "All"), *providers]
        self.fields["la"].choices = [("", "All"), *authorities]

    def wanted(self) -> dict[str, Any]:
        """What `times.lines` takes; a field with a mistake is left out."""
        self.is_valid()
        given = {key: value for key, value in self.cleaned_data.items() if value}
        names = {"sent_from": "start", "sent_to": "end"}
        return {names.get(key, key): value for key, value in given.items()}
