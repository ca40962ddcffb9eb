"""What the worklist does with this app's items: whom to give them to, giving, chasing."""

import pytest

from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from ehcp.actions import thread, worklist
from tests.advice_scene import Scene, after
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
REQUEST, PART = "ehcp.request", "ehcp.contribution"


def chased(user) -> int:
    return Notification.objects.filter(recipient=user, kind="ehcp.chase").count()


def test_candidates_are_colleagues_who_may_do_the_work():
    scene = Scene()

    def names(by, kind, thing):
        return {user.pk for user in worklist.candidates(by=by, kind=kind, object_id=thing.pk)}

    assert names(scene.coordinator, REQUEST, scene.request) == {scene.coordinator.pk, scene.dco.pk}
    assert names(scene.officer, REQUEST, scene.request) == {scene.officer.pk}
    assert names(scene.lead, PART, scene.speech) == {scene.clinician.pk, scene.colleague.pk}
    assert names(scene.lead, PART, scene.therapy) == set()
    assert names(scene.clinician, PART, scene.speech) == set()


def test_each_side_gives_its_own_item():
    scene = Scene()
    worklist.assign(by=scene.coordinator, kind=REQUEST, object_id=scene.request.pk, owner=scene.dco)
    second = person("la_officer", scene.la)
    worklist.assign(by=scene.officer, kind=REQUEST, object_id=scene.request.pk, owner=second)
    worklist.assign(by=scene.lead, kind=PART, object_id=scene.speech.pk, owner=scene.clinician)
    request = scene.fresh(scene.request)
    assert (request.coordinator, request.la_officer) == (scene.dco, second)
    assert scene.fresh(scene.speech).clinician == scene.clinician


def test_giving_is_refused_to_others_and_for_others():
    scene = Scene()
    with pytest.raises(Invalid):
        worklist.assign(by=scene.officer, kind=REQUEST, object_id=scene.request.pk, owner=scene.dco)
    with pytest.raises(Invalid):
        worklist.assign(by=scene.lead, kind=PART, object_id=scene.speech.pk, owner=None)
    for kind, thing in ((REQUEST, scene.request), (PART, scene.speech)):
        with pytest.raises(NotFound):
            worklist.assign(
                by=person("provider_lead"),
                kind=kind,
                object_id=thing.pk,
                owner=None if kind == REQUEST else scene.clinician,
            )


def test_the_dco_team_chases_services_once_a_day():
    scene = after("allocate")
    assert worklist.chase(by=scene.coordinator, kind=REQUEST, object_id=scene.request.pk) == 2
    assert (chased(scene.clinician), chased(scene.other_lead), chased(scene.lead)) == (1, 1, 0)
    with pytest.raises(Conflict, match="today already"):
        worklist.chase(by=scene.dco, kind=REQUEST, object_id=scene.request.pk)
    assert chased(scene.clinician) == 1


def test_signed_advice_is_chased_at_the_lead_who_signs_it_off():
    scene = after("allocate", services=1)
    scene.write()
    scene.sign()
    worklist.chase(by=scene.coordinator, kind=PART, object_id=scene.speech.pk)
    assert (chased(scene.lead), chased(scene.clinician)) == (1, 0)


def test_the_la_is_chased_for_an_answer_and_chases_the_dco_team():
    scene = after("not_known", services=1)
    with pytest.raises(Conflict):
        worklist.chase(by=scene.dco, kind=REQUEST, object_id=scene.request.pk)
    thread.write(by=scene.dco, request=scene.request, kind="ask_la", text="Which school?")
    worklist.chase(by=scene.dco, kind=REQUEST, object_id=scene.request.pk)
    assert chased(scene.officer) == 1
    worklist.chase(by=scene.officer, kind=REQUEST, object_id=scene.request.pk)
    assert (chased(scene.coordinator), chased(scene.lead)) == (1, 0)


def test_clinicians_and_strangers_do_not_chase():
    scene = after("allocate")
    with pytest.raises(NotAllowed):
        worklist.chase(by=scene.clinician, kind=PART, object_id=scene.speech.pk)
    with pytest.raises(NotFound):
        worklist.chase(by=person("coordinator"), kind=REQUEST, object_id=scene.request.pk)
