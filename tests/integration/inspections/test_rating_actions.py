"""Honest ratings: every rule, tried from every side."""

import datetime as dt

import pytest

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.common.moments import as_if
from dco_portal.notifications.models import Notification
from inspections.actions import ending, evidence, nightly, ratings, updates
from inspections.models import RatingChange
from inspections.queries import progress
from inspections.states import Strength
from tests.integration.inspections.progress_scene import DAY, Scene, fresh, history, set_rating

pytestmark = pytest.mark.django_db


def rate(scene: Scene, by=None, **values):
    given = {"delivery": "green", "impact": "not_due", "words": ""} | values
    return ratings.rate(by=by or scene.manager, action_id=scene.one.pk, **given)


def shown(scene: Scene) -> tuple[str, str]:
    line = progress.lines(scene.plan.pk, today())[0]
    return line.delivery, line.impact


def test_delivery_and_impact_are_rated_apart_with_their_history():
    scene = Scene()
    rate(scene, by=scene.lead)
    rate(scene, delivery="amber", impact="amber", words="Two posts are empty")
    assert history(scene.one, "delivery") == [("not_due", "green"), ("green", "amber")]
    assert history(scene.one, "impact") == [("not_due", "amber")]
    last = RatingChange.objects.filter(scale="delivery").latest("id")
    assert (last.by, last.on, last.words) == (scene.manager, today(), "Two posts are empty")


def test_the_same_rating_again_leaves_no_line():
    scene = Scene()
    rate(scene)
    rate(scene)
    assert RatingChange.objects.count() == 1


def test_a_downgrade_without_words_is_refused_and_nothing_of_it_stands():
    scene = Scene()
    rate(scene, impact="green")
    with pytest.raises(Invalid) as error:
        rate(scene, delivery="red", impact="amber", words=" ")
    assert set(error.value.errors) == {"words"}
    assert shown(scene) == ("green", "green")
    assert RatingChange.objects.count() == 2


def test_a_past_due_action_is_red_before_anybody_touches_it():
    scene = Scene()
    rate(scene, impact="green")
    set_rating(scene.one, due_on=today() - DAY)
    assert shown(scene) == ("red", "red")
    assert history(scene.one, "delivery") == [("not_due", "green")]  # nothing was written yet


@pytest.mark.parametrize("given", [("green", "amber"), ("amber", "green"), ("not_due", "red"), ("red", "not_due")])  # fmt: skip
def test_a_past_due_action_takes_no_green_and_no_grey(given):
    scene = Scene()
    set_rating(scene.one, due_on=today() - DAY)
    delivery, impact = given
    with pytest.raises(Invalid):
        rate(scene, delivery=delivery, impact=impact, words="Really")
    with pytest.raises(Invalid):
        updates.give(
            by=scene.lead, action_id=scene.one.pk, narrative="Fine", percent=90, delivery=delivery, impact=impact
        )  # fmt: skip
    assert RatingChange.objects.count() == 0
    rate(scene, delivery="amber", impact="red", words="A plan to recover")
    assert shown(scene) == ("amber", "red")


def test_the_night_writes_red_once_from_the_day_it_passed_and_catches_up():
    scene = Scene()
    rate(scene)
    other = scene.action(due=-5, delivery="amber", impact="amber")
    set_rating(scene.one, due_on=today() - 6 * DAY)
    RatingChange.objects.all().delete()
    for _ in range(3):
        nightly.run()
    rows = RatingChange.objects.filter(action=scene.one)
    assert sorted(rows.values_list("scale", "before", "after")) == [
        ("delivery", "green", "red"), ("impact", "not_due", "red"),
    ]  # fmt: skip
    assert {(row.on, row.by) for row in rows} == {(today() - 5 * DAY, None)}
    assert all("was due on" in row.words for row in rows)
    assert not RatingChange.objects.filter(action=other).exists()
    told = Notification.objects.filter(kind="inspections.overdue")
    assert {row.recipient for row in told} == {scene.lead, scene.manager, scene.other_manager}


def test_the_night_leaves_drafts_closed_plans_and_ended_actions_alone():
    for state in ("draft", "closed"):
        ended = {"closed_on": today()} if state == "closed" else {}
        Scene(state=state, actions=0, **ended).action(due=-3)
    scene = Scene(actions=0)
    scene.action(due=-3, state="complete", ended_on=today())
    assert nightly.run()["late"] == 0
    assert RatingChange.objects.count() == 0


