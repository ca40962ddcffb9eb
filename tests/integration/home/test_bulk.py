"""Giving and chasing many at once: each by itself, with what came of it."""

import pytest

from dco_portal.home import kinds
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from tests.factories.accounts import person
from tests.factories.organisations import ServiceFactory
from tests.factories.work import WorkItemFactory

URL = "/worklist/bulk/"
KIND = "test.thing"  # a kind nobody registered: the generic actions serve


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def lead(service, client):
    lead = person("provider_lead", organisation=service.provider)
    client.force_login(lead)
    return lead


@pytest.fixture
def clinician(service):
    return person("clinician", service=service, name="Chris Clinician")


def item(service, **fields):
    return WorkItemFactory(organisation=service.provider, team=service, kind=KIND, **fields)


@pytest.mark.django_db
def test_assign_asks_to_whom_then_shows_each_result(client, lead, clinician, service):
    free, mine = item(service, reference="REF-1"), item(service, reference="REF-2", owner=lead)
    other_team = WorkItemFactory(
        organisation=service.provider,
        team=ServiceFactory(provider=service.provider),
        kind=KIND,
        reference="REF-3",
    )
    ids = [str(row.pk) for row in (free, mine, other_team)]
    ask = client.post(URL, {"do": "assign", "item": ids, "back": "/worklist/?view=all"})
    assert ask.status_code == 200
    assert "Chris Clinician" in ask.content.decode()
    answer = client.post(
        URL,
        {"do": "assign", "item": ids, "owner": str(clinician.pk), "back": "/worklist/?view=all"},
        follow=True,
    )
    text = answer.content.decode()
    assert "2 done, 1 refused" in text
    assert f"Done by {lead.name}" in text
    assert "Chris Clinician does not work there" in text
    assert 'href="/worklist/?view=all"' in text
    assert set(WorkItem.objects.filter(owner=clinician)) == {free, mine}
    assert Notification.objects.filter(recipient=clinician).count() == 2


@pytest.mark.django_db
def test_assign_without_a_choice_says_so_and_keeps_the_items(client, lead, service):
    row = item(service)
    response = client.post(URL, {"do": "assign", "item": [str(row.pk)], "owner": ""})
    assert response.status_code == 422
    assert "Choose who is to have it" in response.content.decode()
    assert f'value="{row.pk}"' in response.content.decode()


@pytest.mark.django_db
def test_assign_to_nobody_and_to_a_stranger(client, lead, clinician, service):
    row = item(service, owner=clinician)
    stranger = person("clinician")
    assert (
        client.post(
            URL, {"do": "assign", "item": [str(row.pk)], "owner": str(stranger.pk)}
        ).status_code
        == 422
    )
    client.post(URL, {"do": "assign", "item": [str(row.pk)], "owner": "nobody"})
    row.refresh_from_db()
    assert row.owner is None


@pytest.mark.django_db
def test_chase_reports_each_item(client, lead, clinician, service):
    rows = [item(service, owner=clinician), item(service, owner=lead)]
    answer = client.post(URL, {"do": "chase", "item": [str(row.pk) for row in rows]}, follow=True)
    text = answer.content.decode()
    assert "1 done, 1 refused" in text
    assert "It is yours: there is nobody to ask." in text
    again = client.post(URL, {"do": "chase", "item": [str(rows[0].pk)]}, follow=True)
    assert "asked today already" in again.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data", [{}, {"do": "chase"}, {"do": "chase", "item": ["x"]}, {"do": "other", "item": []}]
)
def test_nothing_chosen_is_said(client, lead, data):
    response = client.post(URL, data)
    assert response.status_code == 422
    assert "Choose some work first" in response.content.decode()


@pytest.mark.django_db
def test_other_organisations_items_are_not_touched(client, lead, service):
    theirs = WorkItemFactory(kind=KIND)
    response = client.post(URL, {"do": "assign", "item": [str(theirs.pk)], "owner": "nobody"})
    assert response.status_code == 422


@pytest.mark.django_db
def test_clinicians_may_not(client, clinician, service):
    client.force_login(clinician)
    assert (
        client.post(
            URL, {"do": "chase", "item": [str(item(service, owner=clinician).pk)]}
        ).status_code
        == 403
    )


@pytest.mark.django_db
def test_back_never_leads_elsewhere(client, lead):
    response = client.post(URL, {"back": "https://elsewhere.example/worklist/"})
    assert "elsewhere" not in response.content.decode()


@pytest.mark.django_db
def test_results_belong_to_the_sign_in(client, lead):
    assert client.get("/worklist/results/", {"r": "x"}).status_code == 404


def test_every_kind_of_ehcp_has_its_functions():
    for code in ("ehcp.request", "ehcp.contribution", "ehcp.check"):
        kind = kinds.KINDS[code]
        assert kind.labels is not kinds._no_names
        assert kind.assign is not kinds._assign
    assert kinds.KINDS["ehcp.contribution"].needs("Sign off").permission == "sign_off"
    assert kinds.KINDS["ehcp.contribution"].needs("Write the advice").owner_only
