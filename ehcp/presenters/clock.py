"""The clock of a request, as `components/clock.html` draws it on every screen of the case."""

import datetime as dt
from typing import Any

from django.db.models import Q

from dco_portal.deadlines import compute
from ehcp.models import AdviceRequest, Contribution, DateCorrection, LawfulException
from ehcp.queries.met import met_on
from ehcp.states import REQUEST_OPEN, RequestState

_RETURNED = {RequestState.RETURNED, RequestState.ACKNOWLEDGED}


def clock(
    request: AdviceRequest, *, met: dt.date | None = None, only_for: Contribution | None = None
) -> dict[str, Any]:
    """Asked, due, service date, met, exceptions and why this date, for a request.

    `only_for` leaves out exceptions about other services: a service sees its own part alone.
    """
    exceptions = request.exceptions.exclude(decision=LawfulException.Decision.REFUSED)
    if only_for is not None:
        exceptions = exceptions.filter(Q(contribution=None) | Q(contribution=only_for))
    deadline = compute(request.rule, request.clock_start)
    meanings = {exception.code: exception for exception in deadline.rule.exceptions}
    return {
        "title": "Health advice to the local authority",
        "asked_on": request.asked_on,
        "due_on": request.due_on,
        "service_date": request.service_date,
        "met_on": met or (met_on(request) if request.state in _RETURNED else None),
        "ended": _ended(request),
        "exceptions": [
            {
                "title": meanings[row.exception].summary.rstrip("."),
                "detail": row.get_decision_display(),
                "citation": meanings[row.exception].citation,
            }
            for row in exceptions
        ],
        "why": f"The request reached health on {_day(request.received_on)}"
        + (
            f" and counts from {_day(request.clock_start)}"
            if request.clock_start != request.received_on
            else ""
        )
        + ". "
        + " ".join(deadline.reasons)
        + " Asking for more information never stops this clock."
        + "".join(map(_correction, request.corrections.select_related("approved_by"))),
        "citation": deadline.citation,
        "citation_url": deadline.rule.url,
    }


def _correction(row: DateCorrection) -> str:
    return (
        f" The day of receipt was first recorded as {_day(row.received_before)} (due {_day(row.due_before)}) and "
        f"was corrected to {_day(row.received_after)} by {row.approved_by.name}: {row.reason}"
    )


def _ended(request: AdviceRequest) -> str:
    if request.state in REQUEST_OPEN or request.state in _RETURNED:
        return ""
    return request.get_state_display()


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
