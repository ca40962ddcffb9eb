"""Sessions, concerns, meetings, healthcare plans: the smallest valid of each."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from dco_portal.common.clock import now, today
from dco_portal.practice.models import Concern, HealthcarePlan, Heard, Meeting, Session
from tests.factories.organisations import IcbFactory, ProviderFactory, SchoolFactory

HOUR = dt.timedelta(hours=1)


class SessionFactory(DjangoModelFactory):
    """Training next week, open for booking, two places."""

    class Meta:
        model = Session

    reference = factory.Sequence(lambda n: f"TRN-2026-{n:06d}")
    icb = factory.SubFactory(IcbFactory)
    kind = "training"
    title = "Writing good advice"
    where = "Online"
    joining = "https://meet.example/room"
    starts_at = factory.LazyFunction(lambda: now() + dt.timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + HOUR)
    seats = 2
    state = "open"


class ConcernFactory(DjangoModelFactory):
    """A concern noted today."""

    class Meta:
        model = Concern

    reference = factory.Sequence(lambda n: f"CON-2026-{n:06d}")
    icb = factory.SubFactory(IcbFactory)
    about = factory.SubFactory(ProviderFactory)
    theme = "waiting"
    source = "family"
    noted_on = factory.LazyFunction(today)
    words = "Families wait long for a first visit."


class MeetingFactory(DjangoModelFactory):
    """A meeting with the forum, today."""

    class Meta:
        model = Meeting

    reference = factory.Sequence(lambda n: f"ENG-2026-{n:06d}")
    icb = factory.SubFactory(IcbFactory)
    held_on = factory.LazyFunction(today)
    with_kind = "forum"
    with_whom = "Parent carer forum"
    about = "Waiting"


class HeardFactory(DjangoModelFactory):
    """Something said and not answered."""

    class Meta:
        model = Heard

    meeting = factory.SubFactory(MeetingFactory)
    said = "Nobody tells us where we are in the queue."


class PlanFactory(DjangoModelFactory):
    """A plan just begun."""

    class Meta:
        model = HealthcarePlan

    reference = factory.Sequence(lambda n: f"IHP-2026-{n:06d}")
    school = factory.SubFactory(SchoolFactory)
    pupil = "Sentinella Quibblethorpe"
    born_on = dt.date(2016, 5, 4)
