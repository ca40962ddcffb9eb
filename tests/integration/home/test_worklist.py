"""The worklist page for every role, its views, filters, order and pages."""

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dco_portal.accounts.roles import ROLES
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now, today
from dco_portal.work import lists
from dco_portal.work.models import SavedView, WorkItem
from tests.factories.accounts import CoverFactory, UserFactory, person
from tests.factories.organisations import ProviderFactory, ServiceFactory
from tests.factories.work import SavedViewFactory, WorkItemFactory

PAGE = "/worklist/"


def shown(response) -> list[str]:
    """The references on a page, in order."""
    return re.findall(r"REF-\d+", re.sub(r"(?s)<caption.*?</caption>", "", table(response)))


def table(response) -> str:
    text = response.content.decode()
    return "".join(re.findall(r'(?s)<th scope="row".*?</th>', text))


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def lead(service):
    return person("provider_lead", organisation=service.provider)


@pytest.fixture
def clinician(service):
    return person("clinician", service=service)


def item(number: int, organisation, **fields) -> WorkItem:
    return WorkItemFactory(organisation=organisation, reference=f"REF-{number}", **fields)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_worklist_opens_for_every_role(client, role):
    client.force_login(person(role))
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "portal-empty" in response.content.decode()


@pytest.mark.django_db
def test_worklist_opens_for_somebody_without_any_part(client):
    client.force_login(UserFactory())
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "You have no part in an organisation" in response.content.decode()


@pytest.mark.django_db
def test_worklist_asks_visitors_to_sign_in(client):
    assert client.get(PAGE).status_code == 302


@pytest.mark.django_db
def test_views_show_what_they_say(client, lead, clinician, service):
    org, day = service.provider, dt.timedelta(days=1)
    item(1, org, team=service, owner=clinician, due_on=today() + day)
    item(2, org, team=service, due_on=today() + 2 * day)
    item(3, org, team=service, owner=lead, due_on=today() - day)
    item(4, org, team=service, part="watches", due_on=today() - day)
    item(5, org, team=service, state="closed", closed_at=now())
    item(6, org, state="draft", owner=lead)
    item(7, ProviderFactory(), due_on=today())
    expected = {
        "mine": ["REF-3"], "unassigned": ["REF-2"], "team": ["REF-3", "REF-1", "REF-2"],
        "all": ["REF-3", "REF-4", "REF-1", "REF-2"], "late": ["REF-3"], "closed": ["REF-5"], "drafts": ["REF-6"],
    }  # fmt: skip
    client.force_login(lead)
    for view, references in expected.items():
        found = shown(client.get(PAGE, {"view": view}))
        assert sorted(found) == sorted(references), view
    client.force_login(clinician)
    assert shown(client.get(PAGE)) == ["REF-1"]
    assert shown(client.get(PAGE, {"view": "all"})) == ["REF-1"]
    assert "Unassigned" not in client.get(PAGE).content.decode()


@pytest.mark.django_db
def test_lead_of_one_service_sees_that_service(client, service):
    other = ServiceFactory(provider=service.provider)
    lead = person("provider_lead", organisation=service.provider, service=service)
    item(1, service.provider, team=service)
    item(2, service.provider, team=other)
    item(3, service.provider, team=other, owner=lead)
    client.force_login(lead)
    assert sorted(shown(client.get(PAGE, {"view": "all"}))) == ["REF-1", "REF-3"]
    assert shown(client.get(PAGE, {"view": "team"})) == ["REF-1"]


@pytest.mark.django_db
def test_stand_in_sees_the_absent_colleagues_work(client, clinician, service):
    stand_in = person("clinician", service=service)
    item(1, service.provider, owner=clinician)
    client.force_login(stand_in)
    assert shown(client.get(PAGE)) == []
    CoverFactory(absent=clinician, stand_in=stand_in, organisation=service.provider)
    response = client.get(PAGE)
    assert shown(response) == ["REF-1"]
    assert "(you stand in)" in response.content.decode()


@pytest.mark.django_db
def test_order_is_by_date_with_undated_last_and_words(client, lead, service):
    day = dt.timedelta(days=1)
    item(1, service.provider)
    item(2, service.provider, due_on=today() + 9 * day, target_on=today() + day)
    item(3, service.provider, due_on=today() - 2 * day)
    client.force_login(lead)
    response = client.get(PAGE)
    assert shown(response) == ["REF-3", "REF-2", "REF-1"]
    assert shown(client.get(PAGE, {"sort": "-due"})) == ["REF-1", "REF-2", "REF-3"]
    assert shown(client.get(PAGE, {"sort": "reference"})) == ["REF-1", "REF-2", "REF-3"]
    text = response.content.decode()
    assert "2 days late" in text
    assert "9 days left" in text
    assert "No date by law" in text
    assert "(local policy)" in text


