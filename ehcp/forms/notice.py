"""Forms of the early notice and of the services' answers."""

from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.children.forms_match import MatchForm, lines
from dco_portal.common.clock import today
from dco_portal.common.errors import NotAllowed
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from ehcp.models import ConsiderNotice, ServiceCheck
from ehcp.queries.notices import covering


class NoticeForm(MatchForm):
    """The child, the day of the notice, and for the DCO team from which authority it came."""

    la = forms.ModelChoiceField(
        label="Local authority that considers an assessment", queryset=Organisation.objects.none(),
        error_messages={"required": "Choose the local authority"},
    )  # fmt: skip
    icb = forms.ModelChoiceField(
        label="Integrated care board that is told", queryset=Organisation.objects.none(),
        error_messages={"required": "Choose the integrated care board"},
    )  # fmt: skip
    notice_on = DayField(
        label="Day of the notice",
        missing="Enter the day of the notice",
        help_text="Such as 27 3 2026",
    )
    received_on = DayField(label="Day it arrived", missing="Enter the day it arrived")
    note = forms.CharField(
        label="Anything that helps services to look (optional)",
        required=False,
        widget=lines(3),
        max_length=4000,
    )
    more = ("la", "icb", "notice_on", "received_on", "note")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, own = by, by.organisation
        self.by_icb = own is not None and own.kind == OrganisationKind.ICB
        if own is not None:
            self.fields["la"].queryset = own.local_authorities.filter(closed_on=None).order_by(
                "name"
            )
            self.fields["icb"].queryset = own.icbs.filter(closed_on=None).order_by("name")
        self.fields["notice_on"].initial = today()
        for name in ("icb",) if self.by_icb else ("la", "received_on"):
            del self.fields[name]
        if not self.by_icb and self.fields["icb"].queryset.count() == 1:
            del self.fields["icb"]
        self.draw()

    def sides(self) -> tuple[Organisation, Organisation]:
        """The local authority and the integrated care board of the notice."""
        own = self.by.organisation
        if own is None:
            raise NotAllowed("Your role does not send early notices.")
        if self.by_icb:
            return self.cleaned_data["la"], own
        return own, self.cleaned_data.get("icb") or own.icbs.get(closed_on=None)


class ServicesForm(PortalForm):
    """Further services to ask."""

    services = forms.ModelMultipleChoiceField(
        label="Services to ask", queryset=ProviderService.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one service"},
    )  # fmt: skip

    def __init__(self, *args: Any, notice: ConsiderNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = covering(notice.la).exclude(
            pk__in=notice.checks.values("service")
        )


class AnswerForm(PortalForm):
    """Whether the service knows the child."""

    answer = forms.ChoiceField(
        label="Does your service know this child?", widget=forms.RadioSelect,
        choices=[choice for choice in ServiceCheck.Answer.choices if choice[0] != ServiceCheck.Answer.WAITING],
        error_messages={"required": "Choose whether your service knows the child"},
    )  # fmt: skip
    last_seen_on = DayField(label="Day the child was last seen (optional)", required=False)
    note = forms.CharField(
        label="Note", required=False, widget=lines(3), max_length=4000,
        help_text="If the child is not known: where you looked. No clinical details are needed yet.",
    )  # fmt: skip
    amends = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(check: ServiceCheck) -> dict[str, Any]:
        """The answer given so far, to be changed."""
        if check.answer == ServiceCheck.Answer.WAITING:
            return {}
        return {
            "answer": check.answer,
            "last_seen_on": check.last_seen_on,
            "note": check.note,
            "amends": True,
        }
