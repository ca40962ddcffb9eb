"""How each item of Schedule 2 is covered in an authority's Local Offer."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from dco_portal.organisations.models import Organisation
from local_offer.models import Cover, Item, Service

SHOWN = 5
WORDS = {"covered": "Covered", "gap": "Known gap", "missing": "Not covered"}


@dataclass(frozen=True)
class Chosen:
    """One entry, page or reason that somebody chose for an item."""

    id: uuid.UUID
    kind: str
    words: str
    url: str
    entry_id: uuid.UUID | None
    public: bool


@dataclass(frozen=True)
class Line:
    """One item and what covers it. `by_terms` counts published entries that carry one of its terms."""

    item: Item
    terms: tuple[str, ...]
    by_terms: int
    examples: tuple[tuple[uuid.UUID, str], ...]
    chosen: tuple[Chosen, ...]
    state: str

    @property
    def words(self) -> str:
        return WORDS[self.state]


def lines(authority: Organisation) -> list[Line]:
    """Every item in order, in a fixed number of reads and one short one per item with terms."""
    items = list(Item.objects.prefetch_related("terms").order_by("order", "number"))
    chosen: dict[uuid.UUID, list[Chosen]] = defaultdict(list)
    for row in Cover.objects.filter(local_authority=authority).select_related("service"):
        chosen[row.item_id].append(_chosen(row))
    counted = _counts(authority, items)
    return [_line(item, authority, counted[item.pk], chosen[item.pk]) for item in items]


def one(authority: Organisation, item: Item) -> Line:
    """One item's line."""
    rows = Cover.objects.filter(local_authority=authority, item=item).select_related("service")
    return _line(
        item, authority, _counts(authority, [item])[item.pk], [_chosen(row) for row in rows]
    )


def _counts(authority: Organisation, items: Sequence[Item]) -> dict[uuid.UUID, int]:
    """Published entries with one of an item's terms, by item: one read."""
    published = Q(terms__services__local_authority=authority, terms__services__state="published")
    rows = Item.objects.filter(pk__in=[item.pk for item in items])
    counted = rows.annotate(n=Count("terms__services", filter=published, distinct=True))
    return dict(counted.values_list("pk", "n"))


def _chosen(row: Cover) -> Chosen:
    if row.service is not None:
        return Chosen(row.pk, row.kind, row.service.name, "", row.service_id, row.service.state == "published")  # fmt: skip
    return Chosen(row.pk, row.kind, row.title or row.reason, row.url, None, row.kind == "page")


def _line(item: Item, authority: Organisation, count: int, chosen: list[Chosen]) -> Line:
    terms = list(item.terms.all())
    if count or any(each.public for each in chosen):
        state = "covered"
    else:
        state = "gap" if any(each.kind == "gap" for each in chosen) else "missing"
    examples = _examples(authority, [term.pk for term in terms]) if count else ()
    return Line(item, tuple(term.name for term in terms), count, examples, tuple(chosen), state)


def _examples(authority: Organisation, terms: list[uuid.UUID]) -> tuple[tuple[uuid.UUID, str], ...]:
    rows = Service.objects.public().filter(local_authority=authority)
    rows = rows.filter(service_terms__term__in=terms).distinct().order_by("name_sort", "pk")
    return tuple(rows.values_list("pk", "name")[:SHOWN])
