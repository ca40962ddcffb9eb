"""How a plan's actions stand on a day, as plain values, in a fixed number of queries."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from inspections.models import Action, DateChange, Evidence, Milestone
from inspections.rules import ratings
from inspections.states import ActionState, DateChangeState, Rating, Strength


@dataclass(frozen=True)
class MilestoneLine:
    """One step of an action. `late` is of the day asked for."""

    id: uuid.UUID
    what: str
    months: int | None
    due_on: dt.date
    original_due_on: dt.date
    done_on: dt.date | None
    words: str
    late: bool


@dataclass(frozen=True)
class ActionLine:
    """One action as it stands on a day.

    `lead` is the name or role in words, empty when nobody leads. `slips` counts the changes of its
    due date that were approved. `delivery` and `impact` are as shown on that day, `percent` 0 to 100.
    `evidence` counts what is not withdrawn by strength (1 to 4); `strongest` is the strongest
    verified one, None without any.
    """

    id: uuid.UUID
    priority_id: uuid.UUID
    priority_number: int
    number: str
    place: int
    what: str
    workstream: str
    lead: str
    lead_id: uuid.UUID | None
    organisation: str
    co_lead: str
    starts_on: dt.date | None
    due_on: dt.date
    original_due_on: dt.date
    slips: int
    late: bool
    state: str
    ended_on: dt.date | None
    delivery: Rating
    impact: Rating
    percent: int
    narrative: str
    next_steps: str
    help_needed: str
    updated_on: dt.date | None
    evidence: dict[int, int] = field(default_factory=dict)
    strongest: int | None = None
    milestones: tuple[MilestoneLine, ...] = ()

    @property
    def evidence_count(self) -> int:
        """How much evidence there is, of any strength."""
        return sum(self.evidence.values())

    @property
    def milestones_done(self) -> int:
        """How many milestones are done."""
        return sum(1 for milestone in self.milestones if milestone.done_on)


@dataclass(frozen=True)
class Counts:
    """The actions of a plan in numbers; ratings as shown on the day."""

    total: int
    open: int
    complete: int
    stopped: int
    late: int
    slipped: int
    without_lead: int
    delivery: dict[Rating, int]
    impact: dict[Rating, int]


def lines(plan_id: uuid.UUID, on: dt.date) -> list[ActionLine]:
    """The plan's actions in their order. Four queries, however many there are."""
    return of(Action.objects.filter(plan=plan_id), on)


def of(rows: QuerySet[Action], on: dt.date) -> list[ActionLine]:
    """These actions as they stand on a day. Four queries, however many there are."""
    actions = list(rows.select_related("lead", "lead_organisation", "priority"))
    ids = [action.pk for action in actions]
    slips = dict(
        DateChange.objects.filter(action__in=ids, milestone=None, state=DateChangeState.APPROVED)
        .order_by()
        .values_list("action")
        .annotate(count=Count("pk"))
    )
    evidence: defaultdict[uuid.UUID, Counter[int]] = defaultdict(Counter)
    strongest: dict[uuid.UUID, int] = {}
    found = Evidence.objects.filter(action__in=ids, withdrawn_on=None)
    for action_id, strength, verified_on in found.order_by().values_list(
        "action", "strength", "verified_on"
    ):
        evidence[action_id][strength] += 1
        if verified_on:
            strongest[action_id] = max(strength, strongest.get(action_id, 0))
    milestones: defaultdict[uuid.UUID, list[MilestoneLine]] = defaultdict(list)
    for row in Milestone.objects.filter(action__in=ids):
        milestones[row.action_id].append(milestone_line(row, on))
    return [
        ActionLine(
            id=action.pk,
            priority_id=action.priority_id,
            priority_number=action.priority.number,
            number=action.number,
            place=action.place,
            what=action.what,
            workstream=action.workstream,
            lead=action.lead.name if action.lead else action.lead_words,
            lead_id=action.lead_id,
            organisation=action.lead_organisation.name if action.lead_organisation else "",
            co_lead=action.co_lead,
            starts_on=action.starts_on,
            due_on=action.due_on,
            original_due_on=action.original_due_on,
            slips=slips.get(action.pk, 0),
            late=ratings.late(due_on=action.due_on, state=action.state, on=on),
            state=action.state,
            ended_on=action.ended_on,
            delivery=shown(action, action.delivery, on),
            impact=shown(action, action.impact, on),
            percent=action.percent,
            narrative=action.narrative,
            next_steps=action.next_steps,
            help_needed=action.help_needed,
            updated_on=action.updated_on,
            evidence={
                strength.value: evidence[action.pk][strength]
                for strength in Strength
                if evidence[action.pk][strength]
            },
            strongest=strongest.get(action.pk),
            milestones=tuple(milestones[action.pk]),
        )
        for action in actions
    ]


def shown(action: Action, rating: str, on: dt.date) -> Rating:
    """One of an action's ratings as it comes to on a day."""
    return ratings.shown(rating=rating, due_on=action.due_on, state=action.state, on=on)


def milestone_line(row: Milestone, on: dt.date) -> MilestoneLine:
    """One milestone as plain values."""
    return MilestoneLine(
        id=row.pk,
        what=row.what,
        months=row.months,
        due_on=row.due_on,
        original_due_on=row.original_due_on,
        done_on=row.done_on,
        words=row.words,
        late=row.done_on is None and row.due_on < on,
    )


def counts(lines: Iterable[ActionLine]) -> Counts:
    """Those actions in numbers; every rating is there, with 0 where none has it."""
    rows = list(lines)
    states = Counter(row.state for row in rows)
    delivery, impact = Counter(row.delivery for row in rows), Counter(row.impact for row in rows)
    return Counts(
        total=len(rows),
        open=states[ActionState.OPEN],
        complete=states[ActionState.COMPLETE],
        stopped=states[ActionState.STOPPED],
        late=sum(row.late for row in rows),
        slipped=sum(row.slips > 0 for row in rows),
        without_lead=sum(not row.lead for row in rows),
        delivery={line.rating: delivery[line.rating] for line in ratings.KEY},
        impact={line.rating: impact[line.rating] for line in ratings.KEY},
    )
