"""Pointing at what may tell who somebody is, before words are published. Pure: text in, places out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import nhs_number

NAME, NUMBER, BIRTH, MAIL, PHONE, POSTCODE, PUPIL = (
    "A name from the enquiry", "An NHS number", "A date, perhaps of birth", "An e-mail address",
    "A telephone number", "A postcode", "A long number",
)  # fmt: skip
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PATTERNS = (
    (MAIL, re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")),
    (NUMBER, re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")),
    (BIRTH, re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}(?!\d)")),
    (BIRTH, re.compile(r"(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)")),
    (BIRTH, re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})[a-z]*\.?,?\s+(?:19|20)\d{{2}}\b", re.I)),
    (PHONE, re.compile(r"(?<![\w/])(?:\+44\s?|0)(?:[ -]?\d){9,10}(?!\d)")),
    (POSTCODE, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.I)),
    (PUPIL, re.compile(r"\b[A-Z]?\d{8,}[A-Z]?\b", re.I)),
)  # fmt: skip
# Parts of names that are everyday words: alone they are not pointed at.
_EVERYDAY = frozenset(
    "may will hope grace joy mark rose summer young hall school the and of for mrs".split()
)


@dataclass(frozen=True)
class Finding:
    """One place: what it may be, the words, and from where to where in the text."""

    what: str
    words: str
    start: int
    end: int

    @property
    def never(self) -> bool:
        """Whether it may not be published whatever anybody says."""
        return self.what in {NUMBER, MAIL}


def find(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """Every place that may point at a person, in order, none inside another.

    `names` are those known from the enquiry: of the child, the asker, the people who wrote. Ten
    digits are an NHS number only when their check digit fits; else they may be a telephone number.
    """
    found: list[Finding] = []
    for what, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            words = match.group()
            if what == NUMBER and not nhs_number.is_valid(re.sub(r"\D", "", words)):
                continue
            found.append(Finding(what, words, match.start(), match.end()))
    for name in _parts(names):
        pattern = re.compile(rf"\b{re.escape(name)}(?:[’']s)?\b", re.IGNORECASE)
        found += [Finding(NAME, m.group(), m.start(), m.end()) for m in pattern.finditer(text)]
    return _apart(found)


def _parts(names: Iterable[str]) -> list[str]:
    """Whole names, then each of their words of three letters or more; the longest first."""
    parts: set[str] = set()
    for name in names:
        whole = " ".join((name or "").split())
        if not whole:
            continue
        parts.add(whole)
        parts.update(
            word for word in re.split(r"[\s\-]+", whole)
            if len(word) >= 3 and word.casefold() not in _EVERYDAY
        )  # fmt: skip
    return sorted(parts, key=lambda part: (-len(part), part))


def _apart(found: list[Finding]) -> list[Finding]:
    """Without those that begin inside another one; what may never go out wins."""
    kept: list[Finding] = []
    for each in sorted(found, key=lambda f: (not f.never, -(f.end - f.start), f.start)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda f: f.start)


def segments(text: str, findings: list[Finding]) -> list[tuple[str, str]]:
    """The text in pieces: (words, what it may be), "" for the pieces between the places."""
    pieces, at = [], 0
    for each in findings:
        if each.start > at:
            pieces.append((text[at : each.start], ""))
        pieces.append((text[each.start : each.end], each.what))
        at = each.end
    if at < len(text):
        pieces.append((text[at:], ""))
    return pieces
