"""The thread between the two sides: questions, answers, notes inside health; no clock ever stops."""

import pytest

from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from ehcp.actions import thread, triage
from ehcp.models import Message
from tests.advice_scene import Scene, after
from tests.factories.accounts import person
from tests.triage_scene import everything, step_of

pytestmark = pytest.mark.django_db


def test_asking_the_la_keeps_the_date_and_puts_it_on_its_list():
    scene = Scene()
    due = scene.request.due_on
    question = thread.write(
        by=scene.coordinator, request=scene.request, kind="ask_la", text="Which school?"
    )
    assert scene.fresh(scene.request).due_on == due
    assert step_of(scene.request, scene.la) == "Answer the question from health"
    assert WorkItem.objects.get(object_id=scene.request.pk, organisation=scene.la).due_on == due
    mail = Notification.objects.get(recipient=scene.officer, kind="ehcp.question")
    assert "Which school" not in mail.body + mail.subject

    answer = thread.write(
        by=scene.officer,
        request=scene.request,
        kind="from_la",
        text="Nunnery Wood",
        answers=question,
    )
    assert answer.answers == question
    assert Message.objects.get(pk=question.pk).answered_at
    assert step_of(scene.request, scene.la) == "Waiting for health advice"


def test_question_of_the_la_after_the_return_waits_on_healths_list_until_answered():
    scene = after("returned", services=1)
    assert step_of(scene.request, scene.icb) == ""
    thread.write(
        by=scene.officer,
        request=scene.request,
        kind="from_la",
        text="What does section G mean here?",
    )
    assert step_of(scene.request, scene.icb) == "Answer the local authority’s question"
    assert WorkItem.objects.get(object_id=scene.request.pk, organisation=scene.icb).due_on is None
    thread.write(
        by=scene.dco, request=scene.request, kind="reply", text="Health care, not education."
    )
    assert step_of(scene.request, scene.icb) == ""
    assert Notification.objects.filter(recipient=scene.officer, kind="ehcp.reply").count() == 1


def test_telling_something_asks_nothing_of_health():
    scene = after("returned", services=1)
    thread.write(
        by=scene.officer,
        request=scene.request,
        kind="from_la",
        text="Thank you",
        wants_answer=False,
    )
    assert step_of(scene.request, scene.icb) == ""


def test_questions_of_an_ended_request_ask_nothing_any_more():
    scene = Scene()
    thread.write(by=scene.coordinator, request=scene.request, kind="ask_la", text="Which school?")
    triage.withdraw(by=scene.officer, request=scene.request, reason="Moved")
    assert step_of(scene.request, scene.la) == step_of(scene.request, scene.icb) == ""


def test_question_is_answered_once():
    scene = Scene()
    question = thread.write(
        by=scene.coordinator, request=scene.request, kind="ask_la", text="Which school?"
    )
    thread.write(
        by=scene.officer, request=scene.request, kind="from_la", text="This one", answers=question
    )
    with pytest.raises(Invalid):
        thread.write(
            by=scene.officer,
            request=scene.request,
            kind="from_la",
            text="That one",
            answers=question,
        )
    assert Message.objects.count() == 2


def test_second_press_of_the_button_is_one_message_and_one_mail():
    scene = Scene()
    for _ in range(2):
        thread.write(
            by=scene.coordinator, request=scene.request, kind="ask_la", text="Which school?"
        )
    assert Message.objects.count() == 1
    assert Notification.objects.filter(kind="ehcp.question").count() == 1


def test_note_inside_health_tells_nobody_of_the_la():
    scene = Scene()
    before = Notification.objects.filter(recipient=scene.officer).count()
    thread.write(by=scene.coordinator, request=scene.request, kind="note", text="Between us")
    assert Notification.objects.filter(recipient=scene.officer).count() == before


@pytest.mark.parametrize(
    ("who", "kind", "error"),
    [
        ("officer", "ask_la", NotAllowed), ("officer", "note", NotAllowed), ("officer", "reply", NotAllowed),
        ("coordinator", "from_la", NotAllowed), ("coordinator", "shout", NotAllowed),
        ("lead", "reply", NotFound), ("clinician", "from_la", NotFound),
    ],
)  # fmt: skip
def test_each_side_writes_its_own_kinds(who, kind, error):
    scene = Scene()
    with pytest.raises(error):
        thread.write(by=getattr(scene, who), request=scene.request, kind=kind, text="Words")


def test_empty_words_and_strangers_are_refused():
    scene = Scene()
    with pytest.raises(Invalid):
        thread.write(by=scene.officer, request=scene.request, kind="from_la", text="  ")
    with pytest.raises(NotFound):
        thread.write(by=person("la_officer"), request=scene.request, kind="from_la", text="Hello")


def test_failing_half_way_leaves_no_message(monkeypatch):
    scene = Scene()
    before = everything()

    def fail(**kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr("dco_portal.notifications.actions.tell", fail)
    with pytest.raises(RuntimeError):
        thread.write(
            by=scene.coordinator, request=scene.request, kind="ask_la", text="Which school?"
        )
    assert everything() == before


def test_the_dco_team_is_named_as_the_one_to_hear_of_mail_that_fails():
    scene = Scene()
    rows = Notification.objects.filter(kind__startswith="ehcp.")
    assert rows.exists()
    assert set(rows.values_list("organisation", flat=True)) == {scene.icb.pk}
