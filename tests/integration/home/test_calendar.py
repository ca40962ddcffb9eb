"""The calendar feed: whose, what, and that it names no child."""

import datetime as dt

import pytest
from icalendar import Calendar

from dco_portal.common.clock import today
from tests.factories.accounts import CoverFactory, person
from tests.factories.organisations import ServiceFactory
from tests.factories.work import WorkItemFactory

TOKEN = "t" * 43
URL = f"/calendar/{TOKEN}.ics"


@pytest.fixture
def owner():
    return person("clinician", service=ServiceFactory(), calendar_token=TOKEN)


def events(response):
    return {
        str(event["UID"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")
    }


@pytest.mark.django_db
def test_feed_lists_ones_own_dates_without_signing_in(client, owner):
    item = WorkItemFactory(
        organisation=owner.organisation, owner=owner, due_on=today(), target_on=today() - dt.timedelta(days=14),
        title="Health advice from physiotherapy", reference="EHC-2026-000007-1",
    )  # fmt: skip
    for fields in (
        {"owner": None},
        {"owner": owner, "part": "watches"},
        {"owner": owner, "due_on": None},
    ):
        WorkItemFactory(organisation=owner.organisation, **{"due_on": today(), **fields})
    WorkItemFactory(owner=owner, due_on=today())  # in an organisation they have left
    response = client.get(URL)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    found = events(response)
    assert {uid.split("@")[0] for uid in found} == {f"{item.pk}-due", f"{item.pk}-service"}
    due = next(event for uid, event in found.items() if "-due" in uid)
    assert due["DTSTART"].dt == today()
    assert due["DTEND"].dt == today() + dt.timedelta(days=1)
    assert due["DTSTAMP"].dt.tzinfo is not None
    assert str(due["SUMMARY"]) == "Due by law: Health advice from physiotherapy (EHC-2026-000007-1)"
    assert str(due["URL"]).endswith(item.link)
    service = next(event for uid, event in found.items() if "-service" in uid)
    assert "local policy" in str(service["SUMMARY"])


@pytest.mark.django_db
def test_feed_is_rfc_5545_text(client, owner):
    WorkItemFactory(organisation=owner.organisation, owner=owner, due_on=today(), title="x" * 120)
    raw = client.get(URL).content
    lines = raw.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert {b"VERSION:2.0", b"METHOD:PUBLISH"} <= set(lines)
    assert any(line.startswith(b"PRODID:") for line in lines)
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.django_db
def test_feed_holds_the_work_one_stands_in_for(client, owner):
    absent = person("clinician", service=owner.membership.service)
    WorkItemFactory(organisation=owner.organisation, owner=absent, due_on=today())
    assert events(client.get(URL)) == {}
    CoverFactory(absent=absent, stand_in=owner, organisation=owner.organisation)
    assert len(events(client.get(URL))) == 1


@pytest.mark.django_db
def test_feed_is_private_and_keeps_its_uids(client, owner):
    WorkItemFactory(organisation=owner.organisation, owner=owner, due_on=today())
    first, second = client.get(URL), client.get(URL)
    assert "private" in first["Cache-Control"]
    assert set(events(first)) == set(events(second))


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "T" * 43])
def test_wrong_token_is_not_found(client, owner, token):
    assert client.get(f"/calendar/{token}.ics").status_code == 404


@pytest.mark.django_db
def test_leavers_feed_is_gone(client, owner):
    owner.is_active = False
    owner.save()
    assert client.get(URL).status_code == 404


@pytest.mark.django_db
def test_token_with_a_nul_is_refused_before_any_page_reads_it(client):
    assert client.get("/calendar/%00.ics").status_code == 400
