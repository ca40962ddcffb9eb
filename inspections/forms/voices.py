"""Forms of what was heard and of films."""

from typing import Any

from django import forms

from dco_portal.common.forms import DayField, PortalForm
from dco_portal.documents import films
from inspections.models import Priority, Said, Video
from inspections.states import Voice, VoiceState

SHORT = forms.Textarea(attrs={"rows": 3})


class SaidForm(PortalForm):
    """What was said, by whom, when."""

    said = forms.CharField(
        label="You said", widget=SHORT, help_text="In their words as far as possible; no names"
    )
    who = forms.ChoiceField(label="Who said it", choices=Voice.choices)
    heard_on = DayField(label="When")
    heard_at = forms.CharField(
        label="Where it was heard",
        max_length=200,
        required=False,
        help_text="Such as: forum survey",
    )
    priority = forms.ModelChoiceField(
        label="Priority", queryset=Priority.objects.none(), required=False, empty_label="The plan as a whole"
    )  # fmt: skip

    def __init__(self, *args: Any, priorities: Any, row: Said | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].queryset = priorities
        if row is not None:
            for name in self.fields:
                self.fields[name].initial = getattr(row, name)


class AnswerForm(PortalForm):
    """What came of it."""

    state = forms.ChoiceField(label="Where it stands", choices=VoiceState.choices)
    did = forms.CharField(
        label="We did", widget=SHORT, required=False, help_text="What was done, or why it cannot be"
    )


class FilmForm(PortalForm):
    """A film with its words."""

    title = forms.CharField(label="Title", max_length=160)
    on = DayField(label="Date of the film")
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=600, required=False)
    link = forms.URLField(
        label="Link to the film", max_length=500, required=False, assume_scheme="https",
        help_text="It opens on its own site. Nothing of that site is loaded here",
    )  # fmt: skip
    upload = forms.FileField(label="Or a film file", required=False)
    transcript = forms.CharField(
        label="Transcript", widget=forms.Textarea(attrs={"rows": 10}),
        help_text="All that is said, and what can be seen where it matters",
    )  # fmt: skip
    captions = forms.CharField(
        label="Captions (WebVTT)", widget=forms.Textarea(attrs={"rows": 6}), required=False,
        help_text="For a film file: with captions it plays in the page, without them it is offered to download",
    )  # fmt: skip

    def __init__(self, *args: Any, film: Video | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = films.accept()
        self.fields["upload"].help_text = films.hint()
        if film is not None:
            for name in self.fields:
                if name != "upload":
                    self.fields[name].initial = getattr(film, name)


class SaidFilterForm(PortalForm):
    """Which to show."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *VoiceState.choices]
    )
    who = forms.ChoiceField(label="Who", required=False, choices=[("", "All"), *Voice.choices])
    public = forms.ChoiceField(
        label="On the public page",
        required=False,
        choices=[("", "All"), ("yes", "Yes"), ("no", "No")],
    )
