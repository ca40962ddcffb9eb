"""The desk's list and the asker's own: views, filters, search, order."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import covered_by
from dco_portal.common import keyset
from dco_portal.common.clock import today
from enquiries.models import Enquiry
from enquiries.queries.words import CONFIG, tokens
from enquiries.states import ENQUIRY_ENDS, ENQUIRY_OPEN, OWED, EnquiryState

E = EnquiryState
ORDERS = {"due": "due_on", "reference": "reference", "asked": "created_at"}
VIEWS: dict[str, Q] = {
    "unassigned": Q(state__in=ENQUIRY_OPEN, owner=None),
    "open": Q(state__in=ENQUIRY_OPEN),
    "waiting": Q(state=E.WAITING),
    "on_hold": Q(state=E.ON_HOLD),
    "resolved": Q(state__in=ENQUIRY_ENDS),
}


@dataclass(frozen=True)
class Filters:
    """What the reader wants to see; nothing here names a person or a child.

    `view` is mine, unassigned, open, waiting, late, on_hold, resolved or all.
    """

    view: str = "open"
    topic: str = ""
    role: str = ""
    urgency: str = ""
    late: str = ""
    owner: str = ""
    reference: str = ""


def on_desk(by: User) -> bool:
    """Whether this person answers enquiries; else they list their own."""
    return by.may(P.TRIAGE)


def enquiries(by: User, wanted: Filters, words: str = "") -> QuerySet[Enquiry]:
    """The enquiries this reader may see and wants to; `words` searches subjects and messages."""
    rows: QuerySet[Enquiry] = Enquiry.objects.visible_to(by)
    if wanted.reference:
        rows = rows.filter(reference__startswith=whole_reference(wanted.reference))
    elif words:
        rows = _matching(rows, words)
    elif wanted.view == "mine":
        people = [by.pk, *covered_by(by)]
        rows = rows.filter(VIEWS["open"], owner__in=people)
    elif wanted.view == "late":
        rows = rows.filter(late())
    elif wanted.view in VIEWS:
        rows = rows.filter(VIEWS[wanted.view])
    for name, column in (("topic", "topic"), ("role", "asker_role"), ("urgency", "urgency")):
        if value := getattr(wanted, name):
            rows = rows.filter(**{column: value})
    if wanted.late:
        rows = rows.filter(late())
    if wanted.owner == "nobody":
        rows = rows.filter(owner=None)
    elif wanted.owner:
        rows = rows.filter(owner__pk=wanted.owner)
    return rows.select_related("asker", "asker_organisation", "owner", "la")


def late() -> Q:
    """Enquiries the team owes an answer whose day has passed."""
    return Q(state__in=OWED, due_on__lt=today())


def _matching(rows: QuerySet[Enquiry], words: str) -> QuerySet[Enquiry]:
    """Those in which every word occurs, as a beginning too."""
    found = tokens(words)
    if not found:
        return rows.none()
    every = reduce(
        and_, (SearchQuery(f"{word}:*", search_type="raw", config=CONFIG) for word in found)
    )
    return rows.filter(search=every)


def whole_reference(text: str) -> str:
    """A reference as people write it, as it is stored: "2026-000123" is "ENQ-2026-000123"."""
    return f"ENQ-{text.strip().upper().removeprefix('ENQ').removeprefix('-')}"


def order(sort: str, *, desk: bool) -> str:
    """The column to order by: the desk by due date, askers the newest first."""
    column = ORDERS.get(sort.removeprefix("-"))
    if column is None:
        return "due_on" if desk else "-created_at"
    return f"-{column}" if sort.startswith("-") else column


def page(
    by: User, wanted: Filters, *, words: str = "", sort: str = "", after: str = "", before: str = ""
) -> keyset.Page:
    """One page of the reader's list in one query."""
    column = order(sort, desk=on_desk(by))
    return keyset.page(enquiries(by, wanted, words), order=column, after=after, before=before)


def everything(by: User, wanted: Filters, *, words: str = "", sort: str = "") -> Iterator[Enquiry]:
    """The whole list, page after page, for a file."""
    rows = enquiries(by, wanted, words)
    for chunk in keyset.chunks(rows, order=order(sort, desk=on_desk(by))):
        yield from chunk


def counts(icb_id: uuid.UUID, since: dt.datetime) -> dict[str, Any]:
    """The team's week in numbers, for the digest: plain counts by key."""
    rows = Enquiry.objects.filter(icb=icb_id).exclude(state=E.UNCONFIRMED)
    live = rows.filter(state__in=ENQUIRY_OPEN)
    return {
        "new": rows.filter(created_at__gte=since).count(),
        "open": live.count(),
        "late": live.filter(late()).count(),
        "unassigned": live.filter(owner=None).count(),
        "on_hold": live.filter(state=E.ON_HOLD).count(),
        "closed": rows.filter(changes__to_state__in=ENQUIRY_ENDS, changes__at__gte=since)
        .distinct()
        .count(),
    }


def may_merge_into(enquiry: Enquiry, by: User) -> QuerySet[Enquiry]:
    """Other open enquiries of the same asker in the reader's scope, the oldest first."""
    rows = Enquiry.objects.visible_to(by).filter(state__in=ENQUIRY_OPEN).exclude(pk=enquiry.pk)
    if enquiry.has_account:
        rows = rows.filter(asker=enquiry.asker_id, asker_organisation=enquiry.asker_organisation_id)
    else:
        rows = rows.filter(asker_email=enquiry.asker_email)
    return rows.order_by("created_at", "pk")
