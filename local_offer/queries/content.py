"""An entry's whole content as one plain value: what versions keep, proposals change, forms edit.

Shape: {"fields": {name: value}, "terms": [term id], "places": [{"id", "location": {...}, "description",
"accessibility": [{"term", "details"}]}], "schedules": [...], "contacts": [...], "cost_options": [...],
"languages": [...], "areas": [{"id", "local_authority": id or None, "name"}]}. Dates, times and ids are
strings, amounts strings with two places: the value goes through JSON unchanged.
"""

import datetime as dt
import decimal
import uuid
from typing import Any

from django.db import models

from local_offer.models import (
    Area,
    Contact,
    CostOption,
    Language,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
)

Content = dict[str, Any]
FIELDS = (
    "status", "name", "alternate_name", "summary", "description", "who_for", "eligibility", "referral",
    "how_to_get_it", "self_referral", "what_to_expect", "waiting_time", "waiting_stated_on", "while_waiting",
    "cost", "fees", "minimum_age", "maximum_age", "is_health", "website", "email", "complaints", "easy_read", "alert",
)  # fmt: skip
LOCATION = (
    "type", "name", "description", "address_1", "address_2", "city", "county", "postcode", "masked", "latitude",
    "longitude", "easting", "northing", "travel",
)  # fmt: skip
ROWS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "schedules": (
        Schedule,
        ("place_id", "days", "opens_at", "closes_at", "valid_from", "valid_to", "description"),
    ),
    "contacts": (Contact, ("name", "telephone", "textphone", "email", "description")),
    "cost_options": (CostOption, ("option", "amount", "description")),
    "languages": (Language, ("code", "name")),
    "areas": (Area, ("local_authority_id", "name")),
}
PREFETCH = (
    "service_terms",
    "places__location__accessibility",
    *ROWS,
)


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _values(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


def read(service: Service) -> Content:
    """The content of an entry as last published. Prefetch `PREFETCH` to read many."""
    content: Content = {
        "fields": _values(service, FIELDS),
        "terms": sorted(str(row.term_id) for row in service.service_terms.all()),
        "places": [_place(place) for place in service.places.all()],
    }
    for name, (_, fields) in ROWS.items():
        rows = getattr(service, name).all()
        content[name] = [{"id": str(row.pk), **_values(row, fields)} for row in rows]
    return content


def _place(place: ServiceAtLocation) -> dict[str, Any]:
    location: Location = place.location
    return {
        "id": str(place.pk),
        "description": place.description,
        "location": {"id": str(location.pk), **_values(location, LOCATION)},
        "accessibility": sorted(
            (
                {"term": str(row.term_id), "details": row.details}
                for row in location.accessibility.all()
            ),
            key=lambda row: row["term"],
        ),
    }


def blank() -> Content:
    """The content of an entry that says nothing yet."""
    return read_unsaved(Service(name="", summary="", description=""))


def read_unsaved(service: Service) -> Content:
    """The scalar fields of an entry not saved, with no rows."""
    return {
        "fields": _values(service, FIELDS),
        "terms": [],
        "places": [],
        **{name: [] for name in ROWS},
    }
