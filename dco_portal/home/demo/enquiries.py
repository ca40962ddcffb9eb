"""Enquiries at every stage in both areas, answers published from them, and templates: invented people, real questions."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from dco_portal.common.clock import now, today
from dco_portal.common.moments import as_if
from dco_portal.home.demo.cases import AREAS, Area, settle_messages
from dco_portal.notifications.models import Notification
from dco_portal.organisations.models import Place, ServiceKind
from enquiries.actions import answers, asking, asks, desk, tell, templates, thread

K = ServiceKind


@dataclass(frozen=True)
class Story:
    """Who asked what how long ago, and how far it has got.

    `reached` is new, assigned, specialist, specialist_answered, waiting, on_hold, replied, resolved,
    signposted or unconfirmed; `by` the local part of a sign-in, or "" for a parent without an account.
    """

    days_ago: int
    reached: str
    by: str
    role: str
    topic: str
    subject: str
    text: str
    reply: str = ""
    service: str = ""
    theme: str = ""
    gap: str = ""
    urgency: str = "routine"
    tried: tuple[str, ...] = ("service",)
    more: dict[str, Any] = field(default_factory=dict)


FEEDING = (
    "School staff may give feeds through a gastrostomy once a nurse of the children’s community nursing team has "
    "trained them and signed them off for the one pupil. Training is repeated every year and when the equipment changes.\n\n"
    "Ask the team through the pupil’s family or the school nurse. The training is free for schools."
)
STORIES = (
    Story(1, "new", "school", "school", "medical", "Buccal midazolam on a residential trip",
          "A pupil with epilepsy comes on a three-day trip. Who may train two more members of staff before then?",
          urgency="soon", tried=("service", "school")),
    Story(2, "new", "", "parent", "health_info", "Waiting for an autism assessment",
          "We have waited for a year. Is there any help for us while we wait?", tried=("doctor", "local_offer")),
    Story(3, "assigned", "la", "la", "continuing", "Who chairs the joint panel for continuing care",
          "Please tell us who of health sits on the panel from January, and who stands in."),
    Story(6, "specialist", "school", "school", "medical", "Sensory breaks and an occupational therapy programme",
          "The programme we were given is from 2023. May our staff change it, or must the therapist see the pupil again?",
          service=K.OCCUPATIONAL_THERAPY, theme="capacity"),
    Story(9, "specialist_answered", "clinician", "clinician", "health_info", "Advice for a young person who moves at 18",
          "Which adult team takes over speech and language therapy, and when should we write to them?",
          service=K.SPEECH_AND_LANGUAGE, theme="age"),
    Story(12, "waiting", "", "parent", "budget", "Personal health budget for night care",
          "Can we choose the carers ourselves?", reply="Yes, where the child has continuing care. Does your child have it?"),
    Story(16, "on_hold", "school", "school", "training", "Epilepsy awareness for all staff",
          "Is there a course this term?", theme="training", gap="Epilepsy training for schools"),
    Story(30, "resolved", "school", "school", "medical", "Gastrostomy feeding at school",
          "Who trains our staff to give feeds, and does it cost anything?", reply=FEEDING, service=K.COMMUNITY_NURSING),
    Story(45, "resolved", "", "parent", "local_offer", "Continence pads for a child over five",
          "The page of the Local Offer gives an old telephone number.", reply="Thank you. The entry has been put right.",
          service=K.CONTINENCE, theme="information", gap="Continence entry out of date"),
    Story(20, "signposted", "", "parent", "other", "A complaint about a cancelled clinic",
          "The clinic was cancelled twice. I want to complain.",
          reply="Please turn to the trust’s complaints team or its PALS: they must look into it and answer you."),
)  # fmt: skip
PUBLISHED = (
    ("Who trains school staff to give feeds through a gastrostomy?", FEEDING, "medical", K.COMMUNITY_NURSING),
    ("What help is there while we wait for an autism assessment?",
     "You need no diagnosis for most help. School support, parenting courses, sleep advice and the helplines in the Local "
     "Offer are open to you while you wait.\n\nIf things get worse, tell the service that has you on its list: it can look "
     "again at how urgent it is.", "health_info", K.AUTISM_PATHWAY),
    ("Who may train school staff to give rescue medicine for epilepsy?",
     "The children’s epilepsy nurse or the community nursing team trains staff for the one pupil, with the pupil’s own plan. "
     "Ask at least four weeks before a trip.", "medical", K.COMMUNITY_NURSING),
)  # fmt: skip
TEMPLATES = (
    ("Thank you, we are finding out", "", "Thank you for your question. We are asking the service and will write again by the day shown above."),
    ("Training by community nurses", "training", "The children’s community nursing team trains staff for one pupil at a time. Please ask through the pupil’s family or the school nurse."),
)  # fmt: skip


def load() -> str:
    """Make each area's enquiries, answers and templates once; how many there are, in words."""
    made = 0
    for domain, *_ in AREAS:
        area = Area(domain)
        if area.icb.enquiries.exists():
            continue
        place = Place.objects.filter(icb=area.icb, local_authority=area.la).first()
        with transaction.atomic():
            for story in STORIES:
                play(area, place, story, domain)
                made += 1
            publish(area)
            for name, topic, text in TEMPLATES:
                templates.add(by=area.people["coordinator"], name=name, topic=topic, text=text)
            settle_messages(domain)
            settle_family_mails(domain)
    return f"{made} enquiries made"


