"""When something is ready for inspectors, and what an area's readiness comes to."""

import datetime as dt

import pytest

from inspections.models import ReadinessItem
from inspections.presenters.readiness import LIVE
from inspections.rules.readiness import Score, Standing, score, standing
from inspections.rules.starting import LIST

TODAY = dt.date(2026, 5, 1)
GOOD = {
    "title": "Strategy", "owner": "Head of SEND", "dated": dt.date(2026, 1, 1), "link": "https://x.example",
    "review_on": TODAY,
}  # fmt: skip


def stands(has_file: bool = False, **changes) -> Standing:
    return standing(ReadinessItem(**GOOD | changes), has_file=has_file, on=TODAY)


def test_ready_with_version_owner_review_and_no_gap():
    assert stands() == Standing(True)
    assert stands(has_file=True, link="").ready


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"dated": None}, "No date of the version"),
        ({"dated": None, "link": ""}, "No version"),
        ({"link": ""}, "No file or link"),
        ({"owner": ""}, "No owner"),
        ({"review_on": None}, "No review date"),
        ({"review_on": TODAY - dt.timedelta(days=1)}, "Review overdue"),
        ({"gap": "The annex"}, "Something is missing"),
    ],
)
def test_each_lack_says_itself(changes, reason):
    assert stands(**changes) == Standing(False, (reason,))


def test_what_the_portal_makes_needs_an_owner_and_no_gap():
    live = {"live_key": "gaps", "dated": None, "link": "", "review_on": None}
    assert stands(**live).ready
    assert stands(**live, owner="").reasons == ("No owner",)
    assert stands(**live, gap="One service is missing").reasons == ("Something is missing",)


def test_what_the_portal_only_helps_with_needs_a_version():
    assert stands(live_key="lists", dated=None, link="").reasons == ("No version",)
    assert stands(live_key="exercises").ready


def test_what_is_not_needed_does_not_count():
    found = stands(not_needed=True, not_needed_words="Another area keeps it", dated=None)
    assert (found.words, found.counts) == ("Not needed", False)
    assert score([found, Standing(True), Standing(False)]) == Score(1, 2)


@pytest.mark.parametrize(
    ("ready", "counted", "percent"),
    [(0, 0, None), (0, 3, 0), (2, 3, 66), (199, 200, 99), (3, 3, 100)],
)
def test_the_percentage_is_rounded_down(ready, counted, percent):
    assert Score(ready, counted).percent == percent


def test_the_working_list_is_whole():
    assert len(LIST) >= 30
    assert len({each.title for each in LIST}) == len(LIST)
    assert {each.kind for each in LIST} == {"document", "data"}
    assert {each.live_key for each in LIST} - {""} == set(LIVE)
    assert all(len(each.title) <= 200 and each.usually for each in LIST)
