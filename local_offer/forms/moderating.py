"""Editors' forms about comments, corrections, statements and translations."""

from typing import Any

from django import forms

from dco_portal.common.forms import DayField, PortalForm
from local_offer.models import Comment
from local_offer.rules.community import COMMENT_MAX, RESPONSE_MAX
from local_offer.rules.languages import LANGUAGES


def _text(
    label: str, *, rows: int = 5, required: bool = True, missing: str = "", **kwargs: Any
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else None,
        **kwargs,
    )


class PublishForm(PortalForm):
    """The words as they are published."""

    words = _text(
        "The comment as it will be published",
        missing="A published comment needs words",
        max_length=COMMENT_MAX,
        help_text="Take out what tells who somebody is. Change nothing else: these are their words. What you take out is not kept.",
    )


class RefuseForm(PortalForm):
    """Why a comment is not published."""

    why = forms.ChoiceField(
        label="Why is it not published?",
        choices=Comment.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it is not published"},
    )
    reason = _text(
        "More about why",
        rows=3,
        required=False,
        max_length=500,
        help_text="For other editors; not published.",
    )


class RespondForm(PortalForm):
    """What was done."""

    response = _text(
        "What we did",
        missing="Write what you did, or why nothing can be done",
        max_length=RESPONSE_MAX,
        help_text="Published beside the comment, for families to read.",
    )


class DecideForm(PortalForm):
    """What became of a correction."""

    made = forms.ChoiceField(
        label="What did you do?",
        choices=[("yes", "The entry was put right"), ("no", "The entry stays as it is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you did"},
    )
    answer = _text("What was changed, or why not", rows=3, required=False, max_length=1000)


class EarlierForm(PortalForm):
    """The last statement from before the portal."""

    published_on = DayField(
        label="When was the last statement published?", missing="Enter the day it was published"
    )
    elsewhere = forms.URLField(
        label="Its web address",
        max_length=500,
        assume_scheme="https",
        error_messages={
            "required": "Enter its web address",
            "invalid": "Enter a web address, like https://council.example/statement",
        },
    )


class YearForm(PortalForm):
    """The days a statement covers."""

    covers_from = DayField(label="First day", missing="Enter the first day")
    covers_to = DayField(label="Last day", missing="Enter the last day")


class StatementForm(YearForm):
    """A statement's own words."""

    introduction = _text(
        "Introduction",
        required=False,
        max_length=10_000,
        help_text="How people could comment, how many did and what they spoke of.",
    )
    plans = _text(
        "What the local authority will do",
        rows=8,
        required=False,
        max_length=20_000,
        help_text="The law asks for the authority’s response to the comments and any action it intends to take.",
    )
    lock = forms.IntegerField(widget=forms.HiddenInput)


class LanguageForm(PortalForm):
    """Which language to translate into."""

    language = forms.ChoiceField(
        label="Language", choices=[("", "Choose a language"), *LANGUAGES.items()]
    )


class TranslationForm(PortalForm):
    """An entry's words in another language."""

    name = forms.CharField(label="Name", max_length=200)
    summary = forms.CharField(label="In one sentence", max_length=300)
    description = _text("What it does")
    who_for = _text("Who it is for", rows=3, required=False)
    how_to_get_it = _text("How to get it", rows=3, required=False)
    what_to_expect = _text("What to expect", rows=3, required=False)
    while_waiting = _text("Support while waiting", rows=3, required=False)
    translated_by = forms.CharField(
        label="Who translated it",
        max_length=120,
        help_text="A translation service or team, not a person’s name.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, direction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name not in ("translated_by", "seen"):
                field.widget.attrs |= {"lang": language, "dir": direction}
