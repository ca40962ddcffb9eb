"""Inviting, joining, changing a role."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError

from dco_portal.accounts import rules
from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.scope import looked_after
from dco_portal.common.forms import PortalForm
from dco_portal.organisations.models import Organisation, ProviderService


class RoleForm(PortalForm):
    """A role of one organisation, and for clinicians the service."""

    role = forms.ChoiceField(
        label="Role", widget=forms.RadioSelect, error_messages={"required": "Choose a role"}
    )
    service = forms.ModelChoiceField(
        label="Service",
        queryset=ProviderService.objects.none(),
        required=False,
        empty_label="No service, or all of them",
        help_text="Needed for a clinician.",
    )

    def __init__(self, *args: Any, by: User, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            (role.code, f"{role.name}: {role.description}")
            for role in rules.roles_to_give(by, organisation)
        ]
        services = ProviderService.objects.filter(provider=organisation, closed_on=None)
        self.fields["service"].queryset = services
        self.fields["service"].label_from_instance = lambda service: service.name
        if not services.exists():
            del self.fields["service"]
            self.helper.layout = Layout(*self.fields)


class InviteForm(RoleForm):
    """Whom to invite to an organisation."""

    name = forms.CharField(
        label="Full name", max_length=120, error_messages={"required": "Enter their name"}
    )
    email = forms.EmailField(
        label="Work e-mail address",
        help_text="The invitation goes there, and only there.",
        error_messages={
            "required": "Enter their work e-mail address",
            "invalid": "Enter an e-mail address, such as name@example.nhs.uk",
        },
    )
    field_order = ["name", "email", "role", "service"]


class OrganisationForm(PortalForm):
    """For which of the organisations one looks after."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = looked_after(by)


class JoinForm(PortalForm):
    """What somebody new gives when they join."""

    name = forms.CharField(
        label="Full name", max_length=120, error_messages={"required": "Enter your name"}
    )
    job_title = forms.CharField(label="Job title (optional)", max_length=120, required=False)
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password"},
    )
    password_again = forms.CharField(
        label="Password again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password again"},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        password, again = values.get("password"), values.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "The two passwords are not the same")
        if password:
            try:
                validate_password(password, User(email=self.email, name=values.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return values


def role_form(data: Any, *, by: User, membership: Membership) -> RoleForm:
    """The form that changes a membership's role, showing the present one."""
    return RoleForm(
        data,
        by=by,
        organisation=membership.organisation,
        initial={"role": membership.role, "service": membership.service_id},
    )
