"""Entries for another feature's form: words and a point come in, nothing is kept or logged."""

import uuid
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from local_offer.models import Service
from local_offer.queries.search import sql
from local_offer.queries.search.results import Origin
from local_offer.queries.search.words import understand

FARTHEST = 40  # miles
LONGEST = 300  # characters of the words that are read


@dataclass(frozen=True)
class Suggestion:
    """One public entry. `url` is a path of this portal; `distance_m` is None for one without a place."""

    id: uuid.UUID
    name: str
    organisation: str
    url: str
    summary: str
    distance_m: int | None


def near(
    words: str,
    point: tuple[int, int] | None,
    *,
    limit: int = 6,
    voluntary_only: bool = False,
    authorities: tuple[str, ...] = (),
) -> list[Suggestion]:
    """Public entries about these words, nearest first; without a point the best matches.

    `point` is easting and northing in metres; entries more than 40 miles away are left out, those
    without a place (by telephone, online) come after the near ones. Those with all the words come
    first, then those with some. `authorities` are slugs: whose Local Offers the entries without a
    place come from. `voluntary_only`: of charities and community groups alone. Nothing is logged.
    """
    readings = understand(words[:LONGEST].replace("\0", " ")).queries() or [""]
    circle = sql.Circle(Origin("", point, authorities), FARTHEST) if point else None
    kind = [sql.has(["body/charity"])] if voluntary_only else []
    found: dict[uuid.UUID, int | None] = {}
    for query in readings:
        conditions = sql.both([*([sql.says("words", query)] if query else []), *kind])
        bit = _few(conditions, circle, query, limit + len(found))
        with connection.cursor() as cursor:
            cursor.execute(bit.text, bit.values)
            for row in cursor.fetchall():
                found.setdefault(row[3], None if row[5] is None else round(row[5]))
        if len(found) >= limit:
            break
    rows = Service.objects.public().select_related("body").in_bulk(list(found))
    return [_suggestion(rows[pk], metres) for pk, metres in found.items() if pk in rows][:limit]


def _few(conditions: sql.Bit, circle: sql.Circle | None, query: str, limit: int) -> sql.Bit:
    """The first few of a set of any size, read in order."""
    if circle is None:
        return sql.large([sql.Stage(sql.ALL, sql.FIRST & conditions, "best")], None, sql.Edge(), limit)  # fmt: skip
    stages = [
        sql.Stage(sql.NEAR, circle.inside() & conditions & circle.nearest, "nearest"),
        sql.Stage(sql.ANYWHERE, sql.FIRST & circle.anywhere & conditions, "best"),
    ]
    return sql.large(stages, circle, sql.Edge(), limit)


def _suggestion(service: Service, metres: int | None) -> Suggestion:
    return Suggestion(
        id=service.pk,
        name=service.name,
        organisation=service.body.name,
        url=reverse("local_offer:service", args=[service.slug]),
        summary=service.summary,
        distance_m=metres,
    )
