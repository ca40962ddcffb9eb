"""A child's data stays in the child's record: not in logs, mails, addresses, titles, audit, outbox, lists or metrics.

The main job is played with a child and a carer whose every detail is a word that occurs nowhere else.
"""

import datetime as dt
import json
import logging
import re
import uuid
from collections.abc import Iterator

import pytest
from celery import current_app
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children import actions as children
from dco_portal.children.models import Child
from dco_portal.common import outbox
from dco_portal.common.clock import today
from dco_portal.common.logs import QuietFormatter, RequestIdFilter, TaskErrorFilter
from dco_portal.common.models import OutboxTask
from dco_portal.notifications import delivery
from dco_portal.work import reminders
from tests.advice_scene import Scene
from tests.factories.children import CarerFactory, nhs

BORN = dt.date(2017, 10, 23)
NUMBER = nhs(424242)
CHILD = {
    "given_name": "Sentinella", "family_name": "Quibblethorpe", "known_as": "Zibbity", "address": "7 Wobbleford Mews",
    "postcode": "ZZ9 9ZZ", "upn": "", "nhs_number": NUMBER, "nhs_number_missing": "", "born_on": BORN,
}  # fmt: skip
SECRETS = [
    "Sentinella", "Quibblethorpe", "Zibbity", "Wobbleford", "ZZ9 9ZZ", NUMBER, f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}",
    "2017-10-23", "23 October 2017", "23 10 2017", "23/10/2017", "2017, 10, 23", "Mumblewick", "carerella", "Grizzlebent",
]  # fmt: skip
# Tables that hold the service's own facts and never a child's.
PERSON_FREE = [
    "audit.AuditEvent", "common.OutboxTask", "notifications.Notification", "work.WorkItem", "work.SavedView",
    "accounts.AccountMail", "common.Heartbeat",
]  # fmt: skip


def secrets_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


class LogLines(logging.Handler):
    """Every record of every logger, written as the portal's console writes it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.addFilter(RequestIdFilter())
        self.addFilter(TaskErrorFilter())
        self.setFormatter(QuietFormatter("%(levelname)s %(name)s [%(request_id)s] %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[LogLines]:
    """What is logged at the level that the portal runs at, and at a finer one for its own code."""
    handler = LogLines()
    chatty = [
        logging.getLogger(name) for name in ("dco_portal", "ehcp", "django.request", "celery")
    ]
    levels = [logger.level for logger in chatty]
    logging.getLogger().addHandler(handler)
    for logger in chatty:
        logger.setLevel(logging.DEBUG)
    yield handler
    logging.getLogger().removeHandler(handler)
    for logger, level in zip(chatty, levels, strict=True):
        logger.setLevel(level)


class Pages:
    """Opens pages as different people and keeps every address and title that they give out."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.titles: list[str] = []
        self.bodies: dict[str, str] = {}
        self._clients: dict[uuid.UUID, Client] = {}

    def open(
        self, user: User, name: str, *args, data: dict | None = None, query: str = ""
    ) -> HttpResponse:
        """A GET, or a POST of `data`. Everything but a refusal of our own is an error."""
        if user.pk not in self._clients:
            self._clients[user.pk] = Client()
            self._clients[user.pk].force_login(user)
        client, path = self._clients[user.pk], reverse(name, args=args) + query
        answer = client.get(path) if data is None else client.post(path, data)
        assert answer.status_code < 500
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.addresses += [path, answer.get("Location", ""), answer.get("Content-Disposition", "")]
        if answer["Content-Type"].startswith("text/html"):
            text = body.decode()
            self.bodies[path] = text
            self.addresses += re.findall(r'(?:href|action|src)="([^"]*)"', text)
            self.titles += re.findall(r"<title>(.*?)</title>", text, re.S)
        return answer


@pytest.fixture
def scene() -> Scene:
    """A request for a child of secrets, split between two services, seen by a lead of each."""
    made = Scene(services=2)
    children.update(by=made.officer, child_id=made.child.pk, **CHILD)
    CarerFactory(
        child=made.child,
        name="Carerella Mumblewick",
        email="carerella@secret.example",
        address="7 Wobbleford Mews",
    )
    return made


