"""An enquiry from asking to its end: clock, lists, messages, and who may do what."""

import datetime as dt

import pytest

from dco_portal.children.models import Child
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.gaps.models import GapSource
from dco_portal.notifications.models import Notification
from enquiries import queries
from enquiries.actions import asking, asks, clock, desk, tell, thread, worklist
from enquiries.models import Enquiry, Message, PrivateLink
from enquiries.queries import clock as clock_queries
from enquiries.queries import thread as thread_queries
from tests.enquiry_scene import PARENT, Scene, ask, ask_without_account, everything, step_of, words
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def told(kind: str, **who) -> int:
    return Notification.objects.filter(kind=f"enquiries.{kind}", **who).count()


def test_school_asks_and_everybody_is_told_and_has_it_in_their_list():
    scene = Scene()
    enquiry = scene.enquiry()
    assert enquiry.state == "new"
    assert enquiry.due_on == clock_queries.working_days_after(today(), 5)
    assert step_of(enquiry, scene.icb) == "Give it to somebody and answer"
    assert step_of(enquiry, scene.school) == "Waiting for an answer"
    assert told("new", recipient=scene.dco) == told("new", recipient=scene.coordinator) == 1
    assert told("acknowledged", recipient=scene.senco) == 1
    assert enquiry.messages.get().kind == "from_asker"


def test_soon_means_sooner():
    scene = Scene()
    assert scene.enquiry(urgency="soon").due_on == clock_queries.working_days_after(today(), 2)


def test_reply_waits_for_the_asker_and_their_answer_starts_the_clock_anew():
    scene = Scene()
    enquiry = scene.enquiry()
    thread.reply(by=scene.coordinator, enquiry_id=enquiry.pk, text="Which school year?")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.due_on, enquiry.owner) == ("waiting", None, scene.coordinator)
    assert enquiry.first_answer_at
    assert step_of(enquiry, scene.school) == "Reply to the DCO team"
    thread.follow_up(by=scene.senco, enquiry_id=enquiry.pk, text="Year 4")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.due_on) == ("open", clock_queries.working_days_after(today(), 5))
    assert told("from_asker", recipient=scene.coordinator) == 1
    assert told("from_asker", recipient=scene.dco) == 0


def test_notes_and_specialists_answers_never_reach_the_asker():
    scene = Scene()
    enquiry = scene.enquiry()
    thread.note(by=scene.dco, enquiry_id=enquiry.pk, text="Between us")
    row = asks.ask(
        by=scene.dco, enquiry_id=enquiry.pk, service=scene.service, question="Your view?"
    )
    asks.answer(by=scene.clinician, ask_id=row.pk, text="Specialist words")
    kinds = thread_queries.messages(enquiry, inside=False).values_list("kind", flat=True)
    assert set(kinds) == {"from_asker"}
    assert thread_queries.messages(enquiry, inside=True).count() == 3
    assert (
        not Notification.objects.filter(recipient=scene.senco)
        .exclude(kind="enquiries.acknowledged")
        .exists()
    )
    assert step_of(enquiry, scene.icb) == "Use the specialist’s answer"
    reply = thread.reply(by=scene.dco, enquiry_id=enquiry.pk, text="In our words", ask_ids=[row.pk])
    row.refresh_from_db()
    assert row.used_in == reply


def test_somebody_quicker_is_named_and_words_come_back():
    scene = Scene()
    enquiry = scene.enquiry()
    thread.reply(by=scene.dco, enquiry_id=enquiry.pk, text="First", seen=enquiry.lock)
    with pytest.raises(Invalid, match=scene.dco.name):
        thread.reply(by=scene.coordinator, enquiry_id=enquiry.pk, text="Second", seen=enquiry.lock)
    desk.resolve(by=scene.dco, enquiry_id=enquiry.pk, reason="Done")
    with pytest.raises(Conflict, match=scene.dco.name):
        desk.hold(by=scene.coordinator, enquiry_id=enquiry.pk, reason="x", until=None)


