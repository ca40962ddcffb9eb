"""Forms of boards. They validate shape; what may be done is in `rules.boards`."""

import uuid
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.accounts.models import User
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.documents import files
from dco_portal.organisations.models import Organisation
from inspections.models import Attendance, Board, BoardMember, Decision, Meeting, Report
from inspections.queries.areas import Area
from inspections.states import Presence

SHORT = forms.Textarea(attrs={"rows": 3})
LONG = forms.Textarea(attrs={"rows": 6})
CLOCK = ["%H:%M", "%H.%M", "%H%M"]


def _kept(first: uuid.UUID | None) -> str:
    return str(first) if first else ""


class BoardForm(PortalForm):
    """A board: its area can be chosen only once."""

    area = forms.ChoiceField(label="Area")
    name = forms.CharField(label="Name of the board", max_length=160)
    purpose = forms.CharField(label="What the board is for", widget=SHORT, required=False)
    chair = forms.CharField(
        label="Chair", max_length=160, required=False, help_text="A role, such as independent chair"
    )
    reports_to = forms.CharField(label="It reports to", max_length=200, required=False)
    quorum = forms.IntegerField(
        label="Quorum", min_value=1, max_value=100, required=False,
        help_text="How many members must come. Deputies count. Leave empty where there is none",
    )  # fmt: skip

    def __init__(
        self, *args: Any, areas: list[Area], board: Board | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {each.key: each for each in areas}
        if board is None:
            self.fields["area"].choices = [(key, str(each)) for key, each in self.areas.items()]
        else:
            del self.fields["area"]
            for name in self.fields:
                self.fields[name].initial = getattr(board, name)
        self.helper.layout = Layout(*self.fields)

    def area_chosen(self) -> Area:
        """The area that was chosen."""
        return self.areas[self.cleaned_data["area"]]

    def values(self) -> dict[str, Any]:
        """All but the area."""
        return {name: value for name, value in self.cleaned_data.items() if name != "area"}


class _UserField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}, {obj.email}"


