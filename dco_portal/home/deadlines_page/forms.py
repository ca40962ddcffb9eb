"""Forms of the calculator: which rule, then only the dates that rule can use."""

import datetime as dt
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.forms import DayField, PortalForm
from dco_portal.deadlines import (
    Asked,
    Deadline,
    DeadlineError,
    Facts,
    Rule,
    compute,
    facts_used,
    rules,
)
from dco_portal.deadlines.facts import DATES
from dco_portal.deadlines.rules import Counting

START_LABELS = {
    Counting.AT_LEAST_BEFORE: "Date to count back from",
    Counting.CSA: "Date of birth",
    Counting.FIXED_5PM: "Date the Tribunal fixed",
}
FACT_LABELS = {
    "certificate": ("Date of the mediation certificate", "If there is one"),
    "moved": ("Date of the family’s move", "If it was known ahead"),
    "closed": (
        "First day the school or provider was closed",
        "For a closure of four weeks or more",
    ),
    "reopens": ("Day it opens again", ""),
    "advice_requested": ("Day the local authority asked it for advice", ""),
    "missed": (
        "Date of a missed appointment",
        "An examination or test arranged by the body that owes the advice",
    ),
    "last_reviewed": ("Date the plan was made or last reviewed", "If you know it"),
    "notice_sent": ("Date the notice of changes was sent", "If it has been sent"),
}
ABSENT_LABELS = {
    "absent_from": (
        "First day the family was away",
        "Out of the local authority’s area, days in a row",
    ),
    "absent_to": ("Last day the family was away", ""),
}
FIELD_OF_FACT = {"absent": "absent_to"}


class NamedDayField(DayField):
    """A date whose error says which date it means, as a page may hold several."""

    def clean(self, value: Any) -> dt.date | None:
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            if error.code == "required":
                raise
            raise forms.ValidationError(
                f"{self.label}: enter a real date, such as 27 3 2026", code="invalid"
            ) from None


class RuleForm(PortalForm):
    """Which rule to work out, grouped by part of the law."""

    rule = forms.ChoiceField(
        label="What do you want to work out?",
        error_messages={
            "required": "Choose what to work out",
            "invalid_choice": "Choose what to work out from the list",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Choose one"),
            *(
                (area.value, [(rule.code, rule.title) for rule in found])
                for area, found in rules.by_area().items()
            ),
        ]


class DatesForm(PortalForm):
    """The start, and the facts that make a difference under one rule."""

    def __init__(self, rule: Rule, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.used = facts_used(rule)
        self.found: Deadline | None = None
        self.fields["start"] = self._start_field()
        for name in self.used:
            if name in FACT_LABELS:
                label, hint = FACT_LABELS[name]
                self.fields[name] = NamedDayField(label=label, help_text=hint, required=False)
            elif name == "absent":
                for part, (label, hint) in ABSENT_LABELS.items():
                    self.fields[part] = NamedDayField(label=label, help_text=hint, required=False)
            elif name == "advice_asked_of":
                self.fields[name] = forms.ChoiceField(
                    label="Who was asked?",
                    choices=[
                        (Asked.SCHOOL.value, "A head teacher or principal"),
                        (Asked.EARLY_YEARS.value, "An early years provider"),
                    ],
                    widget=forms.RadioSelect,
                    initial=Asked.SCHOOL.value,
                    required=False,
                )

        self.helper.layout = Layout(*self.fields)

    def _start_field(self) -> forms.Field:
        hint = f"{self.rule.starts_at}."
        if self.rule.starts_with_year:
            return forms.IntegerField(
                label="Year of the move",
                help_text="For example, 2026",
                widget=forms.TextInput(
                    attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}
                ),
                error_messages={
                    "required": "Enter the year of the move",
                    "invalid": "Enter the year of the move, such as 2026",
                },
            )
        label = START_LABELS.get(self.rule.counting, "Date the clock starts")
        return NamedDayField(
            label=label,
            help_text=f"{hint} For example, 27 3 2026",
            missing=f"Enter the {label.lower()}",
        )

    def clean(self) -> dict[str, Any]:
        """Work the date out: facts that contradict each other are shown beside their field."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.found = compute(self.rule.code, cleaned["start"], self._facts(cleaned))
        except DeadlineError as error:
            field = FIELD_OF_FACT.get(error.field or "", error.field) or "start"
            self.add_error(field if field in self.fields else None, error.message)
        return cleaned

    def _facts(self, cleaned: dict[str, Any]) -> Facts:
        first, last = cleaned.get("absent_from"), cleaned.get("absent_to")
        if bool(first) != bool(last):
            missing = "absent_to" if first else "absent_from"
            raise DeadlineError(f"Enter the {ABSENT_LABELS[missing][0].lower()}", missing)
        asked = Asked(cleaned.get("advice_asked_of") or Asked.SCHOOL)
        dates = {name: cleaned.get(name) for name in DATES}
        return Facts(
            **dates, absent=(first, last) if first and last else None, advice_asked_of=asked
        )
