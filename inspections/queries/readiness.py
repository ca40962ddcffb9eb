"""What an area has ready for inspectors: its items with their files."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.documents import queries as documents
from dco_portal.documents.models import Attachment
from inspections.models import ReadinessItem
from inspections.queries.areas import Area

OWNER_KIND = "inspections.readinessitem"


@dataclass(frozen=True)
class Kept:
    """An item and its files, the newest first."""

    item: ReadinessItem
    files: tuple[Attachment, ...]


def items(user: User, area: Area) -> list[Kept]:
    """The items of an area that this person may see, by number. Two queries."""
    rows = list(
        ReadinessItem.objects.visible_to(user)
        .filter(la=area.la, icb=area.icb)
        .select_related("owner_user")
    )
    files = documents.attachments_of_many(owner_kind=OWNER_KIND, owner_ids=[row.pk for row in rows])
    return [Kept(row, tuple(reversed(files.get(row.pk, ())))) for row in rows]


def kept(user: User, pk: uuid.UUID) -> Kept | None:
    """One item in scope, with its files."""
    rows = ReadinessItem.objects.visible_to(user).select_related("la", "icb", "owner_user")
    item = rows.filter(pk=pk).first()
    if item is None:
        return None
    files = documents.attachments_of(owner_kind=OWNER_KIND, owner_id=item.pk)
    return Kept(item, tuple(reversed(files)))


def owners(area: Area) -> QuerySet[User]:
    """Whose account an item of an area may be given: those there who prepare for inspections."""
    found = Q(pk__in=people(area.la, P.RUN_INSPECTION).values("pk"))
    found |= Q(pk__in=people(area.icb, P.RUN_INSPECTION).values("pk"))
    return User.objects.filter(found).order_by("name", "pk")


def due(until: dt.date) -> QuerySet[ReadinessItem]:
    """Items of every area whose review comes by a day, for the daily task."""
    rows = ReadinessItem.objects.filter(not_needed=False, review_on__lte=until)
    return rows.select_related("la", "icb", "owner_user").order_by("review_on", "pk")
