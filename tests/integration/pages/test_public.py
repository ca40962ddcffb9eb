"""What visitors read: pages with their review day, the glossary, whose DCO, places, leaflets; caches; bad input."""

import io
import logging

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dco_portal.common.clock import today
from dco_portal.common.errors import NotAllowed, NotFound
from dco_portal.documents import storage
from dco_portal.documents.models import Document
from dco_portal.organisations.models import AreaLink, Postcode
from dco_portal.pages import presenters, queries
from dco_portal.pages.actions import leaflets, pages, shipped
from tests.factories.accounts import PlaceDutyFactory, person
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PlaceFactory,
    ProviderFactory,
    ServiceFactory,
)
from tests.factories.pages import published, soon


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def guidance(icb, second):
    """The shipped pages, all approved."""
    for page in shipped.load(organisation=icb):
        pages.approve(by=second, page_id=page.pk, review_on=soon())


def test_every_shipped_page_opens_with_its_review_day_and_role(client, guidance, icb):
    trust = ProviderFactory(pals_contact="PALS listens.", complaints_contact="Write to us.")
    silent = ProviderFactory()
    day = f"{today().day} {today():%B %Y}"
    for each in shipped.shipped():
        if each.slug == "glossary":
            continue
        got = client.get(reverse("pages:page", args=[each.slug]))
        text = words(got)
        assert got.status_code == 200, each.slug
        assert f"Page last reviewed on {day} by: Designated clinical officer (DCO)." in text
        assert got["Cache-Control"] == "public, max-age=60, s-maxage=300"
        assert "@" not in text.split("<main")[1].split("</main>")[0], each.slug
    text = words(client.get(reverse("pages:page", args=["complaints"])))
    assert "PALS listens." in text and "Write to us." in text and trust.name in text
    assert silent.name in text and "We do not hold its route yet" in text
    law = words(client.get(reverse("pages:page", args=["legal-framework"])))
    assert "reg 8" in law and "Not checked" in law
    assert any(not duty["verified"] for duty in presenters.health_duties())


def test_glossary_a_to_z(client, guidance):
    text = words(client.get(reverse("pages:glossary")))
    assert text.count("<dt id=") >= 60
    assert '<dt id="ehc-plan">EHC plan</dt>' in text
    assert 'href="#letter-e"' in text and 'id="letter-e"' in text
    found = words(client.get(reverse("pages:index"), {"q": "sendiass"}))
    assert '/guidance/glossary/#sendiass"' in found


def test_before_anything_is_published_each_page_says_so(client, db):
    assert "not published guidance yet" in words(client.get(reverse("pages:index")))
    assert "Not published yet" in words(client.get(reverse("pages:glossary")))
    assert "Nothing published yet" in words(client.get(reverse("pages:publications")))
    assert client.get(reverse("pages:page", args=["nothing"])).status_code == 404
    assert client.get(reverse("places:place", args=["nowhere"])).status_code == 404


def test_search_shows_words_as_text(client, writer, second):
    published(by=writer, second=second, title="Sleep", body="Help with sleep")
    attack = "<script>alert(1)</script>"
    assert attack not in client.get(reverse("pages:index"), {"q": attack}).content.decode()
    assert "Nothing found" in words(client.get(reverse("pages:index"), {"q": "zebra"}))
    assert "Sleep</a>" in words(client.get(reverse("pages:index"), {"q": "sleeping"}))
    assert client.get(reverse("pages:index"), {"q": "x" * 500}).status_code == 200


def test_withdrawn_page_says_why(client, writer, second):
    page = published(by=writer, second=second)
    pages.withdraw(by=writer, page_id=page.pk, reason="The law <b>changed</b>")
    got = client.get(reverse("pages:page", args=[page.slug]))
    assert got.status_code == 410
    assert "The law &lt;b&gt;changed&lt;/b&gt;" in words(got)


def test_places_own_page_stands_beside_the_one_for_everybody(client, writer, second, place):
    page = published(by=writer, second=second, slug="short-breaks")
    own = published(by=writer, second=second, slug="short-breaks", place=place, body="Only here")
    general = words(client.get(reverse("pages:page", args=[page.slug])))
    local = reverse("pages:place_page", args=[place.slug, own.slug])
    assert "Only here" not in general and local in general
    assert "Only here" in words(client.get(local))
    assert local in words(client.get(reverse("places:place", args=[place.slug])))


@pytest.fixture
def area(icb, authority, place):
    """Postcodes certain, between two authorities, partly outside and outside."""
    other = PlaceFactory(
        icb=icb,
        local_authority=LocalAuthorityFactory(icbs=[icb], gss_code="E06000030", name="Swinbury"),
    )
    rows = {
        "SN101AA": {"local_authority_gss": "E06000054", "icb_ods": "QZA"},
        "SN4": {"candidates": ["E06000054", "E06000030"]},
        "SN8": {"candidates": ["E06000054", "E10000014"]},
        "GU1": {"local_authority_gss": "E10000030"},
    }
    for code, fields in rows.items():
        Postcode.objects.create(postcode=code, **fields)
    return place, other


def ask(client, where: str):
    return client.post(reverse("pages:who"), {"where": where})


@pytest.mark.parametrize("where", ["sn10 1aa", "SN101AA", " SN10  1AA "])
def test_a_certain_postcode_leads_to_its_place(client, area, where):
    assert ask(client, where)["Location"] == reverse("places:place", args=[area[0].slug])


def test_what_may_be_several_places_is_asked(client, area):
    for where in ("SN4", "SN4 9ZZ"):
        got = ask(client, where)
        assert got.status_code == 200 and got["Cache-Control"] == "no-store"
        assert set(got.context["found"].places) == set(area)
    partly = ask(client, "SN8")
    assert partly.status_code == 200, "one place, but not certain"
    assert "one that this portal does not serve" in words(partly)
    outside = ask(client, "GU1 1AA")
    assert "does not serve that area" in words(outside)


