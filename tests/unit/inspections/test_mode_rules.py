"""When an inspectors' request is due, and what its words may say."""

import datetime as dt

import pytest

from dco_portal.common.errors import Invalid
from inspections.rules import mode

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("tracked", "said", "on", "rule"),
    [
        (True, None, MONDAY + dt.timedelta(days=2), mode.FRAMEWORK),
        (False, None, MONDAY + dt.timedelta(days=1), mode.POLICY),
        (True, MONDAY, MONDAY, mode.SAID),
        (False, dt.date(2026, 12, 1), dt.date(2026, 12, 1), mode.SAID),
    ],
)
def test_a_date_that_was_given_goes_before_the_two_days_and_those_before_policy(
    tracked, said, on, rule
):
    assert mode.due(MONDAY, tracked=tracked, said=said, policy_days=1) == mode.Due(on, rule)


def test_weekends_are_counted():
    friday = dt.date(2026, 11, 27)
    assert mode.due(friday, tracked=True, said=None, policy_days=1).on == dt.date(2026, 11, 29)


def test_every_rule_has_words_and_fits_its_column():
    assert set(mode.RULE_WORDS) == {mode.FRAMEWORK, mode.POLICY, mode.SAID}
    assert all(len(rule) <= 40 for rule in mode.RULE_WORDS)


@pytest.mark.parametrize("what", ["Number 999 000 0018 please", "All of MAYA’s reports", "maya example: plan"])  # fmt: skip
def test_words_that_name_a_child_are_refused(what):
    with pytest.raises(Invalid) as caught:
        mode.check_words(what, ["Maya Example", "Maya", ""])
    assert list(caught.value.errors) == ["what"]


@pytest.mark.parametrize("what", ["Reports about Child A", "Mayan calendar", "Telephone 01234 567890"])  # fmt: skip
def test_other_words_pass(what):
    mode.check_words(what, ["Maya Example", "Maya", ""])
