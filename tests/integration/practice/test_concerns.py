"""Concerns about services: their steps, what each needs, what is kept of them."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.practice import queries
from dco_portal.practice.actions import concerns as actions
from dco_portal.practice.models import Concern, ConcernNote
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, ProviderFactory
from tests.factories.practice import ConcernFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dco():
    return person("dco", IcbFactory())


@pytest.fixture
def concern(dco) -> Concern:
    return ConcernFactory(icb=dco.organisation)


def said(**changes):
    values = {
        "about": ProviderFactory(), "service": None, "theme": "late", "source": "la", "noted_on": today(),
        "words": "Advice comes after the day",
    }  # fmt: skip
    return values | changes


def test_the_whole_way_is_kept(dco, concern):
    actions.move(by=dco, concern_id=concern.pk, to="raised", raised_with="Contract meeting")
    actions.move(
        by=dco, concern_id=concern.pk, to="agreed", action="One more clinic", action_by=today()
    )
    row = actions.move(
        by=dco, concern_id=concern.pk, to="closed", outcome="Waits fell", words="Thanks"
    )
    assert (row.raised_on, row.closed_on, row.action) == (today(), today(), "One more clinic")
    steps = ConcernNote.objects.filter(concern=concern).values_list("from_state", "to_state")
    assert list(steps) == [("noted", "raised"), ("raised", "agreed"), ("agreed", "closed")]
    again = actions.move(by=dco, concern_id=concern.pk, to="raised", raised_with="Board")
    assert (again.state, again.closed_on) == ("raised", None)


@pytest.mark.parametrize(("to", "field"), [("raised", "raised_with"), ("closed", "outcome")])
def test_each_step_asks_for_its_words(dco, concern, to, field):
    with pytest.raises(Invalid) as caught:
        actions.move(by=dco, concern_id=concern.pk, to=to)
    assert set(caught.value.errors) == {field}
    assert not ConcernNote.objects.exists()


def test_a_step_that_does_not_follow_is_refused(dco, concern):
    with pytest.raises(Conflict):
        actions.move(by=dco, concern_id=concern.pk, to="agreed", action="X")


def test_no_child_and_no_future_in_a_concern(dco):
    with pytest.raises(Invalid, match="future"):
        actions.note(by=dco, **said(noted_on=today() + dt.timedelta(days=1)))
    with pytest.raises(Invalid, match="Take out"):
        actions.note(by=dco, **said(words="Born 04/05/2016, still waits"))
    assert actions.note(by=dco, **said()).reference.startswith("CON-")


def test_another_team_and_other_roles_see_nothing(dco, concern):
    other = person("dco", IcbFactory())
    assert not Concern.objects.visible_to(other).exists()
    with pytest.raises(NotFound):
        actions.move(by=other, concern_id=concern.pk, to="raised", raised_with="X")
    with pytest.raises(NotAllowed):
        actions.note(by=person("commissioner", dco.organisation), **said())


def test_filters(dco, concern):
    ConcernFactory(icb=dco.organisation, theme="quality")
    assert [row.theme for row in queries.concerns(dco, theme="quality")] == ["quality"]
    assert queries.concerns(dco, state="closed").count() == 0


def test_a_closed_concern_has_an_outcome_in_the_database_too(concern):
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(state="closed")
    Concern.objects.filter(pk=concern.pk).update(state="closed", outcome="Done", closed_on=today())


def test_nothing_remains_when_noting_fails_half_way(dco, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions.audit, "record", fail)
    with pytest.raises(RuntimeError):
        actions.note(by=dco, **said())
    assert not Concern.objects.exists()
