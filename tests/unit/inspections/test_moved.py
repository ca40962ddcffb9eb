"""What moved between two frozen contents."""

import pytest

from inspections.queries.moved import Move, Moves, between


def action(number: str, **changes: str) -> dict[str, str]:
    values = {
        "id": f"id-{number}", "number": number, "what": f"Do {number}", "delivery": "green", "impact": "amber",
        "due_on": "2026-05-01", "state": "open", "narrative": "It goes on.",
    }  # fmt: skip
    return values | changes


def content(*actions: dict[str, str]) -> dict:
    return {"priorities": [{"actions": list(actions[:1])}, {"actions": list(actions[1:])}]}


def test_nothing_moves_without_an_older_content():
    assert between(None, content(action("1"))) == Moves()
    assert not between({}, content(action("1")))


def test_nothing_moves_between_the_same():
    assert not between(content(action("1"), action("2")), content(action("1"), action("2")))


@pytest.mark.parametrize(
    ("scale", "before", "after", "where"),
    [
        ("delivery", "amber", "green", "up"),
        ("delivery", "green", "red", "down"),
        ("impact", "not_due", "green", "up"),
        ("impact", "blue", "green", "down"),
        ("impact", "not_due", "red", "down"),
    ],
)
def test_ratings_go_up_or_down(scale, before, after, where):
    moves = between(content(action("1", **{scale: before})), content(action("1", **{scale: after})))
    assert getattr(moves, where) == (Move("1", "Do 1", before, after, scale, "It goes on."),)
    assert not getattr(moves, {"up": "down", "down": "up"}[where])


def test_both_scales_of_one_action_move_apart():
    moves = between(
        content(action("1", delivery="red", impact="green")),
        content(action("1", delivery="green", impact="red")),
    )
    assert [move.scale for move in moves.up] == ["delivery"]
    assert [move.scale for move in moves.down] == ["impact"]


def test_only_a_later_date_is_a_slip():
    older = content(action("1"), action("2"))
    newer = content(action("1", due_on="2026-06-01"), action("2", due_on="2026-04-01"))
    assert [(m.number, m.before, m.after) for m in between(older, newer).slipped] == [
        ("1", "2026-05-01", "2026-06-01")
    ]


def test_new_and_closed_and_gone():
    older = content(action("1"), action("2"), action("3"), action("4", state="complete"))
    newer = content(
        action("1", state="complete"), action("2", state="stopped"), action("4", state="complete"), action("5"),
    )  # fmt: skip
    moves = between(older, newer)
    assert [m.number for m in moves.new] == ["5"]
    assert [(m.number, m.after) for m in moves.closed] == [
        ("1", "complete"),
        ("2", "stopped"),
        ("3", ""),
    ]


def test_an_action_is_known_by_its_id_when_its_number_changes():
    older, newer = action("1"), action("7", id="id-1", delivery="red")
    moves = between(content(older), content(newer))
    assert [m.number for m in moves.down] == ["7"]
    assert not moves.new
    assert not moves.closed


def test_a_flat_list_of_actions_is_read_too():
    one = {k: v for k, v in action("1").items() if k != "id"}
    moves = between({"actions": [one]}, {"actions": [one | {"impact": "red"}]})
    assert [(m.scale, m.after) for m in moves.down] == [("impact", "red")]
