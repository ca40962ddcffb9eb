"""The monthly asking: begun by the clock, once a month and plan; reminders; who has left. Catches up by itself."""

import datetime as dt
import uuid

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from inspections.actions import locking, notices
from inspections.models import Action, Asked, Plan, Round
from inspections.queries import rounds as queries
from inspections.rules import progress as rules
from inspections.rules import rounds as clock
from inspections.states import ActionState, PlanState, UpdateState

KIND = "inspections.update"


def daily(on: dt.date | None = None) -> dict[str, int]:
    """One day's round: ask where the day has come, follow changed leads, remind. Again does nothing twice."""
    day = on or today()
    plans = Plan.objects.filter(state=PlanState.ACTIVE).order_by("pk").values_list("pk", flat=True)
    asked = sum(ask(plan_id=pk, on=day) for pk in list(plans))
    moved = reminded = 0
    for round in queries.latest():
        moved += follow_leads(round_id=round.pk)
        reminded += remind(round_id=round.pk, on=day)
    return {"asked": asked, "moved": moved, "reminded": reminded}


@transaction.atomic
def ask(*, by: User | None = None, plan_id: uuid.UUID, on: dt.date) -> bool:
    """Begin the month's asking of a plan when its day has come; whether it began now."""
    rows = Plan.objects.select_for_update(of=("self",), skip_locked=True)
    plan = rows.filter(pk=plan_id, state=PlanState.ACTIVE).select_related("la", "icb").first()
    month = on.replace(day=1)
    if plan is None or Round.objects.filter(plan=plan, month=month).exists():
        return False
    day = clock.asks_on(month, plan.update_day)
    if on < day or plan.starts_on > day:
        return False
    before = queries.current(plan.pk)
    due_on = on + dt.timedelta(days=policy.value("inspections.update_days", plan.icb, on))
    round = Round.objects.create(plan=plan, month=month, asked_on=on, due_on=due_on)
    actions = plan.actions.filter(state=ActionState.OPEN)
    Asked.objects.bulk_create(
        Asked(plan=plan, round=round, action=action, person_id=action.lead_id) for action in actions
    )
    if before is not None:  # its items give way to this month's
        for person_id in queries.outstanding(before):
            work.close(object_id=item_id(before, person_id))
    for waiting in queries.outstanding(round).values():
        _push(round, waiting)
        _tell(round, waiting)
    audit.record("inspections.updates_ask", by=by, obj=round, actions=len(actions))
    return True


@transaction.atomic
def follow_leads(*, by: User | None = None, round_id: uuid.UUID) -> int:
    """Ask an action's new lead instead of the one who was asked; how many actions moved."""
    round = Round.objects.select_related("plan__la", "plan__icb").get(pk=round_id)
    rows = Asked.objects.select_for_update(of=("self",)).filter(
        round=round, state=UpdateState.ASKED, action__state=ActionState.OPEN
    )
    moved = [row for row in rows.select_related("action") if row.person_id != row.action.lead_id]
    touched = set()
    for row in moved:
        touched |= {row.person_id, row.action.lead_id}
        row.person_id = row.action.lead_id
        row.save(update_fields=["person", "updated_at"])
    for person_id in filter(None, touched):
        waiting = _sync(round, person_id)
        if waiting and any(row.person_id == person_id for row in moved):
            _tell(round, waiting)
    if moved:
        audit.record("inspections.updates_follow", by=by, obj=round, count=len(moved))
    return len(moved)


@transaction.atomic
def remind(*, by: User | None = None, round_id: uuid.UUID, on: dt.date) -> int:
    """Remind those who have not said how their actions stand, on the days of local policy; the new messages."""
    round = Round.objects.select_related("plan__la", "plan__icb").get(pk=round_id)
    step = clock.reminder(
        asked_on=round.asked_on, due_on=round.due_on, on=on,
        before=policy.value("inspections.update_remind_days", round.plan.icb, on),
        every=policy.value("inspections.update_late_days", round.plan.icb, on),
    )  # fmt: skip
    return _remind(round, step=step, by=by, on=on) if step else 0


