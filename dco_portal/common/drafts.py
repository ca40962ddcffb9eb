"""What a half-filled form keeps: a section's cleaned values as JSON, and back."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model


def freeze(value: Any) -> Any:
    """A section's values as JSON: dates as YYYY-MM-DD, records as their ids."""
    match value:
        case dt.date():
            return value.isoformat()
        case Model():
            return str(value.pk)
        case uuid.UUID():
            return str(value)
        case Mapping():
            return {str(key): freeze(item) for key, item in value.items()}
        case str() | int() | bool() | None:
            return value
        case Iterable():
            return [freeze(item) for item in value]
    raise TypeError(f"A draft does not hold {type(value).__name__}")


def thaw(value: Any, key: str = "") -> Any:
    """What `freeze` made, with dates again: those under a key that ends in `_on`. Ids stay text."""
    match value:
        case dict():
            return {name: thaw(item, name) for name, item in value.items()}
        case list():
            return [thaw(item) for item in value]
        case str() if key.endswith("_on") and value:
            return dt.date.fromisoformat(value)
    return value
