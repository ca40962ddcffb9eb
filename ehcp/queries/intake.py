"""Reading drafts and the requests that a new one might double."""

import datetime as dt
import uuid
from dataclasses import dataclass

from dco_portal.accounts.models import User
from ehcp.models import AdviceRequest, RequestDraft
from ehcp.states import REQUEST_OPEN

MOST = 100


@dataclass(frozen=True)
class DraftRow:
    """A draft as a list shows it; it names no child."""

    id: uuid.UUID
    started_by: str
    started_at: dt.datetime
    changed_at: dt.datetime
    done: int


def drafts(by: User) -> list[DraftRow]:
    """Drafts of the reader's organisation that were neither sent nor discarded, the last changed first; at most 100."""
    rows = RequestDraft.objects.visible_to(by).filter(request=None, discarded_at=None)
    return [
        DraftRow(
            row.pk,
            row.started_by.name,
            row.created_at,
            row.updated_at,
            sum(not key.startswith("_") for key in row.data),
        )
        for row in rows.select_related("started_by").order_by("-updated_at")[:MOST]
    ]


def open_requests(child_id: uuid.UUID | str, *, by: User) -> list[str]:
    """References of open requests about this child in the reader's scope."""
    rows = AdviceRequest.objects.visible_to(by).filter(child=child_id, state__in=REQUEST_OPEN)
    return list(rows.order_by("reference").values_list("reference", flat=True))
