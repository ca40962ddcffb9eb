"""The leaflet of each place, made again whenever what it says has changed."""

import hashlib
import io
import json
import uuid
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.queries import duties_today
from dco_portal.common.clock import today
from dco_portal.common.errors import NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.documents.frozen import freeze
from dco_portal.documents.models import Document
from dco_portal.organisations.models import Place
from dco_portal.pages import queries, rules

OWNER_KIND = "pages.leaflet"
# The words that the leaflet explains, by the anchors of the glossary.
WORDS = ("send", "ehc-plan", "local-offer", "sendiass", "dco", "pals")
DUTIES = {
    "DCO": "Designated clinical officer (DCO)",
    "DMO": "Designated medical officer (DMO)",
    "Cover": "Somebody who covers for them",
}


@transaction.atomic
def make(*, by: User, place_id: uuid.UUID) -> Document:
    """Make a place's leaflet again now. Errors: `NotAllowed`, `NotFound` for another ICB's place."""
    rules.check_can_edit(by)
    place = (
        Place.objects.select_for_update(of=("self",))
        .select_related("icb", "local_authority")
        .filter(pk=place_id, icb=by.organisation)
        .first()
    )
    if place is None:
        raise NotFound
    document = _create(place, facts(place), by=by)
    audit.record("pages.leaflet", by=by, obj=document, place=place.pk)
    return document


@transaction.atomic
def sweep(*, by: User | None = None) -> int:
    """Make the leaflets whose facts have changed since they were made, and those not made yet; how many."""
    made = 0
    for place in Place.objects.select_related("icb", "local_authority").order_by("pk"):
        wanted = facts(place)
        last = latest(place)
        if last is None or last.context.get("fingerprint") != _fingerprint(wanted):
            _create(place, wanted, by=by)
            made += 1
    if made:
        audit.record("pages.leaflets", by=by, count=made)
    return made


def latest(place: Place, *, ready: bool = False) -> Document | None:
    """The place's newest leaflet, or the newest that can be read."""
    rows = document_queries.documents_of(owner_kind=OWNER_KIND, owner_id=place.pk)
    return next((row for row in rows if not ready or row.state == "ready"), None)


def facts(place: Place) -> dict[str, Any]:
    """What the leaflet says of a place, as JSON can hold it; no person, no address of one."""
    base = settings.PORTAL_BASE_URL
    ask = f"{base}{_path('enquiries:new') or reverse('places:place', args=[place.slug])}"
    glossary = {entry.id: entry for entry in queries.glossary()}
    return {
        "place": place.name,
        "icb": place.icb.name,
        "icb_label": place.icb.label,
        "icb_website": place.icb.website,
        "authority": place.local_authority.name,
        "duties": [DUTIES[duty] for duty in duties_today(place)],
        "ask": ask,
        "ask_short": ask.partition("://")[2],
        "guidance": f"{base}{reverse('pages:index')}".partition("://")[2],
        "qr": _qr(ask),
        "providers": [
            {"name": each.name, "services": [row.name for row in each.services_here]}
            for each in queries.providers(place)
        ],
        "words": [
            {"term": glossary[key].term, "meaning": glossary[key].text}
            for key in WORDS
            if key in glossary
        ],
    }


def _path(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _qr(address: str) -> str:
    """The address as a square picture (SVG text)."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return out.getvalue().decode()


def _fingerprint(wanted: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(freeze(wanted), sort_keys=True).encode()).hexdigest()


def _create(place: Place, wanted: dict[str, Any], *, by: User | None) -> Document:
    return documents.create(
        by=by,
        kind="pages.leaflet",
        title=f"Health’s part in SEND support in {place.name}",
        filename=f"dco-leaflet-{place.slug}.pdf",
        template="pdf/pages/leaflet.html",
        context={**wanted, "fingerprint": _fingerprint(wanted), "reviewed_on": today()},
        owner_kind=OWNER_KIND,
        owner_id=place.pk,
    )
