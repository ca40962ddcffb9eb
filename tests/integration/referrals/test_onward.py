"""Onward referrals: with a consent of their own, answered by the service, apart from the notice."""

from typing import Any

import pytest
from django.urls import reverse

from dco_portal.children.models import Child, Involvement
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification as Message
from dco_portal.work.models import WorkItem
from referrals.actions import onward
from referrals.models import Notification, OnwardReferral
from tests.factories.accounts import person
from tests.factories.organisations import ServiceFactory
from tests.notified_scene import DAY, Notified

pytestmark = pytest.mark.django_db


class Scene(Notified):
    """A notification, and `audiology` of another trust with its lead."""

    def __init__(self) -> None:
        super().__init__()
        self.audiology = ServiceFactory(areas=[self.la], name="Audiology")
        self.other_lead = person("provider_lead", service=self.audiology)

    def refer(self, **changes: Any) -> OnwardReferral:
        values = {
            "service": self.audiology, "reason": "Please test the hearing", "consent_by": "Ana Sample",
            "consent_on": today() - DAY, "consent_how": "in_person",
        }  # fmt: skip
        return onward.refer(by=self.clinician, notification=self.notification, **(values | changes))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_the_service_sees_the_referral_and_the_child_and_not_the_notice(scene):
    made = scene.refer()
    assert made.reference == f"{scene.notification.reference}-R1"
    for reader in (scene.other_lead, scene.clinician):
        assert OnwardReferral.objects.visible_to(reader).get() == made
        assert Child.objects.visible_to(reader).filter(pk=scene.child.pk).exists()
    assert not Notification.objects.visible_to(scene.other_lead).exists()
    for reader in (scene.officer, scene.dco):
        assert not OnwardReferral.objects.visible_to(reader).exists()
    item = WorkItem.objects.get(object_id=made.pk, organisation=scene.audiology.provider)
    assert (item.step, item.team) == ("Accept or decline the referral", scene.audiology)
    assert Message.objects.filter(kind="referrals.onward", recipient=scene.other_lead).count() == 1


def test_the_service_accepts_and_the_clinician_is_told(scene):
    made = scene.refer()
    onward.accept(by=scene.other_lead, referral_id=made.pk, words="First visit in May")
    made.refresh_from_db()
    assert (made.state, made.answered_by, made.answer_words) == (
        "accepted",
        scene.other_lead,
        "First visit in May",
    )
    assert not WorkItem.objects.filter(object_id=made.pk, state="open").exists()
    told = Message.objects.get(kind="referrals.onward", recipient=scene.clinician)
    assert "was accepted" in told.subject
    with pytest.raises(Conflict):
        onward.decline(by=scene.other_lead, referral_id=made.pk, words="No room")


def test_the_service_declines_with_a_reason(scene):
    made = scene.refer()
    with pytest.raises(Invalid):
        onward.decline(by=scene.other_lead, referral_id=made.pk, words=" ")
    assert (
        onward.decline(by=scene.other_lead, referral_id=made.pk, words="Too young").state
        == "declined"
    )


def test_the_sender_withdraws_and_the_service_loses_its_part(scene):
    made = scene.refer()
    with pytest.raises(NotAllowed):
        onward.withdraw(by=scene.other_lead, referral_id=made.pk, words="Not ours to withdraw")
    onward.withdraw(by=scene.clinician, referral_id=made.pk, words="The mother changed her mind")
    assert not OnwardReferral.objects.visible_to(scene.other_lead).exists()
    assert OnwardReferral.objects.visible_to(scene.clinician).get().state == "withdrawn"
    scene.notification.refresh_from_db()
    assert scene.notification.state == "sent"


def test_another_service_is_named_in_words_and_its_answer_noted_by_the_sender(scene):
    made = scene.refer(service=None, described="Riverside hearing clinic")
    with pytest.raises(NotFound):
        onward.accept(by=scene.other_lead, referral_id=made.pk)
    assert onward.accept(by=scene.clinician, referral_id=made.pk).state == "accepted"
    assert made.document.context["recipient"] == {"lines": ["Riverside hearing clinic"]}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("service", {"service": None}),
        ("service", {"described": "Another one too"}),
        ("reason", {"reason": " "}),
        ("consent_by", {"consent_by": ""}),
        ("consent_on", {"consent_on": None}),
        ("consent_on", {"consent_on": today() + DAY}),
        ("consent_how", {"consent_how": "sign"}),
    ],
)
def test_without_reason_and_consent_nothing_is_sent(scene, field, changes):
    with pytest.raises(Invalid) as caught:
        scene.refer(**changes)
    assert field in caught.value.errors
    assert not OnwardReferral.objects.exists()


def test_the_same_service_is_not_asked_twice_at_once(scene):
    scene.refer()
    with pytest.raises(Invalid):
        scene.refer()


def test_only_the_notifying_side_refers_and_not_from_one_that_ended_as_a_mistake(scene):
    for user in (scene.officer, scene.dco, scene.lead):
        with pytest.raises(NotAllowed):
            onward.refer(by=user, notification=scene.notification, service=scene.audiology, reason="x",
                         consent_by="x", consent_on=today(), consent_how="video")  # fmt: skip
    with pytest.raises(NotFound):
        onward.refer(by=person("clinician"), notification=scene.notification, reason="x", consent_by="x",
                     consent_on=today(), consent_how="video", described="x")  # fmt: skip
    Notification.objects.update(state="in_error", ended_reason="Wrong child")
    with pytest.raises(Conflict):
        scene.refer()


def test_nothing_remains_when_it_fails_half_way(scene, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError("half way")

    before = Involvement.objects.count()
    monkeypatch.setattr("dco_portal.notifications.actions.tell", fail)
    with pytest.raises(RuntimeError):
        scene.refer()
    assert not OnwardReferral.objects.exists() and not Document.objects.exists()
    assert Involvement.objects.count() == before and not WorkItem.objects.exists()


def test_through_the_pages(scene, client, drain_outbox):
    client.force_login(scene.clinician)
    new = reverse("referrals:onward-new", args=[scene.notification.pk])
    assert "consent of its own" in client.get(new).content.decode()
    refused = client.post(new, {"reason": "Kept words"}).content.decode()
    assert "Say who agreed to this referral" in refused and "Kept words" in refused
    day = today()
    sent = client.post(new, {
        "service": str(scene.audiology.pk), "reason": "Hearing", "consent_by": "Ana Sample", "consent_how": "in_person",
        "consent_on_0": day.day, "consent_on_1": day.month, "consent_on_2": day.year,
    })  # fmt: skip
    made = OnwardReferral.objects.get()
    page = reverse("referrals:onward", args=[made.pk])
    assert sent["Location"] == page
    drain_outbox()
    assert client.get(reverse("referrals:onward-letter", args=[made.pk])).status_code == 200
    assert (
        "Audiology"
        in client.get(reverse("referrals:case", args=[scene.notification.pk])).content.decode()
    )
    client.force_login(scene.other_lead)
    seen = client.get(page).content.decode()
    assert "Accept" in seen and "Withdraw" not in seen
    assert (
        "Say why"
        in client.post(reverse("referrals:onward-decline", args=[made.pk]), {}).content.decode()
    )
    client.post(reverse("referrals:onward-accept", args=[made.pk]), {"words": "In May"})
    client.force_login(scene.clinician)
    assert "In May" in client.get(page).content.decode()
    client.force_login(scene.officer)
    assert client.get(page).status_code == 404
