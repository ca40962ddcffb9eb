"""What families read: public entries, whole, in a bounded number of queries."""

import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from dco_portal.common import keyset
from dco_portal.common.errors import NotFound
from dco_portal.organisations.models import Organisation, OrganisationKind
from local_offer.models import (
    Accessibility,
    Comment,
    Service,
    ServiceAtLocation,
    ServiceTerm,
    Term,
    Translation,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def whole(rows: QuerySet[Service]) -> QuerySet[Service]:
    """Entries with everything a page or booklet shows of them."""
    features = Accessibility.objects.select_related("term").order_by("term__order", "term__name")
    places = ServiceAtLocation.objects.select_related("location").prefetch_related(
        Prefetch("location__accessibility", features), "schedules"
    )
    terms = ServiceTerm.objects.select_related("term__taxonomy").order_by(
        "term__taxonomy__code", "term__order", "term__name"
    )
    return rows.select_related("body", "local_authority", "owner").prefetch_related(
        Prefetch("service_terms", terms),
        Prefetch("places", places),
        "schedules",
        "contacts",
        "cost_options",
        "languages",
        "areas",
    )


def entry(slug: str) -> Service:
    """The public entry at an address, whole. Raises NotFound."""
    found = whole(Service.objects.public()).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def brief(slug: str) -> Service:
    """The public entry at an address, without its rows. Raises NotFound."""
    found = Service.objects.public().select_related("local_authority", "body").filter(slug=slug)
    if (first := found.first()) is None:
        raise NotFound
    return first


def entries(ids: Sequence[uuid.UUID]) -> list[Service]:
    """Those of these entries that are public, whole, in the order given."""
    found = whole(Service.objects.public()).in_bulk(list(dict.fromkeys(ids)))
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def area_entries(authority: Organisation) -> list[Service]:
    """Every public entry of an authority's Local Offer, A to Z."""
    rows = Service.objects.public().filter(local_authority=authority)
    return list(whole(rows).order_by("name_sort", "id"))


def authorities() -> list[Organisation]:
    """The authorities whose Local Offer has a public entry, by name."""
    rows = Service.objects.public().filter(local_authority=OuterRef("pk"))
    return list(
        Organisation.objects.filter(Exists(rows), kind=OrganisationKind.LA).order_by("name")
    )


def authority(slug: str) -> Organisation:
    """One of these authorities by its slug. Raises NotFound."""
    found = next((each for each in authorities() if each.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def page_of_letter(letter: str, *, after: str = "", before: str = "") -> keyset.Page:
    """One page of the entries whose name begins so; "0" are those that begin with no letter."""
    rows = Service.objects.public().select_related("body", "local_authority")
    if letter in LETTERS:
        # A range, not LIKE: the index of names serves it whatever the collation.
        rows = rows.filter(name_sort__startswith=letter)
    else:
        rows = rows.exclude(name_sort__regex="^[a-z]")
    return keyset.page(rows, order="name_sort", after=after, before=before, filled=True)


def terms(taxonomy: str) -> list[Term]:
    """The terms of a taxonomy in their order."""
    return list(Term.objects.filter(taxonomy__code=taxonomy).order_by("order", "name"))


def term(taxonomy: str, code: str) -> Term:
    """One term. Raises NotFound."""
    found = Term.objects.filter(taxonomy__code=taxonomy, code=code).first()
    if found is None:
        raise NotFound
    return found


def while_waiting(pathway: Term, *, most: int = 100) -> tuple[list[Service], list[Service]]:
    """For families who wait on a pathway: entries that say what helps meanwhile, and those anybody may use now."""
    on_it = Exists(ServiceTerm.objects.filter(service=OuterRef("pk"), term=pathway))
    rows = Service.objects.public().filter(on_it).select_related("body").order_by("name_sort", "id")
    helps = list(rows.exclude(while_waiting="")[:most])
    now = rows.filter(Q(self_referral=True) | Q(referral__in=["self", "open"]))
    return helps, list(now.exclude(pk__in=[each.pk for each in helps])[:most])


def answered(service: Service, *, most: int = 20) -> list[Comment]:
    """The published comments of an entry, the newest first."""
    rows = Comment.objects.filter(service=service, state=Comment.State.PUBLISHED)
    return list(rows.order_by("-created_at")[:most])


def translations(service: Service) -> list[Translation]:
    """The newest shown version of each language, by language."""
    return list(service.translations.filter(newest=True, withdrawn=False).order_by("language"))


def offer_comments(*, most: int = 50) -> list[tuple[Organisation, list[Comment]]]:
    """The newest published comments on each Local Offer as a whole, by authority."""
    rows = Comment.objects.filter(service=None, state=Comment.State.PUBLISHED)
    found: dict[Organisation, list[Comment]] = {}
    for each in rows.select_related("local_authority").order_by("-created_at")[:most]:
        found.setdefault(each.local_authority, []).append(each)
    return sorted(found.items(), key=lambda pair: pair[0].name)


def in_batches(hits: Iterable[Any], line: Callable[..., Any], *, size: int = 100) -> Iterator[Any]:
    """`line(service, metres=…)` of every search hit, the entries' rows read `size` at a time."""
    found = iter(hits)
    while batch := list(itertools.islice(found, size)):
        whole_ones = {each.pk: each for each in entries([hit.service.pk for hit in batch])}
        for hit in batch:
            if hit.service.pk in whole_ones:
                yield line(whole_ones[hit.service.pk], metres=hit.metres)
