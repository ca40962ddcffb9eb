"""Who may keep inspections, and what an inspection, deferral or finding must be."""

import datetime as dt
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from inspections.models import Inspection
from inspections.models.scope import reads
from inspections.states import Framework, InspectionState, Outcome

F, S, O = Framework, InspectionState, Outcome  # noqa: E741
OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    F.LOCAL_AREA_2016: (O.STATEMENT, O.NO_STATEMENT, O.OTHER),
    F.AREA_SEND_2023: (O.POSITIVE, O.INCONSISTENT, O.SYSTEMIC, O.OTHER),
    F.MONITORING: (O.PROGRESS, O.PART_PROGRESS, O.NO_PROGRESS, O.OTHER),
    F.REVISIT: (O.PROGRESS, O.PART_PROGRESS, O.NO_PROGRESS, O.OTHER),
}
MOST_FINDINGS = 60


def can_keep(by: User) -> bool:
    """Whether this person's role keeps inspections and readiness."""
    return by.membership is not None and by.may(P.RUN_INSPECTION)


def check_can_keep(by: User) -> None:
    """Raise with a sentence when the role does not."""
    if not can_keep(by):
        raise NotAllowed("Your role does not include keeping inspections.")


def check_can_read(by: User) -> None:
    """The desk is for those who keep inspections and those who read plans."""
    if not (can_keep(by) or reads(by)):
        raise NotAllowed("Your role does not include reading inspections.")


def keeps(by: User, inspection: Inspection) -> bool:
    """Whether this person may write this inspection."""
    here = by.membership.organisation_id if by.membership else None
    return can_keep(by) and here in {inspection.la_id, inspection.icb_id}


def check_keeps(by: User, inspection: Inspection) -> None:
    """Raise when they may only read it."""
    if not keeps(by, inspection):
        raise NotAllowed("You can read this inspection. Your role does not include changing it.")


def check_lock(row: Any, lock: int | None) -> None:
    """Raise `Invalid` when somebody saved since the page was opened: the words typed stay on it."""
    if lock is not None and lock != row.lock:
        raise Invalid(
            "Somebody has changed this since you opened the page. Your words are still here: "
            "look at what changed, then save again."
        )


def check_dates(values: dict[str, Any], *, today: dt.date) -> None:
    """Dates of an inspection fit each other and its state. Raises `Invalid` by field."""
    found: dict[str | None, str] = {}
    first, last = values["expected_from"], values["expected_until"]
    began, ended, state = values["began_on"], values["ended_on"], values["state"]
    if last and not first:
        found["expected_from"] = "Enter the first day of the window as well"
    elif first and last and last < first:
        found["expected_until"] = "The window cannot end before it begins"
    if ended and not began:
        found["began_on"] = "Enter the day it began as well"
    elif began and ended and ended < began:
        found["ended_on"] = "It cannot end before it begins"
    if state == S.EXPECTED and began and began <= today:
        found["state"] = "It has begun by the dates below: choose how it stands"
    if state != S.EXPECTED and not began:
        found["began_on"] = "Enter when it began, or the month"
    if state != S.EXPECTED and began and began > today:
        found["began_on"] = "This day is in the future: choose “Expected”, or change the day"
    if state == S.AWAITING and ended and ended > today:
        found["ended_on"] = "It ends in the future: choose “Under way”, or change the day"
    if announced := values["announced_on"]:
        if announced > today:
            found["announced_on"] = "The day cannot be in the future"
        elif began and announced > began and not values["month_only"]:
            found["announced_on"] = "It cannot be announced after it began"
    if found:
        raise Invalid(found)


def check_follows(inspection_id: Any, earlier: Inspection | None, *, la_id: Any, began_on: dt.date | None) -> None:  # fmt: skip
    """What it follows is another, earlier inspection of the same authority, and no ring arises."""
    if earlier is None:
        return
    if earlier.la_id != la_id or earlier.pk == inspection_id:
        raise Invalid({"follows": "Choose another inspection of the same area"})
    if began_on and earlier.began_on and earlier.began_on > began_on:
        raise Invalid({"follows": "The inspection it follows must be the earlier one"})
    step: Inspection | None = earlier
    while step is not None:
        if step.pk == inspection_id:
            raise Invalid({"follows": "That one follows this one already"})
        step = step.follows


def check_outcome(inspection: Inspection, values: dict[str, Any], *, today: dt.date) -> None:
    """An outcome is one of its framework's, after the visit, with the day of its report."""
    found: dict[str | None, str] = {}
    outcome, received, reported = values["outcome"], values["received_on"], values["reported_on"]
    if outcome and outcome not in OUTCOMES[inspection.framework]:
        found["outcome"] = "Choose one of the outcomes of this framework"
    if inspection.began_on is None:
        raise Conflict("Enter when the inspection took place first.")
    for name, day in (("received_on", received), ("reported_on", reported)):
        if day and day > today:
            found[name] = "The day cannot be in the future"
        elif day and day < inspection.began_on:
            found[name] = "The report cannot come before the inspection began"
    if outcome and not (received or reported):
        found.setdefault("received_on", "Enter when the report was received or published")
    if outcome == Outcome.OTHER and not values["outcome_words"].strip():
        found["outcome_words"] = "Give the words of the report"
    if not outcome and values["outcome_words"].strip():
        found["outcome"] = "Choose the outcome these words stand for"
    if found:
        raise Invalid(found)


def check_deferral(values: dict[str, Any]) -> None:
    """It is put off to a later day, with a reason."""
    if values["until"] and values["until"] <= values["due_on"]:
        raise Invalid({"until": "It must be put off to a later time"})
    if not values["reason"].strip():
        raise Invalid({"reason": "Say why it was put off"})


def check_finding(values: dict[str, Any]) -> None:
    """A finding has words."""
    if not values["text"].strip():
        raise Invalid({"text": "Enter the words of the finding"})


def check_publishable(inspection: Inspection) -> None:
    """What goes on the public timeline says when it was or is expected."""
    if inspection.published:
        raise Conflict("It is on the public timeline already.")
    if inspection.began_on is None and inspection.expected_from is None:
        raise Conflict(
            "Enter when it took place or is expected before it goes on the public timeline."
        )
