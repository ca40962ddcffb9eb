"""The sections of a notification, one form each. What each keeps is listed in `referrals.rules.drafts`."""

from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.accounts.models import User
from dco_portal.children.forms_match import MatchForm, lines
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind
from referrals.models import How, Need, Notification, NotificationDraft
from referrals.rules import drafts as rules
from referrals.rules import routing
from referrals.rules.notice import bodies

DAY_HINT = "Such as 27 3 2026"


class SectionForm(PortalForm):
    """One section of a draft: made with the draft and its reader."""

    def __init__(self, *args: Any, draft: NotificationDraft, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.by = draft, by
        self.fit()

    def fit(self) -> None:
        """Choices and first values that depend on the draft or the reader."""

    def values(self) -> dict[str, Any]:
        """What the draft keeps."""
        return dict(self.cleaned_data)

    def only(self, *names: str) -> None:
        """Draw these fields, in this order."""
        self.helper.layout = Layout(*names)


class SafetyForm(SectionForm):
    """Asked first: telling the parents must not harm anybody."""

    risk = forms.ChoiceField(
        label="Could telling the parents put the child, or somebody else, at risk of harm?", widget=forms.RadioSelect,
        choices=[(rules.NO, "No"), (rules.YES, "Yes, or I am not sure")],
        help_text="Such as fabricated or induced illness, domestic abuse, or a parent who may remove the child.",
        error_messages={"required": "Say whether telling the parents could put anybody at risk"},
    )  # fmt: skip


class ChildForm(SectionForm, MatchForm):
    """Who the child is; the postcode leads to the authority."""

    def fit(self) -> None:
        for name in ("upn", "setting_name"):  # asked with the setting, or not before school
            del self.fields[name]
        self.fields[
            "born_on"
        ].help_text = "Such as 27 3 2023. The child must be under compulsory school age."
        self.fields["postcode"].label = "Home postcode (optional)"
        self.fields[
            "postcode"
        ].help_text = "It leads to the local authority. Leave it empty if there is none, or if it must be kept from everybody."
        self.draw()

    def values(self) -> dict[str, Any]:
        return self.child_values()


class AuthorityForm(SectionForm):
    """The authority the postcode leads to, or the one the person names and why."""

    la = forms.ModelChoiceField(
        label="Local authority to tell", queryset=Organisation.objects.none(), empty_label="Choose",
        error_messages={"required": "Choose the local authority", "invalid_choice": "Choose a local authority of the list"},
    )  # fmt: skip
    la_why = forms.CharField(
        label="How do you know that it is this authority?", required=False, max_length=routing.WHY_MOST, widget=lines(2),
        help_text="Such as: the family showed a council tax letter.",
    )  # fmt: skip
    icb = forms.ModelChoiceField(
        label="Integrated care board of the child’s home", queryset=Organisation.objects.none(), empty_label="Choose",
        required=False, help_text="Its DCO team sees the notification too.",
        error_messages={"invalid_choice": "Choose a board of the list"},
    )  # fmt: skip

    def fit(self) -> None:
        home = rules.home_of(self.draft.data, by=self.by)
        self.route = routing.route(home)
        las = Organisation.objects.filter(kind=OrganisationKind.LA, closed_on=None)
        if self.route.fit is routing.Fit.SEVERAL:
            las = las.filter(pk__in=[each.pk for each in self.route.candidates])
        self.fields["la"].queryset = las.order_by("name")
        if self.route.la:
            self.fields["la"].initial = self.route.la.pk
        if self.route.fit is routing.Fit.POSTCODE:
            del self.fields["la_why"]
        elif self.route.fit is routing.Fit.DISTRICT:
            self.fields["la_why"].label = "If you choose another: how do you know? (optional)"
        if self.route.icb:
            del self.fields["icb"]
        else:
            boards = Organisation.objects.filter(kind=OrganisationKind.ICB, closed_on=None)
            self.fields["icb"].queryset = boards.order_by("name")
            label = self.fields["icb"].label
            self.fields["icb"].label = f"{label} (only if the authority lies in several)"
        self.only(*self.fields)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        icb = data.get("icb")
        return {"la": str(data["la"].pk), "la_why": data.get("la_why", ""), "icb": str(icb.pk) if icb else ""}  # fmt: skip


class BodyForm(SectionForm):
    """The body in law, and who formed the opinion."""

    body = forms.ChoiceField(
        label="Which body forms the opinion and notifies?", widget=forms.RadioSelect,
        help_text="Only integrated care boards, NHS trusts and NHS foundation trusts have this duty. Any other provider acts "
        "for the board, and the notice says so.",
        error_messages={"required": "Choose the body in law"},
    )  # fmt: skip
    opinion_by = forms.CharField(
        label="Who formed the opinion?", max_length=120, error_messages={"required": "Enter who formed the opinion"}
    )  # fmt: skip
    opinion_role = forms.CharField(
        label="Their profession or role",
        max_length=120,
        error_messages={"required": "Enter their profession or role"},
    )

    def fit(self) -> None:
        own = self.draft.organisation
        found = bodies(own)
        self.fields["body"].choices = [
            (str(body.pk), body.name if body == own else f"{body.name} ({own.label} acts for it)")
            for body in found
        ]
        if len(found) == 1:
            self.fields["body"].initial = str(found[0].pk)
        self.fields["opinion_by"].initial = self.by.name
        self.fields["opinion_role"].initial = self.by.profession or self.by.job_title


class OpinionForm(SectionForm):
    """Has or probably has, what, and why."""

    likelihood = forms.ChoiceField(
        label="The child", widget=forms.RadioSelect, choices=[("has", "has"), ("probably", "probably has")],
        error_messages={"required": "Say whether the child has or probably has them"},
    )  # fmt: skip
    condition = forms.ChoiceField(
        label="What the child has, or probably has", widget=forms.RadioSelect,
        choices=[(code, words[:1].upper() + words[1:]) for code, words in Notification.Condition.choices],
        error_messages={"required": "Say whether it is special educational needs, a disability, or both"},
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label="Areas of need", choices=Need, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one area of need"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason for the opinion", widget=lines(6), max_length=8000,
        help_text="What you saw or found, in words that parents understand. They read the same words.",
        error_messages={"required": "Give the reason for the opinion"},
    )  # fmt: skip
    opinion_on = DayField(
        label="Day the opinion was formed",
        missing="Enter the day the opinion was formed",
        help_text=DAY_HINT,
    )


class SupportForm(SectionForm):
    """Where the child is by day, what they use, who sees them."""

    setting_known = forms.ChoiceField(
        label="Does the child go to a nursery, childminder or school?", widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        error_messages={"required": "Say whether the child goes to one"},
    )  # fmt: skip
    setting_name = forms.CharField(label="Its name (optional)", required=False, max_length=200)
    equipment = forms.CharField(
        label="Equipment the child uses or waits for (optional)", required=False, widget=lines(2), max_length=2000,
        help_text="Such as hearing aids, a standing frame or a feeding pump.",
    )  # fmt: skip
    known_services = forms.CharField(
        label="Services that see the child (optional)",
        required=False,
        widget=lines(2),
        max_length=2000,
    )


def _told(what: str) -> dict[str, forms.Field]:
    return {
        "on": DayField(label=f"Day they were told of {what}", required=False, help_text=DAY_HINT),
        "how": forms.ChoiceField(
            label=f"How they were told of {what}", required=False, choices=[("", "Choose"), *How.choices]
        ),
        "by": forms.CharField(label=f"Who told them of {what}", required=False, max_length=120),
    }  # fmt: skip


class ParentForm(SectionForm):
    """The two things a parent must be told before the authority is, each with its day."""

    opinion_told = forms.ChoiceField(
        label="Have you told a parent of your opinion?", widget=forms.RadioSelect,
        choices=[(rules.YES, "Yes"), (rules.NOT_YET, "Not yet")],
        error_messages={"required": "Say whether a parent has been told of the opinion"},
    )  # fmt: skip
    duty_told = forms.ChoiceField(
        label="Have you told them that you must notify the local authority?", widget=forms.RadioSelect,
        choices=[(rules.SAME, "Yes, on the same occasion"), (rules.OTHER, "Yes, on another occasion"), (rules.NOT_YET, "Not yet")],
        error_messages={"required": "Say whether they have been told of the duty"},
    )  # fmt: skip

    def fit(self) -> None:
        for name, field in _told("your opinion").items():
            self.fields[f"opinion_told_{name}"] = field
        for name, field in _told("the duty, if on another occasion").items():
            self.fields[f"duty_told_{name}"] = field
        kinds = ("on", "how", "by")
        self.only(
            "opinion_told", *(f"opinion_told_{kind}" for kind in kinds),
            "duty_told", *(f"duty_told_{kind}" for kind in kinds),
        )  # fmt: skip
        self.fields["opinion_told_by"].initial = self.by.name

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("opinion_told") == rules.YES:
            self._needed("opinion_told")
        if values.get("duty_told") == rules.SAME and values.get("opinion_told") == rules.NOT_YET:
            self.add_error("duty_told", "You say that the opinion has not been told yet, so it cannot have been on the same occasion")  # fmt: skip
        if values.get("duty_told") == rules.OTHER:
            self._needed("duty_told")
        return values

    def _needed(self, step: str) -> None:
        words = {
            "on": "Enter the day the parent was told",
            "how": "Choose how the parent was told",
            "by": "Enter who told the parent",
        }
        for kind, text in words.items():
            name = f"{step}_{kind}"
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, text)


