"""Deciding on a reading's rows and publishing them, some at a time. What was edited here is never overwritten unasked."""

import copy
import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common import outbox
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from local_offer.actions import entries
from local_offer.actions.content import sort_name
from local_offer.actions.harvest_reading import APPLY
from local_offer.actions.harvest_rows import SETTLED
from local_offer.actions.publishing import publish
from local_offer.models import Body, HarvestedEntry, HarvestRow, HarvestRun, HarvestSource, Service
from local_offer.queries import harvest as queries
from local_offer.queries.content import PREFETCH, read
from local_offer.rules.harvest import feeds

State, Kind, Choice = HarvestRun.State, HarvestRow.Kind, HarvestRow.Choice
AT_ONCE = 25
BODY = ("name", "type", "description", "email", "telephone", "website")


@transaction.atomic
def decide(*, by: User, row_id: uuid.UUID, choice: str) -> HarvestRow:
    """Take what the feed says of one entry, or keep what we have. Raises NotAllowed, NotFound, Conflict, Invalid."""
    feeds.check_can_harvest(by)
    row = HarvestRow.objects.visible_to(by).select_related("run").filter(pk=row_id).first()
    if row is None:
        raise NotFound
    run = _waiting(by, row.run_id)
    row = run.rows.select_for_update(of=("self",)).get(pk=row_id)
    if choice not in (Choice.TAKE, Choice.KEEP):
        raise Invalid({"choice": "Choose what should stand"})
    if row.kind not in queries.DECIDABLE or row.applied:
        raise Conflict("There is nothing to decide on this entry any more.")
    row.choice = Choice(choice)
    row.save(update_fields=["choice", "updated_at"])
    audit.record("local_offer.harvest_decided", by=by, obj=row, choice=choice)
    return row


@transaction.atomic
def start(*, by: User, run_id: uuid.UUID) -> HarvestRun:
    """Publish all that is decided. Raises NotAllowed, NotFound, Conflict."""
    feeds.check_can_harvest(by)
    run = _waiting(by, run_id)
    if not queries.decided(run).exists():
        raise Conflict("Nothing is decided yet, so there is nothing to publish.")
    run.state, run.by, run.message = State.APPLYING, by, ""
    run.save()
    audit.record("local_offer.harvest_publish", by=by, obj=run)
    outbox.enqueue(APPLY, run.pk)
    return run


def _waiting(by: User, run_id: uuid.UUID) -> HarvestRun:
    rows = HarvestRun.objects.visible_to(by).select_for_update(of=("self",))
    run = rows.filter(pk=run_id).first()
    if run is None:
        raise NotFound
    if run.state != State.READY:
        raise Conflict(f"This reading is now “{run.get_state_display()}”.")
    return run


@transaction.atomic
def step(*, run_id: uuid.UUID, by: User | None = None) -> HarvestRun | None:
    """Publish the next few rows; the last step says how it went. A reading in other hands is left alone."""
    runs = HarvestRun.objects.select_for_update(of=("self",), skip_locked=True)
    run = runs.filter(pk=run_id, state=State.APPLYING).first()
    if run is None:
        return None
    run.source = HarvestSource.objects.select_related("local_authority").get(pk=run.source_id)
    rows = list(queries.decided(run).select_for_update(of=("self",)).order_by("number")[:AT_ONCE])
    for row in rows:
        _apply(row, run)
    if len(rows) == AT_ONCE:
        outbox.enqueue(APPLY, run.pk)
    else:
        _finish(run)
    run.save()
    audit.record("local_offer.harvest_published", by=by or run.by, obj=run, rows=len(rows))
    return run


def _finish(run: HarvestRun) -> None:
    """Over, or back to the editor while something is left to decide."""
    left = queries.undecided(run)
    done = run.rows.filter(applied=True, choice=Choice.TAKE).count()
    run.state = State.READY if left else State.DONE
    run.finished_at = None if left else now()
    words = f"{done} {'entry' if done == 1 else 'entries'} taken over."
    wait = f" {left} still {'waits' if left == 1 else 'wait'} for your decision." if left else ""
    run.message = words + wait


