"""Putting postcode districts and towns into the reference data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.organisations.models import Postcode, Town
from dco_portal.organisations.queries import Point, folded


@dataclass(frozen=True)
class District:
    """A postcode district ("WR5"), the GSS codes of every authority in it, its ICB's ODS code or "", its middle."""

    code: str
    authorities: tuple[str, ...]
    icb_ods: str
    point: Point


@dataclass(frozen=True)
class TownPoint:
    """A town, its county, its middle, and its authority's GSS code or ""."""

    name: str
    county: str
    point: Point
    authority: str = ""


@transaction.atomic
def add_districts(*, by: Any, districts: Sequence[District]) -> int:
    """Add the districts that are not there yet; how many of these there are now. Others stay as they are."""
    mine = Postcode.objects.filter(pk__in=[each.code for each in districts])
    before = mine.count()
    Postcode.objects.bulk_create(
        [
            Postcode(
                postcode=each.code,
                local_authority_gss=each.authorities[0] if len(each.authorities) == 1 else "",
                candidates=list(each.authorities) if len(each.authorities) > 1 else [],
                icb_ods=each.icb_ods,
                easting=each.point[0],
                northing=each.point[1],
            )
            for each in districts
        ],
        ignore_conflicts=True,
    )
    if added := mine.count() - before:
        audit.record("organisations.districts_added", by=by, count=added)
    return before + added


@transaction.atomic
def add_towns(*, by: Any, towns: Sequence[TownPoint]) -> int:
    """Add the towns that are not there yet; how many there are now."""
    before = Town.objects.count()
    Town.objects.bulk_create(
        [
            Town(
                name=each.name,
                county=each.county,
                folded=folded(each.name),
                local_authority_gss=each.authority,
                easting=each.point[0],
                northing=each.point[1],
            )
            for each in towns
        ],
        ignore_conflicts=True,
    )
    if added := Town.objects.count() - before:
        audit.record("organisations.towns_added", by=by, count=added)
    return before + added