@pytest.mark.django_db
def test_filters_narrow_survive_and_can_be_taken_off(client, lead, clinician, service):
    day = dt.timedelta(days=1)
    item(
        1, service.provider, team=service, owner=clinician, due_on=today() + day, kind="ehcp.check"
    )
    item(2, service.provider, due_on=today() + 20 * day)
    client.force_login(lead)
    soon = today() + 5 * day
    for wanted in (
        {"kind": "ehcp.check"}, {"team": service.pk}, {"owner": clinician.pk},
        {"due_to_0": soon.day, "due_to_1": soon.month, "due_to_2": soon.year},
    ):  # fmt: skip
        assert shown(client.get(PAGE, wanted)) == ["REF-1"], wanted
    assert shown(client.get(PAGE, {"owner": "nobody"})) == ["REF-2"]
    assert shown(
        client.get(
            PAGE, {"due_from_0": soon.day, "due_from_1": soon.month, "due_from_2": soon.year}
        )
    ) == ["REF-2"]
    response = client.get(PAGE, {"kind": "ehcp.check", "owner": str(clinician.pk)})
    text = response.content.decode()
    assert "Kind of work: Is the child known?" in text
    assert f"Who has it: {clinician.name}" in text
    assert f"owner={clinician.pk}" in text


@pytest.mark.django_db
def test_filter_that_makes_no_sense_is_said_beside_the_field(client, lead, service):
    item(1, service.provider)
    client.force_login(lead)
    response = client.get(PAGE, {"due_from_0": "31", "due_from_1": "2", "due_from_2": "2026"})
    assert response.status_code == 200
    assert "Enter a real date" in response.content.decode()
    assert shown(response) == ["REF-1"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [{"owner": "x"}, {"team": "' OR 1=1"}, {"view": "nothing"}, {"sort": "id; drop"}, {"after": "%%%"},
              {"before": "bm9uc2Vuc2U"}, {"kind": "other"}]
)  # fmt: skip
def test_nonsense_in_the_address_does_no_harm(client, lead, query):
    client.force_login(lead)
    assert client.get(PAGE, query).status_code == 200


@pytest.mark.django_db
def test_an_address_with_a_nul_is_refused_before_any_page_reads_it(client, lead):
    client.force_login(lead)
    assert client.get(PAGE, {"reference": "\x00"}).status_code == 400


@pytest.mark.django_db
def test_reference_is_found_in_any_view_and_any_case(client, lead, service):
    item(1, service.provider, state="closed", closed_at=now())
    item(12, service.provider)
    item(3, ProviderFactory())
    client.force_login(lead)
    assert sorted(shown(client.get(PAGE, {"reference": " ref-1", "view": "mine"}))) == [
        "REF-1",
        "REF-12",
    ]
    assert shown(client.get(PAGE, {"reference": "REF-3"})) == []
    assert shown(client.get(PAGE, {"reference": "REF-%"})) == []


@pytest.mark.django_db
def test_query_count_is_the_same_for_3_and_60_items(client, lead, service):
    client.force_login(lead)

    def queries() -> int:
        client.get(PAGE, {"view": "all"})
        with CaptureQueriesContext(connection) as seen:
            response = client.get(PAGE, {"view": "all"})
        assert response.status_code == 200
        return len(seen)

    def add(count: int) -> None:
        for number in range(count):
            kind = ["ehcp.request", "ehcp.contribution", "ehcp.notice"][number % 3]
            item(number, service.provider, kind=kind, team=service, owner=lead, due_on=today())

    add(3)
    few = queries()
    add(57)
    assert queries() == few < 30


@pytest.mark.django_db
def test_counts_are_capped(client, lead, service, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 3)
    for number in range(6):
        item(number, service.provider)
    client.force_login(lead)
    text = client.get(PAGE).content.decode()
    assert "All (3+)" in text
    assert "Mine (0)" in text


