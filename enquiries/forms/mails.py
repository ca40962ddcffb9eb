"""What the team decides about a mail that was held."""

from typing import Any

from django import forms

from dco_portal.common.forms import PortalForm
from enquiries.models import HeldMessage


class AddMailForm(PortalForm):
    """The thread that a held mail belongs to."""

    reference = forms.CharField(
        label="Reference of the enquiry", max_length=20, help_text="Such as ENQ-2026-000123"
    )

    def __init__(self, *args: Any, held: HeldMessage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if held.enquiry:
            self.fields["reference"].initial = held.enquiry.reference
