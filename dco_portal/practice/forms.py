"""Forms of the DCO's desk. They validate shape; what may be done is in `rules`."""

import datetime as dt
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms
from django.utils import timezone

from dco_portal.common.clock import london
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind, Place, ProviderService
from dco_portal.practice.models import Booking, Concern, HealthcarePlan, Heard, Meeting, Session
from dco_portal.practice.plan_form import SECTIONS
from dco_portal.practice.states import (
    CONCERN_MOVES,
    HEARD_MOVES,
    ConcernState,
    HeardState,
    SessionState,
)

LONG = forms.Textarea(attrs={"rows": 5})
CLOCK = ["%H:%M", "%H.%M", "%H%M"]
LOCK = forms.IntegerField(required=False, widget=forms.HiddenInput)


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=CLOCK,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4"}),
        help_text="Such as 14:30",
        error_messages={"invalid": "Enter a time such as 14:30", "required": "Enter a time"},
    )


class _Times(PortalForm):
    """A day with two times, given on as `starts_at` and `ends_at` in London time."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, begins, ends = (data.pop(name, None) for name in ("day", "begins", "ends"))
        if day and begins and ends:
            if ends <= begins:
                self.add_error("ends", "It must end after it begins")
            zone = timezone.get_default_timezone()
            data["starts_at"] = dt.datetime.combine(day, begins, zone)
            data["ends_at"] = dt.datetime.combine(day, ends, zone)
        return data


class SessionForm(_Times):
    """Training or a briefing."""

    kind = forms.ChoiceField(
        label="Kind",
        choices=[(k.value, k.label) for k in Session.Kind if k != Session.Kind.DROP_IN],
    )
    title = forms.CharField(label="Title", max_length=120)
    about = forms.CharField(label="What it is about", widget=LONG, required=False)
    audience = forms.ChoiceField(label="For whom", choices=Session.Audience.choices)
    day = DayField(label="Day")
    begins, ends = _time("Begins at"), _time("Ends at")
    where = forms.CharField(label="Where", max_length=200, help_text="A building, or “online”")
    joining = forms.CharField(
        label="How to join",
        widget=LONG,
        required=False,
        help_text="Link or room. Only those who have a place see it.",
    )
    seats = forms.IntegerField(label="Places", min_value=1, max_value=500)
    each = forms.IntegerField(
        label="Most places for one organisation",
        min_value=1,
        max_value=500,
        required=False,
        help_text="Leave empty for no limit",
    )
    lock = LOCK

    @staticmethod
    def first(session: Session) -> dict[str, Any]:
        """The form's values of a session."""
        begins, ends = london(session.starts_at), london(session.ends_at)
        return {
            **{
                name: getattr(session, name)
                for name in (
                    "kind", "title", "about", "audience", "where", "joining", "seats", "each", "lock",
                )
            },
            "day": begins.date(),
            "begins": begins.strftime("%H:%M"),
            "ends": ends.strftime("%H:%M"),
        }  # fmt: skip


class DropInForm(_Times):
    """A drop-in, cut into slots."""

    day = DayField(label="Day")
    begins, ends = _time("Begins at"), _time("Ends at")
    minutes = forms.TypedChoiceField(
        label="Minutes for each slot",
        coerce=int,
        choices=[(n, f"{n} minutes") for n in (10, 15, 20, 30, 45, 60)],
    )
    audience = forms.ChoiceField(label="For whom", choices=Session.Audience.choices)
    where = forms.CharField(label="Where", max_length=200, help_text="A building, or “online”")
    joining = forms.CharField(
        label="How to join",
        widget=LONG,
        required=False,
        help_text="Link or telephone. Only those who booked see it.",
    )


