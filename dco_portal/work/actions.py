"""Keeping the lists. Features push what is owed as plain values, in their own transactions.

There `push`, `push_many` and `close` set no savepoint: an action fails as a whole, or not at all.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Organisation, ProviderService
from dco_portal.work.models import SavedView, WorkItem
from dco_portal.work.queries import colleagues

UPDATED = (
    "kind", "reference", "title", "step", "link", "team", "owner", "escalate_to", "part", "rule",
    "due_on", "target_on", "state", "closed_at", "updated_at",
)  # fmt: skip
SAVED_VIEWS = 30


class Owner(Enum):
    """Said instead of an owner."""

    UNCHANGED = "whoever was given it in the worklist keeps it"


@transaction.atomic(savepoint=False)
def push(
    *,
    kind: str,
    object_id: uuid.UUID,
    organisation: Organisation,
    title: str,
    link: str,
    step: str = "",
    reference: str = "",
    team: ProviderService | None = None,
    owner: User | Owner | None = Owner.UNCHANGED,
    escalate_to: Organisation | None = None,
    part: str = "owes",
    rule: str = "",
    due_on: dt.date | None = None,
    target_on: dt.date | None = None,
    state: str = "open",
) -> WorkItem:
    """Put an obligation in an organisation's list, or bring what stands there up to date.

    `due_on` is the statutory date of `rule`, `target_on` an internal one. A feature that knows no
    owner leaves it out: then whoever was given the item in the worklist keeps it. Nothing here may
    name a child. Errors: `ValueError` for a link that is not a plain path.
    """
    kept = isinstance(owner, Owner)
    item = _row(
        kind=kind, object_id=object_id, organisation=organisation, title=title, link=link, step=step,
        reference=reference, team=team, owner=None if isinstance(owner, Owner) else owner, escalate_to=escalate_to,
        part=part, rule=rule, due_on=due_on, target_on=target_on, state=state,
    )  # fmt: skip
    _put([item], keep_owner=kept)
    return WorkItem.objects.get(object_id=object_id, organisation=organisation)


@transaction.atomic(savepoint=False)
def push_many(*, items: Iterable[Mapping[str, Any]]) -> int:
    """Put many obligations in lists with few statements; each is what `push` takes. How many there were.

    Errors: `ValueError` as in `push`.
    """
    named, kept = [], []
    for item in items:
        owner = item.get("owner", Owner.UNCHANGED)
        if isinstance(owner, Owner):
            kept.append(_row(**{**item, "owner": None}))
        else:
            named.append(_row(**item))
    for rows, keep_owner in ((named, False), (kept, True)):
        if rows:
            _put(rows, keep_owner=keep_owner)
    return len(named) + len(kept)


def _row(*, link: str, state: str = WorkItem.State.OPEN, **values: Any) -> WorkItem:
    if not link.startswith("/") or "?" in link:
        raise ValueError("A work item's link is a path of the portal, without a query.")
    closed_at = now() if state == WorkItem.State.CLOSED else None
    return WorkItem(link=link, state=state, closed_at=closed_at, **values)


def _put(items: list[WorkItem], *, keep_owner: bool) -> None:
    """Insert, or bring up to date what stands in the same list for the same object."""
    WorkItem.objects.bulk_create(
        items,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["object_id", "organisation"],
        update_fields=[field for field in UPDATED if not (keep_owner and field == "owner")],
    )


@transaction.atomic(savepoint=False)
def close(*, object_id: uuid.UUID, organisation: Organisation | None = None) -> int:
    """Take an obligation off one organisation's list, or off all of them; the number closed."""
    rows = WorkItem.objects.filter(object_id=object_id).exclude(state=WorkItem.State.CLOSED)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    moment = now()
    return rows.update(state=WorkItem.State.CLOSED, closed_at=moment, updated_at=moment)


def _locked(by: User, item_id: uuid.UUID) -> WorkItem:
    rows = WorkItem.objects.visible_to(by).select_for_update(of=("self",))
    item = rows.select_related("organisation", "team", "owner").filter(pk=item_id).first()
    if item is None:
        raise NotFound
    return item


@transaction.atomic
def assign(*, by: User, item_id: uuid.UUID, owner: User | None) -> WorkItem:
    """Give an open item to a colleague of the same organisation (and service), or to nobody.

    For a kind whose feature knows more, `home.kinds` calls the feature's own action instead.
    Errors: `NotFound`, `NotAllowed`, `Conflict` (closed), `Invalid` for an unsuitable owner.
    """
    item = _locked(by, item_id)
    check_assign(by=by, item=item, owner=owner)
    item.owner = owner
    item.save(update_fields=["owner", "updated_at"])
    audit.record("work.assign", by=by, obj=item, owner=owner.pk if owner else "nobody")
    if owner is not None and owner != by:
        notifications.tell(
            recipients=[owner],
            kind="work.assigned",
            subject=f"You have been given: {item.title}",
            body=f"{by.name} gave you “{item.title}”.{_due_words(item)}",
            dedupe_key=f"assigned:{item.pk}:{now().isoformat()}",
            link=item.link,
            reference=item.reference,
            organisation=item.organisation,
        )
    return item


