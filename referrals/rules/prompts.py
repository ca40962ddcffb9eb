"""What the clock brings up about a notification, from when until when, and who is told.

Only the start of compulsory school age is a day in law (Education Act 1996 s.8); when each of these is
brought up is local policy.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict, NotAllowed
from dco_portal.common.pairs import answers
from dco_portal.deadlines import Months, add_months
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from referrals.models import Message, Notification, Prompt
from referrals.rules.notice import side_of
from referrals.states import OPEN, VOID, NotificationState

Kind, Side = Prompt.Kind, Message.Side
# The field of the notification that names the organisation of a side.
FIELDS = {Side.LA: "la", Side.NOTIFIER: "organisation", Side.DCO: "icb"}
THIRD_BIRTHDAY = Months(36)


@dataclass(frozen=True)
class Settings:
    """One board's local policy on prompts; `day` is the day it is for."""

    day: dt.date
    two_year_months: int
    admission_month: int
    school_age_days: int
    acknowledge_days: int
    outcome_days: int


def settings(board: Organisation, day: dt.date) -> Settings:
    """A board's policy in force on a day."""
    names = (
        "two_year_months",
        "admission_month",
        "school_age_days",
        "acknowledge_days",
        "outcome_days",
    )
    return Settings(day, **{name: int(policy.value(f"s23.{name}", board, day)) for name in names})


@dataclass(frozen=True)
class Plan:
    """One kind of prompt: whose it is, the words of its page, and its span for one notification.

    `span` gives the first day on which it is brought up and the day from which it is too late, or
    None where it does not apply (any more). `narrow` spares reading rows that cannot be due on a day.
    """

    kind: str
    sides: tuple[str, ...]
    title: str
    why: str
    span: Callable[[Notification, Settings], tuple[dt.date, dt.date | None] | None]
    narrow: Callable[[dt.date], Q]


def _young(day: dt.date) -> Q:
    return Q(child__born_on__gt=day - dt.timedelta(days=6 * 366))


def _still_open(day: dt.date) -> Q:
    return Q(state__in=OPEN)


def _elsewhere(day: dt.date) -> Q:
    return Q(state__in=OPEN) & ~Q(child__home_la=F("la"))


def entry_year(born_on: dt.date) -> int:
    """The year of the September in which a child may start school: after the fourth birthday."""
    return born_on.year + (4 if (born_on.month, born_on.day) <= (8, 31) else 5)


def _two_year(n: Notification, s: Settings) -> tuple[dt.date, dt.date | None] | None:
    due = add_months(n.child.born_on, Months(s.two_year_months))
    if n.sent_on >= due or n.outcome == Notification.Outcome.MOVED:
        return None
    return due, add_months(n.child.born_on, THIRD_BIRTHDAY)


def _admission(n: Notification, s: Settings) -> tuple[dt.date, dt.date | None] | None:
    if n.outcome == Notification.Outcome.MOVED:
        return None
    year = entry_year(n.child.born_on)
    start = dt.date(year - 1 if s.admission_month >= 9 else year, s.admission_month, 1)
    return start, dt.date(year, 9, 1)


def _school_age(n: Notification, s: Settings) -> tuple[dt.date, dt.date | None] | None:
    if n.state not in OPEN:
        return None
    return n.csa_on - dt.timedelta(days=s.school_age_days), None


def _moved(n: Notification, s: Settings) -> tuple[dt.date, dt.date | None] | None:
    if n.state not in OPEN or n.child.home_la_id == n.la_id:
        return None
    return n.sent_on, None


def _unread(n: Notification, s: Settings) -> tuple[dt.date, dt.date | None] | None:
    if n.state != NotificationState.SENT:
        return None
    return n.la_since.date() + dt.timedelta(days=s.acknowledge_days + 1), None


def _no_outcome(n: Notification, s: Settings) -> tuple[dt.date, dt.date | None] | None:
    if n.state not in OPEN:
        return None
    return n.la_since.date() + dt.timedelta(days=s.outcome_days + 1), None


PLANS = {
    plan.kind: plan
    for plan in (
        Plan(
            Kind.TWO_YEAR, (Side.LA, Side.NOTIFIER), "Two-year review is due",
            "The child was notified before the review at two. The health review and the early-years progress check "
            "can be done together and look at what has changed.",
            _two_year,
            _young,
        ),
        Plan(
            Kind.ADMISSION, (Side.LA,), "Applying for a school place this year",
            "The child may start school next September. The family may need help to choose and to apply in time, and "
            "the school to prepare.",
            _admission,
            _young,
        ),
        Plan(
            Kind.SCHOOL_AGE, (Side.LA, Side.NOTIFIER), "Reaches compulsory school age with no outcome",
            "The notification is still open. It stays good, but from compulsory school age on a new one cannot be made: "
            "record an outcome, or ask whether an EHC needs assessment should be requested.",
            _school_age,
            _still_open,
        ),
        Plan(
            Kind.MOVED, (Side.DCO, Side.LA), "The child’s record names another authority",
            "The home authority on the child’s record is not the one that was notified. The DCO team can send the "
            "notification on to the right one.",
            _moved,
            _elsewhere,
        ),
        Plan(
            Kind.NOT_ACKNOWLEDGED, (Side.DCO,), "Not acknowledged by the local authority",
            "The authority has not said that it has got the notification. You can chase it from the notification’s page.",
            _unread,
            _still_open,
        ),
        Plan(
            Kind.NO_OUTCOME, (Side.DCO,), "No outcome recorded",
            "The authority has not said what came of the notification. You can chase it from the notification’s page.",
            _no_outcome,
            _still_open,
        ),
    )
}  # fmt: skip


def due(plan: Plan, notification: Notification, s: Settings) -> dt.date | None:
    """The day from which it is due, when that has come and it is not too late; else None."""
    if notification.state in VOID:
        return None
    span = plan.span(notification, s)
    if span is None:
        return None
    start, end = span
    return start if start <= s.day and (end is None or s.day < end) else None


def check_can_finish(user: User, prompt: Prompt) -> None:
    """The side that was prompted, once."""
    own = user.organisation.pk if user.organisation else None
    if own != prompt.organisation_id or not side_of(user, prompt.notification):
        raise NotAllowed("Only those who were prompted can say that it is done.")
    if prompt.done_at is not None:
        who = prompt.done_by.name if prompt.done_by else "The portal"
        raise Conflict(f"{who} has noted this as done already.")


can_finish = answers(check_can_finish)
