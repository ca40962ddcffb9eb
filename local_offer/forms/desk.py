"""Forms of the desk: filters, a new entry, reasons, handing on, many at once, uploads, coverage."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from local_offer.models import Body, Cover, Service, Term
from local_offer.queries import coverage, listing, terms
from local_offer.queries.listing import Filters
from local_offer.rules.imports import MOST_ROWS

KEEPERS = ["provider", "voluntary", "la", "school"]


class FilterForm(PortalForm):
    """What the list of entries shows. A value it does not know is left out instead of refused."""

    words = forms.CharField(label="Words in the name", required=False, max_length=100)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *Service.State.choices]
    )
    authority = forms.ChoiceField(label="Local Offer of", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    term = forms.ChoiceField(label="Need, stage or type", required=False)
    health = forms.ChoiceField(
        label="Health services", required=False,
        choices=[("", "All"), ("yes", "Health services only"), ("no", "Other services only")],
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by.may(P.EDIT_LOCAL_OFFER):
            places = [(str(row.pk), row.label) for row in coverage.authorities(by)]
            self.fields["authority"].choices = [("", "All"), *places]
            self.fields["owner"].choices = [("", "All"), ("none", "Nobody"), *listing.owners(by)]
        else:
            del self.fields["authority"], self.fields["owner"]
        self.fields["term"].choices = [
            ("", "All"), *(pair for code in ("need", "stage", "type") for pair in terms.choices(code)),
        ]  # fmt: skip

    def filters(self, view: str) -> Filters:
        """The filters in force; a field with a mistake is left out."""
        self.is_valid()
        return Filters(
            view=view, **{key: value for key, value in self.cleaned_data.items() if value}
        )


class NewForm(PortalForm):
    """An entry that is not there yet."""

    name = forms.CharField(
        label="Name of the service", max_length=200,
        error_messages={"required": "Enter the name of the service"},
    )  # fmt: skip
    summary = forms.CharField(
        label="In one sentence", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in one sentence what it is"},
    )  # fmt: skip
    authority = forms.ModelChoiceField(
        label="In whose Local Offer", queryset=Organisation.objects.none(), empty_label=None,
        error_messages={"required": "Choose the local authority"},
    )  # fmt: skip
    body_name = forms.CharField(
        label="Who runs it", max_length=200,
        help_text="The organisation’s name as families know it.",
        error_messages={"required": "Enter the organisation that runs it"},
    )  # fmt: skip
    body_type = forms.ChoiceField(label="What kind of organisation", choices=Body.Type, widget=forms.RadioSelect,
                                  error_messages={"required": "Choose the kind of organisation"})  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = places_for(by)
        if not by.may(P.EDIT_LOCAL_OFFER):
            del self.fields["body_name"], self.fields["body_type"]
            self.helper.layout = Layout(*self.fields)

    def values(self) -> dict[str, Any]:
        """What `actions.entries.create` takes; a body of this name that is there already is used."""
        data = dict(self.cleaned_data)
        if "body_name" in data:
            name = data["body_name"].strip()
            data["body"] = Body.objects.filter(name__iexact=name).order_by("created_at").first()
        return data


def places_for(by: User) -> Any:
    """The authorities in whose Local Offer somebody may begin an entry."""
    rows = Organisation.objects.filter(kind=OrganisationKind.LA, closed_on=None)
    organisation = by.organisation
    if organisation is None:
        return rows.none()
    if organisation.kind in {OrganisationKind.SCHOOL, OrganisationKind.VOLUNTARY}:
        return rows.filter(settings_in=organisation)
    if organisation.kind == OrganisationKind.PROVIDER:
        covered = ProviderService.areas.through.objects.filter(
            providerservice__provider=organisation
        )
        return rows.filter(pk__in=covered.values("organisation")).order_by("name")
    if organisation.kind == OrganisationKind.ICB:
        return rows.filter(icb_links__icb=organisation).order_by("name")
    return rows.filter(pk=organisation.pk)


class ReasonForm(PortalForm):
    """Why."""

    reason = forms.CharField(
        label="Why", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )  # fmt: skip


class RejectForm(PortalForm):
    """Why a change is not accepted; the owner reads it."""

    reason = forms.CharField(
        label="Why it is not accepted", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The owner reads this and can mend the change.",
        error_messages={"required": "Say why, so that the owner can mend it"},
    )  # fmt: skip


class CommentForm(PortalForm):
    """A word to the editor with a change."""

    comment = forms.CharField(
        label="Anything the editor should know (optional)", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class RemarkForm(PortalForm):
    """A word to the other side about a change."""

    text = forms.CharField(
        label="Comment", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The owner and the editors see it. Families do not.",
        error_messages={"required": "Write a comment"},
    )  # fmt: skip


class OfferForm(PortalForm):
    """To whom an entry is handed on."""

    to = forms.ModelChoiceField(
        label="Which organisation", queryset=Organisation.objects.none(), empty_label="Choose",
        error_messages={"required": "Choose the organisation"},
    )  # fmt: skip
    note = forms.CharField(
        label="Note to them (optional)", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = keepers_near(service)


def keepers_in(places: Any) -> Any:
    """Organisations that may keep entries of these authorities: those of the area, and what health covers it."""
    rows = Organisation.objects.filter(kind__in=KEEPERS, closed_on=None)
    covering = ProviderService.areas.through.objects.filter(organisation__in=places)
    providers = ProviderService.objects.filter(
        pk__in=covering.values("providerservice"), closed_on=None
    ).values("provider")
    near = Q(local_authority__in=places) | Q(pk__in=places) | Q(pk__in=providers)
    return rows.filter(near).order_by("name")


def keepers_near(service: Service) -> Any:
    """Who may keep this entry beside its owner."""
    rows = keepers_in([service.local_authority_id])
    return rows.exclude(pk=service.owner_id) if service.owner_id else rows


def keepers_of(by: User) -> Any:
    """Who may keep the entries of this editor."""
    return keepers_in(coverage.authorities(by).values("pk"))


class LinkForm(PortalForm):
    """Which commissioned service an entry is about."""

    service = forms.ModelChoiceField(
        label="Commissioned health service", queryset=ProviderService.objects.none(), required=False,
        empty_label="None of them",
    )  # fmt: skip

    def __init__(self, *args: Any, entry: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ProviderService.objects.filter(areas=entry.local_authority_id, closed_on=None)
        self.fields["service"].queryset = rows.select_related("provider").order_by("provider__name", "name")  # fmt: skip


class BulkForm(PortalForm):
    """What to change on many entries; what is left empty stays as it is."""

    owner = forms.ChoiceField(label="Owner (optional)", required=False)
    review_by = DayField(label="To be checked by (optional)", required=False)
    add_terms = forms.MultipleChoiceField(
        label="Add these terms (optional)", required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    remove_terms = forms.MultipleChoiceField(
        label="Take these terms off (optional)", required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    alert = forms.CharField(
        label="Notice on top of the page (optional)", required=False, max_length=300,
        help_text="Families see it at once on every entry you chose.",
    )  # fmt: skip
    no_alert = forms.BooleanField(label="Take the notice off", required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keepers = [(str(row.pk), row.name) for row in keepers_of(by)]
        self.fields["owner"].choices = [("", "Leave as it is"), ("none", "Nobody"), *keepers]
        offered = [pair for code in ("need", "stage", "type", "pathway") for pair in terms.choices(code)]  # fmt: skip
        self.fields["add_terms"].choices = self.fields["remove_terms"].choices = offered

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if both := set(data.get("add_terms", [])) & set(data.get("remove_terms", [])):
            names = ", ".join(Term.objects.filter(pk__in=both).values_list("name", flat=True))
            self.add_error("remove_terms", f"You both add and take off: {names}")
        if data.get("alert") and data.get("no_alert"):
            self.add_error("no_alert", "Write a notice or take it off, not both")
        chosen = ("owner", "review_by", "add_terms", "remove_terms", "alert", "no_alert")
        if not self.errors and not any(data.get(name) for name in chosen):
            raise forms.ValidationError("Choose at least one thing to change")
        return data


class UploadForm(PortalForm):
    """One CSV file for one authority's Local Offer."""

    authority = forms.ModelChoiceField(
        label="For the Local Offer of", queryset=Organisation.objects.none(), empty_label=None
    )
    upload = forms.FileField(
        label="CSV file", help_text=f"Up to {MOST_ROWS} rows and 2 MB.",
        error_messages={"required": "Choose a CSV file"},
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = coverage.authorities(by)


class GapForm(PortalForm):
    """Why a commissioned service is not in the Local Offer."""

    reason = forms.CharField(
        label="Why it is not in the Local Offer", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It also goes to the commissioning gap log.",
        error_messages={"required": "Say why it is not in the Local Offer"},
    )  # fmt: skip


class HealthFilterForm(PortalForm):
    """Which lines of the health coverage to show."""

    authority = forms.ChoiceField(label="Local Offer of", required=False)
    state = forms.ChoiceField(
        label="Which", required=False, choices=[("", "All"), *coverage.WORDS.items()]
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(row.pk), row.label) for row in coverage.authorities(by)]
        self.fields["authority"].choices = [("", "All"), *places]


