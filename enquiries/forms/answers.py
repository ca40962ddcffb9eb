"""Forms of published answers."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import ServiceKind
from enquiries.forms.thread import ReasonForm
from enquiries.states import Topic


class SearchForm(PortalForm):
    """What somebody looks for among the published answers."""

    q = forms.CharField(label="Search the answers", required=False, max_length=200)
    topic = forms.ChoiceField(label="Topic", required=False, choices=[("", "All"), *Topic.choices])


class AnswerForm(PortalForm):
    """Question and answer for everybody, without anything that tells who asked."""

    question = forms.CharField(
        label="Question", max_length=200, help_text="As anybody might ask it.",
        error_messages={"required": "Write the question as anybody might ask it"},
    )  # fmt: skip
    text = forms.CharField(
        label="Answer", widget=forms.Textarea(attrs={"rows": 12}), max_length=10_000,
        help_text="Plain words, no names, no dates of birth. An empty line begins a new paragraph.",
        error_messages={"required": "Write the answer"},
    )  # fmt: skip
    topic = forms.ChoiceField(
        label="Topic", choices=[c for c in Topic.choices if c[0] != Topic.COMPLAINT]
    )
    service = forms.ChoiceField(
        label="Service (optional)",
        required=False,
        choices=[("", "None in particular"), *ServiceKind.choices],
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def renew(self, seen: str) -> None:
        """After a refusal: the next save is against the draft as it stands now."""
        data = self.data.copy()
        data["seen"] = seen
        self.data = data


class ApproveForm(PortalForm):
    """The approver's look at the marked places, and when to look again."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    looked = forms.BooleanField(
        label="I have looked at every marked place. None of them tells who somebody is",
        required=False,
    )
    review_on = DayField(
        label="Review again on (optional)",
        required=False,
        help_text="Left empty: as local policy says.",
    )

    def __init__(self, *args: Any, marked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not marked:
            del self.fields["looked"]
            self.helper.layout = Layout(*self.fields)


class ReviewForm(PortalForm):
    """When to look again."""

    review_on = DayField(
        label="Review again on (optional)",
        required=False,
        help_text="Left empty: as local policy says.",
    )


class CommentForm(PortalForm):
    """What the writer should change."""

    comment = forms.CharField(
        label="What to change", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        error_messages={"required": "Say what to change"},
    )  # fmt: skip


class WithdrawForm(ReasonForm):
    """Why an answer is taken off the public pages."""
