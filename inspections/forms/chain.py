"""Forms of priorities and actions."""

import re
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from dco_portal.common.forms import DayField, PortalForm
from inspections.actions import chain as actions
from inspections.forms.plans import line, seen, words
from inspections.models import Action, Finding, Plan, Priority
from inspections.queries import leads
from inspections.queries.plans import findings_of
from inspections.rules import chain as rules


class FindingChoices(forms.ModelMultipleChoiceField):
    """Findings to tick, each with its kind and first words."""

    def label_from_instance(self, obj: Finding) -> str:
        """Kind, number and words."""
        return f"{obj.get_kind_display()} {obj.number}: {obj.text[:200]}"


class PriorityForm(PortalForm):
    """What a priority says. The public texts are asked with it: they are its short story."""

    title = line(
        "Priority, in a few words", longest=200, needed="Enter the priority in a few words"
    )
    findings = FindingChoices(
        label="Findings it answers (optional)", queryset=Finding.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    impact = words(
        "What families will see",
        hint="The difference, in families’ own terms. The public page needs it.",
    )
    owner = line("Owner", hint="A role.")
    workstream = line("Workstream", longest=80)
    wanted = words("What we wanted", hint="For the public page, which needs it.")
    did = words("What we did", hint="For the public page.")
    difference = words("The difference it made", hint="For the public page.")
    next = words("What is next", hint="For the public page.")
    seen = seen()

    def __init__(
        self, *args: Any, plan: Plan, priority: Priority | None = None, **kwargs: Any
    ) -> None:
        if priority is not None:
            names = (
                "title",
                "impact",
                "owner",
                "workstream",
                "wanted",
                "did",
                "difference",
                "next",
            )
            initial = {name: getattr(priority, name) for name in names}
            kwargs.setdefault(
                "initial", initial | {"findings": priority.findings.all(), "seen": priority.lock}
            )
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = findings_of(plan)
        if priority is None:
            del self.fields["seen"]
        self.helper.layout = Layout(*self.fields)


class ReleaseForm(PortalForm):
    """When DfE and NHS England released a priority, and in which words."""

    on = DayField(label="Day of the letter", missing="Enter the day of the letter")
    words = words("What the letter says", needed="Write down the words of the letter")


class ActionForm(PortalForm):
    """What somebody will do by when. Ratings, updates, milestones and a moved date have pages of their own."""

    number = line("Number", longest=12, hint="Such as 2.3. Left empty, it gets the next one.")
    priority = forms.ModelChoiceField(
        label="Priority", queryset=Priority.objects.none(), empty_label=None
    )
    what = words("What will be done", rows=4, needed="Say what will be done")
    lead = forms.ChoiceField(
        label="Lead with an account (optional)", required=False,
        help_text="They are asked each month how the action stands. Somebody is missing? Invite them as an action lead.",
    )  # fmt: skip
    lead_words = line("Lead in words", hint="A role, where the lead has no account here.")
    lead_organisation = forms.ChoiceField(label="Lead organisation (optional)", required=False, help_text="Taken from the lead where they have an account.")  # fmt: skip
    co_lead = line("Second lead", hint="A role.")
    workstream = line("Workstream", longest=80)
    starts_on = DayField(label="Starts on (optional)", required=False)
    due_on = DayField(label="Due on", missing="Enter the day on which it is due")
    depends_on = line("Depends on", longest=300, hint="Numbers of other actions, such as 1.2, 2.1.")
    depends_words = line("Other dependency", longest=300)
    resource = line("Resource", longest=300)
    milestone_3 = line("Milestone at 3 months", longest=300, hint="What is done by then.")
    milestone_6 = line("Milestone at 6 months", longest=300)
    milestone_12 = line("Milestone at 12 months", longest=300)
    milestone_18 = line("Milestone at 18 months", longest=300)
    seen = seen()

    def __init__(self, *args: Any, plan: Plan, action: Action | None = None, **kwargs: Any) -> None:
        self.candidates = {each.key: each for each in leads.candidates(plan)}
        self.bodies = {str(body.pk): body for body in leads.organisations(plan)}
        self.others = {row.number.casefold(): row for row in plan.actions.all()}
        if action is not None:
            kwargs.setdefault("initial", self._initial(action))
        super().__init__(*args, **kwargs)
        self.fields["priority"].queryset = plan.priorities.all()
        self.fields["lead"].choices = [
            ("", "Nobody"),
            *((key, each.words) for key, each in self.candidates.items()),
        ]
        self.fields["lead_organisation"].choices = [
            ("", "Not named"),
            *((key, body.name) for key, body in self.bodies.items()),
        ]
        self._drop(plan, action)
        self.helper.layout = Layout(*self.fields)

    def _initial(self, action: Action) -> dict[str, Any]:
        found = {
            name: getattr(action, name) for name in actions.FIELDS if not name.startswith("lead")
        }
        needs = ", ".join(
            sorted(action.depends_on.values_list("number", flat=True), key=rules.number_key)
        )
        return found | {
            "priority": action.priority_id, "lead_words": action.lead_words, "depends_on": needs, "seen": action.lock,
            "lead": f"{action.lead_organisation_id}:{action.lead_id}" if action.lead_id else "",
            "lead_organisation": str(action.lead_organisation_id or ""),
        }  # fmt: skip

    def _drop(self, plan: Plan, action: Action | None) -> None:
        """A new action stands under its priority; a known one has pages for dates in force and milestones."""
        gone = (
            ["priority", "seen"]
            if action is None
            else [f"milestone_{each}" for each in rules.MILESTONE_MONTHS]
        )
        if action is not None and not rules.due_moves(plan):
            gone.append("due_on")
        for name in gone:
            del self.fields[name]
        if action is not None:
            self.fields["number"].required = True
            self.fields["number"].label = "Number"
            self.fields["number"].help_text = "Such as 2.3."
            self.fields["number"].error_messages["required"] = "Enter the number of the action"

    def clean_depends_on(self) -> list[Action]:
        """The actions of these numbers."""
        numbers = [part for part in re.split(r"[\s,;]+", self.cleaned_data["depends_on"]) if part]
        if strays := [number for number in numbers if number.casefold() not in self.others]:
            raise forms.ValidationError(
                f"No action of this plan has this number: {', '.join(strays)}"
            )
        return list(
            {
                self.others[number.casefold()].pk: self.others[number.casefold()]
                for number in numbers
            }.values()
        )

    def values(self) -> dict[str, Any]:
        """What `actions.chain.add` or `edit` takes."""
        data = dict(self.cleaned_data)
        chosen = self.candidates.get(data["lead"])
        data["lead"] = chosen.user if chosen else None
        data["lead_organisation"] = (
            chosen.organisation if chosen else self.bodies.get(data["lead_organisation"])
        )
        months = {each: data.pop(f"milestone_{each}", "") for each in rules.MILESTONE_MONTHS}
        if "priority" not in self.fields:
            data["milestones"] = months
        return data
