"""Answering a search: at most a dozen queries, however large the directory is."""

import base64
import binascii
import json
import math
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from dco_portal.common.errors import Invalid
from local_offer.models import Location, Service, ServiceAtLocation
from local_offer.queries.search import facets, places, spelling, sql
from local_offer.queries.search.params import FLAGS, Params
from local_offer.queries.search.results import CAP, Hit, Results
from local_offer.queries.search.words import Question, understand

SIZE = 20
CARD = (
    Prefetch("places", ServiceAtLocation.objects.select_related("location")),
    "contacts",
    "areas",
)


@dataclass(frozen=True)
class Asked:
    """A search as conditions: `by_group` are those of the filters, each under its group."""

    by_group: dict[str, sql.Bit]
    circle: sql.Circle | None
    question: Question

    def conditions(self, query: str, *, but: str = "") -> sql.Bit:
        """Everything asked; without a group's own choices for counting that group."""
        bits = [bit for group, bit in self.by_group.items() if group != but]
        return sql.both(([sql.says("words", query)] if query else []) + bits)


def run(params: Params, *, size: int = SIZE, count_options: bool = True) -> Results:
    """Search the public directory. `size` entries on a page; options uncounted for files and booklets.

    Never fails for what somebody asked: a place that is not known is named in `errors` and left out.
    """
    errors: dict[str, str] = {}
    origin = None
    if params.place:
        try:
            origin = places.find(params.place)
        except Invalid as error:
            errors = {str(name): text for name, text in error.errors.items()}
            params = replace(params, place="")
    question = understand(params.words)
    circle = sql.Circle(origin, params.miles) if origin else None
    asked = Asked(_filters(params), circle, question)
    order = params.order if question.concepts or params.sort else replace(params, words="").order
    query, counts, relaxed = _strictest(asked, order)
    rows, following, previous = _page(asked, order, query, counts, params, size)
    found = Results(
        params=params,
        hits=_hits(rows),
        total=min(counts.all, CAP),
        more=counts.all > CAP,
        next=following,
        previous=previous,
        origin=origin,
        searched_as=question.expansions,
        relaxed=relaxed,
        errors=errors,
    )
    if not count_options:
        return found
    options = facets.Options(params, asked.circle, lambda but: asked.conditions(query, but=but), bool(query))  # fmt: skip
    found = replace(found, facets=options.facets(), flags=options.flags(), total=options.total(found.total), more=found.more and not options.exact)  # fmt: skip
    if question.concepts and (relaxed or not found.hits):
        words = spelling.suggestions(params.words, question, lambda q: _any_at_all(asked, q))
        found = replace(found, suggestions=words)
    return found


def every(params: Params, *, most: int, size: int = 200) -> Iterator[Hit]:
    """Every entry found, in order, `most` at most, a few at a time: for files and booklets."""
    given, params = 0, replace(params, after="", before="")
    while given < most:
        found = run(params, size=min(size, most - given), count_options=False)
        yield from found.hits
        given += len(found.hits)
        if not found.next:
            return
        params = replace(params, after=found.next)


def _filters(params: Params) -> dict[str, sql.Bit]:
    found = {
        group: sql.has([f"{group}/{code}" for code in codes])
        for group, codes in params.chosen.items()
        if codes
    }
    if params.age is not None:
        found["age"] = sql.has([f"age/{params.age}"])
    for flag in FLAGS:
        if getattr(params, flag):
            found[flag] = sql.has([f"flag/{flag}"])
    return found


# --- How many ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """Entries found, and those with all words in their name or head, each exact up to `CAP`."""

    all: int
    name: int = 0
    head: int = 0


def _strictest(asked: Asked, order: str) -> tuple[str, Counts, bool]:
    """The strictest reading of the words that finds something, how much, and whether it is not the first."""
    readings = asked.question.queries() or [""]
    for place, query in enumerate(readings):
        counts = _count(asked, query, staged=bool(query) and order == "relevance")
        if counts.all:
            return query, counts, place > 0
    return readings[0], Counts(0), False


