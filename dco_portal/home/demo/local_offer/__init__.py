"""The demo's Local Offer: real services of the two areas from public knowledge, in our own words.

Telephone numbers and street addresses that we are not sure of are left out; an entry then names the
town. Waiting times are words, never figures we do not have.
"""

import datetime as dt
import uuid
from typing import Any

from pyproj import Transformer

from dco_portal.common.clock import today
from dco_portal.home.demo.local_offer import (
    bsw,
    national,
    towns,
    worcestershire_community,
    worcestershire_health,
)
from dco_portal.home.demo.local_offer.entry import NEEDS, STAGES, Entry
from dco_portal.organisations.models import Organisation, ProviderService
from local_offer.actions import loading, schedule2, vocabulary
from local_offer.vocabulary import TAXONOMIES, term_id

SOURCE = "demo"
WORCESTERSHIRE = "worcestershire-county-council"
LISTS: tuple[tuple[str, bool, tuple[Entry, ...]], ...] = (  # authority, for its area alone, entries
    (WORCESTERSHIRE, True, worcestershire_health.ENTRIES),
    (WORCESTERSHIRE, True, worcestershire_community.ENTRIES),
    (WORCESTERSHIRE, False, national.ENTRIES),
    ("wiltshire-council", True, bsw.WILTSHIRE),
    ("bath-and-north-east-somerset-council", True, bsw.BANES),
    ("swindon-borough-council", True, bsw.SWINDON),
)
PATHS = {word.code for word in TAXONOMIES["pathway"].terms}
TYPES = {word.code for word in TAXONOMIES["type"].terms}


def load() -> str:
    """Publish the entries that are not there yet."""
    vocabulary.ensure()
    organisations = {row.slug: row for row in Organisation.objects.all()}
    bodies = _bodies(organisations)
    schedule2.ensure(by=None)
    new = total = 0
    for authority, local, entries in LISTS:
        for number, entry in enumerate(entries):
            listed = _listed(entry, organisations[authority], local, bodies, number)
            new += loading.put_entry(by=None, source=SOURCE, key=entry.key, listed=listed)
            total += 1
    return f"{total} entries of the Local Offer, {new} new, by {len(bodies)} organisations"


def _bodies(organisations: dict[str, Organisation]) -> dict[str, Any]:
    rows = {key: (*fields[:4], fields[4]) for key, fields in towns.BODIES.items()}
    rows |= {
        key: ("charity", name, what, website, "")
        for key, (name, what, website) in towns.CHARITIES.items()
    }
    return {
        key: loading.put_body(
            by=None, source=SOURCE, key=key, organisation=organisations.get(slug),
            type=kind, name=name, description=what, website=website,
        )
        for key, (kind, name, what, website, slug) in rows.items()
    }  # fmt: skip


def _listed(
    entry: Entry, authority: Organisation, local: bool, bodies: dict[str, Any], number: int
) -> loading.Listed:
    body = bodies[entry.body]
    team = None
    if entry.team and body.organisation_id:
        team = ProviderService.objects.filter(
            provider_id=body.organisation_id, kind=entry.team
        ).first()
    checked = today() - dt.timedelta(days=(number * 37) % 340 + 5)
    return loading.Listed(
        body_id=body.pk,
        local_authority=authority,
        # Every eleventh has lost its owner, as directories do: the desk shows it as an orphan.
        owner=body.organisation if number % 11 != 10 else None,
        provider_service_id=team.pk if team else None,
        content=_content(entry, authority, local, body, checked),
        checked_on=checked,
        review_by=checked + dt.timedelta(days=300),
    )


def _content(
    entry: Entry, authority: Organisation, local: bool, body: Any, checked: dt.date
) -> dict[str, Any]:
    fields = {
        "status": "active", "name": entry.name, "alternate_name": entry.also, "summary": entry.summary,
        "description": entry.about, "who_for": entry.who or entry.summary, "referral": entry.ref,
        "how_to_get_it": entry.how, "self_referral": entry.self_referral, "what_to_expect": entry.expect,
        "waiting_time": entry.waiting, "waiting_stated_on": checked.isoformat() if entry.waiting else None,
        "while_waiting": entry.meanwhile, "cost": entry.cost, "fees": entry.fees,
        "minimum_age": entry.ages[0], "maximum_age": entry.ages[1],
        "is_health": "health" in entry.types.split(), "website": entry.website or body.website,
        "easy_read": entry.easy,
    }  # fmt: skip
    schedules = (
        [{"days": entry.days, "description": "See the website for the times."}]
        if entry.days
        else []
    )
    return {
        "fields": fields,
        "terms": sorted(str(each) for each in _terms(entry)),
        "places": [_place(entry.key, key) for key in entry.at.split()]
        + ([_online(entry)] if entry.online else []),
        "schedules": schedules,
        "contacts": [],
        "cost_options": [],
        "languages": [],
        "areas": [{"local_authority_id": str(authority.pk), "name": authority.name}]
        if local
        else [],
    }


def _terms(entry: Entry) -> list[uuid.UUID]:
    unknown = (set(entry.types.split()) - TYPES) | (set(entry.paths.split()) - PATHS)
    assert not unknown, f"{entry.key}: {unknown}"
    return [
        *(term_id("need", NEEDS[letter]) for letter in entry.need),
        *(term_id("stage", STAGES[letter]) for letter in entry.stage),
        *(term_id("type", code) for code in entry.types.split()),
        *(term_id("pathway", code) for code in entry.paths.split()),
    ]


def _place(entry: str, key: str) -> dict[str, Any]:
    spot = towns.PLACES[key]
    easting, northing = GRID.transform(spot.longitude, spot.latitude)
    return {
        "id": str(loading.row_id(SOURCE, f"place/{entry}/{key}")),
        "description": "" if spot.address else "Ask the service which building is nearest to you.",
        "location": {
            "id": str(loading.row_id(SOURCE, f"location/{key}")),
            "type": "physical",
            "name": spot.name,
            "address_1": spot.address,
            "city": spot.town,
            "county": spot.county,
            "postcode": spot.postcode,
            "latitude": spot.latitude,
            "longitude": spot.longitude,
            "easting": round(easting),
            "northing": round(northing),
        },
        "accessibility": [
            {"term": str(term_id("accessibility", code)), "details": ""}
            for code in spot.access.split()
        ],
    }


def _online(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(loading.row_id(SOURCE, f"place/{entry.key}/online")),
        "description": "",
        "location": {
            "id": str(loading.row_id(SOURCE, "location/online")),
            "type": "virtual",
            "name": "Online or by telephone",
        },
        "accessibility": [],
    }


GRID = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
