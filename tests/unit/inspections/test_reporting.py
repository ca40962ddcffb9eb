"""What a report says in short, its easy-read page, and its words."""

import datetime as dt

import pytest

from dco_portal.common.errors import Invalid
from inspections.rules import easy_read, reporting, reports

ON = dt.date(2026, 5, 10)


def action(number: str = "1.1", **changes) -> dict:
    values = {
        "number": number, "what": f"Do {number}", "lead": "Head", "organisation": "Board", "due_on": ON, "late": False,
        "slips": 0, "state": "open", "delivery": "green", "impact": "red", "milestones": [], "updated_on": ON,
    }  # fmt: skip
    return values | changes


def short(*actions: dict, measures=()) -> dict:
    return reporting.in_short(
        list(actions), list(measures), starts_on=ON - dt.timedelta(days=30), on=ON
    )


def test_counts_every_rating_with_naught_where_none_has_it():
    found = short(action(), action("1.2", delivery="red", state="complete"))
    assert {row["rating"].value: row["count"] for row in found["delivery"]} == {
        "blue": 0, "green": 1, "amber": 0, "red": 1, "not_due": 0,
    }  # fmt: skip
    assert (found["total"], found["open"], found["complete"], found["stopped"]) == (2, 1, 1, 0)


def test_overdue_names_the_oldest_first_and_says_how_long():
    found = short(
        action("1.1", late=True, due_on=ON - dt.timedelta(days=2)),
        action("1.2", late=True, due_on=ON - dt.timedelta(days=9)),
    )
    assert [(row["number"], row["days"]) for row in found["overdue"]] == [("1.2", 9), ("1.1", 2)]


@pytest.mark.parametrize(
    ("ahead", "window"),
    [(-1, None), (0, 30), (30, 30), (31, 60), (60, 60), (61, 90), (90, 90), (91, None)],
)
def test_every_day_ahead_is_in_one_window(ahead, window):
    day = ON + dt.timedelta(days=ahead)
    step = {"what": "Step", "due_on": day, "done_on": None}
    found = short(action(due_on=day, milestones=[step]))
    inside = [row["days"] for row in found["next"] if row["actions"]]
    assert inside == ([window] if window else [])
    assert [row["days"] for row in found["next"] if row["milestones"]] == inside


def test_what_is_done_is_not_due_next():
    step = {"what": "Step", "due_on": ON, "done_on": ON}
    found = short(action(milestones=[step], state="complete"))
    assert not any(row["actions"] or row["milestones"] for row in found["next"])


def test_quiet_counts_open_actions_without_an_update_in_the_period():
    old = ON - dt.timedelta(days=31)
    found = short(action(updated_on=old), action(updated_on=None), action(), action(updated_on=old, state="stopped"))  # fmt: skip
    assert found["quiet"] == 2


def test_the_chart_of_ratings_says_its_counts_in_words():
    chart = reporting.ratings_chart(short(action(), action(delivery="red")))
    assert "Delivery: Green 1 action, Red 1 action." in chart.alt
    assert "Impact: Red 2 actions." in chart.alt


def test_heard_of_a_period_is_what_came_was_answered_or_is_open():
    row = {
        "heard_on": dt.date(2026, 1, 1),
        "state": "done",
        "answered_on": dt.date(2026, 2, 1),
    }
    kept = row | {"state": "heard", "answered_on": None}
    answered = row | {"answered_on": ON}
    later = row | {"heard_on": ON + dt.timedelta(days=9)}
    found = reporting.heard(
        [row, kept, answered, later], starts_on=ON - dt.timedelta(days=9), ends_on=ON
    )
    assert found == [kept, answered]


def test_risks_stand_with_the_highest_score_first_and_closed_ones_go():
    rows = [
        {"id": 1, "number": 1, "score": 4, "state": "open"},
        {"id": 2, "number": 2, "score": 20, "state": "happened"},
        {"id": 3, "number": 3, "score": 25, "state": "closed"},
    ]
    found = reporting.risk_extract(rows, {1: 9})
    assert [(row["number"], row["before"]) for row in found] == [(2, None), (1, 9)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("\n".join(["One."] * 5), "4 sentences"),
        ("Fine.\n" + "word " * 16, "Sentence 2"),
    ],
)
def test_easy_words_are_few_and_short(text, wrong):
    with pytest.raises(Invalid) as found:
        reports.easy_lines(text)
    assert wrong in found.value.errors["easy_words"]


def test_easy_words_drop_empty_lines():
    assert reports.easy_lines(" We  listen. \n\n We act.") == ["We listen.", "We act."]


def measure(**changes) -> dict:
    values = {
        "name": "Advice in time", "rating": "green", "polarity": "higher", "latest": "60%", "first_words": "50%",
        "target": "90%", "points": [{"value": "50"}, {"value": None}, {"value": "60"}],
    }  # fmt: skip
    return values | changes


def page(*measures: dict, **changes) -> list[dict]:
    content = {
        "short": {"total": 1, "delivery": [{"rating": "red", "count": 1}, {"rating": "blue", "count": 0}]},
        "plan": {"la": "Northshire", "icb": "Board"}, "priorities": [{"measures": list(measures)}], "measures": [],
        "easy_words": [], "said": [], "starts_on": "2026-01-01", "ends_on": "2026-03-31", "number": 1,
    }  # fmt: skip
    return easy_read.page(content | changes)["easy"]


def lines(parts: list[dict], title: str) -> list[str]:
    return [line["text"] for part in parts if part["title"] == title for line in part["lines"]]


def test_easy_read_says_signs_with_words():
    going = next(part for part in page() if part["title"] == "How is it going?")
    assert going["lines"] == [
        {"text": "1 job is late or going badly.", "symbol": "■", "name": "Red"}
    ]


def test_easy_read_tells_what_got_better_and_what_must():
    parts = page(
        measure(), measure(name="Waits", polarity="lower"), measure(name="Late", rating="red")
    )
    assert lines(parts, "What has got better?") == ["Advice in time: it was 50%. Now it is 60%."]
    assert lines(parts, "What must get better?") == ["Late: it is 60%. We want 90%."]


def test_easy_read_has_no_empty_part_and_leaves_long_stories_out():
    long = {"said": "Why? " * 60, "did": "We did."}
    assert [part["title"] for part in page(said=[long])] == [
        "What this is about",
        "How is it going?",
    ]
    told = {"said": "Nobody rings.", "did": "Somebody rings."}
    assert lines(page(said=[long, told]), "What you told us") == [
        "You said: Nobody rings.",
        "We did: Somebody rings.",
    ]