def check_assign(*, by: User, item: WorkItem, owner: User | None) -> None:
    """Raise with a sentence when this person may not give this item to that one."""
    if not by.may(Permission.ASSIGN_WORK):
        raise NotAllowed("Your role does not include giving work to others.")
    if item.state == WorkItem.State.CLOSED:
        raise Conflict(f"{item.reference or item.title} is closed already.")
    if owner is not None and owner.pk not in {user.pk for user in candidates(item)}:
        raise Invalid({"owner": f"{owner.name} does not work there, so cannot be given this."})


def candidates(item: WorkItem) -> list[User]:
    """Whom an item may be given to: those of its organisation and, where it has one, its service."""
    return list(colleagues(item.organisation, service=item.team))


@transaction.atomic
def chase(*, by: User, item_id: uuid.UUID) -> WorkItem:
    """Ask whoever has an item how it stands; once a day. Without an owner its leads are asked.

    Errors: `NotFound`, `NotAllowed`, `Conflict` when it is closed, was chased today, or nobody has it.
    """
    item = _locked(by, item_id)
    if not by.may(Permission.ASSIGN_WORK):
        raise NotAllowed("Your role does not include chasing others' work.")
    if item.state == WorkItem.State.CLOSED:
        raise Conflict(f"{item.reference or item.title} is closed already.")
    if item.owner_id == by.pk:
        raise Conflict("It is yours: there is nobody to ask.")
    asked = [item.owner] if item.owner and item.owner.is_active else leads(item)
    if not asked:
        raise Conflict("Nobody has it and no lead is known: give it to somebody first.")
    told = notifications.tell(
        recipients=asked,
        kind="work.chase",
        subject=f"How does it stand: {item.title}",
        body=f"{by.name} asks how “{item.title}” stands.{_due_words(item)}",
        dedupe_key=f"chase:{item.pk}:{today().isoformat()}",
        link=item.link,
        reference=item.reference,
        organisation=item.organisation,
    )
    if not told:
        raise Conflict("They were asked today already.")
    audit.record("work.chase", by=by, obj=item, asked=len(asked))
    return item


def leads(item: WorkItem) -> list[User]:
    """Who answers for an item beside its owner: those who allocate, else those who assign work."""
    for permission in (Permission.ALLOCATE, Permission.ASSIGN_WORK):
        if found := list(people(item.organisation, permission, service=item.team)):
            return found
    return []


def _due_words(item: WorkItem) -> str:
    return f" It is due on {item.due_on:%-d %B %Y} by law." if item.due_on else ""


@transaction.atomic
def unassign_all(*, by: User | None, owner: User, organisation: Organisation) -> int:
    """Take a leaver's open items of an organisation off them, so that its leads see them unassigned."""
    rows = WorkItem.objects.filter(owner=owner, organisation=organisation)
    count = rows.exclude(state=WorkItem.State.CLOSED).update(owner=None, updated_at=now())
    if count:
        audit.record("work.unassign_leaver", by=by, obj=owner, count=count)
    return count


def hand_back(leaver: User, organisation: Organisation, by: User) -> None:
    """Hook of accounts: what somebody who leaves an organisation had there is nobody's again."""
    unassign_all(by=by, owner=leaver, organisation=organisation)


@transaction.atomic
def save_view(*, by: User, name: str, query: str) -> SavedView:
    """Keep a filter of the list under a name; the same name again replaces it."""
    name = name.strip()
    if not name:
        raise Invalid({"name": "Enter a name for this view"})
    if len(query) > 500:
        raise Invalid({"name": "This view has too many filters to be saved"})
    own = SavedView.objects.filter(user=by)
    if own.exclude(name=name).count() >= SAVED_VIEWS:
        raise Invalid({"name": f"You have {SAVED_VIEWS} saved views: delete one first"})
    view, _ = SavedView.objects.update_or_create(user=by, name=name, defaults={"query": query})
    audit.record("work.save_view", by=by, obj=view)
    return view


@transaction.atomic
def delete_view(*, by: User, view_id: uuid.UUID) -> str:
    """Delete one of one's own saved views; its name. Errors: `NotFound`."""
    view = SavedView.objects.filter(user=by, pk=view_id).first()
    if view is None:
        raise NotFound
    audit.record("work.delete_view", by=by, obj=view)
    view.delete()
    return view.name


@transaction.atomic
def note_export(*, by: User, query: str, what: str = "worklist.csv") -> None:
    """Note that a list was taken out as a file; `query` holds filters, never a person."""
    audit.record("work.export", by=by, what=what, query=query)
