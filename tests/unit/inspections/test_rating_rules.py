"""What a rating comes to on a day, what it takes to give one, and when leads are asked and reminded."""

import datetime as dt
from itertools import product

import pytest

from dco_portal.common.errors import Invalid
from inspections.rules import ratings, rounds
from inspections.rules.risks import band
from inspections.states import WORSENING, ActionState, Rating, Scale

DUE = dt.date(2026, 5, 10)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("rating", ["green", "not_due"])
def test_open_action_is_red_from_the_day_after_its_date(rating: str):
    def on(day: dt.date, state: str = "open") -> str:
        return ratings.shown(rating=rating, due_on=DUE, state=state, on=day)

    assert on(DUE - DAY) == on(DUE) == rating
    assert on(DUE + DAY) == on(DUE + 400 * DAY) == Rating.RED
    assert on(DUE + DAY, ActionState.COMPLETE) == on(DUE + DAY, ActionState.STOPPED) == rating


@pytest.mark.parametrize("rating", ["amber", "red", "blue"])
def test_other_ratings_are_shown_as_given(rating: str):
    assert ratings.shown(rating=rating, due_on=DUE, state="open", on=DUE + DAY) == rating


def test_worse_follows_the_order_of_worsening():
    for one, other in product(WORSENING, WORSENING):
        assert ratings.worse(one, other) == (WORSENING.index(other) > WORSENING.index(one))


def test_key_names_every_rating_once_with_its_own_word_and_shape():
    assert {line.rating for line in ratings.KEY} == set(Rating)
    for part in ("label", "meaning", "symbol"):
        assert len({getattr(line, part) for line in ratings.KEY}) == len(Rating)


def faults(after: str, **changes) -> set:
    values = {
        "scale": Scale.DELIVERY.value, "before": "green", "after": after, "words": "", "due_on": DUE, "state": "open",
        "on": DUE, "proven": False,
    }  # fmt: skip
    try:
        ratings.check(**(values | changes))
    except Invalid as error:
        return set(error.errors)
    return set()


def test_past_due_open_is_neither_green_nor_grey():
    late = {"on": DUE + DAY, "before": "red", "words": "x"}
    for scale in Scale:
        for after, wrong in (("green", True), ("not_due", True), ("amber", False), ("red", False)):
            assert bool(faults(after, scale=scale.value, **late)) == wrong, (scale, after)
    assert not faults("green", **late, state="complete")


def test_blue_needs_proof_on_either_scale_and_delivery_its_end():
    for scale in Scale:
        assert faults("blue", scale=scale.value, state="complete") == {scale.value}
        assert not faults("blue", scale=scale.value, state="complete", proven=True)
    assert faults("blue", proven=True) == {"delivery"}
    assert not faults("blue", scale="impact", proven=True)


def test_complete_is_not_grey():
    assert faults("not_due", state="complete", words="x") == {"delivery"}


def test_every_downgrade_needs_words_and_no_upgrade_does():
    for before, after in product(WORSENING, WORSENING):
        if before == after or after == Rating.BLUE:
            continue
        silent = faults(after, before=before)
        assert ("words" in silent) == ratings.worse(before, after), (before, after)
        assert not faults(after, before=before, words="It slipped")
    assert faults("amber", words="  \n ") == {"words"}


def test_leads_are_reminded_once_a_step_and_never_on_the_day_of_asking():
    asked, due = dt.date(2026, 5, 1), dt.date(2026, 5, 8)

    def step(day: int) -> str:
        on = dt.date(2026, 5, day)
        return rounds.reminder(asked_on=asked, due_on=due, on=on, before=[2, 0], every=7)

    assert step(1) == step(5) == ""
    assert step(6) == step(7) == "before-2"
    assert step(8) == step(14) == "before-0"
    assert step(15) == "late-1"
    assert step(22) == "late-2"
    short = {"asked_on": due, "due_on": due + DAY, "before": [2], "every": 7}
    assert rounds.reminder(on=due + DAY, **short) == ""  # its day was before the asking


def test_bands_of_a_score():
    assert [band(score).word for score in (1, 3, 4, 7, 8, 14, 15, 25)] == [
        "Low", "Low", "Moderate", "Moderate", "High", "High", "Extreme", "Extreme",
    ]  # fmt: skip