def settle_family_mails(domain: str) -> None:
    """The mails of past days to people without an account went then, and their links are wiped."""
    Notification.objects.filter(
        email=f"family@{domain}",
        state=Notification.State.WAITING,
        created_at__lt=now() - dt.timedelta(days=1),
    ).update(state=Notification.State.SENT, sent_at=F("created_at"), link="")


def play(area: Area, place: Place | None, story: Story, domain: str) -> None:
    """One enquiry, taken as far as its story goes."""
    began = today() - dt.timedelta(days=story.days_ago)
    by = area.people[story.by] if story.by else None
    with as_if(began, 9):
        values = {"subject": story.subject, "text": story.text, "tried": list(story.tried), "tried_other": "",
                  "name": "A parent", "email": f"family@{domain}"}  # fmt: skip
        enquiry = asking.submit(
            by=by, icb=area.icb, la=area.la, place=place, role=story.role, topic=story.topic, urgency=story.urgency,
            values=values,
        )  # fmt: skip
        if by is None:
            asking.confirm(token=tell.give_link(enquiry, "confirm_days"))
    go_on(area, enquiry.pk, story, began)


def go_on(area: Area, pk: Any, story: Story, began: dt.date) -> None:
    """The team's steps."""
    team = area.people["coordinator"]
    if story.reached == "new":
        return
    with as_if(began + dt.timedelta(days=1), 11):
        desk.assign(by=team, enquiry_id=pk, owner=team)
        if story.theme:
            desk.tag(by=team, enquiry_id=pk, service=story.service, theme=story.theme, is_gap=bool(story.gap), gap_words=story.gap)  # fmt: skip
    with as_if(began + dt.timedelta(days=min(2, story.days_ago)), 14):
        if story.reached in {"specialist", "specialist_answered"}:
            consult(area, pk, story)
        elif story.reached == "on_hold":
            desk.hold(
                by=team,
                enquiry_id=pk,
                reason="The provider publishes its dates next week.",
                until=today() + dt.timedelta(days=4),
            )
        elif story.reached == "waiting":
            thread.reply(by=team, enquiry_id=pk, text=story.reply)
        elif story.reached == "signposted":
            desk.signpost(by=team, enquiry_id=pk, to=area.provider, reason=story.reply)
        elif story.reached == "resolved":
            thread.note(by=team, enquiry_id=pk, text="Asked the team by telephone, to be sure.")
            thread.reply(by=team, enquiry_id=pk, text=story.reply, then="resolved")


def consult(area: Area, pk: Any, story: Story) -> None:
    """A specialist is asked, and where the story says so has answered."""
    service = area.services.get(story.service) or next(iter(area.services.values()))
    person = area.people["clinician"] if service.kind == K.SPEECH_AND_LANGUAGE else None
    row = asks.ask(
        by=area.people["coordinator"], enquiry_id=pk, service=service, person=person,
        question="What may we tell them in general?", share_words=True,
    )  # fmt: skip
    if story.reached == "specialist_answered":
        asks.answer(
            by=area.people["clinician"], ask_id=row.pk,
            text="The adult community team takes referrals from 17 and a half. We write a joint letter with the family.",
        )  # fmt: skip


def publish(area: Area) -> None:
    """Answers written by the coordinator and approved by the DCO, and one that waits."""
    writer, approver = area.people["coordinator"], area.people["dco"]
    for number, (question, text, topic, service) in enumerate(PUBLISHED):
        with as_if(today() - dt.timedelta(days=150 - 60 * number)):
            row = answers.begin(
                by=writer, question=question, text=text, topic=topic, service=service
            )
            answers.submit(by=writer, answer_id=row.pk)
            answers.approve(by=approver, answer_id=row.pk, number=1, looked=True)
    with as_if(today() - dt.timedelta(days=1)):
        row = answers.begin(
            by=writer, topic="budget", question="Who can have a personal health budget?",
            text="Children and young people who have continuing care can ask for one. Telephone 01905 000 000 for the form.",
        )  # fmt: skip
        answers.submit(by=writer, answer_id=row.pk)
