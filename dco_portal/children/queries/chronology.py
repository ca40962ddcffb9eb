"""A child's chronology: the shape every feature gives its part in, and this app's own part."""

import datetime as dt
import uuid
from dataclasses import dataclass

from dco_portal.accounts.models import User
from dco_portal.children.models import Child, Involvement


@dataclass(frozen=True)
class ChronologyEntry:
    """One thing that happened: a date or aware moment, what in words, and who did it (name, role or body).

    `kind` is the feature's word for filtering, such as "Health advice"; `url` the page it is told on, or "".
    """

    at: dt.date | dt.datetime
    what: str
    kind: str = ""
    who: str = ""
    reference: str = ""
    url: str = ""
    detail: str = ""


def chronology(child_id: uuid.UUID, *, by: User) -> list[ChronologyEntry]:
    """When the record began and who was given or gave up a part in the child's cases. Two queries.

    Empty out of the reader's scope. Parts of one person only are left out: the features tell those.
    """
    child = Child.objects.visible_to(by).filter(pk=child_id).first()
    if child is None:
        return []
    entries = [
        ChronologyEntry(child.created_at, "Record started", "Record", reference=child.reference)
    ]
    parts = Involvement.objects.filter(child=child, user=None).select_related(
        "organisation", "service__provider"
    )
    for part in parts:
        who = str(part.service) if part.service else part.organisation.label
        entries.append(
            ChronologyEntry(
                part.created_at, f"Given a part: {part.reason}", "Who is involved", who=who
            )
        )
        if part.ends_on:
            entries.append(
                ChronologyEntry(
                    part.ends_on, f"Part ended: {part.reason}", "Who is involved", who=who
                )
            )
    return entries
