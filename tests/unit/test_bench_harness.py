"""The bench judges growth rightly: a check that cannot fail would prove nothing."""

import time
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.bench import harness
from tests.bench.harness import Measure, Scenario, faults, first, growth, measure, run, scenario


@pytest.fixture(autouse=True)
def _nothing_to_collect(monkeypatch) -> None:
    """Looking for lost cycles among all that a whole test run holds takes a second each time."""
    monkeypatch.setattr(harness, "gc", SimpleNamespace(collect=int))


class Places:
    """Databases that are only numbers."""

    def __init__(self) -> None:
        self.made: list[int] = []
        self.here = 0

    def make(self, size: int) -> None:
        self.made.append(size)

    def go(self, size: int) -> None:
        self.here = size


def bounded(**changes: object) -> Scenario:
    return Scenario(**{"title": "list", "bounded": True, "prepare": lambda: int, **changes})


def test_growth_is_how_many_times_longer() -> None:
    assert growth(Measure(3, 0.02), Measure(3, 0.05)) == pytest.approx(2.5)


@pytest.mark.parametrize(("seconds", "queries", "found"), [
    (1.5, 3, []),
    (1.51, 3, ["list: 1.51 times longer, more than 1.5"]),
    (1.0, 4, ["list: 3 queries became 4"]),
])  # fmt: skip
def test_a_bounded_scenario_fails_past_its_limit(seconds, queries, found) -> None:
    assert faults(bounded(), Measure(3, 1.0), Measure(queries, seconds)) == found


def test_an_unbounded_scenario_is_only_reported() -> None:
    assert faults(bounded(bounded=False), Measure(3, 1.0), Measure(9, 9.0)) == []


@pytest.mark.django_db
def test_measure_counts_the_queries_of_one_call() -> None:
    def call() -> None:
        time.sleep(0.002)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.execute("SELECT 2")

    measured = first(call)
    assert measured.queries == 2
    assert 0.002 <= measured.seconds < 1


def test_what_is_done_once_is_called_once_and_noted() -> None:
    calls: list[int] = []

    def call() -> str:
        calls.append(1)
        return "12 messages"

    each = bounded(prepare=lambda: call, once=True)
    assert [found.note for found in measure(each, [1, 2], Places())] == ["12 messages"] * 2
    assert calls == [1, 1]


@pytest.mark.django_db
def test_measure_counts_the_queries_of_a_page(client) -> None:
    assert first(lambda: client.get("/health/ready")).queries == 3


@pytest.mark.django_db
def test_run_prints_a_line_per_scenario_and_fails_when_one_grows(capsys) -> None:
    places = Places()

    def slow():
        return lambda: time.sleep(places.here / 1000)

    slower = bounded(title="slower list", prepare=slow)
    steady = bounded(title="steady list", prepare=lambda: lambda: time.sleep(0.002))
    assert run([20, 2], places, [slower, steady]) == 1
    said = capsys.readouterr().out
    assert places.made == [2, 20]
    assert "slower list:" in said
    assert "steady list:" not in said.partition("ratio")[2]
    assert run([2, 20], places, [steady]) == 0


def test_run_refuses_to_prove_nothing() -> None:
    with pytest.raises(ValueError, match="No scenario"):
        run([1, 2], Places(), [])


def test_scenarios_are_registered_by_name(monkeypatch) -> None:
    from tests.bench import harness

    monkeypatch.setattr(harness, "SCENARIOS", [])

    @scenario("case page", bounded=False)
    def case_page():
        return int

    assert [Scenario("case page", False, case_page)] == harness.SCENARIOS
