"""What every form of the portal shares: GOV.UK rendering, British dates, plain messages."""

import datetime as dt
from typing import Any

from crispy_forms_gds.fields import DateInputField
from crispy_forms_gds.helper import FormHelper
from django import forms

from dco_portal.common.errors import Invalid


class PortalForm(forms.Form):
    """A form drawn inside the page's own <form> element, with small bold labels and legends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.label_size = self.helper.legend_size = "s"

    def take(self, error: Invalid) -> None:
        """Show a broken rule beside its field; one without a field stands on top."""
        error.add_to(self)


class DayField(DateInputField):
    """A date in three boxes. Refuses impossible days with a message that says how to write it."""

    def __init__(self, *, missing: str = "Enter the date", **kwargs: Any) -> None:
        kwargs.setdefault("require_all_fields", False)
        super().__init__(**kwargs)
        self.missing = missing

    def clean(self, value: Any) -> dt.date | None:
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise forms.ValidationError(self.missing, code="required")
            return None
        try:
            day, month, year = (int(part) for part in parts)
            if year < 1900:
                raise ValueError
            return dt.date(year, month, day)
        except ValueError:
            raise forms.ValidationError(
                "Enter a real date, such as 27 3 2026", code="invalid"
            ) from None
