"""The monthly asking: which round a plan is in, who has said how their actions stand and who has not."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.queries import stand_ins
from inspections.models import Action, Asked, Round, Update, UpdateDraft
from inspections.states import ActionState, PlanState, UpdateState


def latest() -> QuerySet[Round]:
    """The round each plan in force is in."""
    newer = Round.objects.filter(plan=OuterRef("plan"), month__gt=OuterRef("month"))
    rows = Round.objects.filter(~Exists(newer), plan__state=PlanState.ACTIVE)
    return rows.select_related("plan__la", "plan__icb")


def current(plan_id: uuid.UUID) -> Round | None:
    """The round a plan is in, None before the first."""
    return Round.objects.filter(plan=plan_id).order_by("-month").first()


def outstanding(round: Round) -> dict[uuid.UUID, list[Asked]]:
    """What is still to be said, by the person asked; actions that ended meanwhile and those without a lead apart."""
    rows = Asked.objects.filter(
        round=round, state=UpdateState.ASKED, action__state=ActionState.OPEN, person__isnull=False
    ).select_related("action__lead_organisation", "person")
    found: dict[uuid.UUID, list[Asked]] = {}
    for row in rows.order_by("action__place", "action__pk"):
        assert row.person_id is not None
        found.setdefault(row.person_id, []).append(row)
    return found


def stand_ins_of(rows: list[Asked]) -> list[User]:
    """Who stands in today for the person asked, in the organisations they lead for."""
    found: set[uuid.UUID] = set()
    for organisation in {row.action.lead_organisation for row in rows}:
        if organisation is not None:
            found |= set(stand_ins([rows[0].person_id], organisation).values())
    return list(User.objects.filter(pk__in=found).order_by("name", "pk")) if found else []


@dataclass(frozen=True)
class AskedLine:
    """One action of a round. `given_by` is who said how it stands, "" while nobody has."""

    action_id: uuid.UUID
    number: str
    what: str
    lead: str
    job_title: str
    organisation: str
    email: str
    given_on: dt.date | None
    given_by: str
    reminded_on: dt.date | None
    last_on: dt.date | None
    percent: int
    help_needed: str
    ended: bool


def lines(round: Round) -> list[AskedLine]:
    """Every action of a round, in the plan's order. Two queries."""
    rows = Asked.objects.filter(round=round).select_related(
        "action__lead", "action__lead_organisation"
    )
    given: dict[uuid.UUID, Update] = {}
    for update in Update.objects.filter(round=round).select_related("by").order_by("id"):
        given[update.action_id] = update
    return [
        _line(row, given.get(row.action_id)) for row in rows.order_by("action__place", "action__pk")
    ]


def _line(row: Asked, update: Update | None) -> AskedLine:
    action = row.action
    return AskedLine(
        action_id=action.pk,
        number=action.number,
        what=action.what,
        lead=action.lead.name if action.lead else "",
        job_title=action.lead.job_title if action.lead else action.lead_words,
        organisation=action.lead_organisation.label if action.lead_organisation else "",
        email=action.lead.email if action.lead else "",
        given_on=update.on if update else None,
        given_by=update.by.name if update and update.by else "",
        reminded_on=row.reminded_on,
        last_on=action.updated_on,
        percent=action.percent,
        help_needed=action.help_needed,
        ended=action.state != ActionState.OPEN,
    )


@dataclass(frozen=True)
class OwnLine:
    """One of a lead's own actions. `asked` says that this month's update is still to come, by `due_on`."""

    action: Action
    asked: bool
    due_on: dt.date | None
    drafted: bool
    covers: bool


def own(by: User) -> list[OwnLine]:
    """The open actions a person leads or stands in for, those to be updated first. Three queries."""
    rows = Action.objects.led_by(by).filter(state=ActionState.OPEN).select_related("plan", "lead")
    actions = list(rows.order_by("due_on", "pk"))
    newer = Round.objects.filter(plan=OuterRef("round__plan"), month__gt=OuterRef("round__month"))
    asked = {
        row.action_id: row.round.due_on
        for row in Asked.objects.filter(
            ~Exists(newer), action__in=[action.pk for action in actions], state=UpdateState.ASKED
        ).select_related("round")
    }
    drafts = set(
        UpdateDraft.objects.visible_to(by)
        .filter(action__in=actions)
        .values_list("action", flat=True)
    )
    found = [
        OwnLine(
            action, action.pk in asked, asked.get(action.pk), action.pk in drafts, action.lead_id != by.pk
        )
        for action in actions
    ]  # fmt: skip
    return sorted(found, key=lambda line: (not line.asked, line.action.due_on))


def draft(by: User, action_id: uuid.UUID) -> UpdateDraft | None:
    """What this person has typed of an update of an action and not given."""
    return UpdateDraft.objects.visible_to(by).filter(action=action_id).first()


def as_row(line: AskedLine) -> list[Any]:
    """A line of the file; the header is `HEADER`."""
    state = "ended" if line.ended else "given" if line.given_on else "to come"
    return [
        line.number, line.what, line.lead or "no lead", line.job_title, line.organisation, line.email, state,
        line.given_on or "", line.given_by, line.reminded_on or "", line.last_on or "", line.percent, line.help_needed,
    ]  # fmt: skip


HEADER = [
    "Action", "What", "Lead", "Job title", "Organisation", "E-mail", "Update", "Given on", "Given by", "Reminded on",
    "Last update ever", "Per cent done", "Help needed",
]  # fmt: skip
