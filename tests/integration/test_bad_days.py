"""What bad input and bad days get: servers away, sign-ins that end, broken requests."""

import contextlib
import datetime as dt
import itertools
import socket
import time
import uuid
from collections.abc import Iterator

import pytest
import redis
from django.db import connections
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from dco_portal.accounts import acting
from dco_portal.accounts.actions import people
from dco_portal.common import broker
from dco_portal.common.clock import now, today
from dco_portal.common.models import OutboxTask
from dco_portal.middleware import SEEN, STARTED
from tests.advice_scene import Scene, after
from tests.factories.accounts import MembershipFactory, person
from tests.integration.access.lines import LINES


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def officer(db) -> Client:
    """The browser of a signed-in LA officer; `.user` is the person."""
    client = Client(raise_request_exception=False)
    client.user = person("la_officer")
    client.force_login(client.user)
    return client


def signed_in(response: HttpResponse) -> bool:
    """Whether a page was shown instead of the way to the sign-in page."""
    return not (
        response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    )


# --- Postgres away ------------------------------------------------------------------------
@pytest.fixture
def postgres_away(transactional_db) -> Iterator[None]:
    """The database's address leads nowhere: every new connection is refused."""
    database = connections["default"]
    kept = dict(database.settings_dict)
    database.close()
    database.settings_dict.update(HOST="127.0.0.1", PORT=str(free_port()))
    try:
        yield
    finally:
        database.close()
        database.settings_dict.clear()
        database.settings_dict.update(kept)


@pytest.fixture
def cookie_from_before(transactional_db) -> Client:
    """Somebody who signed in while the database was there."""
    client = Client(raise_request_exception=False)
    client.force_login(person("dco"))
    return client


def assert_plain_503(response: HttpResponse) -> None:
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "The portal is not available just now" in response.content.decode()


def test_postgres_away_is_a_plain_503_in_a_view(visitor: Client, postgres_away):
    assert_plain_503(visitor.get(reverse("places:place", args=["anywhere"])))


def test_postgres_away_is_a_plain_503_in_the_middleware(cookie_from_before: Client, postgres_away):
    """The session is read in a middleware: no view and no process_exception ever sees that error."""
    for name in ("home:worklist", "home:start", "ehcp:list"):
        assert_plain_503(cookie_from_before.get(reverse(name)))
    assert_plain_503(cookie_from_before.post(reverse("accounts:switch")))


def test_postgres_away_is_said_by_health(visitor: Client, postgres_away):
    assert visitor.get(reverse("home:health_live")).status_code == 200
    ready = visitor.get(reverse("home:health_ready"))
    assert ready.status_code == 503
    assert ready.json() == {"status": "unavailable", "reason": "database"}


def test_postgres_back_again_is_served_at_once(cookie_from_before: Client):
    database = connections["default"]
    kept = dict(database.settings_dict)
    database.close()
    database.settings_dict.update(HOST="127.0.0.1", PORT=str(free_port()))
    assert cookie_from_before.get(reverse("home:start")).status_code == 503
    database.close()
    database.settings_dict.update(kept)
    assert cookie_from_before.get(reverse("home:start")).status_code == 200


