"""The directory's rows as HSDS-UK 3.0 has them: plain values for JSON, nothing null, nothing empty.

`brief` shapes are those of lists (a row and what it has one of), `whole` shapes those of a single row.
Names of the wider HSDS that the UK profile leaves out (`phones`, `alternate_name`, `wait_time` …) are
sent as well: readers that do not know them pass them over. `local_offer` holds what only this portal has.
"""

import datetime as dt
import uuid
from typing import Any

from django.utils.encoding import iri_to_uri

from dco_portal.common.clock import london, now
from local_offer.models import (
    Accessibility,
    Body,
    Contact,
    CostOption,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    Term,
)
from local_offer.vocabulary import NAMESPACE

Row = dict[str, Any]
NOT_SHOWN = "Address not shown"
NOT_STATED = "Not stated"
COUNTRY = "GB"
STATUS = {
    Service.State.CLOSED: "defunct",
    Service.State.HIDDEN: "inactive",
    Service.State.ARCHIVED: "inactive",
}
OWN = (
    "summary", "who_for", "referral", "self_referral", "what_to_expect", "waiting_time", "waiting_stated_on",
    "while_waiting", "cost", "is_health", "complaints", "easy_read",
)  # fmt: skip


def pruned(row: Row) -> Row:
    """A row without the fields that have no value: the standard wants them left out."""
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


def identity(kind: str, of: uuid.UUID) -> str:
    """A stable id for a nested row that has none of its own here."""
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{of}"))


def moment(value: dt.datetime | None) -> str:
    """RFC 3339 in UTC with milliseconds, or ""."""
    if value is None:
        return ""
    text = value.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def web_address(url: str) -> str:
    """An absolute address in plain ASCII; "" for what is none."""
    return iri_to_uri(url) if url.startswith(("http://", "https://")) else ""


def clock_time(value: dt.time | None) -> str:
    """HH:MM as the clock on the wall shows it, with London's distance from UTC today: Z or +01:00."""
    if value is None:
        return ""
    offset = london(now()).strftime("%z")
    return value.strftime("%H:%M") + ("Z" if offset == "+0000" else f"{offset[:3]}:{offset[3:]}")


def day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


# --- Terms ---------------------------------------------------------------------------------
def term(row: Term) -> Row:
    """A term; read it with its taxonomy."""
    return pruned(
        {
            "id": str(row.pk),
            "name": row.name,
            "description": row.description or row.name,
            "parent_id": str(row.parent_id) if row.parent_id else None,
            "taxonomy": row.taxonomy.name,
            "taxonomy_id": str(row.taxonomy_id),
            "term_uri": web_address(row.uri),
            "code": row.code,
        }
    )


def taxonomy(row: Taxonomy) -> Row:
    """A taxonomy with its terms; read it with them."""
    return pruned(
        {
            "id": str(row.pk),
            "name": row.name,
            "description": row.description or row.name,
            "uri": web_address(row.uri),
            "version": row.version,
            "taxonomy_terms": [term(each) for each in row.terms.all()],
        }
    )


def attribute(pk: str, link: uuid.UUID, row: Term) -> Row:
    """A term that a row carries."""
    return {
        "id": pk,
        "link_id": str(link),
        "link_type": row.taxonomy.code,
        "taxonomy_term_id": str(row.pk),
        "taxonomy_term": term(row),
    }


# --- Organisations -------------------------------------------------------------------------
def body(row: Body) -> Row:
    """The organisation that runs a service."""
    return pruned(
        {
            "id": str(row.pk),
            "name": row.name,
            "description": row.description or row.name,
            "email": row.email,
            "website": web_address(row.website),
        }
    )


