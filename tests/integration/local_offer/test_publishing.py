"""Publishing writes an entry's whole content and keeps it as a version."""

import pytest

from dco_portal.audit.models import AuditEvent
from local_offer.actions.publishing import publish
from local_offer.models import Service, Version
from local_offer.queries.content import read
from tests.factories.local_offer import ContactFactory, LocationFactory, ServiceFactory, term

pytestmark = pytest.mark.django_db


def test_what_was_read_can_be_published_again_unchanged():
    service = ServiceFactory(
        terms=["need/semh"], locations=[LocationFactory()], languages=["pl"], days=["MO", "WE"]
    )
    ContactFactory(service=service)
    before = read(service)

    publish(by=None, service_id=service.pk, content=before, why="Nothing changed")

    again = Service.objects.get(pk=service.pk)
    assert read(again) == before
    assert again.version == 2
    assert Version.objects.get(service=service, number=2).content == before
    assert AuditEvent.objects.filter(verb="local_offer.published").count() == 1


def test_rows_that_the_content_lacks_are_deleted_and_new_ones_made():
    service = ServiceFactory()
    ContactFactory(service=service, name="Old")
    content = read(service)
    content["contacts"] = [{"name": "New", "telephone": "01905 111111"}]
    content["terms"] = [str(term("need", "semh").pk)]

    publish(by=None, service_id=service.pk, content=content)

    assert [contact.name for contact in service.contacts.all()] == ["New"]
    assert [each.code for each in service.terms.all()] == ["semh"]


def test_a_row_of_another_entry_is_never_taken_over():
    theirs = ContactFactory(name="Theirs")
    service = ServiceFactory()
    content = read(service)
    content["contacts"] = [{"id": str(theirs.pk), "name": "Mine"}]

    publish(by=None, service_id=service.pk, content=content)

    theirs.refresh_from_db()
    assert (theirs.name, theirs.service_id == service.pk) == ("Theirs", False)
    assert service.contacts.get().name == "Mine"


def test_a_publication_that_fails_half_way_changes_nothing(monkeypatch):
    service = ServiceFactory(name="As it was", terms=["need/semh"])
    content = read(service)
    content["fields"]["name"], content["terms"] = "Half written", []

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr("dco_portal.audit.record", fail)
    with pytest.raises(RuntimeError, match="half way"):
        publish(by=None, service_id=service.pk, content=content)

    assert Service.objects.get().name == "As it was"
    assert service.service_terms.count() == Version.objects.count() == 1
