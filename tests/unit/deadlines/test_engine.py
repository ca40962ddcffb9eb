"""What compute() answers: every rule, the facts that matter, the exceptions they open, the words."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dco_portal.deadlines import (
    Asked,
    BadDate,
    Facts,
    InconsistentFacts,
    UnknownRule,
    calendar,
    compute,
    counting,
    facts_used,
    is_working_day,
    rules,
)
from dco_portal.deadlines.engine import FACTS_OF_COUNTING
from dco_portal.deadlines.periods import WorkingDays
from dco_portal.deadlines.rules import Counting, Kind

D = dt.date.fromisoformat
days = st.dates(dt.date(2015, 1, 1), dt.date(2032, 1, 1))
every_rule = st.sampled_from(rules.ALL)


@st.composite
def some_facts(draw: st.DrawFn, near: dt.date) -> Facts:
    def day(low: int, high: int) -> dt.date:
        return near + dt.timedelta(days=draw(st.integers(low, high)))

    closed = day(-60, 120) if draw(st.booleans()) else None
    absent = day(-60, 200) if draw(st.booleans()) else None
    return Facts(
        certificate=day(0, 120) if draw(st.booleans()) else None,
        moved=day(-60, 60) if draw(st.booleans()) else None,
        closed=closed,
        reopens=closed + dt.timedelta(days=draw(st.integers(1, 60))) if closed else None,
        advice_requested=day(-90, 150) if closed and draw(st.booleans()) else None,
        advice_asked_of=draw(st.sampled_from(Asked)),
        absent=(absent, absent + dt.timedelta(days=draw(st.integers(0, 90)))) if absent else None,
        missed=day(-30, 200) if draw(st.booleans()) else None,
        last_reviewed=day(-400, 0) if draw(st.booleans()) else None,
        notice_sent=day(0, 28) if draw(st.booleans()) else None,
    )


@given(st.data(), every_rule, days)
def test_every_rule_answers_lawfully_whatever_the_facts(
    data: st.DataObject, rule: rules.Rule, start: dt.date
) -> None:
    facts = data.draw(some_facts(start))
    given_start = start.year if rule.starts_with_year else start
    found = compute(rule.code, given_start, facts)
    assert set(found.exceptions) <= set(found.lawful_exceptions)
    assert found.lawful_exceptions == tuple(e.code for e in rule.exceptions)
    assert found.reasons
    assert all(reason.endswith((".", ":")) for reason in found.reasons)
    if found.due_on is None:
        assert rule.counting in {Counting.NONE, Counting.AS_REG_44}
        assert (found.internal_target, found.earliest_next, found.exceptions) == (None, None, ())
    if found.internal_target:
        assert found.due_on is not None
        assert found.internal_target <= found.due_on
        assert is_working_day(found.internal_target) or found.internal_target == start
    if found.earliest_next:
        assert found.due_on is not None
        assert found.earliest_next - found.due_on == dt.timedelta(days=1)
        assert rule.kind in {Kind.MINIMUM_WINDOW, Kind.BAR}


@given(st.data(), every_rule, days)
def test_an_exception_never_moves_the_date(
    data: st.DataObject, rule: rules.Rule, start: dt.date
) -> None:
    facts = data.draw(some_facts(start))
    only_excuses = dataclasses.replace(
        facts, certificate=None, moved=None, last_reviewed=None, notice_sent=None
    )
    given_start = start.year if rule.starts_with_year else start
    assert (
        compute(rule.code, given_start, only_excuses).due_on
        == compute(rule.code, given_start).due_on
    )


@given(st.data(), every_rule, days)
def test_only_the_facts_a_rule_uses_change_its_answer(
    data: st.DataObject, rule: rules.Rule, start: dt.date
) -> None:
    facts = data.draw(some_facts(start))
    used = facts_used(rule)
    kept = {
        f.name: getattr(facts, f.name)
        for f in dataclasses.fields(Facts)
        if f.name in used or f.name == "advice_asked_of"
    }
    given_start = start.year if rule.starts_with_year else start
    full = compute(rule.code, given_start, facts)
    narrowed = compute(rule.code, given_start, Facts(**kept))
    assert (full.due_on, full.exceptions) == (narrowed.due_on, narrowed.exceptions)


@pytest.mark.parametrize(
    "name", sorted({fact for facts in FACTS_OF_COUNTING.values() for fact in facts})
)
def test_each_counting_fact_is_a_fact(name: str) -> None:
    assert name in {field.name for field in dataclasses.fields(Facts)}


# --- exceptions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "last_day", "opened"),
    [
        ("EHC-HEALTH-6W", "2025-08-15", ()),
        ("EHC-HEALTH-6W", "2025-08-16", ("X08b",)),
        ("RA-HEALTH-6W", "2025-08-16", ("X08b",)),
        ("EHC-DECIDE-6W", "2025-08-16", ("X05d",)),
        ("ORD-AMEND-5W", "2025-08-01", ()),
        ("ORD-AMEND-5W", "2025-08-02", ("X44b",)),
        ("EHC-NOTNEC-6W", "2025-08-16", ()),
    ],
)
def test_absence_opens_its_exception_from_four_weeks_or_two(
    rule: str, last_day: str, opened: tuple[str, ...]
) -> None:
    facts = Facts(absent=(D("2025-07-20"), D(last_day)))
    assert compute(rule, D("2025-07-14"), facts).exceptions == opened


@pytest.mark.parametrize(
    ("absent", "opened"),
    [
        (("2025-07-01", "2025-08-10"), False),
        (("2025-07-01", "2025-08-11"), True),
        (("2025-07-29", "2025-09-30"), True),
        (("2025-07-30", "2025-09-30"), False),
        (("2025-05-01", "2025-07-14"), False),
    ],
)
def test_only_the_days_of_an_absence_within_the_period_count(
    absent: tuple[str, str], opened: bool
) -> None:
    found = compute("EHC-HEALTH-6W", D("2025-07-14"), Facts(absent=(D(absent[0]), D(absent[1]))))
    assert found.due_on == D("2025-08-25")
    assert ("X08b" in found.exceptions) is opened


@pytest.mark.parametrize(
    ("missed", "opened"),
    [("2026-01-05", False), ("2026-01-06", True), ("2026-02-16", True), ("2026-02-17", False)],
)
def test_a_missed_appointment_counts_within_the_period_only(missed: str, opened: bool) -> None:
    found = compute("EHC-HEALTH-6W", D("2026-01-05"), Facts(missed=D(missed)))
    assert found.exceptions == (("X08c",) if opened else ())


@pytest.mark.parametrize(
    ("asked", "opened"),
    [("2025-07-15", False), ("2025-07-16", True), ("2025-08-26", True), ("2025-08-27", False)],
)
@pytest.mark.parametrize(
    ("rule", "school", "early_years"),
    [
        ("EHC-DECIDE-6W", "X05a", "X05b"),
        ("EHC-NOPLAN-16W", "X10a", "X10b"),
        ("EHC-FINAL-20W", "X13a", "X13b"),
        ("RA-FINAL-14W", "X27a", "X27b"),
    ],
)
def test_closure_window_has_both_its_ends(
    rule: str, school: str, early_years: str, asked: str, opened: bool
) -> None:
    for who, code in ((Asked.SCHOOL, school), (Asked.EARLY_YEARS, early_years)):
        facts = Facts(
            closed=D("2025-07-23"),
            reopens=D("2025-09-02"),
            advice_requested=D(asked),
            advice_asked_of=who,
        )
        assert compute(rule, D("2025-06-30"), facts).exceptions == ((code,) if opened else ())


def test_a_closure_must_last_four_weeks() -> None:
    facts = Facts(closed=D("2026-07-25"), reopens=D("2026-08-21"), advice_requested=D("2026-07-22"))
    found = compute("EHC-FINAL-20W", D("2026-04-13"), facts)
    assert found.exceptions == ()
    assert any("27 days, less than four weeks" in reason for reason in found.reasons)


def test_a_closure_without_the_day_of_asking_opens_nothing_and_says_why() -> None:
    facts = Facts(closed=D("2025-07-23"), reopens=D("2025-09-02"))
    found = compute("EHC-DECIDE-6W", D("2025-06-30"), facts)
    assert found.exceptions == ()
    assert any("16 July 2025 to 26 August 2025" in reason for reason in found.reasons)


def test_a_closed_school_never_excuses_health() -> None:
    facts = Facts(closed=D("2025-07-23"), reopens=D("2025-09-02"), advice_requested=D("2025-07-20"))
    found = compute("EHC-HEALTH-6W", D("2025-07-14"), facts)
    assert (found.due_on, found.exceptions) == (D("2025-08-25"), ())
    assert any("closed school makes no difference" in reason for reason in found.reasons)


# --- rules with a counting of their own ---------------------------------------------------


def test_a_move_is_due_on_its_day_when_known_fifteen_working_days_ahead() -> None:
    moved = D("2026-05-01")
    last = counting.working_days_before(moved, WorkingDays(15))
    for rule in ("MOVE-OLD-LA-15WD", "MOVE-OLD-ICB-15WD"):
        in_time = compute(rule, last, Facts(moved=moved))
        assert in_time.due_on == moved
        late = compute(rule, last + dt.timedelta(days=1), Facts(moved=moved))
        assert late.due_on == counting.working_days_beginning_with(
            last + dt.timedelta(days=1), WorkingDays(15)
        )


def test_a_move_heard_of_afterwards_runs_from_the_day_of_hearing() -> None:
    found = compute("MOVE-OLD-LA-15WD", D("2025-12-22"), Facts(moved=D("2025-12-20")))
    assert found.due_on == D("2026-01-14")


def test_an_appeal_without_a_certificate_has_two_months() -> None:
    found = compute("TRIB-APPEAL-2M-1M", D("2025-10-01"))
    assert found.due_on == D("2025-12-01")
    assert any("certificate" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("sent", "due"),
    [("2025-05-31", "2025-07-31"), ("2025-06-01", "2025-09-01"), ("2025-06-30", "2025-09-01")],
)
def test_an_appeal_ending_in_august_is_in_time_in_september(sent: str, due: str) -> None:
    assert compute("TRIB-APPEAL-2M-1M", D(sent)).due_on == D(due)


def test_the_cap_after_a_review_gives_way_to_an_earlier_notice() -> None:
    meeting = D("2025-11-12")
    assert compute("AR-OVERALL-12W", meeting, Facts(notice_sent=D("2025-12-03"))).due_on == D(
        "2026-01-28"
    )
    assert compute("AR-OVERALL-12W", meeting, Facts(notice_sent=D("2025-12-20"))).due_on == D(
        "2026-02-04"
    )


def test_a_transferred_plan_is_reviewed_by_the_later_date() -> None:
    moved = D("2025-11-30")
    assert compute("MOVE-NEW-LA-REVIEW", moved).due_on == D("2026-02-28")
    later = compute("MOVE-NEW-LA-REVIEW", moved, Facts(last_reviewed=D("2025-06-10")))
    assert later.due_on == D("2026-06-10")
    earlier = compute("MOVE-NEW-LA-REVIEW", moved, Facts(last_reviewed=D("2024-12-10")))
    assert earlier.due_on == D("2026-02-28")


def test_an_agreement_on_appealable_matters_shows_every_order_limit() -> None:
    found = compute("MED-AGREE-44", D("2025-12-18"))
    assert found.due_on is None
    assert found.lawful_exceptions == ("X42",)
    assert any("Thursday 5 March 2026" in reason for reason in found.reasons)


def test_a_directed_date_ends_at_five() -> None:
    found = compute("TRIB-DIRECTION", D("2025-08-25"))
    assert (found.due_on, found.due_time) == (D("2025-08-25"), dt.time(17))
    assert found.internal_target == D("2025-08-22")


def test_an_immediate_order_has_no_target_before_it_was_made() -> None:
    found = compute("ORD-IMMEDIATE", D("2025-12-27"))
    assert found.due_on == found.internal_target == D("2025-12-27")


def test_a_bar_says_when_it_ends() -> None:
    found = compute("RA-BAR-6M", D("2025-08-31"))
    assert (found.due_on, found.earliest_next) == (D("2026-02-28"), D("2026-03-01"))


def test_an_estimate_is_counted_and_labelled() -> None:
    found = compute("INSP-MONITOR-18M", D("2025-01-31"))
    assert found.due_on == D("2026-07-31")
    assert found.rule.kind is Kind.ESTIMATE


def test_a_year_rule_takes_the_year_of_a_date() -> None:
    assert compute("PT-OTHER", D("2026-09-01")).due_on == compute("PT-OTHER", 2026).due_on


def test_a_start_before_the_law_is_answered_and_said() -> None:
    found = compute("EHC-HEALTH-6W", D("2014-08-29"))
    assert found.due_on == D("2014-10-10")
    assert any("was not law on 29 August 2014" in reason for reason in found.reasons)


def test_the_reasoning_names_the_holidays_left_out() -> None:
    reasons = " ".join(compute("MED-CERT-NO-3WD", D("2026-04-02")).reasons)
    assert "Good Friday (3 April 2026)" in reasons
    assert "Easter Monday (6 April 2026)" in reasons


# --- what is refused ----------------------------------------------------------------------


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UnknownRule, match="There is no rule “EHC-7W”"):
        compute("EHC-7W", D("2025-03-03"))


@pytest.mark.parametrize(("rule", "start"), [("EHC-HEALTH-6W", 2026), ("PT-OTHER", 26)])
def test_the_wrong_kind_of_start_is_refused(rule: str, start: int) -> None:
    with pytest.raises(BadDate):
        compute(rule, start)


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(BadDate):
        compute("EHC-HEALTH-6W", dt.datetime(2025, 3, 3, 12))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"closed": "2025-07-23"}, "reopens"),
        ({"reopens": "2025-07-23"}, "closed"),
        ({"closed": "2025-07-23", "reopens": "2025-07-22"}, "reopens"),
        ({"closed": "2025-07-23", "reopens": "2025-07-23"}, "reopens"),
        ({"advice_requested": "2025-07-23"}, "closed"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(facts: dict[str, str], field: str) -> None:
    with pytest.raises(InconsistentFacts) as caught:
        Facts(**{name: D(day) for name, day in facts.items()})
    assert caught.value.field == field


def test_an_absence_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InconsistentFacts, match="absence"):
        Facts(absent=(D("2025-07-23"), D("2025-07-22")))


def test_a_certificate_before_the_decision_is_refused() -> None:
    with pytest.raises(InconsistentFacts, match="certificate"):
        compute("TRIB-APPEAL-2M-1M", D("2025-10-01"), Facts(certificate=D("2025-09-30")))


def test_a_notice_before_the_meeting_is_refused() -> None:
    with pytest.raises(InconsistentFacts, match="notice"):
        compute("AR-OVERALL-12W", D("2025-11-12"), Facts(notice_sent=D("2025-11-11")))


def test_a_date_beyond_the_bank_holidays_is_refused() -> None:
    with pytest.raises(calendar.OutsideCalendar, match="2041"):
        compute("EHC-HEALTH-6W", D("2040-12-31"))
