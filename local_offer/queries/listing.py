"""The desk's list of entries: what a reader may work on, filtered, sorted, paged by keyset."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import roles_with
from dco_portal.common import keyset
from dco_portal.common.clock import today
from dco_portal.organisations.models import Organisation
from local_offer.models import Proposal, Service, ServiceTerm
from local_offer.queries.content import PREFETCH

SOON_DAYS, COMPLETE = 30, 80
CAP = 1000
SORTS = {"name": "name_sort", "review": "review_by", "complete": "completeness"}
VIEWS = {
    "all": "All",
    "due": "To be checked",
    "waiting": "Changes waiting",
    "draft": "Never published",
    "hidden": "Hidden",
    "incomplete": "Incomplete",
    "orphans": "Without an owner",
    "ended": "Closed or archived",
}
ENDED = Q(state__in=["closed", "archived"])


@dataclass(frozen=True)
class Filters:
    """What the list shows; "" or None leaves a filter out. `words` are in the name."""

    view: str = "all"
    words: str = ""
    state: str = ""
    authority: str = ""
    owner: str = ""
    term: str = ""
    health: str = ""


def orphans() -> Q:
    """Entries that nobody keeps: no owner, a closed one, or one without a listing owner."""
    keepers = Membership.objects.in_force().filter(
        organisation=OuterRef("owner"), role__in=roles_with(P.OWN_LISTING), user__is_active=True
    )
    return (Q(owner=None) | Q(owner__closed_on__lte=today()) | ~Exists(keepers)) & ~ENDED


def of_view(view: str) -> Q:
    """The condition of one of the views."""
    soon = today() + dt.timedelta(days=SOON_DAYS)
    open_change = Proposal.objects.filter(service=OuterRef("pk"), state=Proposal.State.SUBMITTED)
    match view:
        case "due":
            return Q(state__in=["published", "hidden"], review_by__lte=soon)
        case "waiting":
            return Q(Exists(open_change))
        case "draft" | "hidden":
            return Q(state=view)
        case "incomplete":
            return Q(state__in=["published", "hidden"], completeness__lt=COMPLETE)
        case "orphans":
            return orphans()
        case "ended":
            return ENDED
    return ~Q(state="archived")


def rows(user: User, filters: Filters) -> QuerySet[Service]:
    """The entries that fit."""
    found = Service.objects.visible_to(user).filter(of_view(filters.view))
    if filters.words:
        for word in filters.words.casefold().split()[:6]:
            found = found.filter(name_sort__contains=word)
    exact: dict[str, Any] = {"state": filters.state, "local_authority": filters.authority}
    found = found.filter(**{key: value for key, value in exact.items() if value})
    if filters.owner:
        found = found.filter(owner=None if filters.owner == "none" else filters.owner)
    if filters.term:
        found = found.filter(Exists(ServiceTerm.objects.filter(service=OuterRef("pk"), term_id=filters.term)))  # fmt: skip
    if filters.health:
        found = found.filter(is_health=filters.health == "yes")
    return found


def page(user: User, filters: Filters, *, sort: str, after: str, before: str) -> keyset.Page:
    """One page of the list."""
    down, name = sort.startswith("-"), sort.removeprefix("-")
    order = ("-" if down else "") + SORTS.get(name, "name_sort")
    found = rows(user, filters).select_related("owner", "body", "local_authority")
    return keyset.page(
        found, order=order, after=after, before=before, filled=name not in ("review",)
    )


def everything(user: User, filters: Filters) -> Iterator[Service]:
    """Every entry that fits, whole, for the file; read in batches."""
    found = rows(user, filters).select_related("owner", "body", "local_authority")
    found = found.prefetch_related(*PREFETCH).order_by("name_sort", "pk")
    return found.iterator(chunk_size=200)


def counts(user: User) -> dict[str, int]:
    """How many entries each view holds, up to 1,000 (more shows as 1,000+)."""
    mine = Service.objects.visible_to(user)
    return {view: mine.filter(of_view(view))[: CAP + 1].count() for view in VIEWS}


def owners(user: User) -> list[tuple[str, str]]:
    """The organisations that keep the reader's entries: (id, name)."""
    ids = Service.objects.visible_to(user).order_by().values("owner").distinct()
    return [(str(row.pk), row.label) for row in Organisation.objects.filter(pk__in=ids)]


def labels(ids: list[uuid.UUID], by: User) -> dict[uuid.UUID, str]:
    """Names of entries by id, and of changes by theirs, for the worklist."""
    found = dict(Service.objects.visible_to(by).filter(pk__in=ids).values_list("pk", "name"))
    changes = Proposal.objects.visible_to(by).filter(pk__in=ids).values_list("pk", "service__name")
    return found | dict(changes)
