"""Translations: each change a new version, written in its own direction, by editors alone."""

import pytest
from django.urls import reverse

from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from local_offer.actions import translations as actions
from local_offer.models import Translation
from tests.factories.accounts import person
from tests.factories.local_offer import ServiceFactory
from tests.factories.organisations import VoluntaryFactory

pytestmark = pytest.mark.django_db
WORDS = {
    "name": "مجموعة", "summary": "ملخص", "description": "وصف", "translated_by": "County interpreters",
}  # fmt: skip


@pytest.fixture
def service():
    return ServiceFactory(owner=VoluntaryFactory())


@pytest.fixture
def editor(service):
    return person("lo_editor", service.local_authority)


def test_saved_twice_is_two_versions_and_the_newest_is_shown(client, service, editor):
    client.force_login(editor)
    url = reverse("local_offer:translate", args=[service.pk, "ar"])
    assert 'dir="rtl"' in client.get(url).content.decode()
    client.post(url, {**WORDS, "seen": "0"})
    client.post(url, {**WORDS, "summary": "ملخص جديد", "seen": "1"})

    versions = Translation.objects.filter(service=service, language="ar").order_by("number")
    assert [(each.number, each.newest) for each in versions] == [(1, False), (2, True)]
    client.logout()
    page = client.get(
        reverse("local_offer:translation", args=[service.slug, "ar"])
    ).content.decode()
    assert "ملخص جديد" in page and '<div lang="ar" dir="rtl">' in page


def test_the_second_editor_sees_that_the_first_was_quicker(client, service, editor):
    actions.save(by=editor, service_id=service.pk, language="ar", seen=0, values=WORDS)
    with pytest.raises(Conflict, match="Another editor saved"):
        actions.save(by=editor, service_id=service.pk, language="ar", seen=0, values=WORDS)
    client.force_login(editor)
    url = reverse("local_offer:translate", args=[service.pk, "ar"])
    assert client.post(url, {**WORDS, "seen": "0"}).status_code == 409


def test_withdrawn_is_not_shown_and_saving_shows_it_again(client, service, editor):
    actions.save(by=editor, service_id=service.pk, language="pl", seen=0, values=WORDS)
    client.force_login(editor)
    assert (
        client.post(
            reverse("local_offer:translation-withdraw", args=[service.pk, "pl"])
        ).status_code
        == 302
    )
    page = reverse("local_offer:translation", args=[service.slug, "pl"])
    assert client.get(page).status_code == 404
    assert (
        "Not shown"
        in client.get(reverse("local_offer:translations", args=[service.pk])).content.decode()
    )
    actions.save(by=editor, service_id=service.pk, language="pl", seen=1, values=WORDS)
    assert client.get(page).status_code == 200


def test_a_language_is_chosen_from_the_list(client, service, editor):
    client.force_login(editor)
    url = reverse("local_offer:translations", args=[service.pk])
    assert client.post(url, {"language": "ur"})["Location"].endswith("/ur/")
    assert client.post(url, {"language": "klingon"}).status_code == 200
    assert (
        client.get(reverse("local_offer:translate", args=[service.pk, "klingon"])).status_code
        == 404
    )
    with pytest.raises(Invalid, match="Choose a language"):
        actions.save(by=editor, service_id=service.pk, language="klingon", seen=0, values=WORDS)


def test_owners_and_editors_of_elsewhere_may_not(service):
    with pytest.raises(NotAllowed):
        actions.save(
            by=person("listing_owner", service.owner),
            service_id=service.pk,
            language="ar",
            seen=0,
            values=WORDS,
        )
    with pytest.raises(NotFound):
        actions.withdraw(by=person("lo_editor"), service_id=service.pk, language="ar")


def test_half_way_nothing_remains(service, editor, monkeypatch):
    actions.save(by=editor, service_id=service.pk, language="ar", seen=0, values=WORDS)
    monkeypatch.setattr(actions.audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.save(by=editor, service_id=service.pk, language="ar", seen=1, values=WORDS)
    with pytest.raises(ZeroDivisionError):
        actions.withdraw(by=editor, service_id=service.pk, language="ar")
    kept = Translation.objects.get()
    assert (kept.number, kept.newest, kept.withdrawn) == (1, True, False)