def test_hold_stops_the_local_clock_and_release_starts_it():
    scene = Scene()
    enquiry = scene.enquiry()
    with pytest.raises(Invalid):
        desk.hold(by=scene.dco, enquiry_id=enquiry.pk, reason="x", until=today() - DAY)
    desk.hold(by=scene.dco, enquiry_id=enquiry.pk, reason="Dates to come", until=today() + DAY)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.due_on) == ("on_hold", None)
    assert desk.release(by=scene.dco, enquiry_id=enquiry.pk).due_on


def test_asker_reopens_what_was_resolved_by_writing():
    scene = Scene()
    enquiry = scene.enquiry()
    thread.reply(by=scene.dco, enquiry_id=enquiry.pk, text="So", then="resolved")
    assert step_of(enquiry, scene.icb) == step_of(enquiry, scene.school) == ""
    thread.follow_up(by=scene.senco, enquiry_id=enquiry.pk, text="Not quite")
    enquiry.refresh_from_db()
    assert enquiry.state == "open"


def test_without_an_account_nobody_sees_it_before_the_address_is_confirmed():
    scene = Scene()
    enquiry = ask_without_account(scene)
    assert not Enquiry.objects.visible_to(scene.dco).exists()
    assert Notification.objects.exclude(email=PARENT).count() == 0
    mail = Notification.objects.get(email=PARENT)
    token = mail.link.split("/")[-2]
    assert mail.secret_link
    assert not PrivateLink.objects.filter(token_hash=token).exists()
    for _ in range(2):  # the link's button pressed twice
        asking.confirm(token=token)
    enquiry.refresh_from_db()
    assert enquiry.state == "new"
    assert Enquiry.objects.visible_to(scene.dco).get() == enquiry
    assert Message.objects.count() == 1
    assert told("new", recipient=scene.dco) == 1


def test_forged_and_expired_links_do_nothing():
    scene = Scene()
    enquiry = ask_without_account(scene, confirmed=True)
    with pytest.raises(NotFound):
        thread.follow_up_by_link(token="forged", text="Hello")
    token = tell.give_link(enquiry, "link_days")
    PrivateLink.objects.update(expires_at=now() - DAY)
    with pytest.raises(Conflict):
        thread.follow_up_by_link(token=token, text="Hello")
    PrivateLink.objects.update(created_at=now() - DAY)
    before = Notification.objects.filter(email=PARENT).count()
    asking.renew_link(token=token)
    assert Notification.objects.filter(email=PARENT).count() == before + 1
    with pytest.raises(Conflict):
        asking.renew_link(token=token)


def test_one_address_cannot_be_flooded():
    scene = Scene()
    for _ in range(3):
        ask_without_account(scene)
    with pytest.raises(Invalid) as error:
        ask_without_account(scene)
    assert "email" in error.value.errors


def test_unconfirmed_questions_are_deleted_and_confirmed_ones_stay():
    scene = Scene()
    gone, stays = ask_without_account(scene), ask_without_account(scene, confirmed=True)
    Enquiry.objects.update(created_at=now() - 10 * DAY)
    assert clock.daily()["purged"] == 1
    assert set(Enquiry.objects.values_list("pk", flat=True)) == {stays.pk}
    assert not PrivateLink.objects.filter(enquiry=gone.pk).exists()


@pytest.mark.parametrize(
    ("topic", "urgency"), [("complaint", "routine"), ("medical", "danger"), ("medical", "help_now")]
)
def test_emergencies_and_complaints_are_not_taken(topic, urgency):
    scene = Scene()
    with pytest.raises(Conflict):
        ask(scene.senco, scene, topic=topic, urgency=urgency)
    assert not Enquiry.objects.exists()


