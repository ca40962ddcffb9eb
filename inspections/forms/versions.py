"""Forms of versions, of what bodies decided, and of a plan's spreadsheet."""

from django import forms

from dco_portal.common.forms import DayField, PortalForm
from inspections.forms.plans import line, words
from inspections.states import ApprovalBody, ApprovalState


class DrawForm(PortalForm):
    """What is new in the version."""

    note = line(
        "What is new in this version", longest=300, needed="Say what is new in this version"
    )


class _PaperForm(PortalForm):
    link = forms.URLField(
        label="Link to the paper (optional)", required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": "Enter a whole address such as https://example.com"},
    )  # fmt: skip
    upload = forms.FileField(label="Or the paper itself (optional)", required=False)


class SubmitForm(_PaperForm):
    """Before which body a version was put, and when."""

    field_order = ["body", "body_name", "submitted_on", "link", "upload"]
    body = forms.ChoiceField(label="Body", choices=ApprovalBody.choices, widget=forms.RadioSelect, error_messages={"required": "Choose the body"})  # fmt: skip
    body_name = line("Its name", hint="Needed for another body.")
    submitted_on = DayField(label="Submitted on", missing="Enter the day on which it was submitted")


class DecideForm(_PaperForm):
    """What a body decided."""

    field_order = ["state", "decided_on", "words", "link", "upload"]
    state = forms.ChoiceField(
        label="Decision", widget=forms.RadioSelect,
        choices=[pair for pair in ApprovalState.choices if pair[0] != ApprovalState.SUBMITTED],
        error_messages={"required": "Choose what the body decided"},
    )  # fmt: skip
    decided_on = DayField(label="Decided on", missing="Enter the day of the decision")
    words = words("What the body said", hint="Needed unless it approved.")


class PlanFileForm(PortalForm):
    """A plan as a spreadsheet."""

    upload = forms.FileField(
        label="Spreadsheet", help_text="XLSX, CSV or ODS, up to 5 MB and 500 rows.",
        error_messages={"required": "Choose the file", "empty": "The file is empty"},
    )  # fmt: skip
