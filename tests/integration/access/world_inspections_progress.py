"""What the access matrix needs of inspections (progress) in each area."""

from types import SimpleNamespace
from typing import Any

from dco_portal.common.clock import today
from dco_portal.documents.models import Attachment
from inspections.actions import dates, ending, evidence, rounds
from inspections.models import Action
from tests.advice_scene import report
from tests.factories import inspections as make
from tests.integration.inspections.progress_scene import DAY


def furnish(area: Any) -> None:
    """Adds a plan whose action the area's lead leads, with evidence, risks, dates and a month's asking."""
    manager, lead = area["improvement_manager"], area["action_lead"]
    plan = make.PlanFactory(la=area.la, icb=area.icb, starts_on=today() - 300 * DAY, update_day=1)
    priority = make.PriorityFactory(plan=plan, number=1)
    led = {"priority": priority, "lead": lead, "lead_organisation": lead.organisation, "due_on": today() + 60 * DAY}  # fmt: skip
    action: Action = make.ActionFactory(number="1.1", **led)
    asked: Action = make.ActionFactory(number="1.2", **led)
    stopped: Action = make.ActionFactory(number="1.3", **led)
    ending.stop(by=manager, action_id=stopped.pk, words="Not needed")
    proof = {"strength": 3, "on": today(), "words": "They say so"}
    given = evidence.add(by=lead, action_id=action.pk, title="Survey", upload=report(), **proof)
    verified = evidence.add(by=lead, action_id=action.pk, title="Letter", **proof)
    verified = evidence.verify(by=manager, evidence_id=verified.pk, strength=3)
    rounds.ask(plan_id=plan.pk, on=today())
    area.progress = SimpleNamespace(
        plan=plan, action=action, stopped=stopped, evidence=given, verified=verified,
        file=Attachment.objects.get(owner_kind="inspections.evidence", owner_id=given.pk),
        change=dates.ask(by=lead, action_id=asked.pk, after=today() + 90 * DAY, reason="Late"),
        milestone=make.MilestoneFactory(action=action),
        done=make.MilestoneFactory(action=action, done_on=today()),
        risk=make.RiskFactory(plan=plan, number=1),
        closed=make.RiskFactory(plan=plan, number=2, state="closed", closed_words="Gone"),
    )  # fmt: skip
