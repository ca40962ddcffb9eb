"""Who may correct the day of receipt, and to which days."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from ehcp.models import AdviceRequest
from ehcp.rules.pairs import answers
from ehcp.states import REQUEST_OPEN, RequestState


def check_can_correct_receipt(user: User, request: AdviceRequest) -> None:
    """The DCO or DMO, who did not enter the request, while it has not ended another way."""
    if (
        not user.may(P.APPROVE_EXCEPTION)
        or user.organisation is None
        or user.organisation.pk != request.icb_id
    ):
        raise NotAllowed("Only the DCO or DMO corrects the day of receipt.")
    if request.entered_by_id == user.pk:
        raise NotAllowed("Somebody else must correct it: you entered this request.")
    if request.state not in REQUEST_OPEN | {RequestState.RETURNED, RequestState.ACKNOWLEDGED}:
        raise Conflict(f"{request.reference} has ended: “{request.get_state_display()}”.")


def check_received_on(request: AdviceRequest, received_on: dt.date) -> None:
    """Refuse a day before the LA asked, in the future, or the one on record. Raises Invalid."""
    if received_on == request.received_on:
        raise Invalid({"received_on": "This is the day that is on record already."})
    if received_on < request.asked_on:
        raise Invalid(
            {"received_on": "Health cannot have received it before the local authority asked."}
        )
    if received_on > today():
        raise Invalid({"received_on": "The day of receipt cannot be in the future."})


can_correct_receipt = answers(check_can_correct_receipt)
