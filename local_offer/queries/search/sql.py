"""The search's SQL: which rows, in which order, how many. Values are parameters, never text.

Two shapes, chosen by a count that stops at `CAP`. A *small* set is gathered whole through the index
of words and codes, or of points, and sorted. Of a *large* set the first page is read in order from
an index until it is full: what most entries have is soon found. Either way the work does not grow
with the directory as the set does.

Every row found has a key (stage, k1, k2, service) which orders it and is the page's cursor:
best match: how well the words fit, what the entry lacks, its name; nearest: metres; A to Z: its name.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from local_offer.queries.search.results import CAP, Origin

METRES_PER_MILE = 1609.344
POINT = "point(r.easting, r.northing)"
# Rows are places: of so many of them there are more than `CAP` entries, or as good as that.
PLACES = CAP * 3 // 2
EPOCH = dt.date(2000, 1, 1)
COLUMNS = "stage, k1, k2, service_id, location_id, metres"
NOTHING = (
    "SELECT 1 AS stage, 0::float8 AS k1, '' AS k2, NULL::uuid AS service_id, NULL::uuid AS location_id,"
    " NULL::float8 AS metres WHERE FALSE"
)
NAME, HEAD, ALL = 1, 2, 3  # stages of the best match: where all the words are
NEAR, ANYWHERE = 1, 2  # stages of nearest first


@dataclass(frozen=True)
class Bit:
    """A piece of SQL with its parameters."""

    text: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Bit") -> "Bit":
        return Bit(f"{self.text} AND {other.text}", self.values + other.values)


def both(bits: Sequence[Bit]) -> Bit:
    """All of these conditions."""
    found = Bit("TRUE")
    for bit in bits:
        found &= bit
    return found


def has(codes: Sequence[str]) -> Bit:
    """Rows with any of these codes."""
    if len(codes) == 1:
        return Bit("r.codes @> ARRAY[%s]::varchar[]", (codes[0],))
    return Bit("r.codes && %s::varchar[]", (list(codes),))


def says(column: str, query: str) -> Bit:
    """Rows whose text has the words."""
    return Bit(f"r.{column} @@ %s::tsquery", (query,))


FIRST = Bit("r.first")
# The same, said so that the planner does not gather every first row from an ordered index beforehand.
ONE_EACH = Bit("r.first IS NOT FALSE")


@dataclass(frozen=True)
class Circle:
    """The part of the directory around an origin: what has a place there, and what needs none."""

    origin: Origin
    miles: int

    @property
    def radius(self) -> float:
        return self.miles * METRES_PER_MILE

    @property
    def metres(self) -> Bit:
        """The distance of a row's place."""
        return Bit(f"({POINT} <-> point(%s, %s))", self.origin.point)

    def inside(self, radius: float | None = None) -> Bit:
        """Rows with a place in the circle; the index of points answers it."""
        return Bit(
            f"{POINT} <@ circle(point(%s, %s), %s)",
            (*self.origin.point, self.radius if radius is None else radius),
        )

    @property
    def nearest(self) -> Bit:
        """Of an entry's places the nearest alone."""
        other = POINT.replace("r.", "n.")
        return Bit(
            "NOT EXISTS (SELECT 1 FROM local_offer_searchrow n WHERE n.service_id = r.service_id AND n.id <> r.id"
            f" AND ({other} <-> point(%s, %s), n.id) < ({POINT} <-> point(%s, %s), r.id))",
            self.origin.point * 2,
        )

    @property
    def anywhere(self) -> Bit:
        """Rows of entries without a place (by telephone, online, at home) of the authorities here."""
        areas = [f"area/{each}" for each in self.origin.authorities]
        return both([has(["anywhere"]), *([has(areas)] if areas else [])])

    @property
    def either(self) -> Bit:
        """First rows of entries that have a place in the circle or need none."""
        place, anywhere = self.inside(), self.anywhere
        within = place.text.replace("r.", "n.")
        return Bit(
            f"(({anywhere.text}) OR EXISTS (SELECT 1 FROM local_offer_searchrow n"
            f" WHERE n.service_id = r.service_id AND {within}))",
            anywhere.values + place.values,
        )


