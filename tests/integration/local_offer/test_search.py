"""What families find: words, places, filters, order, pages."""

import datetime as dt

import pytest
from django.http import QueryDict

from local_offer.models import Accessibility, Service, Synonym
from local_offer.queries.search import Params, Results, every, run
from tests.factories.local_offer import (
    AccessibilityFactory,
    BodyFactory,
    LocationFactory,
    ServiceFactory,
    term,
)
from tests.factories.organisations import LocalAuthorityFactory, PostcodeFactory, TownFactory

pytestmark = pytest.mark.django_db
HERE = (384900, 254800)


def at(metres_north: int, **fields):
    return LocationFactory(easting=HERE[0], northing=HERE[1] + metres_north, **fields)


def search(query: str = "", **options) -> Results:
    return run(Params.read(QueryDict(query)), **options)


def names(found: Results) -> list[str]:
    return [hit.service.name for hit in found.hits]


def counts(found: Results, group: str) -> dict[str, str]:
    options = next((facet.options for facet in found.facets if facet.code == group), ())
    return {option.code: option.words for option in options}


# --- Words ---------------------------------------------------------------------------------


def test_words_are_found_whatever_their_ending():
    ServiceFactory(name="Swimming lessons")
    assert names(search("words=swim+lesson")) == ["Swimming lessons"]


def test_all_the_words_are_wanted():
    ServiceFactory(name="Swimming club", description="In the pool.")
    ServiceFactory(name="Chess club")
    assert names(search("words=swimming+club")) == ["Swimming club"]


def test_the_best_match_is_in_the_name_then_the_sentence_then_elsewhere():
    ServiceFactory(name="A group", summary="Play.", description="Also for deaf children.")
    ServiceFactory(name="B group", summary="For deaf children.")
    ServiceFactory(name="Deaf children’s group")
    assert names(search("words=deaf")) == ["Deaf children’s group", "B group", "A group"]


def test_among_equals_the_more_complete_entry_comes_first():
    ServiceFactory(name="Art club A", completeness=20)
    ServiceFactory(name="Art club B", completeness=90)
    assert names(search("words=art")) == ["Art club B", "Art club A"]


def test_terms_and_the_organisation_are_searched_too():
    ServiceFactory(name="One", terms=["pathway/hearing"])
    ServiceFactory(name="Two", body=BodyFactory(name="Hearing Friends"))
    assert sorted(names(search("words=hearing"))) == ["One", "Two"]


def test_a_parents_words_find_what_entries_call_otherwise():
    Synonym.objects.create(said="salt", meant="speech and language therapy")
    ServiceFactory(name="Children’s speech and language therapy")

    found = search("words=SALT")

    assert names(found) == ["Children’s speech and language therapy"]
    assert [(each.said, each.meant) for each in found.searched_as] == [
        ("salt", ("speech and language therapy",))
    ]


def test_a_synonym_works_both_ways_when_editors_say_so():
    Synonym.objects.create(said="glue ear", meant="hearing loss")
    Synonym.objects.create(said="fussy eater", meant="feeding", both_ways=False)
    ServiceFactory(name="Glue ear clinic")
    ServiceFactory(name="Fussy eater course")

    assert names(search("words=hearing+loss")) == ["Glue ear clinic"]
    assert names(search("words=feeding")) == []


def test_nothing_with_all_the_words_gives_what_has_some_and_says_so():
    ServiceFactory(name="Autism and sleep course")
    ServiceFactory(name="Chess club")

    found = search("words=help+for+my+autistic+child’s+sleep+autism+trampoline")

    assert names(found) == ["Autism and sleep course"]
    assert found.relaxed


def test_stop_words_alone_ask_for_nothing():
    ServiceFactory(name="A club")
    assert names(search("words=the+of+and")) == ["A club"]


def test_a_misspelt_word_is_put_right():
    ServiceFactory(name="Speech therapy")
    found = search("words=speach+therapy+clinnic")
    assert found.relaxed
    assert search("words=speach").suggestions == ["speech"]
    assert names(search("words=speach")) == []


def test_a_suggestion_always_finds_something_with_the_filters_kept():
    ServiceFactory(name="Speech therapy", cost="paid")
    assert search("words=speach&cost=paid").suggestions == ["speech"]
    assert search("words=speach&cost=free").suggestions == []


