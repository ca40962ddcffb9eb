"""Taking entries over: what is new, changed, in conflict or gone, and that nothing is taken unasked."""

import datetime as dt
import json
import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from local_offer.actions import harvest_applying as applying
from local_offer.actions import harvest_reading as reading
from local_offer.actions import harvest_sources as sources
from local_offer.actions.publishing import publish
from local_offer.models import HarvestRun, HarvestSource, Service
from local_offer.queries import harvest as queries
from local_offer.queries.content import read
from tests.factories.accounts import person
from tests.factories.local_offer import LocationFactory, ServiceFactory, term
from tests.factories.organisations import LocalAuthorityFactory
from tests.integration.local_offer.foreign import Feed, as_json, honest, page, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    term("pathway", "autism")
    return person("lo_editor", LocalAuthorityFactory())


def make(editor, url: str = "", **values) -> HarvestSource:
    start = {"name": "Riverside", "often": "never", "auto_publish": False, **values}
    return sources.add(by=editor, authority=editor.organisation, url=url, **start)


def read_all(editor, source: HarvestSource, drain) -> HarvestRun:
    run = reading.start(by=editor, source_id=source.pk)
    drain()
    return HarvestRun.objects.get(pk=run.pk)


def publish_all(editor, run: HarvestRun, drain) -> HarvestRun:
    applying.start(by=editor, run_id=run.pk)
    drain()
    run.refresh_from_db()
    return run


def kinds(run: HarvestRun) -> dict[str, str]:
    return dict(run.rows.values_list("name", "kind"))


def test_new_entries_are_published_whole(editor, drain_outbox):
    with honest([service("Sing"), service("Paint", minimum_age=3, maximum_age=9)]) as feed:
        source = make(editor, feed.url)
        run = read_all(editor, source, drain_outbox)
    assert run.state == "ready" and kinds(run) == {"Sing": "new", "Paint": "new"}
    assert not Service.objects.exists()
    run = publish_all(editor, run, drain_outbox)
    assert (run.state, run.message) == ("done", "2 entries taken over.")
    entry = Service.objects.get(name="Paint")
    content = read(entry)
    assert entry.state == "published" and entry.local_authority == editor.organisation
    assert entry.body.name == "Riverside Trust" and entry.checked_on is None
    assert content["fields"]["summary"] == "Paint meets every week."
    assert content["terms"] == [str(term("pathway", "autism").pk)]
    assert content["places"][0]["location"]["postcode"] == "WR1 2EY"
    assert abs(content["places"][0]["location"]["easting"] - 384_900) < 2_000
    times = content["schedules"][0]
    assert (times["days"], times["opens_at"], times["closes_at"]) == ("MO,WE", "09:00", "12:30")
    assert [row["name"] for row in content["contacts"]] == ["Reception"]
    assert "Persona" not in json.dumps(content)
    assert queries.provenance(entry.pk).name == "Riverside"


def test_a_second_reading_changes_nothing(editor, drain_outbox):
    with honest([service("Sing"), service("Paint")]) as feed:
        source = make(editor, feed.url)
        publish_all(editor, read_all(editor, source, drain_outbox), drain_outbox)
        versions = list(Service.objects.order_by("name").values_list("pk", "version"))
        again = read_all(editor, source, drain_outbox)
    assert (again.state, again.message) == ("done", "Nothing has changed.")
    assert set(kinds(again).values()) == {"unchanged"}
    assert list(Service.objects.order_by("name").values_list("pk", "version")) == versions


def taken(editor, feed: Feed, drain) -> HarvestSource:
    source = make(editor, feed.url)
    publish_all(editor, read_all(editor, source, drain), drain)
    return source


def edit(editor, name: str, **fields) -> Service:
    entry = Service.objects.get(name=name)
    content = read(entry)
    content["fields"].update(fields)
    return publish(by=editor, service_id=entry.pk, content=content)


