"""Forms of reading other directories' feeds."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.forms import PortalForm
from local_offer.models import HarvestRow, HarvestRun, HarvestSource, Term
from local_offer.queries import harvest as queries

MOST_TERMS = 60


class SourceForm(PortalForm):
    """A feed: its name, where it is, how often it is read."""

    authority = forms.ChoiceField(label="Into the Local Offer of")
    name = forms.CharField(
        label="Name of the other directory",
        max_length=120,
        help_text="Families see it as the origin of its entries.",
        error_messages={"required": "Enter a name"},
    )
    url = forms.CharField(
        label="Address of its feed",
        required=False,
        max_length=500,
        help_text="The address of its Open Referral UK feed, without /services. Leave it empty to upload files only.",
    )
    often = forms.ChoiceField(
        label="How often is it read?",
        choices=HarvestSource.Often.choices,
        widget=forms.RadioSelect,
        initial=HarvestSource.Often.NEVER,
        error_messages={"required": "Choose how often it is read"},
    )
    auto_publish = forms.BooleanField(
        label="Publish what a planned reading brings without asking me",
        required=False,
        help_text="An entry that was changed there and edited here always waits for a decision.",
    )

    def __init__(self, *args: Any, by: User, source: HarvestSource | None = None, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        known = [(str(row.pk), row.label) for row in queries.authorities(by)]
        self.fields["authority"].choices = known
        if source is not None or len(known) == 1:
            del self.fields["authority"]
            self.helper.layout = Layout(*self.fields)


class FileForm(PortalForm):
    """A file of services."""

    upload = forms.FileField(
        label="JSON file",
        help_text="Services as an Open Referral UK feed gives them, whole. Up to 20 MB.",
        error_messages={"required": "Choose a JSON file", "empty": "The file is empty"},
    )


class ChoiceForm(PortalForm):
    """What should stand of one entry."""

    choice = forms.ChoiceField(
        label="What should stand?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what should stand"},
    )

    def __init__(self, *args: Any, row: HarvestRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep = {"new": "Leave it out", "withdrawn": "Take no notice"}.get(row.kind, "Keep what we have")  # fmt: skip
        take = {
            "new": "Add it to the Local Offer",
            "withdrawn": "Note on the entry that the other directory does not have it any more",
        }.get(row.kind, "Take what the feed says")
        self.fields["choice"].choices = [("take", take), ("keep", keep)]
        if row.choice != HarvestRow.Choice.OPEN:
            self.fields["choice"].initial = row.choice


class TermsForm(PortalForm):
    """Which of our terms the feed's unknown terms are; the commonest first."""

    def __init__(self, *args: Any, run: HarvestRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Term.objects.select_related("taxonomy").order_by("taxonomy__code", "order", "name")
        groups: dict[str, list[tuple[str, str]]] = {}
        for term in rows:
            groups.setdefault(term.taxonomy.name, []).append((str(term.pk), term.name))
        choices: list[Any] = [("", "None of ours"), *groups.items()]
        common = sorted(run.unknown_terms.items(), key=lambda each: -each[1]["entries"])
        self.keys: dict[str, str] = {}
        for number, (key, term) in enumerate(common[:MOST_TERMS]):
            name = f"term_{number}"
            self.keys[name] = key
            count = term["entries"]
            self.fields[name] = forms.ChoiceField(
                label=term["name"],
                choices=choices,
                required=False,
                initial=run.source.term_map.get(key, ""),
                help_text=f"{term['taxonomy'] or 'No taxonomy'}, {count} {'entry' if count == 1 else 'entries'}",
            )
        self.helper.layout = Layout(*self.fields)

    def matches(self) -> dict[str, str]:
        """The feed's term id → our term's id, "" for none."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}