# --- Places --------------------------------------------------------------------------------


@pytest.fixture
def district():
    return PostcodeFactory(postcode="WR1", easting=HERE[0], northing=HERE[1])


def test_near_a_postcode_the_nearest_comes_first(district):
    ServiceFactory(name="Near", locations=[at(1609)])
    ServiceFactory(name="Here", locations=[at(0)])
    ServiceFactory(name="Far", locations=[at(20_000)])

    found = search("place=wr1+2ey&radius=5")

    assert names(found) == ["Here", "Near"]
    assert [hit.miles for hit in found.hits] == [0.0, 1.0]
    assert found.origin.label == "WR1 2EY"
    assert found.total_words == "2"


def test_an_entry_with_two_places_is_found_once_at_the_nearest(district):
    near, far = at(100), at(3000)
    ServiceFactory(name="Two places", locations=[far, near])

    found = search("place=WR1")

    assert [(hit.metres, hit.location) for hit in found.hits] == [(100, near)]
    assert found.total == 1


def test_what_needs_no_place_follows_when_its_area_is_here():
    here = LocalAuthorityFactory(gss_code="E10000991", slug="here")
    PostcodeFactory(
        postcode="WR1", easting=HERE[0], northing=HERE[1], local_authority_gss="E10000991"
    )
    ServiceFactory(name="A telephone line", local_authority=here)
    ServiceFactory(name="Another county’s line")
    ServiceFactory(name="Club", locations=[at(5)])

    found = search("place=WR1")

    assert [(hit.service.name, hit.metres) for hit in found.hits] == [
        ("Club", 5), ("A telephone line", None),
    ]  # fmt: skip


def test_a_town_of_the_gazetteer():
    TownFactory(name="Upton-upon-Severn", easting=HERE[0], northing=HERE[1])
    ServiceFactory(name="Club", locations=[at(10)])
    assert names(search("place=upton+upon+severn")) == ["Club"]


def test_a_town_known_from_the_directorys_own_places():
    ServiceFactory(name="Club", locations=[at(0, city="Saint Mary-le-Moor")])
    found = search("place=st+mary+le+moor&radius=1")
    assert names(found) == ["Club"]


def test_two_towns_of_one_name_are_asked_about():
    TownFactory(name="Ashton", county="Wiltshire")
    TownFactory(name="Ashton", county="Worcestershire")
    assert "Ashton, Wiltshire" in search("place=Ashton").errors["place"]
    assert search("place=Ashton,+Wiltshire").errors == {}


@pytest.mark.parametrize("place", ["ZZ99+9ZZ", "Nowhere", "%27--", "<script>", "%E2%80%AEWR1"])
def test_a_place_nobody_knows_is_named_and_left_out(place):
    ServiceFactory(name="Club")
    found = search(f"place={place}&words=club")
    assert "We do not know this place" in found.errors["place"]
    assert names(found) == ["Club"]


def test_a_place_that_is_not_shown_is_not_given_away(district):
    """A refuge is found near its postcode district, not near its door."""
    ServiceFactory(name="Refuge", locations=[at(2400, masked=True, postcode="WR1 2EY")])
    ServiceFactory(name="Shelter", locations=[at(2400, masked=True, postcode="ZZ9 9ZZ")])

    found = {hit.service.name: hit.metres for hit in search("place=WR1&radius=20").hits}

    assert found["Refuge"] == 0
    assert found["Shelter"] == round(((385000 - HERE[0]) ** 2 + (255000 - HERE[1]) ** 2) ** 0.5)


def test_words_and_place_together(district):
    ServiceFactory(name="Autism group", locations=[at(500)])
    ServiceFactory(name="Autism club", locations=[at(100)])
    ServiceFactory(name="Chess club", locations=[at(50)])
    assert names(search("words=autism&place=WR1")) == ["Autism club", "Autism group"]
    assert names(search("words=autism&place=WR1&sort=az")) == ["Autism club", "Autism group"]
    assert names(search("words=chess&place=WR1&sort=relevance")) == ["Chess club"]


# --- Filters -------------------------------------------------------------------------------


