"""What people owe a plan in their worklists: gone when it is closed, back when it is opened again.

Helper of the calling action, which holds the plan's lock and audits.
"""

from dco_portal.accounts.models import User
from dco_portal.work import actions as work
from inspections.actions import dated, reds, rounds
from inspections.models import DateChange, Plan
from inspections.queries import rounds as queries
from inspections.states import DateChangeState


def settle(plan: Plan, by: User) -> None:
    """Take updates, date requests and commentaries still to be given off every list."""
    round = queries.current(plan.pk)
    if round is not None:
        for person_id in queries.outstanding(round):
            work.close(object_id=rounds.item_id(round, person_id))
    for change in _waiting(plan):
        dated.close(change)
    _commentaries(plan, by)


def renew(plan: Plan, by: User) -> None:
    """Put back what still waits: updates, date requests, commentaries on measures that are red."""
    round = queries.current(plan.pk)
    for waiting in queries.outstanding(round).values() if round else ():
        rounds.sync_action(waiting[0].action)
    for change in _waiting(plan):
        if dated.still_wanted(change):
            dated.push(change)
    _commentaries(plan, by)


def _commentaries(plan: Plan, by: User) -> None:
    """Ask for what the plan's state asks for of each measure."""
    for measure in plan.measures.select_for_update(of=("self",)).select_related("owner"):
        measure.plan = plan
        reds.sync(measure, by=by)


def _waiting(plan: Plan) -> list[DateChange]:
    rows = DateChange.objects.filter(plan=plan, state=DateChangeState.ASKED)
    return list(rows.select_related("plan__la", "plan__icb", "action", "milestone"))
