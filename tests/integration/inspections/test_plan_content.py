"""A whole plan as plain values: its shape, what the public does not get, and the price in queries."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.queries import content
from inspections.rules import freezing
from tests.factories import inspections as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 5, 1)


def furnished(actions: int):
    """A plan with one priority that answers a finding, and so many actions with all that hangs from them."""
    plan = make.PlanFactory(inspection=make.InspectionFactory())
    priority = make.PriorityFactory(plan=plan, impact="Advice comes in time.")
    priority.findings.add(make.FindingFactory(inspection=plan.inspection))
    rows = [make.ActionFactory(priority=priority) for _ in range(actions)]
    for one, other in pairwise(rows):
        one.depends_on.add(other)
        make.MilestoneFactory(action=one)
        make.EvidenceFactory(plan=plan, action=one, public=True)
    risk = make.RiskFactory(plan=plan)
    risk.actions.set(rows)
    make.MeasureFactory(plan=plan, priority=priority)
    make.MeasureFactory(plan=plan)
    return plan


def test_chain_holds_everything_under_its_priority():
    plan = furnished(2)
    chain = content.chain(plan.pk, ON, public=False)
    [priority] = chain["priorities"]
    assert (
        priority["findings"][0]["text"]
        == "Leaders should make sure that health advice comes in time."
    )
    first, second = priority["actions"]
    assert first["depends_on"] == [second["number"]]
    assert [row["what"] for row in first["milestones"]] == ["The form is agreed."]
    assert first["evidence"] == 1
    assert [row["action"] for row in priority["evidence"]] == [first["number"]]
    assert len(priority["measures"]) == len(chain["measures"]) == 1
    assert chain["risks"][0]["actions"] == [first["number"], second["number"]]
    assert chain["plan"]["kind_words"] == "Priority action plan"
    frozen = freezing.freeze(chain)
    assert frozen["on"] == "2026-05-01"
    assert freezing.digest(frozen) == freezing.digest(
        freezing.freeze(content.chain(plan.pk, ON, public=False))
    )


def test_public_gets_no_name_no_risk_and_only_what_is_marked():
    plan = furnished(1)
    action = plan.actions.get()
    action.lead, action.lead_organisation = UserFactory(name="Ruth Example"), plan.la
    action.help_needed, action.narrative = "Ruth Example is ill.", "Stuck."
    action.save()
    make.EvidenceFactory(plan=plan, title="Inside only")
    plan.measures.filter(priority=None).update(public=False)
    type(plan).objects.filter(pk=plan.pk).update(dfe_adviser="Adviser Example")
    inside, public = (content.chain(plan.pk, ON, public=each) for each in (False, True))
    assert "Ruth Example" in str(inside)
    for words in (
        "Ruth Example",
        "Stuck.",
        "Inside only",
        "Adviser Example",
        "Two posts are empty.",
    ):
        assert words in str(inside)
        assert words not in str(public)
    assert public["measures"] == []
    assert len(public["priorities"][0]["measures"]) == 1
    assert public["priorities"][0]["actions"][0]["organisation"] == plan.la.name


def test_price_does_not_grow_with_the_plan():
    small, large = furnished(3), furnished(40)
    counts = []
    for plan in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            content.chain(plan.pk, ON, public=False)
        counts.append(len(caught))
    assert counts[0] == counts[1]
