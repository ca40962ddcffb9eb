"""Who sends an early notice, who answers for a service, and until when."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from ehcp.models import ConsiderNotice, ServiceCheck
from ehcp.rules.pairs import answers

State = ConsiderNotice.State
OPEN = frozenset({State.OPEN, State.CHECKED})


def is_open(notice: ConsiderNotice) -> bool:
    """Whether services may still answer and a request may still follow."""
    return notice.state in OPEN


def check_is_open(notice: ConsiderNotice) -> None:
    """Raises Conflict once the notice has led to a request or was closed."""
    if not is_open(notice):
        raise Conflict(f"{notice.reference} is now “{notice.get_state_display()}”.")


def check_notice_dates(*, notice_on: dt.date, received_on: dt.date) -> None:
    """Raises Invalid for a notice of the future or one received before it was sent."""
    if notice_on > today():
        raise Invalid({"notice_on": "The day of the notice cannot be in the future"})
    if received_on > today():
        raise Invalid({"received_on": "The day it was received cannot be in the future"})
    if received_on < notice_on:
        raise Invalid({"received_on": "It cannot have been received before it was sent"})


def check_can_manage_notice(user: User, notice: ConsiderNotice) -> None:
    """The LA that sent it and the ICB's DCO team close it or follow it with a request, while it is open."""
    is_la = user.may(P.REQUEST_ADVICE) and user.organisation == notice.la
    is_dco = user.may(P.TRIAGE) and user.organisation == notice.icb
    if not is_la and not is_dco:
        raise NotAllowed(
            "Only the local authority that sent this notice or the DCO team can do this."
        )
    check_is_open(notice)


def check_can_ask_services(user: User, notice: ConsiderNotice) -> None:
    """The DCO team asks further services, while the notice is open."""
    if not user.may(P.TRIAGE) or user.organisation != notice.icb:
        raise NotAllowed("Only the DCO team asks further services.")
    check_is_open(notice)


def check_can_answer(user: User, check: ServiceCheck) -> None:
    """A lead or clinician of the provider answers, while the notice is open."""
    if user.organisation is None or user.organisation.pk != check.service.provider_id:
        raise NotAllowed("Only the service that was asked can answer.")
    if not user.may(P.ALLOCATE) and not user.may(P.WRITE_ADVICE):
        raise NotAllowed("Your role cannot answer for this service.")
    check_is_open(check.notice)


def check_can_assign(user: User, check: ServiceCheck) -> None:
    """A lead of the provider gives the question to one of its people."""
    if (
        not user.may(P.ALLOCATE)
        or user.organisation is None
        or user.organisation.pk != check.service.provider_id
    ):
        raise NotAllowed("Only a lead of this service can give it to somebody.")
    check_is_open(check.notice)


def check_answer(
    check: ServiceCheck, *, answer: str, note: str, last_seen_on: dt.date | None
) -> None:
    """Raises Invalid beside the field for an answer that cannot be."""
    errors: dict[str | None, str] = {}
    if answer not in ServiceCheck.Answer.values or answer == ServiceCheck.Answer.WAITING:
        errors["answer"] = "Choose whether your service knows the child"
    if last_seen_on and last_seen_on > today():
        errors["last_seen_on"] = "The day the child was last seen cannot be in the future"
    elif last_seen_on and last_seen_on < check.notice.child.born_on:
        errors["last_seen_on"] = "The child was not yet born on this day"
    elif last_seen_on and answer == ServiceCheck.Answer.NOT_KNOWN:
        errors["last_seen_on"] = "Leave this empty when your service does not know the child"
    if answer == ServiceCheck.Answer.NOT_KNOWN and not note.strip():
        errors["note"] = "Say where you looked, such as which records"
    if errors:
        raise Invalid(errors)


can_manage_notice = answers(check_can_manage_notice)
can_ask_services = answers(check_can_ask_services)
can_answer = answers(check_can_answer)
can_assign = answers(check_can_assign)
