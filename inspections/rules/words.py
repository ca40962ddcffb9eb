"""What others read names no child: no NHS number, no date of birth."""

import re

from dco_portal.common.errors import Invalid

A_NUMBER = re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b")
A_BIRTH_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b")
SENTENCE = "Take out numbers and dates that could say who a child is. Nobody is named here"


def check_names_no_child(**fields: str) -> None:
    """Raise `Invalid` on the first field that holds what could be an NHS number or a date of birth."""
    for name, words in fields.items():
        if A_NUMBER.search(words or "") or A_BIRTH_DATE.search(words or ""):
            raise Invalid({name: SENTENCE})
