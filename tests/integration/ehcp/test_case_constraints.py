"""Each rule that the database keeps of requests and contributions: a row that passes, one that does not."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from dco_portal.common.clock import now, today
from ehcp.models import (
    AdviceRequest,
    AdviceVersion,
    Contribution,
    KnownService,
    LawfulException,
    Pack,
    StateChange,
)
from tests.advice_scene import Scene
from tests.factories.organisations import IcbFactory, ServiceFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene():
    return Scene()


def refuses(name: str):
    """The database refuses by the constraint of this name."""
    return pytest.raises(IntegrityError, match=name)


REQUEST = [
    ("request_received_after_asked", {"received_on": today()}, {"received_on": today() - 1 * DAY}),
    ("request_asked_after_decided", {"decided_on": today()}, {"decided_on": today() + DAY}),
    ("request_due_after_start", {"due_on": today()}, {"due_on": today() - DAY}),
    ("request_duplicate_names_first", {"state": "duplicate", "duplicate_of": "first"}, {"state": "duplicate"}),
    ("request_forwarded_names_icb", {"state": "forwarded", "forwarded_to": "icb"}, {"state": "forwarded"}),
    ("request_end_has_reason", {"state": "withdrawn", "ended_reason": "Moved"}, {"state": "withdrawn"}),
    ("request_end_has_reason", {"state": "refused", "ended_reason": "Why"}, {"state": "refused"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "good", "bad"), REQUEST)
def test_request(scene, name, good, bad):
    row = AdviceRequest.objects.filter(pk=scene.request.pk)
    if "duplicate_of" in good:
        good = {**good, "duplicate_of": scene.request.pk}
    if "forwarded_to" in good:
        good = {**good, "forwarded_to": IcbFactory()}
    with transaction.atomic():
        assert row.update(**good) == 1
        transaction.set_rollback(True)
    with refuses(name), transaction.atomic():
        row.update(**bad)


CONTRIBUTION = [
    ("contribution_not_known_says_what_was_searched", {"state": "not_known", "searched": "Records", "next_route": "GP"},
     {"state": "not_known", "searched": "Records"}),
    ("contribution_sent_is_dated", {"state": "sent", "sent_at": now()}, {"state": "sent"}),
    ("contribution_written_by_somebody", {"state": "writing", "clinician": "clinician"}, {"state": "writing"}),
    ("contribution_written_by_somebody", {"state": "signed", "clinician": "clinician"}, {"state": "signed"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "good", "bad"), CONTRIBUTION)
def test_contribution(scene, name, good, bad):
    row = Contribution.objects.filter(pk=scene.speech.pk)
    if "clinician" in good:
        good = {**good, "clinician": scene.clinician}
    with transaction.atomic():
        assert row.update(**good) == 1
        transaction.set_rollback(True)
    with refuses(name), transaction.atomic():
        row.update(**bad)


def test_service_is_asked_once_unless_it_was_let_off(scene):
    values = {
        "request": scene.request,
        "service": scene.services[0],
        "due_on": today(),
        "service_date": today(),
    }
    with refuses("contribution_once_per_service"), transaction.atomic():
        Contribution.objects.create(reference="X-1", **values)
    Contribution.objects.filter(pk=scene.speech.pk).update(state="withdrawn")
    assert Contribution.objects.create(reference="X-2", **values).pk


def test_version_numbers_and_one_draft(scene):
    scene.allocate()
    draft = scene.draft(scene.speech)
    with refuses("advice_one_draft_at_a_time"), transaction.atomic():
        AdviceVersion.objects.create(contribution=scene.speech, number=2)
    AdviceVersion.objects.filter(pk=draft.pk).update(signed_at=now())
    with refuses("advice_version_once"), transaction.atomic():
        AdviceVersion.objects.create(contribution=scene.speech, number=1)
    assert AdviceVersion.objects.create(contribution=scene.speech, number=2).pk


EXCEPTION = [
    ("exception_ends_after_start", {"happened_to": today()}, {"happened_to": today() - DAY}),
    (
        "exception_decided_by_somebody",
        {"decision": "approved", "decided_by": "dco"},
        {"decision": "approved"},
    ),
    ("exception_has_evidence", {"evidence_words": "A letter"}, {"evidence_words": ""}),
]


@pytest.mark.parametrize(("name", "good", "bad"), EXCEPTION)
def test_exception(scene, name, good, bad):
    row = LawfulException.objects.create(
        request=scene.request, exception="X08c", facts="f", happened_from=today(), happened_to=today(),
        impractical_because="b", evidence_words="e", recorded_by=scene.coordinator,
    )  # fmt: skip
    if "decided_by" in good:
        good = {**good, "decided_by": scene.dco}
    rows = LawfulException.objects.filter(pk=row.pk)
    assert rows.update(**good) == 1
    rows.update(decision="waiting", decided_by=None)
    with refuses(name), transaction.atomic():
        rows.update(**bad)


def test_known_service_says_which(scene):
    assert KnownService.objects.create(request=scene.request, described="The hospital").pk
    assert KnownService.objects.create(request=scene.request, service=ServiceFactory()).pk
    with refuses("known_service_says_which"), transaction.atomic():
        KnownService.objects.create(request=scene.request)


def test_pack_number_once(scene):
    for part in (scene.speech, scene.therapy):
        scene.sent(part)
    pack = Pack.objects.get()
    pack.pk = uuid.uuid4()
    with refuses("pack_number_once"), transaction.atomic():
        pack.save(force_insert=True)
    pack.number = 2
    pack.save(force_insert=True)
    assert Pack.objects.count() == 2


def test_history_is_never_changed(scene):
    before = list(StateChange.objects.values())
    assert before
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        StateChange.objects.update(reason="Something else")
    assert list(StateChange.objects.values()) == before


def test_what_has_a_history_cannot_be_deleted(scene):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        scene.request.delete()