def test_changes_are_shown_field_by_field_and_taken(editor, drain_outbox):
    rows = [service("Sing"), service("Paint")]
    with honest(rows) as feed:
        source = taken(editor, feed, drain_outbox)
        rows[0]["description"] = "Now on Fridays."
        run = read_all(editor, source, drain_outbox)
        row = run.rows.get(kind="changed")
        assert {"label": "What it does", "before": "Sing meets every week. Everybody is welcome.",
                "after": "Now on Fridays."} in row.changes  # fmt: skip
        publish_all(editor, run, drain_outbox)
    entry = Service.objects.get(name="Sing")
    assert (entry.description, entry.version) == ("Now on Fridays.", 2)
    assert Service.objects.get(name="Paint").version == 1


def test_what_was_edited_here_stays_until_somebody_decides(editor, drain_outbox):
    rows = [service("Sing"), service("Paint")]
    with honest(rows) as feed:
        source = taken(editor, feed, drain_outbox)
        edit(editor, "Sing", alert="Closed this week")
        assert read_all(editor, source, drain_outbox).message == "Nothing has changed."
        rows[0]["description"], rows[1]["description"] = "Theirs.", "Theirs too."
        run = publish_all(editor, read_all(editor, source, drain_outbox), drain_outbox)
        assert run.state == "ready" and "1 still waits for your decision." in run.message
        assert Service.objects.get(name="Paint").description == "Theirs too."
        entry = Service.objects.get(name="Sing")
        assert entry.alert == "Closed this week" and "meets every week" in entry.description
        row = run.rows.get(kind="conflict")
        with pytest.raises(Conflict, match="Nothing is decided"):
            applying.start(by=editor, run_id=run.pk)
        applying.decide(by=editor, row_id=row.pk, choice="keep")
        assert publish_all(editor, run, drain_outbox).state == "done"
        assert Service.objects.get(name="Sing").alert == "Closed this week"
        # The same words of theirs are not asked about again; new ones are.
        assert read_all(editor, source, drain_outbox).message == "Nothing has changed."
        rows[0]["description"] = "Theirs again."
        run = read_all(editor, source, drain_outbox)
        applying.decide(by=editor, row_id=run.rows.get(kind="conflict").pk, choice="take")
        publish_all(editor, run, drain_outbox)
    entry.refresh_from_db()
    assert (entry.alert, entry.description) == ("", "Theirs again.")


def test_an_edit_between_reading_and_publishing_becomes_a_conflict(editor, drain_outbox):
    rows = [service("Sing")]
    with honest(rows) as feed:
        source = taken(editor, feed, drain_outbox)
        rows[0]["description"] = "Theirs."
        run = read_all(editor, source, drain_outbox)
        edit(editor, "Sing", alert="Ours")
        run = publish_all(editor, run, drain_outbox)
    assert run.rows.get().kind == "conflict" and run.state == "ready"
    assert Service.objects.get(name="Sing").alert == "Ours"


def test_what_is_gone_there_is_flagged_here_not_deleted(editor, drain_outbox):
    rows = [service(name) for name in ("Sing", "Paint", "Dance")]
    with honest(rows) as feed:
        source = taken(editor, feed, drain_outbox)
        gone = rows.pop()
        rows[1]["status"] = "defunct"
        run = publish_all(editor, read_all(editor, source, drain_outbox), drain_outbox)
        assert kinds(run) == {"Sing": "unchanged", "Paint": "withdrawn", "Dance": "withdrawn"}
        assert Service.objects.filter(state="published").count() == 3
        assert queries.withdrawn(source).count() == 2
        assert queries.provenance(Service.objects.get(name="Dance").pk).withdrawn_on
        rows.append(gone)
        publish_all(editor, read_all(editor, source, drain_outbox), drain_outbox)
    assert not queries.provenance(Service.objects.get(name="Dance").pk).withdrawn_on


def test_brief_lists_are_read_one_by_one(editor, drain_outbox):
    rows = [service(f"Group {n:02d}") for n in range(45)]
    with honest(rows, size=20, brief=True) as feed:
        run = read_all(editor, make(editor, feed.url), drain_outbox)
        assert run.state == "ready" and run.rows.filter(kind="new").count() == 45
        assert sum("/services/" in path for path in feed.asked) == 45
    assert all(row.mapped["content"]["places"] for row in run.rows.all())


