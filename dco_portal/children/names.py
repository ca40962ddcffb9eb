"""Names folded for search: no case, no accents, no punctuation, and their trigrams.

The database holds the folded name and its trigrams; likeness is worked out here, so that one rule
decides on every page and no Postgres extension is needed.
"""

import unicodedata
from collections.abc import Set

ALIKE = 0.4  # from this share of common trigrams on, two names are shown as alike
LENGTH = 250

# Letters that are not a plain letter with a mark.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_DROPPED = frozenset("'’‘`´ʼ")


def fold(name: str) -> str:
    """A name as searched: small letters without marks, words apart by one space. At most 250 characters.

    "O’Brien-Siân" gives "obrien sian". Letters of other scripts stay as they are.
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    text = text.casefold().translate(_PLAIN)
    kept = [
        ""
        if letter in _DROPPED or unicodedata.combining(letter)
        else letter
        if letter.isalnum()
        else " "
        for letter in text
    ]
    return " ".join("".join(kept).split())[:LENGTH].rstrip()


def trigrams(name: str) -> frozenset[str]:
    """Every run of three letters of each folded word, padded so that beginnings weigh more.

    The order of the words makes no difference: swapped names are alike.
    """
    found: set[str] = set()
    for word in fold(name).split():
        padded = f"  {word} "
        found.update(padded[i : i + 3] for i in range(len(padded) - 2))
    return frozenset(found)


def likeness(first: Set[str], second: Set[str]) -> float:
    """Share of trigrams two names have in common: 0.0 nothing, 1.0 the same words."""
    together = len(first | second)
    return len(first & second) / together if together else 0.0


def searchable(*names: str) -> tuple[str, list[str]]:
    """What is stored for search: the folded names and their trigrams, sorted."""
    words = " ".join(name for name in names if name)
    return fold(words), sorted(trigrams(words))
