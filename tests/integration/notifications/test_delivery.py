"""Delivery inside one process: claims, retries, digests, the folder."""

import datetime as dt
import email
import smtplib
import socket

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from dco_portal.common.clock import now
from dco_portal.notifications import delivery, mail, queries
from dco_portal.notifications.models import Notification
from tests.factories.accounts import UserFactory, person
from tests.factories.notifications import NotificationFactory
from tests.factories.organisations import IcbFactory

State = Notification.State


class FaultyBackend(BaseEmailBackend):
    """Raises what the test put there: at connecting, or for a recipient."""

    at_open: Exception | None = None
    for_address: dict[str, Exception] = {}
    sent: list[str] = []
    opened = 0

    def open(self):
        type(self).opened += 1
        if self.at_open:
            raise self.at_open

    def send_messages(self, email_messages):
        for message in email_messages:
            if error := self.for_address.get(message.to[0]):
                raise error
            self.sent.append(message.to[0])


@pytest.fixture
def faulty(settings):
    settings.EMAIL_BACKEND = f"{__name__}.FaultyBackend"
    FaultyBackend.at_open, FaultyBackend.for_address, FaultyBackend.sent, FaultyBackend.opened = (
        None,
        {},
        [],
        0,
    )
    return FaultyBackend


@pytest.fixture(autouse=True)
def _importable(monkeypatch, settings):
    """`import_string` finds this module's backend under its own name."""
    import sys

    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or __import__(__name__))


@pytest.mark.django_db
def test_deliver_sends_over_one_connection_and_marks(faulty, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 3)
    rows = [NotificationFactory() for _ in range(8)]
    assert delivery.deliver() == 8
    assert sorted(faulty.sent) == sorted(row.recipient.email for row in rows)
    assert set(Notification.objects.values_list("state", flat=True)) == {State.SENT}
    assert delivery.deliver() == 0


@pytest.mark.django_db
def test_mail_says_what_reference_and_link_and_keeps_its_message_id(settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    row = NotificationFactory(link="/ehc-advice/0193/")
    delivery.deliver()
    (sent,) = django_mail.outbox
    assert sent.subject == row.subject
    assert row.body in sent.body
    assert "Reference: EHC-2026-000001" in sent.body
    assert "https://portal.example/ehc-advice/0193/" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<{row.pk}@portal.example>"
    assert "&#" not in sent.body


@pytest.mark.django_db
def test_deliver_tries_again_later_and_later_then_fails_visibly(faulty):
    icb = IcbFactory()
    coordinator = person("coordinator", organisation=icb)
    row = NotificationFactory(organisation=icb)
    faulty.for_address = {row.recipient.email: smtplib.SMTPDataError(451, b"not now")}
    waits = []
    for _ in range(delivery.MAX_ATTEMPTS):
        before = now()
        delivery.deliver()
        row.refresh_from_db()
        waits.append(round((row.next_try_at - before).total_seconds()))
        Notification.objects.filter(pk=row.pk).update(next_try_at=before)
    assert row.state == State.FAILED
    assert row.last_error == "SMTPDataError 451"
    assert waits == sorted(waits)
    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == 2 * 60 * 60
    assert queries.standing().failed == 1
    told = Notification.objects.get(recipient=coordinator)
    assert "could not be delivered" in told.subject
    assert told.state == State.IN_APP


@pytest.mark.django_db
def test_deliver_gives_up_at_once_on_an_address_refused_for_good(faulty):
    bad, good = NotificationFactory(), NotificationFactory()
    address = bad.recipient.email
    faulty.for_address = {
        address: smtplib.SMTPRecipientsRefused({address: (550, b"no such person")})
    }
    delivery.deliver()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.last_error) == (State.FAILED, "SMTPRecipientsRefused 550")
    assert good.state == State.SENT
    assert "no such person" not in bad.last_error


