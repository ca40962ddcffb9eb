"""Drawn charts in Django's cache, by what they say: drawing costs far more than reading one back."""

import logging

from django.core.cache import cache

from dco_portal.charts import shape
from dco_portal.common.logs import where

WEEK_SECONDS = 7 * 24 * 60 * 60
logger = logging.getLogger(__name__)


def key(chart: shape.Chart, narrow: bool) -> str:
    """The chart's name in the cache: drawing version, width, digest. Holds no word of the chart."""
    return f"chart:{shape.VERSION}:{'narrow' if narrow else 'wide'}:{shape.digest(chart)}"


def kept(chart: shape.Chart, narrow: bool) -> bytes:
    """The picture from the cache or drawn; a cache that is away costs time, never the picture."""
    from dco_portal import charts  # draws, and loads the library only when nothing is kept

    name = key(chart, narrow)
    try:
        found = cache.get(name)
    except Exception as error:  # whatever this cache's client raises
        logger.warning("charts: cache not read (%s)", where(error))
        return charts.svg(chart, narrow=narrow)
    if isinstance(found, bytes):
        return found
    picture = charts.svg(chart, narrow=narrow)
    try:
        cache.set(name, picture, WEEK_SECONDS)
    except Exception as error:
        logger.warning("charts: cache not written (%s)", where(error))
    return picture