def test_and_between_groups_or_within():
    ServiceFactory(name="Both", terms=["need/semh", "type/leisure"])
    ServiceFactory(name="Need alone", terms=["need/semh"])
    ServiceFactory(name="Other need", terms=["need/cognition-learning", "type/leisure"])

    assert names(search("need=semh&type=leisure")) == ["Both"]
    assert names(search("need=semh&need=cognition-learning&type=leisure")) == ["Both", "Other need"]


def test_a_term_is_found_under_its_parent():
    ServiceFactory(name="Therapy", terms=["type/therapy"])
    assert names(search("type=health")) == ["Therapy"]


def test_a_groups_own_choice_does_not_change_its_counts():
    ServiceFactory(terms=["need/semh"], cost="free")
    ServiceFactory(terms=["need/semh"], cost="paid")
    ServiceFactory(terms=["need/cognition-learning"], cost="paid")

    found = search("need=semh")

    assert counts(found, "need") == {"semh": "2", "cognition-learning": "1"}
    assert counts(found, "cost") == {"free": "1", "paid": "1"}


@pytest.mark.parametrize("query", ["", "sort=az", "words=group"])
def test_counts_are_those_of_the_whole_directory_or_of_what_was_found(query):
    ServiceFactory(name="Group one", terms=["need/semh"], languages=["pl"], days=["MO", "SA"])
    ServiceFactory(name="Group two", terms=["need/semh"], days=["MO"])

    found = search(query)

    assert found.total_words == "2"
    assert counts(found, "need") == {"semh": "2"}
    assert counts(found, "language") == {"pl": "1"}
    assert counts(found, "day") == {"MO": "2", "SA": "1"}


def test_the_tally_follows_what_is_published():
    service = ServiceFactory(terms=["need/semh"])
    ServiceFactory(terms=["need/semh"])
    from local_offer.actions import moves

    moves.move(service, Service.State.HIDDEN, by=None)

    found = search()
    assert (found.total, counts(found, "need")) == (1, {"semh": "1"})
    moves.move(service, Service.State.PUBLISHED, by=None)
    assert search().total == 2


@pytest.mark.parametrize(("ages", "found"), [
    ((None, None), True), ((0, 6), False), ((7, 7), True), ((5, None), True), ((8, 11), False), ((None, 25), True),
])  # fmt: skip
def test_the_age_of_this_child(ages, found):
    ServiceFactory(name="Club", minimum_age=ages[0], maximum_age=ages[1])
    assert bool(search("age=7").hits) is found


@pytest.mark.parametrize("query", [
    "cost=free", "day=SA", "accessibility=step-free", "language=pl", "referral=self", "self_referral=1",
    "health_only=on", "area=here", "stage=school", "pathway=autism",
])  # fmt: skip
def test_every_filter(query):
    place = at(0)
    AccessibilityFactory(location=place)
    ServiceFactory(
        name="Wanted", cost="free", days=["SA"], locations=[place], languages=["pl"], referral="self", is_health=True,
        local_authority=LocalAuthorityFactory(slug="here"), terms=["stage/school", "pathway/autism"],
    )  # fmt: skip
    ServiceFactory(name="Other", cost="paid", referral="gp")
    assert names(search(query)) == ["Wanted"]


def test_an_area_is_that_of_the_local_offer_or_one_served():
    served = LocalAuthorityFactory(slug="served", name="Served Council")
    ServiceFactory(name="From next door", areas=[served])
    found = search("area=served")
    assert names(found) == ["From next door"]
    assert counts(found, "area")["served"] == "1"


def test_a_choice_nobody_knows_finds_nothing_and_can_be_taken_away():
    ServiceFactory()
    found = search("need=unheard-of")
    assert names(found) == []
    option = next(f for f in found.facets if f.code == "need").options[0]
    assert (option.code, option.chosen, option.count) == ("unheard-of", True, 0)


def test_languages_have_names():
    ServiceFactory(languages=["bfi", "ur", "xx"])
    facet = next(f for f in search().facets if f.code == "language")
    assert {option.name for option in facet.options} == {"British Sign Language", "Urdu", "xx"}


# --- Order and pages -----------------------------------------------------------------------


def test_sorts():
    ServiceFactory(name="The Beta", checked_on=dt.date(2026, 1, 1))
    ServiceFactory(name="Alpha", checked_on=dt.date(2025, 1, 1))
    assert names(search("sort=az")) == ["Alpha", "The Beta"]
    assert names(search("sort=checked")) == ["The Beta", "Alpha"]
    assert names(search("sort=nearest")) == ["Alpha", "The Beta"]  # without a place: A to Z