def test_names_of_councils_and_places(client, area):
    place, other = area
    assert ask(client, "swinbury")["Location"].endswith(f"/{other.slug}/")
    assert ask(client, place.name.upper())["Location"].endswith(f"/{place.slug}/")
    assert set(ask(client, "northshire").context["found"].places) >= {place}


@pytest.mark.parametrize(
    "where", ["", "  ", "x", "ZZ99 9ZZ", "nowhere at all", "%", "<b>", "\0\0\0"]
)
def test_what_is_not_understood_comes_back_filled_in(client, area, where):
    got = ask(client, where)
    text = words(got)
    assert got.status_code == 200
    assert "There is a problem" in text
    assert "<b>" not in text


def test_postcode_of_an_authority_in_several_icbs_follows_the_icb(client, area, authority):
    second_icb = IcbFactory(ods_code="QZB")
    AreaLink.objects.create(local_authority=authority, icb=second_icb)
    second_place = PlaceFactory(icb=second_icb, local_authority=authority)
    Postcode.objects.create(postcode="SN111AA", local_authority_gss="E06000054", icb_ods="QZB")
    assert queries.who("SN11 1AA").places == (second_place,)
    Postcode.objects.create(postcode="SN121AA", local_authority_gss="E06000054")
    assert set(queries.who("SN12 1AA").places) == {area[0], second_place}


def test_a_postcode_is_in_no_address_and_no_log(client, area, caplog):
    with caplog.at_level(logging.DEBUG):
        got = ask(client, "SN4 9ZZ")
    assert "SN4" not in caplog.text
    assert "SN4" not in got.request["PATH_INFO"] and not got.request.get("QUERY_STRING")


def test_another_site_cannot_post_here(client, area):
    got = client.post(
        reverse("pages:who"), {"where": "SN4"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert got.status_code == 403


def test_place_shows_roles_services_and_no_person(client, place, second, icb):
    PlaceDutyFactory(place=place, user=second)
    ServiceFactory(areas=[place.local_authority], name="Community paediatrics")
    ServiceFactory(name="Elsewhere service")
    text = words(client.get(reverse("places:place", args=[place.slug])))
    assert "Designated clinical officer (DCO)" in text and "Community paediatrics" in text
    assert "Elsewhere service" not in text
    assert second.name not in text and second.email not in text and icb.name in text
    assert "/guidance/leaflet/" not in text
    assert client.get(reverse("pages:leaflet", args=[place.slug])).status_code == 404


def test_leaflet_is_made_once_until_its_facts_change(client, place, second, guidance, drain_outbox):
    PlaceDutyFactory(place=place, user=second)
    service = ServiceFactory(areas=[place.local_authority])
    assert leaflets.sweep() == 1
    assert leaflets.sweep() == 0
    drain_outbox()
    document = Document.objects.get()
    assert document.state == "ready", document.last_error
    with (
        storage.open_checked(document.sha256) as file,
        pikepdf.open(io.BytesIO(file.read())) as pdf,
    ):
        assert "/StructTreeRoot" in pdf.Root and pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == f"Health’s part in SEND support in {place.name}"
        box = [float(value) for value in pdf.pages[0].mediabox]
        assert (round(box[2]), round(box[3])) == (595, 842), "A4"
    assert [word["term"] for word in document.context["words"]] == [
        "SEND", "EHC plan", "Local Offer", "SENDIASS", "DCO", "PALS",
    ]  # fmt: skip
    held = str(document.context)
    assert second.name not in held and second.email not in held and service.name in held
    got = client.get(reverse("pages:leaflet", args=[place.slug]))
    assert got["Content-Type"] == "application/pdf"
    assert f"/guidance/leaflet/{place.slug}/" in words(client.get(reverse("places:place", args=[place.slug])))  # fmt: skip
    service.name = "Another name"
    service.save()
    assert leaflets.sweep() == 1
    assert client.get(reverse("pages:leaflet", args=[place.slug])).status_code == 200


def test_who_may_make_a_leaflet_and_half_way_nothing_remains(place, writer, monkeypatch):
    with pytest.raises(NotAllowed):
        leaflets.make(by=person("commissioner"), place_id=place.pk)
    with pytest.raises(NotFound):
        leaflets.make(by=person("dco"), place_id=place.pk)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("dco_portal.pages.actions.leaflets.audit.record", broken)
    for act in (lambda: leaflets.make(by=writer, place_id=place.pk), leaflets.sweep):
        with pytest.raises(RuntimeError):
            act()
    assert not Document.objects.exists()


def test_command_loads_for_an_icb(icb, capsys):
    call_command("load_guidance", "qza")
    assert f"pages wait for approval by {icb.label}" in capsys.readouterr().out
    call_command("load_guidance", icb.slug)
    assert capsys.readouterr().out.startswith("0 pages")
    with pytest.raises(CommandError, match="no ICB"):
        call_command("load_guidance", "QXX")


def test_queries_do_not_grow_with_the_pages_and_papers(client, writer, second, place):
    from tests.factories.pages import paper

    def count(name: str, args=()) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(name, args=args)).status_code == 200
        return len(found)

    def all_counts() -> list[int]:
        return [count("pages:index"), count("pages:publications"), count("places:place", [place.slug])]  # fmt: skip

    published(by=writer, second=second)
    paper(by=writer, second=second)
    ServiceFactory(areas=[place.local_authority])
    before = all_counts()
    for _ in range(4):
        published(by=writer, second=second)
        published(by=writer, second=second, place=place)
        paper(by=writer, second=second)
        ServiceFactory(areas=[place.local_authority])
    assert all_counts() == before