@pytest.mark.django_db
def test_deliver_with_the_server_down_keeps_everything(faulty, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 3)
    for _ in range(5):
        NotificationFactory()
    faulty.at_open = ConnectionRefusedError()
    assert delivery.deliver() == 0
    assert faulty.opened == 1  # a dead server is asked once per run, not once per message
    assert set(Notification.objects.values_list("state", flat=True)) == {State.WAITING}
    assert queries.standing().retrying == 3
    faulty.at_open = None
    Notification.objects.update(next_try_at=now())
    assert delivery.deliver() == 5


@pytest.mark.django_db
def test_deliver_gives_the_rest_back_when_the_line_breaks(faulty):
    rows = [NotificationFactory(next_try_at=now() - dt.timedelta(minutes=9 - n)) for n in range(3)]
    faulty.for_address = {rows[1].recipient.email: smtplib.SMTPServerDisconnected()}
    delivery.deliver()
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [State.SENT, State.WAITING, State.WAITING]
    assert [row.attempts for row in rows] == [1, 1, 0]


@pytest.mark.django_db
def test_claim_takes_over_only_what_has_lapsed():
    row = NotificationFactory()
    (claimed,) = delivery.claim()
    assert delivery.claim() == []  # another worker holds it
    Notification.objects.update(next_try_at=now())  # ten minutes later
    (again,) = delivery.claim()
    assert again.pk == row.pk
    assert delivery._sent(claimed) == 0  # the first worker's claim no longer counts
    assert delivery._sent(again) == 1


@pytest.mark.django_db
def test_deliver_sends_nothing_to_somebody_who_left():
    row = NotificationFactory()
    row.recipient.is_active = False
    row.recipient.save()
    assert delivery.deliver() == 0
    row.refresh_from_db()
    assert row.state == State.IN_APP
    assert django_mail.outbox == []


@pytest.mark.django_db
def test_digest_makes_one_mail_a_day_of_everything():
    user = UserFactory(digest=True)
    rows = [
        NotificationFactory(recipient=user, digest=True, subject=f"Thing {n}") for n in range(3)
    ]
    assert delivery.deliver() == 0
    assert delivery.digest() == 1
    assert delivery.digest() == 0
    assert delivery.deliver() == 1
    (sent,) = django_mail.outbox
    assert "3 messages" in sent.subject
    assert all(f"Thing {n}" in sent.body for n in range(3))
    assert all(Notification.objects.get(pk=row.pk).state == State.SENT for row in rows)
    assert [row.subject for row in queries.page(user).rows] == ["Thing 2", "Thing 1", "Thing 0"]
    NotificationFactory(recipient=user, digest=True)
    assert delivery.digest() == 0  # today's has gone: the rest waits for tomorrow's


@pytest.mark.django_db
def test_digest_tomorrow_takes_the_rest(monkeypatch):
    user = UserFactory(digest=True)
    NotificationFactory(recipient=user, digest=True)
    delivery.digest()
    late = NotificationFactory(recipient=user, digest=True)
    monkeypatch.setattr(delivery, "now", lambda: timezone.now() + dt.timedelta(days=1))
    assert delivery.digest() == 1
    late.refresh_from_db()
    assert late.state == State.SENT


@pytest.mark.django_db
def test_folder_backend_writes_a_repeat_over_itself(tmp_path):
    message = mail.compose(NotificationFactory())
    backend = mail.FolderBackend(file_path=str(tmp_path / "mail"))
    assert backend.send_messages([message]) == backend.send_messages([message]) == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert email.message_from_bytes(file.read_bytes())["Subject"] == message.subject


@pytest.mark.django_db
def test_folder_backend_leaves_nothing_half_written(tmp_path, monkeypatch):
    backend = mail.FolderBackend(file_path=str(tmp_path))
    monkeypatch.setattr(
        mail.os, "fsync", lambda number: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        backend.send_messages([mail.compose(NotificationFactory())])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_real_smtp_server_that_is_not_there(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
    )
    row = NotificationFactory()
    assert delivery.deliver() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (State.WAITING, 1, "ConnectionRefusedError")
