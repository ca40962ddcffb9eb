"""The log's numbers are what is counted: recounted here from the records, the features' own included."""

import datetime as dt
import io
import itertools
import uuid

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.documents import storage
from dco_portal.documents.models import Document
from dco_portal.gaps import actions, queries
from dco_portal.gaps.models import GapLine, GapSource
from dco_portal.gaps.queries import Filters
from ehcp.actions import advice, triage
from ehcp.models import Contribution
from tests.advice_scene import Scene
from tests.factories.accounts import person
from tests.factories.gaps import source
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PolicyFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def icb():
    return IcbFactory()


@pytest.fixture
def many(icb) -> list[GapSource]:
    """Sources of every kind over two years, some withdrawn, some of another ICB."""
    authority, other = LocalAuthorityFactory(icbs=[icb]), IcbFactory()
    rows = []
    parts = itertools.product(
        ("enquiry", "not_known", "dispute"), ("waiting", "age"), (None, authority)
    )
    for number, (kind, theme, area) in enumerate(parts):
        for turn in range(number % 4 + 1):
            rows.append(
                source(kind=kind, theme=theme, organisation=icb, local_authority=area,
                       on=today() - (turn * 160 + number) * DAY)
            )  # fmt: skip
            source(kind=kind, theme=theme, organisation=other)
    for row in rows[::5]:
        actions.withdraw(row.kind, row.source_id)
    return rows


def recount(line: GapLine, *, since: dt.date | None = None, kind: str = "") -> int:
    """The plain way: look at every source."""
    return sum(
        1
        for row in GapSource.objects.all()
        if row.line_id == line.pk
        and row.withdrawn_at is None
        and (since is None or row.on >= since)
        and (not kind or row.kind == kind)
    )


def gone(row: GapSource) -> bool:
    """Whether it was withdrawn meanwhile."""
    return GapSource.objects.get(pk=row.pk).withdrawn_at is not None


def test_each_number_equals_a_recount(icb, many):
    lines = queries.everything(person("dco", icb), Filters())
    assert {line.pk for line in lines} == {row.line_id for row in many if not gone(row)}
    year = today() - 365 * DAY
    kinds = queries.by_kind(line.pk for line in lines)
    for line in lines:
        assert (line.total, line.recent) == (recount(line), recount(line, since=year))
        assert line.latest == max(
            line.sources.filter(withdrawn_at=None).values_list("on", flat=True)
        )
        found = kinds[line.pk]
        assert found == {kind: recount(line, kind=kind) for kind in found}
        months = queries.months(line)
        assert sum(month.total for month in months) == line.total
        assert [month.month for month in months] == sorted({m.month for m in months}, reverse=True)
    counted = [row for row in many if not gone(row)]
    assert sum(line.total for line in lines) == len(counted)
    assert sum(queries.totals(lines).values()) == len(counted)


def test_order_is_by_recent_number_then_latest_day(icb):
    dco = person("dco", icb)
    for theme, days in {
        "age": [400, 401, 402, 403],
        "waiting": [20, 30],
        "criteria": [5, 90],
        "capacity": [1],
        "place": [364, 365, 360],
    }.items():
        for day in days:
            source(organisation=icb, theme=theme, on=today() - day * DAY)
    assert [row.theme for row in queries.everything(dco, Filters())] == [
        "place", "criteria", "waiting", "capacity", "age",
    ]  # fmt: skip
    PolicyFactory(key="gaps.rank_days", organisation=icb, value=30)
    assert [row.theme for row in queries.everything(dco, Filters())][:2] == ["waiting", "capacity"]


def test_pages_follow_each_other_in_the_same_order(icb):
    dco = person("dco", icb)
    for number, theme in enumerate(("age", "waiting", "criteria", "capacity", "place", "other")):
        for service in ("audiology", "camhs", "dietetics", "continence", "physiotherapy"):
            source(organisation=icb, theme=theme, service_kind=service, on=today() - number * DAY)
    whole = [row.pk for row in queries.everything(dco, Filters())]
    first = queries.page(dco, Filters())
    second = queries.page(dco, Filters(), after=first.next)
    assert [row.pk for row in first.rows + second.rows] == whole
    back = queries.page(dco, Filters(), before=second.previous)
    assert [row.pk for row in back.rows] == whole[:25]


@pytest.mark.parametrize(
    ("given", "themes"),
    [
        ({"theme": "age"}, "age"),
        ({"kind": "dispute"}, "capacity"),
        ({"state": "accepted"}, "age"),
        ({"owner": "me"}, "age"),
        ({"owner": "nobody"}, "waiting capacity"),
        ({"area": "none"}, "waiting age"),
        ({"service": "camhs"}, "capacity"),
        ({"view": "ended"}, "other"),
        ({"view": "merged"}, "criteria"),
        ({"view": "all"}, "waiting age capacity other criteria"),
    ],
    ids=str,
)  # fmt: skip
def test_filters(client, icb, given, themes):
    dco = person("dco", icb)
    lines = {theme: source(organisation=icb, theme=theme).line for theme in ("waiting", "age", "other", "criteria")}  # fmt: skip
    area = LocalAuthorityFactory(icbs=[icb])
    source(organisation=icb, theme="capacity", kind="dispute", service_kind="camhs", local_authority=area)  # fmt: skip
    actions.decide(by=dco, line_id=lines["age"].pk, owner=dco)
    actions.move(by=dco, line_id=lines["age"].pk, to="accepted")
    actions.move(by=dco, line_id=lines["other"].pk, to="closed", reason="Not health")
    actions.merge(by=dco, line_id=lines["criteria"].pk, into_id=lines["waiting"].pk)
    client.force_login(dco)
    page = client.get(reverse("gaps:log"), given)
    assert {row["line"].theme for row in page.context["rows"]} == set(themes.split())
    sheet = b"".join(client.get(reverse("gaps:log_csv"), given)).decode()
    assert len(sheet.strip().splitlines()) == len(themes.split()) + 1
    assert AuditEvent.objects.filter(verb="gaps.export").count() == 1


