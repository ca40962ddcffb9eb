"""Forms of a plan: filters, its facts, partners, co-production, its end and its successor."""

import uuid
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.common.forms import DayField, PortalForm
from dco_portal.organisations.models import Organisation, OrganisationKind
from inspections.actions import plans as actions
from inspections.models import Board, Inspection, Plan
from inspections.queries import plans as queries
from inspections.queries.plans import ActionFilters, PlanFilters
from inspections.rules import ratings
from inspections.states import PlanKind

ALL = [("", "All")]


def words(
    label: str, *, rows: int = 3, longest: int = 5000, needed: str = "", hint: str = ""
) -> forms.CharField:
    """A text of several lines; `needed` is what to say when it is empty."""
    return forms.CharField(
        label=label if needed else f"{label} (optional)", required=bool(needed), max_length=longest, help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": needed},
    )  # fmt: skip


def line(label: str, *, longest: int = 160, needed: str = "", hint: str = "") -> forms.CharField:
    """A text of one line."""
    return forms.CharField(
        label=label if needed else f"{label} (optional)", required=bool(needed), max_length=longest, help_text=hint,
        error_messages={"required": needed},
    )  # fmt: skip


def seen() -> forms.IntegerField:
    """How many changes the page knew of, to notice two people at once."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False)


class PlanFilterForm(PortalForm):
    """What the list of plans shows. A value it does not know is left out."""

    words = forms.CharField(label="Words in the title", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="Kind of plan", required=False, choices=[*ALL, *PlanKind.choices]
    )
    public = forms.ChoiceField(
        label="Public pages",
        required=False,
        choices=[*ALL, ("yes", "Public"), ("no", "Not public")],
    )

    def filters(self, view: str) -> PlanFilters:
        """The filters in force."""
        self.is_valid()
        return PlanFilters(
            view=view, **{key: value for key, value in self.cleaned_data.items() if value}
        )


class ActionFilterForm(PortalForm):
    """Which actions of a plan are shown."""

    priority = forms.ChoiceField(label="Priority", required=False)
    organisation = forms.ChoiceField(label="Lead organisation", required=False)
    rating = forms.ChoiceField(label="Rating", required=False)
    late = forms.ChoiceField(
        label="Due date", required=False, choices=[*ALL, ("yes", "Overdue only")]
    )
    stale = forms.ChoiceField(
        label="Updates", required=False, choices=[*ALL, ("yes", "None for a month or more")]
    )

    def __init__(self, *args: Any, priorities: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].choices = [
            *ALL, *((str(row["number"]), f"{row['number']}. {row['title']}"[:60]) for row in priorities)
        ]  # fmt: skip
        bodies = sorted(
            {action["organisation"] for row in priorities for action in row["actions"]} - {""}
        )
        self.fields["organisation"].choices = [
            *ALL,
            *((name, name) for name in bodies),
            ("none", "None named"),
        ]
        self.fields["rating"].choices = [
            *ALL,
            *((str(row.rating), f"Delivery: {row.label.lower()}") for row in ratings.KEY),
            *((f"impact-{row.rating}", f"Impact: {row.label.lower()}") for row in ratings.KEY),
        ]

    def filters(self) -> ActionFilters:
        """The filters in force."""
        self.is_valid()
        return ActionFilters(**{key: value for key, value in self.cleaned_data.items() if value})


class PlanForm(PortalForm):
    """A new plan, or the facts of one."""

    kind = forms.ChoiceField(label="Kind of plan", choices=PlanKind.choices, widget=forms.RadioSelect,
                             error_messages={"required": "Choose the kind of plan"})  # fmt: skip
    title = line("Title", longest=200, needed="Enter the title")
    summary = words("What it is for", rows=4, hint="For everybody. Shown on the public page.")
    inspection = forms.ModelChoiceField(
        label="Inspection it answers (optional)", queryset=Inspection.objects.none(), required=False,
        empty_label="None: a plan of our own",
    )  # fmt: skip
    starts_on = DayField(label="Starts on", missing="Enter the day on which it starts")
    ends_on = DayField(label="Ends on (optional)", required=False)


class NewPlanForm(PlanForm):
    """A plan begun for one of the reader's areas."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {f"{la.pk}:{icb.pk}": (la, icb) for la, icb in actions.areas(by)}
        choices = [(key, f"{la.label} and {icb.label}") for key, (la, icb) in self.areas.items()]
        area = forms.ChoiceField(
            label="Area", choices=choices, error_messages={"required": "Choose the area"}
        )
        self.fields = {"area": area, **self.fields}
        mine = Q()
        for la, icb in self.areas.values():
            mine |= Q(la=la, icb=icb)
        rows = Inspection.objects.filter(mine) if mine else Inspection.objects.none()
        self.fields["inspection"].queryset = rows.select_related("la").order_by("-began_on")
        self.helper.layout = Layout(*self.fields)

    def values(self) -> dict[str, Any]:
        """What `actions.plans.create` takes."""
        data = dict(self.cleaned_data)
        data["la"], data["icb"] = self.areas[data.pop("area")]
        return data


