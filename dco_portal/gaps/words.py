"""Taking what may point at a person out of the words that a gap keeps.

Names cannot be told from other words: a feature passes staff's own labels, and words that the public
searched for are kept only once several people on several days have used them (`actions.push`).
"""

import re
import unicodedata

LENGTH = 120
GONE = "…"
# In this order: an address holds an at sign before it holds digits.
PERSONAL = (
    re.compile(r"\b(?:https?://|www\.)\S+", re.I),
    re.compile(r"[^\s,;]+@[^\s,;]+"),
    re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\b", re.I),  # a full postcode
    re.compile(r"\b[0-9]{1,2}[/.\-\s][0-9]{1,2}[/.\-\s](?:[0-9]{4}|[0-9]{2})\b"),  # a day of birth
    # Telephone and NHS numbers and other long ones, with whatever stands between their digits.
    re.compile(r"\+?\(?[0-9](?:[\s().\-]{0,2}[0-9]){4,}"),
)
SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """The words in one line of at most 120 characters, with "…" for each address, number or date."""
    found = SPACES.sub(" ", unicodedata.normalize("NFKC", text or "").replace("\0", " "))
    for pattern in PERSONAL:
        found = pattern.sub(GONE, found)
    found = SPACES.sub(" ", found).strip()
    return found if len(found) <= LENGTH else found[: LENGTH - 1].rstrip() + GONE


def folded(text: str) -> str:
    """The words as they are compared: without case, accents, punctuation or order of spaces."""
    plain = unicodedata.normalize("NFKD", clean(text)).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))