class DiscussionForm(SectionForm):
    """The opportunity to discuss, what came of it, and an objection, which does not block."""

    offered = forms.ChoiceField(
        label="Has a parent been given an opportunity to discuss your opinion with you or a colleague?", widget=forms.RadioSelect,
        choices=[(rules.YES, "Yes"), (rules.NOT_YET, "Not yet")],
        error_messages={"required": "Say whether the opportunity has been given"},
    )  # fmt: skip
    discussion_offered_on = DayField(label="Day it was given", required=False, help_text=DAY_HINT)
    discussion_offered_by = forms.CharField(
        label="Who the parent could discuss it with", required=False, max_length=120
    )
    discussion = forms.ChoiceField(
        label="Did they take it?",
        required=False,
        widget=forms.RadioSelect,
        choices=Notification.Discussion,
    )
    discussed_on = DayField(label="Day they discussed it", required=False, help_text="Needed when they discussed it.")  # fmt: skip
    parent_views = forms.CharField(
        label="What the parents said (optional)",
        required=False,
        widget=lines(3),
        max_length=4000,
    )
    objects_to_notice = forms.BooleanField(
        label="A parent objects to the local authority being told", required=False
    )
    objection = forms.CharField(
        label="What they object to", required=False, widget=lines(2), max_length=2000,
        help_text="It is passed on to the local authority with the notification.",
    )  # fmt: skip

    def fit(self) -> None:
        self.fields["discussion_offered_by"].initial = self.by.name

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day = "discussion_offered_on"
        if values.get("offered") == rules.YES and not values.get(day) and day not in self.errors:
            self.add_error(day, "Enter the day the opportunity was given")
        if values.get("objection") and not values.get("objects_to_notice"):
            self.add_error("objects_to_notice", "Tick that a parent objects, or clear what they object to")  # fmt: skip
        return values


class FileForm(PortalForm):
    """A report that goes with the notification."""

    upload = forms.FileField(
        label="Add a file", error_messages={"required": "Choose a file"},
        help_text="PDF, Word (DOCX), OpenDocument text or a picture, up to 20 MB.",
    )  # fmt: skip
    description = forms.CharField(
        label="What it is", max_length=200, error_messages={"required": "Say what it is"}
    )


class AgainForm(PortalForm):
    """Why a child is notified again though an authority was told before."""

    again_because = forms.CharField(
        label="Why do you notify again?", widget=lines(3), max_length=2000, required=False,
        help_text="Such as: our trust has formed an opinion of its own on other needs.",
    )  # fmt: skip
