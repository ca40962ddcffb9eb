"""Evidence and the risk register: given, listed, withdrawn, shown; scored, closed, opened again."""

import pytest

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Attachment
from inspections.actions import evidence, risks
from inspections.models import Evidence, Risk, RiskChange
from inspections.queries import evidence as queries
from inspections.queries import risks as register
from inspections.queries.evidence import Filters
from tests.advice_scene import report
from tests.factories.inspections import MeasureFactory, PriorityFactory
from tests.integration.inspections.progress_scene import DAY, Scene, fresh

pytestmark = pytest.mark.django_db


def add(scene: Scene, by=None, **values) -> Evidence:
    given = {"title": "Survey", "strength": 3, "on": today(), "words": "They say so"} | values
    return evidence.add(by=by or scene.lead, action_id=scene.one.pk, **given)


def test_a_file_a_link_or_words_and_at_least_one():
    scene = Scene()
    made = add(scene, words="", upload=report())
    file = Attachment.objects.get(owner_kind="inspections.evidence", owner_id=made.pk)
    assert file.filename == "report.pdf"
    add(scene, words="", link="https://example.org/report")
    for values in ({"words": " "}, {"title": " "}, {"strength": 5}, {"on": today() + DAY}):
        with pytest.raises(Invalid):
            add(scene, **values)
    assert Evidence.objects.count() == 2
    assert {row.priority for row in Evidence.objects.all()} == {scene.priority}


def test_who_may_give_evidence():
    scene = Scene()
    for who, error in ((scene.second, NotFound), (scene.reader, NotAllowed), (scene.stranger, NotFound)):  # fmt: skip
        with pytest.raises(error):
            add(scene, by=who)
    add(scene, by=scene.other_manager)
    plan = {"plan_id": scene.plan.pk, "title": "Letter", "strength": 1, "on": today(), "words": "x"}
    for who, error in ((scene.lead, NotFound), (scene.approver, NotAllowed)):
        with pytest.raises(error):
            evidence.add_to_plan(by=who, **plan)
    foreign = PriorityFactory()
    with pytest.raises(NotFound):
        evidence.add_to_plan(by=scene.manager, priority_id=foreign.pk, **plan)
    with pytest.raises(NotFound):
        evidence.add_to_plan(by=scene.manager, measure_id=MeasureFactory().pk, **plan)
    assert evidence.add_to_plan(by=scene.manager, priority_id=scene.priority.pk, **plan).priority == scene.priority  # fmt: skip


def test_a_lead_sees_the_evidence_of_their_own_actions_alone():
    scene = Scene()
    own = add(scene)
    whole = evidence.add_to_plan(
        by=scene.manager, plan_id=scene.plan.pk, title="Letter", strength=1, on=today(), words="x"
    )
    assert queries.scoped(scene.lead, own.pk) == own
    for who, row in ((scene.lead, whole), (scene.second, own), (scene.stranger, own)):
        with pytest.raises(NotFound):
            queries.scoped(who, row.pk)


def test_only_managers_show_evidence_and_only_what_is_verified():
    scene = Scene()
    made = add(scene)
    with pytest.raises(Conflict):
        evidence.set_public(by=scene.manager, evidence_id=made.pk, public=True)
    evidence.verify(by=scene.approver, evidence_id=made.pk, strength=3)
    for who, error in ((scene.lead, NotAllowed), (scene.approver, NotAllowed), (scene.stranger, NotFound)):  # fmt: skip
        with pytest.raises(error):
            evidence.set_public(by=who, evidence_id=made.pk, public=True)
    evidence.set_public(by=scene.manager, evidence_id=made.pk, public=True)
    evidence.withdraw(by=scene.manager, evidence_id=made.pk, words="It names a school")
    row = fresh(made)
    assert (row.public, row.withdrawn_by, row.withdrawn_words) == (False, scene.manager, "It names a school")  # fmt: skip
    for act in (
        lambda: evidence.withdraw(by=scene.manager, evidence_id=made.pk, words="x"),
        lambda: evidence.verify(by=scene.other_manager, evidence_id=made.pk, strength=3),
        lambda: evidence.set_public(by=scene.manager, evidence_id=made.pk, public=True),
    ):
        with pytest.raises(Conflict):
            act()


def test_withdrawing_needs_words_and_a_part_in_it():
    scene = Scene()
    made = add(scene)
    with pytest.raises(Invalid):
        evidence.withdraw(by=scene.lead, evidence_id=made.pk, words="")
    with pytest.raises(NotAllowed):
        evidence.withdraw(by=scene.approver, evidence_id=made.pk, words="x")
    evidence.withdraw(by=scene.lead, evidence_id=made.pk, words="Wrong file")


