"""Honest ratings: what a rating comes to on a day, what it takes to give one, and the key of colours.

Source: `improvement_plans.md` D3. Delivery and impact are rated apart by the same five.
"""

import datetime as dt
from typing import NamedTuple

from dco_portal.common.errors import Invalid
from inspections.states import WORSENING, ActionState, Rating, Scale, Strength

# What a past-due open action may not be: neither says that it is late.
NOT_WHEN_LATE = frozenset({Rating.GREEN, Rating.NOT_DUE})
# What may hold a blue up: that something changed, not only that something was done.
HOLDS_BLUE = frozenset({Strength.OUTCOME, Strength.LIVED})


class KeyLine(NamedTuple):
    """One line of the key printed wherever ratings are shown."""

    rating: Rating
    label: str
    meaning: str
    symbol: str


KEY: list[KeyLine] = [
    KeyLine(Rating.BLUE, "Blue", "Complete, and verified evidence shows the difference", "◆"),
    KeyLine(Rating.GREEN, "Green", "On track", "●"),
    KeyLine(Rating.AMBER, "Amber", "At risk, with a plan to recover", "▲"),
    KeyLine(Rating.RED, "Red", "Off track, or past its due date", "■"),
    KeyLine(Rating.NOT_DUE, "Grey", "Not started, and not due yet", "○"),
]


def late(*, due_on: dt.date, state: str, on: dt.date) -> bool:
    """Whether an open action's due date has passed. On the due date itself it has not."""
    return state == ActionState.OPEN and due_on < on


def shown(*, rating: str, due_on: dt.date, state: str, on: dt.date) -> Rating:
    """What a rating comes to on a day: a past-due open action is never green or not due, but red."""
    given = Rating(rating)
    if given in NOT_WHEN_LATE and late(due_on=due_on, state=state, on=on):
        return Rating.RED
    return given


def worse(before: str, after: str) -> bool:
    """Whether a change of rating is a downgrade, which needs words."""
    return WORSENING.index(Rating(after)) > WORSENING.index(Rating(before))


def label(rating: str) -> str:
    """The colour's name, as the key prints it."""
    return next(line.label for line in KEY if line.rating == rating)


def check(
    *,
    scale: str,
    before: str,
    after: str,
    words: str,
    due_on: dt.date,
    state: str,
    on: dt.date,
    proven: bool,
) -> None:
    """Raise Invalid beside the scale's field for a rating that is not honest, on `words` for a silent downgrade.

    `before` is what was shown until now, `proven` whether verified evidence of an outcome or of lived
    experience stands. Source: `improvement_plans.md` D3, system rules.
    """
    given = Rating(after)
    if given in NOT_WHEN_LATE and late(due_on=due_on, state=state, on=on):
        raise Invalid(
            {
                scale: f"It was due on {due_on:%-d %B %Y} and is open, so it cannot be {label(given).lower()}. "
                "Choose amber or red, or ask for another date"
            }
        )
    if given == Rating.NOT_DUE and state == ActionState.COMPLETE:
        raise Invalid({scale: "It is complete, so it cannot be grey"})
    if given == Rating.BLUE and not proven:
        raise Invalid(
            {
                scale: "Blue needs evidence of an outcome or of lived experience that somebody else has verified. "
                "There is none yet"
            }
        )
    if given == Rating.BLUE and scale == Scale.DELIVERY and state != ActionState.COMPLETE:
        raise Invalid(
            {scale: "Blue delivery means complete. Have the action closed as complete first"}
        )
    if worse(before, after) and not words.strip():
        raise Invalid(
            {
                "words": f"Say why {scale} goes down from {label(before).lower()} to {label(after).lower()}"
            }
        )


def without_proof(*, due_on: dt.date, state: str, on: dt.date) -> Rating:
    """What a blue comes down to when the evidence that held it is gone: green, or red when it is late."""
    return shown(rating=Rating.GREEN, due_on=due_on, state=state, on=on)
