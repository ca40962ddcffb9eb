"""Measuring scenarios at several sizes and judging how they grow.

A scenario is a function registered with `@scenario("title", bounded=True)`. It is called once per
size, with the database that holds that many open items, and returns the call to be measured. `bounded`
says that its time must not grow by more than `LIMIT` from the smallest to the largest size, nor its
number of queries at all.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.db import connection

LIMIT = 1.5
SERIES, ROUNDS = 7, 5
Call = Callable[[], str | None]


@dataclass(frozen=True)
class Scenario:
    """Something whose speed matters. `prepare` returns the call to measure.

    What the call returns, if anything, is printed as a note. `once` is for what takes long or
    differs the second time: one call is counted and timed at once.
    """

    title: str
    bounded: bool
    prepare: Callable[[], Call]
    once: bool = False


@dataclass(frozen=True)
class Measure:
    """Database queries of one call, the median time of several in seconds, and what the call said."""

    queries: int
    seconds: float
    note: str = ""


class Places(Protocol):
    """The databases, one per size."""

    def make(self, size: int) -> None:
        """Make the one that holds so many open items; called in rising order."""

    def go(self, size: int) -> None:
        """Read and write in that one from now on."""


SCENARIOS: list[Scenario] = []


def scenario(
    title: str, *, bounded: bool = False, once: bool = False
) -> Callable[[Callable[[], Call]], Callable[[], Call]]:
    """Register a function as a scenario."""

    def register(prepare: Callable[[], Call]) -> Callable[[], Call]:
        SCENARIOS.append(Scenario(title, bounded, prepare, once))
        return prepare

    return register


@contextmanager
def counted() -> Iterator[list[int]]:
    """Counts queries while open, as the one number in the list; keeps none of them."""
    count = [0]

    def note(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield count


def timed(call: Call) -> tuple[float, str]:
    """Seconds of one call, and what it said."""
    began = time.perf_counter()
    said = call()
    return time.perf_counter() - began, said or ""


def first(call: Call) -> Measure:
    """Queries, time and words of one call."""
    gc.collect()
    with counted() as count:
        seconds, note = timed(call)
    return Measure(count[0], seconds, note)


def measure(each: Scenario, sizes: Sequence[int], places: Places) -> list[Measure]:
    """A scenario at every size. The queries are those of the first call, which also warms up.

    The sizes take turns, so that whatever else the machine does weighs on all of them; of several
    series the calmest median counts.
    """
    calls, measures = {}, {}
    for size in sizes:
        places.go(size)
        calls[size] = each.prepare()
        measures[size] = first(calls[size])
    if each.once:
        return list(measures.values())
    medians: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(SERIES):
        for size in sizes:
            places.go(size)
            timed(calls[size])  # connects again
            medians[size].append(statistics.median(timed(calls[size])[0] for _ in range(ROUNDS)))
    return [replace(measures[size], seconds=min(medians[size])) for size in sizes]


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


def in_words(seconds: float) -> str:
    """A time as the table shows it: "12.3 ms", or "4.5 s" from one second on."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def table(
    sizes: Sequence[int], scenarios: Sequence[Scenario], results: dict[str, list[Measure]]
) -> str:
    """Queries and median of every scenario at every size, and how it grows."""
    width = max(len(each.title) for each in scenarios)
    lines = [f"{'open items':{width}}" + "".join(f"{size:>22,}" for size in sizes)]
    lines.append(f"{'':{width}}" + f"{'queries':>10}{'median':>12}" * len(sizes) + "   ratio")
    for each in scenarios:
        measures = results[each.title]
        cells = "".join(f"{m.queries:>10,}{in_words(m.seconds):>12}" for m in measures)
        ratio = f"{growth(measures[0], measures[-1]):7.2f}x"
        notes = [f"at most {LIMIT}x"] if each.bounded else []
        notes += [m.note for m in measures if m.note]
        lines.append(f"{each.title:{width}}{cells}{ratio}  {'; '.join(notes)}".rstrip())
    return "\n".join(lines)


def run(sizes: Sequence[int], places: Places, scenarios: Sequence[Scenario]) -> int:
    """Measure every scenario at every size and print the table; the exit code.

    Errors: `ValueError` without scenarios.
    """
    if not scenarios:
        raise ValueError("No scenario is registered.")
    sizes = sorted(sizes)
    for size in sizes:
        began = time.perf_counter()
        places.make(size)
        print(f"{size:,} open items made in {time.perf_counter() - began:.0f} s", flush=True)
    results = {}
    for each in scenarios:
        results[each.title] = measure(each, sizes, places)
        print(f"  measured: {each.title}", flush=True)
    print(f"\n{table(sizes, scenarios, results)}\n")
    found = [
        fault
        for each in scenarios
        for fault in faults(each, results[each.title][0], results[each.title][-1])
    ]
    print("\n".join(found) if found else "Every bounded scenario stays within its limit.")
    return 1 if found else 0
