"""You said, we did: noted, answered, published, taken off."""

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.practice.actions import engagement as actions
from dco_portal.practice.models import Heard, Meeting
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PlaceFactory
from tests.factories.practice import HeardFactory, MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dco():
    return person("dco", IcbFactory())


@pytest.fixture
def heard(dco) -> Heard:
    return HeardFactory(meeting__icb=dco.organisation)


def test_said_answered_published_and_read_by_anybody(dco, client):
    meeting = actions.note_meeting(
        by=dco, place=None, held_on=today(), with_kind="young", with_whom="Youth group", about="Forms", people=9
    )  # fmt: skip
    heard = actions.hear(by=dco, meeting_id=meeting.pk, said="Use <b>plain</b> words")
    with pytest.raises(Conflict, match="Answer it first"):
        actions.publish(by=dco, heard_id=heard.pk)
    actions.answer(by=dco, heard_id=heard.pk, to="done", did="We rewrote three letters.")
    page = client.get(reverse("practice:said")).content.decode()
    assert "three letters" not in page
    actions.publish(by=dco, heard_id=heard.pk)
    page = client.get(reverse("practice:said")).content.decode()
    assert "We rewrote three letters." in page and "Use &lt;b&gt;plain&lt;/b&gt; words" in page
    actions.unpublish(by=dco, heard_id=heard.pk)
    assert "three letters" not in client.get(reverse("practice:said")).content.decode()


def test_the_public_page_by_place(dco, client):
    la = LocalAuthorityFactory(icbs=[dco.organisation])
    here, there = (PlaceFactory(icb=dco.organisation, local_authority=la) for _ in range(2))
    for place, did in ((here, "Here."), (there, "There."), (None, "Everywhere.")):
        HeardFactory(
            meeting=MeetingFactory(icb=dco.organisation, place=place), did=did, state="done", published_at=now()
        )  # fmt: skip
    page = client.get(reverse("practice:said"), {"place": here.slug}).content.decode()
    assert "Here." in page and "Everywhere." in page and "There." not in page
    assert "There." in client.get(reverse("practice:said"), {"place": "nowhere"}).content.decode()


def test_an_answer_is_in_words_and_names_nobody(dco, heard):
    with pytest.raises(Invalid) as caught:
        actions.answer(by=dco, heard_id=heard.pk, to="done", did=" ")
    assert set(caught.value.errors) == {"did"}
    with pytest.raises(Invalid, match="Take out"):
        actions.answer(by=dco, heard_id=heard.pk, to="done", did="See 999 123 4567")
    assert Heard.objects.get(pk=heard.pk).state == "heard"


def test_moves_of_the_table_alone(dco, heard):
    actions.answer(by=dco, heard_id=heard.pk, to="done", did="Done")
    with pytest.raises(Conflict):
        actions.answer(by=dco, heard_id=heard.pk, to="cannot", did="No")


def test_another_team_finds_nothing(heard):
    other = person("dco", IcbFactory())
    with pytest.raises(NotFound):
        actions.answer(by=other, heard_id=heard.pk, to="done", did="X")
    assert not Meeting.objects.visible_to(other).exists()


def test_the_database_publishes_answers_alone(heard):
    with pytest.raises(IntegrityError), transaction.atomic():
        Heard.objects.filter(pk=heard.pk).update(published_at=now())
    Heard.objects.filter(pk=heard.pk).update(published_at=now(), did="Yes", state="done")


def test_a_second_editor_is_told_of_the_first(dco):
    meeting = MeetingFactory(icb=dco.organisation)
    values = {name: getattr(meeting, name) for name in actions.FIELDS}
    actions.change_meeting(by=dco, meeting_id=meeting.pk, lock=0, **values)
    with pytest.raises(Conflict):
        actions.change_meeting(by=dco, meeting_id=meeting.pk, lock=0, **values)
