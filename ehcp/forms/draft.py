"""The sections of a request, one form each. They check shape; the rules are in `ehcp.rules.drafts`.

Every form of a section has `values()`, what the draft keeps, and is made by `SECTION_FORMS`.
"""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.accounts.models import User
from dco_portal.children.forms_match import MatchForm, lines
from dco_portal.common.clock import today
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from ehcp.models import AdviceRequest, RequestDraft

Channel = AdviceRequest.Channel


class SectionForm(PortalForm):
    """One section of a draft: made with the draft and its reader."""

    def __init__(self, *args: Any, draft: RequestDraft, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.by = draft, by
        self.fit()

    def fit(self) -> None:
        """Choices that depend on the draft."""

    def values(self) -> dict[str, Any]:
        """What the draft keeps."""
        return dict(self.cleaned_data)

    def only(self, *names: str) -> None:
        """Draw these fields, in this order."""
        self.helper.layout = Layout(*names)


class ArrivalForm(SectionForm):
    """How a request came that did not come through the portal."""

    la = forms.ModelChoiceField(
        label="Local authority that asks", queryset=Organisation.objects.none(),
        error_messages={"required": "Choose the local authority"},
    )  # fmt: skip
    channel = forms.ChoiceField(
        label="How it came", widget=forms.RadioSelect,
        choices=[choice for choice in Channel.choices if choice[0] != Channel.PORTAL],
        error_messages={"required": "Choose how it came"},
    )  # fmt: skip
    asked_on = DayField(
        label="Date it was sent",
        missing="Enter the date it was sent",
        help_text="Such as 27 3 2026",
    )
    received_on = DayField(
        label="Day it actually arrived", missing="Enter the day it arrived",
        help_text="The day it reached any part of the board or of a health provider. Six weeks run from receipt.",
    )  # fmt: skip

    def fit(self) -> None:
        authorities = self.draft.organisation.local_authorities.filter(closed_on=None)
        self.fields["la"].queryset = authorities.order_by("name")


class ChildForm(SectionForm, MatchForm):
    """Who the child is."""

    def fit(self) -> None:
        self.draw()

    def values(self) -> dict[str, Any]:
        return self.child_values()


class RequestForm(SectionForm):
    """The kind of request and its dates."""

    icb = forms.ModelChoiceField(
        label="Integrated care board that is asked", queryset=Organisation.objects.none(),
        error_messages={"required": "Choose the integrated care board"},
    )  # fmt: skip
    type = forms.ChoiceField(
        label="What is the request for?", widget=forms.RadioSelect, choices=AdviceRequest.Type,
        error_messages={"required": "Choose what the request is for"},
    )  # fmt: skip
    assessment_requested_on = DayField(
        label="Day the authority was asked to assess (optional)", required=False,
        help_text="The authority’s own 20 weeks run from this day. The portal works out when they end.",
    )  # fmt: skip
    decided_on = DayField(
        label="Day the authority decided to assess", missing="Enter the day the authority decided to assess",
        help_text="For an assessment ordered by the Tribunal, the day of its order.",
    )  # fmt: skip
    asked_on = DayField(
        label="Day health is asked", missing="Enter the day health is asked", help_text="Today, unless you asked earlier."
    )  # fmt: skip
    la_reference = forms.CharField(
        label="The authority’s own reference (optional)", required=False, max_length=40,
        help_text="Do not put the child’s name in it.",
    )  # fmt: skip

    def fit(self) -> None:
        by_icb = self.draft.organisation.kind == OrganisationKind.ICB
        boards = self.draft.organisation.icbs.filter(closed_on=None).order_by("name")
        self.fields["icb"].queryset = boards
        if by_icb or boards.count() < 2:
            del self.fields["icb"]
        if by_icb:
            del self.fields["asked_on"]
        else:
            self.fields["asked_on"].initial = today()
        self.only(*self.fields)


class QuestionForm(SectionForm):
    """What is asked, and why."""

    question = forms.CharField(
        label="What are you asking health for?", widget=lines(5), max_length=8000,
        error_messages={"required": "Enter what you are asking health for"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Why are you asking?", widget=lines(5), max_length=8000,
        error_messages={"required": "Enter why you are asking"},
    )  # fmt: skip
    needs_known = forms.CharField(
        label="What is known of the child’s needs (optional)",
        required=False,
        widget=lines(5),
        max_length=8000,
    )


class ServicesForm(SectionForm):
    """The NHS services the family says know the child."""

    services = forms.ModelMultipleChoiceField(
        label="Services of this area", queryset=ProviderService.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Tick those the family has named. Leave all empty if none.",
    )  # fmt: skip
    ROWS = (1, 2, 3)

    def fit(self) -> None:
        rows = ProviderService.objects.filter(
            closed_on=None, provider__closed_on=None, areas__in=self._areas()
        )
        self.fields["services"].queryset = (
            rows.select_related("provider").order_by("provider__name", "name").distinct()
        )
        for n in self.ROWS:
            self.fields[f"described_{n}"] = forms.CharField(
                label=f"Another service, as the family describes it, {n}",
                required=False,
                max_length=200,
            )
            self.fields[f"professional_{n}"] = forms.CharField(
                label=f"Name of the professional there, {n}", required=False, max_length=120
            )
        self.only(*self.fields)

    def _areas(self) -> list[Any]:
        if self.draft.organisation.kind == OrganisationKind.LA:
            return [self.draft.organisation.pk]
        chosen = self.draft.data.get("arrival", {}).get("la")
        return (
            [chosen]
            if chosen
            else list(self.draft.organisation.local_authorities.values_list("pk", flat=True))
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for n in self.ROWS:
            if values.get(f"professional_{n}") and not values.get(f"described_{n}"):
                self.add_error(f"described_{n}", "Say which service this professional belongs to")
        return values

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "services": [str(service.pk) for service in data["services"]],
            "described": [
                {"described": data[f"described_{n}"], "professional": data[f"professional_{n}"]}
                for n in self.ROWS
                if data[f"described_{n}"]
            ],
        }

    @staticmethod
    def initial_of(values: dict[str, Any]) -> dict[str, Any]:
        """The form's first values from what the draft keeps."""
        initial: dict[str, Any] = {"services": values.get("services", [])}
        for n, row in enumerate(values.get("described", []), start=1):
            initial[f"described_{n}"], initial[f"professional_{n}"] = (
                row["described"],
                row["professional"],
            )
        return initial


class ViewsForm(SectionForm):
    """Consent, and what the child and family say."""

    consent = forms.ChoiceField(
        label="What did the family say about sharing information with health?", widget=forms.RadioSelect,
        choices=AdviceRequest._meta.get_field("consent").flatchoices,
        help_text="From 16, what the young person says. Health must advise in any case; this says how to share.",
        error_messages={"required": "Choose what the family said about sharing information"},
    )  # fmt: skip
    consent_detail = forms.CharField(
        label="Limits, or who agreed and when (optional)",
        required=False,
        widget=lines(3),
        max_length=2000,
    )
    family_views = forms.CharField(
        label="Views, wishes and feelings of the child and family (optional)", required=False, widget=lines(5), max_length=8000
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("consent") == "partly" and not values.get("consent_detail"):
            self.add_error("consent_detail", "Say what the limits are")
        return values


class FileForm(PortalForm):
    """A file that goes with the request."""

    upload = forms.FileField(
        label="Add a file", error_messages={"required": "Choose a file"},
        help_text="PDF, Word (DOCX), OpenDocument text or a picture, up to 20 MB.",
    )  # fmt: skip
    description = forms.CharField(
        label="What it is", max_length=200, error_messages={"required": "Say what it is"}
    )
