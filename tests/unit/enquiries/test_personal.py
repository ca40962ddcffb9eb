"""What may tell who somebody is, in words that are to be published."""

import pytest

from enquiries.rules import personal


def found(text: str, *names: str) -> list[tuple[str, str]]:
    return [(each.what, each.words) for each in personal.find(text, names)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Her number is 999 000 0018.", personal.NUMBER),
        ("Born 27/03/2017", personal.BIRTH),
        ("born on 27th March 2017", personal.BIRTH),
        ("write to jo.day@school.example", personal.MAIL),
        ("ring 01905 763 763", personal.PHONE),
        ("lives in WR5 1AB", personal.POSTCODE),
    ],
)
def test_each_kind_is_found(text, what):
    assert [kind for kind, _ in found(text)] == [what]


def test_ten_digits_without_a_check_digit_are_no_nhs_number():
    assert personal.NUMBER not in dict(found("Order 9990000019 by Friday"))


def test_names_are_found_whole_and_in_part_and_in_the_possessive():
    text = "Wilhelmina’s teacher and the Quillfeathers; may will hope"
    assert ("A name from the enquiry", "Wilhelmina’s") in found(
        text, "Wilhelmina Quillfeather", "May Hope"
    )
    assert not [words for _, words in found("It may help", "May Hope") if words.casefold() == "may"]


def test_only_numbers_and_addresses_never_go_out():
    kinds = {
        each.what: each.never
        for each in personal.find("a@b.example 999 000 0018 WR5 1AB Jo", ["Jo Day"])
    }
    assert kinds[personal.MAIL] and kinds[personal.NUMBER]
    assert not kinds[personal.POSTCODE]


def test_plain_advice_is_left_alone():
    assert (
        found("Ask the children’s community nursing team four weeks before a trip, within 6 weeks.")
        == []
    )


def test_pieces_join_to_the_text():
    text = "Call 01905 763763 or Jo.\n\nThen wait."
    pieces = personal.segments(text, personal.find(text, ["Jo Day"]))
    assert "".join(words for words, _ in pieces) == text
    assert {what for _, what in pieces} == {"", personal.PHONE}
