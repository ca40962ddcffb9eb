"""The weekly traffic-light list: mail, page, file."""

import csv
import datetime as dt
import io

import pytest

from dco_portal.common.clock import today
from dco_portal.notifications.models import Notification
from dco_portal.work import reminders
from tests.factories.accounts import person
from tests.factories.organisations import ServiceFactory
from tests.factories.work import WorkItemFactory

MONDAY = dt.date(2026, 3, 2)


@pytest.fixture
def service():
    return ServiceFactory(name="Physiotherapy")


@pytest.fixture
def lead(service):
    return person("provider_lead", organisation=service.provider)


def item(service, days, **fields):
    return WorkItemFactory(
        organisation=service.provider,
        team=service,
        due_on=today() + dt.timedelta(days=days),
        **fields,
    )


@pytest.mark.django_db
def test_weekly_lists_go_once_a_week_to_the_leads_with_the_numbers(service, lead):
    other = ServiceFactory(provider=service.provider)
    only_other = person("provider_lead", organisation=service.provider, service=other)
    person("clinician", service=service)
    WorkItemFactory(
        organisation=service.provider, team=service, due_on=MONDAY - dt.timedelta(days=1)
    )
    WorkItemFactory(organisation=service.provider, team=service, due_on=MONDAY)
    WorkItemFactory(organisation=service.provider, team=service, part="watches")
    assert reminders.weekly_lists(MONDAY) == 1
    message = Notification.objects.get()
    assert message.recipient == lead
    assert "red, late by law: 1\n" in message.body
    assert "service date: 1\ngreen, on course: 1" in message.body
    assert message.link == f"/worklist/weekly/{service.pk}/"
    assert reminders.weekly_lists(MONDAY + dt.timedelta(days=6)) == 0
    assert reminders.weekly_lists(MONDAY + dt.timedelta(days=7)) == 1
    assert not Notification.objects.filter(recipient=only_other).exists()


@pytest.mark.django_db
def test_weekly_lists_leave_services_with_nothing_open_alone(service, lead):
    assert reminders.weekly_lists(MONDAY) == 0


@pytest.mark.django_db
def test_page_groups_by_colour(client, service, lead):
    for days in (-1, 3, 30):
        item(service, days, reference=f"REF{days}")
    client.force_login(lead)
    response = client.get(f"/worklist/weekly/{service.pk}/")
    assert [(group["colour"], len(group["lights"])) for group in response.context["groups"]] == [
        ("red", 1), ("amber", 1), ("green", 1)
    ]  # fmt: skip
    text = response.content.decode()
    assert "1 day late" in text
    assert text.index("REF-1") < text.index("REF3<") < text.index("REF30")


@pytest.mark.django_db
def test_page_is_for_the_services_own_people(client, service, lead):
    item(service, 1)
    url = f"/worklist/weekly/{service.pk}/"
    other = ServiceFactory(provider=service.provider)
    for outsider in (
        person("provider_lead"),
        person("provider_lead", organisation=service.provider, service=other),
        person("clinician", service=service),
        person("administrator"),
    ):
        client.force_login(outsider)
        assert client.get(url).status_code == 404
        assert client.get(f"{url}list.csv").status_code == 404
    client.force_login(lead)
    assert client.get(f"/worklist/weekly/{lead.pk}/").status_code == 404
    assert (
        client.get(f"/worklist/weekly/{other.pk}/").status_code == 200
    )  # nothing open, but its own


@pytest.mark.django_db
def test_file_says_the_colours_in_words(client, service, lead):
    item(service, -1, reference="REF1", owner=lead)
    client.force_login(lead)
    response = client.get(f"/worklist/weekly/{service.pk}/list.csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert (row["Light"], row["Why"], row["Reference"], row["Who has it"]) == (
        "Red",
        "Late",
        "REF1",
        lead.name,
    )
