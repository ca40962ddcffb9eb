"""Sections of a form that hold several of a kind, and the one every case has: parents, carers and what they need."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from dco_portal.accounts.models import User
from dco_portal.children import rules
from dco_portal.children.forms import CarerForm, held
from dco_portal.children.models import CommunicationNeed
from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm

Kind = CommunicationNeed.Kind
MOST = 12


def needs_field(label: str) -> forms.MultipleChoiceField:
    """What somebody needs to read, hear or understand."""
    return forms.MultipleChoiceField(
        label=label, choices=Kind, required=False, widget=forms.CheckboxSelectMultiple
    )


def check_detail(form: forms.Form) -> None:
    """The language, or what else is needed, must be said."""
    kinds = set(form.cleaned_data.get("needs") or [])
    if kinds & {Kind.INTERPRETER, Kind.TRANSLATION, Kind.OTHER} and not form.cleaned_data.get(
        "needs_detail"
    ):
        form.add_error("needs_detail", "Enter the language, or say what is needed")


class CarerRow(CarerForm):
    """A parent or carer with what they need to read, hear or understand."""

    needs = needs_field("Communication needs of this person")
    needs_detail = forms.CharField(
        label="Details of these needs, such as the language", required=False, max_length=200
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        check_detail(self)
        if self.has_changed() and not values.get("DELETE"):
            try:
                rules.check_carer(values)
            except Invalid as error:
                for field, words in error.errors.items():
                    if field not in self.errors:
                        self.add_error(field, words)
        return values

    def kept(self) -> dict[str, Any]:
        """What the draft keeps of the row."""
        return {
            **self.details(),
            "needs": self.cleaned_data["needs"],
            "needs_detail": self.cleaned_data["needs_detail"],
        }


class Rows(BaseFormSet):
    """Rows of one kind, each with a box that removes it."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Remove this entry"
            form.helper.layout.append("DELETE")

    def kept(self) -> list[dict[str, Any]]:
        """What the draft keeps: rows that are filled in and not removed."""
        there = self.initial_form_count()
        return [
            form.kept()
            for number, form in enumerate(self.forms)
            if (number < there or form.has_changed()) and not form.cleaned_data.get("DELETE")
        ]


class RowSection:
    """A section of several rows, with the same face as a `SectionForm`."""

    row: type[PortalForm]
    key: str
    noun: str

    def __init__(
        self,
        data: QueryDict | None,
        *,
        draft: Any,
        by: User,
        values: dict[str, Any],
        extra: int,
    ) -> None:
        self.draft, self.by = draft, by
        made = formset_factory(
            self.row, formset=Rows, extra=extra, can_delete=True, max_num=MOST, validate_max=True
        )
        self.rows = made(data, initial=self.initial(values), prefix=self.key)
        self.problems: list[str] = []

    def initial(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows' first values from what the draft keeps."""
        return list(values.get(self.key, []))

    def is_valid(self) -> bool:
        """Whether every row is in order."""
        return self.rows.is_valid()

    def values(self) -> dict[str, Any]:
        """What the draft keeps."""
        return {self.key: self.rows.kept()}

    def take(self, error: Invalid) -> None:
        """Show a broken rule on top."""
        self.problems += list(error.errors.values())

    @property
    def errors(self) -> list[dict[str, str]]:
        """For components/error_summary.html."""
        found = [{"text": text, "href": ""} for text in self.problems]
        found += (
            [{"text": str(text), "href": ""} for text in self.rows.non_form_errors()]
            if self.rows.is_bound
            else []
        )
        for form in self.rows.forms if self.rows.is_bound else []:
            for name, texts in form.errors.items():
                href = (
                    f"#{form[name].id_for_label or form[name].auto_id}"
                    if name in form.fields
                    else ""
                )
                found += [{"text": str(text), "href": href} for text in texts]
        return found


class FamilySection(RowSection):
    """Parents and carers, and what the child needs to read, hear or understand."""

    row, key, noun = CarerRow, "carers", "person"

    def __init__(self, data: QueryDict | None, *, values: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(data, values=values, **kwargs)
        self.own = ChildNeedsForm(
            data, initial={k: values.get(k) for k in ("needs", "needs_detail")}, prefix="child"
        )

    def initial(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        rows = super().initial(values)
        return [
            {**row, "parental_responsibility": held(row["parental_responsibility"])} for row in rows
        ]

    def is_valid(self) -> bool:
        return all((self.own.is_valid(), super().is_valid()))

    def values(self) -> dict[str, Any]:
        return {**super().values(), **self.own.cleaned_data}

    @property
    def errors(self) -> list[dict[str, str]]:
        own = [
            {"text": str(text), "href": f"#{self.own[name].id_for_label}"}
            for name, texts in self.own.errors.items()
            for text in texts
        ]
        return super().errors + own


class ChildNeedsForm(PortalForm):
    """What the child or young person needs to read, hear or understand."""

    needs = needs_field("Communication needs of the child or young person")
    needs_detail = forms.CharField(
        label="Details, such as the language", required=False, max_length=200
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        check_detail(self)
        return values
