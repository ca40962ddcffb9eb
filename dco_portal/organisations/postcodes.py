"""Postcodes as text: their one stored form, their shown form and their district. Pure functions."""

import re

OUTWARD = r"(?:[A-Z]{1,2}[0-9]{1,2}|[A-Z]{1,2}[0-9][A-Z]|GIR)"
WHOLE = re.compile(rf"({OUTWARD})([0-9][ABD-HJLNP-UW-Z]{{2}})")
DISTRICT = re.compile(OUTWARD)
SPACES = re.compile(r"\s+")


def normal(text: str) -> str:
    """A postcode as it is stored: capitals, no space ("WR51AA"); "" when it is not one."""
    packed = SPACES.sub("", text).upper()
    return packed if WHOLE.fullmatch(packed) else ""


def district(text: str) -> str:
    """The district of a postcode or district ("WR5"); "" when it is neither."""
    packed = SPACES.sub("", text).upper()
    whole = WHOLE.fullmatch(packed)
    if whole:
        return whole[1]
    return packed if DISTRICT.fullmatch(packed) else ""


def spaced(stored: str) -> str:
    """A postcode as people write it: "WR5 1AA"; a district stays as it is."""
    whole = WHOLE.fullmatch(stored)
    return f"{whole[1]} {whole[2]}" if whole else stored
