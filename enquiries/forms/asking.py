"""Asking step by step: who and what about; the words; who you are; and the hurdle before an emergency."""

from typing import Any

from crispy_forms_gds.layout import Fieldset, Layout
from django import forms

from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation
from enquiries.queries.routing import Area
from enquiries.states import FAMILY, AskerRole, Topic, Tried, Urgency


class StartForm(PortalForm):
    """Who asks, about what, how urgent, and where. A GET form: nothing here is personal."""

    role = forms.ChoiceField(
        label="Who are you?", choices=AskerRole.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say who you are"},
    )  # fmt: skip
    topic = forms.ChoiceField(
        label="What is your question about?", choices=Topic.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what your question is about"},
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label="How urgent is it?", choices=Urgency.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say how urgent it is"},
    )  # fmt: skip
    area = forms.ChoiceField(
        label="Which area is it about?",
        help_text="The area of the local authority where the child or young person lives.",
        error_messages={"required": "Choose the area", "invalid_choice": "Choose the area"},
    )

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.key: area for area in areas}
        self.fields["area"].choices = [("", "Choose an area"), *((a.key, a.label) for a in areas)]
        if len(areas) == 1:
            self.fields["area"].initial = areas[0].key

    @property
    def where(self) -> Area:
        """The area chosen."""
        return self.areas[self.cleaned_data["area"]]


NAMES = ("given_name", "family_name", "born_on", "nhs_number")


class WordsForm(PortalForm):
    """The question itself, what was tried, and for people without an account who they are.

    `website` is a trap for robots: people do not see it, so whatever fills it in is none.
    """

    subject = forms.CharField(
        label="Your question in a few words", max_length=150,
        error_messages={"required": "Say in a few words what your question is about"},
    )  # fmt: skip
    text = forms.CharField(
        label="Your question", max_length=10_000, widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": "Write your question"},
    )  # fmt: skip
    tried = forms.MultipleChoiceField(
        label="What have you tried already?", choices=Tried.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say what you have tried, or choose “Nothing yet”"},
    )  # fmt: skip
    tried_other = forms.CharField(
        label="What came of it? (optional)", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    child_reference = forms.CharField(
        label="The child’s reference (optional)", required=False, max_length=20,
        help_text="Such as CYP-2026-000123, when you have a part in the child’s case here.",
    )  # fmt: skip
    given_name = forms.CharField(label="Given name (optional)", required=False, max_length=100)
    family_name = forms.CharField(label="Family name (optional)", required=False, max_length=100)
    born_on = DayField(
        label="Date of birth (optional)", required=False, help_text="Such as 27 3 2017"
    )
    nhs_number = forms.CharField(
        label="NHS number (optional)", required=False, max_length=20, help_text="10 digits, such as 999 123 4567."
    )  # fmt: skip
    name = forms.CharField(
        label="Your name", max_length=120, error_messages={"required": "Enter your name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    organisation_name = forms.CharField(
        label="Where you work (optional)", required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    email = forms.EmailField(
        label="Your e-mail address", max_length=254,
        help_text="We send a link there. Nobody sees your question before you have opened it.",
        error_messages={
            "required": "Enter your e-mail address", "invalid": "Enter an e-mail address like name@example.com",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )  # fmt: skip
    website = forms.CharField(required=False, max_length=200)

    def __init__(
        self, *args: Any, role: str, topic: str, account: bool, sees_children: bool = False, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        family = role in FAMILY
        if topic != Topic.CHILD:
            for name in (*NAMES, "child_reference"):
                del self.fields[name]
        elif not sees_children:
            del self.fields["child_reference"]
        if account:
            for name in ("name", "email", "organisation_name", "website"):
                del self.fields[name]
        elif family:
            del self.fields["organisation_name"]
        shown = [name for name in self.fields if name != "website"]
        you = [name for name in shown if name in ("name", "organisation_name", "email")]
        child = [name for name in shown if name in (*NAMES, "child_reference")]
        parts: list[Any] = [name for name in shown if name not in {*you, *child}]
        for legend, names in (("About the child (optional)", child), ("About you", you)):
            if names:
                parts.append(Fieldset(*names, legend=legend, legend_size="m"))
        self.helper.layout = Layout(*parts)

    @property
    def trapped(self) -> bool:
        """Whether the robots' trap was filled in."""
        return bool(self.data.get("website"))

    def kept(self) -> list[tuple[str, str]]:
        """What was sent, field by field as sent, to carry it to the next step."""
        return [
            (key, value)
            for key, values in self.data.lists()
            if key.rstrip("_012") in self.fields or key in self.fields
            for value in values
        ]


class ComplaintForm(PortalForm):
    """Which organisation somebody wants to complain about."""

    organisation = forms.ModelChoiceField(
        label="Who is your complaint about?", queryset=Organisation.objects.none(), widget=forms.RadioSelect,
        empty_label=None, error_messages={"required": "Choose who your complaint is about"},
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [row.pk for row in organisations]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=ids).order_by(
            "name"
        )
