"""What a visitor types."""

from django import forms

from dco_portal.common.forms import PortalForm


class WhoForm(PortalForm):
    """A postcode, an authority or a place. Sent by POST: a postcode stands in no address and no log."""

    where = forms.CharField(
        label="Postcode, council or place",
        help_text="For example WR5 1AA, the first part WR5, or Wiltshire. It is not kept.",
        max_length=120,
        error_messages={"required": "Enter a postcode, a council or a place"},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false"}),
    )


class SearchForm(PortalForm):
    """Words to look for in the guidance."""

    q = forms.CharField(label="Search guidance", required=False, max_length=120)
