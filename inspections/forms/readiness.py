"""Forms of readiness: filters, an item, its version, why it is not needed."""

from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.forms import DayField, PortalForm
from inspections.forms.record import ADDRESS, SHORT, URL_ERRORS, LockedForm
from inspections.models import ReadinessItem
from inspections.states import ReadinessKind


class FilterForm(PortalForm):
    """What the list shows."""

    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *ReadinessKind.choices])  # fmt: skip
    stands = forms.ChoiceField(
        label="How it stands", required=False,
        choices=[("", "All"), ("Ready", "Ready"), ("Not ready", "Not ready"), ("Not needed", "Not needed")],
    )  # fmt: skip
    owner = forms.ChoiceField(
        label="Owner", required=False, choices=[("", "Anybody"), ("me", "Me"), ("nobody", "Nobody")]
    )
    live = forms.ChoiceField(
        label="Who makes it", required=False,
        choices=[("", "All"), ("yes", "The portal itself"), ("no", "We do")],
    )  # fmt: skip
    overdue = forms.ChoiceField(
        label="Review", required=False, choices=[("", "All"), ("yes", "Overdue")]
    )

    def wanted(self, by: User) -> dict[str, Any]:
        """The filters as given; one that is not known is left out."""
        self.is_valid()
        return {**self.cleaned_data, "me": by.pk}


class ItemForm(LockedForm):
    """What it is, who keeps it, when it is looked at again, what is missing."""

    kind = forms.ChoiceField(label="Kind", choices=ReadinessKind.choices)
    title = forms.CharField(
        label="What inspectors ask for", max_length=200,
        error_messages={"required": "Enter what inspectors ask for"},
    )  # fmt: skip
    what = forms.CharField(label="What belongs in it (optional)", widget=SHORT, required=False, max_length=2000)  # fmt: skip
    owner = forms.CharField(label="Owner: a role", max_length=160, required=False, help_text="Such as: head of SEND, local authority")  # fmt: skip
    owner_user = forms.ModelChoiceField(
        label="Owner’s account (optional)", queryset=User.objects.none(), required=False, empty_label="None",
        help_text="They are reminded of the review",
    )  # fmt: skip
    review_on = DayField(label="Look at it again on", required=False)
    gap = forms.CharField(
        label="What is missing (optional)", widget=SHORT, required=False, max_length=2000,
        help_text="Empty it when nothing is. Name nobody.",
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_user"].queryset = owners
        self.fields["owner_user"].label_from_instance = lambda user: user.name

    @staticmethod
    def first(item: ReadinessItem) -> dict[str, Any]:
        """The form's values of an item."""
        names = ("kind", "title", "what", "owner", "owner_user", "review_on", "gap", "lock")
        return {name: getattr(item, name) for name in names}


class VersionForm(LockedForm):
    """The newest version."""

    dated = DayField(label="Date of the version", missing="Enter the date of the version")
    version = forms.CharField(label="Version (optional)", max_length=40, required=False, help_text="Such as: 2.1, or final")  # fmt: skip
    upload = forms.FileField(label="File (optional)", required=False, help_text="PDF, Word, OpenDocument text or a picture. Earlier files stay.")  # fmt: skip
    link = forms.URLField(
        label="Link: an address (optional)", widget=ADDRESS, required=False, max_length=500, assume_scheme="https", error_messages=URL_ERRORS,
    )  # fmt: skip
    review_on = DayField(label="Look at it again on", required=False)

    @staticmethod
    def first(item: ReadinessItem) -> dict[str, Any]:
        """What stays unless it is changed."""
        return {"link": item.link, "review_on": item.review_on, "lock": item.lock}


class NotNeededForm(PortalForm):
    """Why the area need not have it."""

    reason = forms.CharField(
        label="Why it is not needed", widget=SHORT, max_length=300,
        error_messages={"required": "Say why it is not needed"},
    )  # fmt: skip
