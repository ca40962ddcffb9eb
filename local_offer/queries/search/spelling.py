"""What a word that nobody uses may have been meant to be, from the directory's own words."""

from collections.abc import Callable

from django.db.models.functions import Length
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from local_offer.models import KnownWord, Synonym
from local_offer.queries.search.words import NOISE, Question, fold, understand

ALIKE = 76  # per cent; "speach" and "speech" are 83 alike
MOST = 3  # suggestions
SHORTEST = 4  # letters: shorter words are like too many others
VOCABULARY = 20_000


def suggestions(text: str, question: Question, finds: Callable[[str], bool]) -> list[str]:
    """Texts with the misspelt words put right, the likeliest first, that `finds` says lead somewhere.

    `finds` takes a `tsquery` as text. Words that the directory or the editors' synonyms know stay.
    """
    tokens = fold(text).split()
    known = _known(tokens)
    said = {word for concept in question.concepts for word in concept.said.split()}
    unknown = [token for token in dict.fromkeys(tokens) if token in said and token not in known and token not in NOISE and len(token) >= SHORTEST and token.isalpha()]  # fmt: skip
    if not unknown or len(unknown) > MOST:
        return []
    likely = {token: _like(token) for token in unknown}
    if not all(likely.values()):
        likely = {token: words for token, words in likely.items() if words}
    if not likely:
        return []
    found: list[str] = []
    for rank in range(MOST):
        words = [likely[t][min(rank, len(likely[t]) - 1)] if t in likely else t for t in tokens]
        better = " ".join(words)
        if better in found or better == " ".join(tokens):
            continue
        readings = understand(better).queries()
        if readings and finds(readings[0]):
            found.append(better)
    return found


def _known(tokens: list[str]) -> set[str]:
    """Those of these words that the directory or a synonym uses."""
    words = set(KnownWord.objects.filter(pk__in=tokens).values_list("pk", flat=True))
    rows = Synonym.objects.filter(said__in=tokens).values_list("said", flat=True)
    return words | set(rows)


def _like(token: str) -> list[str]:
    """Words of about this length that are most alike, at most `MOST`. One query."""
    near = KnownWord.objects.annotate(letters=Length("word")).filter(
        letters__gte=len(token) - 2, letters__lte=len(token) + 2
    )
    words = list(near.values_list("word", flat=True)[:VOCABULARY])
    scored = process.extract(
        token, words, scorer=DamerauLevenshtein.normalized_similarity, limit=MOST * 2, score_cutoff=ALIKE / 100 - 0.11
    )  # fmt: skip
    close = [(word, score, fuzz.ratio(token, word)) for word, score, _ in scored]
    best = sorted(close, key=lambda row: (-row[1], row[0][0] != token[0], -row[2], row[0]))
    return [word for word, _, _ in best[:MOST]]
