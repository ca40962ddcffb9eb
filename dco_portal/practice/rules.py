"""Who keeps the desk, who books, and when. `check_can_x` raises with a sentence, `can_x` answers."""

import datetime as dt
import re
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from dco_portal.organisations.models import OrganisationKind
from dco_portal.practice.models import Booking, Concern, HealthcarePlan, Heard, Session
from dco_portal.practice.states import (
    BOOKING_MOVES,
    CONCERN_MOVES,
    HEARD_MOVES,
    PLAN_MOVES,
    SESSION_MOVES,
    ConcernState,
    HeardState,
    SessionState,
)

A_NUMBER = re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b")
A_BIRTH_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b")
LONGEST = dt.timedelta(days=3)


def check_can_keep(user: User) -> None:
    """The DCO team keeps its own desk."""
    if user.organisation is None or not user.may(P.KEEP_PRACTICE):
        raise NotAllowed("Only the DCO team keeps this desk.")


def check_can_book(user: User) -> None:
    """Professionals book for their own organisation."""
    if user.organisation is None or not user.may(P.BOOK_TRAINING):
        raise NotAllowed("Only schools, health providers and local authorities book places.")


def check_can_keep_plans(user: User) -> None:
    """A school keeps its own pupils' plans."""
    organisation = user.organisation
    kept = organisation is not None and organisation.kind == OrganisationKind.SCHOOL
    if not kept or not user.may(P.KEEP_HEALTHCARE_PLANS):
        raise NotAllowed("Only a school’s own SENCO keeps its healthcare plans.")


can_keep, can_book = answers(check_can_keep), answers(check_can_book)
can_keep_plans = answers(check_can_keep_plans)


def check_names_no_child(**fields: str) -> None:
    """What others read must not carry an NHS number or a date of birth."""
    for name, words in fields.items():
        if A_NUMBER.search(words or "") or A_BIRTH_DATE.search(words or ""):
            raise Invalid(
                {
                    name: "Take out numbers and dates that could say who a child is. Nobody is named here"
                }
            )


def check_lock(row: Any, lock: int | None) -> None:
    """Somebody else saved since this page was opened."""
    if lock is not None and lock != row.lock:
        raise Conflict(f"Somebody has changed {row.reference} meanwhile. Open it again to see how.")


def check_session(values: dict[str, Any], *, booked: int = 0) -> None:
    """Times in order, not years long, seats for those who have one."""
    if values["ends_at"] <= values["starts_at"]:
        raise Invalid({"ends_at": "It must end after it begins"})
    if values["ends_at"] - values["starts_at"] > LONGEST:
        raise Invalid({"ends_at": "It can last three days at most"})
    if values["seats"] < booked:
        raise Invalid({"seats": f"{booked} places are booked already: there must be as many"})


def check_session_move(session: Session, to: str) -> None:
    """A move of the table of states; what has not begun was not held."""
    if to not in SESSION_MOVES[session.state]:
        raise Conflict(f"{session.reference} is now “{session.get_state_display()}”.")
    if to == SessionState.HELD and session.starts_at > now():
        raise Conflict(f"{session.reference} has not begun yet.")
    if to == SessionState.OPEN and session.starts_at <= now():
        raise Conflict("Its time has passed. Change the time first.")


def check_bookable(user: User, session: Session) -> None:
    """Open, to come, and meant for this kind of organisation."""
    check_can_book(user)
    if session.state != SessionState.OPEN or session.starts_at <= now():
        raise Conflict(f"{session.reference} cannot be booked any more.")
    audience = session.audience
    assert user.organisation is not None
    if audience != Session.Audience.ANYBODY and user.organisation.kind != audience:
        raise NotAllowed(f"This is for: {session.get_audience_display()}.")


can_book_session = answers(check_bookable)


def check_booking_move(booking: Booking, to: str) -> None:
    """A move of the table of states, before the session begins."""
    if to not in BOOKING_MOVES[booking.state]:
        raise Conflict(f"This place is “{booking.get_state_display()}” already.")
    if booking.session.starts_at <= now():
        raise Conflict("The session has begun.")


def check_concern_move(concern: Concern, to: str, values: dict[str, Any]) -> None:
    """A move of the table of states, with what each needs in words."""
    if to not in CONCERN_MOVES[concern.state]:
        raise Conflict(f"{concern.reference} is now “{concern.get_state_display()}”.")
    needed = {
        ConcernState.RAISED: ("raised_with", "Say with whom it was raised"),
        ConcernState.AGREED: ("action", "Say what was agreed"),
        ConcernState.CLOSED: ("outcome", "Say what came of it"),
    }
    if to in needed:
        field, sentence = needed[ConcernState(to)]
        if not str(values.get(field) or "").strip():
            raise Invalid({field: sentence})


def check_past(**days: dt.date | None) -> None:
    """What happened did not happen in the future."""
    for name, day in days.items():
        if day and day > today():
            raise Invalid({name: "This day is in the future"})


def check_heard_move(heard: Heard, to: str, did: str) -> None:
    """A move of the table of states; every answer is in words."""
    if to != heard.state and to not in HEARD_MOVES[heard.state]:
        raise Conflict(f"This is now “{heard.get_state_display()}”.")
    if to != HeardState.HEARD and not did.strip():
        raise Invalid({"did": "Say what was done, or why it cannot be"})


def check_publishable(heard: Heard) -> None:
    """Only what was answered is published, and it names nobody."""
    if heard.state == HeardState.HEARD:
        raise Conflict("Answer it first: families should see what was done.")
    check_names_no_child(said=heard.said, did=heard.did)


def check_plan_move(plan: HealthcarePlan, to: str) -> None:
    """A move of the table of states."""
    if to not in PLAN_MOVES[plan.state]:
        raise Conflict(f"{plan.reference} is now “{plan.get_state_display()}”.")


def check_review(day: dt.date | None) -> None:
    """A plan is reviewed at least once a year, sooner when needs change (the department's guidance)."""
    if day is None:
        raise Invalid({"review_on": "Enter the day of the next review"})
    if day <= today():
        raise Invalid({"review_on": "The next review must be in the future"})
    if day > today() + dt.timedelta(days=366):
        raise Invalid({"review_on": "Review the plan at least once a year: choose an earlier day"})
