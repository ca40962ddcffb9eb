"""The look-up: yes or no with day and reference, to whoever treats the child, noted, and not too often."""

import pytest
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.errors import Invalid
from referrals.actions import lookup
from referrals.models import Notification
from tests.factories.accounts import person
from tests.notified_scene import Notified

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Notified:
    return Notified()


def data(scene, **changes) -> dict[str, str]:
    born = scene.child.born_on
    values = {
        "nhs_number": scene.child.nhs_number, "born_on_0": str(born.day), "born_on_1": str(born.month),
        "born_on_2": str(born.year), "why": "treating", "given_name": "", "family_name": "",
    }  # fmt: skip
    return {**values, **changes}


def ask(client, scene, **changes) -> str:
    answer = client.post(reverse("referrals:lookup"), data(scene, **changes))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def stranger(client):
    """A clinician of another trust, to whom the child's record is closed."""
    user = person("clinician")
    client.force_login(user)
    return user


def test_yes_tells_the_day_and_the_reference_and_nothing_else(client, scene, stranger):
    page = ask(client, scene)
    assert "Yes, on" in page and scene.notification.reference in page
    for secret in (scene.child.name, scene.la.name, scene.trust.name, scene.child.reference):
        assert secret not in page
    event = AuditEvent.objects.get(verb="referrals.lookup")
    assert (event.actor_id, event.child_id) == (stranger.pk, scene.child.pk)
    assert event.data == {"why": "treating", "how": "number", "answer": "yes", "reference": scene.notification.reference}  # fmt: skip


def test_no_for_another_birthday_and_for_one_entered_in_error(client, scene, stranger):
    assert ">No<" in ask(client, scene, born_on_2=str(scene.child.born_on.year - 1))
    Notification.objects.update(state="in_error", ended_reason="Wrong child")
    assert ">No<" in ask(client, scene)
    assert AuditEvent.objects.filter(verb="referrals.lookup", data__answer="no").count() == 2


def test_by_name_tolerant_of_case_and_order_and_unclear_for_namesakes(client, scene, stranger):
    named = {"nhs_number": "", "given_name": scene.child.family_name.upper(), "family_name": "maya"}
    assert "Yes, on" in ask(client, scene, **named)
    twin = scene.born(scene.child.born_on, family_name=scene.child.family_name)
    scene.notify(child=twin)
    assert "It cannot be told by name" in ask(client, scene, **named)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"why": ""}, "Say why you ask"),
        ({"nhs_number": ""}, "Enter the NHS number, or the child’s name below"),
        ({"nhs_number": "123"}, "An NHS number has 10 digits"),
        ({"nhs_number": "", "given_name": "Maya"}, "Enter the family name too"),
        ({"born_on_0": ""}, "Enter a real date"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_looked_up(
    client, scene, stranger, changes, message
):
    page = ask(client, scene, **changes)
    assert message in page
    assert "Yes, on" not in page and not AuditEvent.objects.filter(verb="referrals.lookup").exists()


def test_nothing_is_answered_to_a_get(client, scene, stranger):
    answer = client.get(reverse("referrals:lookup"), data(scene))
    assert scene.notification.reference not in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="referrals.lookup").exists()


def test_too_many_are_stopped_and_noted(client, scene, stranger, monkeypatch):
    monkeypatch.setattr(lookup, "TIMES", 2)
    assert ["Yes, on" in ask(client, scene) for _ in range(3)] == [True, True, False]
    assert AuditEvent.objects.filter(verb="referrals.lookup_stopped").count() == 1
    assert AuditEvent.objects.filter(verb="referrals.lookup").count() == 2


def test_only_whoever_notifies_may_ask(client, scene):
    for role in ("la_officer", "provider_lead", "senco"):
        client.force_login(person(role))
        assert client.post(reverse("referrals:lookup"), data(scene)).status_code == 403
    with pytest.raises(Invalid):
        lookup.ask(by=scene.clinician, why="curious", born_on=scene.child.born_on)
