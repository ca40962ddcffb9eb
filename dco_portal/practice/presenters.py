"""The desk's records as pages and files draw them."""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import london, now
from dco_portal.common.templatetags.portal import day
from dco_portal.practice import rules
from dco_portal.practice.models import Booking, Concern, HealthcarePlan, Heard, Meeting, Session
from dco_portal.practice.plan_form import SECTIONS
from dco_portal.practice.states import (
    CONCERN_MOVES,
    BookingState,
    ConcernState,
    HeardState,
    PlanState,
    SessionState,
)

SESSION_COLOURS: dict[str, str] = {
    SessionState.DRAFT: "grey",
    SessionState.OPEN: "green",
    SessionState.HELD: "blue",
    SessionState.CANCELLED: "red",
}
CONCERN_COLOURS: dict[str, str] = {
    ConcernState.NOTED: "blue",
    ConcernState.RAISED: "yellow",
    ConcernState.AGREED: "purple",
    ConcernState.CLOSED: "grey",
}
HEARD_COLOURS: dict[str, str] = {
    HeardState.HEARD: "yellow",
    HeardState.DOING: "blue",
    HeardState.DONE: "green",
    HeardState.CANNOT: "grey",
}
PLAN_COLOURS: dict[str, str] = {
    PlanState.DRAFT: "grey",
    PlanState.IN_USE: "green",
    PlanState.ENDED: "red",
}
BOOKING_COLOURS: dict[str, str] = {
    BookingState.BOOKED: "green",
    BookingState.WAITING: "yellow",
    BookingState.CANCELLED: "grey",
}
SESSION_COLUMNS = [{"label": each} for each in ("Title", "When", "Where", "Places", "State")]
SESSION_HEADER = [
    "Reference", "Kind", "Title", "For whom", "Begins", "Ends", "Where", "Places", "Taken", "Waiting", "State",
]  # fmt: skip
BOOKING_COLUMNS = [{"label": each} for each in ("Who", "Organisation", "Place", "Came")]
OWN_COLUMNS = [{"label": each} for each in ("Session", "Who", "Place", "Certificate")]
CONCERN_COLUMNS = [{"label": each} for each in ("Concern", "About", "Noted", "State")]
CONCERN_HEADER = [
    "Reference", "About", "Service", "Theme", "Who raised it", "Noted on", "Concern", "Raised with", "Raised on",
    "Action", "Action due", "Outcome", "Closed on", "State",
]  # fmt: skip
MEETING_COLUMNS = [{"label": each} for each in ("Meeting", "When", "Said", "Still open")]
HEARD_HEADER = ["Meeting", "When", "With", "Place", "You said", "We did", "State", "Published"]
PLAN_COLUMNS = [{"label": each} for each in ("Plan", "Next review", "State")]
PLAN_VIEWS = {"in_use": "In use", "draft": "Being written", "ended": "Ended"}


def when(session: Session) -> str:
    """Day and times, in London."""
    begins, ends = london(session.starts_at), london(session.ends_at)
    last = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{day(ends.date())} {ends:%H:%M}"
    return f"{day(begins.date())}, {begins:%H:%M} to {last}"


def session_row(session: Any) -> dict[str, Any]:
    """A row of the list; `session` carries `taken` and `waiting`."""
    return {
        "cells": [
            {"text": session.title, "url": reverse("practice:session", args=[session.pk]), "name": True,
             "sub": f"{session.get_kind_display()}, {session.reference}"},
            {"text": when(session)},
            {"text": session.where},
            {"text": f"{session.taken} of {session.seats}", "sub": f"{session.waiting} waiting" if session.waiting else ""},
            {"tag": session.get_state_display(), "colour": SESSION_COLOURS[session.state]},
        ]
    }  # fmt: skip


def session_line(session: Any) -> list[Any]:
    """A line of the file."""
    return [
        session.reference, session.get_kind_display(), session.title, session.get_audience_display(),
        f"{london(session.starts_at):%Y-%m-%d %H:%M}", f"{london(session.ends_at):%Y-%m-%d %H:%M}", session.where,
        session.seats, session.taken, session.waiting, session.get_state_display(),
    ]  # fmt: skip


