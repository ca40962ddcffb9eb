"""Requests for health advice at every stage, made by the portal's own actions on past days."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from dco_portal.accounts.models import User
from dco_portal.children import actions as child_actions
from dco_portal.children.models import Child
from dco_portal.common.clock import now, today
from dco_portal.common.moments import as_if
from dco_portal.home.demo import advice as words
from dco_portal.home.demo.children import (
    BSW,
    BSW_NOTICED,
    WORCESTERSHIRE,
    WORCESTERSHIRE_NOTICED,
    DemoChild,
    numbers,
)
from dco_portal.notifications.models import Notification
from dco_portal.organisations.models import Organisation, ProviderService, ServiceKind
from ehcp.actions import (
    advice,
    checking,
    drafts,
    exceptions,
    intake,
    notices,
    returning,
    thread,
    triage,
)

K = ServiceKind
SLT, PAEDIATRICS, OT = K.SPEECH_AND_LANGUAGE, K.COMMUNITY_PAEDIATRICS, K.OCCUPATIONAL_THERAPY
WRITERS = {
    SLT: ("clinician", words.speech_and_language),
    PAEDIATRICS: ("clinician2", words.paediatrics),
}


@dataclass(frozen=True)
class Story:
    """How long ago a request came, and how far it has got.

    `reached` is the furthest step: received, asked, writing, signed, checking, part_sent, returned,
    acknowledged, not_known, question, exception, withdrawn.
    """

    days_ago: int
    reached: str
    services: tuple[str, ...] = (SLT, PAEDIATRICS)


STORIES = (
    Story(1, "received"),
    Story(4, "asked", (SLT, PAEDIATRICS, OT)),
    Story(16, "writing"),
    Story(30, "signed"),
    Story(35, "checking"),
    Story(39, "part_sent"),
    Story(70, "acknowledged"),
    Story(52, "returned"),
    Story(20, "not_known", (PAEDIATRICS,)),
    Story(12, "question"),
    Story(44, "exception"),
    Story(25, "withdrawn", (SLT,)),
)
BSW_STORIES = (
    Story(2, "received"),
    Story(41, "checking"),
    Story(12, "question"),
    Story(9, "writing"),
    Story(70, "acknowledged"),
    Story(20, "not_known", (PAEDIATRICS,)),
)
AREAS = (
    ("demo.example", WORCESTERSHIRE, STORIES, WORCESTERSHIRE_NOTICED),
    ("bsw.example", BSW, BSW_STORIES, BSW_NOTICED),
)


class Area:
    """The people and bodies of one demo area, found by the sign-ins' local parts."""

    def __init__(self, domain: str) -> None:
        self.people = {
            user.email.split("@")[0]: user
            for user in User.objects.filter(email__endswith=f"@{domain}")
        }
        self.icb = self.organisation("coordinator")
        self.la = self.organisation("la")
        self.provider = self.organisation("provider")
        self.services = {
            row.kind: row
            for row in ProviderService.objects.filter(provider=self.provider, areas=self.la)
        }

    def organisation(self, local: str) -> Organisation:
        """The body a sign-in acts for."""
        found = self.people[local].organisation
        assert found is not None
        return found


def load() -> str:
    """Make each area's cases once; how many requests there are, in words."""
    free, made = iter(numbers()), 0
    for domain, family, stories, noticed in AREAS:
        area, given = Area(domain), [next(free) for _ in (*family, *noticed)]
        if area.people["la"].advice_requests_entered.exists():
            continue
        with transaction.atomic():
            for child, story, number in zip(family, stories, given, strict=False):
                play(area, child, story, number)
                made += 1
            for child, number in zip(noticed, given[len(family) :], strict=True):
                notice_alone(area, child, number)
            leave_draft(area)
            settle_messages(domain)
    return f"{made} requests for health advice made"


def notice_alone(area: Area, demo: DemoChild, number: str) -> None:
    """An early notice of three days ago: one service knows the child, the others have not answered."""
    with as_if(today() - dt.timedelta(days=3), 14):
        notice = give_notice(area, add_child(area, demo, number), list(area.services.values())[:4])
    with as_if(today() - dt.timedelta(days=2)):
        answer_notice(area, notice, {SLT: "known"})


