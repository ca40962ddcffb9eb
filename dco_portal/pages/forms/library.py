"""Publications and their files."""

from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.forms import PortalForm
from dco_portal.organisations.models import Place
from dco_portal.pages.models import Publication


class PublicationForm(PortalForm):
    """What a publication is and who answers for it."""

    title = forms.CharField(
        label="Title", max_length=160, error_messages={"required": "Enter a title"}
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=Publication.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind it is"},
    )
    summary = forms.CharField(
        label="Summary",
        help_text="A sentence or two on what it is for",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence what it is"},
    )
    owner_role = forms.CharField(
        label="Owner",
        help_text="A role, such as “Executive lead for SEND”; no name",
        max_length=120,
        error_messages={"required": "Enter the role that owns it"},
    )
    place = forms.ModelChoiceField(
        label="For which place",
        queryset=Place.objects.none(),
        required=False,
        empty_label="The whole area",
    )

    def __init__(
        self, *args: Any, by: User, publication: Publication | None = None, **kwargs: Any
    ) -> None:
        if publication is not None:
            names = ("title", "kind", "summary", "owner_role", "place")
            kwargs["initial"] = {name: getattr(publication, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(icb=by.organisation)


class FileForm(PortalForm):
    """A new file of a publication."""

    label = forms.CharField(
        label="Version",
        help_text="Such as “2026 to 2029” or “1.2”",
        max_length=40,
        error_messages={"required": "Enter the version, such as “2026 to 2029”"},
    )
    change = forms.CharField(label="What changed (optional)", required=False, max_length=300)
    upload = forms.FileField(
        label="File",
        help_text="A tagged PDF is best: everybody can read it. It must name no child or family.",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )
