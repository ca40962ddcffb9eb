"""Paging by key: a page begins after the last row of the one before, so every page costs the same.

Rows are ordered by (column, id), rows without a value last; a cursor names the row at an edge.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

SIZE = 25
CHUNK = 500  # rows at a time for a file


@dataclass(frozen=True)
class Page:
    """Some rows in order and the cursors around them, "" where there is nothing more."""

    rows: list[Any]
    next: str = ""
    previous: str = ""


def page(
    rows: QuerySet,
    *,
    order: str,
    after: str = "",
    before: str = "",
    size: int = SIZE,
    filled: bool = False,
) -> Page:
    """One page of `rows` in one query. `order` is a column or annotation, "-due_on" for descending.

    `filled` says that every row has a value in that column: an index then serves either direction.

    `after` and `before` are cursors of another page; one that cannot be read gives the first page.
    """
    column, down = order.removeprefix("-"), order.startswith("-")
    backwards = bool(before) and not after
    edge = _read(rows, column, before if backwards else after)
    if edge is None:
        backwards = False
    else:
        rows = rows.filter(_beyond(column, *edge, down=down, backwards=backwards, filled=filled))
    ordered = _ordered(rows, column, down=down, backwards=backwards, filled=filled)
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return Page(
        found,
        next=_cursor(found, -1, column) if found and (more or backwards) else "",
        previous=_cursor(found, 0, column)
        if found and (more if backwards else edge is not None)
        else "",
    )


def chunks(
    rows: QuerySet, *, order: str, filled: bool = False, size: int = CHUNK
) -> Iterator[list[Any]]:
    """All of `rows` for a file, page after page in the order of `page`: memory stays bounded."""
    cursor = ""
    while True:
        found = page(rows, order=order, after=cursor, size=size, filled=filled)
        yield found.rows
        cursor = found.next
        if not cursor:
            return


def _ordered(rows: QuerySet, column: str, *, down: bool, backwards: bool, filled: bool) -> QuerySet:
    """By column and id; without a value last, or first when read from behind."""
    falling = down != backwards
    if filled:
        return rows.order_by(f"-{column}" if falling else column, "-pk" if falling else "pk")
    nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
    key = F(column).desc(**nulls) if falling else F(column).asc(**nulls)
    return rows.order_by(key, "-pk" if falling else "pk")


def _beyond(column: str, value: Any, pk: Any, *, down: bool, backwards: bool, filled: bool) -> Q:
    """Rows past the edge, in reading direction. The plain bound lets an index find the place."""
    than = "lt" if down != backwards else "gt"
    ties = Q(**{f"pk__{than}": pk})
    empty = Q(**{f"{column}__isnull": True})
    if value is None:
        return (~empty | ties) if backwards else (empty & ties)
    past = Q(**{f"{column}__{than}e": value}) & (
        Q(**{f"{column}__{than}": value}) | (Q(**{column: value}) & ties)
    )
    return past if backwards or filled else past | empty


def _cursor(found: Sequence[Any], place: int, column: str) -> str:
    value = found[place]
    for step in column.split("__"):
        value = getattr(value, step)
    key = [None if value is None else str(value), str(found[place].pk)]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _read(rows: QuerySet, column: str, cursor: str) -> tuple[Any, Any] | None:
    """The value and id in a cursor, as the model's fields understand them; None without a good one."""
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        value, pk = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if value is not None and "\0" in value:
            return None
        field: Any = rows.query.annotations.get(column) or rows.model._meta.get_field(column)
        kind = getattr(field, "output_field", field)
        return (
            None if value is None else kind.to_python(value),
            rows.model._meta.pk.to_python(pk),
        )
    except (ValueError, TypeError, binascii.Error, UnicodeError, ValidationError):
        return None