def test_the_summary_counts_by_priority_and_strength(django_assert_num_queries):
    scene = Scene()
    other = PriorityFactory(plan=scene.plan, number=2, title="Hearing families")
    scene.proof(scene.one, strength=4)
    scene.proof(scene.one, strength=1)
    add(scene, strength=3)
    gone = add(scene)
    evidence.withdraw(by=scene.lead, evidence_id=gone.pk, words="x")
    measure = MeasureFactory(plan=scene.plan, priority=other)
    plan = {"plan_id": scene.plan.pk, "title": "Letter", "on": today(), "words": "x"}
    evidence.add_to_plan(by=scene.manager, measure_id=measure.pk, strength=2, **plan)
    evidence.add_to_plan(by=scene.manager, strength=1, **plan)
    with django_assert_num_queries(1):
        lines = queries.summary(scene.manager, scene.plan.pk)
    assert [(row.priority, row.activity, row.output, row.outcome, row.lived, row.verified, row.proves) for row in lines] == [
        ("1. Health advice on time", 1, 0, 1, 1, 2, 1),
        ("2. Hearing families", 0, 1, 0, 0, 0, 0),
        ("The plan as a whole", 1, 0, 0, 0, 0, 0),
    ]  # fmt: skip

    def count(**wanted) -> int:
        return len(list(queries.everything(scene.manager, scene.plan.pk, Filters(**wanted))))

    assert (count(), count(shows="withdrawn"), count(shows="verified"), count(shows="waiting")) == (5, 1, 2, 3)  # fmt: skip
    assert (count(priority=str(other.pk)), count(strength="4"), count(shows="public")) == (1, 1, 0)


RISK = {
    "cause": "Two posts are empty.", "event": "Advice is late.", "effect": "Plans are late.",
    "control": "Agency cover.", "owner": "Head of therapies",
}  # fmt: skip


def risk(scene: Scene, **values) -> Risk:
    given = {**RISK, "likelihood": 3, "impact": 4, "action_ids": [scene.one.pk]} | values
    return risks.add(by=scene.manager, plan_id=scene.plan.pk, **given)


def test_the_register_keeps_every_score_with_its_words():
    scene = Scene()
    one, two = risk(scene), risk(scene, likelihood=1, impact=1)
    assert (one.number, two.number) == (1, 2)
    with pytest.raises(Invalid):
        risks.score(by=scene.manager, risk_id=one.pk, likelihood=4, impact=4, words=" ")
    risks.score(by=scene.manager, risk_id=one.pk, likelihood=5, impact=4, words="A third post", review_on=today() - DAY)  # fmt: skip
    risks.score(by=scene.manager, risk_id=two.pk, likelihood=1, impact=1, words="Looked at")
    lines = register.lines(scene.plan.pk, today())
    assert [(line.number, line.score, line.band.word, line.first_score, line.trend, line.overdue) for line in lines] == [
        (1, 20, "Extreme", 12, "up", True), (2, 1, "Low", 1, "same", False),
    ]  # fmt: skip
    held = {
        (row, cell.score): cell.numbers
        for row, cells in register.matrix(lines)
        for cell in cells
        if cell.numbers
    }
    assert held == {("5: Almost certain", 20): (1,), ("1: Rare", 1): (2,)}
    assert [change.words for change in register.history(one)] == ["A third post", "First scored"]


def test_a_risk_ends_with_words_and_may_come_back():
    scene = Scene()
    one = risk(scene)
    for values in ({"state": "closed", "words": ""}, {"state": "open", "words": "x"}):
        with pytest.raises(Invalid):
            risks.end(by=scene.manager, risk_id=one.pk, **values)
    risks.end(by=scene.manager, risk_id=one.pk, state="happened", words="In May")
    for act in (
        lambda: risks.end(by=scene.manager, risk_id=one.pk, state="closed", words="x"),
        lambda: risks.score(by=scene.manager, risk_id=one.pk, likelihood=1, impact=1, words="x"),
        lambda: risks.change(by=scene.manager, risk_id=one.pk, **RISK),
    ):
        with pytest.raises(Conflict):
            act()
    risks.reopen(by=scene.manager, risk_id=one.pk, words="It may again")
    with pytest.raises(Conflict):
        risks.reopen(by=scene.manager, risk_id=one.pk, words="x")
    assert list(RiskChange.objects.order_by("id").values_list("state", flat=True)) == ["open", "happened", "open"]  # fmt: skip
    risks.change(by=scene.manager, risk_id=one.pk, **{**RISK, "owner": "Chief nurse"})
    assert (fresh(one).owner, fresh(one).actions.count()) == ("Chief nurse", 0)


def test_what_a_risk_may_not_be_and_who_keeps_it():
    scene = Scene()
    for values in ({"cause": " "}, {"owner": ""}, {"likelihood": 0}, {"impact": 6}, {"target_score": 26}):  # fmt: skip
        with pytest.raises(Invalid) as error:
            risk(scene, **values)
        assert set(error.value.errors) == set(values)
    with pytest.raises(NotFound):
        risk(scene, action_ids=[Scene().one.pk])
    for who, error in ((scene.lead, NotFound), (scene.approver, NotAllowed), (scene.stranger, NotFound)):  # fmt: skip
        with pytest.raises(error):
            risks.add(by=who, plan_id=scene.plan.pk, likelihood=1, impact=1, **RISK)
        with pytest.raises(error):
            risks.score(by=who, risk_id=risk(scene).pk, likelihood=1, impact=1, words="x")
    closed = Scene(state="closed", closed_on=today())
    with pytest.raises(Conflict):
        risk(closed)


def test_scores_once_given_are_never_changed():
    from django.db import DatabaseError, transaction

    risk(Scene())
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RiskChange.objects.update(impact=1)


def test_the_register_takes_a_fixed_number_of_queries(django_assert_num_queries):
    scene = Scene()
    for _ in range(8):
        risk(scene)
    with django_assert_num_queries(3):
        assert len(register.lines(scene.plan.pk, today())) == 8
