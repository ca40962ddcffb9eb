"""The local clock of enquiries: working days by topic. Local policy, never law."""

import datetime as dt

from dco_portal.common.clock import today
from dco_portal.deadlines.calendar import next_working_day
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from enquiries.states import Urgency


def working_days_after(start: dt.date, count: int) -> dt.date:
    """The day that is so many working days (England and Wales) after `start`."""
    day = start
    for _ in range(count):
        day = next_working_day(day)
    return day


def standard(topic: str, urgency: str, icb: Organisation, on: dt.date | None = None) -> int:
    """Working days in which the team answers an enquiry of this topic; fewer when it is soon."""
    days = int(policy.value(f"enquiries.{topic}_days", icb, on))
    if urgency == Urgency.SOON:
        days = min(days, int(policy.value("enquiries.soon_days", icb, on)))
    return days


def due_from(day: dt.date, topic: str, urgency: str, icb: Organisation) -> dt.date:
    """By when an enquiry that came on a day is answered."""
    return working_days_after(day, standard(topic, urgency, icb, day))


def specialist_by(icb: Organisation) -> dt.date:
    """By when a specialist asked today should answer."""
    return working_days_after(today(), int(policy.value("enquiries.specialist_days", icb)))


def days(key: str, icb: Organisation) -> dt.timedelta:
    """A length of time of local policy in calendar days, such as how long a private link opens."""
    return dt.timedelta(days=int(policy.value(f"enquiries.{key}", icb)))
