"""Who may read, write, put in force, close and publish a plan, and when.

Every plan was found in the person's scope; `kept` says whether they are an improvement manager of its area.
"""

import datetime as dt
from collections.abc import Iterable

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from inspections.models import Plan, Priority
from inspections.states import PLAN_MOVES, PLAN_OPEN, PlanState

READERS = (P.MANAGE_PLANS, P.APPROVE_PLANS, P.SEE_BOARD_PAPERS)
# First words of addresses under /improvement/ that are not a plan's.
RESERVED = frozenset({"desk", "boards", "my-actions"})
CLOSED = "This plan is closed. Reopen it first."


def check_can_read(user: User) -> None:
    """The role reads improvement plans."""
    if user.membership is None or not any(user.may(permission) for permission in READERS):
        raise NotAllowed("Your role does not include improvement plans.")


def check_can_keep(user: User) -> None:
    """The role keeps improvement plans."""
    if user.membership is None or not user.may(P.MANAGE_PLANS):
        raise NotAllowed("Only improvement managers may change an improvement plan.")


def check_open(plan: Plan) -> None:
    """The plan is not closed. Raises Conflict."""
    if plan.state not in PLAN_OPEN:
        raise Conflict(CLOSED)


def check_dates(starts_on: dt.date, ends_on: dt.date | None) -> None:
    """A plan ends after it starts. Raises Invalid beside `ends_on`."""
    if ends_on is not None and ends_on <= starts_on:
        raise Invalid({"ends_on": "The plan must end after it starts"})


def check_slug(slug: str) -> None:
    """The public address is not one of the portal's own. Raises Invalid beside `slug`."""
    if slug in RESERVED:
        raise Invalid({"slug": f"“{slug}” is an address of the portal itself. Choose another"})


def check_move(plan: Plan, to: str) -> None:
    """The plan may come into this state now. Raises Conflict."""
    if to not in PLAN_MOVES[plan.state]:
        raise Conflict(f"This plan is now: {plan.get_state_display().lower()}.")


def check_can_be_in_force(plan: Plan, actions: int) -> None:
    """A plan in force has something to do. Raises Conflict."""
    check_move(plan, PlanState.ACTIVE)
    if not actions:
        raise Conflict(
            "A plan without actions cannot be put in force. Add its priorities and actions first."
        )


def missing_words(plan: Plan, priorities: Iterable[Priority]) -> list[str]:
    """What the public page still lacks, one sentence each, in the order of the page."""
    found = [] if plan.summary.strip() else ["What the plan is for (its summary)"]
    rows = list(priorities)
    if not rows:
        found.append("At least one priority")
    for row in rows:
        found += [
            f"Priority {row.number}: {words}"
            for words, text in (
                ("what families will see", row.impact),
                ("what we wanted", row.wanted),
            )
            if not text.strip()
        ]
    return found


def check_can_publish(plan: Plan, priorities: Iterable[Priority]) -> None:
    """A plan in force or closed, with its public words. Raises Conflict."""
    if plan.published_at:
        raise Conflict("This plan is on the public pages already.")
    if plan.state == PlanState.DRAFT:
        raise Conflict("A plan being written is not shown in public. Put it in force first.")
    if missing := missing_words(plan, priorities):
        raise Conflict("The public page would lack: " + "; ".join(missing) + ".")


def check_words(words: str, field: str = "words", message: str = "Say why in a sentence") -> None:
    """Words were given. Raises Invalid beside the field."""
    if not words.strip():
        raise Invalid({field: message})


can_read, can_keep = answers(check_can_read), answers(check_can_keep)
is_open, can_publish = answers(check_open), answers(check_can_publish)
