"""Recording a lawful exception and deciding on it."""

from typing import Any

from django import forms

from dco_portal.common.forms import DayField, PortalForm
from ehcp.models import AdviceRequest
from ehcp.rules.exceptions import lawful


class ExceptionForm(PortalForm):
    """What happened, when, why it made answering in time impractical, and the evidence."""

    exception = forms.ChoiceField(
        label="Which exception", widget=forms.RadioSelect, error_messages={"required": "Choose an exception"},
        help_text="The law allows only these for health advice. A closed school or a waiting list is not one.",
    )  # fmt: skip
    facts = forms.CharField(
        label="What happened", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000,
        error_messages={"required": "Say what happened"},
    )  # fmt: skip
    happened_from = DayField(label="First day", missing="Enter the first day it happened")
    happened_to = DayField(label="Last day", missing="Enter the last day it happened",
                           help_text="For a missed appointment, the day of the appointment in both.")  # fmt: skip
    impractical_because = forms.CharField(
        label="Why this makes answering in time impractical", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000,
        error_messages={"required": "Say why it makes answering in time impractical"},
    )  # fmt: skip
    evidence_words = forms.CharField(
        label="What the evidence is",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )
    upload = forms.FileField(label="Evidence as a file (optional)", required=False)

    def __init__(self, *args: Any, request: AdviceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exception"].choices = [
            (code, f"{code}: {meaning}") for code, meaning in lawful(request)
        ]


class DecisionForm(PortalForm):
    """Approve or not, with the reason."""

    decision = forms.ChoiceField(
        label="Your decision", widget=forms.RadioSelect,
        choices=[("approve", "Approve: the law allows this exception here"), ("refuse", "Do not approve")],
        error_messages={"required": "Choose a decision"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000,
        error_messages={"required": "Give the reason for your decision"},
    )  # fmt: skip