class BookForm(PortalForm):
    """A place for one person of one's own organisation."""

    attendee = forms.CharField(label="Who comes", max_length=120)
    attendee_role = forms.CharField(label="Their job", max_length=120, required=False)
    topic = forms.CharField(
        label="What you would like to talk about",
        max_length=300,
        required=False,
        help_text="In general words. Do not name a child; for one child’s case make an enquiry.",
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if session.kind != Session.Kind.DROP_IN:
            del self.fields["topic"]
        self.helper.layout = Layout(*self.fields)


class ReasonForm(PortalForm):
    """Why something is cancelled or ended."""

    reason = forms.CharField(label="Why", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class MaterialForm(PortalForm):
    """Slides or a handout."""

    upload = forms.FileField(label="File", help_text="PDF, Word, OpenDocument or a picture")
    description = forms.CharField(label="What it is", max_length=120, required=False)


class AttendanceForm(PortalForm):
    """Who came: one tick for each place that was booked."""

    came = forms.MultipleChoiceField(
        label="Tick everybody who came", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, bookings: list[Booking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bookings = bookings
        self.fields["came"].choices = [
            (str(row.pk), f"{row.attendee}, {row.organisation.label}") for row in bookings
        ]

    def ticks(self) -> dict[Any, bool]:
        """Whether each came, by booking id."""
        came = set(self.cleaned_data["came"])
        return {row.pk: str(row.pk) in came for row in self.bookings}


class ConcernForm(PortalForm):
    """A concern about a service."""

    about = forms.ModelChoiceField(label="About whom", queryset=Organisation.objects.none())
    service = forms.ModelChoiceField(
        label="Service",
        queryset=ProviderService.objects.none(),
        required=False,
        empty_label="Not one service",
    )
    theme = forms.ChoiceField(label="Theme", choices=Concern.Theme.choices)
    source = forms.ChoiceField(label="Who raised it", choices=Concern.Source.choices)
    noted_on = DayField(label="When")
    words = forms.CharField(
        label="The concern", widget=LONG, help_text="Do not name a child or family."
    )
    lock = LOCK

    def __init__(self, *args: Any, icb: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        las = icb.local_authorities.all()
        services = ProviderService.objects.filter(areas__in=las).select_related("provider")
        self.fields["service"].queryset = ProviderService.objects.filter(
            pk__in=services.values("pk")
        ).select_related("provider")
        providers = Organisation.objects.filter(pk__in=services.values("provider"))
        self.fields["about"].queryset = providers | Organisation.objects.filter(
            kind=OrganisationKind.LA, pk__in=las.values("pk")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        about, service = data.get("about"), data.get("service")
        if about and service and service.provider_id != about.pk:
            self.add_error("service", f"This service is not run by {about.label}")
        return data


class ConcernMoveForm(PortalForm):
    """The next step of a concern."""

    to = forms.ChoiceField(label="What happened")
    raised_with = forms.CharField(
        label="Raised with", max_length=200, required=False, help_text="A post or meeting"
    )
    raised_on = DayField(label="On", required=False)
    action = forms.CharField(label="Action agreed", widget=LONG, required=False)
    action_by = DayField(label="Action due", required=False)
    outcome = forms.CharField(label="Outcome", widget=LONG, required=False)
    words = forms.CharField(label="Note for the record", widget=LONG, required=False)

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        onward = CONCERN_MOVES[concern.state]
        self.fields["to"].choices = [(s.value, s.label) for s in ConcernState if s in onward]
        for name in ("raised_with", "raised_on", "action", "action_by", "outcome"):
            self.fields[name].initial = getattr(concern, name)


class ConcernFilterForm(PortalForm):
    """Which concerns to show."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *ConcernState.choices]
    )
    theme = forms.ChoiceField(
        label="Theme", required=False, choices=[("", "All"), *Concern.Theme.choices]
    )


class SessionFilterForm(PortalForm):
    """Which sessions to show."""

    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "All"), *Session.Kind.choices]
    )
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *SessionState.choices]
    )


class MeetingForm(PortalForm):
    """A meeting with families or young people."""

    held_on = DayField(label="When")
    with_kind = forms.ChoiceField(label="With", choices=Meeting.With.choices)
    with_whom = forms.CharField(label="Name of the group", max_length=200)
    place = forms.ModelChoiceField(
        label="Place", queryset=Place.objects.none(), required=False, empty_label="The whole area"
    )
    people = forms.IntegerField(label="How many came", min_value=1, max_value=5000, required=False)
    about = forms.CharField(
        label="What it was about", widget=LONG, help_text="Do not name a child or family."
    )
    lock = LOCK

    def __init__(self, *args: Any, icb: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(icb=icb)


class SaidForm(PortalForm):
    """One thing that was said."""

    said = forms.CharField(
        label="You said", widget=LONG, help_text="In their words as far as possible; no names."
    )


class AnswerForm(PortalForm):
    """What is done about it."""

    to = forms.ChoiceField(label="Where it stands")
    did = forms.CharField(label="We did", widget=LONG, required=False)

    def __init__(self, *args: Any, heard: Heard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        onward = HEARD_MOVES[heard.state] | {heard.state}
        self.fields["to"].choices = [(s.value, s.label) for s in HeardState if s in onward]
        self.fields["to"].initial, self.fields["did"].initial = heard.state, heard.did


class PupilForm(PortalForm):
    """For whom a plan is."""

    pupil = forms.CharField(label="Pupil’s name", max_length=160)
    born_on = DayField(label="Date of birth")


class PlanForm(PortalForm):
    """The sections of a healthcare plan. Nothing is needed to save; `put_into_use` asks for more."""

    review_on = DayField(
        label="Next review",
        required=False,
        help_text="At least once a year, sooner when needs change.",
    )
    lock = LOCK

    def __init__(self, *args: Any, plan: HealthcarePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        review, lock = self.fields.pop("review_on"), self.fields.pop("lock")
        for name, section in SECTIONS.items():
            self.fields[name] = forms.CharField(
                label=section.heading, help_text=section.hint, required=False, max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}), initial=plan.content.get(name, ""),
            )  # fmt: skip
        self.fields["review_on"], self.fields["lock"] = review, lock
        review.initial, lock.initial = plan.review_on, plan.lock
        self.helper.layout = Layout(*self.fields)

    def content(self) -> dict[str, str]:
        """The sections alone."""
        return {name: self.cleaned_data[name] for name in SECTIONS}