def test_on_the_due_date_itself_it_is_not_late():
    scene = Scene()
    set_rating(scene.one, due_on=today(), delivery="green")
    assert nightly.run()["late"] == 0
    with as_if(today() + DAY):
        assert nightly.run()["late"] == 1


def test_who_rates_before_the_night_leaves_both_steps_in_the_history():
    scene = Scene()
    rate(scene)
    set_rating(scene.one, due_on=today() - 2 * DAY)
    rate(scene, delivery="amber", impact="red", words="A week behind")
    assert history(scene.one, "delivery")[1:] == [("green", "red"), ("red", "amber")]


@pytest.mark.parametrize("scale", ["delivery", "impact"])
@pytest.mark.parametrize("strength", [Strength.ACTIVITY, Strength.OUTPUT])
def test_what_was_done_or_made_never_holds_up_a_blue(scale: str, strength: int):
    scene = Scene()
    scene.proof(scene.one, strength=strength)
    ending.complete(by=scene.manager, action_id=scene.one.pk, words="Done")
    with pytest.raises(Invalid) as error:
        rate(scene, **{"delivery": "green", "impact": "amber", scale: "blue"})
    assert set(error.value.errors) == {scale}


@pytest.mark.parametrize("strength", [Strength.OUTCOME, Strength.LIVED])
def test_verified_outcome_or_lived_experience_holds_up_a_blue(strength: int):
    scene = Scene()
    waiting = scene.proof(scene.one, strength=strength, verified=False)
    with pytest.raises(Invalid):
        rate(scene, impact="blue")
    evidence.verify(by=scene.manager, evidence_id=waiting.pk, strength=strength)
    rate(scene, impact="blue")
    with pytest.raises(Invalid) as error:
        rate(scene, delivery="blue", impact="blue")  # still open
    assert set(error.value.errors) == {"delivery"}
    ending.complete(by=scene.manager, action_id=scene.one.pk, words="Done")
    rate(scene, delivery="blue", impact="blue")
    assert shown(scene) == ("blue", "blue")


def test_another_actions_evidence_does_not_count():
    scene = Scene(actions=2)
    scene.proof(scene.actions[1])
    with pytest.raises(Invalid):
        rate(scene, impact="blue")


def test_withdrawn_evidence_does_not_count_and_brings_the_blue_down_with_words():
    scene = Scene()
    first, second = scene.proof(scene.one), scene.proof(scene.one, strength=Strength.LIVED)
    ending.complete(by=scene.manager, action_id=scene.one.pk, words="Done")
    rate(scene, delivery="blue", impact="blue")
    evidence.withdraw(by=scene.manager, evidence_id=first.pk, words="It was of another year")
    assert shown(scene) == ("blue", "blue")  # the other one still holds it
    evidence.withdraw(by=scene.lead, evidence_id=second.pk, words="They asked us to")
    assert shown(scene) == ("green", "green")
    row = RatingChange.objects.filter(scale="impact").latest("id")
    assert (row.before, row.after, row.by) == ("blue", "green", None)
    assert "They asked us to" in row.words
    with pytest.raises(Invalid):
        rate(scene, impact="blue")


def test_the_blue_of_a_late_open_action_comes_down_to_red():
    scene = Scene()
    proof = scene.proof(scene.one)
    rate(scene, impact="blue")
    set_rating(scene.one, due_on=today() - DAY)
    evidence.withdraw(by=scene.manager, evidence_id=proof.pk, words="Wrong file")
    assert fresh(scene.one).impact == "red"


def test_a_verifier_who_judges_it_weaker_does_not_let_it_hold_a_blue():
    scene = Scene()
    claimed = scene.proof(scene.one, strength=Strength.LIVED, verified=False)
    evidence.verify(by=scene.approver, evidence_id=claimed.pk, strength=Strength.ACTIVITY)
    with pytest.raises(Invalid):
        rate(scene, impact="blue")


