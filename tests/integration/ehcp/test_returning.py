"""From the request to the returned pack and its acknowledgement."""

import datetime as dt
import json

import pytest

from dco_portal.audit.models import AuditEvent
from dco_portal.common.errors import Conflict, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from ehcp.actions import advice, returning, triage
from ehcp.models import Pack
from ehcp.queries.met import met_on
from tests.advice_scene import Scene, after
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


def test_whole_way_to_the_acknowledged_pack(drain_outbox):
    scene = Scene()
    scene.sent(scene.speech)
    assert scene.fresh(scene.request).state == "with_services"
    assert not scene.request.packs.exists()

    scene.sent(scene.therapy)
    request = scene.fresh(scene.request)
    assert request.state == "returned"
    pack = request.packs.get()
    assert (pack.number, pack.sent_by, pack.document.state) == (1, scene.coordinator, "preparing")

    drain_outbox()
    pack.document.refresh_from_db()
    assert pack.document.state == "ready", pack.document.last_error

    done = returning.acknowledge(by=scene.officer, request=request, number=1)
    assert done.acknowledged_by == scene.officer
    assert done.acknowledged_at is not None
    assert scene.fresh(request).state == "acknowledged"
    assert not WorkItem.objects.filter(state="open").exists()
    verbs = set(AuditEvent.objects.filter(object_id=request.pk).values_list("verb", flat=True))
    assert {"ehcp.return", "ehcp.acknowledge"} <= verbs


def test_last_required_part_returns_it_and_lets_an_optional_one_off():
    scene = Scene()
    scene.therapy.required = False
    scene.therapy.save()
    scene.sent(scene.speech)
    assert scene.fresh(scene.request).state == "returned"
    assert scene.state(scene.therapy) == "withdrawn"
    assert Notification.objects.filter(recipient=scene.other_lead, kind="ehcp.let_off").exists()
    assert not WorkItem.objects.filter(object_id=scene.therapy.pk, state="open").exists()


def test_optional_part_asked_again_makes_a_new_pack():
    scene = Scene()
    scene.therapy.required = False
    scene.therapy.save()
    scene.sent(scene.speech)
    triage.reopen_contribution(
        by=scene.coordinator, contribution=scene.therapy, reason="It has news"
    )
    scene.sent(scene.therapy)
    assert scene.fresh(scene.request).state == "returned"
    assert [len(pack.data["contributions"]) for pack in scene.request.packs.all()] == [1, 2]
    with pytest.raises(Conflict, match="Pack 1 has been superseded"):
        returning.acknowledge(by=scene.officer, request=scene.request, number=1)
    assert (
        returning.acknowledge(by=scene.officer, request=scene.request, number=2).acknowledged_by
        == scene.officer
    )


def test_not_known_by_all_cannot_be_returned_until_the_dco_names_somebody():
    scene = Scene()
    scene.not_known(scene.speech)
    scene.not_known(scene.therapy)
    with pytest.raises(Conflict, match="until the DCO names a health care professional"):
        returning.assemble(by=scene.coordinator, request=scene.request)
    assert Notification.objects.filter(recipient=scene.dco, kind="ehcp.not_known").exists()

    named = triage.name_adviser(
        by=scene.dco,
        request=scene.request,
        service=scene.services[0],
        ask="Please advise",
        clinician=scene.clinician,
    )
    with pytest.raises(Conflict, match="The DCO named this service"):
        advice.say_not_known(
            by=scene.clinician, contribution=named, searched="All", next_route="None"
        )
    scene.write(named)
    scene.sign(named)
    scene.sign_off(named)
    scene.send(named)
    request = scene.fresh(scene.request)
    assert request.state == "returned"
    data = request.packs.get().data
    assert [row["named_adviser"] for row in data["contributions"]] == [True]
    assert [row["reference"] for row in data["not_known"]] == [scene.therapy.reference]


def test_not_known_after_the_others_were_sent_is_returned_by_hand():
    scene = Scene()
    scene.sent(scene.speech)
    scene.not_known(scene.therapy)
    assert scene.fresh(scene.request).state == "with_services"
    body = Notification.objects.filter(kind="ehcp.not_known").latest("created_at").body
    assert "the pack can be returned" in body

    with pytest.raises(NotAllowed, match="Only the DCO team returns"):
        returning.assemble(by=scene.officer, request=scene.request)
    pack = returning.assemble(by=scene.coordinator, request=scene.request, cover_note="With thanks")
    assert pack.cover_note == pack.data["cover_note"] == "With thanks"
    assert [row["searched"] for row in pack.data["not_known"]] == ["Records by NHS number"]
    with pytest.raises(Conflict, match="Returned to the local authority"):
        returning.assemble(by=scene.coordinator, request=scene.request)


def test_request_with_open_parts_names_them():
    scene = Scene()
    scene.sent(scene.speech)
    with pytest.raises(Conflict, match=scene.therapy.reference):
        returning.assemble(by=scene.coordinator, request=scene.request)


def test_nobody_asked_is_nothing_to_return():
    scene = Scene(services=1)
    triage.withdraw_contribution(
        by=scene.coordinator, contribution=scene.speech, reason="Asked by mistake"
    )
    with pytest.raises(Conflict, match="No service was asked"):
        returning.assemble(by=scene.coordinator, request=scene.request)


