"""What families send in without an account: comments, corrections, an address for their shortlist."""

from typing import Any

from django import forms

from dco_portal.common.forms import PortalForm
from dco_portal.organisations.models import Organisation
from local_offer.models import Comment, Correction
from local_offer.rules.community import COMMENT_MAX, CORRECTION_MAX


class TrapForm(PortalForm):
    """A form with a field that people do not see and machines fill in."""

    website = forms.CharField(
        label="Leave this empty",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def trapped(self) -> bool:
        """Whether a machine filled it in: the answer looks the same and nothing is kept."""
        return bool(self.cleaned_data.get("website"))


def _words(label: str, hint: str, most: int, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": missing,
            "max_length": f"Use {most:,} characters or fewer",
        },
    )


class CommentForm(TrapForm):
    """A comment on an entry; on the whole offer also whose offer it is."""

    authority = forms.ModelChoiceField(
        label="Which council’s Local Offer?",
        queryset=Organisation.objects.none(),
        empty_label="Choose a council",
        error_messages={"required": "Choose a council"},
    )
    words = _words(
        "Your comment",
        "It may be published for everybody to read. Do not write names, telephone numbers or anything that tells who a child is.",
        COMMENT_MAX,
        "Write your comment",
    )
    said_by = forms.ChoiceField(
        label="Who are you?",
        choices=Comment.SaidBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who you are"},
    )

    def __init__(self, *args: Any, authorities: list[Organisation] | None, **kwargs: Any) -> None:
        """`authorities` are those to choose from; None where the entry says whose offer it is."""
        super().__init__(*args, **kwargs)
        if authorities is None:
            del self.fields["authority"]
            return
        ids = [each.pk for each in authorities]
        self.fields["authority"].queryset = Organisation.objects.filter(pk__in=ids).order_by("name")


class CorrectionForm(TrapForm):
    """What is wrong with an entry."""

    about = forms.ChoiceField(
        label="What is wrong?",
        choices=Correction.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong"},
    )
    words = _words(
        "What should it say?",
        "Tell us what is wrong and, if you know, what is right. Do not write anything about a child.",
        CORRECTION_MAX,
        "Say what is wrong",
    )


class EmailForm(TrapForm):
    """Where to send a shortlist."""

    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="We send the list once and do not keep the address.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter an email address",
            "invalid": "Enter an email address in the correct format, like name@example.com",
        },
    )
