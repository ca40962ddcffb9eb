"""Feeds that lie, never end, are too large or broken: stopped, said why, nothing half-imported."""

import datetime as dt
import socket

import pytest

from local_offer import fetching
from local_offer.actions import harvest_reading as reading
from local_offer.actions import harvest_sources as sources
from local_offer.models import HarvestRun, Service
from local_offer.rules.harvest import feeds
from tests.factories.accounts import person
from tests.factories.organisations import LocalAuthorityFactory
from tests.integration.local_offer.foreign import Feed, as_json, honest, page, service

pytestmark = pytest.mark.django_db
ROWS = [service(f"Group {n}") for n in range(6)]


@pytest.fixture
def read(drain_outbox, monkeypatch):
    """Reads a feed to its end, trying again at once."""
    monkeypatch.setattr(reading, "WAIT", dt.timedelta(0))
    monkeypatch.setattr(reading, "LONGEST_WAIT", dt.timedelta(0))
    editor = person("lo_editor", LocalAuthorityFactory())

    def go(url: str) -> HarvestRun:
        source = sources.add(
            by=editor, authority=editor.organisation, name="There", url=url, often="never", auto_publish=False
        )  # fmt: skip
        run = reading.start(by=editor, source_id=source.pk)
        drain_outbox()
        return HarvestRun.objects.get(pk=run.pk)

    return go


def assert_stopped(run: HarvestRun, words: str) -> None:
    assert run.state == "failed", (run.state, run.message)
    assert words in run.message
    assert run.finished_at and not run.rows.exists() and not Service.objects.exists()


def each_page(**changed):
    """Pages of two rows each that say something else than is true."""

    def answer(path, query):
        return as_json(page(ROWS, number=int(query["page"]), size=2, **changed))

    return answer


def repeating(path, query):
    number = int(query["page"])
    return as_json(page(ROWS[:2], total_pages=50, page_number=number, last_page=False))


def endless(path, query):
    """More and more pages, each with another entry; how many there are is never said."""
    number = int(query["page"])
    rows = [service(f"Endless {number}")]
    return as_json({"contents": rows, "last_page": False})


def emptying(path, query):
    number = int(query["page"])
    return as_json(
        page(ROWS if number == 1 else [], total_pages=3, page_number=number, last_page=False)
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (each_page(total_items=10), "says that it has 10 entries, but gave 6"),
        (each_page(page_number=1), "gave page 1 when asked for page 2"),
        (each_page(last_page=True), "says that page 1 is its last, and that it has 3 pages"),
        (each_page(total_pages=10_000_000), "more than we read"),
        (each_page(total_items="many"), "not numbers"),
        (each_page(contents={}), "has no contents"),
        (each_page(total_pages=-1), "not numbers"),
        (repeating, "only repeats entries"),
        (emptying, "page 2 is empty"),
        (lambda path, query: as_json(page([])), "The feed is empty."),
        (lambda path, query: as_json("hello"), "not an Open Referral UK feed"),
        (lambda path, query: (200, {}, b"<html>"), "not JSON"),
        (lambda path, query: (200, {}, b"[" * 200_000), "not JSON"),
        (lambda path, query: as_json({}, 404), "error 404"),
        (lambda path, query: as_json({}, 401), "error 401"),
        (lambda path, query: (302, {"Location": path}, b""), "round in circles"),
        (lambda path, query: (302, {"Location": "file:///etc/passwd"}, b""), "must begin with https"),
    ],
)  # fmt: skip
def test_a_feed_that_is_none_or_lies_is_stopped(read, answer, words):
    with Feed(answer) as feed:
        assert_stopped(read(feed.url), words)


