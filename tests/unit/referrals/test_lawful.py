"""The order of section 23: every step missing, and every pair of steps the wrong way round, is refused."""

import datetime as dt
import itertools

import pytest

from dco_portal.common.errors import Invalid
from referrals.rules import lawful

ON = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)
STEPS = ["opinion_on", "opinion_told_on", "duty_told_on", "discussion_offered_on", "discussed_on"]
PAIRS = [(before, after) for after, befores in lawful.AFTER.items() for before in befores]


def steps(**changes):
    days = {name: ON - (10 - 2 * place) * DAY for place, name in enumerate(STEPS)}
    words = {
        "opinion_told_how": "in_person", "opinion_told_by": "Dr Test", "duty_told_how": "letter", "duty_told_by": "Dr Test",
        "discussion_offered_by": "Dr Test", "discussion": "taken",
    }  # fmt: skip
    return {**days, **words, **changes}


def refused(**changes):
    with pytest.raises(Invalid) as error:
        lawful.check_may_go(steps(**changes), ON)
    return set(error.value.errors)


def test_in_order_it_may_go():
    lawful.check_may_go(steps(), ON)


def test_all_on_one_day_it_may_go():
    lawful.check_may_go(steps(**dict.fromkeys(STEPS, ON)), ON)


@pytest.mark.parametrize(
    "step", ["opinion_on", "opinion_told_on", "duty_told_on", "discussion_offered_on"]
)
def test_without_a_step_it_may_not(step):
    assert step in refused(**{step: None})


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_no_two_steps_may_be_the_wrong_way_round(before, after):
    earlier = steps()[before] - DAY
    assert after in refused(**{after: earlier})


def test_every_order_of_the_steps_but_the_lawful_ones_is_refused():
    """All 120 orders on five different days: exactly those that keep every pair may go."""
    days = [ON - n * DAY for n in range(5, 0, -1)]
    for order in itertools.permutations(STEPS):
        given = dict(zip(order, days, strict=True))
        lawful_one = all(given[before] < given[after] for before, after in PAIRS)
        try:
            lawful.check_may_go(steps(**given), ON)
        except Invalid:
            assert not lawful_one, order
        else:
            assert lawful_one, order


@pytest.mark.parametrize("step", STEPS)
def test_no_step_lies_after_the_notice(step):
    assert step in refused(**{step: ON + DAY})


def test_a_parent_told_after_the_notice_was_sent_is_refused_in_words():
    with pytest.raises(Invalid, match="cannot be in the future"):
        lawful.check_may_go(steps(duty_told_on=ON + DAY), ON)


def test_no_step_lies_before_the_birth():
    with pytest.raises(Invalid, match="before the child was born"):
        lawful.check_may_go(steps(), ON, born_on=ON - 3 * DAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opinion_told_how": ""}, "opinion_told_how"),
        ({"duty_told_by": " "}, "duty_told_by"),
        ({"discussion": ""}, "discussion"),
        ({"discussion_offered_by": ""}, "discussion_offered_by"),
        ({"discussed_on": None}, "discussed_on"),
    ],
)
def test_each_step_says_how_and_by_whom(changes, field):
    assert field in refused(**changes)


def test_an_opportunity_not_taken_is_enough():
    lawful.check_may_go(steps(discussion="declined", discussed_on=None), ON)


@pytest.mark.parametrize(
    ("born", "first_day"),
    [
        (dt.date(2021, 8, 31), dt.date(2026, 8, 31)),
        (dt.date(2021, 9, 1), dt.date(2026, 12, 31)),
        (dt.date(2022, 1, 1), dt.date(2027, 3, 31)),
    ],
)
def test_the_age_ends_on_the_first_day_of_compulsory_school_age(born, first_day):
    lawful.check_age(born, first_day - DAY)
    with pytest.raises(lawful.OfSchoolAge) as error:
        lawful.check_age(born, first_day)
    assert error.value.since == first_day
