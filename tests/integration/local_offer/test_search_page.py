"""The search as families meet it: fields with their errors, filters with counts, tags, help, file, booklet."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from local_offer.models import Booklet, Views
from tests.factories.local_offer import ContactFactory, LocationFactory, ServiceFactory

pytestmark = pytest.mark.django_db
HERE = "/local-offer/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def entries():
    place = LocationFactory(name="Elm House")
    made = [
        ServiceFactory(name="Talking together", summary="Speech and language help.", terms=["need/communication-interaction"],
                       locations=[place], self_referral=True, maximum_age=5),
        ServiceFactory(name="Calm minds", summary="Help with worries.", terms=["need/semh"], is_health=True, minimum_age=11),
        ServiceFactory(name="Swim club", summary="Swimming for everybody.", cost="paid"),
    ]  # fmt: skip
    ContactFactory(service=made[0], telephone="01905 000 001")
    return made


def page_of(client, **asked):
    response = client.get(HERE, asked)
    assert response.status_code == 200
    return response, " ".join(response.content.decode().split())


def names(response):
    return [row["name"] for row in response.context["rows"]]


def test_the_front_page_asks_and_offers_ways_in(client, entries):
    response, page = page_of(client)

    assert "rows" not in response.context
    for words in (
        "What are you looking for?",
        "Communication and interaction",
        "Early years",
        "Support while you wait",
    ):
        assert words in page
    assert response["Cache-Control"] == "public, max-age=60, s-maxage=120"


def test_words_filters_and_their_tags(client, entries):
    response, page = page_of(client, need=["semh", "communication-interaction"], age="4")

    assert names(response) == ["Talking together"]
    assert [tag["label"] for tag in response.context["tags"]] == [
        "Age 4", "Social, emotional and mental health", "Communication and interaction",
    ]  # fmt: skip
    without_age = client.get(response.context["tags"][0]["url"])
    assert names(without_age) == ["Calm minds", "Talking together"]
    assert 'id="filter-need-semh" checked' in page
    assert 'value="4"' in page


def test_counts_stand_beside_each_choice(client, entries):
    response, _ = page_of(client, sort="az")
    needs = next(facet for facet in response.context["facets"] if facet["code"] == "need")

    assert {option["label"]: option["count"] for option in needs["options"]} == {
        "Communication and interaction": "1",
        "Social, emotional and mental health": "1",
    }


def test_near_a_place_the_nearest_comes_with_its_distance(client, entries):
    response, page = page_of(client, place="Worcester", radius="5")

    assert "under half a mile away</strong>, Elm House" in page
    assert names(response)[0] == "Talking together"


@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        ({"radius": "-1", "words": "a"}, "radius", "Choose a distance from 1 to 100 miles"),
        ({"age": "two"}, "age", "Enter an age from 0 to 25"),
        ({"place": "ZZ99 9ZZ"}, "place", "We do not know this place"),
        ({"words": "x" * 10_000}, "words", "characters or fewer"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(client, entries, asked, field, message):
    response, page = page_of(client, **asked)

    assert f'id="id_{field}_error"' in page and message in page
    assert f'<a href="#id_{field}">' in page
    assert "<title>Error: " in page
    assert len(response.context["rows"]) == 3 or field == "radius"


@pytest.mark.parametrize(
    "asked",
    [
        {"words": "'; DROP TABLE local_offer_service; --"},
        {"words": "<script>alert(1)</script>"},
        {"words": "\u202e\u0007talk"},
        {"need": "' OR 1=1", "day": "<b>", "after": "!!!", "sort": "--"},
        {"after": "bm9uc2Vuc2U", "page": "0"},
    ],
)
def test_nothing_typed_breaks_the_page(client, entries, asked):
    _, page = page_of(client, **asked)

    assert "<script>alert" not in page and "\u202e" not in page


def test_nothing_found_offers_a_way_on(client, entries):
    response, page = page_of(client, words="tlaking", need="semh", place="Worcester", radius="1")

    assert response.context["rows"] == []
    offered = response.context["help"]
    assert offered["wider"]["miles"] == 3
    assert any(tag["label"] == "Social, emotional and mental health" for tag in offered["drop"])
    assert "tell us what is missing" in page


def test_a_misspelt_word_is_asked_about(client, entries):
    response, page = page_of(client, words="swiming clob")

    assert "Did you mean" in page or names(response) == ["Swim club"]


def test_a_results_link_keeps_the_way_back(client, entries):
    response, _ = page_of(client, words="speech", need="communication-interaction")
    entry = client.get(response.context["rows"][0]["url"])

    back = entry.context["back"]
    assert back["text"] == "Back to results"
    assert names(client.get(back["href"])) == ["Talking together"]


def test_opening_an_entry_is_counted_without_a_person(client, entries):
    for _ in range(2):
        client.get(reverse("local_offer:service", args=[entries[0].slug]))

    views = Views.objects.get(service=entries[0])
    assert views.count == 2
    assert {field.name for field in Views._meta.fields} <= {"id", "service", "month", "count"}


def test_the_results_as_a_file(client, entries):
    response = client.get(reverse("local_offer:search-csv"), {"need": "communication-interaction"})
    text = b"".join(response.streaming_content).decode()

    assert text.startswith("\ufeffName,Also known as")
    assert "Talking together" in text and "Calm minds" not in text
    assert "01905 000 001" in text and "http://" in text


def test_the_results_as_a_booklet(client, entries):
    form = {"query": "need=communication-interaction&need=semh&sort=az"}
    response = client.post(reverse("local_offer:result-booklet"), form)

    booklet = Booklet.objects.get()
    assert response["Location"] == reverse("local_offer:booklet", args=[booklet.pk])
    context = booklet.document.context
    assert [entry["name"] for entry in context["entries"]] == ["Calm minds", "Talking together"]
    assert context["about"] == "Communication and interaction; Social, emotional and mental health"


def test_a_booklet_of_nothing_leads_back(client, entries):
    response = client.post(reverse("local_offer:result-booklet"), {"query": "words=zzzzqqqq"})

    assert response["Location"] == f"{HERE}?words=zzzzqqqq"
    assert not Booklet.objects.exists()


# --- Browsing -----------------------------------------------------------------------------
def test_a_to_z_ignores_articles_and_pages(client, entries):
    ServiceFactory(name="The Tall trees")
    page = client.get(reverse("local_offer:a-to-z", args=["t"])).content.decode()

    assert "The Tall trees" in page and "Talking together" in page and "Swim club" not in page
    for wrong in ("tt", "1", "T"):
        assert client.get(reverse("local_offer:a-to-z", args=[wrong])).status_code == 404


def test_names_without_a_letter_have_their_own_page(client, entries):
    ServiceFactory(name="4Youth")

    assert "4Youth" in client.get(reverse("local_offer:a-to-z", args=["0"])).content.decode()


def test_every_need_stage_and_kind_leads_to_its_results(client, entries):
    page = client.get(reverse("local_offer:browse")).content.decode()
    for address in ("?need=semh", "?stage=early-years", "?type=health"):
        assert address in page
        assert client.get(HERE + address).status_code == 200


def test_while_waiting_says_what_helps_and_who_can_be_asked_now(client, entries):
    waits = ServiceFactory(
        name="Autism assessment", while_waiting="Read our tips.", waiting_time="40 weeks.",
        waiting_stated_on="2026-09-01", terms=["pathway/autism"],
    )  # fmt: skip
    now = ServiceFactory(name="Autism friends", referral="open", terms=["pathway/autism"])
    other = ServiceFactory(name="Sleep talks", while_waiting="Rest.", terms=["pathway/sleep"])
    page = client.get(reverse("local_offer:while-waiting", args=["autism"])).content.decode()

    assert "Read our tips." in page and "40 weeks, as stated on 1 September 2026" in page
    assert waits.name in page and now.name in page and other.name not in page
    assert client.get(reverse("local_offer:while-waiting", args=["nonsense"])).status_code == 404
