"""What may answer a question before it is sent: published answers and entries of the Local Offer."""

import uuid
from dataclasses import dataclass

from dco_portal.organisations.models import Organisation
from enquiries.queries import answers

MOST = 4


@dataclass(frozen=True)
class Suggestion:
    """Something that may help: kind "answer" or "listing", where it is, and a few words of it."""

    kind: str
    id: uuid.UUID
    title: str
    detail: str
    url: str = ""
    where: str = ""


def suggestions(words: str, *, icb: Organisation | None = None) -> list[Suggestion]:
    """The best of both kinds for these words, answers first; empty where nothing fits. Nothing of the words is kept."""
    found = answers.search(words, limit=12)
    ours = [row for row in found if icb is None or row.area == icb.label]
    rest = [row for row in found if row not in ours]
    return [
        Suggestion("answer", row.id, row.question, row.beginning, where=row.area)
        for row in [*ours, *rest][:MOST]
    ]
