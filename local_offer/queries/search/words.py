"""A parent's words as what Postgres searches for: each with its synonyms, all of them wanted.

A text becomes concepts, a word or a known phrase each. A concept is a small `tsquery` of alternatives,
stemmed by Postgres; concepts are joined here, so that the search can also ask for all but one, or any.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Q

from local_offer.models import Synonym
from local_offer.queries.search.results import Expansion

MOST_CONCEPTS = 12
LONGEST_PHRASE = 5  # words
TOKEN = re.compile(r"\w+(?:['’\-]\w+)*")
# Said in every other question and in every other entry: the first to go when nothing has all the words.
NOISE = frozenset(
    """about after age aged around baby boy can't cannot child child's children children's daughter daughter's
    do does family find get getting girl good group groups have help helping kid kids know looking need needs
    old parent parents people person please service services some somebody someone son son's support teenager
    thing things toddler want wants year years young""".split()
)


@dataclass(frozen=True)
class Concept:
    """One thing somebody asks for: the words said, and its alternatives as a `tsquery`'s text."""

    said: str
    query: str

    @property
    def noise(self) -> bool:
        """Whether the search can do without it."""
        return self.said in NOISE


@dataclass(frozen=True)
class Question:
    """A text understood. Without concepts (stop words alone, or nothing) it asks for nothing."""

    concepts: tuple[Concept, ...] = ()
    expansions: tuple[Expansion, ...] = ()

    def queries(self) -> list[str]:
        """What to search for, the strictest first: all, then all but one that matters, then any that matters."""
        if not self.concepts:
            return []
        every = [each.query for each in self.concepts]
        telling = [each.query for each in self.concepts if not each.noise] or every
        found = [_all(every), _all(telling)]
        if 2 < len(telling) <= 6:
            found.append(_any(_all([*telling[:n], *telling[n + 1 :]]) for n in range(len(telling))))
        if len(telling) > 1:
            found.append(_any(telling))
        return list(dict.fromkeys(found))


def _all(queries: Sequence[str]) -> str:
    return " & ".join(f"({each})" for each in queries)


def _any(queries: Iterable[str]) -> str:
    return " | ".join(f"({each})" for each in queries)


def fold(text: str) -> str:
    """A word or phrase as synonyms are looked up: lower case, plain apostrophes and hyphens as spaces."""
    return " ".join(TOKEN.findall(text.casefold().replace("’", "'").replace("-", " ")))


def understand(text: str) -> Question:
    """A text as concepts. One query, and one for each that was not said lately; the first dozen count."""
    tokens = fold(text).split()[: MOST_CONCEPTS * 3]
    if not tokens:
        return Question()
    meanings = _meanings(tokens)
    said = _phrases(tokens, meanings)[:MOST_CONCEPTS]
    queries = {phrase: _query((phrase, *meanings.get(phrase, ()))) for phrase in said}
    return Question(
        concepts=tuple(Concept(phrase, query) for phrase, query in queries.items() if query),
        expansions=tuple(
            Expansion(phrase, meanings[phrase]) for phrase in said if phrase in meanings
        ),
    )


def _meanings(tokens: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Phrases of the text that editors know → what entries say instead, in the editors' order."""
    spans = {
        " ".join(tokens[start : start + length])
        for length in range(1, LONGEST_PHRASE + 1)
        for start in range(len(tokens) - length + 1)
    }
    rows = Synonym.objects.filter(Q(said__in=spans) | Q(meant__in=spans, both_ways=True))
    found: dict[str, dict[str, None]] = {}
    for said, meant, both in rows.values_list("said", "meant", "both_ways"):
        if said in spans:
            found.setdefault(said, {})[meant] = None
        if both and meant in spans:
            found.setdefault(meant, {})[said] = None
    return {phrase: tuple(meant) for phrase, meant in found.items()}


def _phrases(tokens: Sequence[str], meanings: dict[str, tuple[str, ...]]) -> list[str]:
    """The text cut into known phrases, the longest first, and single words; each once, in order."""
    found: dict[str, None] = {}
    start = 0
    while start < len(tokens):
        for length in range(min(LONGEST_PHRASE, len(tokens) - start), 0, -1):
            phrase = " ".join(tokens[start : start + length])
            if phrase in meanings or length == 1:
                found[phrase] = None
                start += length
                break
    return list(found)


@lru_cache(maxsize=4_096)
def _query(words: tuple[str, ...]) -> str:
    """A concept's alternatives as a `tsquery`'s text, "" where only stop words are in them.

    `plainto_tsquery` takes any text: nothing in it can be syntax. What it answers never changes, so
    that words said often are asked for once.
    """
    each = " || ".join(["plainto_tsquery('english', %s)"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({each})::text", words)
        return str(cursor.fetchone()[0])
