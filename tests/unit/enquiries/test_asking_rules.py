"""Words that may mean danger, and words of search."""

import pytest

from enquiries.queries import words
from enquiries.rules.asking import may_mean_danger


@pytest.mark.parametrize(
    "text",
    [
        "He says he wants to die",
        "she is self-harming",
        "They are not safe at home",
        "he can’t breathe",
        "an overdose",
    ],
)
def test_danger_is_noticed(text):
    assert may_mean_danger(text)


@pytest.mark.parametrize(
    "text", ["Who trains our staff to give feeds?", "We have waited for a year", "skills for life"]
)
def test_plain_questions_pass(text):
    assert not may_mean_danger(text)


def test_common_words_are_left_out_and_the_rest_comes_once():
    assert words.tokens("Who can give my child’s SALT, salt and physio?") == [
        "childs",
        "salt",
        "physio",
    ]


def test_a_word_asks_for_its_synonyms_too():
    [group] = words.groups("SALT")
    assert "(speech & language & therapy)" in str(group)
