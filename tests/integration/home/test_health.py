"""Health for machines: what is broken, and what is only degraded."""

import datetime as dt
import socketserver
import threading
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from dco_portal.common import heartbeats
from dco_portal.common.clock import now
from dco_portal.common.models import Heartbeat
from dco_portal.home import health
from tests.environment import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_alive(settings, tmp_path) -> None:
    """Worker and beat seen just now, mail going to a folder that exists."""
    heartbeats.note(heartbeats.WORKER)
    heartbeats.note(heartbeats.BEAT)
    settings.EMAIL_URL, settings.EMAIL_FILE_PATH = f"file://{tmp_path}", str(tmp_path)


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of something that speaks just enough SMTP."""

    class Greeting(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 hello\r\n")
            while line := self.rfile.readline():
                self.wfile.write(
                    b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 ok\r\n"
                )

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeting) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def degraded(client: Client) -> list[str]:
    response = client.get("/health/ready")
    assert response.status_code == 200
    answer = response.json()
    assert answer["status"] == ("degraded" if answer["degraded"] else "ok")
    return answer["degraded"]


def test_live_answers_without_the_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_everything_works(client: Client, all_alive) -> None:
    response = client.get("/health/ready")
    assert response.json() == {"status": "ok", "degraded": []}
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("part", [heartbeats.WORKER, heartbeats.BEAT])
def test_a_part_unseen_for_three_minutes_is_degraded(client: Client, all_alive, part: str) -> None:
    Heartbeat.objects.filter(name=part).update(at=now() - dt.timedelta(minutes=3, seconds=1))
    assert degraded(client) == [part]


def test_a_part_seen_just_inside_three_minutes_is_well(client: Client, all_alive) -> None:
    Heartbeat.objects.update(at=now() - dt.timedelta(minutes=2, seconds=50))
    assert degraded(client) == []


def test_parts_never_seen_are_degraded(client: Client, all_alive) -> None:
    Heartbeat.objects.all().delete()
    assert degraded(client) == ["worker", "beat"]


def test_redis_away_is_degraded_only(client: Client, all_alive, settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert degraded(client) == ["redis"]


def test_mail_server_that_answers_is_well(client: Client, all_alive, settings, mail_server) -> None:
    settings.EMAIL_URL = "smtp://…"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = (
        "127.0.0.1",
        mail_server,
        False,
    )
    assert degraded(client) == []


@pytest.mark.parametrize("encrypted", [False, True])
def test_mail_server_away_is_degraded_only(client: Client, all_alive, settings, encrypted) -> None:
    settings.EMAIL_URL = "smtp://…"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_SSL = encrypted
    assert degraded(client) == ["mail"]


def test_mail_folder_that_cannot_be_is_degraded(
    client: Client, all_alive, settings, tmp_path
) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    settings.EMAIL_FILE_PATH = str(tmp_path / "file" / "mail")
    assert degraded(client) == ["mail"]


def test_missing_migration_is_not_ready(client: Client, all_alive) -> None:
    MigrationRecorder.Migration.objects.filter(app="common").first().delete()
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": "migrations"}


def test_database_away_is_not_ready(client: Client, all_alive) -> None:
    away = mock.patch.object(
        health.MigrationRecorder, "applied_migrations", side_effect=OperationalError("gone")
    )
    with away:
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": "database"}