def give_notice(area: Area, child: Child, services: list[ProviderService]) -> Any:
    """The LA tells that it considers an assessment, and services are asked who knows the child."""
    return notices.open_notice(
        by=area.people["la"], la=area.la, icb=area.icb, child=child, notice_on=today(),
        note="The school has asked for an assessment. Talking and sleep are the worries.", services=services,
    )  # fmt: skip


def answer_notice(area: Area, notice: Any, answers: dict[str, str]) -> None:
    """The provider's lead answers for the services of these kinds."""
    for check in notice.checks.select_related("service"):
        if found := answers.get(check.service.kind):
            seen = today() - dt.timedelta(days=40) if found == "known" else None
            notices.answer(
                by=area.people["provider"], check_id=check.pk, answer=found, last_seen_on=seen,
                note="On the caseload." if seen else "Looked for by name, birth date and NHS number.",
            )  # fmt: skip


def leave_draft(area: Area) -> None:
    """A request that the LA's officer has begun and left."""
    by = area.people["la"]
    with as_if(today() - dt.timedelta(days=1), 16):
        draft = drafts.begin(by=by)
        drafts.save_section(
            by=by, draft_id=draft.pk, section="question",
            values={"question": "Advice on hearing and speech.", "reason": "The nursery is worried about both.",
                    "needs_known": ""},
        )  # fmt: skip


def settle_messages(domain: str) -> None:
    """The messages of past days were mailed then: only those of the last two days are still to go out."""
    Notification.objects.filter(
        recipient__email__endswith=f"@{domain}",
        state=Notification.State.WAITING,
        created_at__lt=now() - dt.timedelta(days=2),
    ).update(state=Notification.State.SENT, sent_at=F("created_at"))


def play(area: Area, demo: DemoChild, story: Story, number: str) -> None:
    """Make one child and one request, and take it as far as its story goes."""
    began = today() - dt.timedelta(days=story.days_ago)
    if story.reached == "asked":  # the LA had said beforehand that it considers an assessment
        with as_if(began - dt.timedelta(days=16)):
            child = add_child(area, demo, number)
            notice = give_notice(
                area,
                child,
                [area.services[kind] for kind in story.services if kind in area.services],
            )
        with as_if(began - dt.timedelta(days=12)):
            answer_notice(
                area, notice, {SLT: "known", PAEDIATRICS: "not_known", OT: "waiting_list"}
            )
    else:
        with as_if(began, 9):
            child, notice = add_child(area, demo, number), None
    with as_if(began, 9):
        request = ask(area, child, demo, story, began, notice)
    if story.reached == "received":
        return
    if story.reached == "question":
        with as_if(began + dt.timedelta(days=1)):
            thread.write(
                by=area.people["coordinator"], request=request, kind="ask_la",
                text="Which school does the child go to? The family’s form leaves it open.",
            )  # fmt: skip
        return
    with as_if(began + dt.timedelta(days=min(2, story.days_ago)), 11):
        asks = [triage.Ask(area.services[kind]) for kind in story.services if kind in area.services]
        triage.split(by=area.people["coordinator"], request=request, asks=asks)
    if story.reached == "withdrawn":
        with as_if(began + dt.timedelta(days=9)):
            triage.withdraw(
                by=area.people["la"],
                request=request,
                reason="The family has moved to another area.",
            )
        return
    for place, contribution in enumerate(request.contributions.select_related("service")):
        write(area, contribution, story, began, demo.given, last=place == len(asks) - 1)
    if story.reached == "acknowledged":
        with as_if(began + dt.timedelta(days=42), 15):
            returning.acknowledge(by=area.people["la"], request=request, number=1)


def add_child(area: Area, demo: DemoChild, number: str) -> Child:
    """The child with a parent, needs and restrictions, as the LA would enter them."""
    by = area.people["la"]
    school = area.people["school"].organisation
    child = child_actions.match_or_create(
        by=by, given_name=demo.given, family_name=demo.family, born_on=demo.born_on, nhs_number=number,
        home_la=area.la, icb=area.icb, setting=school if demo.months >= 132 else None,
        setting_name="" if demo.months >= 132 else "Invented primary school" if demo.months > 54 else "Nursery",
    )  # fmt: skip
    child_actions.involve(
        by=by,
        child=child,
        organisation=area.la,
        case_kind="demo",
        case_id=child.pk,
        reason="Added by the LA",
    )
    child_actions.add_carer(
        by=by,
        child_id=child.pk,
        name=demo.parent,
        relationship=demo.relationship,
        parental_responsibility=True,
    )
    if demo.restricted:
        child_actions.add_carer(
            by=by, child_id=child.pk, name=f"Second parent of {demo.given}", relationship="Father",
            parental_responsibility=True, lives_with_child=False, never_write=True, restriction_reason=demo.restricted,
        )  # fmt: skip
    if demo.need:
        child_actions.add_need(by=by, child_id=child.pk, kind=demo.need, detail=demo.need_detail)
    child_actions.release(by=by, case_id=child.pk)
    return child


