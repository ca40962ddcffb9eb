"""The demo's inspections, improvement plans, board and progress reports, taken through the months as people would."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from dco_portal.common.clock import today
from dco_portal.common.moments import as_if
from dco_portal.home.demo import improvement_figures as figures
from dco_portal.home.demo import improvement_words as words
from dco_portal.home.demo.cases import AREAS, Area, settle_messages
from dco_portal.home.demo.improvement_history import earlier
from inspections.actions import (
    boards,
    chain,
    dates,
    deciding,
    ending,
    evidence,
    films,
    meetings,
    milestones,
    packs,
    papers,
    plans,
    priorities,
    ratings,
    readiness,
    reports,
    risks,
    rounds,
    together,
    updates,
    versions,
    voices,
)
from inspections.queries import areas

BEGAN = 340  # days ago: when the plan in force was put together
FIRST = 100  # days ago: the first round of ratings and the first public report


def load() -> str:
    """Make each area's plans once; how many there are, in words."""
    count = 0
    for domain, *_ in AREAS:
        area = Area(domain)
        if areas.has_plans(area.la.pk):
            continue
        with transaction.atomic():
            Months(area, domain).play()
            settle_messages(domain)
        count += 1
    return f"{count} areas with inspections and improvement plans"


class Months:
    """One area's plan from its beginning to this month."""

    def __init__(self, area: Area, domain: str) -> None:
        self.area, self.people = area, area.people
        self.whole = domain == "demo.example"
        self.areas = words.PRIORITIES if self.whole else words.SMALL
        self.actions: dict[str, Any] = {}
        self.steps: dict[tuple[str, str], Any] = {}
        self.seats: list[Any] = []
        self.loaded = today()

    def play(self) -> None:
        """Everything, in the order in which it happened."""
        with as_if(self.at(-BEGAN - 30)):
            inspection = earlier(self.area, whole=self.whole)
            self.board = self.open_board()
        with as_if(self.at(-BEGAN)):
            self.begin(inspection)
        with as_if(self.at(-FIRST)):
            self.first_round()
        figures.keep(self.area, self.plan, self.parts)
        with as_if(self.at(-FIRST + 5)):
            self.report(
                "public",
                -FIRST - 90,
                -FIRST,
                "The plan is under way. It is too early to see a difference.",
            )
        with as_if(self.at(-40)):
            self.heard()
        with as_if(self.at(-28)):
            self.meet()
        with as_if(self.at(-20), 9):
            self.this_month()
        with as_if(self.at(-6)):
            self.report(
                "public",
                -FIRST,
                -7,
                "More is on track than in spring. Empty posts in therapies and waits for autism assessment are not.",
            )
        with as_if(self.at(-2)):
            self.report(
                "board",
                -35,
                -3,
                "Two decisions are needed: cover for therapies, and the second autism team.",
                approve=False,
            )
            self.ask_for_date()
            self.next_meeting()
        readiness.start(by=self.people["manager"], la=self.area.la, icb=self.area.icb)
        rounds.ask(plan_id=self.plan.pk, on=today())

    # The plan.

    def begin(self, inspection: Any) -> None:
        """Written, shared, approved, in force and public."""
        manager, area = self.people["manager"], self.area
        self.plan = plans.create(
            by=manager, la=area.la, icb=area.icb, kind="priority_action" if self.whole else "own",
            title="Priority action plan" if self.whole else "SEND improvement plan", starts_on=today(),
            inspection=inspection if self.whole else None,
            summary="What the council, the NHS and families do together so that children with special educational needs "
            "and disabilities get help in time. " + words.MADE_UP,
            senior_owner="Director of children’s services", la_officer="Director of children’s services",
            icb_officer="Executive lead for SEND", dfe_adviser="SEND adviser of the Department for Education",
            nhse_adviser="SEND adviser of NHS England", board=self.board, illustrative=True,
            governance="The SEND improvement board meets every month and reports to the council’s cabinet and to the ICB’s board.",
            what_next="A second team for autism assessments from April, and a first look at what families say about letters.",
        )  # fmt: skip
        pk = self.plan.pk
        for local, part in (("provider", "carries actions in children’s health services"), ("forum", "makes the plan with us, for parents and carers")):  # fmt: skip
            together.add_partner(
                by=manager, plan_id=pk, organisation=area.organisation(local), part=part
            )
        together.note_co_production(
            by=manager, plan_id=pk, on=self.at(-BEGAN - 20), who="Parent carer forum and eight young people",
            what="Three evenings on what should change first.", difference="“Help while you wait” became a priority of its own.",
        )  # fmt: skip
        self.parts = [self.priority(part) for part in self.areas]
        version = versions.draw(by=manager, plan_id=pk, note="First version, for approval.")
        plans.put_in_force(by=manager, plan_id=pk)
        for body, name in (("icb_board", ""), ("cabinet", ""), ("ofsted_cqc", "")) if self.whole else (("partnership", ""),):  # fmt: skip
            asked = versions.submit(
                by=manager, version_id=version.pk, body=body, submitted_on=today(), body_name=name
            )
            versions.decide(by=manager, approval_id=asked.pk, state="approved", decided_on=today())
        versions.publish(by=manager, version_id=version.pk)
        if self.whole:  # the other area's plan is not public
            plans.publish(by=manager, plan_id=pk)
        for row in words.RISKS if self.whole else words.RISKS[:1]:
            cause, event, effect, likelihood, impact, control, owner = row
            risks.add(
                by=manager, plan_id=pk, cause=cause, event=event, effect=effect, control=control, owner=owner,
                likelihood=likelihood, impact=impact, target_score=6,
            )  # fmt: skip

    def priority(self, part: words.Area) -> Any:
        """A priority with its actions and their milestones."""
        manager = self.people["manager"]
        row = priorities.add(
            by=manager, plan_id=self.plan.pk, title=part.title, impact=part.impact, workstream=part.workstream,
            wanted=part.wanted, did=part.did, difference=part.difference, next=part.next,
        )  # fmt: skip
        for task in part.tasks:
            lead: dict[str, Any] = (
                {"lead": self.people["lead"], "lead_organisation": self.area.organisation("lead")}
                if task.mine
                else {}
            )
            action = chain.add(
                by=manager, priority_id=row.pk, number=task.number, what=task.what, workstream=part.workstream,
                starts_on=self.at(task.starts), due_on=self.at(task.due), lead_words=task.lead, **lead,
            )  # fmt: skip
            self.actions[task.number] = action
            for what, due, _ in task.milestones:
                self.steps[task.number, what] = milestones.add(
                    by=manager, action_id=action.pk, what=what, due_on=self.at(due)
                )
        return row

    def at(self, days: int) -> dt.date:
        """A day counted from the day of loading, whatever day it is made to be."""
        return self.loaded + dt.timedelta(days=days)

    def tasks(self) -> Iterator[words.Task]:
        """Every action of the plan, as it is written."""
        for part in self.areas:
            yield from part.tasks

    # The months.

    def first_round(self) -> None:
        """A first update of what has begun: half as far, and mostly on track."""
        for task in self.tasks():
            action = self.actions[task.number]
            if self.at(task.starts) <= today():
                late = self.at(task.due) < today()
                updates.give(
                    by=self.people["manager"], action_id=action.pk, narrative="It has begun.", percent=task.percent // 2,
                    delivery="amber" if late else "green", impact="amber" if late else "not_due", next_steps=task.next,
                )  # fmt: skip
            for what, due, done in task.milestones:
                if done and self.at(due) <= today():
                    self.done(task, what, self.people["manager"])

    def this_month(self) -> None:
        """Evidence, what is complete, and this month's ratings with their reasons."""
        for task in self.tasks():
            action, who = self.actions[task.number], self.people["lead" if task.mine else "manager"]
            for number, title, strength, said, public in words.EVIDENCE:
                if number == task.number and self.whole:
                    self.prove(action, who, title, strength, said, public=public)
            for what, due, done in task.milestones:
                if done and self.at(due) > self.at(-FIRST):
                    self.done(task, what, who)
            if not task.words:
                continue
            if task.percent == 100:
                ending.complete(by=self.people["manager"], action_id=action.pk, words=task.words)
                ratings.rate(
                    by=self.people["manager"],
                    action_id=action.pk,
                    delivery=task.delivery,
                    impact=task.impact,
                    words=task.words,
                )
            else:
                updates.give(
                    by=who, action_id=action.pk, narrative=task.words, percent=task.percent, delivery=task.delivery,
                    impact=task.impact, next_steps=task.next, help_needed=task.help,
                )  # fmt: skip

    def done(self, task: words.Task, what: str, who: Any) -> None:
        """A milestone is done."""
        milestones.done(by=who, milestone_id=self.steps[task.number, what].pk, words="Done.")

    def prove(
        self, action: Any, who: Any, title: str, strength: int, said: str, *, public: bool
    ) -> None:
        """Evidence of one person, verified by another."""
        row = evidence.add(
            by=who, action_id=action.pk, title=title, strength=strength, on=self.at(-25), words=said
        )
        evidence.verify(by=self.people["approver"], evidence_id=row.pk, strength=strength)
        evidence.set_public(by=self.people["manager"], evidence_id=row.pk, public=public)

    def heard(self) -> None:
        """What families and others said, and what was done."""
        manager = self.people["manager"]
        for who, said, did, state, where in words.SAID if self.whole else words.SAID[:2]:
            row = voices.hear(
                by=manager,
                plan_id=self.plan.pk,
                who=who,
                said=said,
                heard_on=self.at(-60),
                heard_at=where,
            )
            if state != "heard":
                voices.answer(by=manager, said_id=row.pk, state=state, did=did)
                voices.publish(by=manager, said_id=row.pk)
        if self.whole:
            film = films.add(
                by=manager, plan_id=self.plan.pk, title="One plan: how we tell you how it is going", on=self.at(-45),
                transcript=words.TRANSCRIPT, link="https://www.worcestershire.gov.uk/", minutes=2,
            )  # fmt: skip
            films.publish(by=manager, film_id=film.pk)

    def report(
        self, audience: str, first: int, last: int, message: str, *, approve: bool = True
    ) -> None:
        """A progress report over days counted from loading, approved by another person."""
        made_report = reports.make(
            by=self.people["manager"], plan_id=self.plan.pk, audience=audience, starts_on=self.at(first),
            ends_on=self.at(last), message=message,
            easy_words="We have one plan.\nSome things are better.\nWaits are still too long.",
        )  # fmt: skip
        if approve:
            self.latest = made_report
            reports.approve(by=self.people["approver"], report_id=made_report.pk)

    def ask_for_date(self) -> None:
        """A lead asks for more time; it waits for an approver."""
        number = "3.3" if self.whole else "1.2"
        dates.ask(
            by=self.people["lead"],
            action_id=self.actions[number].pk,
            after=self.at(45),
            reason="The forum meets only next month.",
        )

    # The board.

    def open_board(self) -> Any:
        """The board and who sits on it."""
        manager, area = self.people["manager"], self.area
        board = boards.open_board(
            by=manager, la=area.la, icb=area.icb, name="SEND improvement board", purpose="Sees that the plan is done and makes a difference.",
            chair="Independent chair", reports_to="The council’s cabinet and the ICB’s board", quorum=3,
        )  # fmt: skip
        for role, organisation, user, chair in (
            ("Independent chair", area.la, None, True),
            ("Assistant director, SEND", area.la, self.people["approver"], False),
            ("Non-executive member", area.icb, self.people["board"], False),
            ("Forum member", area.organisation("forum"), self.people["forum"], False),
            ("Children’s services lead", area.organisation("provider"), None, False),
        ):
            seat = boards.seat(
                by=manager,
                board_id=board.pk,
                role=role,
                organisation=organisation,
                user=user,
                is_chair=chair,
                since=today(),
            )
            self.seats.append(seat)
        return board

    def meet(self) -> None:
        """A meeting that was held, with what it decided."""
        manager = self.people["manager"]
        meeting = meetings.plan_meeting(
            by=manager, board_id=self.board.pk, on=today(), starts_at=dt.time(10), where="Online"
        )
        papers.add_paper(
            by=manager,
            meeting_id=meeting.pk,
            title="Progress of the plan",
            summary="To note.",
            report=self.latest,
        )
        packs.make(by=manager, meeting_id=meeting.pk)
        meetings.hold(
            by=manager,
            meeting_id=meeting.pk,
            came={seat.pk: ("present", "") for seat in self.seats},
        )
        deciding.decide(
            by=manager,
            meeting_id=meeting.pk,
            text="The business case for a second autism team goes to the next meeting.",
            about="",
        )
        deciding.give(
            by=manager,
            meeting_id=meeting.pk,
            what="Bring the business case.",
            owner=self.seats[1],
            due_on=self.at(10),
        )
        meetings.write_minutes(
            by=manager,
            meeting_id=meeting.pk,
            minutes="The board heard how each priority stands and what families said.",
        )

    def next_meeting(self) -> None:
        """The next one, with its papers."""
        manager = self.people["manager"]
        meeting = meetings.plan_meeting(
            by=manager,
            board_id=self.board.pk,
            on=self.at(12),
            starts_at=dt.time(10),
            where="Online",
        )
        papers.add_paper(
            by=manager,
            meeting_id=meeting.pk,
            title="Progress of the plan",
            summary="To note, and to decide on cover for children’s therapies.",
            report=self.latest,
        )
