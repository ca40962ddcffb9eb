"""What is taken out of the words that a gap keeps."""

import pytest

from dco_portal.gaps.words import GONE, LENGTH, clean, folded


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("sleep clinic", "sleep clinic"),
        ("  hydro \n therapy\tpool ", "hydro therapy pool"),
        ("ask jo.smith@example.org about sleep", "ask … about sleep"),
        ("call 01905 000 000 or +44 (0)7700 900 123", "call … or …"),
        ("999 000 0018 wheelchair", "… wheelchair"),
        ("9990000018", GONE),
        ("near WR5 1AA please", "near … please"),
        ("near wr51aa", "near …"),
        ("born 23/10/2017", "born …"),
        ("see https://example.org/x?y=1 now", "see … now"),
        ("age 5 to 11", "age 5 to 11"),
        ("ADHD 18-25", "ADHD 18-25"),
        ("key stage 2", "key stage 2"),
        ("a\0b", "a b"),
        ("", ""),
    ],
)
def test_what_may_point_at_a_person_is_gone(given: str, kept: str):
    assert clean(given) == kept


def test_long_words_are_cut():
    assert len(clean("sleep " * 60)) <= LENGTH
    assert clean("sleep " * 60).endswith(GONE)


def test_words_are_compared_without_case_accents_and_punctuation():
    assert folded("  Café, SLEEP-clinic! ") == folded("cafe sleep clinic") == "cafe sleep clinic"
    assert folded("…") == ""
