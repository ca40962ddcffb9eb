"""Forms of an onward referral. They check shape; the rules are in `referrals.rules.onward`."""

from typing import Any

from django import forms

from dco_portal.children.forms_match import lines
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import ProviderService
from referrals.models import Notification
from referrals.models.notification import How


class ReferralForm(PortalForm):
    """To which service, why, and who agreed to it."""

    service = forms.ModelChoiceField(
        label="Service", queryset=ProviderService.objects.none(), required=False, empty_label="Choose",
        help_text="Services of the child’s area. Its lead is told at once.",
    )  # fmt: skip
    described = forms.CharField(
        label="Or another service (optional)", required=False, max_length=200,
        help_text="Not on the portal: you send the letter yourself and note the answer.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Why, and what you ask for", widget=lines(5), max_length=8000,
        error_messages={"required": "Say why, and what you ask the service for"},
    )  # fmt: skip
    consent_by = forms.CharField(
        label="Who agreed to this referral", max_length=120, help_text="Such as the mother, by name.",
        error_messages={"required": "Say who agreed to this referral"},
    )  # fmt: skip
    consent_on = DayField(label="Day they agreed", missing="Say on which day they agreed")
    consent_how = forms.ChoiceField(
        label="How they agreed", widget=forms.RadioSelect, choices=How.choices,
        error_messages={"required": "Say how they agreed"},
    )  # fmt: skip

    def __init__(self, *args: Any, notification: Notification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = ProviderService.objects.filter(closed_on=None, areas=notification.la)
        self.fields["service"].queryset = open_ones.select_related("provider")


class AnswerForm(PortalForm):
    """What the service says to the referral."""

    words = forms.CharField(
        label="What happens next (optional)", required=False, widget=lines(4), max_length=4000,
        help_text="Whoever referred the child reads this.",
    )  # fmt: skip


class ReasonForm(PortalForm):
    """Why not."""

    words = forms.CharField(
        label="Reason", widget=lines(4), max_length=4000, help_text="The other side reads this.",
        error_messages={"required": "Say why"},
    )  # fmt: skip
