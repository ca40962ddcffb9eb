"""The rules of boards, voices and films that need no database."""

import datetime as dt

import pytest

from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from inspections.models import Board, BoardMember
from inspections.rules import boards, voices
from inspections.rules.words import check_names_no_child

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("quorum", "presences", "enough"),
    [
        (None, [], None),
        (2, ["present"], False),
        (2, ["present", "deputy"], True),
        (2, ["present", "apologies", "absent"], False),
        (1, [], False),
    ],
)
def test_deputies_count_for_the_quorum_and_apologies_do_not(quorum, presences, enough):
    assert boards.quorate(Board(quorum=quorum), presences) is enough


@pytest.mark.parametrize(
    ("since", "until", "sits"),
    [(0, None, True), (1, None, False), (-5, -1, False), (-5, 0, True), (0, 0, True)],
)
def test_a_seat_counts_on_its_first_and_last_day(since, until, sits):
    member = BoardMember(
        since=today() + since * DAY, until=None if until is None else today() + until * DAY
    )
    assert boards.in_force(member, today()) is sits


@pytest.mark.parametrize("words", ["999 123 4567", "x 9991234567 y", "born 1/2/2016", "03.04.2017"])
def test_numbers_and_birth_dates_are_found(words):
    with pytest.raises(Invalid) as caught:
        check_names_no_child(fine="Agreed on 12 May 2026, 45 of 60", said=words)
    assert set(caught.value.errors) == {"said"}


def test_captions_may_begin_with_a_mark_of_their_encoding():
    film = {"on": today(), "transcript": "T", "link": "", "has_file": True}
    voices.check_film(captions="\ufeffWEBVTT\n", **film)
    with pytest.raises(Invalid) as caught:
        voices.check_film(captions="1\n00:00", **film)
    assert set(caught.value.errors) == {"captions"}
