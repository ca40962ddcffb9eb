"""Filters for PDF templates: frozen values as people read them."""

import base64
import datetime as dt

from django import template
from django.utils import formats, timezone

register = template.Library()


@register.filter
def iso_date(value: str | dt.date | None) -> str:
    """`2026-01-02` (or a moment's London date) as 2 January 2026; empty for nothing."""
    if not value:
        return ""
    if isinstance(value, str):
        value = _moment(value) if "T" in value else dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return formats.date_format(value, "j F Y")


@register.filter
def iso_moment(value: str | dt.datetime | None) -> str:
    """An ISO moment as 2 January 2026 at 3:05pm, London time; empty for nothing."""
    if not value:
        return ""
    moment = timezone.localtime(_moment(value) if isinstance(value, str) else value)
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    return f"{formats.date_format(moment, 'j F Y')} at {hour}:{moment:%M}{half}"


@register.filter
def svg_uri(svg: str) -> str:
    """SVG text as a `data:` URL, the only kind a document may refer to."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
