"""The worklist's ways of looking: views, filters, order, pages by key, capped counts.

Nothing here counts exactly or skips rows: a page costs the same at any length of list.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.common import keyset
from dco_portal.common.clock import today
from dco_portal.work.models import OPEN, OWED, WorkItem
from dco_portal.work.scope import WorkQuerySet, owned, owners_for

COUNTED = 1000


@dataclass(frozen=True)
class Reader:
    """Who looks: the person, and those whose work is theirs today (cover). One query."""

    user: User
    owners: list[uuid.UUID]
    today: dt.date

    @classmethod
    def of(cls, user: User) -> "Reader":
        return cls(user, owners_for(user), today())

    @property
    def service_id(self) -> uuid.UUID | None:
        """The service of the part acted in, where it is tied to one."""
        return self.user.membership.service_id if self.user.membership else None

    @property
    def sees_others(self) -> bool:
        """Whether more than one's own work can be in the list."""
        return self.user.may(Permission.SEE_ORGANISATION_WORK)


@dataclass(frozen=True)
class View:
    """One tab: which rows it shows and in which order unless asked otherwise."""

    code: str
    label: str
    where: Callable[[Reader], Q]
    sort: str = "due"
    shared: bool = False  # only for those who see others' work


def _mine(reader: Reader) -> Q:
    return OPEN & owned(reader.owners) if reader.owners else Q(pk__in=[])


def _team(reader: Reader) -> Q:
    return OWED & Q(team_id=reader.service_id) if reader.service_id else OWED


VIEWS = {
    view.code: view
    for view in (
        View("mine", "Mine", _mine),
        View("unassigned", "Unassigned", lambda reader: OWED & Q(owner=None), shared=True),
        View("team", "Team", _team, shared=True),
        View("all", "All", lambda reader: OPEN, shared=True),
        View("late", "Late", lambda reader: OWED & Q(order_on__lt=reader.today)),
        View("closed", "Closed", lambda reader: Q(state="closed"), sort="closed"),
        View("drafts", "Drafts", lambda reader: Q(state="draft"), sort="newest"),
    )
}


# Order by name → column; the id breaks ties. Every one has an index behind it.
ORDERS = {
    "due": "order_on",
    "-due": "-order_on",
    "reference": "reference",
    "-reference": "-reference",
    "newest": "-id",
    "closed": "-closed_at",
}
SORTS = ("due", "-due", "reference", "-reference")  # what a reader may ask for


@dataclass(frozen=True)
class Filters:
    """What narrows a list; None or "" means no limit. `owner` may be "nobody"."""

    kind: str = ""
    team: uuid.UUID | None = None
    owner: uuid.UUID | str | None = None
    rule: str = ""
    part: str = ""
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    reference: str = ""

    def where(self) -> Q:
        """The condition."""
        found = Q()
        if self.kind:
            found &= Q(kind=self.kind)
        if self.team:
            found &= Q(team_id=self.team)
        if self.owner == "nobody":
            found &= Q(owner=None)
        elif self.owner:
            found &= Q(owner_id=self.owner)
        if self.rule:
            found &= Q(rule=self.rule)
        if self.part:
            found &= Q(part=self.part)
        if self.due_from:
            found &= Q(order_on__gte=self.due_from, due_on__isnull=False)
        if self.due_to:
            found &= Q(order_on__lte=self.due_to)
        if self.reference:
            found &= Q(reference__startswith=self.reference.strip().upper())
        return found


@dataclass(frozen=True)
class Look:
    """One look at the worklist: view, filters, order. A reference is looked up in every view at once."""

    view: View
    filters: Filters = field(default_factory=Filters)
    sort: str = ""

    def order(self) -> str:
        """The order in force, as a column."""
        return ORDERS[self.sorted_by()]

    def sorted_by(self) -> str:
        """The order's name. What is closed or drafted is not ordered by its date, which means little there."""
        if self.filters.reference:
            return self.sort if self.sort in SORTS else "due"
        dated = self.view.sort == "due" or self.sort.endswith("reference")
        return self.sort if self.sort in SORTS and dated else self.view.sort

    def rows(self, reader: Reader) -> WorkQuerySet:
        """The rows, unordered."""
        rows = WorkItem.objects.visible_to(reader.user, owners=reader.owners)
        if not self.filters.reference:
            rows = rows.filter(self.view.where(reader))
        return rows.filter(self.filters.where())


def page(
    look: Look, reader: Reader, *, after: str = "", before: str = "", size: int = keyset.SIZE
) -> keyset.Page:
    """The page after or before a cursor, else the first; rows with owner, team, organisation. One query."""
    rows = look.rows(reader).select_related("owner", "team", "organisation")
    return keyset.page(rows, order=look.order(), after=after, before=before, size=size, filled=True)


def counts(reader: Reader) -> dict[str, int]:
    """How many rows each view of this reader has, counted to 1,001 at most. One query."""
    found: dict[str, int] = {}
    codes: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    for view in views(reader):
        look = Look(view)
        # Ordered as the page is, so that the count walks the same index and stops at its limit.
        rows = look.rows(reader).order_by(look.order()).values("pk")[: COUNTED + 1]
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            found[view.code] = 0
            continue
        codes.append(view.code)
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")
        values += parameters
    if parts:
        with connection.cursor() as opened:
            opened.execute(f"SELECT {', '.join(parts)}", values)
            found |= dict(zip(codes, opened.fetchone(), strict=True))
    return found


def in_words(count: int) -> str:
    """A capped count: "0", "25", "1,000+"."""
    return f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


def views(reader: Reader) -> list[View]:
    """The views that mean something to this reader."""
    return [view for view in VIEWS.values() if reader.sees_others or not view.shared]


def find(reader: Reader, view: str, filters: Filters | None = None, sort: str = "") -> Look:
    """The look for a view's code; an unknown one, or one not for this reader, is their first."""
    own = {view.code: view for view in views(reader)}
    default = "mine" if not reader.sees_others else "team"
    return Look(own.get(view) or own[default], filters or Filters(), sort)


def whole(look: Look, reader: Reader, *, limit: int, size: int = 500) -> Iterator[list[WorkItem]]:
    """The rows of a look up to a limit, page by page, for a file: bounded memory."""
    given, after = 0, ""
    while given < limit:
        found = page(look, reader, after=after, size=min(size, limit - given))
        if found.rows:
            yield found.rows
        given += len(found.rows)
        if not found.next:
            return
        after = found.next
