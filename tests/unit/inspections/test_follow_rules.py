"""What an inspection sets going, whose date it is, and when."""

import datetime as dt

import pytest

from dco_portal.common.errors import Conflict, Invalid
from dco_portal.deadlines import compute
from inspections.rules import clocks as rules
from inspections.states import Framework, Outcome

DAY = dt.date(2026, 3, 2)
ALL = {"received_on": DAY, "reported_on": DAY, "visit_on": DAY}


@pytest.mark.parametrize(
    ("framework", "outcome", "codes"),
    [
        ("area_send_2023", "systemic", {"INSP-PAP", "INSP-PAP-35WD", "INSP-MONITOR-18M", "INSP-NEXT-3Y"}),
        ("area_send_2023", "inconsistent", {"INSP-STRATPLAN", "INSP-NEXT-3Y"}),
        ("area_send_2023", "positive", {"INSP-STRATPLAN", "INSP-NEXT-5Y"}),
        ("local_area_2016", "statement", {"INSP-STATEMENT-70WD"}),
        ("local_area_2016", "no_statement", set()),
        ("area_send_2023", "other", set()),
        ("revisit", "no_progress", set()),
        ("monitoring", "progress", set()),
    ],
)  # fmt: skip
def test_each_outcome_sets_its_own_rules_going(framework, outcome, codes):
    assert {each.rule for each in rules.set_going(framework, outcome, ALL)} == codes


def test_a_rule_waits_for_the_day_it_counts_from():
    days = ALL | {"received_on": None}
    found = {each.rule: each for each in rules.set_going("area_send_2023", "systemic", days)}
    assert found["INSP-PAP-35WD"].starts_on is None
    assert found["INSP-PAP-35WD"].missing == "the day the report was received"
    assert found["INSP-NEXT-3Y"].starts_on == DAY


def test_every_outcome_and_framework_of_the_table_exists():
    for framework, outcome in rules.SET_GOING:
        assert framework in Framework.values
        assert outcome in Outcome.values


def test_the_dates_are_those_of_the_rules():
    statement = rules.count("INSP-STATEMENT-70WD", DAY, 35)
    assert (statement.due_on, statement.is_policy, statement.approximate) == (
        compute("INSP-STATEMENT-70WD", DAY).due_on, False, False,
    )  # fmt: skip
    window = rules.count("INSP-MONITOR-18M", DAY, 35)
    assert (window.due_on, window.is_policy, window.approximate) == (
        dt.date(2027, 9, 2),
        False,
        True,
    )
    assert rules.count("INSP-PAP", DAY, 35) == rules.Counted(None, False, False)
    assert rules.count("INSP-STRATPLAN", DAY, 35).due_on is None
    assert rules.count("INSP-NEXT-3Y", DAY, 35).due_on == dt.date(2029, 3, 2)
    assert rules.count("INSP-NEXT-5Y", DAY, 35).due_on == dt.date(2031, 3, 2)


def test_our_own_default_is_policy_and_follows_it():
    shipped, shorter = (rules.count("INSP-PAP-35WD", DAY, days) for days in (35, 20))
    assert shipped.is_policy
    assert shipped.due_on == compute("INSP-PAP-35WD", DAY).due_on == dt.date(2026, 4, 22)
    assert shorter.due_on == dt.date(2026, 3, 30)


def test_a_date_outside_the_calendar_is_refused_beside_its_field():
    with pytest.raises(Invalid) as caught:
        rules.count("INSP-STATEMENT-70WD", dt.date(2012, 1, 1), 35)
    assert set(caught.value.errors) == {"received_on"}


def test_the_letter_names_a_later_day_within_the_law():
    due = rules.count("INSP-STATEMENT-70WD", DAY, 35).due_on
    rules.check_letter("INSP-STATEMENT-70WD", DAY, due, due)
    with pytest.raises(Invalid, match="70 working days at most"):
        rules.check_letter("INSP-STATEMENT-70WD", DAY, due, due + dt.timedelta(days=1))
    with pytest.raises(Invalid, match="after the day it counts from"):
        rules.check_letter("INSP-STATEMENT-70WD", DAY, due, DAY)
    rules.check_letter("INSP-PAP-35WD", DAY, dt.date(2026, 4, 22), dt.date(2026, 6, 1))
    with pytest.raises(Conflict):
        rules.check_letter("INSP-MONITOR-18M", DAY, due, due)


def test_what_is_done_is_done_between_its_start_and_today():
    rules.check_done(approximate=False, starts_on=DAY, done_on=DAY, today=DAY)
    with pytest.raises(Invalid, match="future"):
        rules.check_done(
            approximate=False, starts_on=DAY, done_on=DAY + dt.timedelta(days=1), today=DAY
        )
    with pytest.raises(Invalid, match="before 2 March 2026"):
        rules.check_done(approximate=False, starts_on=DAY, done_on=dt.date(2026, 3, 1), today=DAY)
    with pytest.raises(Conflict, match="window"):
        rules.check_done(approximate=True, starts_on=DAY, done_on=DAY, today=DAY)