class CoverForm(PortalForm):
    """What covers an item of Schedule 2."""

    kind = forms.ChoiceField(
        label="What covers it?", choices=Cover.Kind, widget=forms.RadioSelect,
        error_messages={"required": "Choose what covers it"},
    )  # fmt: skip
    service = forms.CharField(
        label="Name of the entry", required=False, max_length=200,
        help_text="For an entry of the directory: its name as families see it.",
    )  # fmt: skip
    title = forms.CharField(label="Title of the page", required=False, max_length=200, help_text="For a page elsewhere.")  # fmt: skip
    url = forms.CharField(label="Address of the page", required=False, max_length=500)
    reason = forms.CharField(
        label="Why it is not published yet, and what is done about it", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="For a known gap.",
    )  # fmt: skip

    def __init__(self, *args: Any, authority: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority = authority

    def clean_service(self) -> Service | None:
        """The published entry of this name."""
        name = self.cleaned_data["service"].strip()
        rows = Service.objects.public().filter(local_authority=self.authority)
        found = rows.filter(name__iexact=name).order_by("pk").first() if name else None
        if name and found is None:
            raise forms.ValidationError("No published entry of this Local Offer has this name")
        return found


class ItemForm(PortalForm):
    """The words of an item of Schedule 2."""

    title = forms.CharField(label="Title", max_length=200)
    words = forms.CharField(label="What must be published", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))  # fmt: skip
    citation = forms.CharField(label="Citation", max_length=200)
    source = forms.URLField(label="Where it was read (optional)", required=False, max_length=500, assume_scheme="https")  # fmt: skip
    verified = forms.BooleanField(label="Checked against the regulation’s own text", required=False)
    terms = forms.MultipleChoiceField(
        label="Entries with any of these terms cover it", required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [pair for code in ("need", "stage", "type", "pathway") for pair in terms.choices(code)]  # fmt: skip
        self.fields["terms"].choices = offered
