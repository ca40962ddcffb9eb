"""Forms of the DCO team's desk. They check shape; the rules are in `ehcp.rules`."""

import uuid
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people, roles_with
from dco_portal.common.forms import PortalForm
from dco_portal.organisations.models import (
    AreaLink,
    Organisation,
    OrganisationKind,
    ProviderService,
)
from ehcp.actions.triage import Ask
from ehcp.models import AdviceRequest, ServiceCheck
from ehcp.queries.notices import KNOWS, covering
from ehcp.rules import triage as rules
from ehcp.states import ContributionState


def services_for(request: AdviceRequest) -> QuerySet[ProviderService]:
    """Services that may be asked: open, and covering the area of the local authority that asks."""
    return covering(request.la)


class ServiceChoices(forms.ModelMultipleChoiceField):
    """Services to tick, each with what is known of it for this child."""

    notes: dict[uuid.UUID, str] = {}

    def label_from_instance(self, obj: ProviderService) -> str:
        """Name and provider, then why this one may or need not be asked."""
        note = self.notes.get(obj.pk, "")
        return f"{obj.name}, {obj.provider.label}" + (f" ({note})" if note else "")


def service_notes(request: AdviceRequest) -> tuple[dict[uuid.UUID, str], list[uuid.UUID]]:
    """What is known of services for this child: words by service, and those to tick.

    Named by the family or known from the early notice: ticked. With advice that all three sides
    agree is sufficient: not ticked, for it need not be sought again (reg 6(4)).
    """
    words: dict[uuid.UUID, str] = {}
    for row in request.known_services.all():
        if row.service_id:
            words[row.service_id] = "the family says it knows the child"
    asked = ServiceCheck.objects.filter(notice__request=request)
    for check in asked.exclude(answer=ServiceCheck.Answer.WAITING):
        said = check.get_answer_display()
        words[check.service_id] = f"it said: {said[:1].lower()}{said[1:]}"
    known = {row.service_id for row in asked.filter(answer__in=KNOWS)}
    family = {row.service_id for row in request.known_services.all() if row.service_id}
    enough = {
        row.service_id for row in request.existing_advice.all() if row.sufficient and row.service_id
    }
    for service in enough:
        words[service] = (
            "its earlier advice is agreed to be sufficient, so need not be sought again"
        )
    return words, [pk for pk in known | family if pk not in enough]


class ReasonForm(PortalForm):
    """A reason in words, for whatever needs one."""

    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        error_messages={"required": "Say why in a sentence or two"},
    )  # fmt: skip


class SplitForm(PortalForm):
    """Which services are asked, what each is asked, and whether the return waits for it."""

    services = ServiceChoices(
        label="Services to ask", queryset=ProviderService.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one service to ask"},
    )  # fmt: skip
    ask = forms.CharField(
        label="What to ask them (optional)", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Leave empty to pass on the local authority’s own question.",
    )  # fmt: skip
    optional = forms.BooleanField(
        label="The return does not wait for these services", required=False,
        help_text="Tick this only for services whose advice would be welcome but is not required.",
    )  # fmt: skip

    def __init__(self, *args: Any, request: AdviceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = request.contributions.exclude(state=ContributionState.WITHDRAWN).values("service")
        field = self.fields["services"]
        field.queryset = services_for(request).exclude(pk__in=asked)
        field.notes, field.initial = service_notes(request)

    def asks(self) -> list[Ask]:
        """What the action is given, one per service chosen."""
        values = self.cleaned_data
        return [
            Ask(service, values["ask"], not values["optional"]) for service in values["services"]
        ]


class AssignForm(PortalForm):
    """Who of the DCO team owns the case."""

    owner = forms.ModelChoiceField(
        label="Owner", queryset=User.objects.none(), required=False, empty_label="Nobody"
    )

    def __init__(self, *args: Any, request: AdviceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people(request.icb, P.TRIAGE)
        self.fields["owner"].initial = request.coordinator_id


class AdviserForm(PortalForm):
    """The health care professional the DCO names when no service knows the child."""

    service = forms.ModelChoiceField(
        label="Service",
        queryset=ProviderService.objects.none(),
        error_messages={"required": "Choose a service"},
    )
    clinician = forms.ModelChoiceField(
        label="Clinician (optional)", queryset=User.objects.none(), required=False, empty_label="The service’s lead chooses",
    )  # fmt: skip
    ask = forms.CharField(
        label="What they are asked", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        error_messages={"required": "Say what they are asked"},
    )  # fmt: skip

    def __init__(self, *args: Any, request: AdviceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = services_for(request)
        self.fields["service"].queryset = services
        held = Membership.objects.in_force().filter(
            user=OuterRef("pk"),
            organisation__in=services.values("provider"),
            role__in=roles_with(P.WRITE_ADVICE),
        )
        writers = User.objects.filter(Exists(held), is_active=True).order_by("name", "pk")
        self.fields["clinician"].queryset = writers


class DuplicateForm(PortalForm):
    """The request that came first."""

    of = forms.ModelChoiceField(
        label="The request that goes on", queryset=AdviceRequest.objects.none(),
        error_messages={"required": "Choose the request that goes on"},
    )  # fmt: skip

    def __init__(self, *args: Any, request: AdviceRequest, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = rules.first_requests(by, request).exclude(state__in=rules.ENDED_OTHERWISE)
        self.fields["of"].queryset = others


class BoardChoice(forms.ModelChoiceField):
    """Integrated care boards; one that shares no area with the authority says so."""

    linked: frozenset[uuid.UUID] = frozenset()
    authority = ""

    def label_from_instance(self, obj: Organisation) -> str:
        """The board's name, with a warning where it shares no area with the authority."""
        if obj.pk in self.linked:
            return obj.name
        return f"{obj.name} (shares no area with {self.authority})"


class ForwardForm(ReasonForm):
    """The ICB that should have had the request."""

    icb = BoardChoice(
        label="Integrated care board", queryset=Organisation.objects.none(),
        error_messages={"required": "Choose the integrated care board"},
        help_text="Normally one that shares an area with the local authority. A child registered with a family "
        "doctor elsewhere may belong to another.",
    )  # fmt: skip
    field_order = ("icb", "reason")

    def __init__(self, *args: Any, request: AdviceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None)
        field = self.fields["icb"]
        field.linked = frozenset(
            AreaLink.objects.filter(local_authority=request.la_id).values_list("icb_id", flat=True)
        )
        field.authority = request.la.label
        field.queryset = boards.exclude(pk=request.icb_id).order_by("name")


class MessageForm(PortalForm):
    """One message of the thread."""

    kind = forms.ChoiceField(label="What this is", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Message", widget=forms.Textarea(attrs={"rows": 4}), max_length=8000,
        error_messages={"required": "Write a message"},
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
        self.fields["kind"].initial = kinds[0][0]


class FileForm(PortalForm):
    """A file for the case."""

    upload = forms.FileField(
        label="File", error_messages={"required": "Choose a file"},
        help_text="PDF, Word (DOCX), OpenDocument text or a picture, up to 20 MB.",
    )  # fmt: skip
    description = forms.CharField(
        label="What it is", max_length=200, error_messages={"required": "Say what it is"}
    )
