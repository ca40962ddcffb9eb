"""An area with a plan in force, its leads, managers and approvers, and dates around today."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from inspections.actions import evidence
from inspections.models import Action, Evidence, RatingChange
from inspections.states import Strength
from tests.factories import inspections as make
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ProviderFactory
from tests.kept import Kept

DAY = dt.timedelta(days=1)


class Scene(metaclass=Kept):
    """Two managers (board and authority), two approvers, two leads, a stand-in to be, a reader and a stranger."""

    def __init__(self, *, state: str = "active", actions: int = 1, due: int = 60, **plan) -> None:
        self.due = due
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.trust = ProviderFactory()
        self.manager = person("improvement_manager", self.icb)
        self.other_manager = person("improvement_manager", self.la)
        self.approver = person("plan_approver", self.icb)
        self.other_approver = person("plan_approver", self.la)
        self.lead = person("action_lead", self.trust)
        self.second = person("action_lead", self.trust)
        self.reader = person("board_member", self.icb)
        self.stranger = person("improvement_manager", IcbFactory())
        fields = {"starts_on": today() - 300 * DAY, **plan}
        self.plan = make.PlanFactory(la=self.la, icb=self.icb, state=state, **fields)
        self.priority = make.PriorityFactory(plan=self.plan, number=1)
        self.actions = [self.action() for _ in range(actions)]
        self.one = self.actions[0] if self.actions else None

    def action(self, *, due: int | None = None, lead: User | None = None, **fields) -> Action:
        """An open action due so many days from now."""
        number = fields.pop("number", f"1.{self.plan.actions.count() + 1}")
        return make.ActionFactory(
            priority=self.priority, number=number, due_on=today() + (self.due if due is None else due) * DAY, lead=lead or self.lead,
            lead_organisation=self.trust, place=self.plan.actions.count(), **fields,
        )  # fmt: skip

    def proof(
        self, action: Action, *, strength: int = Strength.OUTCOME, verified: bool = True
    ) -> Evidence:
        """Evidence the lead gave, verified by the manager unless told otherwise."""
        found = evidence.add(
            by=self.lead, action_id=action.pk, title="Survey", strength=strength, on=today(), words="They say so."
        )  # fmt: skip
        if verified:
            evidence.verify(by=self.manager, evidence_id=found.pk, strength=strength)
        return found


def fresh(row):
    """The row as the database has it."""
    return type(row).objects.get(pk=row.pk)


def history(action: Action, scale: str) -> list[tuple[str, str]]:
    """Before and after of every change of one scale, the oldest first."""
    rows = RatingChange.objects.filter(action=action, scale=scale).order_by("id")
    return list(rows.values_list("before", "after"))


def set_rating(action: Action, **values) -> Action:
    """Put ratings or dates into the database past every rule."""
    Action.objects.filter(pk=action.pk).update(**values)
    return fresh(action)
