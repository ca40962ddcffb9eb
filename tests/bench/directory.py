"""The Local Offer's search at several sizes, beside the same first page written by hand in SQL.

For each question: the whole search as the page runs it (with options and counts), its database part
for the first page alone, and the floor. The median and the 95th percentile of many calls count.
"""

import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import QueryDict

from dco_portal.organisations.models import Postcode
from local_offer.actions import generating
from local_offer.queries.search import SIZE, Params, Results, run
from tests.bench.databases import Databases

GROWTH = 2.0  # the first page, from the last size but one to the last
FLOOR = 3.0  # times the SQL written by hand, for the database part
QUERIES = 16  # of the whole search, whatever the size
CALLS = 21
COUNTS = re.compile(r"^SELECT \(SELECT count\(")
# What a card shows, by hand: the entry, who runs it, its places, telephones and areas.
CARD = (
    "SELECT s.*, b.*, la.*, p.*,"
    " (SELECT json_agg(l) FROM local_offer_serviceatlocation x JOIN local_offer_location l ON l.id = x.location_id"
    "  WHERE x.service_id = s.id) AS places,"
    " (SELECT json_agg(c) FROM local_offer_contact c WHERE c.service_id = s.id) AS contacts,"
    " (SELECT json_agg(a) FROM local_offer_area a WHERE a.service_id = s.id) AS areas"
    " FROM ({page}) AS p JOIN local_offer_service s ON s.id = p.service_id JOIN local_offer_body b ON b.id = s.body_id"
    " JOIN organisations_organisation la ON la.id = s.local_authority_id"
)
TEXT = (
    "SELECT r.service_id FROM local_offer_searchrow r WHERE r.first AND r.words @@ to_tsquery('english', %(words)s){more}"
    " ORDER BY CASE WHEN r.name_words @@ to_tsquery('english', %(words)s) THEN 1"
    " WHEN r.head_words @@ to_tsquery('english', %(words)s) THEN 2 ELSE 3 END, r.lag, r.name_sort, r.service_id LIMIT 20"
)
NEAR = (
    "SELECT r.service_id, point(r.easting, r.northing) <-> point(%(x)s, %(y)s) AS metres FROM local_offer_searchrow r"
    " WHERE point(r.easting, r.northing) <@ circle(point(%(x)s, %(y)s), %(radius)s){more}"
    " ORDER BY point(r.easting, r.northing) <-> point(%(x)s, %(y)s) LIMIT 20"
)
FILTERS = (
    " AND r.codes @> '{need/semh}' AND r.codes && '{cost/free,cost/some}' AND r.codes @> '{age/7}'"
)
FILTERED = "&need=semh&cost=free&cost=some&age=7"
WORDS_NEAR = " AND r.words @@ to_tsquery('english', %(words)s)"


@dataclass(frozen=True)
class Question:
    """A search as an address, and its first page as somebody would write it by hand."""

    title: str
    query: str
    floor: str
    words: str = ""

    def values(self) -> dict[str, Any]:
        x, y = generating.towns()[0]
        return {"words": self.words, "x": x, "y": y, "radius": 10 * 1609.344}


def questions() -> list[Question]:
    """Common, middling and rare words; filters; a radius; and them together."""
    middling, rare = generating.word(60), generating.word(700)
    text, near = TEXT, NEAR
    return [
        Question("text, a word that most entries have", "words=needs+children+local", text.format(more=""), "needs & children & local"),
        Question("text, a word that some have", f"words={middling}", text.format(more=""), middling),
        Question("text, a word that hardly any has", f"words={rare}", text.format(more=""), rare),
        Question("text in the name", "words=sleep+clinic", text.format(more=""), "sleep & clinic"),
        Question("text, filters", "words=needs+children" + FILTERED, text.format(more=FILTERS), "needs & children"),
        Question("text, filters, some", f"words={middling}" + FILTERED, text.format(more=FILTERS), middling),
        Question("nearest within 10 miles", "place=ZZ1", near.format(more="")),
        Question("nearest, text", "words=needs+children&place=ZZ1", near.format(more=WORDS_NEAR), "needs & children"),
        Question("nearest, text, filters", "words=sleep&place=ZZ1" + FILTERED, near.format(more=WORDS_NEAR + FILTERS), "sleep"),
        Question("nearest, a rare word", f"words={rare}&place=ZZ1", near.format(more=WORDS_NEAR), rare),
    ]  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """Seconds of the whole search (median, 95th percentile), of its first page without options and counts, of that
    page's database part, and of the floor; queries of the whole."""

    median: float
    p95: float
    page: float
    database: float
    floor: float
    queries: int


