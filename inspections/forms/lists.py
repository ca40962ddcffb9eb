"""Uploading a person-level list."""

from django import forms

from dco_portal.common.forms import PortalForm
from dco_portal.common.incoming import size_words
from inspections.annex.files import MOST_ROWS
from inspections.rules.lists import MOST_BYTES


class ListForm(PortalForm):
    """Which list, its file, and whether to keep it."""

    which = forms.TypedChoiceField(
        label="Which list", coerce=int, widget=forms.RadioSelect,
        choices=[(1, "List 1: children and young people with an EHC plan"), (2, "List 2: SEN support, without a plan")],
        error_messages={"required": "Choose which list it is"},
    )  # fmt: skip
    upload = forms.FileField(
        label="File", help_text=f"CSV, XLSX or ODS, up to {MOST_ROWS:,} rows and {size_words(MOST_BYTES)}.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
        error_messages={"required": "Choose a file", "empty": "The selected file is empty"},
    )  # fmt: skip
    keep = forms.BooleanField(label="Keep the checked file for some days", required=False)

    def __init__(self, *args, keep_days: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        days = f"{keep_days} day{'' if keep_days == 1 else 's'}"
        self.fields["keep"].label = f"Keep the checked file for {days}"
