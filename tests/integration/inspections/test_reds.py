"""A red figure asks its owner why; they write; it closes when the measure is red no more."""

import pytest

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections.actions import measures, reds
from inspections.models import Commentary
from inspections.queries import measures as queries
from tests.factories.accounts import CoverFactory, person
from tests.factories.organisations import PolicyFactory
from tests.integration.inspections.measure_scene import DAY, Measured, back, everything

pytestmark = pytest.mark.django_db
WORDS = {"why": "Two posts are empty.", "doing": "Agency cover.", "right_by": today() + 60 * DAY}


def told(person) -> list[str]:
    return list(
        Notification.objects.filter(
            recipient=person, kind__startswith="inspections.commentary"
        ).values_list("kind", flat=True)
    )


def test_red_opens_one_for_the_owner_with_list_and_mail():
    scene = Measured()
    PolicyFactory(key="inspections.commentary_days", organisation=scene.icb, value=5)
    scene.enter(value=60)
    found, item = scene.commentary(), scene.item()
    assert (found.state, found.ends_on, found.due_on) == ("open", back(1), today() + 5 * DAY)
    assert (item.owner, item.organisation, item.state, item.target_on) == (
        scene.owner,
        scene.la,
        "open",
        found.due_on,
    )
    assert item.link == f"/improvement/desk/commentaries/{found.pk}/"
    assert told(scene.owner) == ["inspections.commentary"] and told(scene.manager) == []
    reds.sync(scene.measure, by=None)
    assert told(scene.owner) == ["inspections.commentary"] and Commentary.objects.count() == 1
    assert queries.missing(scene.plan.pk) == [
        (scene.measure.pk, scene.measure.name, back(1), found.due_on)
    ]


@pytest.mark.parametrize("value", [90, 82])
def test_green_and_amber_ask_nobody(value):
    scene = Measured()
    scene.enter(value=value)
    assert not Commentary.objects.exists() and not WorkItem.objects.exists()


def test_the_owner_writes_and_managers_learn():
    scene = Measured()
    scene.enter(value=60)
    found = reds.write(by=scene.owner, commentary_id=scene.commentary().pk, **WORDS)
    assert (found.state, found.written_by, found.why) == ("written", scene.owner, WORDS["why"])
    assert scene.item().state == "closed"
    assert told(scene.manager) == told(scene.other_manager) == ["inspections.commentary_written"]
    line = queries.line(scene.measure.pk, today(), public=False)
    assert line.commentary.why == WORDS["why"] and line.commentary.by == scene.owner.name
    assert not line.commentary_missing and queries.missing(scene.plan.pk) == []
    reds.write(by=scene.owner, commentary_id=found.pk, **{**WORDS, "why": "Three posts."})
    assert told(scene.manager) == ["inspections.commentary_written"]


def test_a_stand_in_and_a_manager_may_write_others_not():
    scene = Measured()
    scene.enter(value=60)
    key = scene.commentary().pk
    stand_in = person("action_lead", scene.la)
    with pytest.raises(NotFound):
        reds.write(by=stand_in, commentary_id=key, **WORDS)
    CoverFactory(absent=scene.owner, stand_in=stand_in, organisation=scene.la)
    reds.write(by=stand_in, commentary_id=key, **WORDS)
    reds.write(by=scene.other_manager, commentary_id=key, **WORDS)
    with pytest.raises(NotAllowed):
        reds.write(by=scene.reader, commentary_id=key, **WORDS)
    for nobody in (scene.stranger, scene.lead):
        with pytest.raises(NotFound):
            reds.write(by=nobody, commentary_id=key, **WORDS)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"why": " "}, "why"), ({"doing": ""}, "doing"), ({"right_by": None}, "right_by"), ({"right_by": today() - DAY}, "right_by")],
)  # fmt: skip
def test_words_that_say_nothing_are_refused(changes, field):
    scene = Measured()
    scene.enter(value=60)
    with pytest.raises(Invalid) as caught:
        reds.write(by=scene.owner, commentary_id=scene.commentary().pk, **{**WORDS, **changes})
    assert list(caught.value.errors) == [field]


def test_it_closes_when_red_no_more_and_comes_back_with_its_words():
    scene = Measured()
    scene.enter(value=60)
    reds.write(by=scene.owner, commentary_id=scene.commentary().pk, **WORDS)
    scene.enter(value=95, why="Miscounted")
    assert scene.commentary().state == "closed"
    with pytest.raises(Conflict):
        reds.write(by=scene.owner, commentary_id=scene.commentary().pk, **WORDS)
    scene.enter(value=61, why="Counted right before")
    assert (scene.commentary().state, scene.commentary().why) == ("written", WORDS["why"])


def test_a_new_red_period_asks_again_and_closes_the_old_one():
    scene = Measured()
    scene.enter(2, value=60)
    old = scene.commentary()
    scene.enter(1, value=61)
    old.refresh_from_db()
    assert old.state == "closed"
    assert list(Commentary.objects.filter(state="open").values_list("ends_on", flat=True)) == [
        back(1)
    ]
    assert WorkItem.objects.filter(state="open").count() == 1
    scene.enter(3, value=10)  # history asks nobody
    assert Commentary.objects.count() == 2


def test_target_trajectory_tolerance_and_owner_change_what_is_owed():
    scene = Measured()
    scene.enter(value=60)
    heir = person("action_lead", scene.icb)
    fields = scene.fields(owner_id=heir.pk)
    measures.change(by=scene.manager, measure_id=scene.measure.pk, fields=fields)
    open_items = WorkItem.objects.filter(state="open")
    assert [(item.owner, item.organisation) for item in open_items] == [(heir, scene.icb)]
    assert told(heir) == ["inspections.commentary"]
    point = measures.plan_point(
        by=scene.manager, measure_id=scene.measure.pk, ends_on=back(2), value=60
    )
    assert scene.commentary().state == "closed" and not open_items.all().exists()
    measures.drop_point(by=scene.manager, measure_id=scene.measure.pk, point_id=point.pk)
    assert scene.commentary().state == "open"
    measures.retire(by=scene.manager, measure_id=scene.measure.pk)
    assert scene.commentary().state == "closed"


def test_without_an_owner_the_managers_have_it():
    scene = Measured(owner=None, owner_words="Head of therapies")
    scene.enter(value=60)
    assert (scene.item().owner, scene.item().organisation) == (None, scene.la)
    assert told(scene.manager) == told(scene.other_manager) == ["inspections.commentary"]


def test_a_draft_plan_asks_nobody():
    scene = Measured()
    type(scene.plan).objects.filter(pk=scene.plan.pk).update(state="draft")
    scene.enter(value=60)
    assert not Commentary.objects.exists()


def test_half_way_nothing_remains(monkeypatch):
    scene = Measured()
    scene.enter(value=60)
    before, record = everything(), reds.audit.record

    def fail(*args, **kwargs):
        record(*args, **kwargs)
        raise RuntimeError("the last step failed")

    monkeypatch.setattr(reds.audit, "record", fail)
    for act in (
        lambda: reds.write(by=scene.owner, commentary_id=scene.commentary().pk, **WORDS),
        lambda: scene.enter(value=95, why="x"),
    ):
        with pytest.raises(RuntimeError):
            act()
        assert everything() == before
