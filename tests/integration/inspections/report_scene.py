"""A plan with something of everything a progress report shows, and the people who make and approve it."""

import datetime as dt
from decimal import Decimal

from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from inspections import models as m
from inspections.actions import reports
from inspections.models import Plan, Priority, Report
from tests.factories.accounts import person
from tests.factories.inspections import (
    ActionFactory,
    EvidenceFactory,
    FindingFactory,
    MeasureFactory,
    MilestoneFactory,
    PlanFactory,
    PriorityFactory,
    ReadingFactory,
    RiskFactory,
)
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory
from tests.kept import Kept

STARTS_ON, ENDS_ON = today() - dt.timedelta(days=90), today()


class Scene(metaclass=Kept):
    """One plan of an area: two priorities, actions of several ratings, measures, evidence, voices, a risk."""

    def __init__(self, *, published: bool = True) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.manager = person("improvement_manager", self.icb)
        self.approver = person("plan_approver", self.icb)
        self.second = person("plan_approver", self.la)
        self.lead = person("action_lead", self.icb)
        self.plan: Plan = PlanFactory(
            icb=self.icb, la=self.la, published_at=now() if published else None, dfe_adviser="Adviser Example",
            starts_on=today() - dt.timedelta(days=400),
        )  # fmt: skip
        self.priority: Priority = PriorityFactory(
            plan=self.plan, number=1, title="Health advice on time", impact="Families get advice in six weeks.",
            did="We agreed one form.", difference="Fewer families ring to ask.", next="Train the schools.",
        )  # fmt: skip
        self.priority.findings.add(FindingFactory(number=1, page=7))
        self.other: Priority = PriorityFactory(plan=self.plan, number=2, title="Hearing families")
        self._actions()
        self._measures()
        self._evidence()

    def _actions(self) -> None:
        common = {"plan": self.plan, "priority": self.priority}
        self.late = ActionFactory(
            **common, number="1.1", what="Agree one form for advice.", delivery="green", impact="amber",
            due_on=today() - dt.timedelta(days=5), narrative="The form waits for the board.",
            lead=self.lead, lead_organisation=self.icb, help_needed="Two hours of a lawyer.",
            updated_on=today() - dt.timedelta(days=3),
        )  # fmt: skip
        self.good = ActionFactory(
            **common, number="1.2", what="Train all clinicians.", delivery="green", impact="green",
            due_on=today() + dt.timedelta(days=20), lead_words="Head of children's therapies",
        )  # fmt: skip
        MilestoneFactory(
            action=self.good,
            what="The first course is held.",
            due_on=today() + dt.timedelta(days=45),
        )
        self.done = ActionFactory(
            plan=self.plan, priority=self.other, number="2.1", what="Hold a forum each term.", state="complete",
            ended_on=today() - dt.timedelta(days=30), delivery="blue", impact="blue", percent=100,
        )  # fmt: skip

    def _measures(self) -> None:
        self.red = MeasureFactory(
            plan=self.plan, priority=self.priority, number="M1", target=Decimal(90), target_on=today(),
            owner_words="Head of advice",
        )  # fmt: skip
        self.inside = MeasureFactory(
            plan=self.plan, priority=self.priority, number="M2", name="Complaints about waiting", public=False,
            unit="number", polarity="lower", target=Decimal(3),
        )  # fmt: skip
        month = today().replace(day=1)
        for value in (40, 45, 50):
            last = month - dt.timedelta(days=1)
            month = last.replace(day=1)
            ReadingFactory(measure=self.red, starts_on=month, ends_on=last, value=value)
            ReadingFactory(measure=self.inside, starts_on=month, ends_on=last, value=2)

    def _evidence(self) -> None:
        self.public_evidence = EvidenceFactory(
            plan=self.plan, priority=self.priority, title="Survey of the forum", public=True, strength=4,
            words="We were heard this time.", on=today() - dt.timedelta(days=10),
            verified_by=self.approver, verified_on=today() - dt.timedelta(days=9),
        )  # fmt: skip
        self.inside_evidence = EvidenceFactory(
            plan=self.plan, action=self.late, title="Minutes of the form group", strength=1
        )
        self.risk = RiskFactory(plan=self.plan, number=1)
        self.risk.actions.add(self.late)
        self.said = m.Said.objects.create(
            plan=self.plan, priority=self.priority, who="parents", said="Nobody rings back.", public=True,
            heard_on=today() - dt.timedelta(days=20), did="One number rings back within two days.", state="done",
            answered_on=today() - dt.timedelta(days=2),
        )  # fmt: skip
        m.Said.objects.create(
            plan=self.plan, who="staff", said="We have too few rooms.", heard_on=today() - dt.timedelta(days=8)
        )  # fmt: skip

    def make(self, audience: str = "board", *, by: User | None = None, **more: str) -> Report:
        """A report of the last ninety days."""
        return reports.make(
            by=by or self.manager, plan_id=self.plan.pk, audience=audience, starts_on=STARTS_ON, ends_on=ENDS_ON,
            **more,
        )  # fmt: skip

    def approved(self, audience: str = "board", **more: str) -> Report:
        """The same, approved."""
        report = self.make(audience, **more)
        return reports.approve(by=self.approver, report_id=report.pk)


def grow(scene: Scene, *, actions: int, measures: int) -> None:
    """Many more actions and measures, with months of figures."""
    for place in range(actions):
        ActionFactory(
            plan=scene.plan, priority=(scene.priority, scene.other)[place % 2], number=f"{place % 2 + 1}.{place + 10}",
            what="Write down how each service gives its advice, try it with six schools, and mend what does not work.",
            delivery=("green", "amber", "red", "not_due", "blue")[place % 5], impact=("green", "amber")[place % 2],
            narrative="The second trial has begun. Four schools have answered, two were reminded on Monday.",
            next_steps="Gather the answers by the end of the month.", percent=place % 100,
            lead_words="Designated clinical officer", due_on=today() + dt.timedelta(days=place * 3 - 20),
        )  # fmt: skip
    for place in range(measures):
        measure = MeasureFactory(
            plan=scene.plan, priority=(scene.priority, scene.other)[place % 2], number=f"M{place + 10}",
            name=f"Reviews with health's part in time, group {place}", target=Decimal(90),
        )  # fmt: skip
        month = today().replace(day=1)
        for step in range(12):
            last = month - dt.timedelta(days=1)
            month = last.replace(day=1)
            ReadingFactory(
                measure=measure,
                starts_on=month,
                ends_on=last,
                value=40 + (place * 7 + step * 5) % 50,
            )