def test_a_feed_that_never_ends_is_stopped(read, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_PAGES", 30)
    with Feed(endless) as feed:
        assert_stopped(read(feed.url), "does not come to an end")
        assert len(feed.asked) < 40


def test_an_answer_of_500_megabytes_is_cut_off(read, monkeypatch):
    monkeypatch.setattr(fetching, "ANSWER_BYTES", 2_000_000)
    sent = []

    def flood():
        yield b'{"contents": ["'
        for _ in range(500):
            sent.append(1)
            yield b"x" * 1_000_000

    with Feed(lambda path, query: (200, {}, flood())) as feed:
        assert_stopped(read(feed.url), "larger than 2 MB")
    assert len(sent) < 50


def test_a_feed_too_large_in_all_is_stopped(read, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_BYTES", 3_000)
    with Feed(each_page()) as feed:
        assert_stopped(read(feed.url), "The feed is larger than")


def test_a_drip_is_not_waited_for(read, monkeypatch):
    monkeypatch.setattr(fetching, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(feeds, "MOST_TRIES", 1)

    def drip():
        import time

        for _ in range(100):
            time.sleep(0.02)
            yield b" " * 70_000

    with Feed(lambda path, query: (200, {}, drip())) as feed:
        assert_stopped(read(feed.url), "did not come to an end in time")


def test_a_server_in_trouble_is_asked_again(read):
    answers = iter([503, 500, 429])

    def answer(path, query):
        status = next(answers, 200)
        return as_json(page(ROWS) if status == 200 else {}, status, **({} if status == 200 else {"Retry_After": "1"}))  # fmt: skip

    with Feed(answer) as feed:
        run = read(feed.url)
        assert len(feed.asked) == 4
    assert run.state == "ready" and run.rows.count() == 6


def test_a_server_that_stays_in_trouble_is_given_up(read):
    with Feed(lambda path, query: as_json({}, 502)) as feed:
        assert_stopped(read(feed.url), "error 502")
        assert len(feed.asked) == feeds.MOST_TRIES + 1


def test_a_server_that_breaks_off_later_leaves_nothing(read):
    def answer(path, query):
        return each_page()(path, query) if query["page"] == "1" else as_json({}, 403)

    with Feed(answer) as feed:
        assert_stopped(read(feed.url), "error 403")


def test_details_that_are_another_or_gone_are_left_out(read):
    _, gone, good = ROWS[:3]

    def answer(path, query):
        if path == "/api/services":
            brief = [{k: v for k, v in row.items() if not isinstance(v, list)} for row in ROWS[:3]]
            return as_json(page(brief))
        if path.endswith(gone["id"]):
            return as_json({}, 410)
        return as_json(good)

    with Feed(answer) as feed:
        run = read(feed.url)
    assert list(run.rows.values_list("kind", flat=True)) == ["invalid", "invalid", "new"]
    notes = [row.notes[0] for row in run.rows.all()[:2]]
    assert "another entry" in notes[0] and "error 410" in notes[1]


def test_nobody_answers(read):
    with honest([]) as feed:
        url = feed.url
    assert_stopped(read(url), "connection to the feed failed")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/", "http://localhost/", "http://10.1.2.3/", "http://192.168.0.1/", "http://169.254.169.254/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/", "http://[fd00::1]/",
    ],
)  # fmt: skip
def test_private_networks_are_out_of_reach(read, settings, url):
    settings.HARVEST_ALLOW_PRIVATE = False
    assert_stopped(read(url), "private network")


def test_a_redirect_into_a_private_network_is_not_followed(read, settings, monkeypatch):
    """The first host counts as public here; where it leads to does not."""
    settings.HARVEST_ALLOW_PRIVATE = False
    real = fetching._public
    with (
        honest(ROWS) as inside,
        Feed(lambda path, query: (302, {"Location": f"{inside.url}/services"}, b"")) as feed,
    ):
        judged = iter([True])
        monkeypatch.setattr(
            fetching, "_public", lambda address: next(judged, None) or real(address)
        )
        assert_stopped(read(feed.url), "private network")
        assert inside.asked == []


def test_the_address_that_was_judged_is_the_one_connected_to(read, settings, monkeypatch):
    """A name that turns to a private address after it was judged gains nothing: it is resolved once."""
    asked = []
    real = socket.getaddrinfo

    def resolve(host, *args, **kwargs):
        if host == "feed.example":
            asked.append(host)
            host = "127.0.0.1"
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with honest(ROWS) as feed:
        run = read(feed.url.replace("127.0.0.1", "feed.example"))
        assert run.state == "ready"
        assert len(asked) == len(feed.asked) == 1
