"""Writing, approving and reviewing a guidance page."""

import datetime as dt
from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Place
from dco_portal.pages.models import Block, Section

A_YEAR = dt.timedelta(days=365)
HOW = (
    "Plain words, with a little Markdown: ## a heading, - a list, 1. a numbered list, **bold**, "
    "[the words of a link](/guidance/). No e-mail addresses and nobody’s name."
)


def next_year() -> dt.date:
    """A year from today: when a page is usually reviewed."""
    return today() + A_YEAR


class DraftForm(PortalForm):
    """The words of a page."""

    title = forms.CharField(
        label="Title", max_length=120, error_messages={"required": "Enter a title"}
    )
    summary = forms.CharField(
        label="Summary",
        help_text="One sentence. It stands below the title and in lists.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter a summary in a sentence"},
    )
    body = forms.CharField(
        label="The page’s words",
        help_text=HOW,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 22}),
        error_messages={"required": "Enter the page’s words"},
    )
    change = forms.CharField(
        label="What changed (optional)",
        help_text="For whoever approves it, and for the list of versions",
        required=False,
        max_length=300,
    )
    lock = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NewPageForm(DraftForm):
    """A new page: its address and where it stands too."""

    slug = forms.SlugField(
        label="Address",
        help_text="The last part of its address: small letters, digits and hyphens, such as short-breaks",
        max_length=80,
        error_messages={
            "required": "Enter the last part of its address",
            "invalid": "Use small letters, digits and hyphens only",
        },
    )
    section = forms.ChoiceField(label="Section", choices=Section.choices, widget=forms.RadioSelect)
    place = forms.ModelChoiceField(
        label="For which place",
        help_text="A place’s own page stands beside the one for everybody",
        queryset=Place.objects.none(),
        required=False,
        empty_label="Everybody",
    )
    block = forms.ChoiceField(
        label="What the portal adds below the words", choices=Block.choices, required=False
    )
    field_order = ["title", "slug", "section", "place", "block", "summary", "body", "change"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(icb=by.organisation)
        del self.fields["change"], self.fields["lock"]
        self.helper = type(self.helper)(self)
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.label_size = self.helper.legend_size = "s"

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"].lower()


class ReviewForm(PortalForm):
    """Until when it is taken to be right."""

    review_on = DayField(
        label="To be reviewed by", help_text="Usually a year from now, and within three years"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("review_on", next_year())


class ApproveForm(ReviewForm):
    """Publishing what somebody else wrote."""


class SendBackForm(PortalForm):
    """What should change."""

    comment = forms.CharField(
        label="What should change",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what should change"},
    )


class ReasonForm(PortalForm):
    """Why something is withdrawn."""

    reason = forms.CharField(
        label="Why it is withdrawn",
        help_text="Visitors read this in its place",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is withdrawn"},
    )
