"""What a family reads of one service: the page, Easy Read, other languages, the QR code, and caches."""

import datetime as dt

import pytest
from django.urls import reverse

from dco_portal.common.clock import today
from local_offer.models import Comment, Service, Translation
from tests.factories.accounts import UserFactory, person
from tests.factories.local_offer import (
    AccessibilityFactory,
    ContactFactory,
    CostOptionFactory,
    LocationFactory,
    ServiceFactory,
    term,
)

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def service():
    place = LocationFactory(
        name="Elm House", address_1="2 Elm Road", travel="Bus 36 stops outside."
    )
    AccessibilityFactory(location=place, term=term("accessibility", "hoist"), details="By request")
    made = ServiceFactory(
        name="Talking together",
        summary="Helps children who are not talking yet.",
        who_for="Children under 5.",
        eligibility="Living in the county.",
        referral="self",
        self_referral=True,
        how_to_get_it="Ring the office.",
        what_to_expect="A first visit at home.",
        waiting_time="12 weeks",
        waiting_stated_on=dt.date(2026, 9, 1),
        while_waiting="Come to the drop-in.",
        maximum_age=5,
        complaints="Write to the manager.",
        easy_read="We help.\nCome and see us.",
        review_by=today() + WEEK,
        checked_on=dt.date(2026, 10, 2),
        checked_by_role="Local Offer editor",
        terms=["need/communication-interaction", "pathway/speech-language"],
        locations=[place],
        languages=["pl"],
        days=["MO", "TU", "WE"],
    )
    ContactFactory(service=made, telephone="01905 000 001 (option 2)", email="team@service.example")
    CostOptionFactory(service=made)
    return made


def text_of(client, *args, name="service"):
    return client.get(reverse(f"local_offer:{name}", args=args)).content.decode()


def test_the_page_says_all_that_families_ask(client, service):
    page = text_of(client, service.slug)

    for words in (
        "Helps children who are not talking yet.", "Children under 5.", "Living in the county.", "Ring the office.",
        "A first visit at home.", "12 weeks", "1 September 2026", "Come to the drop-in.", "2 Elm Road", "Bus 36",
        "Hoist: By request", "Monday to Wednesday", "£5.00", "Write to the manager.", "Up to 5 years",
        "2 October 2026, Local Offer editor", "Communication and interaction",
    ):  # fmt: skip
        assert words in page, words
    assert 'href="tel:01905000001"' in page
    assert 'href="mailto:team@service.example"' in page
    assert reverse("local_offer:while-waiting", args=["speech-language"]) in page
    assert reverse("local_offer:correct", args=[service.slug]) in page
    assert "out of date" not in page


def test_an_entry_past_its_review_says_so(client, service):
    Service.objects.filter(pk=service.pk).update(review_by=today() - WEEK)

    assert "This may be out of date. It was last checked on 2 October 2026" in text_of(
        client, service.slug
    )


@pytest.mark.parametrize("state", ["draft", "hidden", "closed", "archived"])
def test_what_is_not_published_is_not_there(client, service, state):
    Service.objects.filter(pk=service.pk).update(state=state)

    for name in ("service", "easy-read", "qr", "comment", "correct"):
        assert client.get(reverse(f"local_offer:{name}", args=[service.slug])).status_code == 404


def test_a_masked_place_shows_its_town_and_no_more(client):
    hidden = LocationFactory(
        address_1="7 Secret Lane", masked=True, travel="Turn left", postcode="WR1 2EY"
    )
    page = text_of(client, ServiceFactory(locations=[hidden]).slug)

    assert "Worcester" in page and "WR1" in page
    for words in ("Secret Lane", "WR1 2EY", "Turn left", "data-map-point"):
        assert words not in page


def test_easy_read_is_a_page_of_its_own_line_by_line(client, service):
    page = text_of(client, service.slug, name="easy-read")

    assert "We help.</p>" in page and "Come and see us.</p>" in page
    assert (
        client.get(reverse("local_offer:easy-read", args=[ServiceFactory().slug])).status_code
        == 404
    )


def test_a_translation_has_its_language_and_direction(client, service):
    Translation.objects.create(
        service=service, language="ur", number=1, of_version=0, name="بات چیت", summary="خلاصہ",
        description="تفصیل", translated_by="County interpreters", by=UserFactory(),
    )  # fmt: skip

    page = text_of(client, service.slug, "ur", name="translation")
    assert '<div lang="ur" dir="rtl">' in page and "بات چیت" in page
    assert "has changed since this was translated" in page
    assert 'lang="ur" dir="rtl">اردو</span> (Urdu)' in text_of(client, service.slug)
    assert (
        client.get(reverse("local_offer:translation", args=[service.slug, "pl"])).status_code == 404
    )


def test_the_qr_code_is_a_picture_of_its_own(client, service):
    response = client.get(reverse("local_offer:qr", args=[service.slug]))

    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<?xml") and b"<path" in response.content


def test_published_comments_stand_on_the_page_and_others_do_not(client, service):
    editor = person("lo_editor", service.local_authority)
    for words, state in (("Good people", "published"), ("Not looked at", "waiting")):
        decided = (
            {"decided_at": service.published_at, "decided_by": editor}
            if state == "published"
            else {}
        )
        Comment.objects.create(
            local_authority=service.local_authority, service=service, said_by="parent", words=words, state=state, **decided
        )  # fmt: skip

    page = text_of(client, service.slug)
    assert "Good people" in page and "Not looked at" not in page


def test_back_leads_to_the_results_it_was_opened_from(client, service):
    query = "words=talk&need=semh"
    page = client.get(reverse("local_offer:service", args=[service.slug]), {"from": query})

    assert (
        'href="/local-offer/?words=talk&amp;need=semh" class="govuk-back-link">Back to results'
        in page.content.decode()
    )


@pytest.mark.parametrize(
    "sent", ["//evil.example", "javascript:alert(1)", "x" * 5000, "<script>", "\u202eabc"]
)
def test_back_never_leads_away(client, service, sent):
    response = client.get(reverse("local_offer:service", args=[service.slug]), {"from": sent})

    assert response.context["back"]["href"].startswith("/local-offer/?")


def test_caches_may_hold_what_everybody_sees(client, service):
    response = client.get(reverse("local_offer:service", args=[service.slug]))

    assert response["Cache-Control"] == "public, max-age=60, s-maxage=300"
    assert "Cookie" not in response.get("Vary", "") and not response.cookies
    again = client.get(
        reverse("local_offer:service", args=[service.slug]),
        headers={"If-None-Match": response["ETag"]},
    )
    assert again.status_code == 304


def test_caches_hold_nothing_of_somebody_signed_in(client, service):
    client.force_login(person("lo_editor", service.local_authority))
    response = client.get(reverse("local_offer:service", args=[service.slug]))

    assert response["Cache-Control"] == "private, no-store"


def test_questions_to_the_database_do_not_grow_with_its_rows(
    client, service, django_assert_max_num_queries
):
    for number in range(4):
        place = LocationFactory(name=f"Hall {number}")
        AccessibilityFactory(location=place)
        service.places.create(location=place)
        ContactFactory(service=service)
    with django_assert_max_num_queries(22):
        text_of(client, service.slug)
