"""Forms of the DCO team's steps."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people, roles_with
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.gaps.models import Theme
from dco_portal.organisations.models import Organisation, ProviderService, ServiceKind
from enquiries.forms.thread import ReasonForm, Seen
from enquiries.models import Enquiry
from enquiries.queries.listing import may_merge_into
from enquiries.states import Topic


class AssignForm(PortalForm):
    """Who of the DCO team has the enquiry."""

    owner = forms.ModelChoiceField(
        label="Who has it", queryset=User.objects.none(), required=False, empty_label="Nobody"
    )

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people(enquiry.icb, P.TRIAGE)
        self.fields["owner"].initial = enquiry.owner_id


class HoldForm(Seen, ReasonForm):
    """Why it waits, and when to look again."""

    until = DayField(
        label="Look again on (optional)", required=False, help_text="Such as 27 3 2027"
    )
    field_order = ("reason", "until")


class ResolveForm(Seen, ReasonForm):
    """What settled it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What settled it"
        self.fields["reason"].help_text = "The asker can read this."


class SignpostForm(Seen, ReasonForm):
    """Where the asker should turn."""

    to = forms.ModelChoiceField(
        label="To whom (optional)", queryset=Organisation.objects.none(), required=False, empty_label="Somebody else"
    )  # fmt: skip
    field_order = ("to", "reason")

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [row.pk for row in organisations]
        self.fields["to"].queryset = Organisation.objects.filter(pk__in=ids).order_by("name")
        self.fields["reason"].label = "What to tell the asker"
        self.fields[
            "reason"
        ].help_text = "Say who can help and how to reach them. The asker reads these words."
        self.fields["reason"].error_messages["required"] = "Tell the asker where to turn"


class EnquiryChoice(forms.ModelChoiceField):
    """Enquiries by reference and subject."""

    def label_from_instance(self, obj: Enquiry) -> str:
        """Such as "ENQ-2026-000012: Feeding at school"."""
        return f"{obj.reference}: {obj.subject}"


class MergeForm(Seen):
    """The enquiry in which this one goes on."""

    into = EnquiryChoice(
        label="Goes on in", queryset=Enquiry.objects.none(), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": "Choose the enquiry that goes on"},
    )  # fmt: skip

    def __init__(self, *args: Any, enquiry: Enquiry, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = self.fields["into"].queryset = may_merge_into(enquiry, by)


class SplitForm(Seen):
    """Part of what the asker wrote, as an enquiry of its own."""

    message = forms.ChoiceField(
        label="From which message", widget=forms.RadioSelect,
        error_messages={"required": "Choose a message"},
    )  # fmt: skip
    topic = forms.ChoiceField(label="Topic of the new enquiry", choices=Topic.choices)
    subject = forms.CharField(
        label="Subject",
        max_length=150,
        error_messages={"required": "Say what the new enquiry is about"},
    )
    text = forms.CharField(
        label="The asker’s words for it", widget=forms.Textarea(attrs={"rows": 5}), max_length=10_000,
        help_text="Copy the part of the message that belongs to it.",
        error_messages={"required": "Give it the asker’s words"},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].choices = choices


class TagForm(PortalForm):
    """Service and theme, and whether it shows a gap."""

    topic = forms.ChoiceField(label="Topic", choices=Topic.choices)
    service = forms.ChoiceField(
        label="Service (optional)",
        required=False,
        choices=[("", "None in particular"), *ServiceKind.choices],
    )
    theme = forms.ChoiceField(
        label="Theme (optional)", required=False, choices=[("", "None"), *Theme.choices]
    )
    is_gap = forms.BooleanField(
        label="This shows a gap in what is commissioned: count it in the gap log", required=False
    )
    gap_words = forms.CharField(
        label="Our own words for the gap (optional)", required=False, max_length=120,
        help_text="Such as “continence pads over 12”. No names, and not the asker’s own words.",
    )  # fmt: skip


class SpecialistForm(PortalForm):
    """A question to a specialist."""

    service = forms.ModelChoiceField(
        label="Service",
        queryset=ProviderService.objects.none(),
        error_messages={"required": "Choose a service"},
    )
    person = forms.ModelChoiceField(
        label="Person (optional)",
        queryset=User.objects.none(),
        required=False,
        empty_label="Anybody of the service",
    )
    question = forms.CharField(
        label="Your question to them", widget=forms.Textarea(attrs={"rows": 5}), max_length=5000,
        error_messages={"required": "Write what you ask them"},
    )  # fmt: skip
    share_words = forms.BooleanField(
        label="Show them what the asker wrote", required=False,
        help_text="They see the first message of the enquiry and who asked. Without this they see your question alone.",
    )  # fmt: skip

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ProviderService.objects.filter(closed_on=None, provider__closed_on=None)
        rows = (
            rows.filter(areas=enquiry.la)
            if enquiry.la_id
            else rows.filter(areas__icb_links__icb=enquiry.icb).distinct()
        )
        rows = rows.select_related("provider").order_by("provider__name", "name")
        self.fields["service"].queryset = rows
        held = Membership.objects.in_force().filter(
            user=OuterRef("pk"), organisation__in=rows.values("provider"),
            role__in=[*roles_with(P.WRITE_ADVICE), *roles_with(P.ALLOCATE)],
        )  # fmt: skip
        self.fields["person"].queryset = User.objects.filter(Exists(held), is_active=True).order_by(
            "name", "pk"
        )