def session_facts(session: Any, *, inside: bool) -> list[dict[str, str]]:
    """What is shown of a session; how to join only to those inside."""
    rows = [
        ("When", when(session)),
        ("Where", session.where),
        ("For whom", session.get_audience_display()),
        ("Places", f"{session.taken} of {session.seats} taken"),
        ("Most for one organisation", str(session.each or "")),
        ("What it is about", session.about),
        ("How to join", session.joining if inside else ""),
        ("Cancelled because", session.cancelled_because),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def session_actions(session: Session, by: User) -> list[dict[str, Any]]:
    """The next steps this person may take."""
    found: list[tuple[str, str, bool]] = []
    if rules.can_book_session(by, session):
        found.append(("Book a place", "book", False))
    if rules.can_keep(by):
        if session.state == SessionState.DRAFT:
            found.append(("Open for booking", "session_open", False))
        if session.state == SessionState.HELD or (
            session.state == SessionState.OPEN and session.starts_at <= now()
        ):
            found.append(("Note who came", "attendance", False))
        if session.state in {SessionState.DRAFT, SessionState.OPEN}:
            found += [("Change", "session_change", True), ("Cancel it", "session_cancel", True)]
        found.append(("Add material", "material_new", True))
    return [
        {"label": label, "url": reverse(f"practice:{name}", args=[session.pk]), "secondary": quiet}
        for label, name, quiet in found
    ]


def _came(booking: Booking) -> str:
    return {None: "", True: "Came", False: "Did not come"}[booking.attended]


def booking_row(booking: Booking) -> dict[str, Any]:
    """A place on a session's own page."""
    cancel = (
        {"text": "Cancel", "url": reverse("practice:booking_cancel", args=[booking.pk])}
        if booking.state != BookingState.CANCELLED and booking.session.starts_at > now()
        else {"text": _came(booking)}
    )
    return {
        "cells": [
            {"text": booking.attendee, "name": True, "sub": booking.attendee_role or booking.topic},
            {"text": booking.organisation.label},
            {"tag": booking.get_state_display(), "colour": BOOKING_COLOURS[booking.state]},
            cancel,
        ]
    }


def own_booking(booking: Booking) -> dict[str, Any]:
    """A place on an organisation's list."""
    certificate = (
        {"text": "Certificate (PDF)", "url": reverse("practice:certificate", args=[booking.pk])}
        if booking.certificate
        else {"text": _came(booking)}
    )
    return {
        "cells": [
            {"text": booking.session.title, "url": reverse("practice:session", args=[booking.session_id]),
             "name": True, "sub": when(booking.session)},
            {"text": booking.attendee},
            {"tag": booking.get_state_display(), "colour": BOOKING_COLOURS[booking.state]},
            certificate,
        ]
    }  # fmt: skip


def concern_row(concern: Concern) -> dict[str, Any]:
    """A row of the list."""
    return {
        "cells": [
            {"text": concern.get_theme_display(), "url": reverse("practice:concern", args=[concern.pk]),
             "name": True, "sub": concern.reference},
            {"text": concern.about.label, "sub": concern.service.name if concern.service else ""},
            {"text": day(concern.noted_on)},
            {"tag": concern.get_state_display(), "colour": CONCERN_COLOURS[concern.state]},
        ]
    }  # fmt: skip


def concern_line(c: Concern) -> list[Any]:
    """A line of the file."""
    return [
        c.reference, c.about.name, c.service.name if c.service else "", c.get_theme_display(), c.get_source_display(),
        c.noted_on, c.words, c.raised_with, c.raised_on or "", c.action, c.action_by or "", c.outcome,
        c.closed_on or "", c.get_state_display(),
    ]  # fmt: skip


def concern_facts(c: Concern) -> list[dict[str, str]]:
    """What is known of a concern."""
    rows = [
        ("About", c.about.name),
        ("Service", c.service.name if c.service else ""),
        ("Theme", c.get_theme_display()),
        ("Who raised it", c.get_source_display()),
        ("Noted", day(c.noted_on)),
        ("The concern", c.words),
        (
            "Raised with",
            f"{c.raised_with}, {day(c.raised_on)}"
            if c.raised_with and c.raised_on
            else c.raised_with,
        ),
        ("Action agreed", c.action),
        ("Action due", day(c.action_by) if c.action_by else ""),
        ("Outcome", c.outcome),
        ("Closed", day(c.closed_on) if c.closed_on else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def concern_actions(c: Concern) -> list[dict[str, Any]]:
    """The next steps."""
    found: list[dict[str, Any]] = [
        {
            "label": "Change",
            "url": reverse("practice:concern_change", args=[c.pk]),
            "secondary": True,
        }
    ]
    if CONCERN_MOVES[c.state]:
        step = {"label": "Next step", "url": reverse("practice:concern_move", args=[c.pk])}
        found.insert(0, step)
    return found


def concern_events(c: Concern) -> list[dict[str, Any]]:
    """Its history for components/timeline.html."""
    return [
        {
            "at": note.created_at,
            "what": ConcernState(note.to_state).label,
            "who": note.by.name,
            "detail": note.words,
        }
        for note in c.notes.select_related("by").order_by("-created_at")
    ]


def meeting_row(meeting: Any) -> dict[str, Any]:
    """A row of the list; `meeting` carries `said` and `open`."""
    return {
        "cells": [
            {"text": meeting.with_whom, "url": reverse("practice:meeting", args=[meeting.pk]), "name": True,
             "sub": f"{meeting.get_with_kind_display()}, {meeting.reference}"},
            {"text": day(meeting.held_on), "sub": meeting.place.name if meeting.place else "The whole area"},
            {"text": str(meeting.said)},
            {"text": str(meeting.open)},
        ]
    }  # fmt: skip


def meeting_facts(m: Meeting) -> list[dict[str, str]]:
    """What is known of a meeting."""
    rows = [
        ("When", day(m.held_on)),
        ("With", m.get_with_kind_display()),
        ("Place", m.place.name if m.place else "The whole area"),
        ("How many came", str(m.people or "")),
        ("What it was about", m.about),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def heard_card(h: Heard) -> dict[str, Any]:
    """One thing said, with its answer and the next steps."""
    steps = [("Answer" if h.state == HeardState.HEARD else "Change the answer", "answer")]
    if h.published_at:
        steps.append(("Take it off the public page", "unpublish"))
    elif h.state != HeardState.HEARD:
        steps.append(("Publish", "publish"))
    return {
        "heard": h,
        "colour": HEARD_COLOURS[h.state],
        "steps": [
            {"label": label, "url": reverse(f"practice:{name}", args=[h.pk])}
            for label, name in steps
        ],
    }


def heard_line(h: Heard) -> list[Any]:
    """A line of the file."""
    m = h.meeting
    return [
        m.with_whom, m.held_on, m.get_with_kind_display(), m.place.name if m.place else "", h.said, h.did,
        h.get_state_display(), "yes" if h.published_at else "no",
    ]  # fmt: skip


def plan_views(current: str) -> list[dict[str, Any]]:
    """The ways of looking at the plans."""
    here = reverse("practice:plans")
    return [
        {"label": label, "url": f"{here}?state={key}", "current": key == current}
        for key, label in PLAN_VIEWS.items()
    ]


def plan_row(plan: HealthcarePlan) -> dict[str, Any]:
    """A row of the list."""
    return {
        "cells": [
            {"text": plan.pupil, "url": reverse("practice:plan", args=[plan.pk]), "name": True, "sub": plan.reference},
            {"due": plan.review_on} if plan.review_on else {"text": "Not set"},
            {"tag": plan.get_state_display(), "colour": PLAN_COLOURS[plan.state]},
        ]
    }  # fmt: skip


def plan_sections(plan: HealthcarePlan) -> list[dict[str, str]]:
    """The sections as written."""
    return [
        {"key": section.heading, "value": plan.content.get(name) or "Nothing written yet"}
        for name, section in SECTIONS.items()
    ]


def plan_actions(plan: HealthcarePlan) -> list[dict[str, Any]]:
    """The next steps."""
    found = [("Put it into use", "plan_use", False), ("Write", "plan_write", True)]
    if plan.state != PlanState.ENDED:
        found.append(("End it", "plan_end", True))
    return [
        {"label": label, "url": reverse(f"practice:{name}", args=[plan.pk]), "secondary": quiet}
        for label, name, quiet in found
    ]
