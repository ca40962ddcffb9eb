"""Forms of the steps after sending. They check shape; the rules are in `referrals.rules`."""

import uuid
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.accounts.models import User
from dco_portal.children.forms_match import lines
from dco_portal.common.clock import today
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind
from referrals.models import LaCorrection, Message, Notification
from referrals.rules import notice as rules

Side = Message.Side


class ReasonForm(PortalForm):
    """A reason in words."""

    reason = forms.CharField(
        label="Reason", widget=lines(4), max_length=4000, error_messages={"required": "Say why in a sentence or two"}
    )  # fmt: skip


class OutcomeForm(PortalForm):
    """What the authority decided."""

    outcome = forms.ChoiceField(
        label="What has come of it?", widget=forms.RadioSelect,
        choices=[row for row in Notification.Outcome.choices if row[0]],
        error_messages={"required": "Choose the outcome"},
    )  # fmt: skip
    words = forms.CharField(
        label="In a few words", required=False, widget=lines(4), max_length=4000,
        help_text="The clinician reads this. Needed when no action is taken or the child has moved.",
    )  # fmt: skip
    outcome_on = DayField(label="Day of the outcome", required=False, help_text="Today, unless it was earlier.")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome_on"].initial = today()


class CorrectForm(PortalForm):
    """Which authority it should be with, and why."""

    cause = forms.ChoiceField(
        label="Why does it go to another authority?", widget=forms.RadioSelect, choices=LaCorrection.Cause,
        error_messages={"required": "Choose why it goes to another authority"},
    )  # fmt: skip
    postcode = forms.CharField(
        label="Right or new home postcode (optional)", required=False, max_length=8,
        help_text="Needed when the postcode on the notification is wrong or the child has moved.",
    )  # fmt: skip
    la = forms.ModelChoiceField(
        label="Authority it goes to", queryset=Organisation.objects.none(), empty_label="Choose",
        error_messages={"required": "Choose the authority it goes to"},
    )  # fmt: skip
    icb = forms.ModelChoiceField(
        label="Integrated care board (only if the authority lies in several)", queryset=Organisation.objects.none(),
        required=False, empty_label="Choose",
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", widget=lines(3), max_length=2000, help_text="Both authorities and the notifier see it.",
        error_messages={"required": "Give the reason: both authorities and the notifier see it"},
    )  # fmt: skip

    def __init__(self, *args: Any, notification: Notification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        las = Organisation.objects.filter(kind=OrganisationKind.LA, closed_on=None)
        self.fields["la"].queryset = las.exclude(pk=notification.la_id).order_by("name")
        boards = Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None)
        self.fields["icb"].queryset = boards.order_by("name")
        moved = notification.outcome == Notification.Outcome.MOVED
        self.fields["cause"].initial = LaCorrection.Cause.MOVED if moved else None


class OutsideForm(PortalForm):
    """When and how an authority that is not on the portal was sent the notice."""

    on = DayField(label="Day it was sent", missing="Enter the day it was sent", help_text="Such as 27 3 2026")  # fmt: skip
    how = forms.CharField(
        label="How", max_length=200, help_text="Such as by secure e-mail to the early years team.",
        error_messages={"required": "Say how it was sent"},
    )  # fmt: skip


class DuplicateForm(PortalForm):
    """The notification that this one repeats."""

    of = forms.ModelChoiceField(
        label="It repeats", queryset=Notification.objects.none(), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": "Choose the notification that this one repeats"},
    )  # fmt: skip

    def __init__(self, *args: Any, notification: Notification, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = rules.firsts(by, notification)


class MessageForm(PortalForm):
    """One entry of the thread: a question to a side, an answer, or a note that all read."""

    to = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, error_messages={"required": "Choose what it is"}
    )  # fmt: skip
    text = forms.CharField(
        label="Message", widget=lines(4), max_length=8000, error_messages={"required": "Write a message"}
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = kinds
        self.helper.layout = Layout("to", "text")

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        chosen = self.cleaned_data["to"]
        kind, _, value = chosen.partition(":")
        return {
            "text": self.cleaned_data["text"],
            "ask": value if kind == "ask" else "",
            "answers": uuid.UUID(value) if kind == "answer" else None,
        }
