"""Forms of the risk register."""

import uuid
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.forms import DayField, PortalForm
from inspections.forms.progress import words_field
from inspections.models import Plan
from inspections.rules.risks import IMPACT, LIKELIHOOD


def _numbered(words: dict[int, str]) -> list[tuple[str, str]]:
    return [(str(number), f"{number}: {word}") for number, word in words.items()]


def _score(label: str, words: dict[int, str]) -> Any:
    return forms.TypedChoiceField(
        label=label, choices=[("", "Choose"), *_numbered(words)], coerce=int,
        error_messages={"required": "Choose a number from 1 to 5"},
    )  # fmt: skip


class RiskForm(PortalForm):
    """What may go wrong and what is done about it."""

    cause = words_field("Cause", rows=2, missing="Say what may cause it", help_text="Because …")
    event = words_field(
        "Risk", rows=2, missing="Say what may happen", help_text="… this may happen …"
    )
    effect = words_field("Effect", rows=2, missing="Say what it would do", help_text="… so that …")
    control = words_field(
        "Controls: what is done about it", rows=3, missing="Say what is done about it"
    )
    owner = forms.CharField(
        label="Owner", max_length=160, help_text="A role, such as Head of children’s therapies",
        error_messages={"required": "Say who owns it, such as a role"},
    )  # fmt: skip
    likelihood = _score("Likelihood", LIKELIHOOD)
    impact = _score("Impact", IMPACT)
    target_score = forms.IntegerField(
        label="Target score (optional)", required=False, min_value=1, max_value=25,
        help_text="Likelihood × impact that you aim for, 1 to 25",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={"invalid": "Enter a whole number", "min_value": "Enter a number from 1 to 25",
                        "max_value": "Enter a number from 1 to 25"},
    )  # fmt: skip
    review_on = DayField(
        label="Review on (optional)", required=False, help_text="Such as 27 3 2026"
    )
    action_ids = forms.MultipleChoiceField(
        label="Actions it bears on (optional)", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, plan: Plan, scored: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(row.pk), f"{row.number}: {row.what[:80]}") for row in plan.actions.all()]
        self.fields["action_ids"].choices = rows
        left_out = [] if rows else ["action_ids"]
        left_out += ["likelihood", "impact"] if scored else []
        for name in left_out:
            del self.fields[name]
        self.helper.layout = Layout(*self.fields)

    def values(self) -> dict[str, Any]:
        """What `actions.risks.add` and `change` take."""
        ids = [uuid.UUID(pk) for pk in self.cleaned_data.get("action_ids", [])]
        return {**self.cleaned_data, "action_ids": ids}


class ScoreForm(PortalForm):
    """The score as it is today, and why."""

    likelihood = _score("Likelihood", LIKELIHOOD)
    impact = _score("Impact", IMPACT)
    words = words_field("Why", missing="Say why in a sentence or two")
    review_on = DayField(
        label="Review on (optional)", required=False, help_text="Such as 27 3 2026"
    )
