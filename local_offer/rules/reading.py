"""How hard a text is to read: the Flesch–Kincaid grade level, as a reading age.

Grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid and others, 1975); the
age is the grade plus five. It measures length of words and sentences alone, so it is a hint and no
verdict. Our own few lines: the library for it (textstat) fetches word lists from the network.
"""

import re
from dataclasses import dataclass

WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’][A-Za-z]+)*")
SENTENCE = re.compile(r"[.!?…]+(?=\s|$)|\n\s*\n|\n\s*[-•*]\s")
VOWELS = re.compile(r"[aeiouyàâäèéêëìíîïòóôöùúûü]+")
LEAST_WORDS = 20
GOAL = 12  # about what readers of 11 to 12 manage; most adults read comfortably at this level


@dataclass(frozen=True)
class Ease:
    """Words, sentences and syllables of a text, and the reading age in years."""

    words: int
    sentences: int
    syllables: int

    @property
    def age(self) -> int:
        """The reading age in whole years, from 5 up."""
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return max(5, round(grade + 5))

    @property
    def good(self) -> bool:
        return self.age <= GOAL


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, less a silent ending."""
    text = word.lower().replace("’", "'")
    groups = len(VOWELS.findall(text))
    silent_e = re.search(r"[^aeiouyl]e$|[^aeiouy]es$|[^aeiouytd]ed$|[aeiouy]le$", text)
    if silent_e and not re.search(r"(?:[sxz]|ch|sh|[cg])es$", text) and groups > 1:
        groups -= 1
    if re.search(
        r"i(?:a|o|um|us|ety)|[^aeiouy]eo|ua[lr]|[^q]uous|[aeiou]ing", text
    ) and not re.search(r"(?:[tcsg]i(?:o|a))", text):
        groups += 1
    return max(1, groups)


def ease(text: str) -> Ease | None:
    """How hard a text is; None for one of fewer than 20 words, which says nothing yet."""
    words = WORD.findall(text)
    if len(words) < LEAST_WORDS:
        return None
    sentences = sum(bool(WORD.search(part)) for part in SENTENCE.split(text.strip()))
    return Ease(len(words), max(1, sentences), sum(map(syllables, words)))


def of_content(fields: dict) -> Ease | None:
    """The reading age of what families read of an entry."""
    names = (
        "summary", "description", "who_for", "eligibility", "how_to_get_it", "what_to_expect", "while_waiting",
    )  # fmt: skip
    texts = [str(fields.get(name) or "").strip() for name in names]
    return ease("\n\n".join(text for text in texts if text))
