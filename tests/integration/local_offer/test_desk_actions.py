"""What the desk's actions do, refuse and leave alone when they fail half-way."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from dco_portal.accounts.models import User
from dco_portal.audit.models import AuditEvent
from dco_portal.common import outbox
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.gaps.models import GapSource
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from local_offer.actions import (
    bulk,
    coverage,
    entries,
    imports,
    owning,
    proposals,
    reviewing,
    schedule2,
    terms,
)
from local_offer.models import (
    Body,
    Confirmation,
    HealthGap,
    Proposal,
    Service,
    StateChange,
    Taxonomy,
    Transfer,
    Version,
)
from local_offer.queries import coverage as covering
from local_offer.queries import statistics
from local_offer.queries.content import read
from local_offer.rules import sections
from local_offer.rules.imports import COLUMNS
from tests.factories.accounts import person
from tests.factories.local_offer import ServiceFactory
from tests.factories.organisations import PolicyFactory, ProviderFactory, VoluntaryFactory
from tests.factories.organisations import ServiceFactory as ProviderServiceFactory
from tests.integration.local_offer.desk import Desk, acting, make, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    found = make()
    found.editor, found.owner = acting(found.editor), acting(found.owner)
    return found


def write(desk: Desk, by: User, **fields) -> Proposal:
    change = proposals.begin(by=by, service_id=desk.entry.pk)
    section = next(
        name for name, part in sections.SECTIONS.items() if next(iter(fields)) in part.fields
    )
    return proposals.save_section(
        by=by, proposal_id=change.pk, section=section, values=saved(change, section, **fields),
        seen=sections.stamp(change.content, section),
    )  # fmt: skip


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=f"local_offer.{kind}").order_by("created_at")
    return [row.recipient.email for row in rows]


def test_rejected_with_reason_taken_up_again_and_approved(desk):
    change = write(desk, desk.owner, summary="A friendly group, now twice a week.")
    proposals.submit(by=desk.owner, proposal_id=change.pk, comment="Since May")
    assert told("submitted") == [desk.editor.email]
    item = WorkItem.objects.get(kind="local_offer.proposal")
    assert (item.organisation, item.owner, item.state) == (desk.la, desk.editor, "open")

    with pytest.raises(NotAllowed):
        proposals.approve(by=desk.owner, proposal_id=change.pk, lock=change.lock + 1)
    with pytest.raises(Invalid):
        proposals.reject(by=desk.editor, proposal_id=change.pk, reason=" ")
    proposals.reject(by=desk.editor, proposal_id=change.pk, reason="Which days?")
    desk.entry.refresh_from_db()
    item.refresh_from_db()
    assert desk.entry.summary == "A friendly group for families." and desk.entry.version == 1
    assert told("decided") == [desk.owner.email] and item.state == "closed"

    again = proposals.take_up(by=desk.owner, proposal_id=change.pk)
    assert again.content["fields"]["summary"] == "A friendly group, now twice a week."
    proposals.remark(by=desk.editor, proposal_id=again.pk, text="Thank you")
    again = write(desk, desk.owner, summary="Mondays and Fridays.")
    again = proposals.submit(by=desk.owner, proposal_id=again.pk)
    with pytest.raises(Conflict, match="altered while you read it"):
        proposals.approve(by=desk.editor, proposal_id=again.pk, lock=again.lock - 1)
    service = proposals.approve(by=desk.editor, proposal_id=again.pk, lock=again.lock)
    assert (service.summary, service.version) == ("Mondays and Fridays.", 2)
    assert service.checked_on == today() and service.review_by > today()
    assert Version.objects.get(service=service, number=2).by == desk.editor
    assert len(told("decided")) == 2
    with pytest.raises(Conflict):
        proposals.take_up(by=desk.owner, proposal_id=again.pk)


def test_a_change_is_brought_up_to_what_was_published_meanwhile(desk):
    change = write(desk, desk.owner, summary="Mine alone.")
    change = proposals.submit(by=desk.owner, proposal_id=change.pk)
    bulk.change(by=desk.editor, service_id=desk.entry.pk, change=bulk.Change(alert="Shut"))
    with pytest.raises(Conflict, match="up to date"):
        proposals.approve(by=desk.editor, proposal_id=change.pk, lock=change.lock)
    assert proposals.refresh(by=desk.editor, proposal_id=change.pk) == []
    change.refresh_from_db()
    service = proposals.approve(by=desk.editor, proposal_id=change.pk, lock=change.lock)
    assert (service.summary, service.alert) == ("Mine alone.", "Shut")


def test_one_open_change_an_empty_one_and_a_stranger(desk):
    change = proposals.begin(by=desk.owner, service_id=desk.entry.pk)
    assert proposals.begin(by=desk.editor, service_id=desk.entry.pk) == change
    with pytest.raises(Invalid, match="Nothing has been changed"):
        proposals.submit(by=desk.owner, proposal_id=change.pk)
    stranger = acting(person("listing_owner"))
    for act in (proposals.withdraw, proposals.submit, proposals.refresh):
        with pytest.raises(NotFound):
            act(by=stranger, proposal_id=change.pk)
    proposals.withdraw(by=desk.owner, proposal_id=change.pk)
    with pytest.raises(Conflict):
        proposals.withdraw(by=desk.owner, proposal_id=change.pk)


@pytest.fixture
def broken(monkeypatch):
    """The audit trail fails, after everything else was written."""

    def fail(*args, **kwargs):
        raise RuntimeError("half-way")

    def breaks():
        monkeypatch.setattr("dco_portal.audit.record", fail)

    return breaks


def snapshot() -> list:
    models = (Proposal, Service, Version, StateChange, Confirmation, Transfer, HealthGap, Body, WorkItem, Notification, GapSource)  # fmt: skip
    return [sorted(model.objects.values_list(), key=str) for model in models]


def acts(desk: Desk) -> list:
    """Every action of the desk on a state in which it may be done."""
    change = write(desk, desk.owner, summary="Another sentence.")
    other = ServiceFactory(local_authority=desk.la, owner=desk.charity)
    draft = proposals.begin(by=desk.owner, service_id=other.pk)
    submitted = proposals.submit(by=desk.owner, proposal_id=change.pk)
    third = ServiceFactory(local_authority=desk.la, owner=desk.charity)
    neighbour = VoluntaryFactory(local_authority=desk.la)
    receiver = acting(person("listing_owner", neighbour))
    offer = owning.offer(by=desk.owner, service_id=third.pk, to=neighbour)
    service = ProviderServiceFactory(areas=[desk.la])
    late = ServiceFactory(local_authority=desk.la, review_by=today() - dt.timedelta(days=200))
    need = Taxonomy.objects.get(code="need")
    E, O = desk.editor, desk.owner  # noqa: E741
    return [
        lambda: proposals.begin(by=E, service_id=third.pk),
        lambda: proposals.save_section(by=O, proposal_id=draft.pk, section="about",
                                       values=saved(draft, "about", summary="X"), seen=sections.stamp(draft.content, "about")),
        lambda: proposals.approve(by=E, proposal_id=submitted.pk, lock=submitted.lock),
        lambda: proposals.reject(by=E, proposal_id=submitted.pk, reason="No"),
        lambda: proposals.withdraw(by=O, proposal_id=submitted.pk),
        lambda: proposals.refresh(by=O, proposal_id=draft.pk),
        lambda: proposals.remark(by=O, proposal_id=draft.pk, text="Hello"),
        lambda: entries.confirm(by=O, service_id=third.pk),
        lambda: entries.move(by=E, service_id=third.pk, to="hidden", reason="Wrong"),
        lambda: entries.restore(by=E, service_id=third.pk, number=1),
        lambda: entries.create(by=O, authority=desk.la, name="New", summary="New one"),
        lambda: owning.accept(by=receiver, transfer_id=offer.pk),
        lambda: owning.decline(by=receiver, transfer_id=offer.pk, reason="No"),
        lambda: owning.recall(by=O, transfer_id=offer.pk),
        lambda: owning.offer(by=O, service_id=other.pk, to=neighbour),
        lambda: bulk.change(by=E, service_id=third.pk, change=bulk.Change(alert="Shut", no_owner=True)),
        lambda: coverage.explain(by=E, service_id=service.pk, authority_id=desk.la.pk, reason="Being written"),
        lambda: coverage.link(by=E, entry_id=third.pk, service=service),
        lambda: reviewing.hide_unchecked(by=None, authority=late.local_authority, on=today()),
        lambda: terms.add_term(by=E, taxonomy=need, name="Own", description="Ours"),
    ]  # fmt: skip


def test_what_fails_half_way_leaves_nothing(desk, broken):
    todo = acts(desk)
    before = snapshot()
    broken()
    for number, act in enumerate(todo):
        with pytest.raises(RuntimeError, match="half-way"):
            act()
        assert snapshot() == before, number


def test_what_is_done_leaves_a_trace(desk):
    todo = acts(desk)
    for act in (todo[0], todo[5], todo[6], todo[7], todo[16], todo[19]):
        count = AuditEvent.objects.count()
        act()
        assert AuditEvent.objects.count() > count


def test_the_round_reminds_hides_and_does_nothing_twice(desk):
    team = person("dco", desk.icb)
    Service.objects.filter(pk=desk.entry.pk).update(review_by=today() + dt.timedelta(days=30))
    assert reviewing.run() == {"reminded": 1, "hidden": 0}
    assert reviewing.run() == {"reminded": 0, "hidden": 0}
    assert told("review") == [desk.owner.email]
    item = WorkItem.objects.get(kind="local_offer.review")
    assert (item.owner, item.organisation, item.state) == (desk.owner, desk.charity, "open")

    # Two nights were missed: the 14-day reminder goes once, late.
    assert reviewing.run(today() + dt.timedelta(days=18)) == {"reminded": 1, "hidden": 0}
    entries.confirm(by=desk.owner, service_id=desk.entry.pk)
    item.refresh_from_db()
    assert item.state == "closed"

    Service.objects.filter(pk=desk.entry.pk).update(review_by=today() - dt.timedelta(days=91))
    assert reviewing.run()["hidden"] == 1
    assert reviewing.run()["hidden"] == 0
    desk.entry.refresh_from_db()
    assert desk.entry.state == "hidden"
    assert told("hidden") == [desk.owner.email] and told("hidden_dco") == [team.email]
    assert told("hidden_editors") == [desk.editor.email]
    entries.confirm(by=desk.owner, service_id=desk.entry.pk)
    desk.entry.refresh_from_db()
    assert desk.entry.state == "published"


def test_local_policy_sets_the_round(desk):
    PolicyFactory(key="local_offer.hide_days", organisation=desk.la, value=5)
    PolicyFactory(key="local_offer.review_months", organisation=desk.la, value=1)
    Service.objects.filter(pk=desk.entry.pk).update(review_by=today() - dt.timedelta(days=5))
    assert reviewing.run()["hidden"] == 0
    Service.objects.filter(pk=desk.entry.pk).update(review_by=today() - dt.timedelta(days=6))
    assert reviewing.run()["hidden"] == 1
    entries.confirm(by=desk.editor, service_id=desk.entry.pk)
    desk.entry.refresh_from_db()
    assert (desk.entry.review_by - today()).days in range(28, 32)


def test_health_coverage_tells_covered_hidden_gap_and_missing(desk):
    trust = ProviderFactory()
    speech, hearing, sleep, _ = (
        ProviderServiceFactory(provider=trust, areas=[desk.la], name=name)
        for name in ("Speech", "Hearing", "Sleep", "Feet")
    )
    ProviderServiceFactory(provider=trust, areas=[desk.la], name="Closed", closed_on=today())
    ProviderServiceFactory(name="Elsewhere")
    coverage.link(by=desk.editor, entry_id=desk.entry.pk, service=speech)
    ServiceFactory(local_authority=desk.la, provider_service=hearing, state="hidden")
    gap = coverage.explain(by=desk.editor, service_id=sleep.pk, authority_id=desk.la.pk, reason="Being written")  # fmt: skip
    found = {line.service: line.state for line in covering.health(desk.editor)}
    assert found == {"Speech": "covered", "Hearing": "hidden", "Sleep": "gap", "Feet": "missing"}
    source = GapSource.objects.get(source_id=gap.pk)
    assert (source.kind, source.organisation, source.local_authority) == ("not_listed", desk.icb, desk.la)  # fmt: skip
    with pytest.raises(NotFound):
        coverage.explain(by=desk.editor, service_id=ProviderServiceFactory().pk, authority_id=desk.la.pk, reason="x")  # fmt: skip
    coverage.close(by=desk.editor, gap_id=gap.pk)
    source.refresh_from_db()
    assert source.withdrawn_at is not None
    lead = acting(person("provider_lead", trust))
    assert {line.service for line in covering.health(lead)} == {
        "Speech",
        "Hearing",
        "Sleep",
        "Feet",
    }
    assert covering.health(acting(person("provider_lead"))) == []


def test_freshness_is_told_for_any_day(desk):
    year = dt.timedelta(days=400)
    old = ServiceFactory(local_authority=desk.la)
    for entry in (desk.entry, old):
        Version.objects.filter(service=entry).update(created_at=now() - year)
        Service.objects.filter(pk=entry.pk).update(
            published_at=now() - year, checked_on=today() - year
        )
    assert statistics.freshness(desk.la.pk, today()) == statistics.Freshness(today(), 2, 0)
    assert statistics.freshness(desk.la.pk, today() - dt.timedelta(days=380)).per_cent == 100
    row = entries.confirm(by=desk.owner, service_id=desk.entry.pk)
    assert statistics.freshness(desk.la.pk, today()).per_cent == 50
    entries.undo_confirm(by=desk.owner, confirmation_id=row.pk)
    assert statistics.freshness(desk.la.pk, today()).per_cent == 0
    entries.move(by=desk.editor, service_id=old.pk, to="hidden", reason="Wrong")
    assert statistics.freshness(desk.la.pk, today()).published == 1
    assert statistics.freshness(desk.la.pk, today() - dt.timedelta(days=1)).published == 2
    assert statistics.freshness(desk.la.pk, today() - year * 2).per_cent is None


def sheet(*rows: dict) -> ContentFile:
    import csv
    import io

    file = io.StringIO()
    writer = csv.DictWriter(file, [column.name for column in COLUMNS])
    writer.writeheader()
    base = {column.name: column.example for column in COLUMNS}
    for row in rows:
        writer.writerow({**base, **row})
    return ContentFile(file.getvalue().encode(), "entries.csv")


def take_in(desk: Desk, *rows: dict):
    batch = imports.upload(by=desk.editor, authority=desk.la, upload=sheet(*rows))
    outbox.drain()
    batch.refresh_from_db()
    if batch.state == "checked":
        imports.start(by=desk.editor, import_id=batch.pk)
        outbox.drain()
        batch.refresh_from_db()
    return batch


def test_a_spreadsheet_is_taken_in_once_and_changes_what_it_made(desk, drain_outbox):
    rows = ({"external_id": "A"}, {"external_id": "B", "name": "Sing and sign", "postcode": ""})
    batch = take_in(desk, *rows)
    assert (batch.state, [row["what"] for row in batch.rows]) == ("imported", ["new", "new"]), batch.rows  # fmt: skip
    first = Service.objects.get(external_id="A")
    assert (first.name, first.version, first.places.count()) == ("Chatterbox group", 1, 1)
    assert {term.code for term in first.terms.all()} == {"communication-interaction", "early-years", "family"}  # fmt: skip

    again = take_in(desk, *rows)
    assert [row["what"] for row in again.rows] == ["same", "same"]
    changed = take_in(desk, {"external_id": "A", "fees": "£2", "cost": "some"}, rows[1])
    assert [(row["what"], row["changes"]) for row in changed.rows] == [
        ("change", ["Cost", "What it costs"]), ("same", []),
    ]  # fmt: skip
    first.refresh_from_db()
    assert (first.version, Service.objects.filter(source__startswith="csv").count()) == (2, 2)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"external_id": "A"}, {"external_id": "A", "name": "Other"}], "Row 2 is the same entry"),
        (
            [{"external_id": "A"}, {"external_id": "B"}],
            "This looks like “Chatterbox group” (row 2)",
        ),
        ([{"needs": "no such need"}], "Not known here: no such need"),
        ([{"entry_id": "nonsense"}], "No entry of this Local Offer has this number"),
        ([{"minimum_age": "9"}], "The oldest age cannot be below the youngest"),
        ([{"website": "https://"}], "Write a whole address"),
        ([{"name": ""}], "This cell must not be empty"),
    ],
)
def test_a_faulty_row_stops_the_whole_file(desk, drain_outbox, rows, words):
    before = Service.objects.count()
    batch = take_in(desk, {"name": "Quite sound", "external_id": "Z", "postcode": ""}, *rows)
    assert batch.state == "faulty"
    texts = [error["text"] for row in batch.rows for error in row["errors"]]
    assert any(
        words.replace("Row 2", "Row 3").replace("row 2", "row 3") in text for text in texts
    ), texts
    assert Service.objects.count() == before
    with pytest.raises(Conflict):
        imports.start(by=desk.editor, import_id=batch.pk)


def test_an_entry_there_is_is_found_by_name_and_postcode(desk, drain_outbox):
    there = {"name": desk.entry.name.upper(), "postcode": "WR12EY", "external_id": "Q"}
    batch = take_in(desk, there)
    assert batch.state == "faulty" and str(desk.entry.pk) in batch.rows[0]["errors"][0]["text"]
    assert take_in(desk, {**there, "not_the_same": "yes"}).state == "imported"
    taken = take_in(desk, {**there, "name": "Renamed", "external_id": "R", "entry_id": str(desk.entry.pk)})  # fmt: skip
    assert taken.state == "imported", taken.rows
    desk.entry.refresh_from_db()
    assert (desk.entry.name, desk.entry.external_id) == ("Renamed", "R")


def test_a_row_gone_wrong_meanwhile_takes_nothing_in(desk, drain_outbox):
    batch = imports.upload(by=desk.editor, authority=desk.la, upload=sheet({"external_id": "A"}))
    outbox.drain()
    imports.start(by=desk.editor, import_id=batch.pk)
    ServiceFactory(local_authority=desk.la, name="Chatterbox group")
    outbox.drain()
    batch.refresh_from_db()
    assert batch.state == "faulty" and not Service.objects.filter(external_id="A").exists()


def test_the_export_can_be_read_back(desk, drain_outbox, client):
    client.force_login(desk.editor)
    file = b"".join(client.get("/local-offer/desk/entries/list.csv").streaming_content)
    lines = file.decode("utf-8-sig").splitlines()
    import csv

    rows = [
        dict(zip(next(csv.reader([lines[0]])), line, strict=True)) for line in csv.reader(lines[1:])
    ]
    wanted = {column.name for column in COLUMNS}
    batch = take_in(desk, *({key: row[key] for key in wanted} for row in rows))
    assert [row["what"] for row in batch.rows] == ["same"], batch.rows


def test_the_report_is_made_as_a_tagged_pdf(desk, drain_outbox):
    import io

    import pikepdf

    from dco_portal.documents import storage
    from dco_portal.documents.models import Document

    schedule2.ensure(by=None)
    document = schedule2.ask_report(by=desk.editor, authority_id=desk.la.pk)
    outbox.drain()
    document = Document.objects.get(pk=document.pk)
    assert document.state == "ready", document.last_error
    with (
        storage.open_checked(document.sha256) as file,
        pikepdf.open(io.BytesIO(file.read())) as pdf,
    ):
        assert pdf.Root.MarkInfo.Marked and pdf.Root.Lang
    with pytest.raises(NotFound):
        schedule2.ask_report(by=desk.editor, authority_id=make().la.pk)
    assert read(desk.entry)["fields"]["name"] == desk.entry.name
