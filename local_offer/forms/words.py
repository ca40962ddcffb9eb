"""Forms of the editors' own words."""

from django import forms

from dco_portal.common.forms import PortalForm
from local_offer.models import Taxonomy


class SynonymForm(PortalForm):
    """What families say for what entries say."""

    said = forms.CharField(
        label="Families say", max_length=60, error_messages={"required": "Enter what families say"}
    )
    meant = forms.CharField(
        label="Entries say", max_length=60, error_messages={"required": "Enter what entries say"}
    )
    both_ways = forms.BooleanField(
        label="Also the other way round", required=False, initial=True,
        help_text="As for an abbreviation: whoever searches the long form finds the short one too.",
    )  # fmt: skip


class TermForm(PortalForm):
    """A term beside the directory's own."""

    taxonomy = forms.ModelChoiceField(
        label="Where it belongs", queryset=Taxonomy.objects.order_by("name"), empty_label=None
    )
    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter the name"}
    )
    description = forms.CharField(
        label="What it means, in a sentence", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what it means"},
    )  # fmt: skip
