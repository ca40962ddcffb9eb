"""Who may read, write, close and publish a plan, and when."""

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import NotAllowed
from dco_portal.common.pairs import answers

READERS = (P.MANAGE_PLANS, P.APPROVE_PLANS, P.SEE_BOARD_PAPERS)


def check_can_read(user: User) -> None:
    """The role reads improvement plans."""
    if user.membership is None or not any(user.may(permission) for permission in READERS):
        raise NotAllowed("Your role does not include improvement plans.")


def check_can_keep(user: User) -> None:
    """The role keeps improvement plans."""
    if user.membership is None or not user.may(P.MANAGE_PLANS):
        raise NotAllowed("Only improvement managers may change an improvement plan.")


can_read, can_keep = answers(check_can_read), answers(check_can_keep)
