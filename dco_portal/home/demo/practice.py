"""The demo's DCO desk: training, a drop-in, concerns, what families said. Invented, and of the field."""

import datetime as dt

from django.utils import timezone

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.home.demo.people import AREA_SIGN_INS
from dco_portal.organisations.models import Organisation, Place, ServiceKind
from dco_portal.practice import queries
from dco_portal.practice.actions import concerns, engagement, plans, sessions
from dco_portal.practice.plan_form import SECTIONS

TRAINING = (
    ("Writing health advice that can be put into a plan", "What “specific and quantified” means, with examples from each profession.", 16, 30, "provider"),
    ("Supporting pupils with medical conditions", "Individual healthcare plans, medicines in school, who trains whom.", 23, 60, "school"),
    ("What is new in the SEND system", "A short briefing with time for questions.", 9, 100, "anybody"),
)  # fmt: skip
SAID = (
    ("forum", "We never know whether health has answered.", "done", "Each family can now ask the local authority’s officer, who sees the day health’s part is due and whether it was sent."),
    ("forum", "Tell us what helps while we wait.", "doing", "Each waiting list’s page in the Local Offer now has a part on support while waiting; four of them still have to be written."),
    ("young", "Letters are about us but not to us.", "doing", "From 16, letters go to the young person first unless they say otherwise."),
    ("young", "Appointments are always in lessons.", "heard", ""),
)  # fmt: skip
PLAN = {
    "condition": "Epilepsy with tonic-clonic seizures.",
    "signs": "Goes quiet and stares. More likely when tired.",
    "needs": "A place to sleep after a seizure.",
    "medicines": "Rescue medicine in the office, second drawer. Trained staff give it after five minutes.",
    "helpers": "Two teaching assistants, trained this term. The office manager covers.",
    "learning": "Catch up with a friend’s notes after a seizure.",
    "trips": "A trained adult and the rescue medicine go along.",
    "emergency": "Call 999 when a seizure lasts longer than five minutes or another follows.",
    "contacts": "Family first, then the children’s epilepsy nurse at the hospital.",
    "views": "I would like my friends to know what to do.",
    "agreed": "Family, pupil, school and epilepsy nurse at the start of term.",
}


def load() -> str:
    """Make the desk of each area that has none yet."""
    made = 0
    for area in AREA_SIGN_INS:
        dco = User.objects.get(email=f"dco@{area.domain}")
        if not queries.meetings(dco).exists():
            _desk(dco, area.domain)
            made += 1
    plans.prepare_blank()
    return f"{made} desks of DCO teams"


def _at(days: int, hour: int) -> dt.datetime:
    day = today() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour), timezone.get_default_timezone())


def _desk(dco: User, domain: str) -> None:
    icb = dco.organisation
    assert icb is not None
    school = User.objects.get(email=f"school@{domain}")
    _training(dco, school)
    _concerns(dco, icb)
    _said(dco, icb)
    plan = plans.begin(by=school, pupil="Robin Example", born_on=today() - dt.timedelta(days=3400))
    plans.write(
        by=school, plan_id=plan.pk, content={name: PLAN[name] for name in SECTIONS},
        review_on=today() + dt.timedelta(days=45),
    )  # fmt: skip
    plans.put_into_use(by=school, plan_id=plan.pk)


def _training(dco: User, school: User) -> None:
    for title, about, days, seats, audience in TRAINING:
        session = sessions.prepare(
            by=dco, kind="briefing" if audience == "anybody" else "training", audience=audience, title=title, about=about,
            where="Online", joining="The link is sent the day before.", starts_at=_at(days, 14), ends_at=_at(days, 16),
            seats=seats, each=4,
        )  # fmt: skip
        sessions.open_booking(by=dco, session_id=session.pk)
        if audience == "school":
            sessions.book(
                by=school, session_id=session.pk, attendee=school.name, attendee_role="SENCO"
            )
    slots = sessions.offer_drop_in(
        by=dco,
        starts_at=_at(12, 13),
        ends_at=_at(12, 15),
        minutes=20,
        where="Online",
        audience="school",
    )
    sessions.book(
        by=school, session_id=slots[0].pk, attendee=school.name, topic="When to ask for an EHC needs assessment"
    )  # fmt: skip


def _concerns(dco: User, icb: Organisation) -> None:
    provider = (
        Organisation.objects.filter(
            services__areas__in=icb.local_authorities.all(), services__kind=ServiceKind.AUDIOLOGY
        )
        .order_by("name")
        .first()
    )
    if provider is None:
        return
    concern = concerns.note(
        by=dco, about=provider, service=provider.services.filter(kind=ServiceKind.AUDIOLOGY).first(), theme="waiting",
        source="school", noted_on=today() - dt.timedelta(days=40),
        words="Several schools say that children wait a term for a hearing test.",
    )  # fmt: skip
    concerns.move(
        by=dco, concern_id=concern.pk, to="raised", raised_with="Monthly contract meeting",
        raised_on=today() - dt.timedelta(days=20), words="Asked for the number who wait, by month.",
    )  # fmt: skip
    concerns.note(
        by=dco, about=provider, service=None, theme="communication", source="family", noted_on=today(),
        words="Letters name clinics by abbreviations that families do not know.",
    )  # fmt: skip


def _said(dco: User, icb: Organisation) -> None:
    place = Place.objects.filter(icb=icb).order_by("name").first()
    for kind, name, days in (
        ("forum", "Parent carer forum", 60),
        ("young", "Young people’s panel", 25),
    ):
        meeting = engagement.note_meeting(
            by=dco, place=place if kind == "young" else None, held_on=today() - dt.timedelta(days=days), with_kind=kind,
            with_whom=name, about="What it is like to wait for health’s part, and what would help.", people=14,
        )  # fmt: skip
        for who, said, state, did in SAID:
            if who != kind:
                continue
            heard = engagement.hear(by=dco, meeting_id=meeting.pk, said=said)
            if state != "heard":
                engagement.answer(by=dco, heard_id=heard.pk, to=state, did=did)
                engagement.publish(by=dco, heard_id=heard.pk)