def test_a_feed_that_refuses_to_give_whole_rows_is_asked_plainly(editor, drain_outbox):
    def answer(path, query):
        return as_json({}, 400) if "full" in query else as_json(page([service("Sing")]))

    with Feed(answer) as feed:
        assert (
            read_all(editor, make(editor, f"{feed.url}/services/"), drain_outbox).state == "ready"
        )
        assert all(path.startswith("/api/services?") for path in feed.asked)


BAD_ROWS = [
    ({"name": ""}, "It has no name."),
    ({"name": "x" * 300}, "Its name is longer than 200 characters."),
    ({"organization": None}, "It does not say which organisation runs it."),
    ({"minimum_age": 9, "maximum_age": 3}, "Its oldest age is below its youngest."),
    ({"id": None}, "It has no id that can be used."),
    ({"id": "a\x00b"}, "It has no id that can be used."),
    ({"status": "defunct"}, "The feed says that it is not running any more."),
]


def test_rows_that_cannot_be_taken_say_why_and_stop_nobody(editor, drain_outbox):
    rows = [{**service(f"Bad {n}"), **change} for n, (change, _) in enumerate(BAD_ROWS)]
    with honest([*rows, service("Good"), "nonsense", None]) as feed:
        run = read_all(editor, make(editor, feed.url), drain_outbox)
        publish_all(editor, run, drain_outbox)
    found = [row.notes[0] for row in run.rows.filter(kind="invalid")]
    assert found == [*(why for _, why in BAD_ROWS), *["This is not a service."] * 2]
    assert [entry.name for entry in Service.objects.all()] == ["Good"]


def test_hostile_words_become_plain(editor, drain_outbox):
    nasty = service(
        "Tea <b>&amp; cake</b>", description="<p>Hello</p><script>alert(1)</script>\u202eevil\x07", url="javascript:alert(1)",
        email="not an address", alert="a" * 5000, contacts="no list", schedules=[None, {"byday": 7}],
        minimum_age="young", service_at_locations=[{"location": {"latitude": "x", "addresses": [None]}}],
        languages=[{"code": "<x>", "name": "X"}], cost_options=[{"amount": 1e400}, {"amount": "abc"}],
    )  # fmt: skip
    with honest([nasty]) as feed:
        run = read_all(editor, make(editor, feed.url), drain_outbox)
        publish_all(editor, run, drain_outbox)
    entry = Service.objects.get()
    assert entry.name == "Tea & cake"
    assert entry.description == "Hello\nevil" or entry.description == "Hello\n\nevil"
    assert (entry.website, entry.email, len(entry.alert)) == ("", "", 300)
    assert any("web address" in note for note in run.rows.get().notes)


def test_terms_we_do_not_know_are_matched_once_by_an_editor(editor, drain_outbox):
    odd = {"taxonomy_term": {"id": "t-9", "name": "Brushing teeth", "taxonomy": "Their list"}}
    with honest([service("Sing", attributes=[odd]), service("Paint", attributes=[odd])]) as feed:
        source = make(editor, feed.url)
        run = read_all(editor, source, drain_outbox)
        assert run.unknown_terms == {"t-9": {"name": "Brushing teeth", "taxonomy": "Their list", "entries": 2}}  # fmt: skip
        publish_all(editor, run, drain_outbox)
        ours = str(term("type", "health").pk)
        with pytest.raises(Invalid):
            sources.match_terms(by=editor, source_id=source.pk, matches={"t-9": str(uuid.uuid4())})
        sources.match_terms(by=editor, source_id=source.pk, matches={"t-9": ours})
        run = publish_all(editor, read_all(editor, source, drain_outbox), drain_outbox)
    assert run.unknown_terms == {}
    assert read(Service.objects.get(name="Sing"))["terms"] == [ours]


def test_a_name_we_have_already_waits_for_a_decision(editor, drain_outbox):
    ServiceFactory(name="Sing", local_authority=editor.organisation)
    with honest([service("Sing")]) as feed:
        run = read_all(editor, make(editor, feed.url), drain_outbox)
    row = run.rows.get()
    assert row.choice == "open" and "already" in row.notes[-1]


