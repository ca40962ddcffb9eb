"""Sending a notification: who gets a part, who is told, what is refused, and that nothing half-sent remains."""

import datetime as dt

import pytest

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Carer, Child, Involvement
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification as Told
from dco_portal.organisations.models import Postcode, ProviderType
from dco_portal.work.models import WorkItem
from referrals.actions import sending
from referrals.actions.sending import AlreadyNotified
from referrals.models import Notification, StateChange
from referrals.rules.lawful import OfSchoolAge
from tests.factories.accounts import person
from tests.factories.children import ChildFactory, InvolvementFactory, nhs
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ProviderFactory
from tests.referrals_scene import DAY, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def test_the_authority_has_it_at_once_and_all_sides_a_part(scene):
    sent = scene.send()

    assert sent.reference.startswith("S23-")
    assert (sent.la, sent.icb, sent.body, sent.la_basis) == (
        scene.la,
        scene.icb,
        scene.trust,
        "postcode",
    )
    for user in (scene.officer, scene.dco, scene.clinician, scene.lead):
        assert Notification.objects.visible_to(user).filter(pk=sent.pk).exists()
        assert Child.objects.visible_to(user).filter(pk=sent.child_id).exists()
    for user in (
        scene.other_officer,
        person("clinician", scene.trust, scene.service),
        person("clinician"),
    ):
        assert not Notification.objects.visible_to(user).filter(pk=sent.pk).exists()
    told = {row.recipient for row in Told.objects.filter(reference=sent.reference)}
    assert told == {scene.officer, scene.dco}
    assert {
        row.part for row in WorkItem.objects.filter(object_id=sent.pk, organisation=scene.la)
    } == {"owes"}
    steps = dict(WorkItem.objects.filter(object_id=sent.pk).values_list("organisation_id", "step"))
    assert steps[scene.la.pk] == "Acknowledge the notification"
    assert steps[scene.icb.pk] == steps[scene.trust.pk] == "Waiting for the local authority"
    assert StateChange.objects.get(notification=sent).to_state == "sent"
    assert Carer.objects.get(child=sent.child).name == "Perpetua Quenby"
    assert AuditEvent.objects.filter(verb="referrals.send", object_id=sent.pk).exists()
    assert (
        Document.objects.filter(owner_kind="referrals.notification", owner_id=sent.pk).count() == 2
    )


def test_no_message_names_the_child(scene):
    sent = scene.send()

    for row in Told.objects.filter(reference=sent.reference):
        assert "Odalys" not in row.subject + row.body
        assert "Quenby" not in row.subject + row.body


def test_another_provider_acts_for_the_board_and_the_record_says_so():
    scene = Scene(provider_type=ProviderType.OTHER)

    with pytest.raises(Invalid) as refused:
        scene.send()
    assert set(refused.value.errors) == {"body"}

    sent = scene.send(body={"body": str(scene.icb.pk)})
    assert sent.acts_for_icb
    assert (sent.body, sent.organisation) == (scene.icb, scene.trust)


def test_a_board_whose_provider_acts_for_it_sees_a_child_of_another_board():
    scene = Scene(provider_type=ProviderType.OTHER)
    away = IcbFactory()
    la = LocalAuthorityFactory(icbs=[away], gss_code="E10000002")
    person("la_officer", la)
    Postcode.objects.create(postcode="HP11AA", local_authority_gss="E10000002")

    sent = scene.send(
        body={"body": str(scene.icb.pk)},
        child={"postcode": "HP1 1AA"},
        authority={"la": str(la.pk)},
    )

    assert (sent.la, sent.icb) == (la, away)
    for user in (scene.dco, person("dco", away)):
        assert Notification.objects.visible_to(user).filter(pk=sent.pk).exists()


@pytest.mark.parametrize("role", ["la_officer", "dco", "provider_lead", "senco"])
def test_only_clinicians_and_notifiers_send(scene, role):
    with pytest.raises(NotAllowed):
        scene.send(by=person(role))
    assert not Notification.objects.exists()


