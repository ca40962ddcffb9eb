"""The pages on which an entry is written: simple fields on top, then rows of a kind."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict

from dco_portal.common.errors import Invalid
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind
from local_offer.forms.rows import ROWS, RowSet
from local_offer.models import Proposal, Service
from local_offer.queries import terms
from local_offer.rules.languages import LANGUAGES
from local_offer.rules.sections import SECTIONS, values

OPTIONAL = " (optional)"


def text(label: str, *, rows: int = 0, most: int = 8000, needed: str = "", hint: str = "") -> forms.CharField:  # fmt: skip
    """A line or, with rows, a box of text."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label if needed else label + OPTIONAL, required=bool(needed), max_length=most, widget=widget,
        help_text=hint, error_messages={"required": needed},
    )  # fmt: skip


class AboutForm(PortalForm):
    """Name and what the service does."""

    name = text("Name of the service", most=200, needed="Enter the name of the service")
    alternate_name = text("Also known as", most=200)
    summary = text(
        "In one sentence", rows=2, most=300, needed="Say in one sentence what it is",
        hint="Families read this in the list of results.",
    )  # fmt: skip
    description = text("What it does", rows=6, needed="Say what the service does")
    what_to_expect = text("What to expect", rows=4, hint="The first visit, who families meet, how long it takes.")  # fmt: skip
    status = forms.ChoiceField(label="Is it running?", choices=Service.Status, widget=forms.RadioSelect)  # fmt: skip
    alert = text("Notice on top of the page", most=300, hint="Such as: closed in August.")
    is_health = forms.BooleanField(label="This is a health service", required=False)
    easy_read = text("Easy Read text", rows=6, hint="Short sentences, one idea each.")


class WhoForm(PortalForm):
    """Who may use it and how families get there."""

    who_for = text("Who it is for", rows=3)
    minimum_age = forms.IntegerField(label="Youngest age in years" + OPTIONAL, required=False, min_value=0, max_value=120)  # fmt: skip
    maximum_age = forms.IntegerField(
        label="Oldest age in years" + OPTIONAL, required=False, min_value=0, max_value=120,
        help_text="Leave it empty for “and over”.",
    )  # fmt: skip
    eligibility = text("Who can use it", rows=3, hint="Where they live, a diagnosis, a school.")
    referral = forms.ChoiceField(
        label="How do families come to it?", required=False, widget=forms.RadioSelect,
        choices=[*Service.Referral.choices, ("", "Not known yet")],
    )  # fmt: skip
    self_referral = forms.BooleanField(label="Families can refer themselves", required=False)
    how_to_get_it = text("How to get it", rows=4, hint="What to do, step by step.")
    waiting_time = text("Waiting time", most=200, hint="Such as: about 20 weeks.")
    waiting_stated_on = DayField(
        label="Day on which that was right" + OPTIONAL, required=False, help_text="Needed with a waiting time."
    )  # fmt: skip
    while_waiting = text("Support while waiting", rows=4)


class ContactsForm(PortalForm):
    """Where to write, and how to complain."""

    website = forms.URLField(
        label="Website" + OPTIONAL, required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": "Enter a web address such as https://example.com"},
    )  # fmt: skip
    email = forms.EmailField(
        label="Email" + OPTIONAL, required=False, max_length=254,
        error_messages={"invalid": "Enter an email address like name@example.com"},
    )  # fmt: skip
    complaints = text("How to complain", rows=3)


class CostForm(PortalForm):
    """What it costs."""

    cost = forms.ChoiceField(label="Does it cost anything?", choices=Service.Cost, widget=forms.RadioSelect)  # fmt: skip
    fees = text("What it costs, in words", rows=3)


