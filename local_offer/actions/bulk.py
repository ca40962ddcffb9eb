"""The same change to many entries; each succeeds or is refused by itself."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict, DomainError, NotFound
from dco_portal.organisations.models import Organisation
from local_offer.actions import entries, indexing, locking, owning
from local_offer.actions.publishing import publish
from local_offer.models import Service
from local_offer.queries.content import read
from local_offer.rules import entries as rules

MOST = 200


@dataclass(frozen=True)
class Change:
    """What to change; what is None or empty stays as it is. `alert` "" takes the notice off."""

    owner: Organisation | None = None
    no_owner: bool = False
    review_by: dt.date | None = None
    add_terms: list[str] = field(default_factory=list)
    remove_terms: list[str] = field(default_factory=list)
    alert: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was chosen."""
        words = self.add_terms or self.remove_terms or self.alert is not None
        return not (self.owner or self.no_owner or self.review_by or words)


@dataclass(frozen=True)
class Result:
    """What came of one entry."""

    id: str
    name: str
    good: bool
    words: str


@transaction.atomic
def change(*, by: User, service_id: uuid.UUID, change: Change) -> Service:
    """Change one entry. Raises NotFound, NotAllowed, Conflict."""
    rules.check_can_edit(by)
    service = locking.service(by, service_id)
    rules.check_can_propose(by, service)
    if change.add_terms or change.remove_terms or change.alert is not None:
        service = _publish(by, service, change)
    if change.owner or change.no_owner:
        owning.own(service=service, owner=change.owner)
    if change.review_by:
        service.review_by = change.review_by
        service.save(update_fields=["review_by", "updated_at"])
    audit.record("local_offer.bulk_changed", by=by, obj=service)
    return service


def _publish(by: User, service: Service, change: Change) -> Service:
    if not service.version:
        raise Conflict("It was never published: open it to change its words.")
    if service.state == Service.State.HIDDEN:
        raise Conflict("It is hidden until somebody checks it: open it to change its words.")
    content = read(service)
    content["terms"] = sorted((set(content["terms"]) | set(change.add_terms)) - set(change.remove_terms))  # fmt: skip
    if change.alert is not None:
        content["fields"]["alert"] = change.alert
    if content == read(service):
        return service
    due, checked, role = service.review_by, service.checked_on, service.checked_by_role
    service = publish(by=by, service_id=service.pk, content=content, why="Changed with others at once")  # fmt: skip
    # A notice or a term put on many entries is no check of what each of them says.
    service.review_by, service.checked_on, service.checked_by_role = due, checked, role
    service.save(update_fields=["review_by", "checked_on", "checked_by_role", "updated_at"])
    indexing.refresh([service.pk])
    indexing.refresh([service.pk])
    return service


def change_all(by: User, ids: Iterable[uuid.UUID], wanted: Change) -> list[Result]:
    """Change these entries, each in a transaction of its own."""
    return _each(by, ids, lambda pk: change(by=by, service_id=pk, change=wanted), "Changed")


def confirm_all(by: User, ids: Iterable[uuid.UUID]) -> list[Result]:
    """Confirm these entries, each in a transaction of its own."""
    return _each(by, ids, lambda pk: entries.confirm(by=by, service_id=pk), "Confirmed")


def _each(
    by: User, ids: Iterable[uuid.UUID], act: Callable[[uuid.UUID], object], done: str
) -> list[Result]:
    rows = Service.objects.visible_to(by).filter(pk__in=list(ids)[:MOST])
    found = []
    for pk, name in rows.order_by("name_sort", "pk").values_list("pk", "name"):
        try:
            act(pk)
        except NotFound:
            good, words = False, "It is not yours any more."
        except DomainError as error:
            good, words = False, error.message or "This was refused."
        else:
            good, words = True, f"{done}."
        found.append(Result(str(pk), name, good, words))
    return found
