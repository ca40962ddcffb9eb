"""Signed advice reaches the DCO team: is it one of the DCO's sample, and who is told."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.organisations import policy
from ehcp.actions import tell
from ehcp.actions.moves import move
from ehcp.models import Contribution
from ehcp.rules import checking as rules
from ehcp.states import ContributionState


def when(day: dt.date) -> str:
    """A date in words: 3 March 2026."""
    return f"{day.day} {day:%B %Y}"


def arrive(contribution: Contribution, *, by: User) -> None:
    """Move a locked contribution to the DCO team, inside the action that signed it or signed it off."""
    request = contribution.request
    percent = int(policy.value("ehc.sample_percent", request.icb))
    contribution.picked_for_sample = rules.picked(contribution.pk, percent)
    move(contribution, ContributionState.CHECKING, by=by)
    sample = contribution.picked_for_sample
    tell.about_contribution(
        contribution, list(people(request.icb, P.CHECK_SAMPLE)) if sample else tell.dco_people(request),
        kind="to_check", subject="advice to check and send",
        body=f"{contribution.service.name} has signed its advice. It is due by {when(contribution.due_on)}."
        + (" It was picked for the DCO’s sample." if sample else ""),
    )  # fmt: skip