class SeatForm(PortalForm):
    """Who sits on the board."""

    role = forms.CharField(
        label="Seat", max_length=160, help_text="A role, such as director of children’s services"
    )
    organisation = forms.ModelChoiceField(
        label="For which organisation", queryset=Organisation.objects.none()
    )
    user = _UserField(
        label="Their account", queryset=User.objects.none(), required=False, empty_label="No account",
        help_text="With an account they read the papers here and are told of new ones",
    )  # fmt: skip
    is_chair = forms.BooleanField(label="Chairs the board", required=False)
    since = DayField(label="From")
    until = DayField(
        label="Until", required=False, help_text="The last day. Leave empty while they sit"
    )

    def __init__(
        self, *args: Any, organisations: Any, holders: Any, member: BoardMember | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["user"].queryset = holders
        if member is not None:
            for name in self.fields:
                self.fields[name].initial = getattr(member, name)


class MeetingForm(PortalForm):
    """When and where."""

    on = DayField(label="Day")
    starts_at = forms.TimeField(
        label="Begins at", required=False, input_formats=CLOCK, help_text="For example, 14:00",
        error_messages={"invalid": "Enter a time, such as 14:00"},
        widget=forms.TextInput(attrs={"size": 6}),
    )  # fmt: skip
    where = forms.CharField(
        label="Where", max_length=200, required=False, help_text="A room, or “online”"
    )

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting is not None:
            begins = meeting.starts_at
            self.fields["on"].initial, self.fields["where"].initial = meeting.on, meeting.where
            self.fields["starts_at"].initial = f"{begins:%H:%M}" if begins else ""


class ReasonForm(PortalForm):
    """Why a meeting is cancelled."""

    reason = forms.CharField(label="Why", max_length=300, widget=SHORT)


class ApologiesForm(PortalForm):
    """Who said before the meeting that they cannot come."""

    members = forms.MultipleChoiceField(
        label="Tick those who cannot come", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, seats: list[BoardMember], noted: dict[uuid.UUID, Attendance], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(str(row.pk), _seat(row)) for row in seats]
        self.fields["members"].initial = [str(pk) for pk in noted]

    def chosen(self) -> set[uuid.UUID]:
        """The ids of those who cannot come."""
        return {uuid.UUID(each) for each in self.cleaned_data["members"]}


class AttendanceForm(PortalForm):
    """Who came: one answer for each seat."""

    def __init__(
        self, *args: Any, seats: list[BoardMember], noted: dict[uuid.UUID, Attendance], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.seats = seats
        for row in seats:
            before = noted.get(row.pk)
            self.fields[f"presence_{row.pk}"] = forms.ChoiceField(
                label=_seat(row), choices=[("", "Choose"), *Presence.choices],
                initial=before.presence if before else "",
                error_messages={"required": f"Say whether they came: {row.role}"},
            )  # fmt: skip
            self.fields[f"deputy_{row.pk}"] = forms.CharField(
                label=f"Deputy for {row.role}", max_length=160, required=False, help_text="A role, where one came",
                initial=before.deputy if before else "",
            )  # fmt: skip
        self.helper.layout = Layout(*self.fields)

    def came(self) -> dict[uuid.UUID, tuple[str, str]]:
        """By member's id: how they came, and the deputy in words."""
        data = self.cleaned_data
        return {
            row.pk: (data[f"presence_{row.pk}"], data[f"deputy_{row.pk}"]) for row in self.seats
        }


def _seat(row: BoardMember) -> str:
    who = f", {row.user.name}" if row.user else ""
    return f"{row.role}, {row.organisation.label}{who}"


class _ReportField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Report) -> str:
        return f"{obj.plan.title}: report {obj.number}, {obj.title}"


class PaperForm(PortalForm):
    """A paper: a file, a link or a progress report."""

    title = forms.CharField(label="Title", max_length=200)
    summary = forms.CharField(label="What the board is asked to do", widget=SHORT, required=False)
    upload = forms.FileField(label="File", required=False)
    link = forms.URLField(
        label="Or a link", max_length=500, required=False, assume_scheme="https",
        help_text="Where the paper is kept elsewhere",
    )  # fmt: skip
    report = _ReportField(
        label="Or an approved progress report", queryset=Report.objects.none(), required=False,
        empty_label="No report",
    )  # fmt: skip

    def __init__(self, *args: Any, reports: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = reports
        self.fields["upload"].help_text = files.hint()
        self.fields["upload"].widget.attrs["accept"] = files.accept()


class DecisionForm(PortalForm):
    """What was decided, and about what."""

    text = forms.CharField(label="What the board decided", widget=LONG)
    about = forms.ChoiceField(label="About", required=False)

    def __init__(
        self, *args: Any, subjects: list, decision: Decision | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "No plan or part of one"), *subjects]
        if decision is not None:
            self.fields["text"].initial = decision.text
            self.fields["about"].initial = _about(decision)


def _about(row: Decision) -> str:
    parts = (
        ("risk", row.risk_id),
        ("action", row.action_id),
        ("priority", row.priority_id),
        ("plan", row.plan_id),
    )
    return next((f"{kind}:{pk}" for kind, pk in parts if pk), "")


class _SeatField(forms.ModelChoiceField):
    def label_from_instance(self, obj: BoardMember) -> str:
        return _seat(obj)


class ActionForm(PortalForm):
    """What is asked of whom by when."""

    what = forms.CharField(label="What is to be done", widget=SHORT)
    owner = _SeatField(label="By whom", queryset=BoardMember.objects.none())
    due_on = DayField(label="By when")

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = seats


class DoneForm(PortalForm):
    """What was done."""

    words = forms.CharField(label="What was done", widget=SHORT)


class MinutesForm(PortalForm):
    """The minutes as text."""

    minutes = forms.CharField(
        label="Minutes", widget=forms.Textarea(attrs={"rows": 18}), required=False,
        help_text="Decisions and actions have their own lists. Do not name a child or family",
    )  # fmt: skip


class DecisionFilterForm(PortalForm):
    """Which decisions to show."""

    plan = forms.ChoiceField(label="About", required=False)
    words = forms.CharField(label="With the words", max_length=80, required=False)

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [("", "All"), *((_kept(row.pk), row.title) for row in plans)]


class ActionFilterForm(PortalForm):
    """Which actions to show."""

    state = forms.ChoiceField(
        label="State", required=False,
        choices=[("", "All"), ("open", "Open"), ("late", "Past its date"), ("done", "Done")],
    )  # fmt: skip
    owner = forms.ChoiceField(label="By whom", required=False)

    def __init__(self, *args: Any, seats: list[BoardMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "All"), *((_kept(row.pk), _seat(row)) for row in seats)]  # fmt: skip