@pytest.mark.django_db
def test_another_failure_is_a_plain_500(visitor: Client, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("Sentinella Quibblethorpe")

    monkeypatch.setattr("dco_portal.home.views_public.render", fail)
    response = visitor.get(reverse("home:start"))
    assert response.status_code == 500
    assert "Sentinella" not in response.content.decode()


# --- Redis away ---------------------------------------------------------------------------
@pytest.fixture
def redis_away(monkeypatch) -> None:
    """The broker's address leads nowhere, and nobody has noticed yet."""
    dead = redis.Redis(
        host="127.0.0.1", port=free_port(), socket_connect_timeout=0.5, socket_timeout=1
    )
    monkeypatch.setattr(broker, "client", lambda: dead)
    monkeypatch.setattr(broker, "_quiet_until", 0.0)


@pytest.mark.django_db(transaction=True)
def test_redis_away_a_post_works_fast_and_the_sweep_delivers(redis_away, drain_outbox):
    scene = after("allocate", services=1)
    client = Client()
    client.force_login(scene.dco)
    OutboxTask.objects.all().delete()
    started = time.monotonic()
    answer = client.post(
        reverse("ehcp:refuse", args=[scene.request.pk]), {"reason": "It is incompatible"}
    )
    assert time.monotonic() - started < 2
    assert answer.status_code == 302
    owed = OutboxTask.objects.filter(state=OutboxTask.State.WAITING)
    assert owed.exists()
    drain_outbox()
    assert not owed.exists()
    letter = scene.request.__class__.objects.get(pk=scene.request.pk)
    assert letter.state == "refused"


# --- Who is signed in, and for whom -------------------------------------------------------
def test_a_forged_membership_in_the_session_is_ignored(officer: Client):
    other = MembershipFactory(role="dco")
    for forged in (str(other.pk), "no-such-id", "' OR 1=1 --"):
        session = officer.session
        session[acting.KEY] = forged
        session.save()
        page = officer.get(reverse("home:worklist"))
        assert page.status_code == 200
        assert page.wsgi_request.user.organisation == officer.user.organisation
    assert officer.get(reverse("home:operations")).status_code == 403


@pytest.mark.django_db
def test_a_membership_that_ends_takes_access_at_once():
    scene = Scene(services=1)
    client = Client()
    client.force_login(scene.officer)
    case = reverse("ehcp:case", args=[scene.request.pk])
    assert client.get(case).status_code == 200
    scene.officer.memberships.update(ended_on=today())
    assert client.get(case).status_code == 404
    assert client.get(reverse("ehcp:list")).status_code == 403
    assert client.get(reverse("home:worklist")).status_code == 200


@pytest.mark.django_db
def test_an_organisation_that_closes_takes_access_that_day():
    scene = Scene(services=1)
    client = Client()
    client.force_login(scene.officer)
    scene.la.closed_on = today()
    scene.la.save()
    assert client.get(reverse("ehcp:case", args=[scene.request.pk])).status_code == 404


@pytest.mark.django_db
def test_a_person_switched_off_is_signed_out():
    lead = person("la_officer")
    leaver = MembershipFactory(organisation=lead.organisation, role="la_officer")
    client = Client()
    client.force_login(leaver.user)
    assert signed_in(client.get(reverse("home:worklist")))
    people.switch_off(by=lead, membership=leaver)
    assert not signed_in(client.get(reverse("home:worklist")))


def test_an_account_made_inactive_is_signed_out(officer: Client):
    assert signed_in(officer.get(reverse("home:worklist")))
    officer.user.is_active = False
    officer.user.save()
    assert not signed_in(officer.get(reverse("home:worklist")))


def age(client: Client, *, seen: dt.timedelta, started: dt.timedelta) -> None:
    """Make the sign-in look older."""
    session = client.session
    session[SEEN] = (now() - seen).isoformat()
    session[STARTED] = (now() - started).isoformat()
    session.save()


MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("seen", "started", "stays"),
    [
        (29 * MINUTE, HOUR, True),
        (31 * MINUTE, HOUR, False),
        (MINUTE, 12 * HOUR - MINUTE, True),
        (MINUTE, 12 * HOUR + MINUTE, False),
    ],
)
def test_sign_ins_end(officer: Client, seen: dt.timedelta, started: dt.timedelta, stays: bool):
    officer.get(reverse("home:worklist"))
    age(officer, seen=seen, started=started)
    assert signed_in(officer.get(reverse("home:worklist"))) is stays
    assert signed_in(officer.get(reverse("home:worklist"))) is stays


def test_being_seen_does_not_move_the_twelve_hours(officer: Client):
    officer.get(reverse("home:worklist"))
    age(officer, seen=5 * MINUTE, started=12 * HOUR - 10 * MINUTE)
    officer.get(reverse("home:worklist"))
    began = dt.datetime.fromisoformat(officer.session[STARTED])
    assert now() - began > 11 * HOUR


def test_what_was_sent_after_the_end_comes_back_after_signing_in(officer: Client):
    officer.get(reverse("home:worklist"))
    age(officer, seen=31 * MINUTE, started=HOUR)
    sent = officer.post(reverse("accounts:profile_edit"), {"name": "Written at length"})
    assert sent.status_code == 302
    target = sent["Location"].partition("next=")[2]
    officer.force_login(officer.user)
    assert "Written at length" in officer.get(target).content.decode()


# --- Broken requests ----------------------------------------------------------------------
def test_a_missing_csrf_token_is_a_page_in_plain_words(db):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(person("la_officer"))
    answer = client.post(reverse("notifications:read_all"))
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_post_too_large_is_a_400(officer: Client):
    answer = officer.post(reverse("accounts:profile_edit"), {"name": "x" * 2000})
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=10)
def test_a_post_of_too_many_fields_is_a_400(officer: Client):
    fields = {f"field{n}": "x" for n in range(20)}
    assert officer.post(reverse("accounts:profile_edit"), fields).status_code == 400