class ClassificationForm(PortalForm):
    """Terms, languages and areas: what families find it by."""

    need = forms.MultipleChoiceField(label="Areas of need", required=False, widget=forms.CheckboxSelectMultiple)  # fmt: skip
    stage = forms.MultipleChoiceField(label="Age stages", required=False, widget=forms.CheckboxSelectMultiple)  # fmt: skip
    type = forms.MultipleChoiceField(label="Types of service", required=False, widget=forms.CheckboxSelectMultiple)  # fmt: skip
    pathway = forms.MultipleChoiceField(
        label="Pathways", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="It is then shown to families who wait on the same pathway.",
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label="Languages it is given in, beside English", required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    areas = forms.MultipleChoiceField(
        label="Areas it serves", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Tick none when everybody may use it.",
    )  # fmt: skip
    other_areas = text("Other areas, one on each line", rows=2)

    def __init__(self, *args: Any, content: dict[str, Any], authority: Organisation, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.content = content
        for taxonomy in ("need", "stage", "type", "pathway"):
            self.fields[taxonomy].choices = terms.choices(taxonomy)
        spoken = {row["code"]: row["name"] for row in content["languages"]}
        self.names = SPOKEN | spoken
        self.fields["languages"].choices = sorted(self.names.items(), key=lambda each: each[1])
        self.places = {str(row.pk): row.label for row in _authorities(authority, content)}
        self.fields["areas"].choices = list(self.places.items())

    @staticmethod
    def first(content: dict[str, Any], taxonomies: dict[str, str]) -> dict[str, Any]:
        """First values out of a content."""
        carried = [(each, taxonomies.get(each)) for each in content["terms"]]
        return {
            **{code: [pk for pk, own in carried if own == code] for code in ("need", "stage", "type", "pathway")},
            "languages": [row["code"] for row in content["languages"]],
            "areas": [row["local_authority_id"] for row in content["areas"] if row["local_authority_id"]],
            "other_areas": "\n".join(row["name"] for row in content["areas"] if not row["local_authority_id"]),
        }  # fmt: skip

    def kept(self, taxonomies: dict[str, str]) -> dict[str, Any]:
        """The content's terms, languages and areas; rows that stay keep their ids."""
        data = self.cleaned_data
        offered = {"need", "stage", "type", "pathway"}
        others = [each for each in self.content["terms"] if taxonomies.get(each) not in offered]
        chosen = [each for code in sorted(offered) for each in data[code]]
        spoken = {row["code"]: row for row in self.content["languages"]}
        served = {(row["local_authority_id"], row["name"]): row for row in self.content["areas"]}
        wanted = [(pk, self.places[pk]) for pk in data["areas"]]
        wanted += [(None, line.strip()[:120]) for line in data["other_areas"].splitlines() if line.strip()]  # fmt: skip
        by_id = {row["local_authority_id"]: row for row in self.content["areas"] if row["local_authority_id"]}  # fmt: skip
        return {
            "terms": sorted({*others, *chosen}),
            "languages": [
                spoken.get(code) or {"code": code, "name": self.names[code]} for code in data["languages"]
            ],
            "areas": [
                by_id.get(pk) or served.get((pk, name)) or {"local_authority_id": pk, "name": name}
                for pk, name in wanted
            ],
        }  # fmt: skip


# The English names alone, and British Sign Language.
SPOKEN = {code: name.rpartition("(")[2].rstrip(")") for code, name in LANGUAGES.items()} | {
    "bfi": "British Sign Language"
}


def _authorities(authority: Organisation, content: dict[str, Any]) -> list[Organisation]:
    """The authorities of the same boards, this one first, and those that the entry serves already."""
    served = [row["local_authority_id"] for row in content["areas"] if row["local_authority_id"]]
    rows = Organisation.objects.filter(kind=OrganisationKind.LA)
    near = rows.filter(icb_links__icb__in=authority.icbs.all())
    found = rows.filter(pk__in=[authority.pk, *served, *near.values_list("pk", flat=True)])
    return sorted(found, key=lambda row: (row.pk != authority.pk, row.name))


FORMS: dict[str, type[PortalForm]] = {
    "about": AboutForm,
    "who": WhoForm,
    "contacts": ContactsForm,
    "cost": CostForm,
}


class SectionPage:
    """One page of the form: `form` (or None), `rows` (or None), and what they keep."""

    def __init__(self, data: QueryDict | None, *, proposal: Proposal, section: str, extra: int = 0) -> None:  # fmt: skip
        self.section, self.content = section, proposal.content
        self.problems: list[str] = []
        self.form = self._form(data, proposal)
        self.rows = None
        if section in ROWS:
            self.rows = RowSet(ROWS[section], data, content=self.content, extra=extra)

    def _form(self, data: QueryDict | None, proposal: Proposal) -> PortalForm | None:
        if self.section == "classification":
            self.taxonomies = terms.taxonomies()
            first = ClassificationForm.first(self.content, self.taxonomies)
            authority = proposal.service.local_authority
            return ClassificationForm(data, initial=first, content=self.content, authority=authority)  # fmt: skip
        if self.section not in FORMS:
            return None
        first = {
            name: thawed(name, value)
            for name, value in values(self.content, self.section)["fields"].items()
        }
        return FORMS[self.section](data, initial=first)

    def is_valid(self) -> bool:
        """Whether every field and row is in order."""
        parts = [part.is_valid() for part in (self.form, self.rows) if part is not None]
        return all(parts)

    def values(self) -> dict[str, Any]:
        """What the page says, in the content's shape."""
        found: dict[str, Any] = {"fields": {}}
        if isinstance(self.form, ClassificationForm):
            return found | self.form.kept(self.taxonomies)
        if self.form is not None:
            found["fields"] = {
                name: frozen(self.form.cleaned_data[name]) for name in SECTIONS[self.section].fields
            }
        if self.rows is not None:
            found[self.rows.row.key] = self.rows.kept()
        return found

    def take(self, error: Invalid) -> None:
        """Show a broken rule beside its field, or on top."""
        if self.form is not None:
            self.form.take(error)
        else:
            self.problems += list(error.errors.values())

    @property
    def errors(self) -> list[dict[str, str]]:
        """For components/error_summary.html."""
        found = [{"text": words, "href": ""} for words in self.problems]
        if self.form is not None and self.form.is_bound:
            for name, texts in self.form.errors.items():
                href = "" if name == "__all__" else f"#{_first_input(self.form, name)}"
                found += [{"text": str(words), "href": href} for words in texts]
        return found + (self.rows.errors if self.rows is not None else [])


def _first_input(form: PortalForm, name: str) -> str:
    bound = form[name]
    return bound.id_for_label or bound.auto_id


def thawed(name: str, value: Any) -> Any:
    """A content's value as a form field takes it."""
    if name.endswith(("_on", "_from", "_to")) and value:
        return dt.date.fromisoformat(value)
    return value


def frozen(value: Any) -> Any:
    """A cleaned value as a content keeps it."""
    return value.isoformat() if isinstance(value, dt.date) else value
