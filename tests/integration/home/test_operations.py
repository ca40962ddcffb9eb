"""/operations/ shows what is stuck to a person, and lets them try again."""

import datetime as dt

import pytest

from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.roles import ROLES
from dco_portal.audit.models import AuditEvent
from dco_portal.common import broker, heartbeats
from dco_portal.common.clock import now
from dco_portal.common.ids import new_id
from dco_portal.common.models import Heartbeat, OutboxTask
from dco_portal.home import health, presenters_operations
from dco_portal.notifications.models import Notification
from dco_portal.work import reminders
from tests.factories.accounts import person
from tests.factories.notifications import NotificationFactory

URL = "/operations/"


@pytest.fixture
def admin(client):
    admin = person("administrator")
    client.force_login(admin)
    return admin


@pytest.fixture
def failed_task(db):
    return OutboxTask.objects.create(
        task="documents.render",
        object_id=new_id(),
        state="failed",
        attempts=6,
        next_try_at=now(),
        last_error="OSError",
    )


def part(name: str) -> presenters_operations.Part:
    return next(part for part in presenters_operations.parts() if part.name.startswith(name))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_operations_is_for_those_who_run_the_portal(client, role):
    client.force_login(person(role))
    allowed = Permission.SEE_OPERATIONS in ROLES[role].permissions
    assert client.get(URL).status_code == (200 if allowed else 403)


@pytest.mark.django_db
def test_operations_names_what_is_away(client, admin, monkeypatch):
    monkeypatch.setattr(broker, "reachable", lambda: False)
    monkeypatch.setattr(health, "mail_answers", lambda: False)
    text = client.get(URL).content.decode()
    assert "Pages still work and what they ask for is kept" in text
    assert "The mail server cannot be reached. Nothing is lost." in text
    assert "Never heard from. Documents are not made" in text


@pytest.mark.django_db
def test_parts_work_when_heard_from():
    heartbeats.note(heartbeats.WORKER)
    heartbeats.note(heartbeats.BEAT)
    reminders.sweep()
    assert part("Worker").state == part("Clock").state == part("Reminders").state == "good"
    Heartbeat.objects.update(at=now() - dt.timedelta(minutes=10))
    assert part("Worker").state == "bad"


@pytest.mark.django_db
def test_failed_task_is_shown_and_tried_again(client, admin, failed_task):
    text = client.get(URL).content.decode()
    assert "Make a PDF document" in text
    assert "1 task has given up" in text
    client.post(f"{URL}tasks/{failed_task.pk}/")
    failed_task.refresh_from_db()
    assert (failed_task.state, failed_task.attempts) == ("waiting", 0)
    assert AuditEvent.objects.filter(verb="operations.retry_task").exists()
    assert client.post(f"{URL}tasks/{failed_task.pk}/").status_code == 409


@pytest.mark.django_db
def test_all_failed_are_tried_again_at_once(client, admin, failed_task):
    NotificationFactory(state="failed", attempts=12)
    client.post(f"{URL}tasks/")
    client.post(f"{URL}mails/")
    failed_task.refresh_from_db()
    assert failed_task.state == "waiting"
    assert Notification.objects.get().state == "waiting"


@pytest.mark.django_db
def test_failed_mail_is_shown_without_its_address_or_text(client, admin):
    row = NotificationFactory(
        state="failed", attempts=12, last_error="SMTPDataError 550", subject="Secret words"
    )
    text = client.get(URL).content.decode()
    assert "1 e-mail could not be sent: see below." in text
    assert "SMTPDataError 550" in text
    assert row.recipient.email not in text
    assert "Secret words" not in text
    client.post(f"{URL}mails/{row.pk}/")
    row.refresh_from_db()
    assert row.state == "waiting"


@pytest.mark.django_db
def test_seeing_is_not_repairing(client, failed_task):
    client.force_login(person("dco"))
    text = client.get(URL).content.decode()
    assert "Make a PDF document" in text
    assert "Try again" not in text
    assert client.post(f"{URL}tasks/{failed_task.pk}/").status_code == 403
    assert client.post(f"{URL}mails/").status_code == 403


@pytest.mark.django_db
def test_old_waiting_work_is_pointed_out(client, admin):
    row = OutboxTask.objects.create(task="documents.scan", object_id=new_id(), next_try_at=now())
    assert part("Background").state == "good"
    OutboxTask.objects.filter(pk=row.pk).update(created_at=now() - dt.timedelta(hours=1))
    assert part("Background").state == "watch"
