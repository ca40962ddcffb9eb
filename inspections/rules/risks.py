"""The risk register: scores, bands and the matrix of likelihood and impact."""

from typing import NamedTuple

LIKELIHOOD = {1: "Rare", 2: "Unlikely", 3: "Possible", 4: "Likely", 5: "Almost certain"}
IMPACT = {1: "Minor", 2: "Some", 3: "Moderate", 4: "Major", 5: "Severe"}


class Band(NamedTuple):
    """What a score comes to: a word, a tag's colour and the lowest score in it."""

    word: str
    colour: str
    lowest: int


# Local convention, shown beside the matrix: 5 × 5, four bands.
BANDS = (
    Band("Extreme", "red", 15),
    Band("High", "orange", 8),
    Band("Moderate", "yellow", 4),
    Band("Low", "green", 1),
)


def band(score: int) -> Band:
    """The band of a score from 1 to 25. Raises StopIteration below 1."""
    return next(each for each in BANDS if score >= each.lowest)


def in_range(score: int) -> bool:
    """Whether a likelihood or impact is one of 1 to 5."""
    return 1 <= score <= 5