ORDERS = ["", "words=club", "words=club&sort=az", "sort=checked", "place=WR1", "place=WR1&sort=az", "words=club&place=WR1&sort=relevance"]  # fmt: skip


def directory():
    """Thirteen clubs: in name, sentence or text, with and without places."""
    for number in range(13):
        ServiceFactory(
            name=f"Club {number:02}" if number % 3 == 0 else f"Group {number:02}",
            summary="A club." if number % 3 == 1 else "A group.",
            description="It is a club.",
            completeness=number % 4 * 20,
            checked_on=dt.date(2026, 1, 1 + number // 2),
            locations=[at(number // 2 * 100)] if number % 5 else [],
        )


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("query", ORDERS)
def test_pages_give_every_entry_once_forwards_and_backwards(query, large, district, monkeypatch):
    """The same in both shapes of the query: a set gathered whole, and one read from an index."""
    directory()
    whole = names(search(query, size=50))
    assert len(whole) == 13
    if large:
        monkeypatch.setattr("local_offer.queries.search.running.CAP", 2)

    page = search(query, size=4)
    seen, pages = names(page), [names(page)]
    assert page.previous == ""
    while page.next:
        page = search(f"{query}&after={page.next}", size=4)
        pages.append(names(page))
        seen += pages[-1]
    assert seen == whole
    back = []
    while page.previous:
        page = search(f"{query}&before={page.previous}", size=4)
        back.insert(0, names(page))
    assert back == pages[:-1]


def test_every_gives_all_in_order_up_to_a_limit():
    directory()
    params = Params.read(QueryDict("words=club"))
    assert [hit.service.name for hit in every(params, most=50, size=5)] == names(
        search("words=club", size=50)
    )
    assert len(list(every(params, most=7, size=5))) == 7


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMSwiYSIsImIiXQ", "WzEsMWUzMDgsImEiLCIwMTkwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAiXQ", "bnVsbA", "MQ"])  # fmt: skip
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_cursor_that_makes_no_sense_gives_the_first_page(cursor, way):
    ServiceFactory(name="Club")
    assert names(search(f"{way}={cursor}")) == ["Club"]


def test_what_is_not_public_is_never_found():
    ServiceFactory(name="Draft", never_published=True)
    ServiceFactory(name="Hidden", state="hidden")
    ServiceFactory(name="Closed", state="closed")
    assert search().total == 0
    assert names(search("words=draft+hidden+closed")) == []


NASTY = [
    "'; DROP TABLE local_offer_service; --", "<script>alert(1)</script>", "&|!():*<->", "\\", "%", "%s", "{}", "$1",
    "a" * 10_000, "\u202eevil\u202c", "\u0000\u0007", "🙂" * 50, "(" * 200, "' OR 1=1", "NaN", "-1", "1e999", "²",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_no_parameter_makes_it_fail(text):
    ServiceFactory(name="Club", locations=[at(0)])
    data = QueryDict(mutable=True)
    for name in ("words", "place", "radius", "age", "need", "type", "language", "area", "cost", "day", "sort", "after", "before", "page", "self_referral"):  # fmt: skip
        data[name] = text
        assert isinstance(run(Params.read(data)), Results)


# --- Cost ----------------------------------------------------------------------------------

WORST = "words=club+speach&place=WR1&need=semh&type=leisure&day=MO&age=7"


@pytest.mark.parametrize(
    ("query", "most"), [("", 12), ("words=club", 14), ("place=WR1", 15), (WORST, 22)]
)
def test_the_same_queries_however_many_entries(
    query, most, district, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(most) as context:
            search(query)
        return len(context)

    term("need", "semh")
    ServiceFactory(
        name="Club 0", locations=[at(0)], terms=["need/semh", "type/leisure"], days=["MO"]
    )
    search(query)  # words said before are not asked for again
    few = count()
    for number in range(1, 12):
        ServiceFactory(name=f"Club {number}", locations=[at(number), at(-number)], terms=["need/semh", "type/leisure"], days=["MO"], languages=["pl"])  # fmt: skip
    assert count() == few
    assert Accessibility.objects.count() == 0
