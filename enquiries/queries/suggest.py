"""What may answer a question before it is sent: published answers and entries of the Local Offer."""

import uuid
from dataclasses import dataclass

from dco_portal.organisations.models import Organisation
from enquiries.queries import answers
from enquiries.queries.words import tokens
from local_offer import queries as local_offer

MOST, LISTINGS = 4, 3


@dataclass(frozen=True)
class Suggestion:
    """Something that may help: kind "answer" or "listing", where it is, and a few words of it."""

    kind: str
    id: uuid.UUID
    title: str
    detail: str
    url: str = ""
    where: str = ""


def suggestions(
    words: str,
    *,
    icb: Organisation | None = None,
    subject: str = "",
    la: Organisation | None = None,
) -> list[Suggestion]:
    """The best answers for these words, then entries of the Local Offer for the subject; empty where nothing fits.

    Nothing of the words is kept, here or there.
    """
    found = answers.search(words, limit=12)
    ours = [row for row in found if icb is None or row.area == icb.label]
    titles = {row.question for row in ours}
    rest = [row for row in found if row not in ours and row.question not in titles]
    return [
        Suggestion("answer", row.id, row.question, row.beginning, where=row.area)
        for row in [*ours, *rest][:MOST]
    ] + _listings(subject, la)


def _listings(subject: str, la: Organisation | None) -> list[Suggestion]:
    """Entries of the authority's Local Offer about the telling words of the subject."""
    telling = " ".join(tokens(subject))
    if not telling:
        return []
    found = local_offer.near(telling, None, limit=LISTINGS, authorities=(la.slug,) if la else ())
    return [
        Suggestion("listing", row.id, row.name, row.summary, url=row.url, where=row.organisation)
        for row in found
    ]
