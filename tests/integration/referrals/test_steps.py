"""What the three sides do after sending: each step's effect, who is told, who may not, and nothing half-done."""

import datetime as dt

import pytest

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Child
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification as Told
from dco_portal.organisations.models import Postcode
from dco_portal.work.models import WorkItem
from referrals.actions import answering, correcting, tell, thread, voluntary, worklist
from referrals.models import Message, Notification, StateChange
from referrals.queries import chronology
from referrals.queries.thread import open_questions
from referrals.rules.notice import Moved
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory
from tests.referrals_scene import DAY, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = Scene()
    scene.sent = scene.send()
    return scene


def told(user, kind):
    return Told.objects.filter(recipient=user, kind=f"referrals.{kind}").count()


def sees(user, row):
    return Notification.objects.visible_to(user).filter(pk=row.pk).exists()


def step_of(row, organisation):
    item = WorkItem.objects.filter(object_id=row.pk, organisation=organisation).exclude(state="closed").first()  # fmt: skip
    return item.step if item else ""


# --- The authority -------------------------------------------------------------------------
def test_the_authority_acknowledges_and_records_the_outcome_and_the_clinician_is_told(scene):
    row = answering.acknowledge(by=scene.officer, notification=scene.sent)
    assert (row.state, row.acknowledged_by, row.la_officer) == (
        "acknowledged",
        scene.officer,
        scene.officer,
    )
    assert told(scene.clinician, "acknowledged") == 1
    assert step_of(row, scene.la) == "Record the outcome"

    row = answering.record_outcome(
        by=scene.officer, notification=row, outcome="early_years", words="Portage visits"
    )

    assert (row.state, row.outcome_on, row.outcome_by) == ("outcome", today(), scene.officer)
    assert told(scene.clinician, "outcome") == told(scene.dco, "outcome") == 1
    for organisation in (scene.la, scene.icb, scene.trust):
        assert step_of(row, organisation) == ""
    moves = list(StateChange.objects.filter(notification=row).values_list("from_state", "to_state"))
    assert moves == [("", "sent"), ("sent", "acknowledged"), ("acknowledged", "outcome")]
    verbs = set(AuditEvent.objects.filter(object_id=row.pk).values_list("verb", flat=True))
    assert {"referrals.send", "referrals.acknowledge", "referrals.outcome"} <= verbs