def whole_body(row: Body) -> Row:
    """The same with its telephone and its code in the registers; read it with its `organisation`."""
    found = body(row)
    if row.telephone:
        found["phones"] = [_phone(row.pk, "phone", row.telephone, "organization_id")]
    known = row.organisation
    codes = (("GB-NHS", "ODS code", known.ods_code), ("GB-EDU", "URN", known.urn)) if known else ()
    identifiers = [
        {
            "id": identity(kind, row.pk),
            "organization_id": str(row.pk),
            "identifier_scheme": scheme,
            "identifier_type": kind,
            "identifier": code,
        }
        for scheme, kind, code in codes
        if code
    ]
    return pruned({**found, "organization_identifiers": identifiers})


def _phone(of: uuid.UUID, kind: str, number: str, link: str) -> Row:
    return {
        "id": identity(kind, of),
        link: str(of),
        "number": number,
        "type": "text" if kind == "textphone" else "voice",
    }


# --- Places --------------------------------------------------------------------------------
def location(row: Location) -> Row:
    """A place. One whose address is not shown gives its town and postcode district, and no point."""
    if row.masked:
        name, description, latitude, longitude = _masked_name(row), "", None, None
    else:
        name, description, latitude, longitude = (
            row.name, row.description, row.latitude, row.longitude,
        )  # fmt: skip
    return pruned(
        {
            "id": str(row.pk),
            "location_type": row.type,
            "name": name,
            "description": description,
            "latitude": latitude,
            "longitude": longitude,
            "transportation": "" if row.masked else row.travel,
        }
    )


def _masked_name(row: Location) -> str:
    return f"{row.city or row.county}: address not shown" if row.city or row.county else NOT_SHOWN


def whole_location(row: Location, county: str) -> Row:
    """The same with its address and accessibility; `county` serves where the address names none."""
    features = [] if row.masked else row.accessibility.all()
    return pruned(
        {
            **location(row),
            "addresses": _addresses(row, county),
            "accessibility": [_feature(each) for each in features],
        }
    )


def _addresses(row: Location, county: str) -> list[Row]:
    """Every address field the standard requires, with words where there is nothing to say."""
    if row.type == Location.Type.VIRTUAL or not (row.address_1 or row.city or row.postcode):
        return []
    outward = row.postcode.split(" ")[0] if " " in row.postcode else row.postcode[:-3]
    lines = NOT_SHOWN if row.masked else ", ".join(filter(None, (row.address_1, row.address_2)))
    return [
        {
            "id": identity("address", row.pk),
            "location_id": str(row.pk),
            "address_1": lines or NOT_STATED,
            "city": row.city or NOT_STATED,
            "state_province": row.county or county or NOT_STATED,
            "postal_code": (outward if row.masked else row.postcode) or NOT_STATED,
            "country": COUNTRY,
            "address_type": row.type,
        }
    ]


def _feature(row: Accessibility) -> Row:
    return pruned(
        {
            "id": str(row.pk),
            "location_id": str(row.location_id),
            "description": row.term.name,
            "details": row.details,
            "attributes": [
                attribute(identity("accessibility-term", row.pk), row.pk, row.term),
            ],
        }
    )


# --- Services ------------------------------------------------------------------------------
def service(row: Service) -> Row:
    """A service as lists show it. One that was taken out says that it is inactive, and nothing more."""
    if row.state in (Service.State.HIDDEN, Service.State.ARCHIVED):
        return {
            "id": str(row.pk),
            "name": row.name,
            "description": "This service is no longer in the directory.",
            "status": STATUS[Service.State(row.state)],
            "last_modified": moment(row.modified_at),
            "organization_id": str(row.body_id),
            "organization": body(row.body),
        }
    closed = row.state == Service.State.CLOSED
    return pruned(
        {
            "id": str(row.pk),
            "organization_id": str(row.body_id),
            "name": row.name,
            "alternate_name": row.alternate_name,
            "description": row.description or row.summary or row.name,
            "url": web_address(row.website),
            "email": row.email,
            "status": STATUS[Service.State.CLOSED] if closed else row.status,
            "fees": row.fees or row.get_cost_display(),
            "fees_description": row.fees,
            "minimum_age": row.minimum_age,
            "maximum_age": row.maximum_age,
            "eligibility_description": row.eligibility,
            "application_process": row.how_to_get_it,
            "wait_time": row.waiting_time,
            "assured_date": day(row.checked_on),
            "alert": row.alert,
            "last_modified": moment(row.modified_at),
            "organization": body(row.body),
        }
    )