def test_nobody_verifies_what_they_gave_whatever_their_role():
    scene = Scene()
    own = evidence.add(
        by=scene.manager, action_id=scene.one.pk, title="Mine", strength=3, on=today(), words="x"
    )
    with pytest.raises(NotAllowed):
        evidence.verify(by=scene.manager, evidence_id=own.pk, strength=3)
    given = scene.proof(scene.one, verified=False)
    for who in (scene.lead, scene.second, scene.reader):
        with pytest.raises((NotAllowed, NotFound)):
            evidence.verify(by=who, evidence_id=given.pk, strength=3)
    evidence.verify(by=scene.other_manager, evidence_id=own.pk, strength=3)
    with pytest.raises(Conflict):
        evidence.verify(by=scene.approver, evidence_id=own.pk, strength=3)


def test_who_may_not_rate():
    scene = Scene()
    for who, error in (
        (scene.reader, NotAllowed), (scene.approver, NotAllowed), (scene.second, NotFound), (scene.stranger, NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            rate(scene, by=who)
    assert RatingChange.objects.count() == 0


def test_a_stopped_action_and_a_closed_plan_are_not_rated():
    scene = Scene()
    ending.stop(by=scene.manager, action_id=scene.one.pk, words="No longer needed")
    with pytest.raises(Conflict):
        rate(scene)
    closed = Scene(state="closed", closed_on=today())
    with pytest.raises(Conflict):
        rate(closed)


def test_who_looked_at_an_older_state_is_told():
    scene = Scene()
    rate(scene, by=scene.lead)
    with pytest.raises(Invalid, match="since you opened"):
        rate(scene, delivery="amber", words="x", seen=0)


def test_completing_makes_delivery_green_and_asks_for_impact():
    scene = Scene()
    set_rating(scene.one, due_on=today() - DAY)
    with pytest.raises(Invalid):
        ending.complete(by=scene.manager, action_id=scene.one.pk, words="Done", on=today() + DAY)
    with pytest.raises(Invalid):
        ending.complete(by=scene.manager, action_id=scene.one.pk, words="")
    with pytest.raises(NotAllowed):
        ending.complete(by=scene.lead, action_id=scene.one.pk, words="Done")
    ending.complete(by=scene.manager, action_id=scene.one.pk, words="Done")
    assert shown(scene) == ("green", "red")
    assert (fresh(scene.one).state, fresh(scene.one).percent) == ("complete", 100)
    other = Scene()
    ending.complete(by=other.manager, action_id=other.one.pk, words="Done")
    assert shown(other) == ("green", "amber")
    with pytest.raises(Invalid):
        rate(other, delivery="not_due", words="x")


def test_opening_again_takes_the_blue_and_a_passed_date_makes_it_red():
    scene = Scene()
    scene.proof(scene.one)
    ending.complete(by=scene.manager, action_id=scene.one.pk, words="Done")
    rate(scene, delivery="blue", impact="blue")
    set_rating(scene.one, due_on=today() - 9 * DAY)
    with pytest.raises(Invalid):
        ending.reopen(by=scene.manager, action_id=scene.one.pk, words=" ")
    ending.reopen(by=scene.manager, action_id=scene.one.pk, words="It is not done after all")
    assert fresh(scene.one).delivery == "red"
    assert RatingChange.objects.latest("id").on == today()
    with pytest.raises(Conflict):
        ending.reopen(by=scene.manager, action_id=scene.one.pk, words="Again")


def test_history_is_append_only(django_assert_num_queries):
    from django.db import DatabaseError, transaction

    scene = Scene()
    rate(scene)
    for change in ({"after": "blue"}, {"words": "x"}, {"on": dt.date(2020, 1, 1)}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            RatingChange.objects.update(**change)
    assert history(scene.one, "delivery") == [("not_due", "green")]


def test_a_plans_lines_take_a_fixed_number_of_queries(django_assert_num_queries):
    few, many = Scene(actions=2), Scene(actions=40)
    for scene in (few, many):
        for action in scene.actions:
            scene.proof(action)
        with django_assert_num_queries(4):
            lines = progress.lines(scene.plan.pk, today())
        assert len(lines) == len(scene.actions)
    assert (lines[0].evidence, lines[0].strongest) == ({3: 1}, 3)
    counts = progress.counts(lines)
    assert (counts.total, counts.open, counts.delivery["not_due"]) == (40, 40, 40)