def test_an_uploaded_file_is_read_like_a_feed(editor, drain_outbox):
    source = make(editor)
    for content in ([service("A")], {"contents": [service("B")]}, {"services": [service("C")]}):
        upload = ContentFile(json.dumps(content).encode(), name="feed.json")
        run = reading.upload(by=editor, source_id=source.pk, upload=upload)
        drain_outbox()
        run.refresh_from_db()
        assert run.state == "ready" and run.rows.filter(kind="new").count() == 1
        assert bytes(run.upload) == b""


@pytest.mark.parametrize(
    "content", [b"name,age\nx,1", b'{"contents": [', b'{"other": 1}', b"[" * 5000, b"\xff\xfe"]
)
def test_a_file_that_is_no_feed_is_refused(editor, drain_outbox, content):
    source = make(editor)
    run = reading.upload(by=editor, source_id=source.pk, upload=ContentFile(content, name="x"))
    drain_outbox()
    run.refresh_from_db()
    assert run.state == "failed" and run.message in {
        "The file is not JSON.",
        "The file holds no services.",
    }
    assert not run.rows.exists()


def test_an_empty_or_huge_file_is_refused_beside_its_field(editor):
    source = make(editor)
    with pytest.raises(Invalid, match="empty"):
        reading.upload(by=editor, source_id=source.pk, upload=ContentFile(b" ", name="x"))
    big = ContentFile(b"x", name="x")
    big.size = 21_000_000
    with pytest.raises(Invalid, match="larger than 20 MB"):
        reading.upload(by=editor, source_id=source.pk, upload=big)


def test_readings_by_plan_start_publish_and_tell(editor, drain_outbox):
    rows = [service("Sing")]
    with honest(rows) as feed:
        source = make(editor, feed.url, often="daily", auto_publish=True)
        assert reading.sweep() == 1
        assert reading.sweep() == 0
        drain_outbox()
        assert Service.objects.get(name="Sing").state == "published"
        edit(editor, "Sing", alert="Ours")
        rows[0]["description"] = "Theirs."
        source.runs.update(created_at=now() - dt.timedelta(days=1))
        assert reading.sweep() == 1
        drain_outbox()
    assert Service.objects.get(name="Sing").alert == "Ours"
    assert source.runs.first().state == "ready"
    assert (
        Notification.objects.filter(recipient=editor, kind="local_offer.harvest_ready").count() == 1
    )
    source.runs.update(created_at=now() - dt.timedelta(days=1))
    assert reading.sweep() == 1
    source.runs.filter(state="reading").update(created_at=now() - dt.timedelta(hours=4))
    reading.sweep()
    assert source.runs.filter(state="failed", message=reading.STUCK).count() == 1


def test_a_reading_that_misses_much_waits_even_by_plan(editor, drain_outbox):
    rows = [service(f"Group {n}") for n in range(12)]
    with honest(rows) as feed:
        source = make(editor, feed.url, often="daily", auto_publish=True)
        reading.sweep()
        drain_outbox()
        del rows[3:]
        source.runs.update(created_at=now() - dt.timedelta(days=1))
        reading.sweep()
        drain_outbox()
    run = source.runs.first()
    assert run.state == "ready" and "9 of 12 entries are missing" in run.message


