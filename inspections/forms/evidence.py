"""Forms of evidence: given, verified, listed."""

import uuid
from typing import Any

from django import forms

from dco_portal.common.forms import DayField, PortalForm
from inspections.forms.progress import words_field
from inspections.models import Plan
from inspections.queries.evidence import Filters
from inspections.states import Strength

FILES = "PDF, Word (DOCX), OpenDocument text or a picture, up to 20 MB."
STRENGTHS = [(str(code), label) for code, label in Strength.choices]


def strength_field(label: str = "What does it show?", *, required: bool = True) -> Any:
    """How much a piece of evidence shows, weakest first."""
    return forms.TypedChoiceField(
        label=label, choices=STRENGTHS, widget=forms.RadioSelect, coerce=int, empty_value=None, required=required,
        help_text="Later ones show more. Only an outcome or lived experience can hold up a blue rating.",
        error_messages={"required": "Choose what it shows"},
    )  # fmt: skip


class EvidenceForm(PortalForm):
    """A file, a link or words."""

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give it a title"}
    )
    strength = strength_field()
    on = DayField(label="Date of what it shows", help_text="Such as 27 3 2026")
    words = words_field(
        "What it shows (optional)", required=False, missing="",
        help_text="In your words, or a quotation nobody can be known by. Never a child’s name.",
    )  # fmt: skip
    link = forms.URLField(
        label="Link (optional)", required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": "Enter a web address, such as https://www.example.org/report"},
    )  # fmt: skip
    upload = forms.FileField(label="File (optional)", required=False, help_text=FILES)


class PlanEvidenceForm(EvidenceForm):
    """The same for a priority, a measure or the whole plan."""

    place = forms.ChoiceField(label="What it is about", required=False)
    field_order = ("place", "title", "strength", "on", "words", "link", "upload")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        priorities = [(f"priority_id:{row.pk}", f"Priority {row}") for row in plan.priorities.all()]
        measures = [
            (f"measure_id:{row.pk}", f"Measure {row.number}: {row.name}")
            for row in plan.measures.all()
        ]
        whole = ("", "The plan as a whole")
        self.fields["place"].choices = [whole, *priorities, *measures]

    def values(self) -> dict[str, Any]:
        """What `actions.evidence.add_to_plan` takes."""
        values = dict(self.cleaned_data)
        kind, _, pk = values.pop("place").partition(":")
        return {**values, **({kind: uuid.UUID(pk)} if kind else {})}


class VerifyForm(PortalForm):
    """How much it shows, in the verifier's judgement."""

    strength = strength_field("What does it show, in your judgement?")


class EvidenceFilterForm(PortalForm):
    """Which evidence to list."""

    priority = forms.ChoiceField(label="Priority", required=False)
    strength = forms.ChoiceField(
        label="Strength", required=False, choices=[("", "Any"), *STRENGTHS]
    )
    shows = forms.ChoiceField(
        label="Which", required=False,
        choices=[
            ("", "All that stands"), ("verified", "Verified"), ("waiting", "Waiting to be verified"),
            ("public", "Shown to the public"), ("withdrawn", "Withdrawn"),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(row.pk), str(row)) for row in plan.priorities.all()]
        self.fields["priority"].choices = [("", "All priorities"), *rows]

    def filters(self) -> Filters:
        """What was chosen; what cannot be understood is left out."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return Filters(**{name: data.get(name, "") for name in ("priority", "strength", "shows")})
