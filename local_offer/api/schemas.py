"""The shapes of the answers, for the OpenAPI document. What is optional is left out, never null."""

import datetime as dt
import uuid
from typing import Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

Maybe = SkipJsonSchema[None]  # absent, which JSON Schema says by not requiring it
Row = TypeVar("Row")
PlaceType = Literal["physical", "postal", "virtual"]


class Shape(Schema):
    """A row; more fields than are named may come."""

    model_config = ConfigDict(extra="allow")


class Meta(Shape):
    """What this is."""

    version: str
    profile: str = Field(json_schema_extra={"format": "uri"})
    openapi_url: str = Field(json_schema_extra={"format": "uri"})


class Listed(Shape, Generic[Row]):
    """One page of a list."""

    total_items: int = Field(ge=0)
    total_pages: int = Field(ge=1)
    page_number: int = Field(ge=1)
    size: int = Field(ge=0)
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[Row]


class TermShape(Shape):
    id: uuid.UUID
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    parent_id: uuid.UUID | Maybe = None
    taxonomy: str | Maybe = None
    taxonomy_id: uuid.UUID | Maybe = None
    term_uri: str | Maybe = Field(None, json_schema_extra={"format": "uri"})


class TaxonomyShape(Shape):
    id: uuid.UUID
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    uri: str | Maybe = Field(None, json_schema_extra={"format": "uri"})
    version: str | Maybe = None
    taxonomy_terms: list[TermShape] | Maybe = None


class Attribute(Shape):
    id: uuid.UUID
    link_id: uuid.UUID
    link_type: str
    taxonomy_term_id: uuid.UUID
    taxonomy_term: TermShape


class OrganizationShape(Shape):
    id: uuid.UUID
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    email: str | Maybe = Field(None, json_schema_extra={"format": "email"})
    website: str | Maybe = Field(None, json_schema_extra={"format": "uri"})


class AddressShape(Shape):
    id: uuid.UUID
    location_id: uuid.UUID
    address_1: str = Field(min_length=1)
    city: str = Field(min_length=1)
    state_province: str = Field(min_length=1)
    postal_code: str = Field(min_length=1)
    country: str = Field(min_length=2, max_length=2)
    address_type: PlaceType


class AccessibilityShape(Shape):
    id: uuid.UUID
    location_id: uuid.UUID
    description: str
    details: str | Maybe = None
    attributes: list[Attribute] | Maybe = None


class LocationShape(Shape):
    id: uuid.UUID
    location_type: PlaceType
    name: str | Maybe = None
    description: str | Maybe = None
    latitude: float | Maybe = None
    longitude: float | Maybe = None


class WholeLocation(LocationShape):
    addresses: list[AddressShape] | Maybe = None
    accessibility: list[AccessibilityShape] | Maybe = None


class ServiceShape(Shape):
    id: uuid.UUID
    organization_id: uuid.UUID
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    status: Literal["active", "inactive", "defunct", "temporarily closed"]
    url: str | Maybe = Field(None, json_schema_extra={"format": "uri"})
    email: str | Maybe = Field(None, json_schema_extra={"format": "email"})
    fees: str | Maybe = None
    minimum_age: float | Maybe = None
    maximum_age: float | Maybe = None
    assured_date: dt.date | Maybe = None
    alert: str | Maybe = None
    last_modified: dt.datetime | Maybe = None
    organization: OrganizationShape


class ScheduleShape(Shape):
    id: uuid.UUID
    service_id: uuid.UUID
    service_at_location_id: uuid.UUID | Maybe = None
    valid_from: dt.date | Maybe = None
    valid_to: dt.date | Maybe = None
    freq: Literal["WEEKLY", "MONTHLY"] | Maybe = None
    byday: str | Maybe = None
    opens_at: str | Maybe = None
    closes_at: str | Maybe = None
    description: str | Maybe = None


class Nested(Shape):
    """A row that hangs on a service."""

    id: uuid.UUID
    service_id: uuid.UUID


class PlaceInService(Nested):
    location_id: uuid.UUID
    location: WholeLocation


class PlaceShape(Nested):
    location_id: uuid.UUID
    location: LocationShape
    service: ServiceShape


class CostShape(Nested):
    option: str | Maybe = None
    amount: float | Maybe = None
    amount_description: str | Maybe = None


class WholeService(ServiceShape):
    schedules: list[ScheduleShape] | Maybe = None
    service_areas: list[Nested] | Maybe = None
    service_at_locations: list[PlaceInService] | Maybe = None
    languages: list[Nested] | Maybe = None
    cost_options: list[CostShape] | Maybe = None
    contacts: list[Nested] | Maybe = None
    attributes: list[Attribute] | Maybe = None
    local_offer: dict[str, Any] | Maybe = None


class WholePlace(PlaceInService):
    name: str
    status: str
    service: WholeService


class WrongParameter(Shape):
    parameter: str
    detail: str


class ProblemShape(Shape):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongParameter] | Maybe = None
