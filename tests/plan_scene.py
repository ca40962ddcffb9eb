"""An area with an improvement plan and the people around it, for tests of plans."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise

from dco_portal.accounts.models import User
from dco_portal.organisations.models import Organisation
from inspections.models import Action, Plan, Priority
from tests.factories import inspections as make
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory
from tests.kept import kept

ON = dt.date(2026, 5, 1)


@dataclass
class Scene:
    """One area: its manager, approver and a lead, and a plan of one priority."""

    icb: Organisation
    la: Organisation
    manager: User
    approver: User
    lead: User
    plan: Plan
    priority: Priority
    actions: list[Action] = field(default_factory=list)


@kept
def scene(*, state: str = "active", actions: int = 2, **fields) -> Scene:
    """A plan with one priority that answers a finding, and so many open actions numbered 1.1, 1.2…"""
    icb = IcbFactory()
    la = LocalAuthorityFactory(icbs=[icb])
    inspection = make.InspectionFactory(la=la, icb=icb)
    plan = make.PlanFactory(la=la, icb=icb, state=state, inspection=inspection, **fields)
    priority = make.PriorityFactory(plan=plan, number=1)
    priority.findings.add(make.FindingFactory(inspection=inspection))
    found = Scene(
        icb, la, person("improvement_manager", icb), person("plan_approver", la), person("action_lead", la), plan,
        priority,
    )  # fmt: skip
    found.actions = [
        make.ActionFactory(priority=priority, number=f"1.{number}", place=number)
        for number in range(1, actions + 1)
    ]
    return found


def furnish(found: Scene) -> None:
    """Hang something of every kind from the scene's actions and plan."""
    for one, other in pairwise(found.actions):
        one.depends_on.add(other)
        make.MilestoneFactory(action=one)
        make.EvidenceFactory(plan=found.plan, action=one, public=True)
    make.RiskFactory(plan=found.plan).actions.set(found.actions)
    make.MeasureFactory(plan=found.plan, priority=found.priority, baseline=40, target=90)
    make.MeasureFactory(plan=found.plan)