@pytest.mark.django_db
def test_pages_walk_the_list_and_back(client, lead, service):
    for number in range(60):
        item(number, service.provider, due_on=today() + dt.timedelta(days=number // 7))
    client.force_login(lead)
    seen, url = [], PAGE
    while url:
        response = client.get(url)
        seen.append(shown(response))
        found = re.search(r'href="([^"]*)" rel="next"', response.content.decode())
        url = PAGE + found.group(1).replace("&amp;", "&") if found else ""
    assert [len(page) for page in seen] == [25, 25, 10]
    assert len({reference for page in seen for reference in page}) == 60
    back = re.search(r'href="([^"]*)" rel="prev"', response.content.decode())
    assert shown(client.get(PAGE + back.group(1).replace("&amp;", "&"))) == seen[1]


class PagingProperty(TestCase):
    """Whatever the dates, walking forwards and back meets every item once, in order."""

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        offsets=st.lists(st.one_of(st.none(), st.integers(-3, 3)), max_size=17),
        size=st.integers(1, 6),
        sort=st.sampled_from(lists.SORTS),
    )
    def test_walk(self, offsets, size, sort):
        lead = person("provider_lead")
        for offset in offsets:
            due = None if offset is None else today() + dt.timedelta(days=offset)
            WorkItemFactory(organisation=lead.organisation, due_on=due, reference=f"R{offset}")
        reader = lists.Reader.of(lead)
        look = lists.find(reader, "all", sort=sort)
        pages = [lists.page(look, reader, size=size)]
        while pages[-1].next:
            pages.append(lists.page(look, reader, after=pages[-1].next, size=size))
        walked = [row.pk for page in pages for row in page.rows]
        order = look.order()
        expected = look.rows(reader).order_by(order, "-pk" if order.startswith("-") else "pk")
        assert walked == list(expected.values_list("pk", flat=True))
        assert len(walked) == len(offsets)
        back = [pages[-1]]
        while back[-1].previous:
            back.append(lists.page(look, reader, before=back[-1].previous, size=size))
        assert [row.pk for page in reversed(back) for row in page.rows][-len(walked) :] == walked
        assert len({row.pk for page in back for row in page.rows}) == len(walked)


@pytest.mark.django_db
def test_csv_holds_the_filtered_list_and_is_noted(client, lead, service):
    item(1, service.provider, team=service, title="=cmd|' /C calc'!A0", due_on=today())
    item(2, service.provider)
    client.force_login(lead)
    response = client.get("/worklist/list.csv", {"view": "all", "team": service.pk})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Reference"], row["Due by law"]) == ("REF-1", today().isoformat())
    assert row["Work"].startswith("'=")
    assert response["Cache-Control"].endswith("no-store")
    event = AuditEvent.objects.get(verb="work.export")
    assert f"team={service.pk}" in event.data["query"]


@pytest.mark.django_db
def test_csv_of_a_long_list_is_complete(client, lead, service, monkeypatch):
    WorkItem.objects.bulk_create(
        WorkItemFactory.build(organisation=service.provider, reference=f"REF-{n}")
        for n in range(1203)
    )
    client.force_login(lead)
    rows = b"".join(client.get("/worklist/list.csv", {"view": "all"}).streaming_content)
    assert len(set(re.findall(rb"REF-\d+", rows))) == 1203


@pytest.mark.django_db
def test_saved_views_belong_to_one_person(client, lead):
    client.force_login(lead)
    response = client.post(
        "/worklist/views/", {"name": "My late", "query": "view=late&junk=1&after=x"}
    )
    assert response.status_code == 302
    view = SavedView.objects.get()
    assert view.query == "view=late"
    assert "My late" in client.get(PAGE).content.decode()
    client.post("/worklist/views/", {"name": "My late", "query": "view=all"})
    assert SavedView.objects.get().query == "view=all"
    other = SavedViewFactory()
    assert client.post(f"/worklist/views/{other.pk}/delete/").status_code == 404
    assert client.post(f"/worklist/views/{view.pk}/delete/").status_code == 302
    assert list(SavedView.objects.all()) == [other]


@pytest.mark.django_db
def test_saved_view_needs_a_name(client, lead):
    client.force_login(lead)
    response = client.post("/worklist/views/", {"name": "", "query": "view=late"})
    assert response.status_code == 422
    assert "Enter a name for this view" in response.content.decode()
    assert "view=late" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["worklist_view_save", "worklist_bulk", "retry_tasks", "retry_mails"]
)
def test_changes_are_posts(client, lead, name):
    client.force_login(lead)
    assert client.get(reverse(f"home:{name}")).status_code == 405
