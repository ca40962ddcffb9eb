"""Filters of the gap log, and what is decided about a line."""

from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.gaps import queries, rules
from dco_portal.gaps.models import GapLine, GapSource, Theme
from dco_portal.gaps.queries import Filters
from dco_portal.gaps.states import LineState
from dco_portal.organisations.models import ServiceKind


class LogForm(PortalForm):
    """What to show. A value it does not know is left out instead of refused."""

    service = forms.ChoiceField(
        label="Service", required=False, choices=[("", "All"), *ServiceKind.choices]
    )
    theme = forms.ChoiceField(label="Theme", required=False, choices=[("", "All"), *Theme.choices])
    area = forms.ChoiceField(label="Area", required=False)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *LineState.choices]
    )
    kind = forms.ChoiceField(
        label="Known from", required=False, choices=[("", "All"), *GapSource.Kind.choices]
    )
    owner = forms.ChoiceField(
        label="Owner",
        required=False,
        choices=[("", "All"), ("me", "Me"), ("nobody", "Nobody")],
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [(str(row.pk), row.label) for row in queries.areas(by)]
        self.fields["area"].choices = [("", "All"), *areas, ("none", "Whole area")]

    def filters(self, view: str) -> Filters:
        """The filters in force; a field with a mistake is left out."""
        self.is_valid()
        return Filters(
            view=view, **{key: value for key, value in self.cleaned_data.items() if value}
        )


class DecideForm(PortalForm):
    """Owner, decision and board item of a line."""

    owner = forms.ModelChoiceField(
        label="Owner",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody",
    )
    decision = forms.CharField(
        label="Decision",
        help_text="What the ICB will do, or what it waits for. No child or family is named here.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    board = forms.CharField(
        label="Board item",
        help_text="What the board is asked or told, such as “Waiting times in audiology: decide on funding”",
        required=False,
        max_length=120,
    )
    board_on = DayField(label="Board meeting on", required=False)
    lock = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: GapLine, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "owner": line.owner_id,
            "decision": line.decision,
            "board": line.board,
            "board_on": line.board_on,
            "lock": line.lock,
        }
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = rules.owners(line)


class MoveForm(PortalForm):
    """What becomes of a line."""

    to = forms.ChoiceField(
        label="It becomes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it"},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="Needed when it is answered (what answers it) or closed (why). No child or family is named here.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, line: GapLine, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(state.value, state.label) for state in rules.moves(by, line)]


class MergeForm(PortalForm):
    """Into which line one goes."""

    into = forms.ModelChoiceField(
        label="Merge it into",
        queryset=GapLine.objects.none(),
        empty_label="Choose a line",
        error_messages={
            "required": "Choose a line",
            "invalid_choice": "Choose a line of the list",
        },
    )
    reason = forms.CharField(label="Why they are one gap", required=False, max_length=500)

    def __init__(self, *args: Any, line: GapLine, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = queries.candidates(by, line)
        self.fields["into"].label_from_instance = lambda row: (
            f"{row.title}, {row.area_words} ({row.reference})"
        )
