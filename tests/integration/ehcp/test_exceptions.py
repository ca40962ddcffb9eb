"""Lawful exceptions: facts, evidence, who decides; the date never moves."""

import datetime as dt

import pytest
from django.test import Client

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from ehcp.actions import exceptions
from ehcp.models import LawfulException
from ehcp.presenters.clock import clock
from ehcp.rules.exceptions import lawful
from tests.advice_scene import Scene, after
from tests.factories.accounts import person
from tests.triage_scene import age, everything

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def code(request, suffix: str) -> str:
    """The id of the rule's exception (a), (b) or (c)."""
    return next(key for key, _ in lawful(request) if key.endswith(suffix))


def missed(scene: Scene, by=None, **changes) -> LawfulException:
    """A missed appointment yesterday, recorded on the speech service's part."""
    yesterday = today() - DAY
    values = {
        "by": by or scene.clinician, "contribution": scene.speech, "exception": code(scene.request, "c"),
        "facts": "Was not brought", "happened_from": yesterday, "happened_to": yesterday,
        "impractical_because": "The next clinic is too late", "evidence_words": "Clinic list", **changes,
    }  # fmt: skip
    return exceptions.record(**values)


@pytest.fixture
def scene():
    scene = after("allocate")
    scene.request = age(scene.request, 30)
    return scene


def test_recorded_exception_waits_beside_the_date(scene):
    due = scene.request.due_on
    row = missed(scene)
    assert (row.decision, row.recorded_by) == ("waiting", scene.clinician)
    assert scene.fresh(scene.request).due_on == scene.fresh(scene.speech).due_on == due
    assert Notification.objects.filter(recipient=scene.dco, kind="ehcp.exception").count() == 1
    assert [entry["detail"] for entry in clock(scene.fresh(scene.request))["exceptions"]] == [
        "Waiting for a decision"
    ]


def test_dco_decides_and_a_service_hears_of_it_where_it_can_read_it(scene):
    row = exceptions.decide(
        by=scene.dco, exception=missed(scene), approve=True, reason="The list shows it"
    )
    assert (row.decision, row.decided_by, row.decision_reason) == (
        "approved",
        scene.dco,
        "The list shows it",
    )
    mine = Notification.objects.get(recipient=scene.clinician, kind="ehcp.exception_decided")
    assert str(scene.speech.pk) in mine.link
    theirs = Notification.objects.get(recipient=scene.officer, kind="ehcp.exception_decided")
    assert str(scene.request.pk) in theirs.link


def test_refused_exception_leaves_the_clock(scene):
    exceptions.decide(
        by=scene.dco, exception=missed(scene), approve=False, reason="A waiting list is none"
    )
    assert clock(scene.fresh(scene.request))["exceptions"] == []


def test_coordinator_records_but_does_not_decide_and_nobody_decides_on_their_own(scene):
    row = missed(scene, by=scene.coordinator, contribution=None, request=scene.request)
    with pytest.raises(NotAllowed):
        exceptions.decide(by=scene.coordinator, exception=row, approve=True, reason="Yes")
    own = missed(scene, by=scene.dco)
    with pytest.raises(NotAllowed):
        exceptions.decide(by=scene.dco, exception=own, approve=True, reason="Yes")
    assert (
        exceptions.decide(
            by=person("dmo", scene.icb), exception=own, approve=True, reason="Yes"
        ).decision
        == "approved"
    )


def test_second_decision_is_told_who_decided_first(scene):
    row = missed(scene)
    exceptions.decide(by=scene.dco, exception=row, approve=False, reason="No")
    with pytest.raises(Conflict) as error:
        exceptions.decide(by=person("dco", scene.icb), exception=row, approve=True, reason="Yes")
    assert scene.dco.name in error.value.message


