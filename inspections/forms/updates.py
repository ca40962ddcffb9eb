"""The form of an update: two minutes, on a phone."""

from typing import Any

from django import forms

from dco_portal.common.clock import today
from inspections.forms.evidence import FILES, strength_field
from inspections.forms.progress import SeenForm, rating_field, words_field

NUMBER = "Enter a number from 0 to 100"


class UpdateForm(SeenForm):
    """How an action stands."""

    narrative = words_field(
        "How does it stand?", missing="Say in a sentence or two how it stands", rows=3,
        help_text="What was done since last time. These words also explain a rating that goes down.",
    )  # fmt: skip
    next_steps = words_field("Next steps (optional)", required=False, missing="", rows=2)
    help_needed = words_field(
        "What is in the way, and what help do you need? (optional)", required=False, missing="", rows=2,
        help_text="The plan’s managers are told.",
    )  # fmt: skip
    percent = forms.IntegerField(
        label="How much is done, in per cent", min_value=0, max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={"required": NUMBER, "invalid": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
    )  # fmt: skip
    delivery = rating_field("Delivery: is it being done?")
    impact = rating_field("Impact: does it make a difference?")
    evidence_title = forms.CharField(label="Title of the evidence", max_length=200, required=False)
    evidence_strength = strength_field(required=False)
    evidence_words = words_field("What it shows", required=False, missing="", rows=2)
    evidence_link = forms.URLField(
        label="Link", required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": "Enter a web address, such as https://www.example.org/report"},
    )  # fmt: skip
    upload = forms.FileField(label="File", required=False, help_text=FILES)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    PROOF = ("evidence_title", "evidence_strength", "evidence_words", "evidence_link", "upload")

    def clean(self) -> dict[str, Any]:
        """Evidence is either left out or has its title and strength."""
        data = super().clean() or self.cleaned_data
        if self.proof_begun(data):
            if not data.get("evidence_title"):
                self.add_error("evidence_title", "Give the evidence a title")
            if not data.get("evidence_strength"):
                self.add_error("evidence_strength", "Choose what the evidence shows")
        return data

    def proof_begun(self, data: dict[str, Any]) -> bool:
        """Whether anything of the evidence was filled in."""
        return any(data.get(name) for name in self.PROOF)

    def values(self) -> dict[str, Any]:
        """What `actions.updates.give` takes."""
        data = self.cleaned_data
        proof = None
        if self.proof_begun(data):
            proof = {
                "title": data["evidence_title"], "strength": data["evidence_strength"], "on": today(),
                "words": data["evidence_words"], "link": data["evidence_link"], "upload": data["upload"],
            }  # fmt: skip
        names = ("narrative", "next_steps", "help_needed", "percent", "delivery", "impact", "seen")
        return {**{name: data[name] for name in names}, "proof": proof}

    @classmethod
    def draft_of(cls, data: Any) -> dict[str, str]:
        """What of the typed text a draft keeps: everything but files and counters."""
        left_out = {"upload", "seen", "version"}
        return {
            name: str(data[name])[:4000]
            for name in cls.base_fields
            if name not in left_out and data.get(name)
        }