class EditPlanForm(PlanForm):
    """Every fact a manager writes of a plan."""

    senior_owner = line("Senior responsible owner", hint="A role. Names are not needed.")
    la_officer = line("Accountable officer, local authority")
    icb_officer = line("Accountable officer, integrated care board")
    dfe_adviser = line("DfE adviser", hint="Not shown to the public.")
    nhse_adviser = line("NHS England adviser", hint="Not shown to the public.")
    governance = words("Governance", hint="Who meets how often, and who answers to whom.")
    board = forms.ModelChoiceField(label="Board that oversees it (optional)", queryset=Board.objects.none(), required=False, empty_label="None named")  # fmt: skip
    update_day = forms.IntegerField(
        label="Day of the month on which leads are asked how their actions stand", min_value=1, max_value=28,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "Enter a day from 1 to 28"),
    )  # fmt: skip
    what_next = words("What is next", hint="For the public page.")
    seen = seen()

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {name: getattr(plan, name) for name in actions.FIELDS} | {"seen": plan.lock}
        )
        super().__init__(*args, **kwargs)
        self.fields["inspection"].queryset = queries.inspections_of(
            plan.la_id, plan.icb_id
        ).select_related("la")
        self.fields["board"].queryset = Board.objects.filter(
            la=plan.la_id, icb=plan.icb_id
        ).order_by("name")


class ReasonForm(PortalForm):
    """Why."""

    reason = words("Why", needed="Say why in a sentence or two", longest=2000)


class PartnerForm(PortalForm):
    """An organisation of the area and its part."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), empty_label="Choose",
        error_messages={"required": "Choose the organisation"},
    )  # fmt: skip
    part = line(
        "Their part",
        longest=200,
        needed="Say what their part is",
        hint="Such as: makes the plan with us, for parents.",
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(
            Q(kind=OrganisationKind.PROVIDER, pk__in=providers(plan))
            | Q(
                kind__in=[OrganisationKind.VOLUNTARY, OrganisationKind.SCHOOL],
                local_authority=plan.la_id,
            ),
            closed_on=None,
        )
        self.fields["organisation"].queryset = rows.order_by("kind", "name")


def providers(plan: Plan) -> list[uuid.UUID]:
    """Ids of the health providers whose services cover the authority's area."""
    rows = plan.la.__class__.objects.filter(services__areas=plan.la_id)
    return list(rows.values_list("pk", flat=True))


class CoProductionForm(PortalForm):
    """One time the plan was made or judged together."""

    on = DayField(label="When", missing="Enter the day")
    who = line("Who took part", longest=200, needed="Say who took part", hint="Groups and roles, such as: parent carer forum, 12 young people.")  # fmt: skip
    what = words("What was done together", needed="Say what was done together")
    difference = words("What changed in the plan because of it")


class ForwardForm(PortalForm):
    """Which unfinished actions a successor takes over."""

    title = line("Title of the new plan", longest=200, needed="Enter the title")
    kind = forms.ChoiceField(label="Kind of plan", choices=PlanKind.choices, widget=forms.RadioSelect, error_messages={"required": "Choose the kind of plan"})  # fmt: skip
    starts_on = DayField(label="Starts on", missing="Enter the day on which it starts")
    inspection = forms.ModelChoiceField(
        label="Inspection it answers (optional)", queryset=Inspection.objects.none(), required=False,
        empty_label="None: a plan of our own",
    )  # fmt: skip
    actions = forms.MultipleChoiceField(
        label="Unfinished actions to take over", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one unfinished action"},
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        rows = list(plan.actions.filter(state="open").values_list("pk", "number", "what"))
        kwargs.setdefault("initial", {"kind": plan.kind, "actions": [str(pk) for pk, _, _ in rows]})
        super().__init__(*args, **kwargs)
        self.fields["inspection"].queryset = queries.inspections_of(
            plan.la_id, plan.icb_id
        ).select_related("la")
        self.fields["actions"].choices = [
            (str(pk), f"{number} {what[:120]}") for pk, number, what in rows
        ]

    def values(self) -> dict[str, Any]:
        """What `actions.successors.copy_forward` takes."""
        data = dict(self.cleaned_data)
        data["action_ids"] = [uuid.UUID(pk) for pk in data.pop("actions")]
        return data
