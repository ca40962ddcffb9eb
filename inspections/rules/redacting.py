"""Taking words out of a bundle: whole words, whatever their case, accents and apostrophes, counted by number.

The words themselves are never logged, audited or printed: what was taken out is told as "word 2: 14 times".
"""

import re
import unicodedata
from collections.abc import Iterable

from dco_portal.common.errors import Invalid

TAKEN_OUT = "[taken out]"
MOST_WORDS, LONGEST, SHORTEST = 40, 120, 2
SAME = {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"}


def tidy(text: str) -> list[str]:
    """The words or names, one a line, each once, in the order typed. Raises Invalid beside `words`."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        words = " ".join(line.split())
        if not words:
            continue
        if len(words) > LONGEST:
            raise Invalid({"words": f"Each line must be {LONGEST} characters or fewer"})
        key = _fold(words)[0]
        if len(re.sub(r"\W", "", key)) < SHORTEST:
            raise Invalid({"words": f"Each line must have {SHORTEST} letters or more"})
        found.setdefault(key, words)
    if len(found) > MOST_WORDS:
        raise Invalid({"words": f"Enter {MOST_WORDS} lines or fewer"})
    return list(found.values())


class Redactor:
    """Takes words out of texts and counts how often each went."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)
        self.counts = [0] * len(self.words)
        folded = [_fold(word)[0] for word in self.words]
        # The longest first, so that "Ann-Marie Example" goes as one and not as "Ann".
        order = sorted(range(len(folded)), key=lambda place: -len(folded[place]))
        parts = [rf"(?P<w{place}>{_pattern(folded[place])})" for place in order]
        self._found = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None

    def __call__(self, text: str) -> str:
        """The text with `[taken out]` for each word."""
        if self._found is None or not text:
            return text
        folded, places = _fold(text)
        pieces, at = [], 0
        for match in self._found.finditer(folded):
            self.counts[int(str(match.lastgroup)[1:])] += 1
            start, end = places[match.start()], places[match.end()]
            pieces += [text[at:start], TAKEN_OUT]
            at = end
        return "".join([*pieces, text[at:]])

    @property
    def total(self) -> int:
        """Places taken out so far."""
        return sum(self.counts)


def _pattern(folded: str) -> str:
    """A word’s pattern: any space between its parts, line breaks too."""
    return r"\s+".join(re.escape(part) for part in folded.split())


def _fold(text: str) -> tuple[str, list[int]]:
    """Lower case without accents, and for each of its characters its place in the text (and the end’s)."""
    folded: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = unicodedata.normalize("NFKD", SAME.get(sign, sign)).casefold()
        for letter in plain:
            if unicodedata.category(letter) not in (
                "Mn",
                "Cf",
            ):  # accents, and marks that do not show
                folded.append(letter)
                places.append(place)
    return "".join(folded), [*places, len(text)]
