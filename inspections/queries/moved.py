"""What moved between two frozen contents of a plan: up, down, slipped, new and closed.

A content is a progress report's, a version's or a board pack's. Its actions stand in a list `actions`,
of its own or of each of its `priorities`; an action has `number`, `what`, `delivery`, `impact`, `due_on`
(ISO date), `state`, and may have `id` and `narrative`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspections.rules import ratings
from inspections.states import ActionState, Rating, Scale

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """One action that moved. `scale` is delivery or impact for a rating, empty for a date or a state.

    `before` and `after` are ratings, ISO dates or states; empty where there was or is none. `words` is
    what the newer content says of how the action stands.
    """

    number: str
    what: str
    before: str
    after: str
    scale: str = ""
    words: str = ""


@dataclass(frozen=True)
class Moves:
    """All that moved, each in the order of the newer content."""

    up: tuple[Move, ...] = ()
    down: tuple[Move, ...] = ()
    slipped: tuple[Move, ...] = ()
    new: tuple[Move, ...] = ()
    closed: tuple[Move, ...] = ()

    def __bool__(self) -> bool:
        return any((self.up, self.down, self.slipped, self.new, self.closed))


def between(older: Content | None, newer: Content) -> Moves:
    """What moved from one content to a later one; nothing where there is no older one.

    An action is the same by its id, or else by its number. One that is no longer there counts as closed.
    """
    if not older:
        return Moves()
    before, after = _by_key(older), _by_key(newer)
    both = [(before[key], action) for key, action in after.items() if key in before]
    rated = [move for pair in both for move in _rated(*pair)]
    return Moves(
        up=tuple(move for move in rated if not ratings.worse(move.before, move.after)),
        down=tuple(move for move in rated if ratings.worse(move.before, move.after)),
        slipped=tuple(
            _move(now, then["due_on"], now["due_on"])
            for then, now in both
            if now["due_on"] > then["due_on"]
        ),
        new=tuple(
            _move(action, "", action["state"]) for key, action in after.items() if key not in before
        ),
        closed=(
            *(
                _move(now, then["state"], now["state"])
                for then, now in both
                if then["state"] == ActionState.OPEN and now["state"] != ActionState.OPEN
            ),
            *(
                _move({**action, "narrative": ""}, action["state"], "")
                for key, action in before.items()
                if key not in after
            ),
        ),
    )


def actions_of(content: Content) -> Iterator[Mapping[str, Any]]:
    """Every action of a content, in its order."""
    yield from content.get("actions", ())
    for priority in content.get("priorities", ()):
        yield from priority.get("actions", ())


def _by_key(content: Content) -> dict[str, Mapping[str, Any]]:
    return {str(action.get("id") or action["number"]): action for action in actions_of(content)}


def _rated(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Move]:
    for scale in Scale:
        before, after = Rating(then[scale.value]), Rating(now[scale.value])
        if before != after:
            yield _move(now, before.value, after.value, scale.value)


def _move(action: Mapping[str, Any], before: str, after: str, scale: str = "") -> Move:
    return Move(
        number=action["number"],
        what=action["what"],
        before=before,
        after=after,
        scale=scale,
        words=action.get("narrative", ""),
    )
