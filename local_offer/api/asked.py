"""The query parameters, as HSDS-UK names and means them."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from local_offer.api.problems import Problem
from local_offer.queries.feed import Near, UnknownPostcode, Wanted, point

Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
Age = Annotated[float, Field(ge=0, le=150, allow_inf_nan=False)]
UNKNOWN_POSTCODE = "We do not know this postcode."


class Paging(Schema):
    """Which page."""

    page: int = Field(1, ge=1, le=1_000_000, description="Page number, from 1.")
    per_page: int = Field(50, ge=1, le=250, description="Rows on a page.")


class TermsAsked(Paging):
    """Which terms."""

    taxonomy_id: uuid.UUID | None = Field(None, description="Only terms of this taxonomy.")
    parent_id: uuid.UUID | None = Field(None, description="Only terms under this term.")


class ServicesAsked(Paging):
    """Which services."""

    search: str = Field("", max_length=200, description="Words in the service's name or text.")
    taxonomy_term_id: uuid.UUID | None = Field(None, description="Services that carry this term.")
    taxonomy_id: uuid.UUID | None = Field(
        None, description="Services that carry any term of this taxonomy."
    )
    organization_id: uuid.UUID | None = Field(None, description="Services of this organisation.")
    minimum_age: Age | None = Field(
        None, description="Services whose minimum age is at least this."
    )
    maximum_age: Age | None = Field(None, description="Services whose maximum age is at most this.")
    suitable_for_age: Age | None = Field(
        None, description="Services for somebody of this age (our own, not in the standard)."
    )
    start_time: dt.time | None = Field(
        None, description="Services that open at this time or later."
    )
    end_time: dt.time | None = Field(
        None, description="Services that close at this time or before."
    )
    day: Day | None = Field(None, description="Services open on this day of the week.")
    modified_after: dt.datetime | None = Field(
        None,
        description="Services changed at this moment or later; those taken out since are among them, as "
        "`inactive` or `defunct`.",
    )
    full: bool = Field(False, description="Whole rows, with everything nested in them.")

    def wanted(self) -> Wanted:
        """The same as the directory's own question."""
        return Wanted(
            search=self.search.strip(), term=self.taxonomy_term_id, taxonomy=self.taxonomy_id,
            body=self.organization_id, minimum_age=self.minimum_age, maximum_age=self.maximum_age,
            age=self.suitable_for_age, start_time=_wall(self.start_time), end_time=_wall(self.end_time),
            day=self.day or "", modified_after=_utc(self.modified_after),
        )  # fmt: skip


class PlacesAsked(ServicesAsked):
    """Which services at which places."""

    postcode: str = Field(
        "", max_length=10, description="Services that serve the area of this postcode."
    )
    proximity: float | None = Field(
        None, gt=0, le=1_000_000, allow_inf_nan=False,
        description="Only places within so many metres of the postcode.",
    )  # fmt: skip

    def near(self) -> Near | None:
        """The point asked about. Raises Problem for a distance from nowhere and an unknown postcode."""
        if not self.postcode.strip():
            if self.proximity is not None:
                raise _wrong("proximity", "A distance needs a postcode as well.")
            return None
        try:
            return point(self.postcode, self.proximity)
        except UnknownPostcode:
            raise _wrong("postcode", UNKNOWN_POSTCODE) from None


def _wrong(parameter: str, detail: str) -> Problem:
    return Problem(400, detail, [{"parameter": parameter, "detail": detail}])


def _wall(value: dt.time | None) -> dt.time | None:
    """Opening times are those of the clock on the wall, whatever offset is written."""
    return value.replace(tzinfo=None) if value else None


def _utc(value: dt.datetime | None) -> dt.datetime | None:
    """A moment without an offset is one of UTC."""
    if value is None:
        return None
    try:
        return value.replace(tzinfo=value.tzinfo or dt.UTC).astimezone(dt.UTC)
    except OverflowError:
        raise _wrong("modified_after", "This moment is out of range.") from None
