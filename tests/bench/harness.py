"""Measuring scenarios at several sizes and judging how they grow.

A scenario is a function registered with `@scenario("title", bounded=True)`. It is called once per
size, when the database holds that many open items, and returns the call to be measured. `bounded`
says that its time must not grow by more than `LIMIT` from the smallest to the largest size.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

LIMIT = 1.5
ROUNDS = 9
Call = Callable[[], object]


@dataclass(frozen=True)
class Scenario:
    """Something whose speed matters. `prepare` returns the call to measure."""

    title: str
    bounded: bool
    prepare: Callable[[], Call]
    rounds: int = ROUNDS


@dataclass(frozen=True)
class Measure:
    """Database queries of one call, and the median time of several calls in seconds."""

    queries: int
    seconds: float


SCENARIOS: list[Scenario] = []


def scenario(
    title: str, *, bounded: bool, rounds: int = ROUNDS
) -> Callable[[Callable[[], Call]], Callable[[], Call]]:
    """Register a function as a scenario."""

    def register(prepare: Callable[[], Call]) -> Callable[[], Call]:
        SCENARIOS.append(Scenario(title, bounded, prepare, rounds))
        return prepare

    return register


def measure(call: Call, rounds: int = ROUNDS) -> Measure:
    """Count the queries of one call (which also warms up), then time the rounds."""
    with CaptureQueriesContext(connection) as captured:
        call()
    queries = len(captured)  # now: the next request clears the log it is read from
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return Measure(queries, statistics.median(times))


def growth(small: Measure, large: Measure) -> float:
    """How many times longer the large size takes."""
    return large.seconds / small.seconds


def faults(scenario: Scenario, small: Measure, large: Measure) -> list[str]:
    """What is wrong with how a bounded scenario grows: its time, or its number of queries."""
    if not scenario.bounded:
        return []
    found = []
    if (ratio := growth(small, large)) > LIMIT:
        found.append(f"{scenario.title}: {ratio:.2f} times longer, more than {LIMIT}")
    if large.queries > small.queries:
        found.append(f"{scenario.title}: {small.queries} queries became {large.queries}")
    return found


def run(sizes: Sequence[int], grow: Callable[[int], None], scenarios: Sequence[Scenario]) -> int:
    """Measure every scenario at every size and print the table; the exit code.

    `grow(size)` adds open items until there are `size`. Errors: `ValueError` without scenarios.
    """
    if not scenarios:
        raise ValueError("No scenario is registered.")
    results: dict[str, list[Measure]] = {each.title: [] for each in scenarios}
    for size in sorted(sizes):
        began = time.perf_counter()
        grow(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"{size:,} open items made in {time.perf_counter() - began:.0f} s", flush=True)
        for each in scenarios:
            results[each.title].append(measure(each.prepare(), each.rounds))
    width = max(len(each.title) for each in scenarios)
    heads = [f"{size:>10,}: queries   median" for size in sorted(sizes)]
    print(f"\n{'':{width}}  {'  '.join(heads)}   ratio")
    found = []
    for each in scenarios:
        measures = results[each.title]
        cells = [f"{'':10}  {m.queries:7d} {m.seconds * 1000:6.1f}ms" for m in measures]
        ratio = growth(measures[0], measures[-1])
        note = f"(at most {LIMIT})" if each.bounded else ""
        print(f"{each.title:{width}}  {'  '.join(cells)}  {ratio:5.2f}x {note}")
        found += faults(each, measures[0], measures[-1])
    print("\n" + ("\n".join(found) if found else "Every bounded scenario stays within its limit."))
    return 1 if found else 0
