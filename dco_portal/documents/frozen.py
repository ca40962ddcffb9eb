"""A document's context as plain JSON, frozen the moment somebody asks for the document."""

import datetime as dt
import math
import uuid
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.functional import Promise

SCHEMA = 1


def freeze(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context as values JSON can hold, with `schema` (1 unless the feature says otherwise).

    Dates and moments become ISO text (`|iso_date`, `|iso_moment` show them), UUIDs and decimals
    text, enums their value, tuples and lists a list. Anything else, a model row above all, is a
    TypeError naming where it stands: a document must not change with the row it was made from.
    """
    return {"schema": SCHEMA, **_mapping(context, "context")}


def _mapping(value: Mapping[Any, Any], where: str) -> dict[str, Any]:
    for key in value:
        if not isinstance(key, str):
            raise TypeError(f"{where}: a key is {type(key).__name__}, not text.")
    return {str(key): _plain(inner, f"{where}.{key}") for key, inner in value.items()}


def _plain(value: Any, where: str) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value, where)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str | Promise | uuid.UUID | Decimal):
        # Postgres stores no NUL in JSON text, and PDF viewers show none.
        return str(value).replace("\x00", "")
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise TypeError(f"{where}: a moment without a time zone.")
        return value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _mapping(value, where)
    if isinstance(value, list | tuple):
        return [_plain(inner, f"{where}[{number}]") for number, inner in enumerate(value)]
    raise TypeError(f"{where}: {type(value).__name__} cannot be frozen into a document.")
