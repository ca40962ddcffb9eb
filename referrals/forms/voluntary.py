"""Voluntary organisations: suggested from the Local Offer, or named by the person."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.forms import DayField, PortalForm
from referrals.models import Notification
from referrals.queries.suggestions import Suggestion

V = Notification.Voluntary
LATER = "later"
ROWS = (1, 2, 3)


class VoluntaryForm(PortalForm):
    """Which organisations the parents were told of and when, none thought likely to help, or later.

    `suggestions` come from the directory near the child; `later` offers to decide after sending.
    """

    voluntary = forms.ChoiceField(
        label="Have you told the parents of voluntary organisations likely to help?", widget=forms.RadioSelect,
        error_messages={"required": "Choose one of these"},
    )  # fmt: skip
    picked = forms.MultipleChoiceField(
        label="From the Local Offer, near the child", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Tick those you told the parents of.",
    )  # fmt: skip
    voluntary_on = DayField(
        label="Day you told them", required=False, help_text="Such as 27 3 2026"
    )

    def __init__(
        self,
        *args: Any,
        suggestions: list[Suggestion],
        later: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = {str(row.id): row for row in suggestions}
        self.fields["voluntary"].choices = [
            (V.NAMED.value, "Yes, I have told them of these"),
            (V.NONE.value, "No: none is thought likely to help"),
            *([(LATER, "Not yet: I will record it after sending")] if later else []),
        ]
        self.fields["picked"].choices = [(key, _words(row)) for key, row in self.suggestions.items()]  # fmt: skip
        if not suggestions:
            del self.fields["picked"]
        noun = "Other organisation" if suggestions else "Organisation"
        names: list[str] = []
        for n in ROWS:
            self.fields[f"name_{n}"] = forms.CharField(
                label=f"{noun} {n} (optional)", required=False, max_length=200
            )
            self.fields[f"detail_{n}"] = forms.CharField(
                label=f"How to reach {noun.lower()} {n} (optional)", required=False, max_length=300
            )
            names += [f"name_{n}", f"detail_{n}"]
        first = [name for name in ("voluntary", "picked") if name in self.fields]
        self.helper.layout = Layout(*first, *names, "voluntary_on")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for n in ROWS:
            if values.get(f"detail_{n}") and not values.get(f"name_{n}"):
                self.add_error(f"name_{n}", "Enter the organisation’s name")
        return values

    def values(self) -> dict[str, Any]:
        """What the draft keeps, and what `actions.voluntary.record` takes."""
        data = self.cleaned_data
        named = [self._picked(key) for key in data.get("picked", [])]
        named += [
            {"name": data[f"name_{n}"], "detail": data[f"detail_{n}"], "url": "", "listing_id": ""}
            for n in ROWS
            if data[f"name_{n}"] and data[f"name_{n}"] not in {row["name"] for row in named}
        ]
        kind = data["voluntary"]
        return {
            "voluntary": "" if kind == LATER else kind,
            "voluntary_on": data["voluntary_on"] if kind == V.NAMED else None,
            "named": named,
        }

    def _picked(self, key: str) -> dict[str, Any]:
        row = self.suggestions[key]
        return {"name": row.name, "detail": row.summary[:300], "url": row.url, "listing_id": key}

    @staticmethod
    def initial_of(values: dict[str, Any]) -> dict[str, Any]:
        """The form's first values from what the draft keeps."""
        if not values:
            return {}
        initial: dict[str, Any] = {
            "voluntary": values["voluntary"] or LATER,
            "voluntary_on": values.get("voluntary_on"),
            "picked": [row["listing_id"] for row in values["named"] if row.get("listing_id")],
        }
        own = [row for row in values["named"] if not row.get("listing_id")]
        for n, row in zip(ROWS, own, strict=False):
            initial[f"name_{n}"], initial[f"detail_{n}"] = row["name"], row["detail"]
        return initial


def _words(row: Suggestion) -> str:
    far = f", {row.distance_m / 1000:.1f} km away" if row.distance_m is not None else ""
    by = f" ({row.organisation})" if row.organisation and row.organisation != row.name else ""
    return f"{row.name}{by}{far}. {row.summary}".strip()
