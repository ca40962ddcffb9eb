"""Training and drop-ins: who may book, seats and the waiting list, attendance, certificates, coverage."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification
from dco_portal.practice import queries
from dco_portal.practice.actions import sessions as actions
from dco_portal.practice.models import Booking, Session
from tests.advice_scene import report
from tests.factories.accounts import person
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    ProviderFactory,
    SchoolFactory,
    ServiceFactory,
)
from tests.factories.practice import SessionFactory
from tests.kept import Kept

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Scene(metaclass=Kept):
    """An ICB with its team, a school, a provider and an authority; and a school elsewhere."""

    def __init__(self) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.school = SchoolFactory(local_authority=self.la)
        self.provider = ProviderFactory()
        ServiceFactory(provider=self.provider, areas=[self.la])
        self.dco = person("dco", self.icb)
        self.senco = person("senco", self.school)
        self.lead = person("provider_lead", self.provider)
        self.officer = person("la_officer", self.la)
        self.stranger = person(
            "senco", SchoolFactory(local_authority=LocalAuthorityFactory(icbs=[IcbFactory()]))
        )


@pytest.fixture
def scene() -> Scene:
    return Scene()


def times(**changes):
    starts = now() + DAY
    values = {
        "kind": "training", "audience": "anybody", "title": "Advice", "about": "", "where": "Online", "joining": "Link",
        "starts_at": starts, "ends_at": starts + dt.timedelta(hours=2), "seats": 2, "each": None,
    }  # fmt: skip
    return values | changes


def test_a_session_is_prepared_opened_and_seen_by_the_area_alone(scene):
    session = actions.prepare(by=scene.dco, **times())
    assert session.reference.startswith("TRN-")
    for reader in (scene.senco, scene.lead, scene.officer, scene.stranger):
        assert not Session.objects.visible_to(reader).exists()
    actions.open_booking(by=scene.dco, session_id=session.pk)
    for reader in (scene.senco, scene.lead, scene.officer):
        assert list(queries.offered(reader)) == [session]
    assert not Session.objects.visible_to(scene.stranger).exists()
    with pytest.raises(NotFound):
        actions.book(by=scene.stranger, session_id=session.pk, attendee="A")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": now()}, "ends_at"),
        ({"ends_at": now() + dt.timedelta(days=9)}, "ends_at"),
    ],
)
def test_impossible_times_are_refused_beside_the_field(scene, changes, field):
    with pytest.raises(Invalid) as caught:
        actions.prepare(by=scene.dco, **times(**changes))
    assert set(caught.value.errors) == {field}
    assert not Session.objects.exists()


def test_only_the_team_prepares(scene):
    for somebody in (scene.senco, scene.lead, scene.officer):
        with pytest.raises(NotAllowed):
            actions.prepare(by=somebody, **times())


def test_a_full_session_makes_a_waiting_list_that_moves_up(scene):
    session = SessionFactory(icb=scene.icb, seats=1)
    first = actions.book(by=scene.senco, session_id=session.pk, attendee="Ms A")
    second = actions.book(by=scene.lead, session_id=session.pk, attendee="Mr B")
    assert (first.state, second.state) == ("booked", "waiting")
    actions.cancel_booking(by=scene.senco, booking_id=first.pk)
    second.refresh_from_db()
    assert second.state == "booked"
    told = Notification.objects.filter(recipient=scene.lead)
    assert [note.subject for note in told] == [f"A place on {session.reference}"]
    assert "came free" in told.get().body


def test_limits_for_each_organisation_and_person(scene):
    session = SessionFactory(icb=scene.icb, seats=9, each=2)
    actions.book(by=scene.senco, session_id=session.pk, attendee="Ms A")
    with pytest.raises(Invalid, match="has a place already"):
        actions.book(by=scene.senco, session_id=session.pk, attendee="ms a ")
    actions.book(by=scene.senco, session_id=session.pk, attendee="Ms B")
    with pytest.raises(Invalid, match="2 at most"):
        actions.book(by=scene.senco, session_id=session.pk, attendee="Ms C")


def test_a_session_for_schools_is_not_booked_by_a_provider(scene):
    session = SessionFactory(icb=scene.icb, audience="school")
    assert not queries.offered(scene.lead).exists()
    with pytest.raises(NotAllowed):
        actions.book(by=scene.lead, session_id=session.pk, attendee="Mr B")
    assert actions.book(by=scene.senco, session_id=session.pk, attendee="Ms A").state == "booked"


def test_a_drop_in_is_cut_into_slots_and_names_no_child(scene):
    starts = now() + DAY
    slots = actions.offer_drop_in(
        by=scene.dco, starts_at=starts, ends_at=starts + dt.timedelta(minutes=65), minutes=20, where="Online"
    )  # fmt: skip
    assert [slot.ends_at - slot.starts_at for slot in slots] == [dt.timedelta(minutes=20)] * 3
    assert {slot.state for slot in slots} == {"open"}
    with pytest.raises(Invalid, match="Take out numbers"):
        actions.book(
            by=scene.senco, session_id=slots[0].pk, attendee="Ms A", topic="NHS 999 123 4567"
        )
    with pytest.raises(Invalid, match="0 slots"):
        actions.offer_drop_in(
            by=scene.dco, starts_at=starts, ends_at=starts + dt.timedelta(minutes=5), minutes=20, where="Online"
        )  # fmt: skip


def test_a_move_and_a_cancellation_are_told_to_those_who_booked(scene):
    session = SessionFactory(icb=scene.icb)
    actions.book(by=scene.senco, session_id=session.pk, attendee="Ms A")
    actions.change(by=scene.dco, session_id=session.pk, lock=0, **times(where="The Hive"))
    actions.cancel(by=scene.dco, session_id=session.pk, reason="Too few")
    subjects = Notification.objects.filter(recipient=scene.senco).values_list("subject", flat=True)
    assert {f"{session.reference} was moved", f"{session.reference} is cancelled"} <= set(subjects)
    with pytest.raises(Conflict):
        actions.book(by=scene.lead, session_id=session.pk, attendee="Mr B")


def test_a_second_editor_is_told_of_the_first(scene):
    session = SessionFactory(icb=scene.icb)
    actions.change(by=scene.dco, session_id=session.pk, lock=0, **times())
    with pytest.raises(Conflict, match="changed"):
        actions.change(by=scene.dco, session_id=session.pk, lock=0, **times())


def test_seats_cannot_fall_below_what_is_booked(scene):
    session = SessionFactory(icb=scene.icb)
    for who in ("A", "B"):
        actions.book(by=scene.senco, session_id=session.pk, attendee=who)
    with pytest.raises(Invalid, match="booked already"):
        actions.change(by=scene.dco, session_id=session.pk, **times(seats=1))


def test_attendance_makes_certificates_for_those_who_came(scene, drain_outbox):
    session = SessionFactory(icb=scene.icb)
    came = actions.book(
        by=scene.senco, session_id=session.pk, attendee="Ms A", attendee_role="SENCO"
    )
    not_come = actions.book(by=scene.lead, session_id=session.pk, attendee="Mr B")
    with pytest.raises(Conflict, match="not begun"):
        actions.note_attendance(by=scene.dco, session_id=session.pk, came={came.pk: True})
    Session.objects.update(starts_at=now() - DAY, ends_at=now() - DAY + dt.timedelta(hours=1))
    actions.note_attendance(by=scene.dco, session_id=session.pk, came={came.pk: True})
    came.refresh_from_db()
    not_come.refresh_from_db()
    assert (came.attended, not_come.attended, not_come.certificate) == (True, False, None)
    drain_outbox()
    assert Document.objects.get(pk=came.certificate).state == "ready"
    assert came.session.reference in Document.objects.get(pk=came.certificate).title


def test_coverage_counts_every_organisation_of_the_area(scene):
    session = SessionFactory(icb=scene.icb)
    booking = actions.book(by=scene.senco, session_id=session.pk, attendee="Ms A")
    Session.objects.update(starts_at=now() - DAY, ends_at=now() - DAY + dt.timedelta(hours=1))
    actions.note_attendance(by=scene.dco, session_id=session.pk, came={booking.pk: True})
    rows = {row.organisation: (row.booked, row.came) for row in queries.coverage(scene.dco)}
    assert rows == {scene.school.name: (1, 1), scene.provider.name: (0, 0)}


def test_material_is_for_those_who_have_a_place(scene, client):
    session = SessionFactory(icb=scene.icb)
    file = actions.add_material(by=scene.dco, session_id=session.pk, upload=report())
    actions.book(by=scene.senco, session_id=session.pk, attendee="Ms A")
    path = reverse("practice:material", args=[session.pk, file.pk])
    for reader, status in ((scene.senco, 200), (scene.lead, 404)):
        client.force_login(reader)
        assert client.get(path).status_code == status
        page = client.get(reverse("practice:session", args=[session.pk])).content.decode()
        assert ("meet.example" in page) == (status == 200)


def test_one_place_is_booked_once_by_the_database_too(scene):
    session = SessionFactory(icb=scene.icb)
    booking = actions.book(by=scene.senco, session_id=session.pk, attendee="Ms A")
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(
            session=session, organisation=scene.school, by=scene.senco, attendee="Ms A"
        )
    booking.state = "cancelled"
    booking.save()
    Booking.objects.create(
        session=session, organisation=scene.school, by=scene.senco, attendee="Ms A"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(ends_at=session.starts_at)


def test_nothing_remains_when_booking_fails_half_way(scene, monkeypatch):
    session = SessionFactory(icb=scene.icb)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions.notifications, "tell", fail)
    with pytest.raises(RuntimeError):
        actions.book(by=scene.senco, session_id=session.pk, attendee="Ms A")
    assert not Booking.objects.exists()
    assert not AuditEvent.objects.filter(verb="practice.booked").exists()


def race(scene: Scene, lock: bool) -> list[str]:
    """Two people book the last place at once; without the lock on the session both would get it."""
    session = SessionFactory(icb=scene.icb, seats=1)
    meeting = threading.Barrier(2, timeout=10)
    states: list[str] = []

    def book(user) -> None:
        try:
            if lock:
                states.append(
                    actions.book(by=user, session_id=session.pk, attendee=user.name).state
                )
            else:
                with transaction.atomic():
                    free = session.bookings.filter(state="booked").count() < session.seats
                    meeting.wait()
                    state = "booked" if free else "waiting"
                    Booking.objects.create(
                        session=session, organisation=user.organisation, by=user, attendee=user.name, state=state
                    )  # fmt: skip
                    states.append(state)
        finally:
            connection.close()

    threads = [threading.Thread(target=book, args=[user]) for user in (scene.senco, scene.lead)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(states)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two():
    scene = Scene()
    assert race(scene, lock=False) == ["booked", "booked"]  # the control: this is what could happen
    assert race(scene, lock=True) == ["booked", "waiting"]