def test_an_outcome_without_acknowledging_acknowledges_too(scene):
    row = answering.record_outcome(by=scene.officer, notification=scene.sent, outcome="ehc")
    assert row.acknowledged_by == scene.officer


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "nonsense"}, "outcome"),
        ({"outcome": "no_action"}, "words"),
        ({"outcome": "moved"}, "words"),
        ({"outcome": "ehc", "outcome_on": today() + DAY}, "outcome_on"),
        ({"outcome": "ehc", "outcome_on": today() - DAY}, "outcome_on"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_beside_its_field(scene, values, field):
    with pytest.raises(Invalid) as refused:
        answering.record_outcome(by=scene.officer, notification=scene.sent, **values)
    assert set(refused.value.errors) == {field}


def test_an_outcome_is_taken_back_with_the_reason_kept(scene):
    row = answering.record_outcome(by=scene.officer, notification=scene.sent, outcome="ehc")
    row = answering.look_again(by=scene.officer, notification=row, reason="New report")

    assert (row.state, row.outcome, row.outcome_on) == ("acknowledged", "", None)
    change = StateChange.objects.filter(notification=row).last()
    assert "New report" in change.reason
    assert "EHC needs assessment" in change.reason
    assert told(scene.clinician, "look_again") == 1


@pytest.mark.parametrize("who", ["clinician", "lead", "dco"])
def test_nobody_else_answers_for_the_authority(scene, who):
    by = getattr(scene, who)
    for act in (
        lambda: answering.acknowledge(by=by, notification=scene.sent),
        lambda: answering.record_outcome(by=by, notification=scene.sent, outcome="ehc"),
        lambda: answering.assign(by=by, notification=scene.sent, officer=scene.officer),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_another_authority_finds_nothing(scene):
    with pytest.raises(NotFound):
        answering.acknowledge(by=scene.other_officer, notification=scene.sent)


def test_an_officer_gives_it_to_a_colleague(scene):
    colleague = person("la_officer", scene.la)
    item = WorkItem.objects.get(object_id=scene.sent.pk, organisation=scene.la)
    assert colleague in worklist.candidates(by=scene.officer, object_id=scene.sent.pk)

    worklist.assign(by=scene.officer, object_id=scene.sent.pk, item_id=item.pk, owner=colleague)

    scene.sent.refresh_from_db()
    item.refresh_from_db()
    assert scene.sent.la_officer == item.owner == colleague
    assert told(colleague, "assigned") == 1
    with pytest.raises(Invalid):
        answering.assign(by=scene.officer, notification=scene.sent, officer=scene.other_officer)


def test_the_dco_team_gives_its_own_item_to_a_colleague_and_the_notifier_gives_to_nobody(scene):
    colleague = person("coordinator", scene.icb)
    item = WorkItem.objects.get(object_id=scene.sent.pk, organisation=scene.icb)
    worklist.assign(by=scene.dco, object_id=scene.sent.pk, item_id=item.pk, owner=colleague)
    item.refresh_from_db()
    assert item.owner == colleague
    mine = WorkItem.objects.get(object_id=scene.sent.pk, organisation=scene.trust)
    with pytest.raises(NotAllowed):
        worklist.assign(by=scene.lead, object_id=scene.sent.pk, item_id=mine.pk, owner=None)
    assert worklist.candidates(by=scene.lead, object_id=scene.sent.pk) == []


def test_the_dco_team_chases_the_authority_once_a_day(scene):
    assert worklist.chase(by=scene.dco, object_id=scene.sent.pk) == 1
    assert told(scene.officer, "chase") == 1
    with pytest.raises(Conflict, match="today already"):
        worklist.chase(by=scene.dco, object_id=scene.sent.pk)
    with pytest.raises(Conflict, match="Nothing is outstanding"):
        worklist.chase(by=scene.officer, object_id=scene.sent.pk)


# --- The DCO team --------------------------------------------------------------------------
def correct(scene, by=None, **values):
    chosen = {
        "la": scene.other_la,
        "cause": "wrong",
        "reason": "The family lives in Bath",
        "postcode": "BA1 1AA",
    }
    return correcting.correct(by=by or scene.dco, notification=scene.sent, **{**chosen, **values})


def test_the_dco_corrects_the_authority_and_the_original_is_kept(scene):
    answering.acknowledge(by=scene.officer, notification=scene.sent)
    before = scene.sent.la_since

    row = correct(scene)

    assert (row.state, row.la, row.la_basis, row.home_postcode) == (
        "sent",
        scene.other_la,
        "corrected",
        "BA1 1AA",
    )
    assert (row.acknowledged_at, row.la_officer) == (None, None)
    assert row.la_since > before
    kept = row.corrections.get()
    assert (kept.la_before, kept.since_before, kept.basis_before, kept.reason) == (
        scene.la, before, "postcode", "The family lives in Bath",
    )  # fmt: skip
    assert kept.acknowledged_before is not None
    assert sees(scene.other_officer, row)
    assert not sees(scene.officer, row)
    assert not Child.objects.visible_to(scene.officer).filter(pk=row.child_id).exists()
    assert step_of(row, scene.la) == ""
    assert step_of(row, scene.other_la) == "Acknowledge the notification"
    assert (
        told(scene.other_officer, "sent")
        == told(scene.clinician, "corrected")
        == told(scene.officer, "sent_on")
        == 1
    )
    assert Told.objects.get(recipient=scene.officer, kind="referrals.sent_on").link == ""
    assert Document.objects.filter(owner_id=row.pk, kind="referrals.notice").count() == 2


def test_a_correction_into_another_board_s_area_takes_the_board_along(scene):
    away = IcbFactory()
    la = LocalAuthorityFactory(icbs=[away], gss_code="E10000009")
    there = person("dco", away)

    row = correct(scene, la=la, postcode="CB1 9ZZ")

    assert row.icb == away
    assert sees(there, row)
    assert not sees(scene.dco, row)
    assert step_of(row, scene.icb) == ""
    assert sees(scene.clinician, row)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"la": "la"}, "la"),
        ({"postcode": "WR5 1AA"}, "la"),
        ({"postcode": "nonsense"}, "postcode"),
        ({"reason": " "}, "reason"),
        ({"cause": ""}, "cause"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_beside_its_field(scene, values, field):
    if values.get("la") == "la":
        values = {"la": scene.la}
    with pytest.raises(Invalid) as refused:
        correct(scene, **values)
    assert set(refused.value.errors) == {field}
    scene.sent.refresh_from_db()
    assert scene.sent.la == scene.la


@pytest.mark.parametrize("who", ["clinician", "lead", "officer"])
def test_nobody_else_corrects_ends_as_duplicate_or_reopens(scene, who):
    by = getattr(scene, who)
    with pytest.raises(NotAllowed):
        correct(scene, by=by)
    with pytest.raises(NotAllowed):
        correcting.mark_duplicate(by=by, notification=scene.sent, of=scene.sent)
    with pytest.raises(NotAllowed):
        correcting.reopen(by=by, notification=scene.sent, reason="Why")


def test_a_child_who_moved_is_sent_on(scene):
    answering.record_outcome(
        by=scene.officer, notification=scene.sent, outcome="moved", words="To Bath"
    )
    assert step_of(scene.sent, scene.icb) == "Send it on to the new local authority"

    row = correct(scene, cause="moved")

    assert (row.state, row.outcome) == ("sent", "")
    kept = row.corrections.get()
    assert (kept.outcome_before, kept.outcome_words_before) == ("moved", "To Bath")


def test_one_with_another_outcome_is_not_sent_on(scene):
    answering.record_outcome(by=scene.officer, notification=scene.sent, outcome="ehc")
    with pytest.raises(Moved):
        correct(scene)


def test_an_authority_that_is_not_here_is_noted_and_then_spoken_for(scene):
    empty = LocalAuthorityFactory(icbs=[scene.icb], gss_code="E10000008")
    row = correct(scene, la=empty, postcode="CB1 9ZZ")
    with pytest.raises(Invalid):
        correcting.note_outside(by=scene.dco, notification=row, on=today() + DAY, how="Post")
    with pytest.raises(NotAllowed):
        answering.acknowledge(by=scene.dco, notification=row)

    row = correcting.note_outside(by=scene.dco, notification=row, on=today(), how="Secure e-mail")

    assert step_of(row, scene.icb) == "Waiting for the local authority"
    assert told(scene.clinician, "outside") == 1
    with pytest.raises(Conflict):
        correcting.note_outside(by=scene.dco, notification=row, on=today(), how="Again")
    assert (
        answering.record_outcome(by=scene.dco, notification=row, outcome="early_years").outcome
        == "early_years"
    )


def test_one_that_reads_here_needs_no_other_means(scene):
    with pytest.raises(Conflict, match="reads notifications here"):
        correcting.note_outside(by=scene.dco, notification=scene.sent, on=today(), how="Post")


def test_a_duplicate_ends_with_the_authority_still_seeing_it(scene):
    second = scene.send(shown=[str(scene.sent.pk)], again_because="By mistake")

    row = correcting.mark_duplicate(by=scene.dco, notification=second, of=scene.sent)

    assert (row.state, row.duplicate_of) == ("duplicate", scene.sent)
    assert sees(scene.officer, row)
    assert step_of(row, scene.la) == step_of(row, scene.trust) == ""
    assert told(scene.officer, "duplicate") == told(scene.clinician, "duplicate") == 1
    with pytest.raises(Conflict):
        correcting.mark_duplicate(by=scene.dco, notification=scene.sent, of=row)


@pytest.mark.parametrize("who", ["dco", "clinician"])
def test_one_entered_in_error_is_ended_and_reopened(scene, who):
    row = correcting.enter_in_error(
        by=getattr(scene, who), notification=scene.sent, reason="Wrong child"
    )
    assert (row.state, row.ended_reason) == ("in_error", "Wrong child")
    assert told(scene.officer, "in_error") == 1
    with pytest.raises(Moved, match="entered in error"):
        correcting.enter_in_error(by=scene.dco, notification=row, reason="Again")

    row = correcting.reopen(by=scene.dco, notification=row, reason="It was right")
    assert (row.state, row.ended_reason) == ("sent", "")
    assert step_of(row, scene.la) == "Acknowledge the notification"


def test_the_authority_does_not_end_it_in_error(scene):
    with pytest.raises(NotAllowed):
        correcting.enter_in_error(by=scene.officer, notification=scene.sent, reason="Not ours")


# --- Voluntary organisations ---------------------------------------------------------------
LATER = {"voluntary": "", "voluntary_on": None, "named": []}


def test_voluntary_organisations_may_be_named_after_sending(scene):
    row = scene.send(voluntary=LATER, shown=[str(scene.sent.pk)], again_because="Again")
    assert step_of(row, scene.trust) == "Tell the parents of voluntary organisations"

    with pytest.raises(Invalid):
        voluntary.record(by=scene.clinician, notification=row, voluntary="")
    with pytest.raises(Invalid) as refused:
        voluntary.record(
            by=scene.clinician, notification=row, voluntary="named", voluntary_on=today() + DAY
        )
    assert set(refused.value.errors) == {"voluntary", "voluntary_on"}
    row = voluntary.record(
        by=scene.clinician, notification=row, voluntary="named", voluntary_on=today(), named=[{"name": "Portage Friends"}]
    )  # fmt: skip

    assert [each.name for each in row.voluntary_named.all()] == ["Portage Friends"]
    assert step_of(row, scene.trust) == "Waiting for the local authority"
    with pytest.raises(Conflict):
        voluntary.record(by=scene.clinician, notification=row, voluntary="none")
    with pytest.raises(NotAllowed):
        voluntary.record(by=scene.officer, notification=row, voluntary="none")


def test_the_duty_to_name_them_outlasts_the_outcome(scene):
    row = scene.send(voluntary=LATER, shown=[str(scene.sent.pk)], again_because="Again")
    answering.record_outcome(by=scene.officer, notification=row, outcome="ehc")
    assert step_of(row, scene.trust) == "Tell the parents of voluntary organisations"
    voluntary.record(by=scene.clinician, notification=row, voluntary="none")
    assert step_of(row, scene.trust) == ""


# --- The thread ----------------------------------------------------------------------------
def test_a_question_goes_to_one_side_is_answered_once_and_all_read_it(scene):
    question = thread.write(
        by=scene.officer, notification=scene.sent, text="Which nursery?", ask="notifier"
    )
    assert told(scene.clinician, "question") == 1
    assert step_of(scene.sent, scene.trust) == "Answer the question"
    assert (
        thread.write(
            by=scene.officer, notification=scene.sent, text="Which nursery?", ask="notifier"
        )
        == question
    )

    thread.write(by=scene.clinician, notification=scene.sent, text="Acorn", answers=question.pk)

    assert told(scene.officer, "reply") == 1
    assert not open_questions(scene.sent).exists()
    assert step_of(scene.sent, scene.trust) == "Waiting for the local authority"
    with pytest.raises(Invalid, match="answered already"):
        thread.write(by=scene.clinician, notification=scene.sent, text="Oak", answers=question.pk)
    thread.write(by=scene.dco, notification=scene.sent, text="Noted by us")
    assert Message.objects.filter(notification=scene.sent).count() == 3


def test_nobody_asks_themselves_or_says_nothing(scene):
    with pytest.raises(Invalid):
        thread.write(by=scene.officer, notification=scene.sent, text="Hm?", ask="la")
    with pytest.raises(Invalid):
        thread.write(by=scene.officer, notification=scene.sent, text="  ")


def test_what_is_asked_of_another_side_is_not_ours_to_answer(scene):
    question = thread.write(
        by=scene.officer, notification=scene.sent, text="Which nursery?", ask="notifier"
    )
    with pytest.raises(Invalid):
        thread.write(by=scene.dco, notification=scene.sent, text="Acorn", answers=question.pk)


# --- Half-way ------------------------------------------------------------------------------
ACTS = {
    "acknowledge": lambda s: answering.acknowledge(by=s.officer, notification=s.sent),
    "outcome": lambda s: answering.record_outcome(by=s.officer, notification=s.sent, outcome="ehc"),
    "correct": correct,
    "in error": lambda s: correcting.enter_in_error(by=s.dco, notification=s.sent, reason="Wrong child"),
    "duplicate": lambda s: correcting.mark_duplicate(by=s.dco, notification=s.sent, of=s.second),
    "message": lambda s: thread.write(by=s.officer, notification=s.sent, text="Which nursery?", ask="dco"),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nothing_remains_of_a_step_that_fails_half_way(scene, monkeypatch, act):
    scene.second = scene.send(shown=[str(scene.sent.pk)], again_because="Again")
    before = snapshot(scene)

    def broken(*args, **kwargs):
        raise RuntimeError("the last step fails")

    monkeypatch.setattr(tell, "about", broken)
    with pytest.raises(RuntimeError):
        act(scene)

    assert snapshot(scene) == before


def snapshot(scene):
    row = Notification.objects.filter(pk=scene.sent.pk).values().get()
    return (
        row, StateChange.objects.count(), Message.objects.count(), AuditEvent.objects.count(), Document.objects.count(),
        sorted(WorkItem.objects.values_list("organisation", "step", "state")), sees(scene.officer, scene.sent),
    )  # fmt: skip


@pytest.mark.parametrize("act", ["voluntary", "look_again", "outside", "assign", "reopen"])
def test_nor_of_one_whose_lists_cannot_be_brought_up_to_date(scene, monkeypatch, act):
    from referrals.actions import work

    if act == "look_again":
        answering.record_outcome(by=scene.officer, notification=scene.sent, outcome="ehc")
    if act == "reopen":
        correcting.enter_in_error(by=scene.dco, notification=scene.sent, reason="Wrong child")
    if act == "outside":
        correct(
            scene,
            la=LocalAuthorityFactory(icbs=[scene.icb], gss_code="E10000008"),
            postcode="CB1 9ZZ",
        )
    if act == "voluntary":
        Notification.objects.filter(pk=scene.sent.pk).update(voluntary="", voluntary_on=None)
    before = snapshot(scene)

    def broken(*args, **kwargs):
        raise RuntimeError("the lists fail")

    monkeypatch.setattr(work, "sync", broken)
    acts = {
        "voluntary": lambda: voluntary.record(
            by=scene.clinician, notification=scene.sent, voluntary="none"
        ),
        "look_again": lambda: answering.look_again(
            by=scene.officer, notification=scene.sent, reason="New"
        ),
        "outside": lambda: correcting.note_outside(
            by=scene.dco, notification=scene.sent, on=today(), how="Post"
        ),
        "assign": lambda: answering.assign(
            by=scene.officer, notification=scene.sent, officer=scene.officer
        ),
        "reopen": lambda: correcting.reopen(
            by=scene.dco, notification=scene.sent, reason="It was right"
        ),
    }
    with pytest.raises(RuntimeError):
        acts[act]()

    assert snapshot(scene) == before


# --- The chronology ------------------------------------------------------------------------
def test_the_chronology_tells_each_reader_what_they_may_see(scene):
    answering.acknowledge(by=scene.officer, notification=scene.sent)
    entries = chronology(scene.sent.child_id, by=scene.clinician)

    whats = [entry.what for entry in entries]
    assert "Local authority notified of a child under compulsory school age" in whats
    assert "Notification: Acknowledged by the local authority" in whats
    assert {type(entry.at) for entry in entries} == {dt.date, dt.datetime}
    assert chronology(scene.sent.child_id, by=scene.other_officer) == []


def test_a_closed_postcode_table_still_lets_the_dco_correct(scene):
    Postcode.objects.all().delete()
    assert correct(scene).la == scene.other_la