# --- How many ------------------------------------------------------------------------------


def some(conditions: Bit, circle: Circle | None, columns: str = "r.service_id") -> Bit:
    """Rows of a set, an entry's places each, a little more than `CAP` at most: a subquery."""
    if circle is None:
        which = ONE_EACH & conditions
        return Bit(f"SELECT {columns} FROM local_offer_searchrow r WHERE {which.text} LIMIT {CAP + 1}", which.values)  # fmt: skip
    near, rest = circle.inside() & conditions, circle.anywhere & conditions
    return Bit(
        f"(SELECT {columns} FROM local_offer_searchrow r WHERE {near.text} LIMIT {PLACES})"
        f" UNION ALL (SELECT {columns} FROM local_offer_searchrow r WHERE {rest.text} LIMIT {CAP + 1})",
        near.values + rest.values,
    )


def count(conditions: Bit, circle: Circle | None) -> Bit:
    """How many entries, exact up to `CAP`: a scalar subquery."""
    rows = some(conditions, circle)
    what = "*" if circle is None else "DISTINCT service_id"
    return Bit(f"(SELECT count({what}) FROM ({rows.text}) AS part)", rows.values)


# --- Which, in order -----------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """A row's place in the order."""

    stage: int
    k1: float
    k2: str
    service_id: str


@dataclass(frozen=True)
class Edge:
    """A page begins after this key, or with `backwards` ends before it."""

    key: Key | None = None
    backwards: bool = False

    @property
    def than(self) -> str:
        return "<" if self.backwards else ">"

    @property
    def way(self) -> str:
        return " DESC" if self.backwards else ""


def keys(order: str, query: str) -> Bit:
    """`stage, k1, k2` of a row that is not ordered by distance."""
    if order == "az":
        return Bit("1, 0::float8, r.name_sort")
    if order == "checked":
        return Bit("1, (DATE '2000-01-01' - r.checked_on)::float8, ''")
    if not query:
        return Bit(f"{ALL}, r.lag::float8, r.name_sort")
    return Bit(
        f"CASE WHEN r.name_words @@ %s::tsquery THEN {NAME} WHEN r.head_words @@ %s::tsquery THEN {HEAD} ELSE {ALL} END,"
        " r.lag::float8, r.name_sort",
        (query, query),
    )


def small(
    conditions: Bit, circle: Circle | None, order: str, query: str, edge: Edge, limit: int
) -> Bit:
    """A page of a set that is gathered whole."""
    rows = _gathered(conditions, circle, order, query)
    beyond = Bit("TRUE")
    if edge.key is not None:
        beyond = Bit(
            f"(stage, k1, k2, service_id) {edge.than} (%s, %s, %s, %s::uuid)",
            (edge.key.stage, edge.key.k1, edge.key.k2, edge.key.service_id),
        )
    by = ", ".join(f"{name}{edge.way}" for name in ("stage", "k1", "k2", "service_id"))
    return Bit(
        f"WITH found (service_id, location_id, metres, stage, k1, k2) AS MATERIALIZED ({rows.text})"
        f" SELECT {COLUMNS} FROM found WHERE {beyond.text} ORDER BY {by} LIMIT {limit}",
        rows.values + beyond.values,
    )


def _gathered(conditions: Bit, circle: Circle | None, order: str, query: str) -> Bit:
    table = "FROM local_offer_searchrow r WHERE"
    if circle is None:
        key, which = keys(order, query), ONE_EACH & conditions
        return Bit(
            f"SELECT r.service_id, NULL::uuid, NULL::float8, {key.text} {table} {which.text}",
            key.values + which.values,
        )
    by_distance = order == "nearest"
    near = keys(order, query) if not by_distance else None
    metres, inside = circle.metres, circle.inside() & conditions
    rest = circle.anywhere & conditions
    near_key = near or Bit(f"{NEAR}, {metres.text}, ''", metres.values)
    rest_key = near or Bit(f"{ANYWHERE}, r.lag::float8, r.name_sort")
    return Bit(
        f"(SELECT DISTINCT ON (r.service_id) r.service_id, r.location_id, {metres.text}, {near_key.text}"
        f" {table} {inside.text} ORDER BY r.service_id, {metres.text}, r.id)"
        f" UNION ALL (SELECT r.service_id, NULL::uuid, NULL::float8, {rest_key.text} {table} {rest.text})",
        metres.values + near_key.values + inside.values + metres.values + rest_key.values + rest.values,
    )  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """One part of a large set's order. `few`: it is gathered whole and sorted after all."""

    number: int
    conditions: Bit
    order: str
    few: bool = False


