"""Reads of the DCO's desk: lists, coverage, what was published. Plain values to other apps."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.diagrams import Diagram
from dco_portal.practice import states
from dco_portal.practice.models import Booking, Concern, HealthcarePlan, Heard, Meeting, Session
from dco_portal.practice.scope import icbs_of

BLANK_PLAN = uuid.UUID("6f0f7a44-2f1b-4a39-8f0c-0f0c6b1a2d10")  # owner of the blank plan's PDF
COVERAGE_DAYS = 365


def with_places(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with `taken` and `waiting`."""
    return rows.annotate(
        taken=Count("bookings", filter=Q(bookings__state="booked")),
        waiting=Count("bookings", filter=Q(bookings__state="waiting")),
    )


def offered(user: User) -> QuerySet[Session]:
    """What somebody may book now, the soonest first."""
    rows = Session.objects.visible_to(user).filter(state="open", starts_at__gt=now())
    organisation = user.organisation
    if organisation is not None:
        rows = rows.filter(audience__in=[Session.Audience.ANYBODY, organisation.kind])
    return with_places(rows)


def own_bookings(user: User) -> QuerySet[Booking]:
    """One's organisation's places, the latest first."""
    organisation = user.organisation
    rows = Booking.objects.visible_to(user)
    return rows.filter(organisation=organisation).select_related("session").order_by("-created_at")


@dataclass(frozen=True)
class Covered:
    """One organisation's training within a year: places booked, people who came, the last time."""

    organisation: str
    kind: str
    booked: int
    came: int
    last: dt.date | None


def coverage(user: User, on: dt.date | None = None) -> list[Covered]:
    """Training taken up by every provider and school of the area within a year, those without any included."""
    from dco_portal.organisations.models import Organisation, OrganisationKind

    icb = user.organisation
    if icb is None:
        return []
    since = (on or today()) - dt.timedelta(days=COVERAGE_DAYS)
    rows = (
        Booking.objects.visible_to(user)
        .filter(session__starts_at__date__gte=since, state="booked")
        .exclude(session__kind=Session.Kind.DROP_IN)
        .values("organisation")
        .annotate(
            booked=Count("pk"),
            came=Count("pk", filter=Q(attended=True)),
            last=Max("session__starts_at__date", filter=Q(attended=True)),
        )
    )
    counts = {row["organisation"]: row for row in rows}
    las = icb.local_authorities.values("pk")
    area = Organisation.objects.filter(
        Q(services__areas__in=las, kind=OrganisationKind.PROVIDER)
        | Q(local_authority__in=las, kind=OrganisationKind.SCHOOL),
        closed_on=None,
    )
    found = []
    for each in Organisation.objects.filter(pk__in=area.values("pk")).order_by("kind", "name"):
        row = counts.get(each.pk, {})
        found.append(
            Covered(
                each.name,
                each.get_kind_display(),
                row.get("booked", 0),
                row.get("came", 0),
                row.get("last"),
            )
        )
    return found


def concerns(user: User, *, state: str = "", theme: str = "") -> QuerySet[Concern]:
    """The team's concerns."""
    rows = Concern.objects.visible_to(user).select_related("about", "service")
    wanted = {"state": state, "theme": theme}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def meetings(user: User) -> QuerySet[Meeting]:
    """The team's meetings with `said` and `open` things heard."""
    rows: QuerySet[Meeting] = Meeting.objects.visible_to(user)
    return rows.select_related("place").annotate(
        said=Count("heard"), open=Count("heard", filter=Q(heard__state__in=["heard", "doing"]))
    )


def published(place: str = "") -> QuerySet[Heard]:
    """“You said, we did” as published, the newest first; of one place by its slug, with what is of the whole area."""
    rows = Heard.objects.public().select_related("meeting__place", "meeting__icb")
    if place:
        rows = rows.filter(
            Q(meeting__place__slug=place) | Q(meeting__place=None, meeting__icb__places__slug=place)
        )
    return rows


def plans(user: User, state: str = "") -> QuerySet[HealthcarePlan]:
    """The school's plans."""
    rows = HealthcarePlan.objects.visible_to(user)
    return rows.filter(state=state) if state else rows


def has_place(user: User, session: Session) -> bool:
    """Whether somebody's organisation has a place, and so may see how to join and the materials."""
    organisation = user.organisation
    if organisation is None:
        return False
    return (
        session.icb_id == organisation.pk
        or session.bookings.filter(organisation=organisation, state="booked").exists()
    )


def in_area(user: User, icb_id: uuid.UUID) -> bool:
    """Whether somebody's organisation works in an ICB's area."""
    return user.organisation is not None and icbs_of(user.organisation).filter(pk=icb_id).exists()


def diagrams() -> list[Diagram]:
    """The desk's state tables."""
    tables = {
        "practice-session": (states.SessionState, states.SESSION_MOVES, states.SESSION_ENDS),
        "practice-booking": (states.BookingState, states.BOOKING_MOVES, frozenset()),
        "practice-concern": (states.ConcernState, states.CONCERN_MOVES, frozenset()),
        "practice-said": (states.HeardState, states.HEARD_MOVES, frozenset()),
        "practice-plan": (states.PlanState, states.PLAN_MOVES, frozenset()),
    }
    return [
        Diagram(
            title,
            {value: str(label) for value, label in names.choices},
            moves,
            names.values[0],
            ends,
        )
        for title, (names, moves, ends) in tables.items()
    ]