def test_a_board_s_own_notifier_sends_for_the_board(scene):
    sent = scene.send(by=person("notifier", scene.icb), body={"body": str(scene.icb.pk)})

    assert (sent.body, sent.organisation, sent.acts_for_icb) == (scene.icb, scene.icb, False)
    assert WorkItem.objects.filter(object_id=sent.pk, organisation=scene.icb).count() == 1


def test_nothing_remains_when_it_fails_half_way(scene, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the last step fails")

    monkeypatch.setattr(sending, "_tell", broken)
    with pytest.raises(RuntimeError):
        scene.send()

    for model in (Notification, Child, Involvement, WorkItem, Document, StateChange):
        assert not model.objects.exists(), model


def test_an_authority_without_anybody_here_is_sent_it_by_the_dco_team(scene):
    empty = LocalAuthorityFactory(icbs=[scene.icb], gss_code="E10000003")
    Postcode.objects.create(postcode="CB11AA", local_authority_gss="E10000003")

    sent = scene.send(child={"postcode": "CB1 1AA"}, authority={"la": str(empty.pk)})

    item = WorkItem.objects.get(object_id=sent.pk, organisation=scene.icb)
    assert item.part == "owes"
    assert "not on the portal" in item.step
    assert "by other means" in Told.objects.get(recipient=scene.dco, reference=sent.reference).body


def test_a_hidden_home_stays_hidden(scene):
    family = scene.data()["family"]
    family["carers"][0] |= {"address_hidden": True, "restriction_reason": "Refuge"}

    sent = scene.send(family=family)

    assert sent.home_postcode == ""
    assert sent.la == scene.la


# --- Age (S23-CSA) -------------------------------------------------------------------------
def test_a_child_of_school_age_is_turned_away(scene):
    with pytest.raises(OfSchoolAge) as refused:
        scene.send(child={"born_on": today() - dt.timedelta(days=6 * 366)})
    assert "compulsory school age since" in str(refused.value)


def test_a_child_born_in_the_future_is_refused(scene):
    with pytest.raises(Invalid, match="in the future"):
        scene.send(child={"born_on": today() + DAY})


# --- Notified before -----------------------------------------------------------------------
def test_who_comes_second_is_shown_the_first_and_may_still_notify_with_a_reason(scene):
    first = scene.send()
    other = person("clinician", ProviderFactory())
    body = {"body": str(other.organisation.pk)}

    with pytest.raises(AlreadyNotified) as stopped:
        scene.send(by=other, body=body)
    assert [(row.reference, row.sent_on) for row in stopped.value.earlier] == [
        (first.reference, today())
    ]
    assert Notification.objects.count() == 1

    again = scene.send(
        by=other, body=body, shown=[str(first.pk)], again_because="Our own opinion on hearing"
    )
    assert again.child == first.child
    assert again.again_because == "Our own opinion on hearing"


def test_a_namesake_without_a_number_is_shown_too(scene):
    number = {"nhs_number": "", "nhs_number_missing": "newborn"}
    first = scene.send(child=number)

    with pytest.raises(AlreadyNotified) as stopped:
        scene.send(child=number)
    assert stopped.value.earlier[0].reference == first.reference


def test_a_namesake_with_another_number_is_another_child(scene):
    scene.send()
    sent = scene.send(child={"nhs_number": nhs(701)})

    assert Notification.objects.exclude(pk=sent.pk).get().child != sent.child


def test_one_entered_in_error_counts_no_more(scene):
    first = scene.send()
    Notification.objects.filter(pk=first.pk).update(state="in_error", ended_reason="Wrong child")

    assert scene.send().child == first.child


def test_a_child_on_record_is_used_and_not_changed(scene):
    child = ChildFactory(
        born_on=today() - dt.timedelta(days=900),
        home_la=scene.la,
        icb=scene.icb,
        postcode="WR5 1AA",
    )
    InvolvementFactory(child=child, organisation=scene.trust, user=scene.clinician)

    sent = scene.send(child={"child": str(child.pk)})

    assert sent.child == child
    assert sent.home_postcode == "WR5 1AA"


def test_a_safeguarding_worry_holds_it_back(scene):
    with pytest.raises(Conflict, match="safeguarding"):
        scene.send(safety={"risk": "yes"})
    assert not Notification.objects.exists()