def play(scene: Scene, pages: Pages) -> None:
    """The main job and its wrong turns, through pages where a page takes a child's data."""
    officer, coordinator, child = scene.officer, scene.coordinator, scene.child
    found = pages.open(officer, "children:search", data={
        "family_name": "Quibblethorpe", "given_name": "Sentinella", "born_on_0": "23", "born_on_1": "10", "born_on_2": "2017",
    })  # fmt: skip
    pages.open(officer, "children:search", query="?" + found.get("Location", "").partition("?")[2])
    pages.open(officer, "children:search", data={"nhs_number": NUMBER})
    pages.open(officer, "children:search", data={"reference": "Quibblethorpe"})
    started = pages.open(officer, "ehcp:draft-new", data={})
    draft = uuid.UUID(started["Location"].rstrip("/").rsplit("/", 1)[1])
    details = {
        "given_name": "Sentinella", "family_name": "Quibblethorpe", "known_as": "Zibbity", "born_on_0": "23",
        "born_on_1": "10", "born_on_2": "2017", "nhs_number": NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10),
    }  # fmt: skip
    pages.open(officer, "ehcp:draft-section", draft, "child", data=details)
    pages.open(officer, "ehcp:draft-section", draft, "child", data=details | {"nhs_number": NUMBER})
    pages.open(officer, "ehcp:draft-section", draft, "child")
    pages.open(officer, "ehcp:draft-check", draft)
    pages.open(officer, "ehcp:draft-check", draft, data={})
    pages.open(officer, "ehcp:draft-discard", draft, data={})
    sheet = b"given_name,family_name,born_on\nSentinella,Quibblethorpe,2017-10-23\n"
    batch = pages.open(
        officer, "ehcp:imports", data={"upload": SimpleUploadedFile("Quibblethorpe.csv", sheet)}
    )
    assert batch.status_code in {200, 302}
    words = {"text": "Sentinella Quibblethorpe was seen by Dr Grizzlebent", "kind": "from_la"}
    pages.open(officer, "ehcp:message", scene.request.pk, data=words)
    for person in (officer, coordinator, scene.dco):
        for name in ("ehcp:list", "home:worklist", "notifications:list", "home:worklist_csv"):
            pages.open(person, name)
        pages.open(person, "ehcp:case", scene.request.pk)
        pages.open(person, "children:child", child.pk)
        pages.open(person, "children:details", child.pk)
        pages.open(person, "home:chronology", child.pk)
        pages.open(person, "home:chronology", child.pk, query="?format=csv")
    carer = child.carers.get()
    pages.open(officer, "children:carer", child.pk, carer.pk)
    pages.open(officer, "children:carer-end", child.pk, carer.pk)
    pages.open(scene.colleague, "children:child", child.pk)
    scene.allocate()
    writing = {"version": "0", "views-child": "Sentinella says", "child": "Quibblethorpe says"}
    pages.open(scene.clinician, "ehcp:advice-section", scene.speech.pk, "views", data=writing)
    pages.open(scene.clinician, "ehcp:advice-autosave", scene.speech.pk, "views", data=writing)
    scene.write()
    scene.sign()
    scene.sign_off()
    pages.open(coordinator, "ehcp:contribution-check", scene.speech.pk)
    pages.open(coordinator, "ehcp:send", scene.speech.pk, data={"version": "1"})
    scene.not_known(scene.therapy)
    pages.open(
        coordinator, "ehcp:return", scene.request.pk, data={"cover_note": "About Sentinella"}
    )


def run_everything_behind() -> None:
    """Tasks, mails, reminders, weekly lists and digests."""
    current_app.loader.import_default_modules()
    User.objects.filter(memberships__role="dco").update(digest=True)
    outbox.drain()
    reminders.sweep(today() + dt.timedelta(days=41))
    reminders.weekly_lists(today() + dt.timedelta(days=43))
    delivery.deliver()
    delivery.digest()
    delivery.deliver()
    outbox.drain()


@pytest.mark.django_db
def test_the_main_job_leaves_no_childs_data_outside_the_record(scene: Scene, log: LogLines):
    pages = Pages()
    play(scene, pages)
    run_everything_behind()
    request = scene.fresh(scene.request)
    pack = request.packs.order_by("number").last()
    assert pack is not None, "the job was not played to its end"
    for name in ("ehcp:pack", "ehcp:pack-pdf", "ehcp:pack-data"):
        assert pages.open(scene.officer, name, request.pk, pack.number).status_code == 200
    pages.open(scene.officer, "ehcp:acknowledge", request.pk, pack.number, data={})

    scene.officer.calendar_token = "t" * 40
    scene.officer.save()
    feed = Client().get(reverse("home:calendar", args=["t" * 40]))
    assert b"BEGIN:VEVENT" in feed.content or b"BEGIN:VCALENDAR" in feed.content
    ready = Client().get(reverse("home:health_ready"))
    operations = pages.open(scene.dco, "home:operations")

    assert "Sentinella" in pages.bodies[reverse("ehcp:case", args=[request.pk])], (
        "the page names the child to its readers"
    )
    assert len(mail.outbox) > 5
    assert not OutboxTask.objects.exclude(last_error="").exists(), "a task failed on the way"
    places = {
        "a log line": log.lines,
        "an address": pages.addresses,
        "a page's title": pages.titles,
        "a mail": [
            message.message().as_string() + message.subject + message.body
            for message in mail.outbox
        ],
        "the calendar feed": [feed.content.decode()],
        "health": [ready.content.decode()],
        "operations": [operations.content.decode()],
        **{label: rows_of(label) for label in PERSON_FREE},
    }
    told = [
        f"{place} holds {found}: {text[:200]}"
        for place, texts in places.items()
        for text in texts
        if (found := secrets_in(text))
    ]
    assert told == []
    assert all(
        places[label]
        for label in (
            "audit.AuditEvent",
            "common.OutboxTask",
            "notifications.Notification",
            "work.WorkItem",
        )
    )


