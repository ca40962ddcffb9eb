"""Versions of a plan and what bodies said of them: when they may be drawn, published, submitted, decided."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dco_portal.common.errors import Conflict, Invalid
from dco_portal.common.pairs import answers
from inspections.models import Approval, Version
from inspections.states import ApprovalBody, ApprovalState, PlanState

# What may differ although the plan says the same: the day it was drawn, what bodies said of a version.
NOT_THE_PLAN = ("on", "approvals")


def check_can_draw(content: Mapping[str, Any], latest: Version | None) -> None:
    """A version says something that the one before it did not. Raises Conflict."""
    if latest is not None and _says(content) == _says(latest.content):
        raise Conflict(f"Nothing has changed since version {latest.number}.")


def _says(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in NOT_THE_PLAN}


def check_can_publish(version: Version) -> None:
    """The version of a plan that is no draft, not public yet. Raises Conflict."""
    if version.published_at:
        raise Conflict(f"Version {version.number} is public already.")
    if version.plan.state == PlanState.DRAFT:
        raise Conflict("A plan being written has no public versions. Put it in force first.")


def check_can_unpublish(version: Version) -> None:
    """The version is public. Raises Conflict."""
    if not version.published_at:
        raise Conflict(f"Version {version.number} is not public.")


def check_submission(body: str, body_name: str, submitted_on: dt.date, today: dt.date) -> None:
    """Another body is named, and nothing was submitted in the future. Raises Invalid."""
    if body == ApprovalBody.OTHER and not body_name.strip():
        raise Invalid({"body_name": "Name the body"})
    if submitted_on > today:
        raise Invalid({"submitted_on": "The day cannot be in the future"})


def check_decision(
    approval: Approval, state: str, decided_on: dt.date, words: str, today: dt.date
) -> None:
    """One decision, between its submission and today, with words unless it approves. Raises Conflict, Invalid."""
    if approval.state != ApprovalState.SUBMITTED:
        raise Conflict(f"The decision is noted already: {approval.get_state_display().lower()}.")
    if state not in set(ApprovalState) - {ApprovalState.SUBMITTED}:
        raise Invalid({"state": "Choose what the body decided"})
    if decided_on < approval.submitted_on:
        raise Invalid({"decided_on": "It cannot have decided before the version was submitted"})
    if decided_on > today:
        raise Invalid({"decided_on": "The day cannot be in the future"})
    if state != ApprovalState.APPROVED and not words.strip():
        raise Invalid({"words": "Write down what the body said"})


can_publish = answers(check_can_publish)
