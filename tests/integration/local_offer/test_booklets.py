"""Booklets: asked for, made by the worker, accessible, made once, the newest of an area at one address."""

import io
import re

import pikepdf
import pytest
from django.core.cache import cache
from django.urls import reverse

from dco_portal.common.errors import Invalid
from dco_portal.documents.models import Document
from dco_portal.documents.tagging import faults, tags
from local_offer.actions import booklets as actions
from local_offer.models import Booklet, Service
from local_offer.tasks import renew_booklets
from tests import pdf_text
from tests.factories.local_offer import ContactFactory, LocationFactory, ServiceFactory
from tests.factories.organisations import LocalAuthorityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def authority():
    return LocalAuthorityFactory(name="Northshire Council", slug="northshire")


@pytest.fixture
def entries(authority):
    place = LocationFactory()
    made = [
        ServiceFactory(name=name, local_authority=authority, locations=[place], days=["MO"])
        for name in ("The Acorn group", "Bumble club", "Zebra therapy")
    ]
    ContactFactory(service=made[0], telephone="01905 000 777")
    return made


def pdf_of(client, url):
    response = client.get(url)
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    return b"".join(response.streaming_content), response


def asked_for_shortlist(client, entries, **form):
    for each in entries:
        client.post(reverse("local_offer:shortlist-add", args=[each.slug]))
    return client.post(reverse("local_offer:shortlist-pdf"), form)["Location"]


def test_a_shortlist_becomes_a_tagged_pdf(client, entries, drain_outbox):
    url = asked_for_shortlist(client, [entries[2], entries[0]])
    assert "Being prepared" in client.get(url).content.decode()
    drain_outbox()
    assert "Download" in client.get(url).content.decode()

    data, response = pdf_of(client, f"{url}pdf/")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert faults(pdf) == []
        kinds = [tag.kind for tag in tags(pdf)]
        assert {"/H1", "/H2", "/H3", "/Table", "/L", "/Link"} <= set(kinds)
    text = pdf_text.text(data)
    assert text.index("Zebra therapy") < text.index("The Acorn group")
    assert "01905 000 777" in text and "Bumble" not in text
    assert response["Cache-Control"].startswith("public")


def test_large_print_is_large(client, entries, drain_outbox):
    url = asked_for_shortlist(client, entries, large_print="1")
    drain_outbox()

    document = Booklet.objects.get().document
    assert document.large_print and document.context["large_print"]
    assert "large print" in client.get(url).content.decode()


def test_nothing_in_it_says_who_asked(client, entries):
    asked_for_shortlist(client, entries)

    document = Document.objects.get()
    assert document.created_by is None and document.child_id is None


def test_the_same_shortlist_is_made_once(client, entries):
    first, second = asked_for_shortlist(client, entries), asked_for_shortlist(client, entries)

    assert first == second
    assert Document.objects.count() == 1


def test_a_changed_entry_makes_a_new_booklet(client, entries):
    first = asked_for_shortlist(client, entries)
    Service.objects.filter(pk=entries[0].pk).update(version=2)

    assert asked_for_shortlist(client, entries) != first


def test_a_failed_booklet_is_tried_again(client, entries):
    url = asked_for_shortlist(client, entries)
    Document.objects.update(state="failed", finished_at="2026-01-01T10:00Z")
    assert "could not be prepared" in client.get(url).content.decode()

    client.post(f"{url}again/")
    assert Document.objects.get().state == "preparing"


def test_twenty_an_hour_from_one_address(client, entries, monkeypatch):
    for number in range(21):
        Service.objects.filter(pk=entries[0].pk).update(version=number + 1)
        for each in entries:
            client.post(reverse("local_offer:shortlist-add", args=[each.slug]))
        response = client.post(reverse("local_offer:shortlist-pdf"))
    assert response.status_code == 429


# --- The whole directory of an area -------------------------------------------------------
def test_the_whole_directory_stands_under_its_letters_with_pages(
    client, authority, entries, drain_outbox
):
    hidden = ServiceFactory(name="Hidden one", local_authority=authority, state="hidden")
    ServiceFactory(name="Elsewhere")
    actions.ask_area(by=None, local_authority=authority)
    drain_outbox()

    data, response = pdf_of(client, reverse("local_offer:area-booklet", args=["northshire"]))
    text = pdf_text.text(data)
    assert "Local Offer of Northshire Council" in text and "Contents" in text
    assert hidden.name not in text and "Elsewhere" not in text
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert faults(pdf) == []
        with pdf.open_outline() as outline:
            (whole,) = outline.root
            assert [each.title for each in whole.children] == ["Contents", "A", "B", "Z"]
            assert whole.children[1].children[0].title == "The Acorn group"
    # Contents name the page each entry stands on: one letter a page, after the contents' own.
    contents = pdf_text.pages(data)[0]
    for place, name in enumerate(("The Acorn group", "Bumble club", "Zebra therapy"), start=2):
        assert re.search(rf"{name} *\.+ {place}\s", contents), name
    assert "max-age=3600" in response["Cache-Control"]


def test_an_area_without_entries_has_no_booklet(client):
    with pytest.raises(Invalid, match="no published entry"):
        actions.ask_area(by=None, local_authority=LocalAuthorityFactory(slug="empty"))
    assert client.get(reverse("local_offer:area-booklet", args=["empty"])).status_code == 404
    assert "No booklet yet" in client.get(reverse("local_offer:booklets")).content.decode()


def test_the_night_renews_what_changed_and_no_more(authority, entries):
    renew_booklets()
    assert Booklet.objects.filter(kind="area").count() == 2  # standard and large print
    renew_booklets()
    assert Booklet.objects.count() == 2

    Service.objects.filter(pk=entries[0].pk).update(version=2)
    renew_booklets()
    assert Booklet.objects.count() == 4


def test_the_newest_that_is_ready_is_served(client, authority, entries, drain_outbox):
    actions.ask_area(by=None, local_authority=authority)
    drain_outbox()
    first = Booklet.objects.get()
    Service.objects.filter(pk=entries[0].pk).update(version=2)
    actions.ask_area(by=None, local_authority=authority)  # not made yet

    _, response = pdf_of(client, reverse("local_offer:area-booklet", args=["northshire"]))
    assert int(response["Content-Length"]) == first.document.size
    page = client.get(reverse("local_offer:booklets")).content.decode()
    assert "3 services" in page and "Large print: not made yet" in page


def test_anybody_may_ask_for_an_areas_booklet_of_today(client, authority, entries):
    url = reverse("local_offer:area-booklet-make", args=["northshire"])
    first = client.post(url, {"large_print": "1"})["Location"]

    assert client.post(url, {"large_print": "1"})["Location"] == first
    booklet = Booklet.objects.get()
    assert (booklet.kind, booklet.large_print, booklet.entries) == ("area", True, 3)
    assert client.post(url, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_half_way_nothing_remains(authority, entries, monkeypatch):
    monkeypatch.setattr(actions.audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.ask_area(by=None, local_authority=authority)
    assert not Booklet.objects.exists() and not Document.objects.exists()
