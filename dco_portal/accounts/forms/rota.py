"""The rota of the places, and cover."""

from typing import Any

from django import forms

from dco_portal.accounts import queries
from dco_portal.accounts.models import PlaceDuty, User
from dco_portal.accounts.permissions import Permission
from dco_portal.common.clock import today
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Place


class DutyForm(PortalForm):
    """A turn on a place's rota."""

    place = forms.ModelChoiceField(
        label="Place", queryset=Place.objects.none(), empty_label="Choose a place"
    )
    user = forms.ModelChoiceField(
        label="Who", queryset=User.objects.none(), empty_label="Choose a person"
    )
    duty = forms.ChoiceField(
        label="As what", choices=PlaceDuty.Duty.choices, widget=forms.RadioSelect
    )
    covers = forms.ModelChoiceField(
        label="For whom (cover only)",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody",
    )
    starts_on = DayField(label="First day", help_text="For example, 27 3 2026")
    ends_on = DayField(label="Last day (optional)", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = queries.people(by.organisation, Permission.TRIAGE)
        self.fields["place"].queryset = Place.objects.filter(icb=by.organisation)
        self.fields["user"].queryset = self.fields["covers"].queryset = team
        self.initial.setdefault("starts_on", today())


class LastDayForm(PortalForm):
    """When a turn ends."""

    last_day = DayField(label="Last day", help_text="For example, 27 3 2026")


class CoverForm(PortalForm):
    """Who stands in for whom."""

    absent = forms.ModelChoiceField(
        label="Who is away", queryset=User.objects.none(), empty_label="Choose a person"
    )
    stand_in = forms.ModelChoiceField(
        label="Who stands in", queryset=User.objects.none(), empty_label="Choose a person"
    )
    starts_on = DayField(label="First day", help_text="For example, 27 3 2026")
    ends_on = DayField(label="Last day")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = queries.colleagues(by.organisation)
        self.fields["stand_in"].queryset = colleagues
        if not by.may(Permission.ASSIGN_WORK):
            colleagues = colleagues.filter(pk=by.pk)
        self.fields["absent"].queryset = colleagues
        self.initial.setdefault("absent", by.pk)
        self.initial.setdefault("starts_on", today())
