"""Forms of inspections. They check shape; what fits what is in `rules.record`."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.errors import Invalid
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation
from inspections.models import Deferral, Finding, Inspection
from inspections.queries.areas import Area
from inspections.queries.record import Filters
from inspections.rules.record import OUTCOMES
from inspections.states import FindingKind, Framework, InspectionState, Outcome

LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})
ADDRESS = forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"})
NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"})
MONTH = "Leave the day empty where only the month is known"
URL_ERRORS = {"invalid": "Enter an address that begins with https:// or http://"}


class MonthField(DayField):
    """A date in three boxes of which the day may be left empty: then it is the first of the month."""

    def clean(self, value: Any) -> Any:
        day, month, year = (str(part or "").strip() for part in (value or ["", "", ""]))
        if month and year and not day:
            day = "1"
        return super().clean([day, month, year])

    @staticmethod
    def first(value: Any, *, month_only: bool) -> Any:
        """The boxes of a kept date."""
        return ["", value.month, value.year] if value and month_only else value


class LockedForm(PortalForm):
    """A form that says which state of the record it was opened on; refused, the next save is against today's."""

    lock = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def take(self, error: Invalid) -> None:
        super().take(error)
        data = self.data.copy()
        data["lock"] = self.initial.get("lock", "")
        self.data = data

    def only_month(self, name: str) -> bool:
        """Whether the day of a date was left empty."""
        part = self.add_prefix(name)
        day, month = (str(self.data.get(f"{part}_{n}", "")).strip() for n in (0, 1))
        return bool(month) and not day


class FilterForm(PortalForm):
    """What the desk's list shows."""

    area = forms.ChoiceField(label="Area", required=False)
    framework = forms.ChoiceField(
        label="Framework", required=False, choices=[("", "All"), *Framework.choices]
    )
    state = forms.ChoiceField(
        label="How it stands", required=False, choices=[("", "All"), *InspectionState.choices]
    )
    public = forms.ChoiceField(
        label="On the public timeline",
        required=False,
        choices=[("", "All"), ("yes", "Public"), ("no", "Not public")],
    )

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.key: area for area in areas}
        self.fields["area"].choices = [("", "All"), *((key, each.label) for key, each in self.areas.items())]  # fmt: skip
        if len(areas) < 2:
            del self.fields["area"]
            self.helper.layout = Layout(*self.fields)

    def wanted(self) -> Filters:
        """The filters as given; one that is not known is left out."""
        self.is_valid()
        given = self.cleaned_data
        area = self.areas.get(given.get("area", ""))
        return Filters(
            la=area.la.pk if area else None,
            icb=area.icb.pk if area else None,
            framework=given.get("framework", ""),
            state=given.get("state", ""),
            public=given.get("public", ""),
        )