def test_reopened_part_makes_a_second_pack_and_keeps_the_first():
    scene = Scene(services=1)
    request = scene.returned()
    returning.acknowledge(by=scene.officer, request=request, number=1)
    triage.reopen_contribution(
        by=scene.coordinator, contribution=scene.speech, reason="A need was left out"
    )
    assert scene.fresh(request).state == "with_services"
    assert met_on(request) is None
    scene.save(scene.speech, "strengths", {"strengths": "Sings beautifully"})
    scene.sign(scene.speech)
    scene.sign_off(scene.speech)
    scene.send(scene.speech)
    packs = list(request.packs.all())
    assert [pack.number for pack in packs] == [1, 2]
    assert [pack.data["contributions"][0]["version"] for pack in packs] == [1, 2]
    assert (
        packs[0].data["contributions"][0]["content"]["strengths"]["strengths"]
        == "Makes friends easily"
    )
    assert packs[0].acknowledged_by == scene.officer
    with pytest.raises(Conflict, match="already acknowledged"):
        returning.acknowledge(by=scene.officer, request=request, number=1)


@pytest.mark.parametrize("role", ["coordinator", "dco", "lead", "clinician"])
def test_only_the_la_acknowledges(role):
    scene = after("returned", services=1)
    expected = NotAllowed if role in {"coordinator", "dco"} else NotFound
    with pytest.raises(expected):
        returning.acknowledge(by=getattr(scene, role), request=scene.request, number=1)


def test_another_authority_does_not_find_the_pack():
    scene = after("returned", services=1)
    with pytest.raises(NotFound):
        returning.acknowledge(by=person("la_officer"), request=scene.request, number=1)
    with pytest.raises(NotFound):
        returning.acknowledge(by=scene.officer, request=scene.request, number=7)


def test_second_acknowledgement_names_the_first():
    scene = after("returned", services=1)
    returning.acknowledge(by=scene.officer, request=scene.request, number=1)
    with pytest.raises(Conflict, match=scene.officer.name):
        returning.acknowledge(by=person("la_officer", scene.la), request=scene.request, number=1)


def test_failure_half_way_leaves_nothing(monkeypatch):
    scene = after("to_checking", services=1)

    def fail(**kwargs):
        raise RuntimeError("the document store is away")

    before = Notification.objects.count()
    monkeypatch.setattr("ehcp.actions.returning.documents.create", fail)
    with pytest.raises(RuntimeError):
        scene.send()
    assert scene.state(scene.speech) == "checking"
    assert scene.fresh(scene.request).state == "with_services"
    assert not Pack.objects.exists()
    assert scene.speech.versions.get().sent_at is None
    assert Notification.objects.count() == before
    monkeypatch.undo()
    scene.send()
    assert Pack.objects.count() == 1


def test_data_has_the_shape_of_its_docstring_and_holds_only_json():
    scene = Scene()
    scene.sent(scene.speech)
    scene.not_known(scene.therapy)
    data = returning.assemble(by=scene.coordinator, request=scene.request).data
    assert json.loads(json.dumps(data)) == data
    assert list(data) == [
        "schema", "reference", "pack", "sent_at", "sent_by", "cover_note", "request", "child", "met",
        "contributions", "not_known", "exceptions", "existing_advice", "chronology",
    ]  # fmt: skip
    assert data["schema"] == "ehcp.pack/1"
    [part] = data["contributions"]
    assert part["content"]["needs"]["rows"][0]["key"] == "need.1"
    assert "saved" not in part["content"]
    assert part["signed_by"] == scene.clinician.name
    assert data["met"] == {
        "met_on": data["request"]["asked_on"], "due_on": data["request"]["due_on"], "in_time": True, "days_late": 0,
        "exception_approved": False,
    }  # fmt: skip
    assert [step["what"] for step in data["chronology"]][:2] == [
        "Request: Received, to be triaged", "Request: With services"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 6, 1, 22, 59, tzinfo=dt.UTC), dt.date(2026, 6, 1)),
        (dt.datetime(2026, 6, 1, 23, 1, tzinfo=dt.UTC), dt.date(2026, 6, 2)),
        (dt.datetime(2026, 12, 1, 23, 1, tzinfo=dt.UTC), dt.date(2026, 12, 1)),
    ],
)
def test_met_is_the_london_day(moment, day):
    scene = after("returned", services=1)
    scene.request.contributions.update(sent_at=moment)
    assert met_on(scene.request) == day


def test_nobody_is_named_in_what_is_told():
    scene = after("returned", services=1)
    texts = " ".join(row.subject + row.body for row in Notification.objects.all())
    assert scene.child.family_name not in texts
    assert scene.child.given_name not in texts
    kinds = set(Notification.objects.values_list("kind", flat=True))
    assert {"ehcp.allocated", "ehcp.signed", "ehcp.to_check", "ehcp.sent", "ehcp.returned"} <= kinds


def test_late_pack_says_by_how_many_days_and_that_an_exception_does_not_move_the_date():
    from dco_portal.common.clock import today
    from dco_portal.common.moments import as_if
    from ehcp.actions import exceptions
    from ehcp.rules.exceptions import lawful

    with as_if(today() - dt.timedelta(days=50)):
        scene = Scene(services=1)
    missed = today() - dt.timedelta(days=20)
    row = exceptions.record(
        by=scene.lead, contribution=scene.speech, facts="Did not come", happened_from=missed, happened_to=missed,
        exception=next(code for code, _ in lawful(scene.request) if code.endswith("c")),
        impractical_because="No other day", evidence_words="Clinic list",
    )  # fmt: skip
    exceptions.decide(by=scene.dco, exception=row, approve=True, reason="The list shows it")
    scene.returned()
    data = scene.request.packs.get().data
    late = (today() - scene.request.due_on).days
    assert data["met"]["days_late"] == late > 0
    assert (data["met"]["in_time"], data["met"]["exception_approved"]) == (False, True)
    assert f"{late} days late" in data["cover_note"]
    assert data["exceptions"][0]["decided_by"] == scene.dco.name
