"""NHS numbers and unique pupil numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dco_portal.children import numbers
from tests.factories.children import nhs

digits = st.text(alphabet="0123456789", min_size=12, max_size=12)


@given(st.integers(min_value=0, max_value=900_000))
def test_a_number_with_its_check_digit_is_right_and_with_any_other_wrong(n):
    right = nhs(n)

    assert numbers.nhs_problem(right) == ""
    for digit in "0123456789":
        if digit != right[-1]:
            assert numbers.nhs_problem(right[:-1] + digit)


@given(st.integers(min_value=0, max_value=900_000), st.integers(min_value=0, max_value=9))
def test_one_wrong_digit_anywhere_is_noticed(n, place):
    right = nhs(n)
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]

    assert numbers.nhs_problem(wrong)


@pytest.mark.parametrize("number", ["", "999", "99900000181", "99900000A8", "٩٩٩٠٠٠٠٠١٨"])
def test_what_is_not_ten_digits_is_refused(number):
    assert "10 digits" in numbers.nhs_problem(number)


@given(st.integers(min_value=0, max_value=900_000))
def test_a_shown_number_is_in_groups_and_tidies_back(n):
    shown = numbers.nhs_shown(nhs(n))

    assert [len(part) for part in shown.split()] == [3, 3, 4]
    assert numbers.tidy(shown) == numbers.tidy(shown.replace(" ", "-")) == nhs(n)


def test_no_number_shows_nothing():
    assert numbers.nhs_shown("") == ""


@given(digits)
def test_a_upn_has_one_right_letter(part):
    right = numbers.upn_letter(part)

    assert numbers.upn_problem(right + part) == ""
    for letter in "ABCDEFGHJKLMNPQRTUVWXYZ":
        if letter != right:
            assert "first letter" in numbers.upn_problem(letter + part)


def test_a_temporary_upn_ends_in_a_letter():
    part = "80180000001A"

    assert numbers.upn_problem(numbers.upn_letter(part) + part) == ""


@pytest.mark.parametrize(
    "upn", ["", "H80120000100", "I801200001001", "O801200001001", "1801200001001", "H80120000100S"]
)
def test_what_has_not_the_form_of_a_upn_is_refused(upn):
    assert "a letter and 12 digits" in numbers.upn_problem(upn)


def test_a_known_upn_is_right():
    # 2x8 + 4x1 + 5x2 + 10x1 + 13x1 = 53, which is 7 more than twice 23: the eighth letter.
    assert numbers.upn_letter("801200001001") == "H"
    assert numbers.upn_problem("H801200001001") == ""
