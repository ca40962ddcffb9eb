"""Lawful exceptions to the six weeks (SI 2014/1530 reg 8(2)): a closed list, and facts that open them."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.deadlines import Facts, compute, rules
from ehcp.models import AdviceRequest, Contribution, LawfulException
from ehcp.rules.history import Moved
from ehcp.rules.pairs import answers
from ehcp.states import CONTRIBUTION_OPEN, REQUEST_OPEN


def lawful(request: AdviceRequest) -> list[tuple[str, str]]:
    """The exceptions this request's rule allows: (id, meaning). A closed school is never one."""
    return [(exception.code, exception.summary) for exception in rules.get(request.rule).exceptions]


def check_can_record_exception(user: User, request: AdviceRequest) -> None:
    """The DCO team, or a provider with a part in the case, while the request is open."""
    if not (user.may(P.TRIAGE) or user.may(P.ALLOCATE) or user.may(P.WRITE_ADVICE)):
        raise NotAllowed("Only health services and the DCO team record exceptions.")
    if request.state not in REQUEST_OPEN:
        raise Moved(request)


def check_can_decide_exception(user: User, exception: LawfulException) -> None:
    """The DCO or DMO of the ICB, and not the person who recorded it."""
    if (
        not user.may(P.APPROVE_EXCEPTION)
        or user.organisation is None
        or user.organisation.pk != exception.request.icb_id
    ):
        raise NotAllowed("Only the DCO or DMO decides on an exception.")
    if exception.recorded_by_id == user.pk:
        raise NotAllowed("Somebody else must decide: you recorded this exception.")
    if exception.decision != LawfulException.Decision.WAITING:
        who = exception.decided_by.name if exception.decided_by else "Somebody"
        raise Conflict(f"{who} has already decided: {exception.get_decision_display().lower()}.")


def check_part_is_open(contribution: Contribution) -> None:
    """An exception excuses an answer that is still to come."""
    if contribution.state not in CONTRIBUTION_OPEN:
        raise Moved(contribution)


def check_words(*, facts: str, impractical_because: str) -> None:
    """What happened, and why it makes answering in time impractical (reg 8(2))."""
    errors: dict[str | None, str] = {}
    if not facts.strip():
        errors["facts"] = "Say what happened"
    if not impractical_because.strip():
        errors["impractical_because"] = "Say why it makes answering in time impractical"
    if errors:
        raise Invalid(errors)


def check_facts(request: AdviceRequest, exception: str, start: dt.date, end: dt.date) -> None:
    """Refuse facts that cannot open this exception. Raises Invalid with the field to mend."""
    if exception not in dict(lawful(request)):
        raise Invalid({"exception": "The law does not allow this exception for health advice."})
    if end < start:
        raise Invalid({"happened_to": "The last day must be the same as or after the first day."})
    if end < request.clock_start or start > request.due_on:
        raise Invalid({"happened_from": "This must have happened during the six weeks."})
    suffix = exception[-1]
    facts = (
        Facts(absent=(start, end))
        if suffix == "b"
        else Facts(missed=end)
        if suffix == "c"
        else None
    )
    if facts and exception not in compute(request.rule, request.clock_start, facts).exceptions:
        raise Invalid(
            {
                "happened_from": "The absence must last four weeks or more without a break, inside the six weeks."
                if suffix == "b"
                else "The missed appointment must fall inside the six weeks."
            }
        )


can_record_exception = answers(check_can_record_exception)
can_decide_exception = answers(check_can_decide_exception)
