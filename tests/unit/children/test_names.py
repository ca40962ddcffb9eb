"""Folding names for search."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dco_portal.children import names

letters = st.text(
    alphabet=st.characters(min_codepoint=97, max_codepoint=122), min_size=2, max_size=12
)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("O’Brien-Siân", "obrien sian"),
        ("  ŁUKASZ   Żółć ", "lukasz zolc"),
        ("Straße", "strasse"),
        ("Bjørn Ægir", "bjorn aegir"),
        ("D'Arcy St. John", "darcy st john"),
        ("محمد علي", "محمد علي"),
        ("", ""),
    ],
)
def test_names_are_folded(name, folded):
    assert names.fold(name) == folded


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(name):
    assert names.fold(names.fold(name)) == names.fold(name)


@given(st.text(max_size=400))
def test_a_folded_name_has_no_marks_no_double_space_and_fits_its_column(name):
    folded = names.fold(name)

    assert folded == " ".join(folded.split())
    assert len(folded) <= names.LENGTH
    assert not any(unicodedata.combining(letter) for letter in folded)


@given(st.text(max_size=60))
def test_every_trigram_fits_its_column(name):
    assert all(len(part) == 3 for part in names.trigrams(name))


@given(letters, letters)
def test_swapped_names_are_the_same(given_name, family_name):
    one, other = f"{given_name} {family_name}", f"{family_name} {given_name}"

    assert names.likeness(names.trigrams(one), names.trigrams(other)) == 1.0


@given(letters, letters)
def test_likeness_is_a_share_and_the_same_both_ways(first, second):
    one, other = names.trigrams(first), names.trigrams(second)

    assert 0.0 <= names.likeness(one, other) == names.likeness(other, one) <= 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Katherine O’Brien", "Catherine OBrien"),
        ("Mohammed Ali", "Mohamed Ali"),
        ("Siân Jones", "Sian Jones"),
        ("Anne-Marie Lee", "Annmarie Lee"),
        ("Jonathan Smyth", "Jonathon Smith"),
    ],
)
def test_slips_of_spelling_are_alike(one, other):
    assert names.likeness(names.trigrams(one), names.trigrams(other)) >= names.ALIKE


@pytest.mark.parametrize(
    ("one", "other"), [("Noor Begum", "Tom Field"), ("Ali Khan", "Alison Kerr"), ("", "Tom")]
)
def test_other_names_are_not(one, other):
    assert names.likeness(names.trigrams(one), names.trigrams(other)) < names.ALIKE
