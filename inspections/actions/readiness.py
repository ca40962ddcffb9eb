"""What an area has ready for inspectors: the list begun, items kept, versions, reviews brought up."""

import datetime as dt
import uuid
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.documents import actions as documents
from dco_portal.organisations import policy
from dco_portal.organisations.models import AreaLink, Organisation
from dco_portal.work import actions as work
from dco_portal.work.models import WorkItem
from inspections.actions.clocks import keepers
from inspections.actions.rows import locked
from inspections.models import ReadinessItem
from inspections.queries import readiness as queries
from inspections.queries.areas import Area
from inspections.rules import readiness as rules
from inspections.rules import record
from inspections.rules.starting import LIST

KIND = "inspections.readiness"
FIELDS = ("kind", "title", "what", "owner", "owner_user", "review_on", "gap")
VERSION_FIELDS = ("dated", "version", "link", "review_on")
AREAS_LOCK = "Somebody has begun the list of this area already."


def _area(by: User, la: Organisation, icb: Organisation) -> AreaLink:
    """The link of an own area, locked, so that two people do not number alike."""
    record.check_can_keep(by)
    here = by.membership.organisation_id if by.membership else None
    links = AreaLink.objects.select_for_update().filter(local_authority=la, icb=icb)
    link = links.first() if here in {la.pk, icb.pk} else None
    if link is None:
        raise NotFound
    return link


@transaction.atomic
def start(*, by: User, la: Organisation, icb: Organisation) -> int:
    """Begin an area's list with our own working list; how many items.

    Errors: `NotAllowed`, `NotFound` for another's area, `Conflict` when it has items.
    """
    _area(by, la, icb)
    if ReadinessItem.objects.filter(la=la, icb=icb).exists():
        raise Conflict(AREAS_LOCK)
    rows = ReadinessItem.objects.bulk_create(
        ReadinessItem(
            la=la, icb=icb, number=number, kind=each.kind, title=each.title, live_key=each.live_key,
            what=f"{each.what} Usually kept by: {each.usually}.",
        )
        for number, each in enumerate(LIST, 1)
    )  # fmt: skip
    audit.record("inspections.readiness_start", by=by, obj=la, icb=icb.pk, count=len(rows))
    return len(rows)


@transaction.atomic
def add(*, by: User, la: Organisation, icb: Organisation, **values: Any) -> ReadinessItem:
    """Add an item of the area's own. `values` are `FIELDS`. Errors: as in `start`, and `Invalid`."""
    _area(by, la, icb)
    rules.check_item(values)
    rows = ReadinessItem.objects.filter(la=la, icb=icb)
    if rows.count() >= rules.MOST_ITEMS:
        raise Invalid({"title": f"A list has {rules.MOST_ITEMS} items at most"})
    last = rows.aggregate(last=Max("number"))["last"] or 0
    item = ReadinessItem(la=la, icb=icb, number=last + 1, inferred=False)
    _fill(item, values)
    item.save()
    audit.record("inspections.readiness_add", by=by, obj=item)
    mirror(item)
    return item


def _fill(item: ReadinessItem, values: dict[str, Any]) -> None:
    owner = values["owner_user"]
    allowed = queries.owners(Area(item.la, item.icb))
    if owner is not None and not allowed.filter(pk=owner.pk).exists():
        raise Invalid({"owner_user": "Choose somebody of the area who prepares for inspections"})
    for name in FIELDS:
        setattr(item, name, values[name])
    item.title, item.gap = item.title.strip(), item.gap.strip()


def _item(by: User, pk: uuid.UUID, *, lock: int | None = None) -> ReadinessItem:
    rows = ReadinessItem.objects.visible_to(by).select_related("la", "icb", "owner_user")
    item = locked(rows, pk)
    record.check_lock(item, lock)
    return item


@transaction.atomic
def change(*, by: User, item_id: uuid.UUID, lock: int | None = None, **values: Any) -> ReadinessItem:  # fmt: skip
    """Change what an item is, who keeps it, its review and what is missing.

    Errors: `NotFound`, `Invalid` for faults and when changed since `lock`.
    """
    item = _item(by, item_id, lock=lock)
    rules.check_item(values)
    _fill(item, values)
    return _kept(item, by, "inspections.readiness_change")


