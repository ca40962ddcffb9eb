"""Inspection mode: exercises and the log of requests, who may, and what is told to whom."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections.actions import leaving, mode
from inspections.models import Exercise, InspectorRequest, TrackedChild
from inspections.queries.areas import Area
from inspections.rules import mode as rules
from tests.factories.accounts import person
from tests.factories.inspections import ExerciseFactory, InspectionFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PolicyFactory
from tests.integration.inspections.mode_scene import HOUR, ModeScene

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene() -> ModeScene:
    return ModeScene()


def begin(scene: ModeScene, **changes) -> Exercise:
    values = {"area": scene.area, "kind": "inspection", "title": "", "began_on": today(), **changes}
    return mode.begin(by=scene.dco, **values)


def url(name: str, thing) -> str:
    return reverse(f"inspections:{name}", args=[thing.pk])


# --- Exercises ----------------------------------------------------------------------------------
def test_an_inspection_begins_on_any_day_up_to_today_and_once_at_a_time(scene):
    inspection = InspectionFactory(la=scene.la, icb=scene.icb)
    found = begin(scene, inspection=inspection)
    assert found.title.startswith("Inspection of ")
    assert found.begun_by == scene.dco
    with pytest.raises(Invalid) as caught:
        begin(scene)
    assert "under way" in caught.value.errors["kind"]
    with pytest.raises(Invalid):
        begin(scene, kind="rehearsal")  # the scene's own goes on


@pytest.mark.parametrize(
    ("change", "field"),
    [({"began_on": today() + DAY}, "began_on"), ({"kind": "rehearsal", "inspection": "own"}, "inspection"), ({"inspection": "other"}, "inspection")],
)  # fmt: skip
def test_what_cannot_begin_is_told_beside_its_field(scene, change, field):
    made = {
        "own": lambda: InspectionFactory(la=scene.la, icb=scene.icb),
        "other": InspectionFactory,
    }
    if which := change.get("inspection"):
        change = {**change, "inspection": made[which]()}
    with pytest.raises(Invalid) as caught:
        begin(scene, **change)
    assert list(caught.value.errors) == [field]


def test_only_those_who_run_inspections_begin_one_and_in_their_own_area(scene):
    with pytest.raises(NotAllowed):
        mode.begin(by=scene.officer, area=scene.area, kind="inspection", title="", began_on=today())
    elsewhere = IcbFactory()
    other = Area(LocalAuthorityFactory(icbs=[elsewhere]), elsewhere)
    with pytest.raises(NotFound):
        begin(scene, area=other)


def test_it_ends_with_lessons_leaves_the_lists_and_stays_readable(scene, client):
    waiting = scene.log()
    for wrong, field in (({"lessons": "  "}, "lessons"), ({"ended_on": today() + DAY}, "ended_on")):
        with pytest.raises(Invalid) as caught:
            mode.end(by=scene.dco, exercise_id=scene.exercise.pk, **{"lessons": "x", "ended_on": today(), **wrong})  # fmt: skip
        assert list(caught.value.errors) == [field]
    mode.end(by=scene.dco, exercise_id=scene.exercise.pk, lessons="Find the policy sooner", ended_on=today())  # fmt: skip
    assert WorkItem.objects.get(object_id=waiting.pk).state == "closed"
    for step in (
        lambda: mode.end(by=scene.dco, exercise_id=scene.exercise.pk, lessons="x", ended_on=today()),
        lambda: scene.log(), lambda: mode.withdraw(by=scene.dco, request_id=waiting.pk, reason="x"),
        lambda: scene.track(),
    ):  # fmt: skip
        with pytest.raises(Conflict):
            step()
    client.force_login(scene.manager)
    page = client.get(url("exercise", scene.exercise)).content.decode()
    assert "Find the policy sooner" in page
    assert "Write down a request" not in page
    assert client.get(url("inspector-request", waiting)).status_code == 200
    mode.reopen(by=scene.manager, exercise_id=scene.exercise.pk)
    assert WorkItem.objects.get(object_id=waiting.pk, state="open").organisation == scene.la
    with pytest.raises(Conflict):
        mode.reopen(by=scene.manager, exercise_id=scene.exercise.pk)


def test_one_that_ended_is_not_opened_beside_another(scene):
    mode.end(by=scene.dco, exercise_id=scene.exercise.pk, lessons="None", ended_on=today())
    begin(scene, kind="rehearsal")
    with pytest.raises(Conflict):
        mode.reopen(by=scene.dco, exercise_id=scene.exercise.pk)


# --- The log ---------------------------------------------------------------------------------------
def test_a_tracked_child_s_documents_are_due_in_two_days_others_by_policy_or_as_said(scene):
    child = scene.track()
    tracked = scene.log(what="Documents", tracked=child)
    assert (tracked.due_on, tracked.due_rule) == (today() + 2 * DAY, rules.FRAMEWORK)
    other = scene.log(what="Policies")
    assert (other.due_on, other.due_rule) == (today() + DAY, rules.POLICY)
    PolicyFactory(organisation=scene.icb, key=rules.POLICY, value=5)
    assert scene.log(what="More").due_on == today() + 5 * DAY
    said = scene.log(what="Now", tracked=child, said=today())
    assert (said.due_on, said.due_rule) == (today(), rules.SAID)
    assert [row.number for row in scene.exercise.requests.all()] == [1, 2, 3, 4]


def test_the_holder_is_told_by_mail_and_has_it_in_the_worklist_without_a_word_of_the_request(scene):
    child = scene.track()
    request = scene.log(what="Secret subject words", tracked=child, holder=scene.manager)
    item = WorkItem.objects.get(object_id=request.pk)
    assert (item.owner, item.organisation_id, item.kind) == (scene.manager, scene.manager.organisation.pk, mode.KIND)  # fmt: skip
    assert item.target_on == request.due_on
    assert item.due_on is None
    told = Notification.objects.get(recipient=scene.manager, kind=mode.KIND)
    for words in (item.title, item.step, told.subject, told.body):
        assert "Secret" not in words
        assert scene.child.family_name not in words
    assert "child A" in item.title
    mode.give(by=scene.dco, request_id=request.pk, holder=None, holder_words="Head of SEND")
    open_items = WorkItem.objects.filter(object_id=request.pk, state="open")
    assert [item.owner for item in open_items] == [None]
    mode.give(by=scene.manager, request_id=request.pk, holder=scene.dco)
    assert WorkItem.objects.get(object_id=request.pk, state="open").organisation == scene.icb
    assert Notification.objects.filter(recipient=scene.dco, kind=mode.KIND).count() == 1
    assert scene.dco in mode.candidates(by=scene.dco, request_id=request.pk)
    assert mode.candidates(by=person("dco"), request_id=request.pk) == []


def test_a_request_names_no_child_and_is_held_by_somebody_of_the_area(scene):
    scene.track()
    for wrong, field in (
        ({"what": " "}, "what"), ({"what": f"Notes of {scene.child.name}"}, "what"),
        ({"what": "NHS 999 000 0018"}, "what"), ({"holder": person("dco")}, "holder"),
        ({"asked_at": now() + HOUR}, "asked_on"), ({"asked_at": now() - 5 * DAY}, "asked_on"),
        ({"said": today() - 2 * DAY}, "said"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as caught:
            scene.log(**wrong)
        assert list(caught.value.errors) == [field], wrong
    other = ModeScene().track()
    with pytest.raises(Invalid):
        scene.log(tracked=other)
    assert not InspectorRequest.objects.filter(exercise=scene.exercise).exists()


def test_it_is_marked_sent_withdrawn_and_opened_again(scene):
    first, second = scene.log(), scene.log(what="More")
    for wrong, field in (
        ({"sent_words": ""}, "sent_words"), ({"sent_at": now() + HOUR}, "sent_on"), ({"sent_at": now() - 5 * HOUR}, "sent_on"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as caught:
            mode.send(by=scene.dco, request_id=first.pk, **{"sent_at": now(), "sent_words": "Site", **wrong})  # fmt: skip
        assert list(caught.value.errors) == [field]
    sent = mode.send(by=scene.dco, request_id=first.pk, sent_at=now(), sent_words="Uploaded")
    assert sent.state == "sent"
    assert WorkItem.objects.get(object_id=first.pk).state == "closed"
    with pytest.raises(Conflict):
        mode.give(by=scene.dco, request_id=first.pk, holder=scene.dco)
    with pytest.raises(Invalid):
        mode.withdraw(by=scene.dco, request_id=second.pk, reason="")
    assert mode.withdraw(by=scene.dco, request_id=second.pk, reason="Found it").state == "withdrawn"
    again = mode.take_back(by=scene.dco, request_id=first.pk)
    assert (again.state, again.sent_at, again.sent_words) == ("open", None, "")
    assert WorkItem.objects.get(object_id=first.pk).state == "open"
    with pytest.raises(Conflict):
        mode.take_back(by=scene.dco, request_id=first.pk)


def test_words_and_date_are_mended_and_the_rule_s_date_comes_back(scene):
    request = scene.log(said=today() + 9 * DAY)
    changed = mode.change(by=scene.dco, request_id=request.pk, what="Policies, newest", said=None)
    assert (changed.what, changed.due_on, changed.due_rule) == ("Policies, newest", today() + DAY, rules.POLICY)  # fmt: skip
    event = AuditEvent.objects.filter(object_id=request.pk, verb="inspections.request_changed").get()  # fmt: skip
    assert event.data["due_before"] == (today() + 9 * DAY).isoformat()
    assert "Policies" not in str(event.data)


def test_a_leaver_holds_nothing_any_more(scene):
    request = scene.log(holder=scene.manager)
    leaving.hand_back(leaver=scene.manager, organisation=scene.manager.organisation, by=scene.dco)
    request.refresh_from_db()
    assert request.holder is None
    assert mode.hand_back(leaver=scene.manager, organisation=scene.la, by=None) == 0


def test_nobody_of_another_area_or_role_sees_or_changes_any_of_it(scene, client):
    request, other = scene.log(), ModeScene()
    for who, error in (
        (other.dco, NotFound),
        (scene.officer, NotAllowed),
        (scene.lead, NotAllowed),
    ):
        with pytest.raises(error):
            mode.end(by=who, exercise_id=scene.exercise.pk, lessons="x", ended_on=today())
        with pytest.raises(error):
            mode.give(by=who, request_id=request.pk, holder=None)
        with pytest.raises(error):
            mode.take_back(by=who, request_id=request.pk)
    client.force_login(other.dco)
    for name, thing in (("exercise", scene.exercise), ("inspector-request", request), ("request-sent", request)):  # fmt: skip
        assert client.get(url(name, thing)).status_code == 404


# --- Pages -----------------------------------------------------------------------------------------
def test_the_story_of_a_rehearsal_through_its_pages(client, django_assert_max_num_queries):
    scene = ModeScene()
    mode.end(by=scene.dco, exercise_id=scene.exercise.pk, lessons="None", ended_on=today())
    client.force_login(scene.manager)
    day = today() - DAY
    answer = client.post(
        reverse("inspections:exercise-new"),
        {"kind": "rehearsal", "area": scene.area.key, "title": "Autumn rehearsal", "began_on_0": day.day,
         "began_on_1": day.month, "began_on_2": day.year},
    )  # fmt: skip
    exercise = Exercise.objects.get(title="Autumn rehearsal")
    assert answer["Location"] == url("exercise", exercise)
    data = {"what": "Panel terms of reference", "asked_on_0": day.day, "asked_on_1": day.month, "asked_on_2": day.year,
            "asked_time": "09:30", "holder": str(scene.dco.pk)}  # fmt: skip
    answer = client.post(reverse("inspections:request-new", args=[exercise.pk]), data)
    request = exercise.requests.get()
    assert answer["Location"] == url("inspector-request", request)
    page = client.get(answer["Location"]).content.decode()
    assert "Panel terms of reference" in page
    assert "Local policy" in page
    answer = client.post(
        url("request-change", request), {"what": "Terms of reference of the panel"}
    )
    assert answer.status_code == 302
    answer = client.post(url("request-give", request), {"holder": str(scene.manager.pk)})
    assert answer.status_code == 302
    bad = client.post(url("request-sent", request), {"sent_on_0": "31", "sent_on_1": "2", "sent_on_2": "2026", "sent_words": "Site"})  # fmt: skip
    assert "Enter a real date" in bad.content.decode()
    assert 'value="Site"' in bad.content.decode()
    on = today()
    client.post(url("request-sent", request), {"sent_on_0": on.day, "sent_on_1": on.month, "sent_on_2": on.year, "sent_words": "Site"})  # fmt: skip
    request.refresh_from_db()
    assert request.state == "sent"
    assert client.post(url("request-reopen", request)).status_code == 302
    assert client.post(url("request-withdraw", request), {"reason": "Found"}).status_code == 302
    for number in range(30):
        mode.log(by=scene.dco, exercise_id=exercise.pk, what=f"Paper {number}", asked_at=now() - HOUR)  # fmt: skip
    exercise.requests.filter(number=5).update(due_on=today() - DAY, holder=scene.dco)
    with django_assert_max_num_queries(22):
        page = client.get(url("exercise", exercise)).content.decode()
    assert "Paper 29" in page
    assert "Paper 0" not in page  # on the next page
    late = client.get(url("exercise", exercise), {"late": "yes"}).content.decode()
    assert "Paper 3" in late
    assert "Paper 4" not in late
    assert "1 day late" in late
    mine = client.get(url("exercise", exercise), {"holder": str(scene.dco.pk), "letter": "none"})
    assert "Paper 3" in mine.content.decode()
    nobody = client.get(url("exercise", exercise), {"holder": "nobody", "state": "withdrawn"})  # fmt: skip
    assert "No request fits" in nobody.content.decode()
    sheet = b"".join(client.get(url("exercise-csv", exercise), {"late": "yes"})).decode()
    assert "Paper 3" in sheet
    assert len(sheet.splitlines()) == 2
    listed = client.get(reverse("inspections:exercises")).content.decode()
    assert "Autumn rehearsal" in listed
    assert "Goes on" in listed
    sheet = b"".join(client.get(reverse("inspections:exercises-csv"))).decode()
    assert sheet.splitlines()[1].startswith("Autumn rehearsal,Rehearsal,")
    asked = client.get(url("exercise-end", exercise)).content.decode()
    assert "30 requests are still to be answered" in asked
    data = {"ended_on_0": on.day, "ended_on_1": on.month, "ended_on_2": on.year, "lessons": "Ask sooner"}  # fmt: skip
    assert client.post(url("exercise-end", exercise), data).status_code == 302
    assert "Ask sooner" in client.get(url("exercise", exercise)).content.decode()
    assert client.get(reverse("inspections:request-new", args=[exercise.pk])).status_code == 409
    assert client.post(url("exercise-reopen", exercise)).status_code == 302


# --- Halfway, and what the database itself refuses ---------------------------------------------------
STEPS = ("begin", "end", "reopen", "log", "give", "change", "send", "withdraw", "take_back", "hand_back")  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_half_way_leaves_nothing(scene, monkeypatch, step):
    request = scene.log(holder=scene.manager)
    ended = ExerciseFactory(la=scene.la, icb=scene.icb, kind="inspection", ended_on=today())
    sent = scene.log(what="Sent")
    mode.send(by=scene.dco, request_id=sent.pk, sent_at=now(), sent_words="Site")

    def everything() -> list:
        models = (Exercise, InspectorRequest, WorkItem, Notification, AuditEvent)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = everything()

    def broken(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("inspections.actions.mode.audit.record", broken)
    act = {
        "begin": lambda: begin(scene),
        "end": lambda: mode.end(by=scene.dco, exercise_id=scene.exercise.pk, lessons="x", ended_on=today()),
        "reopen": lambda: mode.reopen(by=scene.dco, exercise_id=ended.pk),
        "log": lambda: scene.log(),
        "give": lambda: mode.give(by=scene.dco, request_id=request.pk, holder=scene.dco),
        "change": lambda: mode.change(by=scene.dco, request_id=request.pk, what="x", said=None),
        "send": lambda: mode.send(by=scene.dco, request_id=request.pk, sent_at=now(), sent_words="x"),
        "withdraw": lambda: mode.withdraw(by=scene.dco, request_id=request.pk, reason="x"),
        "take_back": lambda: mode.take_back(by=scene.dco, request_id=sent.pk),
        "hand_back": lambda: mode.hand_back(by=None, leaver=scene.manager, organisation=scene.icb) or mode.hand_back(by=None, leaver=scene.manager, organisation=scene.la),
    }[step]  # fmt: skip
    with pytest.raises(RuntimeError):
        act()
    assert everything() == before


def refused(make) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_the_database_refuses_what_cannot_be(scene):
    exercise = scene.exercise
    refused(lambda: ExerciseFactory(la=scene.la, icb=scene.icb))  # one rehearsal at a time
    ExerciseFactory(la=scene.la, icb=scene.icb, ended_on=dt.date(2026, 5, 4))
    refused(lambda: ExerciseFactory(la=scene.la, icb=scene.icb, ended_on=dt.date(2026, 5, 3)))
    values = {"exercise": exercise, "what": "x", "asked_at": now(), "due_on": today(), "due_rule": "said"}  # fmt: skip
    InspectorRequest.objects.create(number=1, **values)
    refused(lambda: InspectorRequest.objects.create(number=1, **values))
    refused(lambda: InspectorRequest.objects.create(number=2, state="sent", **values))
    refused(lambda: InspectorRequest.objects.create(number=2, sent_at=now(), **values))
    InspectorRequest.objects.create(number=2, state="sent", sent_at=now(), **values)
    TrackedChild.objects.create(exercise=exercise, child=scene.child, letter="F")
    other = ModeScene().child
    refused(lambda: TrackedChild.objects.create(exercise=exercise, child=other, letter="F"))
    refused(lambda: TrackedChild.objects.create(exercise=exercise, child=scene.child, letter="A"))
    refused(lambda: TrackedChild.objects.create(exercise=exercise, child=other, letter="G"))
