"""Moving an entry from one state to another, with its history. The calling action locks and audits."""

from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from local_offer.actions import indexing
from local_offer.models import Service, StateChange


def note(service: Service, before: str, *, by: User | None, reason: str = "") -> None:
    """Keep who moved an entry, when and why, if it moved; search shows it as it is saved now."""
    indexing.refresh([service.pk])
    if before != service.state:
        StateChange.objects.create(
            service=service, before=before, after=service.state, at=now(), by=by, reason=reason[:300]
        )  # fmt: skip


def move(service: Service, to: str, *, by: User | None, reason: str = "") -> None:
    """Move an entry; what families see of it changes at this moment."""
    before, service.state = service.state, Service.State(to)
    service.modified_at = now() if service.version else None
    service.save(update_fields=["state", "modified_at", "updated_at"])
    note(service, before, by=by, reason=reason)
    indexing.refresh([service.pk])
