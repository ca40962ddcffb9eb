"""Taking words out: whole words alone, whatever their case and accents, and counted by number."""

import pytest

from dco_portal.common.errors import Invalid
from inspections.rules.redacting import MOST_WORDS, Redactor, tidy


@pytest.mark.parametrize(
    ("words", "text", "shown", "counts"),
    [
        (["Ana"], "Ana saw ANA and Banana, Ana-Maria, Anas.", "[taken out] saw [taken out] and Banana, [taken out]-Maria, Anas.", [3]),
        (["Ana"], "Ana’s book and Aña", "[taken out]’s book and [taken out]", [2]),
        (["Zoë"], "Zoe and ZOË and Zoe\u0308", "[taken out] and [taken out] and [taken out]", [3]),
        (["Zoe"], "Zoë", "[taken out]", [1]),
        (["O'Brien"], "Mr O’Brien and O'BRIEN", "Mr [taken out] and [taken out]", [2]),
        (["Ann Example"], "Ann  Example, Ann\nExample, Ann, Example", "[taken out], [taken out], Ann, Example", [2]),
        (["Ann", "Ann Example"], "Ann Example and Ann", "[taken out] and [taken out]", [1, 1]),
        (["Ann"], "A\u200bnn", "[taken out]", [1]),
        (["Straße 5"], "STRASSE 5", "[taken out]", [1]),
        (["a.b"], "a.b axb", "[taken out] axb", [1]),
        (["Ann"], "", "", [0]),
        ([], "Ann", "Ann", []),
    ],
)  # fmt: skip
def test_words_are_taken_out_and_counted(words, text, shown, counts):
    redactor = Redactor(words)
    assert redactor(text) == shown
    assert redactor.counts == counts
    assert redactor.total == sum(counts)


def test_what_was_taken_out_leaves_the_rest_of_the_text_as_it_was():
    redactor = Redactor(["josé"])
    assert redactor("Café: JOSÉ, ﬁne – José\r\n🙂 José") == "Café: [taken out], ﬁne – [taken out]\r\n🙂 [taken out]"  # fmt: skip


def test_lines_are_tidied_and_each_kept_once():
    assert tidy("  Ana \n\nANA\nana\n José  Luis\n") == ["Ana", "José Luis"]
    assert tidy("") == []


@pytest.mark.parametrize("text", ["a", "..", "x" * 121, "\n".join(f"word{n}" for n in range(MOST_WORDS + 1))])  # fmt: skip
def test_lines_that_cannot_be_used_are_refused(text):
    with pytest.raises(Invalid) as caught:
        tidy(text)
    assert list(caught.value.errors) == ["words"]