def test_linking_the_child_wipes_what_was_typed_and_leaves_the_parties():
    scene = Scene()
    enquiry = scene.enquiry(topic="child", child_details=True)
    assert enquiry.child_details["family_name"] == "Quillfeather"
    values = {
        "given_name": "Wilhelmina", "family_name": "Quillfeather", "born_on": scene.child.born_on,
        "nhs_number": "", "nhs_number_missing": "not_supplied",
    }  # fmt: skip
    desk.link_child(by=scene.dco, enquiry_id=enquiry.pk, la=scene.la, values=values)
    enquiry.refresh_from_db()
    assert enquiry.child_details == {}
    assert Child.objects.visible_to(scene.dco).filter(pk=enquiry.child_id).exists()
    assert Enquiry.objects.visible_to(scene.senco).get() == enquiry
    assert not Enquiry.objects.visible_to(person("senco", scene.school)).exists()
    assert queries.chronology(enquiry.child_id, by=scene.dco)
    assert queries.labels("enquiries.enquiry", [enquiry.pk], by=scene.dco)


def test_handover_gives_what_is_known_to_those_who_may_see_it():
    scene = Scene()
    enquiry = scene.enquiry(topic="child", child_details=True)
    known = queries.handover(enquiry.pk, by=scene.dco)
    assert known.child["born_on"] == scene.child.born_on
    assert known.la_id == scene.la.pk
    for stranger in (scene.officer, scene.lead, person("dco")):
        with pytest.raises(NotFound):
            queries.handover(enquiry.pk, by=stranger)


def test_specialist_sees_the_question_and_only_their_service():
    scene = Scene()
    enquiry = scene.enquiry()
    row = asks.ask(
        by=scene.dco,
        enquiry_id=enquiry.pk,
        service=scene.service,
        question="View?",
        person=scene.clinician,
    )
    assert not Enquiry.objects.visible_to(scene.clinician).exists()
    with pytest.raises(NotFound):
        asks.answer(by=person("provider_lead"), ask_id=row.pk, text="Mine")
    asks.answer(by=scene.clinician, ask_id=row.pk, text="Mine")
    with pytest.raises(Conflict, match=scene.clinician.name):
        asks.answer(by=scene.lead, ask_id=row.pk, text="Mine too")


def test_merge_only_for_one_asker():
    scene = Scene()
    first, second = scene.enquiry(), scene.enquiry(subject="Again")
    other = ask(person("senco", scene.school), scene)
    with pytest.raises(Invalid):
        desk.merge(by=scene.dco, enquiry_id=second.pk, into_id=other.pk)
    into = desk.merge(by=scene.dco, enquiry_id=second.pk, into_id=first.pk)
    assert into == first
    assert thread_queries.messages(first, inside=False).count() == 2
    with pytest.raises(Conflict, match=first.reference):
        thread.follow_up(by=scene.senco, enquiry_id=second.pk, text="Here?")


def test_split_gives_part_its_own_number():
    scene = Scene()
    enquiry = scene.enquiry()
    message = enquiry.messages.get()
    new = desk.split(
        by=scene.dco,
        enquiry_id=enquiry.pk,
        message_id=message.pk,
        topic="training",
        subject="Cost",
        text="Does it cost?",
    )
    assert (new.split_from, new.asker, new.state) == (enquiry, scene.senco, "new")
    assert told("split", recipient=scene.senco) == 1


def test_tagging_counts_in_the_gap_log_once_and_can_be_taken_back():
    scene = Scene()
    enquiry = scene.enquiry()
    for is_gap in (True, True, False):
        desk.tag(
            by=scene.dco,
            enquiry_id=enquiry.pk,
            service="continence",
            theme="no_service",
            is_gap=is_gap,
            gap_words="Pads",
        )
        rows = GapSource.objects.filter(kind="enquiry", source_id=enquiry.pk, withdrawn_at=None)
        assert rows.count() == int(is_gap)
    assert "feeds" not in GapSource.objects.get().words
    with pytest.raises(Invalid):
        desk.tag(by=scene.dco, enquiry_id=enquiry.pk, service="", theme="", is_gap=True)


