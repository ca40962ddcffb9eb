"""Who may sign off, check, send back and send advice, and when."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import NotAllowed
from ehcp.models import Contribution
from ehcp.rules.advice import is_lead
from ehcp.rules.history import Moved
from ehcp.rules.pairs import answers
from ehcp.states import REQUEST_OPEN
from ehcp.states import ContributionState as C


def _in_state(contribution: Contribution, *states: str) -> None:
    if contribution.request.state not in REQUEST_OPEN:
        raise Moved(contribution.request)
    if contribution.state not in states:
        raise Moved(contribution)


def _dco_team(user: User, contribution: Contribution) -> None:
    if (
        not user.may(P.CHECK_AND_SEND)
        or user.organisation is None
        or user.organisation.pk != contribution.request.icb_id
    ):
        raise NotAllowed("Only the DCO team checks advice and sends it.")


def check_can_sign_off(user: User, contribution: Contribution) -> None:
    """A lead of the service, once the clinician has signed."""
    if not is_lead(user, contribution, P.SIGN_OFF):
        raise NotAllowed("Only a lead of this service signs off its advice.")
    _in_state(contribution, C.SIGNED)


def check_can_check(user: User, contribution: Contribution) -> None:
    """The DCO team, while the advice is with it."""
    _dco_team(user, contribution)
    _in_state(contribution, C.CHECKING)


def check_can_send(user: User, contribution: Contribution) -> None:
    """The DCO team; what was picked for the DCO's sample only the DCO or DMO sends."""
    check_can_check(user, contribution)
    if contribution.picked_for_sample and not user.may(P.CHECK_SAMPLE):
        raise NotAllowed(
            "This advice was picked for the DCO’s sample: only the DCO or DMO sends it."
        )


def check_can_send_back(user: User, contribution: Contribution) -> None:
    """A lead instead of signing off; the DCO team instead of sending."""
    if user.may(P.CHECK_AND_SEND):
        check_can_check(user, contribution)
    else:
        check_can_sign_off(user, contribution)


def picked(contribution_id: uuid.UUID, percent: int) -> bool:
    """Whether the DCO's sample takes this contribution: the same answer each time, `percent` in 100 of all."""
    return contribution_id.int % 10_007 % 100 < percent


can_sign_off = answers(check_can_sign_off)
can_check = answers(check_can_check)
can_send = answers(check_can_send)
can_send_back = answers(check_can_send_back)
