"""Inspection mode: who runs it, when a request is due, what its words may say."""

import datetime as dt
import re
from dataclasses import dataclass

import nhs_number

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from inspections.models import Exercise, Inspection, InspectorRequest
from inspections.states import ExerciseKind
from inspections.states import InspectorRequestState as S

# The published 2023 framework: documents of a tracked child within 2 days. Calendar days, the earlier reading.
FRAMEWORK, FRAMEWORK_DAYS = "area-send-2023-tracking", 2
FRAMEWORK_URL = "https://www.gov.uk/government/publications/area-send-framework-and-handbook/area-send-inspections-framework-and-handbook"
POLICY = "inspections.request_days"
SAID = "said"
RULE_WORDS = {
    FRAMEWORK: "Within 2 days: area SEND framework, documents of a tracked child",
    POLICY: "Local policy",
    SAID: "The date the inspectors gave",
}
LETTERS = "ABCDEF"
_TEN_DIGITS = re.compile(r"(?<![\dA-Za-z])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\dA-Za-z])")


@dataclass(frozen=True)
class Due:
    """When something is due and by which rule: `FRAMEWORK`, `POLICY` or `SAID`."""

    on: dt.date
    rule: str


def due(asked_on: dt.date, *, tracked: bool, said: dt.date | None, policy_days: int) -> Due:
    """The date the inspectors gave, else two days for a tracked child's documents, else local policy's days."""
    if said is not None:
        return Due(said, SAID)
    if tracked:
        return Due(asked_on + dt.timedelta(days=FRAMEWORK_DAYS), FRAMEWORK)
    return Due(asked_on + dt.timedelta(days=policy_days), POLICY)


def check_can_run(by: User) -> None:
    """For roles that run an inspection, acting for an organisation."""
    if by.membership is None or not by.may(P.RUN_INSPECTION):
        raise NotAllowed("Your role does not include running an inspection.")


def check_open(exercise: Exercise) -> None:
    """While the inspection or rehearsal goes on. Raises Conflict."""
    if exercise.ended_on is not None:
        raise Conflict("This has ended. It can be read and not changed. Reopen it first.")


is_open = answers(check_open)


def check_begins(
    kind: str, began_on: dt.date, inspection: Inspection | None, *, la: object, icb: object
) -> None:
    """A rehearsal begins on any day up to today; an inspection named is of this area. Raises Invalid."""
    if began_on > today():
        raise Invalid({"began_on": "The day must be today or in the past"})
    if inspection is None:
        return
    if kind != ExerciseKind.INSPECTION:
        raise Invalid({"inspection": "A rehearsal belongs to no inspection"})
    if (inspection.la_id, inspection.icb_id) != (getattr(la, "pk", la), getattr(icb, "pk", icb)):
        raise Invalid({"inspection": "Choose an inspection of this area"})


def check_asked(exercise: Exercise, asked_at: dt.datetime, said: dt.date | None, now: dt.datetime) -> None:  # fmt: skip
    """Asked since the exercise began and not in the future; due not before it was asked. Raises Invalid."""
    if asked_at > now:
        raise Invalid({"asked_on": "This is in the future"})
    if asked_at.date() < exercise.began_on:
        raise Invalid({"asked_on": "This is before the inspection or rehearsal began"})
    if said is not None and said < asked_at.date():
        raise Invalid({"said": "This is before it was asked"})


def check_words(what: str, names: list[str]) -> None:
    """The words of a request name no child: the log is read by people without a part in the case. Raises Invalid."""
    if any(nhs_number.is_valid(re.sub(r"\D", "", found)) for found in _TEN_DIGITS.findall(what)):
        raise Invalid({"what": "Leave out the NHS number. Say “Child A” instead"})
    folded = f" {_plain(what)} "
    for name in names:
        if (words := _plain(name)) and f" {words} " in folded:
            raise Invalid({"what": "Leave out the child’s name. Say “Child A” instead"})


def _plain(text: str) -> str:
    """The words alone, lower case, one space between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def check_open_request(request: InspectorRequest) -> None:
    """While it is to be answered. Raises Conflict that says what became of it."""
    if request.state != S.OPEN:
        raise Conflict(f"Request {request.number} is now: {request.get_state_display().lower()}.")


def check_ended_request(request: InspectorRequest) -> None:
    """Once it was sent or withdrawn, so that this can be undone. Raises Conflict."""
    if request.state == S.OPEN:
        raise Conflict(f"Request {request.number} is open already.")


def late(request: InspectorRequest, on: dt.date) -> bool:
    """Whether an open request is past its day."""
    return request.state == S.OPEN and request.due_on < on
