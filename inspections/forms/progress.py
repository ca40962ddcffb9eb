"""Forms of an action: its ratings, its milestones, its dates, its end."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.forms import DayField, PortalForm
from inspections.rules.ratings import KEY
from inspections.states import RiskState

RATINGS = [
    (line.rating.value, f"{line.symbol} {line.label}: {line.meaning.lower()}") for line in KEY
]
MONTHS = [("", "None of these"), ("3", "3 months"), ("6", "6 months"), ("12", "12 months"), ("18", "18 months")]  # fmt: skip


def words_field(label: str, *, missing: str, required: bool = True, rows: int = 4, help_text: str = "") -> Any:  # fmt: skip
    """A box for words."""
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, required=required,
        help_text=help_text, error_messages={"required": missing},
    )  # fmt: skip


def rating_field(label: str) -> forms.ChoiceField:
    """One of the five ratings, as words with their shapes."""
    return forms.ChoiceField(
        label=label, choices=RATINGS, widget=forms.RadioSelect,
        error_messages={"required": "Choose how it stands"},
    )  # fmt: skip


class SeenForm(PortalForm):
    """A form that notes which state of the record it was drawn from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def renew(self, lock: int) -> None:
        """After a refusal: the next try is against the record as it stands now."""
        data = self.data.copy()
        data["seen"] = str(lock)
        self.data = data


class RateForm(SeenForm):
    """Delivery and impact, apart."""

    delivery = rating_field("Delivery: is it being done?")
    impact = rating_field("Impact: does it make a difference?")
    words = words_field(
        "Why (needed when a rating goes down)", required=False, missing="",
        help_text="Everybody who reads the plan can read this.",
    )  # fmt: skip


class WordsForm(PortalForm):
    """A reason in words."""

    words = words_field("Why", missing="Say why in a sentence or two")


class CompleteForm(SeenForm):
    """The day it was done, and what was done."""

    on = DayField(label="Completed on", help_text="Such as 27 3 2026")
    words = words_field("What was done", missing="Say what was done")


class StopForm(SeenForm, WordsForm):
    """Why it will not be done."""

    field_order = ("words", "seen")


class MilestoneForm(PortalForm):
    """A step; its date only while it is new."""

    what = forms.CharField(
        label="What will be done", max_length=300, error_messages={"required": "Say what will be done"}
    )  # fmt: skip
    months = forms.TypedChoiceField(
        label="After the plan’s start (optional)", choices=MONTHS, required=False, coerce=int, empty_value=None
    )  # fmt: skip
    due_on = DayField(
        label="Due on", help_text="Such as 27 3 2026", missing="Enter the day it is due"
    )

    def __init__(self, *args: Any, dated: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not dated:
            del self.fields["due_on"]
            self.helper.layout = Layout(*self.fields)


class DoneForm(PortalForm):
    """When a step was done, and what was done."""

    on = DayField(label="Done on", help_text="Such as 27 3 2026")
    words = words_field("What was done", missing="Say what was done")


class AskDateForm(PortalForm):
    """The date wanted, and why."""

    after = DayField(
        label="New date", help_text="Such as 27 3 2026", missing="Enter the date you ask for"
    )
    reason = words_field("Why the date should move", missing="Say why the date should move")


class DecideForm(PortalForm):
    """What an approver decides."""

    decision = forms.ChoiceField(
        label="Your decision", choices=[("approve", "Approve the new date"), ("refuse", "Refuse: the date stays")],
        widget=forms.RadioSelect, error_messages={"required": "Choose whether the date moves"},
    )  # fmt: skip
    words = words_field("Why (needed to refuse)", required=False, missing="")


class EndRiskForm(PortalForm):
    """What became of a risk."""

    state = forms.ChoiceField(
        label="What became of it",
        choices=[(RiskState.CLOSED, "Closed: it can no longer happen, or is accepted"), (RiskState.HAPPENED, "It has happened")],
        widget=forms.RadioSelect, error_messages={"required": "Choose what became of it"},
    )  # fmt: skip
    words = words_field("In words", missing="Say what happened, or why it is closed")
