"""What the access matrix needs of practice in each area."""

import datetime as dt
from typing import Any

from dco_portal.common.clock import now, today
from dco_portal.practice.actions import plans, sessions
from dco_portal.practice.models import Booking, Session
from dco_portal.practice.plan_form import SECTIONS
from tests.advice_scene import report
from tests.factories.practice import (
    ConcernFactory,
    HeardFactory,
    MeetingFactory,
    PlanFactory,
    SessionFactory,
)


def furnish(area: Any) -> None:
    """Sessions to come and held, a concern, a meeting with something said, a plan in use."""
    area.training = SessionFactory(icb=area.icb, seats=9)
    area.training_draft = SessionFactory(icb=area.icb, state="draft")
    area.place_booked = sessions.book(
        by=area["senco"], session_id=area.training.pk, attendee="Ms A"
    )
    area.training_held = SessionFactory(icb=area.icb)
    area.place_held = sessions.book(
        by=area["senco"], session_id=area.training_held.pk, attendee="Ms A"
    )
    past = now() - dt.timedelta(days=1)
    Session.objects.filter(pk=area.training_held.pk).update(starts_at=past, ends_at=now())
    sessions.note_attendance(
        by=area["dco"], session_id=area.training_held.pk, came={area.place_held.pk: True}
    )
    area.place_held = Booking.objects.get(pk=area.place_held.pk)
    area.slides = sessions.add_material(
        by=area["dco"],
        session_id=area.training.pk,
        upload=report(),
    )
    area.concern = ConcernFactory(icb=area.icb, about=area.trust)
    area.meeting = MeetingFactory(icb=area.icb, place=area.place)
    area.heard = HeardFactory(meeting=area.meeting, did="We did", state="done")
    area.plan = PlanFactory(school=area.school)
    plans.write(
        by=area["senco"], plan_id=area.plan.pk, content=dict.fromkeys(SECTIONS, "Words"),
        review_on=today() + dt.timedelta(days=90),
    )  # fmt: skip
    plans.put_into_use(by=area["senco"], plan_id=area.plan.pk)