def test_what_a_filter_does_not_know_is_left_out(client, icb):
    source(organisation=icb)
    client.force_login(person("commissioner", icb))
    page = client.get(reverse("gaps:log"), {"theme": "x", "area": "y", "view": "z", "after": "!"})
    assert len(page.context["rows"]) == 1


def test_services_that_do_not_know_a_child_are_counted_until_asked_again():
    scene = Scene(services=2)
    for part, lead in ((scene.speech, scene.lead), (scene.therapy, scene.other_lead)):
        advice.say_not_known(by=lead, contribution=part, searched="Records", next_route="GP")
    known = GapSource.objects.filter(kind="not_known", withdrawn_at=None)
    assert set(known.values_list("source_id", flat=True)) == set(
        Contribution.objects.filter(state="not_known").values_list("pk", flat=True)
    )
    row = known.select_related("line").first()
    assert (row.organisation, row.local_authority) == (scene.icb, scene.la)
    assert (row.service_kind, row.theme, row.words) == ("speech_and_language", "not_known", "")
    triage.reopen_contribution(by=scene.coordinator, contribution=scene.speech, reason="Found")
    assert list(known.values_list("source_id", flat=True)) == [scene.therapy.pk]
    line = row.line
    page, paths = queries.own_sources(line, scene.coordinator)
    assert paths == {scene.therapy.pk: reverse("ehcp:contribution", args=[scene.therapy.pk])}
    assert [each.source_id for each in page.rows] == [scene.therapy.pk]
    assert queries.own_sources(line, person("commissioner", scene.icb))[1] == {}


def test_queries_do_not_grow_with_the_lines(client, icb):
    client.force_login(person("dco", icb))
    source(organisation=icb)
    client.get(reverse("gaps:log"))  # the first page of a sign-in notes the moment
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("gaps:log"))
    for theme in ("age", "criteria", "capacity", "place", "other"):
        source(organisation=icb, theme=theme)
        source(organisation=icb, theme=theme, kind="dispute")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("gaps:log"))
    assert len(many) == len(one)


def test_board_members_see_numbers_but_no_source(client, icb):
    row = source(organisation=icb, words="aids clinic")
    for role, shown in (("board_member", 0), ("commissioner", 1)):
        client.force_login(person(role, icb))
        page = client.get(reverse("gaps:line", args=[row.line_id]))
        assert page.status_code == 200
        assert page.context["months"][0]["total"] == 1
        assert len(page.context["sources"]) == shown
        assert bool(page.context["actions"]) == (role == "commissioner")


def test_report_is_a_tagged_pdf_of_the_log_as_it_was(client, icb, drain_outbox):
    dco = person("dco", icb)
    line = source(organisation=icb, words="x").line
    actions.decide(by=dco, line_id=line.pk, owner=dco, decision="Two more sessions <b>a week</b>")
    client.force_login(dco)
    page = client.post(f"{reverse('gaps:report_new')}?theme=waiting", follow=True)
    document = Document.objects.get()
    assert document.context["filters"] == ["To be worked", "Theme: Waiting time"]
    assert "Being prepared" in page.content.decode()
    source(organisation=icb)
    drain_outbox()
    document.refresh_from_db()
    with (
        storage.open_checked(document.sha256) as file,
        pikepdf.open(io.BytesIO(file.read())) as pdf,
    ):
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.docinfo["/Title"] == f"Commissioning gaps: {icb.label}"
    assert [each["total"] for each in document.context["lines"]] == [1]
    assert "Download" in client.get(reverse("gaps:reports")).content.decode()
    got = client.get(reverse("gaps:report", args=[document.pk]))
    assert got["Content-Type"] == "application/pdf"
    client.force_login(person("dco"))
    assert client.get(reverse("gaps:report", args=[document.pk])).status_code == 404


def test_failed_report_is_tried_again(client, icb):
    dco = person("commissioner", icb)
    client.force_login(dco)
    document = actions.ask_report(by=dco, filters=Filters(), words=[])
    assert client.post(reverse("gaps:report_retry", args=[document.pk])).status_code == 409
    Document.objects.filter(pk=document.pk).update(state="failed")
    assert client.post(reverse("gaps:report_retry", args=[document.pk])).status_code == 302
    document.refresh_from_db()
    assert document.state == "preparing"
    assert client.post(reverse("gaps:report_retry", args=[uuid.uuid4()])).status_code == 404