def whole_service(row: Service) -> Row:
    """A service with everything that hangs on it; read it with `queries.feed.nested`."""
    found = service(row)
    if row.state in (Service.State.HIDDEN, Service.State.ARCHIVED):
        return found
    own = {name: getattr(row, name) for name in OWN}
    own["waiting_stated_on"] = day(row.waiting_stated_on)
    county = row.local_authority.label
    return pruned(
        {
            **found,
            "organization": whole_body(row.body),
            "schedules": [_schedule(each) for each in row.schedules.all()],
            "service_areas": [
                {"id": str(each.pk), "service_id": str(row.pk), "name": each.name}
                for each in row.areas.all()
            ],
            "service_at_locations": [_place(each, county) for each in row.places.all()],
            "languages": [
                {
                    "id": str(each.pk),
                    "service_id": str(row.pk),
                    "name": each.name,
                    "code": each.code,
                }
                for each in row.languages.all()
            ],
            "cost_options": [_cost(each) for each in row.cost_options.all()],
            "contacts": [_contact(each) for each in row.contacts.all()],
            "attributes": [
                attribute(str(each.pk), row.pk, each.term) for each in row.service_terms.all()
            ],
            "local_offer": pruned(own),
        }
    )


def _schedule(row: Schedule) -> Row:
    return pruned(
        {
            "id": str(row.pk),
            "service_id": str(row.service_id),
            "service_at_location_id": str(row.place_id) if row.place_id else None,
            "valid_from": day(row.valid_from),
            "valid_to": day(row.valid_to),
            "freq": "WEEKLY" if row.days else "",
            "byday": row.days,
            "opens_at": clock_time(row.opens_at),
            "closes_at": clock_time(row.closes_at),
            "description": row.description,
        }
    )


def _cost(row: CostOption) -> Row:
    return pruned(
        {
            "id": str(row.pk),
            "service_id": str(row.service_id),
            "option": row.option,
            "amount": None if row.amount is None else float(row.amount),
            "currency": "" if row.amount is None else "GBP",
            "amount_description": row.description,
        }
    )


def _contact(row: Contact) -> Row:
    numbers = (("phone", row.telephone), ("textphone", row.textphone))
    return pruned(
        {
            "id": str(row.pk),
            "service_id": str(row.service_id),
            "name": row.name,
            "title": row.name,
            "email": row.email,
            "description": row.description,
            "phones": [
                _phone(row.pk, kind, number, "contact_id") for kind, number in numbers if number
            ],
        }
    )


def _place(row: ServiceAtLocation, county: str) -> Row:
    return pruned(
        {
            "id": str(row.pk),
            "service_id": str(row.service_id),
            "location_id": str(row.location_id),
            "description": "" if row.location.masked else row.description,
            "location": whole_location(row.location, county),
        }
    )


def place(row: ServiceAtLocation) -> Row:
    """A service at a place as lists show it."""
    return pruned(
        {
            "id": str(row.pk),
            "service_id": str(row.service_id),
            "location_id": str(row.location_id),
            "description": "" if row.location.masked else row.description,
            "location": location(row.location),
            "service": service(row.service),
        }
    )


def whole_place(row: ServiceAtLocation) -> Row:
    """The same with everything. One published OpenAPI asks for a service here: name and status are on top too."""
    inner = whole_service(row.service)
    return {
        **_place(row, row.service.local_authority.label),
        "name": inner["name"],
        "status": inner["status"],
        "service": inner,
    }
