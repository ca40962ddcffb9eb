"""When reminders fall, as pure dates."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dco_portal.work.reminders.steps import Plan, in_words, internal, statutory

DUE = dt.date(2026, 3, 31)
PLAN = Plan()
days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))


def before(number: int) -> dt.date:
    return DUE - dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("left", "code"),
    [
        (15, None), (14, "before14"), (13, "before14"), (8, "before14"), (7, "before7"), (2, "before7"),
        (1, "before1"), (0, "before0"), (-1, "late0"), (-7, "late0"), (-8, "late1"), (-15, "late2"),
    ],
)  # fmt: skip
def test_statutory_step_is_the_last_whose_day_has_come(left, code):
    step = statutory(DUE, before(left), PLAN)
    assert (step.code if step else None) == code


@pytest.mark.parametrize(
    ("left", "lead", "icb"),
    [(14, False, False), (7, False, False), (1, True, False), (0, True, False), (-1, True, True)],
)
def test_statutory_step_escalates_towards_and_past_the_date(left, lead, icb):
    step = statutory(DUE, before(left), PLAN)
    assert step is not None
    assert (step.lead, step.icb) == (lead, icb)


@given(due=days, offset=st.integers(-60, 60))
def test_statutory_step_never_lies_in_the_future_and_holds_till_the_next(due, offset):
    on = due - dt.timedelta(days=offset)
    step = statutory(due, on, PLAN)
    if offset > 14:
        assert step is None
    else:
        assert step is not None
        assert step.on <= on
        assert statutory(due, step.on, PLAN) == step or step.code.startswith("late")
        assert statutory(due, step.on, PLAN).code == step.code


@given(due=days, missed=st.sets(st.integers(-40, 14)))
def test_each_step_is_met_once_whatever_nights_are_missed(due, missed):
    """Walking day by day with nights left out meets each step's code in one unbroken run."""
    codes = [
        statutory(due, due - dt.timedelta(days=left), PLAN).code
        for left in range(14, -41, -1)
        if left not in missed
    ]
    runs = [
        code for position, code in enumerate(codes) if position == 0 or codes[position - 1] != code
    ]
    assert len(runs) == len(set(runs))


def test_internal_step_is_gentle_then_once_when_passed():
    codes = [
        step.code if (step := internal(DUE, before(left), PLAN)) else None
        for left in (8, 7, 1, 0, -1, -7, -8)
    ]
    assert codes == [None, "target7", "target1", "target1", "target-passed", "target-passed", None]
    assert internal(DUE, before(-1), PLAN).lead


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (14, "14 days left"),
        (1, "1 day left"),
        (0, "due today"),
        (-1, "1 day late"),
        (-9, "9 days late"),
    ],
)
def test_in_words(left, words):
    assert in_words(DUE, before(left)) == words
