"""Booklets: the whole directory of an area, a search or a shortlist as an accessible PDF."""

import hashlib
import json
import uuid
from collections.abc import Sequence

from django.db import connection, transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from dco_portal.documents import actions as documents
from dco_portal.documents.states import DocumentState
from dco_portal.organisations.models import Organisation
from local_offer.documents.families import booklet_data
from local_offer.models import Booklet, Service
from local_offer.queries.public import area_entries, authorities, entries

KIND = "local_offer.booklet"
MOST = 300
TITLES = {
    Booklet.Kind.AREA: "Local Offer of {authority}",
    Booklet.Kind.RESULT: "Services from the Local Offer",
    Booklet.Kind.SHORTLIST: "Your shortlist from the Local Offer",
}


@transaction.atomic
def ask(
    *,
    by: User | None,
    kind: str,
    ids: Sequence[uuid.UUID],
    large_print: bool = False,
    about: str = "",
) -> Booklet:
    """Ask for a booklet of these entries in this order, `MOST` at most; entries no longer public are left out.

    The same entries at the same versions on the same day give the booklet that is there already. `about`
    says in words what was searched for. `by` is None for the public. Raises Invalid when none is left.
    """
    found = entries(list(ids)[:MOST])
    if not found:
        raise Invalid("There is nothing to put into a booklet.")
    return _make(by=by, kind=kind, found=found, large_print=large_print, about=about)


@transaction.atomic
def ask_area(
    *, by: User | None, local_authority: Organisation, large_print: bool = False
) -> Booklet:
    """Ask for the whole directory of an area; the one that is there already when nothing has changed.

    `by` is None for the portal itself. Raises Invalid while the area has no entry.
    """
    found = area_entries(local_authority)
    if not found:
        raise Invalid("This Local Offer has no published entry yet.")
    return _make(
        by=by, kind=Booklet.Kind.AREA, found=found, large_print=large_print, authority=local_authority
    )  # fmt: skip


@transaction.atomic
def renew_areas(*, by: User | None = None) -> int:
    """Ask for every area's booklet in both sizes where an entry has changed since; how many were asked for."""
    before = Booklet.objects.count()
    for authority in authorities():
        for large_print in (False, True):
            ask_area(by=by, local_authority=authority, large_print=large_print)
    made = Booklet.objects.count() - before
    if made:
        audit.record("local_offer.booklets_renewed", by=by, count=made)
    return made


def _make(
    *,
    by: User | None,
    kind: str,
    found: Sequence[Service],
    large_print: bool,
    about: str = "",
    authority: Organisation | None = None,
) -> Booklet:
    fingerprint = _fingerprint(kind, found, large_print, about, authority)
    with connection.cursor() as cursor:  # two at once: the second waits, then finds the first's
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [fingerprint])
    there = Booklet.objects.select_related("document").filter(fingerprint=fingerprint).first()
    if there is not None:
        if there.document and there.document.state == DocumentState.FAILED:
            documents.retry(by=by, document=there.document)
        return there
    title = TITLES[Booklet.Kind(kind)].format(authority=authority.name if authority else "")
    booklet = Booklet.objects.create(
        kind=kind,
        local_authority=authority,
        entries=len(found),
        large_print=large_print,
        fingerprint=fingerprint,
    )
    booklet.document = documents.create(
        by=by,
        kind=KIND,
        title=title,
        filename=f"local-offer-{authority.slug if authority else kind}{'-large-print' if large_print else ''}.pdf",
        template="pdf/local_offer/booklet.html",
        context=booklet_data(found, kind=kind, about=about, authority=authority),
        owner_kind=KIND,
        owner_id=booklet.pk,
        large_print=large_print,
    )
    booklet.save()
    audit.record("local_offer.booklet", by=by, obj=booklet, kind=kind, entries=len(found))
    return booklet


def _fingerprint(
    kind: str, found: Sequence[Service], large_print: bool, about: str, authority: Organisation | None
) -> str:  # fmt: skip
    """The same for the same entries at the same versions; a result's or a shortlist's is the day's."""
    day = "" if kind == Booklet.Kind.AREA else today().isoformat()
    rows = [[str(each.pk), each.version, str(each.review_by)] for each in found]
    words = [kind, large_print, about, str(authority.pk if authority else ""), day, rows]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