@transaction.atomic
def remind_now(*, by: User, plan_id: uuid.UUID) -> int:
    """A manager reminds everybody who has not; once a day. Raises Conflict when there is nobody to remind."""
    plan = locking.plan(by, plan_id)
    rules.check_can_keep(by, plan)
    round = queries.current(plan.pk)
    if round is None or not queries.outstanding(round):
        raise Conflict("Everybody with an account has given their update, so nobody is reminded.")
    round.plan = plan
    told = _remind(round, step=f"now-{today().isoformat()}", by=by, on=today())
    if not told:
        raise Conflict("They were reminded today already.")
    return told


def _remind(round: Round, *, step: str, by: User | None, on: dt.date) -> int:
    told = 0
    for waiting in queries.outstanding(round).values():
        new = notices.reminded_of_updates(
            round, _person(waiting), _numbers(waiting), step=step, stand_ins=queries.stand_ins_of(waiting)
        )  # fmt: skip
        if new:
            Asked.objects.filter(pk__in=[row.pk for row in waiting]).update(reminded_on=on)
        told += new
    if told:
        audit.record("inspections.updates_remind", by=by, obj=round, step=step, count=told)
    return told


@transaction.atomic
def hand_back(*, leaver: User, organisation: Organisation, by: User | None) -> int:
    """Whoever leaves leads no open action there any more; the managers learn which. How many actions."""
    rows = Action.objects.select_for_update(of=("self",)).filter(
        lead=leaver, lead_organisation=organisation, state=ActionState.OPEN
    )
    actions = list(rows.select_related("plan__la", "plan__icb").order_by("place", "pk"))
    plans: dict[Plan, list[str]] = {}
    for action in actions:
        plans.setdefault(action.plan, []).append(action.number)
        action.lead = None
        action.lock += 1
        action.save(update_fields=["lead", "lock", "updated_at"])
    for plan, numbers in plans.items():
        round = queries.current(plan.pk)
        if round is not None:
            round.plan = plan
            Asked.objects.filter(
                round=round, action__in=actions, person=leaver, state=UpdateState.ASKED
            ).update(person=None)
            _sync(round, leaver.pk)
        notices.without_lead(plan, leaver, numbers, today())
    if actions:
        audit.record("inspections.lead_left", by=by, obj=leaver, count=len(actions))
    return len(actions)


def sync_action(action: Action) -> None:
    """Bring the item of whoever was asked about this action up to date."""
    round = queries.current(action.plan_id)
    if round is None:
        return
    asked = round.asked.filter(action=action).first()
    if asked is not None and asked.person_id:
        round.plan = action.plan
        _sync(round, asked.person_id)


def item_id(round: Round, person_id: uuid.UUID) -> uuid.UUID:
    """The item of one person's updates of one round."""
    return uuid.uuid5(round.pk, str(person_id))


def _sync(round: Round, person_id: uuid.UUID) -> list[Asked]:
    """Close or renew a person's item; what they still have to say."""
    waiting = queries.outstanding(round).get(person_id, [])
    work.close(object_id=item_id(round, person_id))
    if waiting:
        _push(round, waiting)
    return waiting


def _push(round: Round, waiting: list[Asked]) -> None:
    """One item in the list of each organisation the person leads for."""
    person = _person(waiting)
    for organisation in {row.action.lead_organisation for row in waiting}:
        if organisation is None:
            continue
        count = sum(row.action.lead_organisation_id == organisation.pk for row in waiting)
        work.push(
            kind=KIND, object_id=item_id(round, person.pk), organisation=organisation, owner=person,
            reference=round.plan.reference, target_on=round.due_on,
            title=f"Your update for {round.month:%B %Y}: {count} action{'' if count == 1 else 's'}",
            step="Give your update", link=reverse("inspections:my-actions"),
        )  # fmt: skip


def _tell(round: Round, waiting: list[Asked]) -> None:
    notices.asked_for_updates(
        round, _person(waiting), _numbers(waiting), stand_ins=queries.stand_ins_of(waiting)
    )


def _person(waiting: list[Asked]) -> User:
    person = waiting[0].person
    assert person is not None
    return person


def _numbers(waiting: list[Asked]) -> list[str]:
    return [row.action.number for row in waiting]
