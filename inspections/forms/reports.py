"""Forms of progress reports and stocktake bundles. They validate shape; what may be done is in `rules.reports`."""

from django import forms

from dco_portal.common.forms import DayField, PortalForm
from inspections.actions.bundles import TITLE_MAX
from inspections.rules.reports import EASY_LINES, EASY_WORDS
from inspections.states import Audience

SEEN = {
    Audience.BOARD: "Everything, with what help is asked of the board",
    Audience.PUBLIC: "Only what is marked public: nobody is named, small numbers are not shown",
    Audience.STOCKTAKE: "As for the board, with the index of all evidence",
}


class ReportForm(PortalForm):
    """A new report: for whom, over which days, and what its maker says of them."""

    audience = forms.ChoiceField(
        label="Who is it for?",
        choices=[(each.value, f"{each.label}. {SEEN[each]}") for each in Audience],
        widget=forms.RadioSelect,
        error_messages={"required": "Select who the report is for"},
    )
    starts_on = DayField(label="First day of the period", missing="Enter the first day")
    ends_on = DayField(
        label="Last day of the period",
        missing="Enter the last day",
        help_text="Today or earlier. Figures of later periods are left out",
    )
    message = forms.CharField(
        label="In short",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Your own summary, at the top of the report. Do not name children or families",
    )
    easy_words = forms.CharField(
        label="In easy words",
        required=False,
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"For the easy-read page: up to {EASY_LINES} short sentences, each on its own line, "
        f"{EASY_WORDS} words at most",
    )


class WithdrawForm(PortalForm):
    """Why a report is withdrawn."""

    words = forms.CharField(
        label="Why is it withdrawn?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the report is withdrawn"},
    )


class BundleForm(PortalForm):
    """A new bundle of evidence."""

    title = forms.CharField(
        label="Title",
        required=False,
        max_length=TITLE_MAX,
        help_text="Such as: stocktake of June 2026. Leave empty for the plan’s name",
    )
