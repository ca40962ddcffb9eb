"""Forms of inspection mode. They check shape; what may be done is in `rules.mode`."""

import datetime as dt
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms
from django.utils import timezone

from dco_portal.accounts.models import User
from dco_portal.common.clock import london, now, today
from dco_portal.common.forms import DayField, PortalForm
from inspections.models import Inspection, TrackedChild
from inspections.queries.areas import Area
from inspections.states import ExerciseKind, InspectorRequestState

SHORT = forms.Textarea(attrs={"rows": 3})
LONG = forms.Textarea(attrs={"rows": 8})
TIME = forms.TimeInput(attrs={"class": "govuk-input govuk-input--width-5"}, format="%H:%M")
TIME_ERRORS = {"invalid": "Enter a time such as 14:30"}


def _moment(day: dt.date, time: dt.time | None) -> dt.datetime:
    """A day and a time in London as one moment; without a time, the first of the day."""
    return timezone.make_aware(dt.datetime.combine(day, time or dt.time.min))


class BeginForm(PortalForm):
    """What begins, where and when."""

    kind = forms.ChoiceField(
        label="What begins", choices=ExerciseKind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose an inspection or a rehearsal"},
    )  # fmt: skip
    area = forms.ChoiceField(label="Area", error_messages={"required": "Choose the area"})
    inspection = forms.ModelChoiceField(
        label="Which inspection (optional)", queryset=Inspection.objects.none(), required=False,
        empty_label="None, or not entered yet",
    )  # fmt: skip
    title = forms.CharField(
        label="Name (optional)", required=False, max_length=160,
        help_text="Such as: Rehearsal with all trusts. Name no child.",
    )  # fmt: skip
    began_on = DayField(label="Began on", missing="Enter the day it began")

    def __init__(self, *args: Any, areas: list[Area], inspections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.key: area for area in areas}
        self.fields["area"].choices = [(key, str(area)) for key, area in self.areas.items()]
        self.fields["inspection"].queryset = inspections
        self.fields["began_on"].initial = today()
        if len(areas) == 1:
            self.fields["area"].initial = areas[0].key

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {**given, "area": self.areas[given["area"]]}


class EndForm(PortalForm):
    """The end, with what was learned."""

    ended_on = DayField(label="Ended on", missing="Enter the day it ended")
    lessons = forms.CharField(
        label="Lessons learned", widget=LONG, max_length=8000,
        help_text="What went well, what was hard to find, what to change before the next time. Name no child.",
        error_messages={"required": "Write what you learned, or that there was nothing to learn"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].initial = today()


class HolderFields(PortalForm):
    """Who holds a request: a person with an account, else a role in words."""

    holder = forms.ModelChoiceField(
        label="Who has it (optional)", queryset=User.objects.none(), required=False, empty_label="Nobody with an account",
        help_text="They are told by e-mail, and it enters their worklist",
    )  # fmt: skip
    holder_words = forms.CharField(
        label="Or a role or somebody without an account (optional)", required=False, max_length=160,
        help_text="Such as: head of children’s therapies",
    )  # fmt: skip

    def offer(self, holders: list[User]) -> None:
        """The people who may be chosen."""
        self.fields["holder"].queryset = User.objects.filter(
            pk__in=[user.pk for user in holders]
        ).order_by("name")


class LogForm(HolderFields):
    """What inspectors asked for."""

    what = forms.CharField(
        label="What they asked for", widget=SHORT, max_length=2000,
        help_text="Name no child: say Child A. People without a part in the case read this log.",
        error_messages={"required": "Enter what they asked for"},
    )  # fmt: skip
    tracked = forms.ModelChoiceField(
        label="About a tracked child (optional)", queryset=TrackedChild.objects.none(), required=False,
        empty_label="No", help_text="The framework gives two days for these documents",
    )  # fmt: skip
    asked_on = DayField(label="Asked on", missing="Enter the day they asked")
    asked_time = forms.TimeField(label="Asked at (optional)", required=False, widget=TIME, error_messages=TIME_ERRORS, help_text="Such as 14:30")  # fmt: skip
    said = DayField(
        label="Due by (optional)", required=False, help_text="Only if the inspectors gave a date"
    )
    field_order = ("what", "tracked", "asked_on", "asked_time", "said", "holder", "holder_words")

    def __init__(self, *args: Any, tracked: Any, holders: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tracked"].queryset = tracked
        self.fields["asked_on"].initial = today()
        self.fields["asked_time"].initial = london(now()).time()
        self.offer(holders)
        self.helper.layout = Layout(*self.fields)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        given["asked_at"] = _moment(given.pop("asked_on"), given.pop("asked_time"))
        return given


class GiveForm(HolderFields):
    """Who holds it now."""

    def __init__(self, *args: Any, holders: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(holders)


class ChangeForm(PortalForm):
    """The words of a request and the date inspectors gave."""

    what = forms.CharField(
        label="What they asked for", widget=SHORT, max_length=2000, help_text="Name no child: say Child A.",
        error_messages={"required": "Enter what they asked for"},
    )  # fmt: skip
    said = DayField(label="Due by (optional)", required=False, help_text="Only if the inspectors gave a date. Empty: by the rule.")  # fmt: skip


class SendForm(PortalForm):
    """When and how it went."""

    sent_on = DayField(label="Sent on", missing="Enter the day it was sent")
    sent_time = forms.TimeField(label="Sent at (optional)", required=False, widget=TIME, error_messages=TIME_ERRORS, help_text="Such as 14:30")  # fmt: skip
    sent_words = forms.CharField(
        label="How it was sent", max_length=300, help_text="Such as: uploaded to the inspectors’ site",
        error_messages={"required": "Enter how it was sent"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sent_on"].initial = today()
        self.fields["sent_time"].initial = london(now()).time()

    def values(self) -> dict[str, Any]:
        """What the action takes. Of a day alone the last moment counts, or now on the day itself."""
        given = self.cleaned_data
        day, time = given["sent_on"], given["sent_time"]
        sent_at = _moment(day, time or dt.time.max)
        if time is None and day == today():
            sent_at = now()
        return {"sent_at": sent_at, "sent_words": given["sent_words"]}


class WithdrawForm(PortalForm):
    """Why it is not wanted any more."""

    reason = forms.CharField(
        label="Why inspectors do not want it any more", max_length=300, widget=SHORT,
        error_messages={"required": "Enter why it is not wanted any more"},
    )  # fmt: skip


class WordsForm(PortalForm):
    """Words and names to take out of a child’s bundle."""

    words = forms.CharField(
        label="Words and names to take out", widget=LONG, required=False, max_length=6000,
        help_text="One a line, such as a brother’s name. Whole words only; capital letters and accents do not matter.",
    )  # fmt: skip


class FilterForm(PortalForm):
    """What the log shows: nothing in it names a child."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *InspectorRequestState.choices]
    )
    late = forms.ChoiceField(label="Late", required=False, choices=[("", "All"), ("yes", "Late")])
    holder = forms.ChoiceField(label="Who has it", required=False)
    letter = forms.ChoiceField(label="About", required=False)

    def __init__(self, *args: Any, holders: list[User], letters: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [
            ("", "Anybody"), ("nobody", "Nobody with an account"),
            *((str(user.pk), user.name) for user in holders),
        ]  # fmt: skip
        self.fields["letter"].choices = [
            ("", "All"), ("none", "No child"), *((letter, f"Child {letter}") for letter in letters),
        ]  # fmt: skip

    def wanted(self) -> dict[str, str]:
        """The filters in force; one that is not known is left out."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}