NASTY = [
    "%00",
    "%E2%80%AE",
    "%E2%80%8F",
    "%FF%FE",
    "..%2F..%2Fetc",
    "%0D%0ASet-Cookie:x=1",
    "%F0%9F%92%A9",
    "'\"<script>",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_a_path_with_odd_characters_is_never_a_500(officer: Client, nasty: str):
    paths = [
        f"/{nasty}", f"/place/{nasty}/", f"/organisation/{nasty}/", f"/organisation/local-policy/{nasty}/",
        f"/accounts/invitation/{nasty}/", f"/accounts/kept/{nasty}/", f"/calendar/{nasty}.ics",
        f"/ehc-advice/{nasty}/", f"/children/{nasty}/", f"/children/?s={nasty}", f"/deadlines/?rule={nasty}",
        f"/worklist/?view={nasty}&sort={nasty}&after={nasty}&before={nasty}&reference={nasty}&team={nasty}",
        f"/ehc-advice/?view={nasty}&sort={nasty}&after={nasty}&reference={nasty}", f"/worklist/results/?r={nasty}",
        f"/notifications/?after={nasty}", f"/accounts/people/?organisation={nasty}&after={nasty}&left={nasty}",
        f"/ehc-advice/notices/?after={nasty}&all={nasty}",
    ]  # fmt: skip
    answers = {path: officer.get(path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status >= 500} == {}


def test_an_address_with_a_nul_is_a_400_for_anybody(officer: Client, visitor: Client):
    for client in (officer, visitor):
        answer = client.get("/worklist/?reference=%00")
        assert answer.status_code == 400
        assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("nasty", ["\x00", "\u202e", "\ud800", "x" * 50_000, "=cmd|' /C calc'!A0"])
def test_a_form_with_odd_characters_is_never_a_500(officer: Client, nasty: str):
    forms = {
        "children:search": ("family_name", "reference", "nhs_number", "given_name", "s"),
        "accounts:profile_edit": ("name", "job_title", "registration_number"),
        "accounts:invite": ("email", "name", "role"),
        "home:worklist_view_save": ("name", "query"),
        "home:worklist_bulk": ("item", "do", "owner", "back"),
        "account_login": ("login", "password"),
        "account_reset_password": ("email",),
        "accounts:switch": ("membership",),
        "ehcp:draft-new": ("child", "notice"),
        "ehcp:notice-new": ("given_name", "family_name", "nhs_number", "child", "note"),
    }
    safe = nasty.encode("utf-8", "surrogatepass")
    answers = {}
    for name, fields in forms.items():
        client = (
            officer if not name.startswith("account_") else Client(raise_request_exception=False)
        )
        body = b"&".join(
            field.encode() + b"=" + b"".join(b"%%%02X" % byte for byte in safe[:5000])
            for field in fields
        )
        answers[name] = client.generic(
            "POST", reverse(name), body, content_type="application/x-www-form-urlencoded"
        ).status_code
    assert {name: status for name, status in answers.items() if status >= 500} == {}


def test_an_unknown_host_is_a_400(visitor: Client, db):
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_every_page_answers_head_and_options_without_an_error(officer: Client):
    for line in LINES:
        if (
            line.kind in {"public", "signed in"}
            and line.methods == ("get",)
            and not line.name.startswith(("account_", "mfa_"))
        ):
            path = some_path(line.name)
            for method in ("head", "options", "put", "delete"):
                status = getattr(officer, method)(path).status_code
                assert status < 500, f"{method} {path}"


def some_path(name: str) -> str:
    """The path of a name, with arguments of the right shape for nothing that is there."""
    nothing = str(uuid.UUID(int=0))
    shapes = (itertools.product(["x", nothing, 1], repeat=count) for count in range(4))
    for args in itertools.chain.from_iterable(shapes):
        with contextlib.suppress(NoReverseMatch):
            return reverse(name, args=args)
    raise AssertionError(f"No arguments fit {name}.")


PUBLIC_PAGES = [
    "home:start", "home:accessibility", "home:privacy", "home:cookies", "deadlines", "deadlines-rules",
    "account_login", "account_reset_password", "account_signup",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*PUBLIC_PAGES, "/no/such/page/"])
def test_every_public_page_carries_the_security_headers(visitor: Client, path: str):
    answer = visitor.get(path if path.startswith("/") else reverse(path))
    policy = {
        part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";")
    }
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert len(answer["X-Request-Id"]) == 32
    assert "Server" not in answer


@pytest.mark.django_db
def test_a_childs_page_is_not_kept_by_the_browser_of_somebody_who_left():
    """Pages behind the sign-in say that no shared cache may keep them."""
    scene = Scene(services=1)
    client = Client()
    client.force_login(scene.officer)
    page = client.get(reverse("ehcp:case", args=[scene.request.pk]))
    assert "no-store" in page.get("Cache-Control", "")