def test_late_enquiries_reach_the_dco_once_and_the_week_is_summed_up():
    scene = Scene()
    enquiry = scene.enquiry()
    Enquiry.objects.update(due_on=today() - 5 * DAY)
    clock.daily()
    clock.daily()
    assert told("late", recipient=scene.dco) == 1
    assert told("late", recipient=scene.coordinator) == 0
    assert clock.weekly_digest() == 1
    assert clock.weekly_digest() == 0
    assert "1 late" in Notification.objects.get(kind="enquiries.digest").subject
    assert enquiry.reference not in Notification.objects.get(kind="enquiries.digest").body


def test_worklist_gives_and_chases_by_the_apps_own_actions():
    scene = Scene()
    enquiry = scene.enquiry()
    assert scene.coordinator in worklist.candidates(
        by=scene.dco, kind="enquiries.enquiry", object_id=enquiry.pk
    )
    worklist.assign(
        by=scene.dco, kind="enquiries.enquiry", object_id=enquiry.pk, owner=scene.coordinator
    )
    enquiry.refresh_from_db()
    assert enquiry.owner == scene.coordinator
    with pytest.raises(Conflict):
        worklist.chase(by=scene.dco, kind="enquiries.enquiry", object_id=enquiry.pk)
    asks.ask(by=scene.dco, enquiry_id=enquiry.pk, service=scene.service, question="View?")
    assert worklist.chase(by=scene.dco, kind="enquiries.enquiry", object_id=enquiry.pk) == 1
    worklist.hand_back(leaver=scene.coordinator, organisation=scene.icb, by=scene.dco)
    enquiry.refresh_from_db()
    assert enquiry.owner is None


def test_others_may_not_and_see_nothing():
    scene = Scene()
    enquiry = scene.enquiry()
    with pytest.raises(NotAllowed):
        desk.resolve(by=scene.senco, enquiry_id=enquiry.pk, reason="Mine")
    for stranger in (scene.officer, scene.lead, scene.clinician, person("dco")):
        with pytest.raises(NotFound):
            desk.resolve(by=stranger, enquiry_id=enquiry.pk, reason="Mine")
    with pytest.raises(NotAllowed):
        asking.submit(
            by=scene.lead,
            icb=scene.icb,
            la=scene.la,
            role="clinician",
            topic="other",
            urgency="routine",
            values=words(),
        )


FAILING = {
    "submit": lambda s, e, t: ask(s.senco, s),
    "submit without an account": lambda s, e, t: ask_without_account(
        s, email="other@family.example"
    ),
    "reply": lambda s, e, t: thread.reply(by=s.dco, enquiry_id=e.pk, text="x"),
    "follow_up": lambda s, e, t: thread.follow_up(by=s.senco, enquiry_id=e.pk, text="x"),
    "by link": lambda s, e, t: thread.follow_up_by_link(token=t, text="x"),
    "assign": lambda s, e, t: desk.assign(by=s.dco, enquiry_id=e.pk, owner=s.coordinator),
    "resolve": lambda s, e, t: desk.resolve(by=s.dco, enquiry_id=e.pk, reason="x"),
    "signpost": lambda s, e, t: desk.signpost(by=s.dco, enquiry_id=e.pk, to=s.trust, reason="x"),
    "renew": lambda s, e, t: asking.renew_link(token=t),
    "specialist": lambda s, e, t: asks.ask(
        by=s.dco, enquiry_id=e.pk, service=s.service, question="x"
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_failing_half_way_leaves_nothing(name, monkeypatch):
    scene = Scene()
    enquiry = scene.enquiry()
    parent = ask_without_account(scene, confirmed=True)
    token = tell.give_link(parent, "link_days")
    PrivateLink.objects.update(created_at=now() - DAY)
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("no")

    for sender in ("tell", "tell_address"):
        monkeypatch.setattr(f"dco_portal.notifications.actions.{sender}", fail)
    with pytest.raises(RuntimeError):
        FAILING[name](scene, enquiry, token)
    assert everything() == before
