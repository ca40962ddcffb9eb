"""NHS numbers and unique pupil numbers: their form and their check digit or letter."""

import re

import nhs_number

NHS_LENGTH = 10
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # I, O and S are not used
_UPN = re.compile(r"^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$")


def tidy(number: str) -> str:
    """The characters alone: spaces and dashes of any kind go."""
    return re.sub(r"[\s\-‐-―]", "", number or "").upper()


def nhs_problem(number: str) -> str:
    """What is wrong with an NHS number already tidied, as a sentence; "" when it is right.

    Ten digits, the last of them the Modulus 11 check digit.
    """
    if not re.fullmatch(r"[0-9]{10}", number):
        return "An NHS number has 10 digits, such as 999 123 4567"
    if not nhs_number.is_valid(number):
        return "This is not a real NHS number: its last digit does not fit the others. Check it for a slip"
    return ""


def nhs_shown(number: str) -> str:
    """An NHS number in groups of 3, 3 and 4; "" for none."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


def upn_letter(digits: str) -> str:
    """The check letter of a UPN from its 12 characters after the letter (the last may be a letter)."""
    values = [int(c) if c.isdigit() else _LETTERS.index(c) for c in digits]
    return _LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % 23]


def upn_problem(upn: str) -> str:
    """What is wrong with a UPN already tidied, as a sentence; "" when it is right."""
    if not _UPN.fullmatch(upn):
        return "A UPN is a letter and 12 digits, such as A123456789012. A temporary one ends in a letter"
    if upn[0] != upn_letter(upn[1:]):
        return (
            "This is not a real UPN: its first letter does not fit the digits. Check it for a slip"
        )
    return ""
