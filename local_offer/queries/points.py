"""Where a postcode is, as a place keeps it."""

import re
from typing import Any

from dco_portal.common import grid
from dco_portal.organisations.models import Postcode

POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")
NOWHERE: dict[str, Any] = {"latitude": None, "longitude": None, "easting": None, "northing": None}


def tidy(postcode: str) -> str:
    """A postcode in capitals with its space: "wr51aa" gives "WR5 1AA"."""
    text = "".join(postcode.split()).upper()
    return f"{text[:-3]} {text[-3:]}" if len(text) > 4 else text


def point(postcode: str) -> dict[str, Any]:
    """Latitude, longitude, easting and northing of a postcode; all None where it is not in the table.

    A postcode that is not known is not placed by its district: families would be sent to a wrong door.
    """
    text = "".join(postcode.split()).upper()
    row = Postcode.objects.filter(pk=text).exclude(easting=None).first() if len(text) > 4 else None
    if row is None or row.easting is None or row.northing is None:
        return dict(NOWHERE)
    latitude, longitude = grid.to_latlong(row.easting, row.northing)
    return {
        "latitude": latitude,
        "longitude": longitude,
        "easting": row.easting,
        "northing": row.northing,
    }