class InspectionForm(LockedForm):
    """Framework, dates and how it stands."""

    area = forms.ChoiceField(label="Area", error_messages={"required": "Choose the area"})
    framework = forms.ChoiceField(
        label="Framework", choices=Framework.choices, initial=Framework.AREA_SEND_2023
    )
    state = forms.ChoiceField(
        label="How it stands",
        choices=[each for each in InspectionState.choices if each[0] != InspectionState.REPORTED],
        help_text="Recording the outcome makes it reported.",
    )
    began_on = MonthField(label="Began on", required=False, help_text=MONTH)
    ended_on = DayField(label="Ended on", required=False)
    announced_on = DayField(label="Announced on", required=False)
    expected_from = DayField(label="Expected from", required=False, help_text="The first day of the window in which it is expected")  # fmt: skip
    expected_until = DayField(label="Expected until", required=False)
    follows = forms.ModelChoiceField(
        label="Follows", queryset=Inspection.objects.none(), required=False, empty_label="None",
        help_text="The earlier inspection that a monitoring inspection or revisit belongs to",
    )  # fmt: skip
    summary = forms.CharField(
        label="In plain words, for the public timeline", widget=SHORT, required=False, max_length=2000,
        help_text="Two or three sentences. Name nobody.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, areas: list[Area], earlier: Any, inspection: Inspection | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.areas = {area.key: area for area in areas}
        self.fields["area"].choices = [("", "Choose"), *((key, str(each)) for key, each in self.areas.items())]  # fmt: skip
        self.fields["follows"].queryset = earlier
        if inspection is not None:
            del self.fields["area"]
            if inspection.outcome:
                del self.fields["state"]
            self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["month_only"] = bool(data.get("began_on")) and self.only_month("began_on")
        if data["month_only"] and data.get("ended_on"):
            self.add_error("ended_on", "Leave this empty where only the month is known")
        return data

    def values(self) -> dict[str, Any]:
        """What the action takes: of a new one the area's two organisations."""
        data = dict(self.cleaned_data)
        data.setdefault("state", InspectionState.REPORTED)
        if "area" in data:
            area = self.areas[data.pop("area")]
            data |= {"la": area.la, "icb": area.icb}
            data.pop("lock")
        return data

    @staticmethod
    def first(inspection: Inspection) -> dict[str, Any]:
        """The form's values of an inspection."""
        names = ("framework", "state", "ended_on", "announced_on", "expected_from", "expected_until", "follows", "summary", "lock")  # fmt: skip
        began = MonthField.first(inspection.began_on, month_only=inspection.month_only)
        return {name: getattr(inspection, name) for name in names} | {"began_on": began}


class OutcomeForm(LockedForm):
    """When the report came, what it concludes, where it is."""

    received_on = DayField(
        label="Report received on", required=False,
        help_text="The day the area had the final report. Time limits count from it.",
    )  # fmt: skip
    reported_on = DayField(label="Report published on", required=False)
    outcome = forms.ChoiceField(label="Outcome", required=False)
    outcome_words = forms.CharField(
        label="In the words of the report", widget=LONG, required=False, max_length=4000,
        help_text="The sentences that state the outcome, word for word",
    )  # fmt: skip
    report_url = forms.URLField(
        label="Address of the report", widget=ADDRESS, required=False, max_length=500, assume_scheme="https",
        help_text="Where anybody can read it, such as Ofsted’s website", error_messages=URL_ERRORS,
    )  # fmt: skip

    def __init__(self, *args: Any, framework: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [(each.value, Outcome(each).label) for each in OUTCOMES[framework]]
        self.fields["outcome"].choices = [("", "Not known yet"), *allowed]


class ReportFileForm(PortalForm):
    """The report as a file."""

    upload = forms.FileField(
        label="The report", help_text="PDF, Word or OpenDocument. It is public once the inspection is.",
        error_messages={"required": "Choose the file"},
    )  # fmt: skip


class DeferralForm(PortalForm):
    """That it was put off."""

    due_on = MonthField(label="It had been due on", help_text=MONTH, missing="Enter when it had been due")  # fmt: skip
    until = MonthField(label="Put off until (optional)", required=False, help_text=MONTH)
    reason = forms.CharField(
        label="Why", widget=SHORT, max_length=1000, error_messages={"required": "Say why it was put off"},
    )  # fmt: skip
    source_url = forms.URLField(
        label="Where it says so: an address (optional)", widget=ADDRESS, required=False, max_length=500, assume_scheme="https",
        error_messages=URL_ERRORS,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        boxes = [self.data.get(self.add_prefix(f"{name}_0"), "") for name in ("due_on", "until")]
        given = [
            box for box, name in zip(boxes, ("due_on", "until"), strict=True) if data.get(name)
        ]
        data["month_only"] = bool(given) and not any(box.strip() for box in given)
        if len(given) == 2 and not data["month_only"] and not all(box.strip() for box in given):
            self.add_error("until", "Give the day of both dates, or only the month of both")
        return data

    @staticmethod
    def first(row: Deferral) -> dict[str, Any]:
        """The form's values of a deferral."""
        boxes = {
            name: MonthField.first(getattr(row, name), month_only=row.month_only)
            for name in ("due_on", "until")
        }
        return {"reason": row.reason, "source_url": row.source_url, **boxes}


class FindingForm(LockedForm):
    """One finding."""

    kind = forms.ChoiceField(label="Kind", choices=FindingKind.choices)
    text = forms.CharField(
        label="The finding", widget=LONG, max_length=4000, help_text="Word for word, as the report has it",
        error_messages={"required": "Enter the words of the finding"},
    )  # fmt: skip
    is_summary = forms.BooleanField(
        label="These are our own words, not the report’s. Every page then says “Our summary”", required=False,
    )  # fmt: skip
    page = forms.IntegerField(label="Page of the report (optional)", widget=NUMBER, required=False, min_value=1, max_value=500)  # fmt: skip
    responsible = forms.ModelMultipleChoiceField(
        label="Who has to act", queryset=Organisation.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    number = forms.IntegerField(
        label="Number", widget=NUMBER, min_value=1, max_value=60, help_text="Another number moves it; the others close up",
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: Any, count: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = bodies
        if not count:
            del self.fields["number"], self.fields["lock"]
            self.helper.layout = Layout(*self.fields)

    @staticmethod
    def first(row: Finding) -> dict[str, Any]:
        """The form's values of a finding."""
        names = ("kind", "text", "is_summary", "page", "number")
        bodies = [body.pk for body in row.responsible.all()]
        return {name: getattr(row, name) for name in names} | {
            "responsible": bodies,
            "lock": row.inspection.lock,
        }


class LetterForm(PortalForm):
    """The date the inspectorates' letter names."""

    letter_on = DayField(
        label="The date in the letter", required=False,
        help_text="Leave it empty to take it back: then our own or the law’s date counts again",
    )  # fmt: skip


class DoneForm(PortalForm):
    """The day something was done."""

    done_on = DayField(label="Done on", missing="Enter the day it was done")
