"""Moving an enquiry from one state to another, with its history row."""

from dco_portal.accounts.models import User
from enquiries.models import Enquiry, StateChange
from enquiries.rules.history import Moved
from enquiries.states import ENQUIRY_MOVES, OWED


def start(enquiry: Enquiry, *, by: User | None, reason: str = "") -> None:
    """Note the first state of an enquiry just made."""
    _note(enquiry, by=by, from_state="", to_state=enquiry.state, reason=reason)


def move(
    enquiry: Enquiry, to: str, *, by: User | None, by_asker: bool = False, reason: str = ""
) -> None:
    """Move a locked enquiry and save it. Raises Conflict, naming who did what, when it is not allowed."""
    if to not in ENQUIRY_MOVES[enquiry.state]:
        raise Moved(enquiry)
    from_state, enquiry.state = enquiry.state, to
    if to not in OWED:
        enquiry.due_on = None
    save(enquiry)
    _note(enquiry, by=by, by_asker=by_asker, from_state=from_state, to_state=to, reason=reason)


def did(
    enquiry: Enquiry, what: str, *, by: User | None, by_asker: bool = False, reason: str = ""
) -> None:
    """Note and save something done that moved no state: `what` follows a name, such as "replied"."""
    save(enquiry)
    _note(enquiry, by=by, by_asker=by_asker, from_state="", to_state="", what=what, reason=reason)


def save(enquiry: Enquiry) -> None:
    """Save a locked enquiry, counting the change."""
    enquiry.lock += 1
    enquiry.save()


def _note(
    enquiry: Enquiry, *, by: User | None, from_state: str, to_state: str, by_asker: bool = False,
    what: str = "", reason: str = "",
) -> None:  # fmt: skip
    StateChange.objects.create(
        enquiry=enquiry,
        by=by,
        by_asker=by_asker or (by is not None and by.pk == enquiry.asker_id),
        by_role=by.membership.role if by and by.membership else "",
        from_state=from_state,
        to_state=to_state,
        what=what,
        reason=reason,
    )
