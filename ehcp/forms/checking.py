"""Checking signed advice: send it on, or send it back with comments on its items."""

from typing import Any

from django import forms

from dco_portal.common.forms import PortalForm
from ehcp import advice
from ehcp.models import AdviceVersion


class SignOffForm(PortalForm):
    """Which version the lead has read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SendForm(PortalForm):
    """Which version was checked, and words for the cover note of the pack."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    cover_note = forms.CharField(
        label="Cover note for the pack (optional)", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Used when this completes the pack. Without it the portal writes the dates and how to acknowledge.",
    )  # fmt: skip


class SendBackForm(PortalForm):
    """Comments for the writer: one about all of it, and one per item where something should change."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    summary = forms.CharField(
        label="What should change", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="About all of it. To say something about one item, write beside that item.",
    )  # fmt: skip

    def __init__(self, *args: Any, advice_version: AdviceVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = advice.blocks(advice_version.content, advice_version.basis)
        for block in self.blocks:
            self.fields[f"on-{block.key}"] = forms.CharField(
                label=f"Comment on: {block.title}", required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def items(self) -> list[dict[str, Any]]:
        """Each item of the advice with the field for a comment on it."""
        return [{"block": block, "field": self[f"on-{block.key}"]} for block in self.blocks]

    def comments(self) -> dict[str, str]:
        """What was said, by item."""
        return {
            block.key: self.cleaned_data[f"on-{block.key}"]
            for block in self.blocks
            if self.cleaned_data[f"on-{block.key}"]
        }


class CoverNoteForm(PortalForm):
    """Words for the cover note of a pack that is returned by hand."""

    cover_note = forms.CharField(
        label="Cover note (optional)", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Without it the portal writes the dates and how to acknowledge.",
    )  # fmt: skip
