"""Person-free counters: how often families searched, found nothing, opened an entry. By month, about nobody.

Called by public views, on GET too: nothing is kept of who asked, and words only when nothing was
found, without addresses, numbers or dates. The gap log hears of those words in the area's ICB.
"""

import datetime as dt
import uuid
from typing import Any

from django.db import connection, transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.gaps import actions as gaps
from dco_portal.gaps.words import clean, folded
from dco_portal.organisations.models import Organisation, OrganisationKind
from local_offer.models import Count, EmptySearch
from local_offer.models.counting import RARE
from local_offer.queries.search import Results
from local_offer.vocabulary import NAMESPACE

_COUNT = """
INSERT INTO local_offer_count (what, month, local_authority_id, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (what, month, local_authority_id) DO UPDATE SET count = local_offer_count.count + 1
"""
_EMPTY = """
INSERT INTO local_offer_emptysearch (words, month, local_authority_id, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (words, month, local_authority_id) DO UPDATE SET count = local_offer_emptysearch.count + 1
"""
_VIEW = """
INSERT INTO local_offer_views (service_id, month, count) VALUES (%s, %s, 1)
ON CONFLICT (service_id, month) DO UPDATE SET count = local_offer_views.count + 1
"""


def searched(found: Results) -> None:
    """Count a search: its first page only, so that turning pages is no search of its own.

    One that found nothing is counted as that too, and its words are kept and told to the gap log.
    """
    params = found.params
    if params.empty or params.after or params.before:
        return
    authority = _authority(found)
    month, la = _month(), authority.pk if authority else None
    _add(_COUNT, Count.What.SEARCH, month, la)
    if found.hits:
        return
    _add(_COUNT, Count.What.EMPTY, month, la)
    if words := clean(params.words.lower()):
        _add(_EMPTY, words, month, la)
        _tell_gap_log(words, authority)


def opened(service_id: uuid.UUID) -> None:
    """Count that the page of an entry was opened."""
    _add(_VIEW, service_id, _month())


@transaction.atomic
def forget_rare(*, by: User | None = None) -> int:
    """Forget what few searched for in a month that is over: it may be somebody's name. How many words went."""
    rare = EmptySearch.objects.filter(month__lt=_month(), count__lt=RARE)
    count, _ = rare.delete()
    if count:
        audit.record("local_offer.forget_rare", by=by, words=count)
    return count


def _month() -> dt.date:
    return today().replace(day=1)


def _add(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _authority(found: Results) -> Organisation | None:
    """The authority that was searched in, when it is one: chosen, or that of the place."""
    slugs = found.params.chosen.get("area") or (found.origin.authorities if found.origin else ())
    if len(slugs) != 1:
        return None
    return Organisation.objects.filter(kind=OrganisationKind.LA, slug=slugs[0]).first()


def _tell_gap_log(words: str, authority: Organisation | None) -> None:
    """Once a day for the same words; to the authority's ICBs, or the only ICB there is."""
    if not folded(words):
        return
    icbs = Organisation.objects.filter(kind=OrganisationKind.ICB)
    if authority is not None:
        icbs = icbs.filter(la_links__local_authority=authority)
    heard = list(icbs[:4])
    if authority is None and len(heard) != 1:
        return
    for icb in heard:
        key = f"empty/{icb.pk}/{authority.pk if authority else ''}/{folded(words)}/{today()}"
        gaps.push(
            kind="empty_search",
            source_id=uuid.uuid5(NAMESPACE, key),
            organisation=icb,
            local_authority=authority,
            words=words,
            on=today(),
        )
