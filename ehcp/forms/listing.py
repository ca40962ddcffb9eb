"""Filters above the list of requests: a GET form of what names no child."""

from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind
from ehcp.models import AdviceRequest
from ehcp.queries.listing import REFERENCE, Filters, of_service
from ehcp.states import ContributionState, RequestState

NOT_A_REFERENCE = "Enter a reference, such as EHC-2026-000123. To find a child, use Children"


class ListForm(PortalForm):
    """What to show. A value it does not know is left out instead of refused."""

    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=24,
        help_text="Or its beginning",
        widget=forms.TextInput(
            attrs={
                "pattern": r"([Ee][Hh][Cc]-?)?[0-9]{4}(-[0-9\-]*)?",
                "title": NOT_A_REFERENCE,
                "spellcheck": "false",
            }
        ),
    )
    state = forms.ChoiceField(label="State", required=False)
    type = forms.ChoiceField(label="Kind of request", required=False)
    la = forms.ModelChoiceField(
        label="Local authority",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="All",
    )
    owner = forms.ChoiceField(label="Owner", required=False)
    due_from = DayField(label="Due from", required=False)
    due_to = DayField(label="Due to", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service = of_service(by)
        states = ContributionState if service else RequestState
        self.fields["state"].choices = [("", "All"), *states.choices]
        self.fields["owner"].choices = _owners(by, service=service)
        if service:
            del self.fields["type"]
        else:
            self.fields["type"].choices = [("", "All"), *AdviceRequest.Type.choices]
        if by.may(P.REQUEST_ADVICE):
            del self.fields["la"]
        else:
            self.fields["la"].queryset = _authorities(by)

    def clean_reference(self) -> str:
        """A reference or its beginning, never a name or an NHS number."""
        text = self.cleaned_data["reference"].strip()
        if text and not REFERENCE.fullmatch(text):
            raise forms.ValidationError(NOT_A_REFERENCE)
        return text

    def filters(self, view: str) -> Filters:
        """The filters in force; a field with a mistake is left out."""
        self.is_valid()
        given = {key: value for key, value in self.cleaned_data.items() if value}
        if la := given.get("la"):
            given["la"] = str(la.pk)
        return Filters(view=view, **given)


def _authorities(by: User) -> Any:
    """Authorities of the board's area; for a health service, those its services cover."""
    rows = Organisation.objects.filter(kind=OrganisationKind.LA)
    if by.organisation is None:
        return rows.none()
    if by.organisation.kind == OrganisationKind.ICB:
        return rows.filter(icb_links__icb=by.organisation).order_by("name")
    found = by.organisation.services.values("areas")
    return rows.filter(pk__in=found).order_by("name")


def _owners(by: User, *, service: bool) -> list[tuple[str, str]]:
    choices = [("", "All"), ("me", "Me"), ("nobody", "Nobody")]
    if by.organisation is None or not by.may(P.ASSIGN_WORK):
        return choices
    need = P.WRITE_ADVICE if service else P.TRIAGE if by.may(P.TRIAGE) else P.REQUEST_ADVICE
    colleagues = people(by.organisation, need).exclude(pk=by.pk).values_list("pk", "name")
    return choices + [(str(pk), name) for pk, name in colleagues]
