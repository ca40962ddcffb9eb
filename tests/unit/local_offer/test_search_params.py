"""A search read from an address: friendly about everything, failing at nothing."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_offer.queries.search.params import FARTHEST, Params, clean
from local_offer.queries.search.results import CAP, count_words
from local_offer.queries.search.words import fold


def read(query: str) -> Params:
    return Params.read(QueryDict(query))


def test_everything_asked_is_read():
    found = read(
        "words=speech+therapy&place=WR5&radius=5&age=7&need=semh&need=cognition-learning&day=MO&self_referral=1"
        "&health_only=on&sort=az&after=abc"
    )
    assert (found.words, found.place, found.radius, found.age) == ("speech therapy", "WR5", 5, 7)
    assert found.chosen == {"need": ("semh", "cognition-learning"), "day": ("MO",)}
    assert found.self_referral
    assert found.health_only
    assert (found.order, found.after) == ("az", "abc")
    assert found.errors == {}


@pytest.mark.parametrize(("query", "field", "says"), [
    ("radius=-1", "radius", "Choose a distance from 1 to 100 miles."),
    ("radius=0", "radius", "Choose a distance"), ("radius=101", "radius", "Choose a distance"),
    ("radius=ten", "radius", "Choose a distance"), ("radius=%C2%B2", "radius", ""), ("age=26", "age", "Enter an age from 0 to 25"),
    ("age=7.5", "age", "Enter an age"), ("age=-1", "age", "Enter an age"), ("sort=worst", "sort", "Choose one"),
    ("need=%3Cb%3E", "need", "Choose from the list"), ("words=" + "x" * 10_000, "words", "Use 200 characters or fewer."),
    ("place=" + "x" * 81, "place", "Use 80 characters"),
])  # fmt: skip
def test_what_makes_no_sense_is_named_and_left_out(query, field, says):
    found = read(query)
    if query == "radius=%C2%B2":  # a raised 2 is a 2
        assert (found.radius, found.errors) == (2, {})
        return
    assert says in found.errors[field]
    assert found.empty


def test_what_was_typed_is_kept_for_the_form():
    assert read("radius=-1&words=caf%C3%A9").given == {
        "words": "café", "place": "", "radius": "-1", "age": "", "sort": "",
    }  # fmt: skip
    assert len(read("words=" + "x" * 10_000).given["words"]) == 200


@pytest.mark.parametrize(("text", "cleaned"), [
    ("a\u202eb\u202cc", "abc"), ("a\x00b\tc\n d", "a b c d"), ("zero\u200bwidth", "zerowidth"), ("ｆｕｌｌ", "full"),
    ("  two   spaces ", "two spaces"), ("", ""), ("\ud800x", "x"),
])  # fmt: skip
def test_control_and_direction_characters_go(text, cleaned):
    assert clean(text) == cleaned


def test_the_natural_order():
    assert read("").order == "az"
    assert read("words=x").order == "relevance"
    assert read("words=x&place=WR5").order == "nearest"
    assert read("sort=nearest").order == "az"
    assert read("words=x&sort=nearest").order == "relevance"
    assert read("place=WR5&sort=relevance").order == "az"


def test_an_address_says_the_same_search_again():
    query = "words=a+b&place=WR5&radius=3&age=0&need=semh&cost=free&health_only=1&sort=checked"
    found = read(query)
    assert found.address() == f"?{query}"
    assert read(found.address().removeprefix("?")).chosen == found.chosen


def test_addresses_of_changes_begin_at_the_first_page():
    found = read("words=a&need=semh&after=abc")
    assert found.address() == "?words=a&need=semh"
    assert found.with_code("need", "x") == "?words=a&need=semh&need=x"
    assert found.without_code("need", "semh") == "?words=a"
    assert found.address(after="def") == "?words=a&need=semh&after=def"


def test_a_flood_of_choices_is_cut():
    found = read("&".join(f"need=n{n}" for n in range(500)))
    assert len(found.chosen["need"]) == 40
    assert found.errors["need"] == "Choose from the list."


@pytest.mark.parametrize("cursor", ["", "a b", "x" * 500, "<b>", "%00"])
def test_a_cursor_is_letters_and_digits(cursor):
    assert read(f"after={cursor}").after == ""


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(["words", "place", "radius", "age", "need", "sort", "after", "before"]),
        st.text(max_size=40),
    )
)
def test_nothing_makes_reading_fail(values):
    data = QueryDict(mutable=True)
    data.update(values)
    found = Params.read(data)
    assert found.radius is None or 1 <= found.radius <= FARTHEST
    assert "\0" not in found.words + found.place
    assert found.address().startswith("?")


def test_counts_in_words():
    assert count_words(23, more=False) == "23"
    assert count_words(CAP, more=True) == "1,000+"


@pytest.mark.parametrize(("text", "folded"), [
    ("Glue-Ear!", "glue ear"), ("can’t  sleep", "can't sleep"), ("<b>SALT</b>", "b salt b"), ("''", ""),
])  # fmt: skip
def test_words_are_folded_as_synonyms_are(text, folded):
    assert fold(text) == folded