def ask(
    area: Area, child: Child, demo: DemoChild, story: Story, began: dt.date, notice: Any = None
) -> Any:
    """The LA's request."""
    return intake.submit(
        by=area.people["la"], la=area.la, icb=area.icb, child=child, type="assessment",
        assessment_requested_on=began - dt.timedelta(days=35), decided_on=began - dt.timedelta(days=3), asked_on=began,
        question="Which health needs does this child have that are related to special educational needs? "
        "What provision and which outcomes follow from them?",
        reason="The school and the family say that progress has slowed and that health needs may be part of it.",
        needs_known="Speech and language; sleep.", family_views=f"{demo.parent} hopes for help that lasts.",
        consent="given", notice=notice,
        known_services=[
            intake.Known(service=area.services[kind]) for kind in story.services if kind in area.services
        ],
    )  # fmt: skip


def write(area: Area, row: Any, story: Story, began: dt.date, name: str, *, last: bool) -> None:
    """Take one contribution as far as the story goes; the last service lags behind where only part is sent."""
    kind = row.service.kind
    lead, coordinator = area.people["provider"], area.people["coordinator"]
    if kind not in WRITERS or story.reached == "asked":
        return
    local, content = WRITERS[kind]
    clinician = area.people[local]
    with as_if(began + dt.timedelta(days=4)):
        if story.reached == "not_known":
            advice.allocate(by=lead, contribution=row, clinician=clinician)
            advice.say_not_known(
                by=clinician, contribution=row, searched="Name, birth date and NHS number in the service’s records.",
                next_route="The family doctor, and the hospital’s paediatric clinic.",
            )  # fmt: skip
            return
        advice.allocate(by=lead, contribution=row, clinician=clinician)
    if story.reached == "writing":
        return
    if story.reached == "exception":
        if last:
            missed = began + dt.timedelta(days=24)
            with as_if(missed + dt.timedelta(days=1)):
                exceptions.record(
                    by=clinician, contribution=row, exception="X08c", facts="The child was not brought to the clinic.",
                    happened_from=missed, happened_to=missed, evidence_words="Clinic list of that day.",
                    impractical_because="The next clinic with this specialist is after the due date.",
                )  # fmt: skip
        return
    if story.reached == "part_sent" and last:
        return
    with as_if(began + dt.timedelta(days=20)):
        seen = began + dt.timedelta(days=14)
        fill(clinician, row, content(name, seen, began + dt.timedelta(days=365)))
    if story.reached == "signed":
        return
    with as_if(began + dt.timedelta(days=24)):
        checking.sign_off(by=lead, contribution=row, version=1)
    if story.reached == "checking":
        return
    with as_if(began + dt.timedelta(days=30 if story.reached != "returned" or not last else 46)):
        checking.send(
            by=area.people["dco"] if row_is_sampled(row) else coordinator,
            contribution=row,
            version=1,
        )


def row_is_sampled(row: Any) -> bool:
    """Whether the DCO looks at this one: only the DCO or DMO may then send it."""
    row.refresh_from_db()
    return row.picked_for_sample


def fill(clinician: User, row: Any, content: words.Content) -> None:
    """Fill in the structured form section by section, as the pages do, and sign."""
    lock = row.versions.get().lock
    for section, values in content.items():
        items = values.get("rows", [])
        for _ in items:
            lock = advice.save(
                by=clinician, contribution=row, section=section, values={}, lock=lock, add=True
            ).lock
        keyed = [
            {"key": f"{section.rstrip('s')}.{n}", **item} for n, item in enumerate(items, start=1)
        ]
        given = {**values, **({"rows": keyed} if items else {})}
        lock = advice.save(
            by=clinician, contribution=row, section=section, values=given, lock=lock
        ).lock
    advice.sign(by=clinician, contribution=row, lock=lock)
