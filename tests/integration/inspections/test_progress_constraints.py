"""What the database refuses of actions, evidence and updates, beside what it takes; and nothing remains half-way."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from dco_portal.common.clock import today
from inspections import models as m
from inspections.actions import (
    dates,
    ending,
    evidence,
    leaving,
    milestones,
    nightly,
    ratings,
    risks,
    rounds,
    updates,
)
from tests.factories import inspections as make
from tests.factories.accounts import UserFactory
from tests.integration.inspections.progress_scene import DAY, Scene, set_rating

pytestmark = pytest.mark.django_db
DAY_ONE = dt.date(2026, 3, 1)


def change_of(action=None, **values) -> m.DateChange:
    action = action or make.ActionFactory()
    given = {"plan": action.plan, "action": action, "before": DAY_ONE, "after": DAY_ONE + DAY, "reason": "x",
             "asked_by": UserFactory()}  # fmt: skip
    return m.DateChange.objects.create(**(given | values))


def decided(**values) -> m.DateChange:
    return change_of(**({"state": "approved", "decided_by": UserFactory(), "decided_on": DAY_ONE} | values))  # fmt: skip


def rated(**values) -> m.RatingChange:
    action = make.ActionFactory()
    given = {"plan": action.plan, "action": action, "scale": "impact", "before": "green", "after": "red", "on": DAY_ONE}  # fmt: skip
    return m.RatingChange.objects.create(**(given | values))


def said(**values) -> m.Update:
    action = make.ActionFactory()
    given = {"plan": action.plan, "action": action, "on": DAY_ONE, "narrative": "x", "percent": 100, "delivery": "green",
             "impact": "green"}  # fmt: skip
    return m.Update.objects.create(**(given | values))


def twice(make_one: Callable[[Any], Any], parent: Any) -> None:
    for _ in range(2):
        make_one(parent)


def same_asker() -> m.DateChange:
    who = UserFactory()
    return decided(asked_by=who, decided_by=who)


def round_of(plan) -> m.Round:
    return m.Round.objects.create(plan=plan, month=DAY_ONE, asked_on=DAY_ONE, due_on=DAY_ONE)


def asked_of(action) -> m.Asked:
    found = m.Round.objects.filter(plan=action.plan).first() or round_of(action.plan)
    return m.Asked.objects.create(plan=action.plan, round=found, action=action)


def test_what_the_database_takes():
    make.ActionFactory(starts_on=DAY_ONE, due_on=DAY_ONE, percent=100)
    make.ActionFactory(state="complete", ended_on=DAY_ONE)
    lead = {"lead": UserFactory(), "lead_organisation": make.PlanFactory().la}
    make.ActionFactory(**lead)
    action = make.ActionFactory()
    change_of(action)
    change_of(action, milestone=make.MilestoneFactory(action=action))
    change_of(action, milestone=make.MilestoneFactory(action=action))
    decided(action=action)
    rated()
    said()
    make.EvidenceFactory(given_by=UserFactory(), verified_by=UserFactory(), verified_on=DAY_ONE)
    make.EvidenceFactory(withdrawn_on=DAY_ONE, withdrawn_words="x")
    make.RiskFactory(state="closed", closed_words="x", likelihood=5, impact=5)
    asked_of(action)
    assert m.DateChange.objects.filter(action=action).count() == 4


REFUSED = [
    (lambda: twice(lambda row: make.ActionFactory(priority=row, number="1.1"), make.PriorityFactory()), "action_number_once"),
    (lambda: make.ActionFactory(starts_on=DAY_ONE, due_on=DAY_ONE - DAY), "action_due_after_start"),
    (lambda: make.ActionFactory(percent=101), "action_percent_in_range"),
    (lambda: make.ActionFactory(state="complete"), "action_ended_has_day"),
    (lambda: make.ActionFactory(ended_on=DAY_ONE), "action_ended_has_day"),
    (lambda: make.ActionFactory(lead=UserFactory()), "action_lead_acts_for_somebody"),
    (lambda: rated(after="green"), "rating_change_changes"),
    (lambda: change_of(after=DAY_ONE), "date_change_changes"),
    (lambda: change_of(state="approved"), "date_change_decided_by_somebody"),
    (lambda: decided(decided_on=None), "date_change_decided_by_somebody"),
    (lambda: decided(state="asked"), "date_change_decided_by_somebody"),
    (same_asker, "date_change_two_people"),
    (lambda: twice(change_of, make.ActionFactory()), "date_change_one_at_a_time"),
    (lambda: twice(lambda row: change_of(row.action, milestone=row), make.MilestoneFactory()), "date_change_milestone_one_at_a_time"),
    (lambda: make.EvidenceFactory(verified_by=UserFactory()), "evidence_verified_has_day"),
    (lambda: make.EvidenceFactory(verified_on=DAY_ONE), "evidence_verified_has_day"),
    (lambda: (lambda who: make.EvidenceFactory(given_by=who, verified_by=who, verified_on=DAY_ONE))(UserFactory()), "evidence_verified_by_another"),
    (lambda: make.EvidenceFactory(strength=5), "evidence_strength_known"),
    (lambda: make.EvidenceFactory(strength=0), "evidence_strength_known"),
    (lambda: make.EvidenceFactory(withdrawn_on=DAY_ONE), "evidence_withdrawn_has_words"),
    (lambda: twice(lambda row: make.RiskFactory(plan=row, number=1), make.PlanFactory()), "risk_number_once"),
    (lambda: make.RiskFactory(likelihood=6), "risk_score_in_range"),
    (lambda: make.RiskFactory(impact=0), "risk_score_in_range"),
    (lambda: make.RiskFactory(state="closed"), "risk_closed_has_words"),
    (lambda: twice(round_of, make.PlanFactory()), "round_once"),
    (lambda: twice(asked_of, make.ActionFactory()), "asked_once"),
    (lambda: said(percent=101), "update_percent_in_range"),
    (lambda: said(narrative=""), "update_says_something"),
    (lambda: twice(lambda pair: m.UpdateDraft.objects.create(action=pair[0], by=pair[1]), (make.ActionFactory(), UserFactory())), "update_draft_once"),
]  # fmt: skip


@pytest.mark.parametrize(("make_row", "name"), REFUSED, ids=[f"{n}-{name}" for n, (_, name) in enumerate(REFUSED)])  # fmt: skip
def test_what_the_database_refuses(make_row, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_row()


def everything() -> dict[str, list]:
    """Every row that an action of this part may write."""
    labels = [
        "inspections.Action", "inspections.Milestone", "inspections.RatingChange", "inspections.DateChange",
        "inspections.Evidence", "inspections.Risk", "inspections.RiskChange", "inspections.Round", "inspections.Asked",
        "inspections.Update", "inspections.UpdateDraft", "documents.Attachment", "work.WorkItem",
        "notifications.Notification", "audit.AuditEvent", "common.OutboxTask",
    ]  # fmt: skip
    return {
        label: sorted(map(str, apps.get_model(label).objects.values_list())) for label in labels
    }


def _decide(scene: Scene) -> Callable[[], Any]:
    row = dates.ask(by=scene.lead, action_id=scene.one.pk, after=today() + 90 * DAY, reason="x")
    return lambda: dates.decide(by=scene.approver, change_id=row.pk, approve=True)


def _withdraw(scene: Scene) -> Callable[[], Any]:
    row = scene.proof(scene.one)
    ratings.rate(by=scene.manager, action_id=scene.one.pk, delivery="green", impact="blue")
    return lambda: evidence.withdraw(by=scene.manager, evidence_id=row.pk, words="x")


def _reopen(scene: Scene) -> Callable[[], Any]:
    ending.complete(by=scene.manager, action_id=scene.one.pk, words="x")
    return lambda: ending.reopen(by=scene.manager, action_id=scene.one.pk, words="x")


def _redden(scene: Scene) -> Callable[[], Any]:
    set_rating(scene.one, due_on=today() - DAY)
    return lambda: ratings.redden(action_id=scene.one.pk, on=today())


def _risk(scene: Scene) -> m.Risk:
    return make.RiskFactory(plan=scene.plan)


def _texts() -> dict[str, str]:
    return dict.fromkeys(("cause", "event", "effect", "control", "owner"), "x")


def _follow(scene: Scene) -> Callable[[], Any]:
    nightly.run()
    m.Action.objects.filter(pk=scene.one.pk).update(lead=scene.second)
    return lambda: rounds.follow_leads(round_id=m.Round.objects.get().pk)


def _remind(scene: Scene) -> Callable[[], Any]:
    nightly.run()
    return lambda: rounds.remind(round_id=m.Round.objects.get().pk, on=today() + 7 * DAY)


def _remind_now(scene: Scene) -> Callable[[], Any]:
    nightly.run()
    return lambda: rounds.remind_now(by=scene.manager, plan_id=scene.plan.pk)


def _step(scene: Scene, **values) -> m.Milestone:
    return make.MilestoneFactory(action=scene.one, **values)


HALF_WAY: dict[str, Callable[[Scene], Callable[[], Any]]] = {
    "rate": lambda s: lambda: ratings.rate(by=s.lead, action_id=s.one.pk, delivery="amber", impact="red", words="x"),
    "redden": _redden,
    "complete": lambda s: lambda: ending.complete(by=s.manager, action_id=s.one.pk, words="x"),
    "stop": lambda s: lambda: ending.stop(by=s.manager, action_id=s.one.pk, words="x"),
    "reopen": _reopen,
    "ask": lambda s: lambda: dates.ask(by=s.lead, action_id=s.one.pk, after=today() + 90 * DAY, reason="x"),
    "decide": _decide,
    "milestone": lambda s: lambda: milestones.add(by=s.manager, action_id=s.one.pk, what="x", due_on=today()),
    "milestone_change": lambda s: (lambda row: lambda: milestones.change(by=s.manager, milestone_id=row.pk, what="y", months=3))(_step(s)),
    "milestone_done": lambda s: (lambda row: lambda: milestones.done(by=s.lead, milestone_id=row.pk, words="y"))(_step(s)),
    "milestone_undo": lambda s: (lambda row: lambda: milestones.undo(by=s.lead, milestone_id=row.pk))(_step(s, done_on=DAY_ONE)),
    "evidence": lambda s: lambda: s.proof(s.one, verified=False),
    "evidence_plan": lambda s: lambda: evidence.add_to_plan(by=s.manager, plan_id=s.plan.pk, title="x", strength=1, on=today(), words="x"),
    "verify": lambda s: (lambda row: lambda: evidence.verify(by=s.manager, evidence_id=row.pk, strength=3))(s.proof(s.one, verified=False)),
    "withdraw": _withdraw,
    "public": lambda s: (lambda row: lambda: evidence.set_public(by=s.manager, evidence_id=row.pk, public=True))(s.proof(s.one)),
    "risk": lambda s: lambda: risks.add(by=s.manager, plan_id=s.plan.pk, likelihood=1, impact=1, **_texts()),
    "risk_change": lambda s: (lambda row: lambda: risks.change(by=s.manager, risk_id=row.pk, **_texts()))(_risk(s)),
    "risk_score": lambda s: (lambda row: lambda: risks.score(by=s.manager, risk_id=row.pk, likelihood=1, impact=1, words="x"))(_risk(s)),
    "risk_end": lambda s: (lambda row: lambda: risks.end(by=s.manager, risk_id=row.pk, state="closed", words="x"))(_risk(s)),
    "risk_reopen": lambda s: (lambda row: lambda: risks.reopen(by=s.manager, risk_id=row.pk, words="x"))(make.RiskFactory(plan=s.plan, state="closed", closed_words="x")),
    "ask_updates": lambda s: lambda: rounds.ask(plan_id=s.plan.pk, on=today().replace(day=28)),
    "follow": _follow,
    "remind": _remind,
    "remind_now": _remind_now,
    "leave": lambda s: lambda: leaving.hand_back(leaver=s.lead, organisation=s.trust, by=None),
    "update": lambda s: lambda: updates.give(by=s.lead, action_id=s.one.pk, narrative="x", percent=9, delivery="green", impact="amber", help_needed="x"),
    "draft": lambda s: lambda: updates.save_draft(by=s.lead, action_id=s.one.pk, values={"a": "b"}, lock=0),
    "discard": lambda s: (lambda _: lambda: updates.discard_draft(by=s.lead, action_id=s.one.pk))(updates.save_draft(by=s.lead, action_id=s.one.pk, values={}, lock=0)),
}  # fmt: skip


@pytest.mark.parametrize("name", HALF_WAY)
def test_half_way_nothing_remains(name: str, monkeypatch):
    act = HALF_WAY[name](Scene(update_day=1))
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    with monkeypatch.context() as patch:
        patch.setattr("dco_portal.audit.record", fail)
        with pytest.raises(RuntimeError, match="half way"), transaction.atomic():
            act()
    assert everything() == before
    act()  # and without the fault it does something
    assert everything() != before
