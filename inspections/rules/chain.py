"""Priorities and actions: numbers, dates, leads, what waits for what, and how an action ends."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence

from dco_portal.common.errors import Conflict, Invalid
from dco_portal.common.pairs import answers
from inspections.models import Action, Plan
from inspections.states import ACTION_MOVES, PlanState

NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,11}")
MILESTONE_MONTHS = (3, 6, 12, 18)


def number_key(number: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts numbers as people do: 2.9 before 2.10, 2 before 2a; digits before letters."""
    parts = re.findall(r"\d+|[A-Za-z]+", number)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.lower()) for part in parts)


def check_number(number: str) -> None:
    """An action's number is short and made of letters, digits, dots, dashes and strokes. Raises Invalid."""
    if not NUMBER.fullmatch(number):
        raise Invalid({"number": "Write a number such as 2.3: up to 12 letters, digits and dots"})


def next_number(priority: int, numbers: Iterable[str]) -> str:
    """The number that follows the last of a priority: 2.4 after 2.3, 2.1 for the first."""
    head = f"{priority}."
    tails = (re.match(r"\d+", number.removeprefix(head)) for number in numbers if number.startswith(head))  # fmt: skip
    return f"{head}{max((int(tail[0]) for tail in tails if tail), default=0) + 1}"


def check_dates(starts_on: dt.date | None, due_on: dt.date) -> None:
    """Nothing is due before it starts. Raises Invalid beside `due_on`."""
    if starts_on is not None and due_on < starts_on:
        raise Invalid({"due_on": "The action cannot be due before it starts"})


def due_moves(plan: Plan) -> bool:
    """Whether a due date may simply be written: until the plan is in force. Later it needs an approver."""
    return plan.state == PlanState.DRAFT


def circle(
    needs: Mapping[uuid.UUID, Iterable[uuid.UUID]], start: uuid.UUID, wanted: Iterable[uuid.UUID]
) -> list[uuid.UUID]:
    """The way back to `start` if it waited for `wanted`: ids in order, empty where there is no circle.

    `needs` says of each action which others it waits for; what it says of `start` itself is left aside.
    """
    paths: list[list[uuid.UUID]] = [[each] for each in wanted]
    seen: set[uuid.UUID] = set()
    while paths:
        way = paths.pop()
        if way[-1] == start:
            return way
        if way[-1] in seen:
            continue
        seen.add(way[-1])
        paths += [[*way, each] for each in needs.get(way[-1], ())]
    return []


def check_no_circle(
    needs: Mapping[uuid.UUID, Iterable[uuid.UUID]],
    start: uuid.UUID,
    wanted: Sequence[uuid.UUID],
    numbers: Mapping[uuid.UUID, str],
) -> None:
    """No action waits for itself, however long the way. Raises Invalid beside `depends_on`."""
    if circle(needs, start, wanted):
        raise Invalid({"depends_on": circle_words(needs, start, wanted, numbers)})


def circle_words(
    needs: Mapping[uuid.UUID, Iterable[uuid.UUID]],
    start: uuid.UUID,
    wanted: Sequence[uuid.UUID],
    numbers: Mapping[uuid.UUID, str],
) -> str:
    """The circle that there would be, by the actions' numbers."""
    first, *rest = (numbers[each] for each in (start, *circle(needs, start, wanted)))
    if len(rest) == 1:
        return "An action cannot depend on itself"
    return f"That would go round in a circle: {first} depends on {', which depends on '.join(rest)}"


def check_move(action: Action, to: str) -> None:
    """The action may come into this state now. Raises Conflict."""
    if to not in ACTION_MOVES[action.state]:
        raise Conflict(f"Action {action.number} is now: {action.get_state_display().lower()}.")


can_move = answers(check_move)