def _apply(row: HarvestRow, run: HarvestRun) -> None:
    bonds = HarvestedEntry.objects.select_for_update(of=("self",))
    bond = bonds.filter(source=run.source, external_id=row.external_id).first()
    if row.choice == Choice.KEEP:
        if bond is not None and row.kind != Kind.WITHDRAWN:
            bond.mapped = row.mapped  # the same words of the feed are not asked about again
            bond.save(update_fields=["mapped", "updated_at"])
    elif row.kind == Kind.WITHDRAWN:
        if bond is not None:
            bond.withdrawn_on = today()
            bond.save(update_fields=["withdrawn_on", "updated_at"])
    elif not _take(row, run, bond):
        return
    row.applied = True
    row.save()


def _take(row: HarvestRow, run: HarvestRun, bond: HarvestedEntry | None) -> bool:
    """Publish what the feed says; False for an entry that was edited since the reading, which becomes a conflict."""
    if bond is not None and not _untouched(row, bond):
        return False
    before = bond.mapped["body"] if bond else {}
    body = _body(run.source, row.mapped["body"], before)
    service = bond.service if bond else _new(run.source, row, body)
    service = publish(
        by=run.by, service_id=service.pk, content=copy.deepcopy(row.mapped["content"]),
        why=f"Taken over from {run.source.name}"[:300],
    )  # fmt: skip
    _say_when_checked(service, row.mapped["assured_on"])
    fresh = Service.objects.prefetch_related(*PREFETCH).get(pk=service.pk)
    values = {
        "service": fresh, "mapped": row.mapped, "written": queries.canonical(read(fresh)),
        "taken_at": now(), "withdrawn_on": None,
    }  # fmt: skip
    HarvestedEntry.objects.update_or_create(
        source=run.source, external_id=row.external_id, defaults=values
    )
    row.service = fresh
    return True


def _untouched(row: HarvestRow, bond: HarvestedEntry) -> bool:
    """Whether the entry still says what the editor saw when deciding."""
    service = Service.objects.select_for_update(of=("self",)).get(pk=bond.service_id)
    if service.state in SETTLED:
        row.kind, row.choice = Kind.UNCHANGED, Choice.KEEP
        row.notes = [*row.notes, "You closed this entry or took it out."]
        row.save()
        return False
    edited = queries.canonical(read(service)) not in (
        bond.written, queries.canonical(row.mapped["content"]),
    )  # fmt: skip
    if edited and row.kind != Kind.CONFLICT:
        row.kind, row.choice = Kind.CONFLICT, Choice.OPEN
        row.notes = [*row.notes, "It was edited here after the feed was read."]
        row.save()
        return False
    return True


def _new(source: HarvestSource, row: HarvestRow, body: Body) -> Service:
    fields = row.mapped["content"]["fields"]
    return Service.objects.create(
        body=body, local_authority=source.local_authority, owner=source.local_authority, name=fields["name"],
        name_sort=sort_name(fields["name"]), slug=entries.free_slug(Service, fields["name"]),
        summary=fields["summary"], source=source.key, external_id=row.external_id,
    )  # fmt: skip


def _say_when_checked(service: Service, assured_on: str) -> None:
    """Nobody here has checked it: the feed's own date stands, or none."""
    day = dt.date.fromisoformat(assured_on) if assured_on else None
    service.checked_on = day if day and day <= today() else None
    service.checked_by_role = ""
    service.save(update_fields=["checked_on", "checked_by_role", "updated_at"])


def _body(source: HarvestSource, values: dict[str, str], before: dict[str, str]) -> Body:
    """The organisation that runs it; one whose words were edited here keeps them."""
    rows = Body.objects.select_for_update(of=("self",))
    body = rows.filter(source=source.key, external_id=values["external_id"]).first()
    if body is None:
        return Body.objects.create(
            source=source.key, external_id=values["external_id"],
            slug=entries.free_slug(Body, values["name"]), **{name: values[name] for name in BODY},
        )  # fmt: skip
    for name in BODY:
        if before and getattr(body, name) == before.get(name):
            setattr(body, name, values[name])
    body.save()
    return body