def _count(asked: Asked, query: str, *, staged: bool) -> Counts:
    conditions = asked.conditions(query)
    wanted = [sql.count(conditions, asked.circle)]
    if staged:
        rest = asked.conditions("")
        wanted += [
            sql.count(sql.says(column, query) & rest, asked.circle)
            for column in ("name_words", "head_words")
        ]
    text = f"SELECT {', '.join(bit.text for bit in wanted)}"
    return Counts(*_rows(sql.Bit(text, tuple(v for bit in wanted for v in bit.values)))[0])


def _any_at_all(asked: Asked, query: str) -> bool:
    """Whether anything has these words, the filters kept."""
    return bool(_count(asked, query, staged=False).all)


def _rows(bit: sql.Bit) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(bit.text, bit.values)
        return cursor.fetchall()


# --- Which ---------------------------------------------------------------------------------


def _page(
    asked: Asked, order: str, query: str, counts: Counts, params: Params, size: int
) -> tuple[list[tuple[Any, ...]], str, str]:
    """One page's rows, and the cursors of the next and the one before."""
    if not counts.all:
        return [], "", ""
    after = _read(params.after)
    edge = sql.Edge(after) if after else sql.Edge(_read(params.before), backwards=True)
    if edge.key is None:
        edge = sql.Edge()
    if counts.all <= CAP:
        bit = sql.small(asked.conditions(query), asked.circle, order, query, edge, size + 1)
    else:
        bit = sql.large(_stages(asked, order, query, counts), asked.circle, edge, size + 1)
    rows = _rows(bit)
    more, rows = len(rows) > size, rows[:size]
    if edge.backwards:
        rows.reverse()
    following = _cursor(rows[-1]) if rows and (more or edge.backwards) else ""
    previous = _cursor(rows[0]) if rows and (more if edge.backwards else edge.key) else ""
    return rows, following, previous


def _stages(asked: Asked, order: str, query: str, counts: Counts) -> list[sql.Stage]:
    conditions, circle = asked.conditions(query), asked.circle
    if circle is not None and order == "nearest":
        near = circle.inside() & conditions & circle.nearest
        return [
            sql.Stage(sql.NEAR, near, "nearest"),
            sql.Stage(sql.ANYWHERE, sql.FIRST & circle.anywhere & conditions, "best"),
        ]
    base = sql.FIRST if circle is None else sql.FIRST & circle.either
    if order != "relevance" or not query:
        stage = 1 if order in ("az", "checked") else sql.ALL
        return [sql.Stage(stage, base & conditions, "best" if order == "relevance" else order)]
    rest = base & asked.conditions("")
    name, head, words = (sql.says(c, query) for c in ("name_words", "head_words", "words"))
    return [
        sql.Stage(sql.NAME, rest & name, "best", few=counts.name <= CAP),
        sql.Stage(sql.HEAD, rest & head & _not(name), "best", few=counts.head <= CAP),
        sql.Stage(sql.ALL, rest & words & _not(head), "best"),
    ]


def _not(bit: sql.Bit) -> sql.Bit:
    return sql.Bit(f"NOT ({bit.text})", bit.values)


def _cursor(row: Sequence[Any]) -> str:
    key = [row[0], row[1], row[2], str(row[3])]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _read(cursor: str) -> sql.Key | None:
    """A cursor's key; None without a good one, which gives the first page."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        stage, k1, k2, pk = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if not (isinstance(stage, int) and isinstance(k2, str) and math.isfinite(k1)):
            return None
        if "\0" in k2 or not 0 <= stage <= 9 or abs(k1) > 1e7:
            return None
        return sql.Key(stage, float(k1), k2, str(uuid.UUID(pk)))
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        return None


def _hits(rows: Sequence[Sequence[Any]]) -> list[Hit]:
    """The entries of these rows, in their order, with what a card shows. A fixed number of queries."""
    services = (
        Service.objects.public()
        .select_related("body", "local_authority")
        .prefetch_related(*CARD)
        .in_bulk([row[3] for row in rows])
    )
    found = []
    for _, _, _, service_id, location_id, metres in rows:
        service = services.get(service_id)
        if service is not None:
            found.append(
                Hit(
                    service,
                    None if metres is None else round(metres),
                    _location(service, location_id),
                )
            )
    return found


def _location(service: Service, location_id: uuid.UUID | None) -> Location | None:
    places = service.places.all() if location_id else ()
    return next((place.location for place in places if place.location_id == location_id), None)
