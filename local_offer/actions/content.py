"""Writing an entry's content (`queries.content`) into its rows. Called by publishing alone."""

import uuid
from typing import Any

from django.db import models

from local_offer.models import Accessibility, Location, Service, ServiceAtLocation, ServiceTerm
from local_offer.queries.content import FIELDS, LOCATION, ROWS, Content

ARTICLES = ("the ", "a ", "an ")


def sort_name(name: str) -> str:
    """A name as lists order it: lower case, without a leading article."""
    folded = " ".join(name.casefold().split())
    for article in ARTICLES:
        if folded.startswith(article) and len(folded) > len(article):
            return folded[len(article) :]
    return folded


def write(service: Service, content: Content) -> set[uuid.UUID]:
    """Make a locked entry's fields and rows say exactly this. Saves the entry.

    Rows keep their ids; a row without an id is new; a row that the content lacks is deleted. A place's
    location is changed for every entry that uses it: the ids of the locations that changed.
    """
    for name in FIELDS:
        setattr(service, name, _loaded(Service, name, content["fields"].get(name)))
    service.name_sort = sort_name(service.name)
    service.save()
    _terms(service, content["terms"])
    changed = _places(service, content["places"])
    for name, (model, fields) in ROWS.items():
        _rows(service, model, fields, content.get(name, []))
    return changed


def _loaded(model: type[models.Model], name: str, value: Any) -> Any:
    """A JSON value as the column's Python value; absent text is empty."""
    field = model._meta.get_field(name.removesuffix("_id"))
    assert isinstance(field, models.Field)
    if value is None:
        return None if field.null else field.get_default()
    column = field.target_field if isinstance(field, models.ForeignKey) else field
    return column.to_python(value)


def _terms(service: Service, wanted: list[str]) -> None:
    ids = {uuid.UUID(each) for each in wanted}
    service.service_terms.exclude(term_id__in=ids).delete()
    have = set(service.service_terms.values_list("term_id", flat=True))
    ServiceTerm.objects.bulk_create(
        ServiceTerm(service=service, term_id=each) for each in sorted(ids - have)
    )


def _places(service: Service, wanted: list[dict[str, Any]]) -> set[uuid.UUID]:
    kept, changed = [], set()
    _disown(service, ServiceAtLocation, wanted)
    for each in wanted:
        location, new = _location(each["location"], each.get("accessibility", []))
        if new:
            changed.add(location.pk)
        place, _ = ServiceAtLocation.objects.update_or_create(
            id=each.get("id") or uuid.uuid4(),
            defaults={
                "service": service,
                "location": location,
                "description": each.get("description", ""),
            },
        )
        each["id"], each["location"]["id"] = str(place.pk), str(location.pk)
        kept.append(place.pk)
    service.places.exclude(pk__in=kept).delete()
    return changed


def _disown(service: Service, model: type[models.Model], wanted: list[dict[str, Any]]) -> None:
    """Rows named by the id of another entry's row get ids of their own: no entry changes another's."""
    ids = [each["id"] for each in wanted if each.get("id")]
    others = model._default_manager.filter(pk__in=ids).exclude(service=service)
    foreign = {str(pk) for pk in others.values_list("pk", flat=True)}
    for each in wanted:
        if each.get("id") in foreign:
            each["id"] = None


def _location(values: dict[str, Any], features: list[dict[str, str]]) -> tuple[Location, bool]:
    """The location, saying what is wanted, and whether it said something else before."""
    location = Location.objects.filter(pk=values.get("id") or uuid.uuid4()).first() or Location()
    if values.get("id"):
        location.pk = uuid.UUID(values["id"])
    before = {name: getattr(location, name) for name in LOCATION}
    for name in LOCATION:
        setattr(location, name, _loaded(Location, name, values.get(name)))
    location.save()
    wanted = {uuid.UUID(each["term"]): each.get("details", "") for each in features}
    have = dict(location.accessibility.values_list("term_id", "details"))
    location.accessibility.exclude(term_id__in=wanted).delete()
    for term_id, details in wanted.items():
        Accessibility.objects.update_or_create(
            location=location, term_id=term_id, defaults={"details": details}
        )
    after = {name: getattr(location, name) for name in LOCATION}
    return location, before != after or have != wanted


def _rows(
    service: Service,
    model: type[models.Model],
    fields: tuple[str, ...],
    wanted: list[dict[str, Any]],
) -> None:
    kept = []
    _disown(service, model, wanted)
    for each in wanted:
        values = {name: _loaded(model, name, each.get(name)) for name in fields}
        row, _ = model._default_manager.update_or_create(
            id=each.get("id") or uuid.uuid4(), defaults={"service": service, **values}
        )
        each["id"] = str(row.pk)
        kept.append(row.pk)
    model._default_manager.filter(service=service).exclude(pk__in=kept).delete()