@contextmanager
def database_time() -> Iterator[list[tuple[bool, float]]]:
    """Whether each query counts, and its seconds in the database."""
    spent: list[tuple[bool, float]] = []

    def note(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        began = time.perf_counter()
        result = execute(sql, params, many, context)
        spent.append((bool(COUNTS.match(sql)), time.perf_counter() - began))
        return result

    with connection.execute_wrapper(note):
        yield spent


def timed(call: Callable[[], Any]) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def measure(question: Question) -> Figures:
    """One question in the database of now. Errors: `AssertionError` when it finds nothing."""
    params = Params.read(QueryDict(question.query))
    assert not params.errors, params.errors

    def whole() -> Results:
        found = run(params)
        assert found.hits and not found.relaxed, f"{question.title} finds nothing"
        return found

    def page() -> Results:
        return run(params, count_options=False)

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(CARD.format(page=question.floor), question.values())
            assert len(cursor.fetchall()) <= SIZE

    with database_time() as spent:
        whole()
    page(), floor()
    spans, pages, inside, floors = [], [], [], []
    for _ in range(CALLS):
        spans.append(timed(whole))
        with database_time() as parts:
            span = timed(page)
        pages.append(span - sum(seconds for counts, seconds in parts if counts))
        inside.append(sum(seconds for counts, seconds in parts if not counts))
        floors.append(timed(floor))
    middle = statistics.median
    return Figures(middle(spans), sorted(spans)[-2], middle(pages), middle(inside), middle(floors), len(spent))  # fmt: skip


def grow(size: int) -> None:
    """Bring the directory to a size; the origin of distances is its largest town."""
    east, north = generating.towns()[0]
    Postcode.objects.get_or_create(postcode="ZZ1", defaults={"easting": east, "northing": north})
    generating.fill(by=None, size=size)


def table(sizes: Sequence[int], results: dict[str, list[Figures]]) -> str:
    """Every question at every size, and how the first page grows at the last step."""
    width = max(len(title) for title in results)
    lines = [f"{'entries':{width}}" + "".join(f"{size:>46,}" for size in sizes)]
    head = f"{'queries':>9}{'median':>9}{'p95':>9}{'page':>9}{'/floor':>10}"
    lines.append(f"{'':{width}}{head * len(sizes)}   growth of the page")
    for title, row in results.items():
        cells = "".join(
            f"{f.queries:>9}{f.median * 1000:>9.1f}{f.p95 * 1000:>9.1f}{f.page * 1000:>9.1f}{f.database / f.floor:>9.1f}x"
            for f in row
        )
        lines.append(f"{title:{width}}{cells}{growth(row):>10.2f}x")
    return "\n".join(lines)


def growth(row: Sequence[Figures]) -> float:
    """How many times longer the first page takes at the last size than at the one before."""
    return row[-1].page / row[-2].page if len(row) > 1 else 1.0


def faults(results: dict[str, list[Figures]]) -> list[str]:
    """What is wrong with how the search grows, or with its distance from the floor."""
    found = []
    for title, row in results.items():
        if (ratio := growth(row)) > GROWTH:
            found.append(f"{title}: {ratio:.2f} times longer, more than {GROWTH}")
        if (above := row[-1].database / row[-1].floor) > FLOOR:
            found.append(f"{title}: {above:.1f} times the SQL by hand, more than {FLOOR}")
        if (most := max(f.queries for f in row)) > QUERIES:
            found.append(f"{title}: {most} queries, more than {QUERIES}")
    return found


def main(sizes: Sequence[int]) -> int:
    """Measure every question at every size and print the table; the exit code."""
    results: dict[str, list[Figures]] = {}
    with Databases(grow) as databases:
        for size in sorted(sizes):
            began = time.perf_counter()
            databases.make(size)
            print(f"{size:,} entries made in {time.perf_counter() - began:.0f} s", flush=True)
            for question in questions():
                results.setdefault(question.title, []).append(measure(question))
    print(f"\nmilliseconds; /floor: the page's database part beside SQL by hand\n{table(sizes, results)}\n")  # fmt: skip
    found = faults(results)
    print("\n".join(found) if found else "Every question stays within its limits.")
    return 1 if found else 0
