"""Who is told of an item, tier by tier, from a fixed number of reads per batch."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from dco_portal.accounts.models import Cover, Membership, User
from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.queries import roles_with
from dco_portal.work.models import WorkItem
from dco_portal.work.reminders.steps import Step


@dataclass(frozen=True)
class Told:
    """One person to tell, and why it is them: "owner", "stand-in", "lead" or "icb"."""

    user: User
    why: str
    for_name: str = ""


class Directory:
    """The people of the organisations that a batch of items touches (two queries)."""

    def __init__(self, items: Iterable[WorkItem], on: dt.date) -> None:
        organisations = {item.organisation_id for item in items}
        organisations |= {item.escalate_to_id for item in items if item.escalate_to_id}
        self._by_permission: dict[tuple[uuid.UUID, Permission], list[Membership]] = defaultdict(
            list
        )
        self._stand_ins: dict[tuple[uuid.UUID | None, uuid.UUID], list[User]] = defaultdict(list)
        wanted = {
            permission: set(roles_with(permission))
            for permission in (Permission.ALLOCATE, Permission.ASSIGN_WORK, Permission.TRIAGE)
        }
        held = Membership.objects.filter(
            organisation__in=organisations,
            ended_on=None,
            user__is_active=True,
            role__in=set().union(*wanted.values()),
        )
        for membership in held.select_related("user").order_by("user__name", "pk"):
            for permission, roles in wanted.items():
                if membership.role in roles:
                    self._by_permission[membership.organisation_id, permission].append(membership)
        covers = Cover.objects.filter(
            organisation__in=organisations,
            starts_on__lte=on,
            ends_on__gte=on,
            stand_in__is_active=True,
        )
        for cover in covers.select_related("stand_in").order_by("pk"):
            self._stand_ins[cover.organisation_id, cover.absent_id].append(cover.stand_in)

    def told(self, item: WorkItem, step: Step) -> list[Told]:
        """Everybody to tell of an item at a step, each once, the nearest to the work first.

        Nobody who has the work: its leads. No lead either: the ICB it escalates to.
        """
        found: dict[uuid.UUID, Told] = {}
        if item.owner is not None and item.owner.is_active:
            self._add(found, item, [item.owner], "owner")
        if not found or step.lead:
            self._add(found, item, self._leads(item), "lead")
        if item.escalate_to_id and (not found or step.icb):
            self._add(found, item, self._people(item.escalate_to_id, Permission.TRIAGE), "icb")
        return list(found.values())

    def _add(
        self, found: dict[uuid.UUID, Told], item: WorkItem, users: Iterable[User], why: str
    ) -> None:
        for user in users:
            found.setdefault(user.pk, Told(user, why))
            place = item.escalate_to_id if why == "icb" else item.organisation_id
            for other in self._stand_ins.get((place, user.pk), []):
                found.setdefault(other.pk, Told(other, "stand-in", user.name))

    def _leads(self, item: WorkItem) -> list[User]:
        for permission in (Permission.ALLOCATE, Permission.ASSIGN_WORK):
            if leads := self._people(item.organisation_id, permission, item.team_id):
                return leads
        return []

    def _people(
        self, organisation: uuid.UUID, permission: Permission, service: uuid.UUID | None = None
    ) -> list[User]:
        return [
            membership.user
            for membership in self._by_permission[organisation, permission]
            if service is None or membership.service_id in (service, None)
        ]
