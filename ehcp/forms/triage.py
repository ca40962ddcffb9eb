"""Forms of the DCO team's desk. They check shape; the rules are in `ehcp.rules`."""

from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.forms import PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from ehcp.actions.triage import Ask
from ehcp.models import AdviceRequest
from ehcp.states import ContributionState


def services_for(request: AdviceRequest) -> Any:
    """Services that may be asked: open, covering the LA's area or belonging to nobody's area in particular."""
    covering = ProviderService.objects.filter(closed_on=None, provider__closed_on=None, areas=request.la)
    return covering.select_related("provider").order_by("provider__name", "name")


class ReasonForm(PortalForm):
    """A reason in words, for whatever needs one."""

    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        error_messages={"required": "Say why in a sentence or two"},
    )  # fmt: skip


class SplitForm(PortalForm):
    """Which services are asked, what each is asked, and whether the return waits for it."""

    services = forms.ModelMultipleChoiceField(
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
        field.initial = [
            row.service_id for row in request.known_services.all() if row.service_id is not None
        ]

    def asks(self) -> list[Ask]:
        """What the action is given, one per service chosen."""
        values = self.cleaned_data
        return [Ask(service, values["ask"], not values["optional"]) for service in values["services"]]


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
        label="Service", queryset=ProviderService.objects.none(), error_messages={"required": "Choose a service"}
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
        providers = Organisation.objects.filter(services__in=services)
        self.fields["clinician"].queryset = User.objects.filter(
            is_active=True, memberships__organisation__in=providers, memberships__ended_on=None,
            memberships__role="clinician",
        ).distinct().order_by("name")  # fmt: skip


class DuplicateForm(PortalForm):
    """The request that came first."""

    of = forms.ModelChoiceField(
        label="The request that goes on", queryset=AdviceRequest.objects.none(),
        error_messages={"required": "Choose the request that goes on"},
    )  # fmt: skip

    def __init__(self, *args: Any, request: AdviceRequest, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = AdviceRequest.objects.visible_to(by).filter(child=request.child_id).exclude(pk=request.pk)
        self.fields["of"].queryset = others.order_by("created_at")


class ForwardForm(ReasonForm):
    """The ICB that should have had the request."""

    icb = forms.ModelChoiceField(
        label="Integrated care board", queryset=Organisation.objects.none(),
        error_messages={"required": "Choose the integrated care board"},
    )  # fmt: skip
    field_order = ("icb", "reason")

    def __init__(self, *args: Any, request: AdviceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None)
        self.fields["icb"].queryset = boards.exclude(pk=request.icb_id)


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
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()


class FileForm(PortalForm):
    """A file for the case."""

    upload = forms.FileField(
        label="File", error_messages={"required": "Choose a file"},
        help_text="PDF, Word (DOCX), OpenDocument text or a picture, up to 20 MB.",
    )  # fmt: skip
    description = forms.CharField(label="What it is", max_length=200, error_messages={"required": "Say what it is"})
