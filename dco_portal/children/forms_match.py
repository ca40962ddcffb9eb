"""Who a case is about, with the question whether a record there is already is theirs."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.children.forms import DETAIL_NAMES, DetailsForm
from dco_portal.children.matching import NEW
from dco_portal.children.queries import Similar, known_setting
from dco_portal.common.templatetags.portal import day


def lines(rows: int = 4) -> forms.Textarea:
    """A text box of some lines."""
    return forms.Textarea(attrs={"rows": rows})


class MatchForm(DetailsForm):
    """Details of a child. `offer` asks which of the records that may be this child's it is, or none.

    A feature that does not ask for one of the details takes its field away.
    """

    match = forms.CharField(required=False, widget=forms.HiddenInput)
    more: tuple[str, ...] = ()  # fields that follow the child's

    def draw(self, *first: str) -> None:
        """Draw the child's fields and what follows them, after these."""
        self.helper.layout = Layout(
            *first, *(name for name in (*DETAIL_NAMES, *self.more) if name in self.fields)
        )

    def offer(self, similar: list[Similar]) -> None:
        """Ask whether one of these records is the child's."""
        seen = [(str(row.child.id), self._words(row.child)) for row in similar if row.child]
        unseen = any(row.child is None for row in similar)
        go_on = "No: start a new record" if seen else "Go on: the DCO team will match the records"
        self.fields["match"] = forms.ChoiceField(
            label="Is one of these records this child?"
            if seen
            else "A record of this child may exist already",
            help_text="A record that you cannot see may be this child’s. The DCO team will match it."
            if unseen
            else "",
            required=False,
            widget=forms.RadioSelect,
            choices=[*seen, (NEW, go_on)],
        )
        self._bound_fields_cache.pop("match", None)
        self.draw("match")

    @staticmethod
    def _words(child: Any) -> str:
        number = f"NHS number {child.nhs_number}, " if child.nhs_number else ""
        return f"{child.name}, born {day(child.born_on)}, {number}{child.reference}"

    def child_values(self) -> dict[str, Any]:
        """What the actions take."""
        kept = {name: self.cleaned_data.get(name, "") for name in DETAIL_NAMES}
        setting = known_setting(kept["setting_name"])
        return {
            **kept,
            "setting": str(setting.pk) if setting else "",
            "match": self.cleaned_data["match"],
            "child": "",
        }
