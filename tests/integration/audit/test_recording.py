"""What an audit row says: who, for whom, what, on which request; and how reports read it."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from dco_portal import audit
from dco_portal.audit import queries
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now
from tests.factories.accounts import MembershipFactory, person
from tests.factories.organisations import ProviderFactory

pytestmark = pytest.mark.django_db


def test_row_names_person_role_organisation_and_object():
    user = person("dco")
    place = ProviderFactory()
    audit.record("tested", by=user, obj=place, days=3, when=dt.date(2026, 3, 2))
    row = AuditEvent.objects.get()
    assert (row.actor_id, row.actor_role) == (user.pk, "dco")
    assert (row.organisation_id, row.organisation_name) == (
        user.organisation.pk,
        user.organisation.name,
    )
    assert (row.object_kind, row.object_id) == ("organisations.organisation", place.pk)
    assert row.data == {"days": 3, "when": "2026-03-02"}
    assert abs((row.at - now()).total_seconds()) < 60


def test_row_names_the_post_acted_in():
    user = person("clinician")
    user.act_in(MembershipFactory(user=user, organisation=ProviderFactory(), role="provider_lead"))
    audit.record("tested", by=user)
    assert AuditEvent.objects.get().actor_role == "provider_lead"


def test_viewing_is_an_event_of_the_child():
    user, child = person("clinician"), uuid.uuid4()
    audit.viewed(user.organisation, by=user, child_id=child, what="download")
    row = AuditEvent.objects.get()
    assert (row.verb, row.child_id, row.data) == ("viewed", child, {"what": "download"})


def test_refusal_leaves_a_row_with_the_request_id(client):
    user = person("clinician")
    client.force_login(user)
    response = client.get(reverse("accounts:people"))
    assert response.status_code == 403
    row = AuditEvent.objects.get(verb="denied")
    assert row.request_id == response["X-Request-Id"]
    assert row.actor_id == user.pk
    assert row.data["path"] == "accounts:people"


def test_out_of_scope_leaves_a_row_with_the_id_asked_for(client):
    client.force_login(person("provider_lead"))
    other = MembershipFactory()
    assert client.get(reverse("accounts:person", args=[other.pk])).status_code == 404
    assert AuditEvent.objects.get(verb="denied").data["target"] == str(other.pk)


def test_reports_page_newest_first_without_gap_or_double():
    user, child = person("clinician"), uuid.uuid4()
    for number in range(5):
        audit.record(f"step {number}", by=user, child_id=child)
    audit.record("elsewhere", by=user, child_id=uuid.uuid4())
    first = queries.of_child(child, limit=2)
    second = queries.of_child(child, after=first.after, limit=2)
    third = queries.of_child(child, after=second.after, limit=2)
    verbs = [event.verb for page in (first, second, third) for event in page.events]
    assert verbs == ["step 4", "step 3", "step 2", "step 1", "step 0"]
    assert third.after is None


def test_report_on_a_person_shows_one_organisations_part_alone():
    user = person("clinician")
    first = user.membership
    second = MembershipFactory(user=user, organisation=ProviderFactory(), role="clinician")
    audit.record("here", by=user)
    user.act_in(second)
    audit.record("there", by=user)
    page = queries.of_person(user.pk, first.organisation_id)
    assert [event.verb for event in page.events] == ["here"]


def test_report_on_an_organisation_by_kind_and_moment():
    user = person("dco")
    audit.record("accounts.invited", by=user)
    audit.record("viewed", by=user)
    audit.record("accounts.invited", by=person("dco"))
    found = queries.of_organisation(user.organisation.pk, verb="accounts")
    assert [event.verb for event in found.events] == ["accounts.invited"]
    assert len(queries.of_organisation(user.organisation.pk, verb="viewed").events) == 1
    later = now() + dt.timedelta(minutes=1)
    assert queries.of_organisation(user.organisation.pk, since=later).events == []


def test_refusals_are_counted_for_the_organisation_alone():
    user, hour_ago = person("dco"), now() - dt.timedelta(hours=1)
    audit.denied(by=user, path_name="x")
    audit.denied(by=person("dco"), path_name="x")
    assert queries.refusals(user.organisation.pk, hour_ago) == 1
    assert queries.refusals(user.organisation.pk, now() + dt.timedelta(hours=1)) == 0
