"""Postcodes as people type them."""

import pytest

from dco_portal.organisations import postcodes
from dco_portal.organisations.queries import folded


@pytest.mark.parametrize(("typed", "stored"), [
    ("WR5 1AA", "WR51AA"), (" wr51aa ", "WR51AA"), ("W R5\t1 A A", "WR51AA"), ("b60 3ab", "B603AB"),
    ("EC1A 1BB", "EC1A1BB"), ("M1 1AE", "M11AE"), ("gir 0aa", "GIR0AA"),
    ("WR5", ""), ("WR5 1A", ""), ("WR5 1AAA", ""), ("WR5-1AA", ""), ("Worcester", ""), ("", ""),
    ("WR5 1CA", ""), ("١R5 1AA", ""),
])  # fmt: skip
def test_the_stored_form(typed, stored):
    assert postcodes.normal(typed) == stored


@pytest.mark.parametrize(("typed", "district"), [
    ("WR5 1AA", "WR5"), ("wr5", "WR5"), ("WR15 8AA", "WR15"), ("sn25", "SN25"), ("EC1A", "EC1A"), ("W1A 1AA", "W1A"),
    ("WR", ""), ("WR555", ""), ("SN2 5", "SN25"), ("Bath", ""), ("", ""),
])  # fmt: skip
def test_the_district(typed, district):
    assert postcodes.district(typed) == district


def test_shown_with_its_space():
    assert postcodes.spaced("WR51AA") == "WR5 1AA"
    assert postcodes.spaced("WR5") == "WR5"


@pytest.mark.parametrize("name", ["Bradford-on-Avon", "bradford on avon", "BRADFORD ON  AVON"])
def test_a_town_is_looked_up_without_regard_to_hyphens_and_capitals(name):
    assert folded(name) == "bradford on avon"


def test_saints_and_ampersands_are_words():
    assert folded("Saint John & Mary’s") == "st john and marys"
