"""The British National Grid: metres east and north, so that distances are Pythagoras and indexes are plain.

Conversion is pyproj's, EPSG:4326 (latitude, longitude) to EPSG:27700 (OSGB36) by the seven-parameter
shift: good to about five metres, no data file and no network.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import hypot

from pyproj import Transformer

METRES_PER_MILE = 1609.344
EAST, NORTH = (0, 700_000), (0, 1_300_000)  # the grid's own extent


@lru_cache(maxsize=2)
def _transformer(there: int, back: int) -> Transformer:
    return Transformer.from_crs(there, back, always_xy=True)


def to_grid(latitude: float, longitude: float) -> tuple[int, int] | None:
    """Easting and northing in whole metres; None for a point off the grid (not in Great Britain)."""
    return to_grid_many([latitude], [longitude])[0]


def to_grid_many(
    latitudes: Sequence[float], longitudes: Sequence[float]
) -> list[tuple[int, int] | None]:
    """The same for many points at once, in their order: a hundred times faster than one by one."""
    eastings, northings = _transformer(4326, 27700).transform(longitudes, latitudes)
    return [_whole(east, north) for east, north in zip(eastings, northings, strict=True)]


def _whole(east: float, north: float) -> tuple[int, int] | None:
    """Metres, or None off the grid; `inf`, which stands for "impossible", is off it too."""
    if EAST[0] <= east < EAST[1] and NORTH[0] <= north < NORTH[1]:
        return round(east), round(north)
    return None


def to_latlong(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in degrees, six places (a decimetre)."""
    longitude, latitude = _transformer(27700, 4326).transform(easting, northing)
    return round(latitude, 6), round(longitude, 6)


def metres(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How far apart two points are."""
    return hypot(one[0] - other[0], one[1] - other[1])