def rows_of(label: str) -> list[str]:
    """Every row of a table as JSON."""
    return [
        json.dumps(row, cls=DjangoJSONEncoder) for row in apps.get_model(label).objects.values()
    ]


def test_the_check_knows_a_secret_when_it_sees_one():
    assert secrets_in("GET /children/?name=quibblethorpe") == ["Quibblethorpe"]
    assert secrets_in(f"born 23 October 2017, {NUMBER}") == [NUMBER, "23 October 2017"]
    assert secrets_in("EHC-2026-000001 is due by 3 March 2026") == []


# --- Errors quote data: their words are never logged ---------------------------------------
@pytest.mark.django_db
def test_a_failed_task_is_logged_without_its_errors_words(log: LogLines, monkeypatch, scene: Scene):
    def fail(object_id: str) -> None:
        raise ValueError("Sentinella Quibblethorpe has no date")

    monkeypatch.setattr(current_app.tasks["common.heartbeat"], "run", fail)
    row = outbox.enqueue("common.heartbeat", uuid.uuid4())
    assert outbox.run(row.pk) is False
    lines = [line for line in log.lines if "common.heartbeat" in line]
    assert len(lines) == 1
    assert "ValueError at test_privacy.py" in lines[0]
    assert secrets_in("\n".join(log.lines) + json.dumps(rows_of("common.OutboxTask"))) == []


@pytest.mark.django_db
def test_what_postgres_quotes_is_not_logged(log: LogLines, scene: Scene):
    """The text of a broken constraint holds the whole row; the log says only that, and where, it broke."""
    raised = None
    try:
        with transaction.atomic():
            Child.objects.filter(pk=scene.child.pk).update(nhs_number_missing="newborn")
    except IntegrityError as error:
        raised = error
        logging.getLogger("dco_portal.test").exception("It broke")
    assert "Sentinella" in str(raised), "Postgres quotes the row, or this test shows nothing"
    line = next(line for line in log.lines if "It broke" in line)
    assert "IntegrityError at " in line
    assert secrets_in(line) == []


@pytest.mark.django_db
def test_a_failed_page_is_logged_without_what_was_sent(log: LogLines, monkeypatch, scene: Scene):
    def fail(*args, **kwargs):
        raise RuntimeError(f"cannot search {kwargs} {args}")

    monkeypatch.setattr("dco_portal.children.views.finding.actions.note_search", fail)
    client = Client(raise_request_exception=False)
    client.force_login(scene.officer)
    sent = {"nhs_number": NUMBER}
    answer = client.post(reverse("children:search") + "?family_name=Quibblethorpe", sent)
    assert answer.status_code == 500
    lines = [line for line in log.lines if "RuntimeError" in line]
    assert len(lines) == 1
    assert "/children/" in lines[0]
    assert secrets_in("\n".join(log.lines)) == []
    assert secrets_in(answer.content.decode()) == []


def test_a_failed_celery_task_is_logged_by_type_and_place(log: LogLines):
    """Celery's own line quotes the error; the portal's filter leaves its type."""
    try:
        raise KeyError("Quibblethorpe")
    except KeyError as error:
        context = {
            "id": "1",
            "name": "work.remind",
            "exc": repr(error),
            "traceback": "Quibblethorpe",
            "description": "raised",
        }
        logging.getLogger("celery.app.trace").error(
            "Task %(name)s[%(id)s] %(description)s: %(exc)s", context, exc_info=True
        )
    (line,) = [line for line in log.lines if "work.remind" in line]
    assert "KeyError" in line
    assert secrets_in(line) == []


def test_the_worker_logs_as_the_portal_does():
    """Celery keeps its own formatter, which quotes errors, unless somebody listens to `setup_logging`."""
    from celery.signals import setup_logging

    assert setup_logging.receivers
    from django.conf import settings

    assert settings.LOGGING["handlers"]["console"]["formatter"] == "plain"
    assert settings.LOGGING["formatters"]["plain"]["()"].endswith("QuietFormatter")
    assert {"request_id", "task_error"} <= set(settings.LOGGING["handlers"]["console"]["filters"])


def test_requests_are_not_logged_with_their_address(project_root):
    """gunicorn writes an access log only when it is asked to; its lines would hold query strings."""
    for name in ("Procfile", "docker-compose.yml"):
        assert "access-log" not in (project_root / name).read_text()