def _kept(item: ReadinessItem, by: User, verb: str) -> ReadinessItem:
    item.lock += 1
    item.save()
    audit.record(verb, by=by, obj=item, number=item.number)
    mirror(item)
    return item


@transaction.atomic
def add_version(
    *, by: User, item_id: uuid.UUID, lock: int | None = None, upload: File | None = None, **values: Any
) -> ReadinessItem:  # fmt: skip
    """Note the newest version: its date, a file or a link, and when to look at it again.

    Earlier files stay. `values` are `VERSION_FIELDS`. Errors: as in `change`.
    """
    item = _item(by, item_id, lock=lock)
    shown = bool(upload or values["link"] or rules.made_here(item))
    rules.check_version(values, today=today(), shown=shown)
    if upload:
        documents.attach(
            by=by, upload=upload, owner_kind=queries.OWNER_KIND, owner_id=item.pk,
            description=f"Version of {values['dated']:%Y-%m-%d} {values['version']}".strip(),
        )  # fmt: skip
    for name in VERSION_FIELDS:
        setattr(item, name, values[name])
    return _kept(item, by, "inspections.readiness_version")


@transaction.atomic
def set_not_needed(*, by: User, item_id: uuid.UUID, reason: str) -> ReadinessItem:
    """Say that the area need not have it, and why. Errors: `NotFound`, `Invalid`, `Conflict`."""
    item = _item(by, item_id)
    rules.check_needed(item, needed=False)
    if not reason.strip():
        raise Invalid({"reason": "Say why it is not needed"})
    item.not_needed, item.not_needed_words = True, reason.strip()
    return _kept(item, by, "inspections.readiness_not_needed")


@transaction.atomic
def set_needed(*, by: User, item_id: uuid.UUID) -> ReadinessItem:
    """Say that it is needed after all. Errors: `NotFound`, `Conflict`."""
    item = _item(by, item_id)
    rules.check_needed(item, needed=True)
    item.not_needed, item.not_needed_words = False, ""
    return _kept(item, by, "inspections.readiness_needed")


def mirror(item: ReadinessItem) -> bool:
    """Put an item whose review is near or past into its keeper's list, or take it off; whether it is new there."""
    place = _place(item)
    days = int(policy.value(rules.NOTICE, place))
    near = item.review_on and item.review_on <= today() + dt.timedelta(days=days)
    if item.not_needed or not near:
        work.close(object_id=item.pk)
        return False
    known = WorkItem.objects.filter(object_id=item.pk, organisation=place, state="open").exists()
    if not known:
        work.close(object_id=item.pk)  # in the list of who kept it before
    owner: dict[str, Any] = {"owner": item.owner_user} if item.owner_user else {}
    work.push(
        kind=KIND,
        object_id=item.pk,
        organisation=place,
        title=f"Ready for inspection: {item.title}"[:120],
        step="Look at it again, then note the new version or review date"[:80],
        link=reverse("inspections:readiness-item", args=[item.pk]),
        target_on=item.review_on,
        **owner,
    )
    return not known


def _place(item: ReadinessItem) -> Organisation:
    """In whose list an item is: its owner's organisation, else the authority or board that prepares."""
    owner = item.owner_user
    if owner is not None:
        posts = owner.memberships.in_force().values_list("organisation_id", flat=True)
        for organisation in (item.la, item.icb):
            if organisation.pk in posts:
                return organisation
    found = keepers(item.la, item.icb)
    return item.icb if item.icb in found else found[0]


@transaction.atomic
def bring_up_reviews(*, by: User | None = None) -> int:
    """Put every item whose review is near or past into a list, from where reminders go; how many are new.

    How near is local policy (`inspections.readiness_notice_days`). Twice on a day changes nothing.
    """
    until = today() + dt.timedelta(days=365)
    count = sum(mirror(item) for item in queries.due(until))
    if count:
        audit.record("inspections.readiness_reviews", by=by, count=count)
    return count
