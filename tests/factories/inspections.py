"""The smallest valid rows of inspections and improvement plans."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from dco_portal.common.references import next_reference
from inspections import models as m
from inspections.states import Framework, PlanKind, Polarity, Strength
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = m.Inspection

    icb = factory.SubFactory(IcbFactory)
    la = factory.SubFactory(LocalAuthorityFactory)
    framework = Framework.AREA_SEND_2023
    began_on = dt.date(2026, 1, 12)


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = m.Finding

    inspection = factory.SubFactory(InspectionFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = "priority_action"
    text = "Leaders should make sure that health advice comes in time."


class PlanFactory(DjangoModelFactory):
    """A plan in force, not public. Give `la` and `icb` of one area."""

    class Meta:
        model = m.Plan

    reference = factory.LazyFunction(lambda: next_reference("PLAN"))
    slug = factory.Sequence(lambda n: f"plan-{n}")
    icb = factory.SubFactory(IcbFactory)
    la = factory.SubFactory(LocalAuthorityFactory)
    kind = PlanKind.PRIORITY_ACTION
    title = factory.Sequence(lambda n: f"Priority action plan {n}")
    state = "active"
    starts_on = dt.date(2026, 1, 1)


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = m.Priority

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Health advice on time"


class ActionFactory(DjangoModelFactory):
    """An open action, not started. `lead` needs `lead_organisation`."""

    class Meta:
        model = m.Action

    priority = factory.SubFactory(PriorityFactory)
    plan = factory.SelfAttribute("priority.plan")
    number = factory.Sequence(lambda n: f"1.{n + 1}")
    place = factory.Sequence(lambda n: n)
    what = "Agree one form for health advice."
    due_on = dt.date(2026, 12, 31)
    original_due_on = factory.SelfAttribute("due_on")


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = m.Milestone

    action = factory.SubFactory(ActionFactory)
    plan = factory.SelfAttribute("action.plan")
    what = "The form is agreed."
    due_on = dt.date(2026, 6, 30)
    original_due_on = factory.SelfAttribute("due_on")


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = m.Measure

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: f"M{n + 1}")
    place = factory.Sequence(lambda n: n)
    name = "Health advice returned within six weeks"
    definition = "The share of requests whose health advice was returned in time."
    polarity = Polarity.HIGHER


class ReadingFactory(DjangoModelFactory):
    class Meta:
        model = m.Reading

    measure = factory.SubFactory(MeasureFactory)
    starts_on = dt.date(2026, 1, 1)
    ends_on = dt.date(2026, 1, 31)
    value = 50


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = m.Evidence

    plan = factory.SubFactory(PlanFactory)
    title = "Survey of families"
    strength = Strength.OUTCOME
    on = dt.date(2026, 3, 1)


class RiskFactory(DjangoModelFactory):
    class Meta:
        model = m.Risk

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    cause = "Two posts are empty."
    event = "Advice is late."
    effect = "Plans are late."
    likelihood = 3
    impact = 4
    control = "Agency cover until May."
    owner = "Head of children's therapies"


class BoardFactory(DjangoModelFactory):
    class Meta:
        model = m.Board

    icb = factory.SubFactory(IcbFactory)
    la = factory.SubFactory(LocalAuthorityFactory)
    name = "SEND improvement board"


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = m.Meeting

    board = factory.SubFactory(BoardFactory)
    on = dt.date(2026, 5, 12)


class ExerciseFactory(DjangoModelFactory):
    class Meta:
        model = m.Exercise

    icb = factory.SubFactory(IcbFactory)
    la = factory.SubFactory(LocalAuthorityFactory)
    kind = "rehearsal"
    title = "Rehearsal"
    began_on = dt.date(2026, 5, 4)
