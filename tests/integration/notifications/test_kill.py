"""`kill -9` of a real worker in the middle of hundreds of messages: nothing lost, nothing doubled."""

import collections
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from celery import current_app
from django.db import connection

from dco_portal.common.clock import now
from dco_portal.common.ids import new_id
from dco_portal.embedded import free_port
from dco_portal.notifications import mail
from dco_portal.notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NotificationFactory
from tests.worker import running_worker

State = Notification.State
COUNT = 300
KILLS = 2  # each costs the start of a worker


class Inbox:
    """An SMTP server's handler that counts each Message-ID it takes, slowly enough to be killed amid."""

    def __init__(self) -> None:
        self.taken: collections.Counter[str] = collections.Counter()
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope) -> str:
        text = envelope.content.decode()
        line = next(line for line in text.splitlines() if line.lower().startswith("message-id:"))
        self.taken[line.partition(":")[2].strip()] += 1
        time.sleep(0.004)
        return "250 taken"


def messages() -> set[str]:
    """Hundreds of messages that wait; their Message-IDs."""
    user = UserFactory()
    rows = NotificationFactory.build_batch(COUNT, recipient=user)
    for row in rows:
        row.id = new_id()
    Notification.objects.bulk_create(rows)
    return {mail.message_id(row.pk) for row in rows}


@contextmanager
def delivering(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker that has been asked to deliver."""
    with running_worker(connection.get_connection_params(), tmp_path, beat=False) as worker:
        current_app.send_task("notifications.deliver")
        yield worker


def until(true: Callable[[], bool], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.01)


def sent() -> int:
    return Notification.objects.filter(state=State.SENT).count()


def claimed() -> bool:
    return Notification.objects.filter(state=State.SENDING).exists()


def kill_amid(tmp_path: Path, progress: Callable[[], int]) -> None:
    """Start a worker, kill it with all its processes after some more messages, let its claims lapse.

    The worker is stopped before it is killed: a stop that fell between two batches is let go again,
    so that the kill always hits a batch that was claimed and not finished.
    """
    began = progress()

    def stopped_amid() -> bool:
        if progress() < began + 25:
            return False
        os.killpg(worker.pid, signal.SIGSTOP)
        time.sleep(0.05)  # what the server was doing for it comes to an end
        if claimed():
            return True
        os.killpg(worker.pid, signal.SIGCONT)
        return False

    with delivering(tmp_path) as worker:
        until(stopped_amid)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert claimed()
    Notification.objects.filter(state=State.SENDING).update(next_try_at=now())  # ten minutes later


@pytest.mark.django_db(transaction=True)
def test_killed_amid_smtp_delivery(tmp_path, monkeypatch):
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=free_port())
    server.start()
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{server.port}")
    try:
        wanted = messages()
        for _ in range(KILLS):
            kill_amid(tmp_path, lambda: sum(inbox.taken.values()))
        with delivering(tmp_path):
            until(lambda: sent() == COUNT)
    finally:
        server.stop()
    assert set(inbox.taken) == wanted, "a message was lost or came under another id"
    # A kill can hit between the server's "taken" and our note of it: that one message is repeated
    # under its own Message-ID, by which mailboxes know it. Never more than one for each kill.
    assert sum(inbox.taken.values()) - COUNT <= KILLS
    assert max(inbox.taken.values()) <= 1 + KILLS
    assert inbox.connections <= 2 * (KILLS + 1), "one connection per run, not one per message"
    assert set(Notification.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.django_db(transaction=True)
def test_killed_amid_writing_to_the_folder(tmp_path, monkeypatch):
    folder = tmp_path / "mail"
    monkeypatch.setenv("EMAIL_URL", f"file://{folder}")
    wanted = messages()
    kill_amid(tmp_path, lambda: len(list(folder.glob("*.eml"))))
    with delivering(tmp_path):
        until(lambda: sent() == COUNT)
    files = list(folder.glob("*.eml"))
    assert len(files) == COUNT
    assert {f"<{file.stem}@127.0.0.1>" for file in files} == wanted
    assert all(
        file.read_bytes().rstrip().endswith(b"/notifications/preferences/") for file in files
    )
