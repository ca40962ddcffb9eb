"""Making, approving and withdrawing progress reports: frozen, numbered, decided once, told to whom it concerns."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections.actions import reports as actions
from inspections.models import Report
from inspections.rules import freezing
from tests.factories.accounts import person
from tests.factories.inspections import ActionFactory
from tests.integration.inspections.report_scene import ENDS_ON, STARTS_ON, Scene, grow

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def told(user) -> list[str]:
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def open_items(report: Report) -> list[WorkItem]:
    return list(WorkItem.objects.filter(object_id=report.pk).exclude(state="closed"))


def test_a_report_is_frozen_numbered_and_asked_for(scene):
    report = scene.make(message="Advice comes sooner.")
    assert (report.number, report.state, report.made_by) == (1, "prepared", scene.manager)
    assert report.sha256 == freezing.digest(report.content)
    assert report.content["message"] == "Advice comes sooner."
    assert report.draft.context["report"] == report.content
    assert report.draft.context["marking"] == "Draft: not approved"
    assert {(item.organisation, item.owner) for item in open_items(report)} == {
        (scene.icb, scene.approver), (scene.la, scene.second),
    }  # fmt: skip
    assert told(scene.approver) == told(scene.second) == ["inspections.report.to_approve"]
    assert AuditEvent.objects.filter(verb="inspections.report_made", object_id=report.pk).exists()
    assert scene.make().number == 2


def test_it_stays_as_it_was_when_records_change_and_a_new_one_is_new(scene):
    report = scene.approved()
    frozen, seal = report.content, report.sha256
    scene.good.delivery, scene.good.what = "red", "Something else"
    scene.good.due_on += dt.timedelta(days=60)
    scene.good.save()
    scene.red.name = "Another name"
    scene.red.save()
    ActionFactory(plan=scene.plan, priority=scene.priority, number="1.9")
    report.refresh_from_db()
    assert (report.content, report.sha256) == (frozen, seal)
    assert freezing.digest(report.content) == seal
    assert report.document.context["report"] == frozen
    again = scene.make()
    assert again.number == 2
    assert again.sha256 != seal
    moved = again.content["moved"]
    assert moved["since"]["number"] == 1
    assert [(row["number"], row["before"], row["after"]) for row in moved["down"]] == [
        ("1.2", "green", "red")
    ]
    assert [row["number"] for row in moved["slipped"]] == ["1.2"]
    assert [row["number"] for row in moved["new"]] == ["1.9"]


def test_it_is_compared_with_the_last_approved_of_its_own_audience(scene):
    scene.approved("public")
    withdrawn = scene.make("board")
    actions.withdraw(by=scene.manager, report_id=withdrawn.pk, words="Wrong period.")
    scene.make("board")
    assert scene.make("board").content["moved"]["since"] is None
    board = scene.approved("board")
    assert scene.make("board").previous == board
    assert scene.make("public").content["moved"]["since"]["number"] == 1


def test_approving_makes_the_files_and_closes_what_was_owed(scene):
    report = scene.make("public", easy_words="Help comes sooner.")
    approved = actions.approve(by=scene.second, report_id=report.pk)
    assert (approved.state, approved.approved_by) == ("approved", scene.second)
    assert approved.document.context["approval"] | {"at": ""} == {
        "name": "", "role": "Plan approver", "organisation": scene.la.name, "at": "",
    }  # fmt: skip
    assert approved.document.context["marking"] == ""
    words = [line["text"] for part in approved.easy_read.context["easy"] for line in part["lines"]]
    assert "Help comes sooner." in words
    assert not open_items(report)
    assert told(scene.manager) == ["inspections.report.approved"]
    with pytest.raises(Conflict, match=f"{scene.second.name} approved report 1"):
        actions.approve(by=scene.approver, report_id=report.pk)
    with pytest.raises(Conflict, match="It is final"):
        actions.withdraw(by=scene.manager, report_id=report.pk, words="Too late")


def test_a_withdrawn_report_says_why_and_its_number_is_gone(scene):
    report = scene.make()
    with pytest.raises(Invalid) as found:
        actions.withdraw(by=scene.manager, report_id=report.pk, words=" ")
    assert "words" in found.value.errors
    actions.withdraw(by=scene.approver, report_id=report.pk, words="The period is wrong.")
    assert not open_items(report)
    with pytest.raises(Conflict, match="The period is wrong"):
        actions.approve(by=scene.approver, report_id=report.pk)
    assert scene.make().number == 2


def test_who_may_not(scene):
    report = scene.make()
    stranger = person("improvement_manager")
    for act in (
        lambda by: scene.make(by=by),
        lambda by: actions.approve(by=by, report_id=report.pk),
        lambda by: actions.withdraw(by=by, report_id=report.pk, words="x"),
    ):
        with pytest.raises(NotFound):
            act(stranger)
    with pytest.raises(NotAllowed):
        scene.make(by=scene.approver)
    with pytest.raises(NotAllowed):
        actions.approve(by=scene.manager, report_id=report.pk)
    both = person("plan_approver", scene.icb)
    Report.objects.filter(pk=report.pk).update(made_by=both)
    with pytest.raises(NotAllowed, match="Somebody else approves it"):
        actions.approve(by=both, report_id=report.pk)
    reader = person("board_member", scene.icb)
    with pytest.raises(NotFound):  # a reader does not see what is not approved
        actions.withdraw(by=reader, report_id=report.pk, words="x")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"audience": "press"}, "audience"),
        ({"ends_on": STARTS_ON - dt.timedelta(days=1)}, "ends_on"),
        ({"ends_on": ENDS_ON + dt.timedelta(days=1)}, "ends_on"),
        ({"starts_on": ENDS_ON - dt.timedelta(days=900)}, "starts_on"),
        ({"message": "Ring about 943 476 5919."}, "message"),
        ({"easy_words": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"}, "easy_words"),
    ],
)  # fmt: skip
def test_bad_input_is_told_beside_its_field(scene, values, field):
    given = {"audience": "board", "starts_on": STARTS_ON, "ends_on": ENDS_ON} | values
    with pytest.raises(Invalid) as found:
        actions.make(by=scene.manager, plan_id=scene.plan.pk, **given)
    assert field in found.value.errors
    assert not Report.objects.exists()


def test_a_plan_still_being_written_has_no_report(scene):
    scene.plan.state, scene.plan.published_at = "draft", None
    scene.plan.save()
    with pytest.raises(Conflict, match="still being written"):
        scene.make()


@pytest.mark.parametrize("step", ["make", "approve", "withdraw", "retry"])
def test_what_fails_half_way_leaves_nothing(scene, monkeypatch, step):
    report = None if step == "make" else scene.make()
    if step == "retry":
        Document.objects.filter(pk=report.draft_id).update(state="failed")
    before = (
        Report.objects.count(),
        Document.objects.count(),
        WorkItem.objects.count(),
        AuditEvent.objects.count(),
    )
    acts = {
        "make": scene.make,
        "approve": lambda: actions.approve(by=scene.approver, report_id=report.pk),
        "withdraw": lambda: actions.withdraw(by=scene.manager, report_id=report.pk, words="No."),
        "retry": lambda: actions.retry(by=scene.manager, report_id=report.pk, document_id=report.draft_id),
    }  # fmt: skip
    last = {
        "make": "notifications.tell",
        "approve": "notifications.tell",
        "withdraw": "notifications.tell",
    }
    module, name = last.get(step, "documents.outbox.enqueue").rsplit(".", 1)
    target = actions
    for part in module.split("."):
        target = getattr(target, part)

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr(target, name, fail)
    with pytest.raises(RuntimeError, match="half way"):
        acts[step]()
    assert before == (
        Report.objects.count(), Document.objects.count(), WorkItem.objects.count(), AuditEvent.objects.count(),
    )  # fmt: skip
    if report:
        report.refresh_from_db()
        assert (report.state, report.approved_by, report.ended_words) == ("prepared", None, "")
        assert WorkItem.objects.filter(object_id=report.pk, state="open").count() == 2


def test_a_failed_file_is_tried_again(scene):
    report = scene.make()
    Document.objects.filter(pk=report.draft_id).update(state="failed")
    actions.retry(by=scene.approver, report_id=report.pk, document_id=report.draft_id)
    report.draft.refresh_from_db()
    assert report.draft.state == "preparing"
    with pytest.raises(NotFound):
        actions.retry(by=scene.manager, report_id=report.pk, document_id=scene.make().draft_id)


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_one_wins_and_the_other_is_told():
    scene = Scene()
    report = scene.make()
    results: dict[str, str] = {}
    gate = threading.Barrier(2)

    def approve(user) -> None:
        gate.wait(10)
        try:
            actions.approve(by=user, report_id=report.pk)
            results[user.name] = "won"
        except Conflict as error:
            results[user.name] = error.message
        finally:
            connection.close()

    threads = [
        threading.Thread(target=approve, args=[user]) for user in (scene.approver, scene.second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    report.refresh_from_db()
    winner = report.approved_by.name
    (loser,) = set(results) - {winner}
    assert results[winner] == "won"
    assert results[loser].startswith(f"{winner} approved report 1")
    assert Document.objects.filter(owner_id=report.pk, kind=actions.KIND).count() == 1


def test_making_takes_a_fixed_number_of_queries(scene, django_assert_max_num_queries):
    from django.db import connection as database
    from django.test.utils import CaptureQueriesContext

    scene.make()  # the glossary and content types are warm
    with CaptureQueriesContext(database) as few:
        scene.make()
    grow(scene, actions=12, measures=5)
    with CaptureQueriesContext(database) as many:
        scene.make()
    assert len(many) == len(few)


CONSTRAINTS = {
    "report_number_once": {"number": 1},
    "report_period_in_order": {"starts_on": today(), "ends_on": today() - dt.timedelta(days=1)},
    "report_approved_by_somebody": {"state": "approved"},
    "report_two_people": {"state": "approved", "approved_at": "now", "approved_by": "maker"},
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_refuses(scene, name):
    first = scene.make()
    values = {
        "plan": scene.plan, "number": 2, "audience": "board", "starts_on": STARTS_ON, "ends_on": ENDS_ON,
        "title": "Report", "content": {}, "sha256": "0" * 64, "made_by": scene.manager,
    }  # fmt: skip
    with transaction.atomic():
        Report.objects.create(**values)  # as it should be
        transaction.set_rollback(True)
    wrong = dict(CONSTRAINTS[name])
    if "approved_by" in wrong:
        wrong |= {"approved_by": scene.manager, "approved_at": first.created_at}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Report.objects.create(**values | wrong)
