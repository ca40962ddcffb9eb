"""The information governance lead's view of the audit trail."""

import uuid

import pytest
from django.urls import reverse

from dco_portal import audit
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


def test_lead_reads_the_own_organisations_trail_alone(client):
    lead = person("ig_lead")
    colleague = person("dco", lead.organisation)
    stranger = person("dco")
    child = uuid.uuid4()
    audit.viewed(colleague.organisation, by=colleague, child_id=child, what="record")
    audit.record("ehcp.sent", by=stranger)
    client.force_login(lead)
    text = client.get(reverse("home:audit")).content.decode()
    assert colleague.name in text
    assert str(child) in text
    assert stranger.name not in text


def test_trail_can_be_narrowed_to_one_kind(client):
    lead = person("ig_lead")
    audit.record("ehcp.sent", by=lead)
    audit.record("accounts.invited", by=lead)
    client.force_login(lead)
    text = client.get(reverse("home:audit"), {"kind": "ehcp"}).content.decode()
    assert "Ehcp: sent" in text
    assert "Accounts: invited" not in text
    assert "Accounts: invited" in client.get(reverse("home:audit"), {"kind": "x"}).content.decode()


def test_trail_pages_with_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    lead = person("ig_lead")
    for number in range(60):
        audit.record(f"ehcp.step_{number}", by=lead)
    client.force_login(lead)
    with django_assert_max_num_queries(12):
        first = client.get(reverse("home:audit"))
    second = client.get(reverse("home:audit"), {"after": first.context["next_cursor"]})
    ids = [[row["event"].id for row in page.context["rows"]] for page in (first, second)]
    assert [len(each) for each in ids] == [50, 10]
    assert not set(ids[0]) & set(ids[1])
    assert client.get(reverse("home:audit"), {"after": "nonsense"}).status_code == 200


@pytest.mark.parametrize("role", ["dco", "administrator", "provider_lead", "la_officer"])
def test_nobody_else_reads_it(client, role):
    client.force_login(person(role))
    assert client.get(reverse("home:audit")).status_code == 403