def large(stages: Sequence[Stage], circle: Circle | None, edge: Edge, limit: int) -> Bit:
    """A page of a set that is read in order; a later stage runs only when the earlier ones fill no page."""
    wanted = sorted(stages, key=lambda stage: stage.number, reverse=edge.backwards)
    if edge.key is not None:
        start = edge.key.stage
        wanted = [s for s in wanted if (s.number <= start if edge.backwards else s.number >= start)]
    parts = [_ordered(stage, circle, edge, limit) for stage in wanted]
    if len(parts) == 1:
        return parts[0]
    if not parts:  # a cursor of another order: there is nothing beyond it
        return Bit(f"SELECT {COLUMNS} FROM ({NOTHING}) AS nothing")
    text = " UNION ALL ".join(f"({part.text})" for part in parts)
    values = tuple(value for part in parts for value in part.values)
    return Bit(f"SELECT {COLUMNS} FROM ({text}) AS parts LIMIT {limit}", values)


def _ordered(stage: Stage, circle: Circle | None, edge: Edge, limit: int) -> Bit:
    key = edge.key if edge.key is not None and edge.key.stage == stage.number else None
    which = stage.conditions
    metres, k1, k2 = Bit("NULL::float8"), Bit("r.lag::float8"), "r.name_sort"
    columns = ["r.lag", "r.name_sort", "r.service_id"]
    location = "NULL::uuid"
    beyond = Bit("TRUE")
    if stage.order == "nearest":
        assert circle is not None
        metres = k1 = circle.metres
        k2, location = "''", "r.location_id"
        if key is not None and edge.backwards:
            which &= circle.inside(key.k1)
        if key is not None:
            beyond = Bit(f"({metres.text}, r.service_id) {edge.than} (%s, %s::uuid)", (*metres.values, key.k1, key.service_id))  # fmt: skip
        by = Bit(f"{metres.text}{edge.way}, r.service_id{edge.way}", metres.values)
    elif stage.order == "checked":
        k1, k2 = Bit("(DATE '2000-01-01' - r.checked_on)::float8"), "''"
        older, way = (">", "") if edge.backwards else ("<", " DESC")
        if key is not None:
            day = EPOCH - dt.timedelta(days=int(key.k1))
            beyond = Bit(
                f"r.checked_on {older}= %s AND (r.checked_on {older} %s OR r.service_id {edge.than} %s::uuid)",
                (day, day, key.service_id),
            )
        by = Bit(f"r.checked_on{way}, r.service_id{edge.way}")
    else:
        if stage.order == "az":
            k1, columns = Bit("0::float8"), columns[1:]
        if key is not None:
            values = (key.k1, key.k2, key.service_id)[3 - len(columns) :]
            casts = ["%s::int", "%s", "%s::uuid"][3 - len(columns) :]
            beyond = Bit(f"({', '.join(columns)}) {edge.than} ({', '.join(casts)})", values)
        by = Bit(", ".join(f"{column}{edge.way}" for column in columns))
    select = f"SELECT {stage.number} AS stage, {k1.text} AS k1, {k2} AS k2, r.service_id, {location} AS location_id, {metres.text} AS metres"  # fmt: skip
    source = Bit("local_offer_searchrow r")
    if stage.few:  # OFFSET 0 keeps the planner from walking the order's index for a handful of rows
        source = Bit(f"(SELECT * FROM local_offer_searchrow r WHERE {which.text} OFFSET 0) AS r", which.values)  # fmt: skip
        which = Bit("TRUE")
    return Bit(
        f"{select} FROM {source.text} WHERE {which.text} AND {beyond.text} ORDER BY {by.text} LIMIT {limit}",
        k1.values + metres.values + source.values + which.values + beyond.values + by.values,
    )
