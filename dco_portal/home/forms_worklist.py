"""Forms of the worklist: filters (GET, never personal), saved views, giving work to somebody."""

import uuid
from typing import Any

from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.deadlines import rules
from dco_portal.home.kinds import KINDS
from dco_portal.organisations.models import ProviderService
from dco_portal.work import lists, queries

MOST_AT_ONCE = 100


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """What a choice field of this form offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class FilterForm(PortalForm):
    """What narrows the list. Shared lists can also be narrowed by team and owner (two queries)."""

    reference = forms.CharField(
        label="Reference", required=False, max_length=40, help_text="Such as EHC-2026-000123"
    )
    kind = forms.ChoiceField(
        label="Kind of work",
        required=False,
        choices=[("", "Any"), *((kind.code, kind.name) for kind in KINDS.values())],
    )
    team = forms.ChoiceField(label="Team", required=False)
    owner = forms.ChoiceField(label="Who has it", required=False)
    rule = forms.ChoiceField(label="Legal deadline", required=False)
    part = forms.ChoiceField(
        label="Ours or others’",
        required=False,
        choices=[("", "Both"), ("owes", "We have to do it"), ("watches", "We wait for others")],
    )
    due_from = DayField(label="Due from", required=False)
    due_to = DayField(label="Due to", required=False)

    def __init__(self, *args: Any, reader: lists.Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_use = ((rule.code, rule.title) for rule in rules.ALL if rule.code in RULES_IN_USE)
        offer(self, "rule", [("", "Any"), *in_use])
        if reader.sees_others:
            offer(self, "team", self._teams(reader))
            offer(self, "owner", self._owners(reader))
        else:
            del self.fields["team"], self.fields["owner"], self.fields["part"]

    @staticmethod
    def _teams(reader: lists.Reader) -> list[tuple[str, str]]:
        services = ProviderService.objects.filter(
            provider=reader.user.organisation, closed_on=None
        ).order_by("name")
        return [("", "Any"), *((str(service.pk), service.name) for service in services)]

    @staticmethod
    def _owners(reader: lists.Reader) -> list[tuple[str, str]]:
        assert reader.user.organisation is not None  # else there are no others to see
        people = queries.colleagues(reader.user.organisation)
        return [
            ("", "Anybody"),
            ("nobody", "Nobody"),
            *((str(person.pk), person.name) for person in people),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("due_from"), data.get("due_to")
        if first and last and last < first:
            self.add_error("due_to", "The last day cannot be before the first")
        return data

    def filters(self) -> lists.Filters:
        """The filters of a form that is valid; of one that is not, those fields that are."""
        data = getattr(self, "cleaned_data", {})
        owner = data.get("owner") or ""
        return lists.Filters(
            kind=data.get("kind") or "",
            team=uuid.UUID(data["team"]) if data.get("team") else None,
            owner=uuid.UUID(owner) if owner and owner != "nobody" else owner or None,
            rule=data.get("rule") or "",
            part=data.get("part") or "",
            due_from=data.get("due_from"),
            due_to=data.get("due_to"),
            reference=data.get("reference") or "",
        )


# The clock's rules that features put on items today; a feature that brings one adds it here.
RULES_IN_USE = frozenset(
    {
        "EHC-HEALTH-6W",
        "RA-HEALTH-6W",
        "EHC-CONSIDER-NOTICE",
        "LO-COMMENTS-12M",
        "INSP-STATEMENT-70WD",
        "INSP-PAP-35WD",
        "INSP-STRATPLAN",
    }
)


class SaveViewForm(PortalForm):
    """A name for the filters in use."""

    name = forms.CharField(
        label="Name of this view",
        max_length=60,
        error_messages={"required": "Enter a name for this view"},
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class ItemsForm(forms.Form):
    """Which items a bulk action is about, and which action."""

    item = forms.TypedMultipleChoiceField(coerce=uuid.UUID, required=False)
    do = forms.ChoiceField(choices=[("assign", "Give to somebody"), ("chase", "Chase")])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        given = data.getlist("item")[:MOST_AT_ONCE]
        offer(self, "item", [(pk, pk) for pk in given if _is_uuid(pk)])

    def clean_item(self) -> list[uuid.UUID]:
        return self.cleaned_data["item"][:MOST_AT_ONCE]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


class OwnerForm(PortalForm):
    """To whom the chosen items go."""

    owner = forms.ChoiceField(
        label="Give to", error_messages={"required": "Choose who is to have it"}
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = ((pk, person.name) for pk, person in self.people.items())
        nobody = ("nobody", "Nobody: take it off whoever has it")
        offer(self, "owner", [("", "Choose somebody"), *named, nobody])

    def chosen(self) -> User | None:
        """The person chosen, or None for nobody."""
        return self.people.get(self.cleaned_data["owner"])
