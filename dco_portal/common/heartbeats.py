"""Signs of life of the background parts; `/health/ready` and `/operations/` judge their age."""

from django.db import connection

from dco_portal.common.clock import now
from dco_portal.common.models import Heartbeat

WORKER, BEAT = "worker", "beat"


def note(name: str) -> None:
    """Note that a part is alive now. Errors: `DatabaseError`; the next note then reconnects."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # beat has no requests that would do it
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now()})
