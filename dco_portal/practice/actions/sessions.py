"""Training, briefings and drop-ins: offering, booking, attendance, certificates."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import london
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.common.references import next_reference, next_references
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Attachment
from dco_portal.notifications import actions as notifications
from dco_portal.practice import rules
from dco_portal.practice.actions.locking import locked
from dco_portal.practice.models import Booking, Session
from dco_portal.practice.states import BookingState, SessionState

OWNER_KIND = "practice.session"
FIELDS = (
    "kind", "audience", "title", "about", "where", "joining", "starts_at", "ends_at", "seats", "each",
)  # fmt: skip
MOST_SLOTS = 40


@transaction.atomic
def prepare(*, by: User, **values: Any) -> Session:
    """Prepare a session that nobody else sees yet. Errors: `NotAllowed`, `Invalid`."""
    rules.check_can_keep(by)
    rules.check_session(values)
    assert by.organisation is not None
    session = Session.objects.create(
        reference=next_reference("TRN"), icb=by.organisation, **{name: values[name] for name in FIELDS if name in values}
    )  # fmt: skip
    audit.record("practice.session_prepared", by=by, obj=session)
    return session


@transaction.atomic
def offer_drop_in(
    *, by: User, starts_at: dt.datetime, ends_at: dt.datetime, minutes: int, where: str, joining: str = "",
    audience: str = Session.Audience.ANYBODY,
) -> list[Session]:  # fmt: skip
    """Offer a drop-in as slots of so many minutes, open for booking at once; the slots."""
    rules.check_can_keep(by)
    rules.check_session({"starts_at": starts_at, "ends_at": ends_at, "seats": 1})
    step = dt.timedelta(minutes=minutes)
    count = int((ends_at - starts_at) / step)
    if not 1 <= count <= MOST_SLOTS:
        raise Invalid({"minutes": f"That makes {count} slots. Choose 1 to {MOST_SLOTS}"})
    references = next_references("TRN", count)
    slots = Session.objects.bulk_create(
        Session(
            reference=reference, icb=by.organisation, kind=Session.Kind.DROP_IN, audience=audience,
            title="Drop-in with the DCO team", where=where, joining=joining,
            starts_at=starts_at + step * number, ends_at=starts_at + step * (number + 1), seats=1,
            state=SessionState.OPEN,
        )
        for number, reference in enumerate(references)
    )  # fmt: skip
    audit.record("practice.drop_in_offered", by=by, obj=slots[0], slots=count)
    return slots


@transaction.atomic
def change(*, by: User, session_id: uuid.UUID, lock: int | None = None, **values: Any) -> Session:
    """Change a session; those who have a place are told of a new time or place."""
    session = locked(Session.objects.kept_by(by), session_id)
    rules.check_lock(session, lock)
    if session.state not in {SessionState.DRAFT, SessionState.OPEN}:
        raise Conflict(f"{session.reference} is “{session.get_state_display()}”.")
    booked = session.bookings.filter(state=BookingState.BOOKED).count()
    rules.check_session(values, booked=booked)
    before = (session.starts_at, session.ends_at, session.where)
    for name in FIELDS:
        if name in values:
            setattr(session, name, values[name])
    session.lock += 1
    session.save()
    audit.record("practice.session_changed", by=by, obj=session)
    if before != (session.starts_at, session.ends_at, session.where):
        _tell_booked(
            session,
            f"{session.reference} was moved",
            f"“{session.title}” is now on {_when(session)}, {session.where}.",
        )
    _fill_from_waiting(session)
    return session


@transaction.atomic
def open_booking(*, by: User, session_id: uuid.UUID) -> Session:
    """Let people book."""
    session = locked(Session.objects.kept_by(by), session_id)
    rules.check_session_move(session, SessionState.OPEN)
    return _move(session, SessionState.OPEN, by=by)


@transaction.atomic
def cancel(*, by: User, session_id: uuid.UUID, reason: str) -> Session:
    """Cancel a session; everybody with a place or waiting is told."""
    session = locked(Session.objects.kept_by(by), session_id)
    rules.check_session_move(session, SessionState.CANCELLED)
    if not reason.strip():
        raise Invalid({"reason": "Say why, so that those who booked know"})
    session.cancelled_because = reason.strip()
    _move(session, SessionState.CANCELLED, by=by)
    _tell_booked(
        session,
        f"{session.reference} is cancelled",
        f"“{session.title}” on {_when(session)} will not take place: {session.cancelled_because}",
    )
    return session


@transaction.atomic
def note_attendance(*, by: User, session_id: uuid.UUID, came: Mapping[uuid.UUID, bool]) -> Session:
    """Note who came, by booking id; the session is held, and a certificate is made for each who came."""
    session = locked(Session.objects.kept_by(by), session_id)
    if session.state != SessionState.HELD:
        rules.check_session_move(session, SessionState.HELD)
        _move(session, SessionState.HELD, by=by)
    for booking in session.bookings.filter(state=BookingState.BOOKED).select_related(
        "organisation"
    ):
        booking.attended = came.get(booking.pk, False)
        if (
            booking.attended
            and booking.certificate is None
            and session.kind != Session.Kind.DROP_IN
        ):
            booking.certificate = _certificate(session, booking, by=by)
        booking.save()
    audit.record("practice.attendance_noted", by=by, obj=session, came=sum(came.values()))
    return session


def _certificate(session: Session, booking: Booking, *, by: User) -> uuid.UUID:
    hours = (session.ends_at - session.starts_at).total_seconds() / 3600
    document = documents.create(
        by=by,
        kind="practice.certificate",
        title=f"Certificate of attendance {session.reference}",
        filename=f"certificate-{session.reference}.pdf",
        template="pdf/practice/certificate.html",
        owner_kind=OWNER_KIND,
        owner_id=session.pk,
        context={
            "attendee": booking.attendee,
            "attendee_role": booking.attendee_role,
            "organisation": session.icb.name,
            "works_for": booking.organisation.name,
            "session": session.title,
            "about": session.about,
            "reference": session.reference,
            "held_on": london(session.starts_at).date(),
            "hours": f"{hours:g}",
            "by": session.icb.name,
        },
    )
    return document.pk


@transaction.atomic
def book(
    *, by: User, session_id: uuid.UUID, attendee: str, attendee_role: str = "", topic: str = ""
) -> Booking:
    """Book a place for one person of one's organisation; when all are taken, on the waiting list.

    Errors: `NotFound`, `NotAllowed`, `Conflict` when it cannot be booked any more, `Invalid`.
    """
    session = locked(Session.objects.visible_to(by), session_id)
    rules.check_bookable(by, session)
    assert by.organisation is not None
    rules.check_names_no_child(topic=topic)
    taken = session.bookings.filter(state=BookingState.BOOKED)
    own = session.bookings.exclude(state=BookingState.CANCELLED).filter(
        organisation=by.organisation
    )
    if own.filter(attendee__iexact=attendee.strip()).exists():
        raise Invalid({"attendee": f"{attendee.strip()} has a place already"})
    if session.each and own.count() >= session.each:
        raise Invalid({"attendee": f"Each organisation can book {session.each} at most"})
    full = taken.count() >= session.seats
    booking = Booking.objects.create(
        session=session, organisation=by.organisation, by=by, attendee=attendee.strip(),
        attendee_role=attendee_role.strip(), topic=topic.strip(),
        state=BookingState.WAITING if full else BookingState.BOOKED,
    )  # fmt: skip
    audit.record("practice.booked", by=by, obj=session, booking=booking.pk, state=booking.state)
    if not full:
        _tell(
            session,
            booking,
            f"A place on {session.reference}",
            f"You have a place: “{session.title}”, {_when(session)}, {session.where}.",
        )
    return booking


@transaction.atomic
def cancel_booking(*, by: User, booking_id: uuid.UUID) -> Booking:
    """Give a place back; the first on the waiting list gets it and is told."""
    booking = locked(Booking.objects.visible_to(by).select_related("session"), booking_id)
    session = Session.objects.select_for_update().get(pk=booking.session_id)
    rules.check_booking_move(booking, BookingState.CANCELLED)
    booking.state = BookingState.CANCELLED
    booking.save()
    audit.record("practice.booking_cancelled", by=by, obj=session, booking=booking.pk)
    _fill_from_waiting(session)
    return booking


@transaction.atomic
def add_material(
    *, by: User, session_id: uuid.UUID, upload: UploadedFile, description: str = ""
) -> Attachment:
    """Add slides or a handout for those who booked. Errors: as `documents.attach`."""
    session = locked(Session.objects.kept_by(by), session_id)
    file = documents.attach(
        by=by, upload=upload, owner_kind=OWNER_KIND, owner_id=session.pk, description=description
    )
    audit.record("practice.material_added", by=by, obj=session, file=file.pk)
    return file


def _move(session: Session, to: str, *, by: User) -> Session:
    session.state = to
    session.lock += 1
    session.save()
    audit.record(f"practice.session_{to}", by=by, obj=session)
    return session


def _fill_from_waiting(session: Session) -> None:
    free = session.seats - session.bookings.filter(state=BookingState.BOOKED).count()
    waiting = session.bookings.filter(state=BookingState.WAITING).select_related("by")
    for booking in waiting[: max(free, 0)]:
        booking.state = BookingState.BOOKED
        booking.save()
        _tell(
            session,
            booking,
            f"A place on {session.reference}",
            f"A place came free: “{session.title}”, {_when(session)}, {session.where}.",
        )


def _when(session: Session) -> str:
    return f"{london(session.starts_at):%-d %B %Y at %H:%M}"


def _tell(session: Session, booking: Booking, subject: str, body: str) -> None:
    notifications.tell(
        recipients=[booking.by], kind="practice.booking", subject=subject, body=body,
        dedupe_key=f"practice.booking:{booking.pk}:{booking.state}:{session.lock}",
        link=reverse("practice:session", args=[session.pk]), reference=session.reference,
        organisation=booking.organisation,
    )  # fmt: skip


def _tell_booked(session: Session, subject: str, body: str) -> None:
    rows = session.bookings.exclude(state=BookingState.CANCELLED)
    for booking in rows.select_related("by", "organisation"):
        _tell(session, booking, subject, body)
