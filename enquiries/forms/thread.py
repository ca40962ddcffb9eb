"""Forms of the thread, for both sides."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.forms import PortalForm
from enquiries.models import SpecialistAsk
from enquiries.states import EnquiryState, Topic

FILES = "PDF, Word (DOCX), OpenDocument text or a picture, up to 20 MB."


class WriteForm(PortalForm):
    """Words and perhaps a file."""

    text = forms.CharField(
        label="Message", max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write a message"},
    )  # fmt: skip
    upload = forms.FileField(label="Add a file (optional)", required=False, help_text=FILES)
    description = forms.CharField(
        label="What the file is (optional)", required=False, max_length=200
    )


class Seen(PortalForm):
    """A form that notes which state of the enquiry it was drawn from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def renew(self, lock: int) -> None:
        """After a refusal: the next try is against the enquiry as it stands now."""
        data = self.data.copy()
        data["seen"] = str(lock)
        self.data = data


class DeskForm(Seen, WriteForm):
    """The team's message: to the asker, or a note inside."""

    kind = forms.ChoiceField(
        label="What this is", widget=forms.RadioSelect, initial="reply",
        choices=[("reply", "Reply to the asker"), ("note", "Internal note. The asker never sees it")],
    )  # fmt: skip
    then = forms.ChoiceField(
        label="After a reply, the enquiry", widget=forms.RadioSelect, initial=EnquiryState.WAITING,
        choices=[
            (EnquiryState.WAITING, "waits for the asker"),
            (EnquiryState.OPEN, "stays with us: more will follow"),
            (EnquiryState.RESOLVED, "is resolved"),
        ],
    )  # fmt: skip
    asks = forms.MultipleChoiceField(
        label="Specialists’ answers used in this reply",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    answer = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, asks: list[SpecialistAsk], can_reply: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ready = [ask for ask in asks if ask.state == "answered" and ask.used_in_id is None]
        if ready and can_reply:
            self.fields["asks"].choices = [(str(ask.pk), ask.service.name) for ask in ready]
        else:
            del self.fields["asks"]
        if not can_reply:
            del self.fields["then"]
            self.fields["kind"].choices = [("note", "Internal note. The asker never sees it")]
            self.fields["kind"].initial = "note"
        order = ("kind", "text", "asks", "upload", "description", "then", "answer", "seen")
        self.helper.layout = Layout(*(name for name in order if name in self.fields))


class ReasonForm(PortalForm):
    """A reason in words, for whatever needs one."""

    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        error_messages={"required": "Say why in a sentence or two"},
    )  # fmt: skip


class AnswerAskForm(WriteForm):
    """A specialist's answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Your answer"
        self.fields["text"].error_messages["required"] = "Write your answer"


class TemplateForm(PortalForm):
    """Words the team uses again."""

    name = forms.CharField(
        label="Name", max_length=80, error_messages={"required": "Give the template a name"}
    )
    topic = forms.ChoiceField(label="Topic (optional)", required=False)
    text = forms.CharField(
        label="Words", widget=forms.Textarea(attrs={"rows": 8}), max_length=10_000,
        help_text="A beginning for a reply. Whoever uses it can change it before it is sent.",
        error_messages={"required": "Write the template’s words"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", "Any"), *Topic.choices]
