"""Forms of measures, their figures and commentary. They validate shape; rules are in `rules.measuring`."""

import datetime as dt
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.forms import DayField, PortalForm
from inspections.models import Commentary, Measure, Priority
from inspections.queries.live import MEASURES
from inspections.rules import measures as pure
from inspections.rules.measuring import Fields
from inspections.states import Frequency, MeasureSource, Polarity, Unit

SHORT = forms.Textarea(attrs={"rows": 3})
LONG = forms.Textarea(attrs={"rows": 5})
PUBLIC = [("yes", "Yes, once the plan is published"), ("no", "No, only those who read the plan")]


def amount(label: str, **more: Any) -> forms.DecimalField:
    """A number of up to nine digits and three decimal places."""
    return forms.DecimalField(
        label=label, required=more.pop("required", False), max_digits=12, decimal_places=3,
        error_messages={"invalid": "Enter a number, such as 62.5", "required": "Enter a number"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"}), **more,
    )  # fmt: skip


def day(label: str, **more: Any) -> DayField:
    """A date that may be left out."""
    return DayField(label=label, required=False, **more)


class MeasureForm(PortalForm):
    """A measure: what is counted, out of what, towards what, by whom."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Enter a short name"}
    )
    priority = forms.ChoiceField(label="Priority it belongs to", required=False)
    source = forms.ChoiceField(
        label="Where the figures come from", choices=MeasureSource.choices, widget=forms.RadioSelect
    )
    live_key = forms.ChoiceField(
        label="What the portal counts", required=False,
        help_text="Only for figures counted live. What it counts, its unit and which way is better are then set.",
    )  # fmt: skip
    definition = forms.CharField(
        label="What exactly is measured", widget=LONG, required=False,
        help_text="So that somebody else would get the same figure.",
    )  # fmt: skip
    numerator = forms.CharField(label="What is counted (numerator)", max_length=300, required=False)
    denominator = forms.CharField(label="Out of what (denominator)", max_length=300, required=False)
    unit = forms.ChoiceField(label="Unit", choices=Unit.choices)
    polarity = forms.ChoiceField(
        label="Which way is better", choices=Polarity.choices, widget=forms.RadioSelect
    )
    frequency = forms.ChoiceField(label="How often there is a figure", choices=Frequency.choices)
    source_words = forms.CharField(
        label="Source of the figures", max_length=200, required=False, help_text="Such as: the trust’s monthly return."
    )  # fmt: skip
    owner = forms.ChoiceField(
        label="Owner", required=False, help_text="Is asked to say why when the measure is red."
    )
    owner_words = forms.CharField(
        label="Owner’s role, where they have no account", max_length=160, required=False
    )
    baseline = amount("Baseline: where it began")
    baseline_on = day("Day of the baseline")
    target = amount("Target")
    target_on = day("Target to be reached by")
    target_source = forms.CharField(label="Who set the target", max_length=200, required=False)
    benchmark = amount("Benchmark")
    benchmark_source = forms.CharField(
        label="Whose figure the benchmark is", max_length=200, required=False, help_text="Such as England, 2024."
    )  # fmt: skip
    tolerance = amount(
        "Tolerance, in per cent of the planned value", required=True,
        help_text="A figure that misses the plan by no more than this is amber, not red.",
    )  # fmt: skip
    quality_words = forms.CharField(
        label="Warning about the data", max_length=300, required=False, help_text="Printed with every figure."
    )  # fmt: skip
    public = forms.ChoiceField(
        label="Show it to the public", choices=PUBLIC, widget=forms.RadioSelect
    )
    suppress_below = forms.IntegerField(
        label="Hide counts under this number from the public", min_value=0, max_value=50,
        help_text="With them go the figures they could be worked out from. 0 hides nothing.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        priorities: Iterable[Priority],
        owners: dict[uuid.UUID, Any],
        measure: Measure | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        choices = [(str(one.pk), str(one)) for one in priorities]
        self.fields["priority"].choices = [("", "The plan as a whole"), *choices]
        self.fields["owner"].choices = [
            ("", "Nobody with an account"),
            *((str(pk), f"{user.name}, {body.label}") for pk, (user, body) in owners.items()),
        ]
        if measure and measure.owner and measure.owner.pk not in owners:
            self.fields["owner"].choices.append(
                (str(measure.owner.pk), f"{measure.owner.name} (left)")
            )
        self.fields["live_key"].choices = [
            ("", "Nothing: figures are typed in or from a file"),
            *((live.key, live.name) for live in MEASURES.values()),
        ]
        for name, value in _first(measure).items():
            self.fields[name].initial = value
        self.helper.layout = Layout(*self.fields)

    def values(self) -> Fields:
        """The fields as the actions take them; a live measure's own words are filled in by them."""
        data = dict(self.cleaned_data)
        live = MEASURES.get(data["live_key"]) if data["source"] == MeasureSource.LIVE else None
        if live is not None:
            data |= {"definition": live.definition, "unit": live.unit, "polarity": live.polarity}
            data |= {"frequency": Frequency.MONTH}
        priority, owner = data.pop("priority"), data.pop("owner")
        data["public"] = data["public"] == "yes"
        return Fields(
            **data,
            priority_id=uuid.UUID(priority) if priority else None,
            owner_id=uuid.UUID(owner) if owner else None,
        )


def _first(measure: Measure | None) -> dict[str, Any]:
    """What the form begins with."""
    if measure is None:
        return {
            "source": MeasureSource.ENTERED, "unit": Unit.PERCENT, "polarity": Polarity.HIGHER,
            "frequency": Frequency.MONTH, "tolerance": 10, "public": "yes", "suppress_below": 6,
        }  # fmt: skip
    named = (
        "name", "source", "live_key", "definition", "numerator", "denominator", "unit", "polarity", "frequency",
        "source_words", "owner_words", "baseline_on", "target_on", "target_source", "benchmark_source",
        "quality_words", "suppress_below",
    )  # fmt: skip
    found: dict[str, Any] = {name: getattr(measure, name) for name in named}
    for name in ("baseline", "target", "benchmark", "tolerance"):
        value: Decimal | None = getattr(measure, name)
        found[name] = None if value is None else pure.plain(value).replace(",", "")
    found["priority"] = str(measure.priority_id or "")
    found["owner"] = str(measure.owner_id or "")
    found["public"] = "yes" if measure.public else "no"
    return found


class PeriodField(forms.TypedChoiceField):
    """One of some periods, by its last day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=dt.date.fromisoformat, empty_value=None, **kwargs)

    def offer(self, spans: Iterable[pure.Period]) -> None:
        """What may be chosen."""
        self.choices = [(span.ends_on.isoformat(), pure.named(*span)) for span in spans]


class FigureForm(PortalForm):
    """The figure of one period."""

    ends_on = PeriodField(label="Period")
    numerator = amount("Numerator")
    denominator = amount("Denominator", help_text="Enter 0 when there was nothing to count.")
    value = amount("Value", help_text="Only where there is no denominator.")
    note = forms.CharField(label="Note", max_length=300, required=False)
    why = forms.CharField(
        label="Why a figure is corrected", max_length=250, required=False,
        help_text="Only when this period has a figure already. The old one is kept.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, measure: Measure, spans: Iterable[pure.Period], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].offer(spans)
        for name in ("numerator", "denominator"):
            words = getattr(measure, name)
            if words:
                self.fields[name].label = f"{words} ({name})"
        self.helper.layout = Layout(*self.fields)


class WhyForm(PortalForm):
    """A reason."""

    why = forms.CharField(
        label="Why", max_length=250, widget=SHORT, error_messages={"required": "Say why"}
    )


class PointForm(PortalForm):
    """One point of the trajectory."""

    ends_on = PeriodField(label="By the end of")
    value = amount("It should be", required=True)

    def __init__(self, *args: Any, spans: Iterable[pure.Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].offer(spans)
        self.helper.layout = Layout(*self.fields)


class UploadForm(PortalForm):
    """One file of figures."""

    upload = forms.FileField(
        label="CSV, XLSX or ODS file", help_text="Up to 2,000 rows and 2 MB.",
        error_messages={"required": "Choose a file"},
    )  # fmt: skip


class TakeForm(PortalForm):
    """The reason of corrections."""

    why = forms.CharField(
        label="Why figures are corrected", max_length=250, required=False, widget=SHORT
    )


class CommentaryForm(PortalForm):
    """What is said of a red measure."""

    why = forms.CharField(label="Why is it red?", widget=LONG, required=False)
    doing = forms.CharField(label="What is being done about it?", widget=LONG, required=False)
    right_by = day("By when will it be right?")

    def __init__(self, *args: Any, commentary: Commentary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].initial = getattr(commentary, name)
        self.helper.layout = Layout(*self.fields)