def test_only_an_editor_of_that_local_offer_may(editor, drain_outbox):
    stranger, clerk = person("lo_editor", LocalAuthorityFactory()), person("la_officer", editor.organisation)  # fmt: skip
    source = make(editor, "https://feed.example/api")
    run = reading.start(by=editor, source_id=source.pk)
    row = run.rows.create(number=1, external_id="1", kind="new")
    steps = [
        lambda by: sources.change(by=by, source_id=source.pk, name="x", url="", often="never", auto_publish=False),
        lambda by: sources.stop(by=by, source_id=source.pk, stopped=True),
        lambda by: sources.match_terms(by=by, source_id=source.pk, matches={}),
        lambda by: sources.add(by=by, authority=editor.organisation, name="y", url="", often="never", auto_publish=False),
        lambda by: reading.start(by=by, source_id=source.pk),
        lambda by: reading.upload(by=by, source_id=source.pk, upload=ContentFile(b"[]")),
        lambda by: reading.drop(by=by, run_id=run.pk),
        lambda by: applying.start(by=by, run_id=run.pk),
        lambda by: applying.decide(by=by, row_id=row.pk, choice="take"),
    ]  # fmt: skip
    for step in steps:
        with pytest.raises(NotFound):
            step(stranger)
        with pytest.raises(NotAllowed):
            step(clerk)
    with pytest.raises(Conflict, match="being read"):
        reading.start(by=editor, source_id=source.pk)
    reading.drop(by=editor, run_id=run.pk)
    sources.stop(by=editor, source_id=source.pk, stopped=True)
    with pytest.raises(Conflict, match="stopped"):
        reading.start(by=editor, source_id=source.pk)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "ftp://feed.example"}, "url"), ({"url": "https://a:b@feed.example"}, "url"),
        ({"often": "daily"}, "url"), ({"name": " "}, "name"), ({"name": "Riverside"}, "name"),
    ],
)  # fmt: skip
def test_a_feed_in_disorder_is_refused_beside_its_field(editor, values, field):
    make(editor)
    start = {"name": "Another", "url": "", "often": "never", "auto_publish": False, **values}
    with pytest.raises(Invalid) as caught:
        sources.add(by=editor, authority=editor.organisation, **start)
    assert field in caught.value.errors


def test_publishing_that_fails_half_way_leaves_nothing(editor, drain_outbox, monkeypatch):
    with honest([service("Sing"), service("Paint")]) as feed:
        run = read_all(editor, make(editor, feed.url), drain_outbox)
    applying.start(by=editor, run_id=run.pk)
    real, calls = applying._say_when_checked, []

    def fail(*args):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("half-way")
        return real(*args)

    monkeypatch.setattr(applying, "_say_when_checked", fail)
    rows = AuditEvent.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        applying.step(run_id=run.pk)
    assert not Service.objects.exists() and not run.source.entries.exists()
    assert AuditEvent.objects.count() == rows


def test_each_step_is_refused_by_the_database_twice(editor):
    source = make(editor)
    source.runs.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        source.runs.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        HarvestSource.objects.filter(pk=source.pk).update(often="daily")
    with pytest.raises(IntegrityError), transaction.atomic():
        HarvestSource.objects.create(local_authority=editor.organisation, name="Riverside", key="k")


def test_our_own_feed_comes_back_the_same(editor, drain_outbox):
    """What our feed gives and a second directory takes is the entry, but for ids, owner and persons' names."""
    ours = ServiceFactory(
        name="Sing", terms=["need/semh", "pathway/autism"], locations=[LocationFactory()], languages=["pl"], days=["MO"],
        minimum_age=4, who_for="Families", what_to_expect="A song", cost="paid", website="https://example.org/",
        areas=[editor.organisation], is_health=True, self_referral=True, referral="self",
    )  # fmt: skip
    ours.contacts.create(name="Office", telephone="01905 000000")
    ours.cost_options.create(option="A session", amount="5.00")
    answer = Client().get("/api/open-referral/services?full=true").content
    source = make(editor)
    run = reading.upload(by=editor, source_id=source.pk, upload=ContentFile(answer, name="feed"))
    drain_outbox()
    applying.decide(by=editor, row_id=run.rows.get().pk, choice="take")
    publish_all(editor, run, drain_outbox)
    theirs = Service.objects.exclude(pk=ours.pk).get()
    before, after = (stripped(read(Service.objects.get(pk=pk))) for pk in (ours.pk, theirs.pk))
    assert before == after


def stripped(content):
    """A content without the ids of its rows."""
    if isinstance(content, dict):
        return {
            name: stripped(value)
            for name, value in content.items()
            if name not in ("id", "place_id")
        }
    return [stripped(each) for each in content] if isinstance(content, list) else content