def test_decision_needs_a_reason_and_is_out_of_others_reach(scene):
    row = missed(scene)
    with pytest.raises(Invalid):
        exceptions.decide(by=scene.dco, exception=row, approve=True, reason=" ")
    for who in (person("dco"), scene.lead):
        with pytest.raises(NotFound):
            exceptions.decide(by=who, exception=row, approve=True, reason="Yes")
    with pytest.raises(NotAllowed):
        exceptions.decide(by=scene.officer, exception=row, approve=True, reason="Yes")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"exception": "X99z"}, "exception"),
        ({"happened_to": today() - 2 * DAY}, "happened_to"),
        ({"happened_from": today() - 90 * DAY, "happened_to": today() - 80 * DAY}, "happened_from"),
        ({"evidence_words": " "}, "evidence_words"),
        ({"facts": " "}, "facts"),
        ({"impractical_because": ""}, "impractical_because"),
    ],
)
def test_facts_that_open_nothing_are_refused_beside_their_field(scene, changes, field):
    with pytest.raises(Invalid) as error:
        missed(scene, **changes)
    assert field in error.value.errors
    assert not LawfulException.objects.exists()


def test_absence_must_last_four_weeks(scene):
    short = {
        "exception": code(scene.request, "b"),
        "happened_from": today() - 20 * DAY,
        "happened_to": today() - 5 * DAY,
    }
    with pytest.raises(Invalid):
        missed(scene, **short)
    assert missed(
        scene, **{**short, "happened_from": today() - 30 * DAY, "happened_to": today()}
    ).pk


def test_a_closed_school_is_no_exception_for_health(scene):
    assert not any(
        "school" in meaning.lower() and "clos" in meaning.lower()
        for _, meaning in lawful(scene.request)
    )


def test_same_facts_twice_are_one_exception(scene):
    missed(scene)
    with pytest.raises(Conflict):
        missed(scene)
    assert LawfulException.objects.count() == 1


def test_only_the_service_itself_sees_the_exception_of_its_part(scene):
    missed(scene)
    other = scene.fresh(scene.therapy)
    assert clock(scene.request, only_for=other)["exceptions"] == []
    assert len(clock(scene.request, only_for=scene.speech)["exceptions"]) == 1
    with pytest.raises(NotFound):
        missed(scene, by=scene.other_lead)


def test_who_records_and_when(scene):
    with pytest.raises(NotAllowed):
        missed(scene, by=scene.officer, contribution=None, request=scene.request)
    with pytest.raises(NotFound):
        missed(scene, by=scene.lead, contribution=None, request=scene.request)
    with pytest.raises(NotFound):
        exceptions.record(
            by=scene.dco,
            exception="X",
            facts="x",
            happened_from=today(),
            happened_to=today(),
            impractical_because="x",
        )
    scene.not_known(scene.therapy)
    with pytest.raises(Conflict) as error:
        missed(scene, by=scene.other_lead, contribution=scene.therapy)
    assert scene.other_lead.name in error.value.message


def test_failing_half_way_leaves_no_exception_and_no_decision(scene, monkeypatch):
    row = missed(scene)
    before = everything()

    def fail(**kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr("dco_portal.notifications.actions.tell", fail)
    with pytest.raises(RuntimeError):
        missed(scene, by=scene.dco, contribution=None, request=scene.request)
    with pytest.raises(RuntimeError):
        exceptions.decide(by=scene.dco, exception=row, approve=True, reason="Yes")
    assert everything() == before


def test_pages_of_recording_and_deciding(scene):
    clinician, dco = Client(), Client()
    clinician.force_login(scene.clinician)
    dco.force_login(scene.dco)
    page = f"/ehc-advice/contributions/{scene.speech.pk}/exceptions/new/"
    day = today() - DAY
    values = {"exception": code(scene.request, "c"), "facts": "Was not brought", "impractical_because": "Too late",
              "evidence_words": "", **{f"happened_{end}_{n}": part for end in ("from", "to")
                                       for n, part in enumerate((day.day, day.month, day.year))}}  # fmt: skip
    refused = clinician.post(page, values)
    assert b"Say what the evidence is" in refused.content
    assert b"Was not brought" in refused.content
    assert clinician.post(page, {**values, "evidence_words": "Clinic list"}).status_code == 302
    row = LawfulException.objects.get()
    case = dco.get(f"/ehc-advice/{scene.request.pk}/")
    assert b"Decide on this exception" in case.content
    answer = dco.post(
        f"/ehc-advice/exceptions/{row.pk}/", {"decision": "approve", "reason": "It is on the list"}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.decided_by == scene.dco
    again = dco.get(f"/ehc-advice/exceptions/{row.pk}/")
    assert again.status_code == 409
