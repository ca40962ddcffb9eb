"""Prompts by the clock: raised once for each side, caught up with after a missed night, done by a person."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.notifications import actions as notifications
from dco_portal.notifications.actions import Message as Mail
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from referrals.actions import tell
from referrals.models import Notification, Prompt
from referrals.rules import prompts as rules
from referrals.rules.prompts import FIELDS, PLANS, Plan, Settings
from referrals.states import VOID

KIND = "referrals.prompt"
BATCH = 200
SWEEP_LOCK = 7_310_044_522_170_323  # any number: one sweep at a time raises
NO_LONGER = "No longer needed: its time has passed, or the notification has moved on."
JOINS = ("child", "la", "icb", "organisation", "service", "notifier", "la_officer")


def sweep(on: dt.date | None = None) -> int:
    """Raise what is due as of a day (today) and take back what is not needed any more; how many were raised.

    A portion is a transaction of its own: a run that is killed has raised what it has raised, the
    next goes on, and two at once raise nothing twice.
    """
    day, raised = on or today(), 0
    boards = Organisation.objects.filter(pk__in=Notification.objects.values("icb"))
    for board in boards.order_by("name"):
        settings = rules.settings(board, day)
        for plan in PLANS.values():
            for side in plan.sides:
                after: uuid.UUID | None = None
                while True:
                    after, count = raise_due(
                        by=None, board=board, plan=plan, side=side, settings=settings, after=after
                    )
                    raised += count
                    if after is None:
                        break
        while take_back(by=None, board=board, settings=settings):
            pass
    return raised


@transaction.atomic
def raise_due(
    *,
    by: User | None,
    board: Organisation,
    plan: Plan,
    side: str,
    settings: Settings,
    after: uuid.UUID | None = None,
) -> tuple[uuid.UUID | None, int]:
    """One portion of a board's notifications, beyond the one named: where the next begins, and how many were raised."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SWEEP_LOCK])
    field = FIELDS[rules.Side(side)]
    there = Prompt.objects.filter(
        notification=OuterRef("pk"), kind=plan.kind, organisation=OuterRef(field)
    )
    rows = Notification.objects.filter(plan.narrow(settings.day), ~Exists(there), icb=board)
    rows = rows.exclude(state__in=VOID)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.select_related(*JOINS).order_by("pk")[:BATCH])
    new = [
        Prompt(
            notification=row, kind=plan.kind, due_on=day, organisation=getattr(row, field), raised_at=now()
        )
        for row in found
        if (day := rules.due(plan, row, settings))
    ]  # fmt: skip
    Prompt.objects.bulk_create(new)
    work.push_many(items=[_item(prompt, plan, side) for prompt in new])
    notifications.tell_many(_mails(new, plan, side))
    if new:
        audit.record_many("referrals.prompt", by=by, objs=[row.notification for row in new], kind=plan.kind)  # fmt: skip
    return (found[-1].pk if len(found) == BATCH else None), len(new)


@transaction.atomic
def take_back(*, by: User | None, board: Organisation, settings: Settings) -> int:
    """Close a portion of a board's open prompts whose cause is gone or whose organisation has no part now; how many."""
    rows = Prompt.objects.select_for_update(of=("self",), skip_locked=True).filter(
        notification__icb=board, done_at=None
    )
    joined = rows.select_related("notification__child").order_by("pk")
    gone = [prompt for prompt in joined.iterator(chunk_size=BATCH) if not _holds(prompt, settings)][
        :BATCH
    ]
    for prompt in gone:
        prompt.done_at, prompt.done_words = now(), NO_LONGER
    Prompt.objects.bulk_update(gone, ["done_at", "done_words"])
    for prompt in gone:
        work.close(object_id=prompt.pk)
    if gone:
        audit.record_many("referrals.prompt_lapsed", by=by, objs=[p.notification for p in gone])
    return len(gone)


@transaction.atomic
def finish(*, by: User, prompt_id: uuid.UUID, words: str) -> Prompt:
    """Note what was done about a prompt. Raises NotFound, NotAllowed, Conflict, Invalid beside `words`."""
    prompt = locked(by, prompt_id)
    rules.check_can_finish(by, prompt)
    if not words.strip():
        raise Invalid({"words": "Say what was done, or why nothing is needed"})
    prompt.done_at, prompt.done_by, prompt.done_words = now(), by, words.strip()[:300]
    prompt.save()
    work.close(object_id=prompt.pk)
    audit.record("referrals.prompt_done", by=by, obj=prompt.notification, kind=prompt.kind)
    return prompt


def locked(by: User, prompt_id: uuid.UUID) -> Prompt:
    """The prompt of a notification in scope, locked. Raises NotFound."""
    rows = Prompt.objects.select_for_update(of=("self",)).select_related("notification", "done_by")
    prompt = rows.filter(
        pk=prompt_id, notification__in=Notification.objects.visible_to(by).values("pk")
    ).first()
    if prompt is None:
        raise NotFound
    return prompt


def _holds(prompt: Prompt, settings: Settings) -> bool:
    """Whether its cause lasts and its organisation still has its side."""
    plan, notification = PLANS[prompt.kind], prompt.notification
    own = {getattr(notification, f"{FIELDS[rules.Side(side)]}_id") for side in plan.sides}
    return prompt.organisation_id in own and rules.due(plan, notification, settings) is not None


def _item(prompt: Prompt, plan: Plan, side: str) -> dict:
    notification = prompt.notification
    own = {rules.Side.LA: notification.la_officer, rules.Side.NOTIFIER: notification.notifier}
    return {
        "kind": KIND, "object_id": prompt.pk, "organisation": prompt.organisation, "reference": notification.reference,
        "title": plan.title, "step": "See whether anything is needed", "target_on": prompt.due_on,
        "link": reverse("referrals:prompt", args=[prompt.pk]), "owner": own.get(rules.Side(side)),
        "team": notification.service if side == rules.Side.NOTIFIER else None,
    }  # fmt: skip


def _mails(prompts: Sequence[Prompt], plan: Plan, side: str) -> Iterable[Mail]:
    """One message to each person of the side; who is of an authority or board is asked once."""
    kept: dict[uuid.UUID, list[User]] = {}
    for prompt in prompts:
        notification = prompt.notification
        personal = side == rules.Side.NOTIFIER or (
            side == rules.Side.LA and notification.la_officer_id is not None
        )
        people = None if personal else kept.get(prompt.organisation_id)
        if people is None:
            people = tell.of_side(notification, side)
            if not personal:
                kept[prompt.organisation_id] = people
        for person in people:
            yield Mail(
                recipient=person, kind="referrals.prompt", subject=f"{notification.reference}: {plan.title}",
                body=f"{plan.why} Say there what you did, or that nothing is needed.",
                dedupe_key=f"referrals.prompt:{prompt.pk}", link=reverse("referrals:prompt", args=[prompt.pk]),
                reference=notification.reference, organisation=prompt.organisation,
            )  # fmt: skip
