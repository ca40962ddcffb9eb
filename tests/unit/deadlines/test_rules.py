"""The rules themselves: complete, cited, and the same as the research they came from."""

import ast
import dataclasses
import datetime as dt
import inspect
import itertools
import json
from pathlib import Path

import pytest

from dco_portal.deadlines import UnknownRule, index, rules
from dco_portal.deadlines.counters import COUNTERS
from dco_portal.deadlines.periods import Days, FixedDays, LaterOf, Months, Weeks, WorkingDays
from dco_portal.deadlines.rules import Counting, Kind, SourceLevel

ROOT = Path(__file__).parents[3]
RESEARCH = ROOT.parent / "shared" / "law" / "statutory_clock.json"


def test_there_are_77_rules_each_with_its_own_code() -> None:
    codes = [rule.code for rule in rules.ALL]
    assert len(codes) == len(set(codes)) == 77


def test_every_counting_rule_is_counted_and_used() -> None:
    assert set(COUNTERS) == set(Counting) == {rule.counting for rule in rules.ALL}


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_rule_says_who_owes_what_and_where_the_law_is(rule: rules.Rule) -> None:
    assert rule.title
    assert rule.starts_at
    assert rule.owner
    assert rule.owed_to
    assert rule.citation
    assert rule.url is not None
    assert rule.url.startswith("https://")
    assert "not read" not in rule.citation
    assert rule.verified == (rule.source_level is not SourceLevel.UNREAD)
    codes = [exception.code for exception in rule.exceptions]
    assert len(codes) == len(set(codes))
    assert all(exception.summary and exception.citation for exception in rule.exceptions)


@pytest.mark.parametrize(
    "module", rules._MODULES, ids=lambda module: module.__name__.split(".")[-1]
)
def test_each_constant_is_named_by_its_code_and_followed_by_its_citation(module) -> None:
    body = ast.parse(inspect.getsource(module)).body
    seen = 0
    for statement, following in itertools.pairwise(body):
        if not isinstance(statement, ast.Assign) or statement.targets[0].id == "RULES":
            continue
        name = statement.targets[0].id
        rule = getattr(module, name)
        assert name == rule.code.replace("-", "_")
        assert following.value.value == f"{rule.citation}."
        seen += 1
    assert seen == len(module.RULES)


def test_get_reads_any_case_and_refuses_what_is_unknown() -> None:
    assert rules.get("ehc-health-6w ").code == "EHC-HEALTH-6W"
    with pytest.raises(UnknownRule) as caught:
        rules.get("EHC")
    assert "docs/legislation.md" in str(caught.value)
    assert isinstance(caught.value, KeyError)


def test_in_force_knows_when_a_rule_became_law() -> None:
    assert rules.in_force("EHC-HEALTH-6W", dt.date(2014, 8, 31)) is None
    assert rules.in_force("EHC-HEALTH-6W", dt.date(2014, 9, 1)) is rules.get("EHC-HEALTH-6W")
    assert rules.in_force("REC-HEALTH-5W", dt.date(2018, 4, 2)) is None


def test_a_changed_rule_keeps_its_code_and_the_start_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dco_portal.deadlines import compute

    old = rules.get("EHC-HEALTH-6W")
    before = dataclasses.replace(old, effective_to=dt.date(2029, 8, 31))
    after = dataclasses.replace(old, period=Weeks(4), effective_from=dt.date(2029, 9, 1))
    others = tuple(rule for rule in rules.ALL if rule.code != old.code)
    monkeypatch.setattr(rules, "ALL", (*others, after, before))
    assert rules.versions(old.code) == (before, after)
    assert rules.get(old.code) is after
    assert compute(old.code, dt.date(2029, 8, 31)).due_on == dt.date(2029, 10, 12)
    assert compute(old.code, dt.date(2029, 9, 3)).due_on == dt.date(2029, 10, 1)


def test_health_has_a_closed_list_without_school_closure() -> None:
    codes = [exception.code for exception in rules.get("EHC-HEALTH-6W").exceptions]
    assert codes == ["X08a", "X08b", "X08c"]


def test_local_policy_is_what_was_not_verified() -> None:
    policy = {rule.code for rule in rules.ALL if rule.is_local_policy}
    assert policy == {rule.code for rule in rules.ALL if not rule.verified}
    assert "INSP-PAP-35WD" in policy
    assert "EHC-HEALTH-6W" not in policy


def test_by_area_holds_every_rule_once() -> None:
    assert [rule for found in rules.by_area().values() for rule in found] == list(rules.ALL)


def test_the_index_in_docs_is_up_to_date() -> None:
    written = (ROOT / "docs" / "legislation.md").read_text(encoding="utf-8")
    assert written == index.as_markdown(), (
        "run python -m dco_portal.deadlines.index > docs/legislation.md"
    )


def test_the_csv_index_has_a_row_for_every_rule() -> None:
    rows = index.as_csv().splitlines()
    assert rows[0].split(",") == list(index.CSV_COLUMNS)
    assert sum(row.startswith(tuple(rule.code for rule in rules.ALL)) for row in rows) == 77


def period_of(row: dict) -> tuple[str, int | None]:
    return row["period"]["unit"], row["period"]["n"]


def period_here(rule: rules.Rule) -> tuple[str, int | None]:
    match rule.period:
        case Weeks(n):
            return "weeks", n
        case Days(n):
            return "days", n
        case WorkingDays(n):
            return "working_days", n
        case Months(n):
            return "months", n
        case LaterOf(first, second):
            return "months", first.n if rule.counting is Counting.TRIB_APPEAL else second.n
        case FixedDays():
            return "fixed_date", None
    return "none", None


def test_rules_agree_with_the_research_where_it_is_at_hand() -> None:
    """`../shared` is not shipped; without it the rules are compared with their own published index alone."""
    if not RESEARCH.exists():
        assert all(rule.code in index.as_markdown() for rule in rules.ALL)
        return
    researched = json.loads(RESEARCH.read_text(encoding="utf-8"))["rules"]
    assert [row["id"] for row in researched] == [rule.code for rule in rules.ALL]
    for row in researched:
        rule = rules.get(row["id"])
        unit, n = period_of(row)
        assert period_here(rule) == (unit if unit not in NO_LENGTH else "none", n), rule.code
        assert rule.counting == row["counting"]
        assert rule.verified == row["verified"]
        assert rule.source_level == row["source_level"]
        assert rule.kind is Kind[row["kind"].upper()]
        assert [e.code for e in rule.exceptions] == [e["id"] for e in row["exceptions"]]
        for here, there in zip(rule.exceptions, row["exceptions"], strict=True):
            assert there["citation"].startswith(here.citation)
            assert here.source_level == there["source_level"]
        if row["citation"].startswith(("SI ", "CFA ")):
            assert rule.citation[:16] == row["citation"][:16]


NO_LENGTH = {"none", "see_rule", "directed_date", "not_read"}
