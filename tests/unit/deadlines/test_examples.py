"""The worked examples that were checked by hand against the law, through the library and the command."""

import datetime as dt
import json
from pathlib import Path

import pytest

from dco_portal.deadlines import Facts, compute, receipt_date
from dco_portal.deadlines.cli import main

EXAMPLES = json.loads(
    (Path(__file__).parents[2] / "data" / "clock_examples.json").read_text(encoding="utf-8")
)["examples"]
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=[row["id"] for row in EXAMPLES])


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def start_of(example: dict) -> dt.date | int:
    text = example["start"]
    return int(text) if len(text) == 4 else dt.date.fromisoformat(text)


def facts_of(example: dict) -> Facts:
    facts = {}
    for name, value in example["facts"].items():
        if isinstance(value, list):
            facts[name] = tuple(dt.date.fromisoformat(day) for day in value)
        else:
            facts[name] = dt.date.fromisoformat(value)
    return Facts(**facts)


def test_all_examples_are_here() -> None:
    assert len(EXAMPLES) == 52


@each_example
def test_example_by_library(example: dict) -> None:
    found = compute(example["rule"], start_of(example), facts_of(example))
    assert iso(found.due_on) == example["due_on"]
    assert iso(found.internal_target) == example["internal_target"]
    assert list(found.exceptions) == example["exceptions"]
    if "strict_alternative" in example:
        assert iso(found.strict_alternative) == example["strict_alternative"]
    if "earliest_next" in example:
        assert iso(found.earliest_next) == example["earliest_next"]
    assert found.reasons


@each_example
def test_example_by_command(example: dict, capsys: pytest.CaptureFixture[str]) -> None:
    argv = [example["rule"], example["start"], "--json"]
    for name, value in example["facts"].items():
        argv += [f"--{name.replace('_', '-')}", *(value if isinstance(value, list) else [value])]
    assert main(argv) == 0
    found = json.loads(capsys.readouterr().out)
    for key in ("rule", "start", "due_on", "internal_target", "exceptions"):
        assert found[key] == example[key]
    assert found.get("earliest_next") == example.get("earliest_next")


@pytest.mark.parametrize(
    "example", [row for row in EXAMPLES if "sent" in row], ids=lambda row: row["id"]
)
def test_example_of_deemed_receipt(example: dict) -> None:
    sent = dt.date.fromisoformat(example["sent"])
    assert receipt_date(sent, example["channel"], "IPSEA_DEEMED").isoformat() == example["start"]
