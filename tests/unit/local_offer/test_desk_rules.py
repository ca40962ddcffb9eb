"""Pure rules of the desk: completeness, reading age, review dates, merging, near names, states."""

import datetime as dt

import pytest

from local_offer import states
from local_offer.models import Proposal, Service, Transfer
from local_offer.queries.content import blank
from local_offer.rules import completeness, merging, reading, review, sections
from local_offer.rules.imports import Known, alike

TABLES = [
    (Service.State, states.ENTRY_MOVES, states.ENTRY_START, states.ENTRY_ENDS),
    (Proposal.State, states.PROPOSAL_MOVES, states.PROPOSAL_START, states.PROPOSAL_ENDS),
    (Transfer.State, states.TRANSFER_MOVES, states.TRANSFER_START, states.TRANSFER_ENDS),
]


@pytest.mark.parametrize(("names", "moves", "start", "ends"), TABLES)
def test_every_state_is_reached_and_leads_to_an_end(names, moves, start, ends):
    def reachable(state):
        found, rest = {state}, [state]
        while rest:
            new = moves[rest.pop()] - found
            found |= new
            rest += new
        return found

    assert set(moves) == set(names)
    assert reachable(start) == set(names)
    assert all(reachable(state) & ends for state in names)


def full():
    content = blank()
    content["fields"] |= {
        "name": "Choir", "summary": "A choir for every child who likes to sing.",
        "description": "We sing together every week. " * 4, "what_to_expect": "Songs", "who_for": "Children",
        "minimum_age": 5, "eligibility": "Anybody", "referral": "open", "how_to_get_it": "Come", "complaints": "Write",
        "email": "choir@example.org",
    }  # fmt: skip
    content["places"] = [
        {"id": "p", "location": {"type": "physical"}, "accessibility": [{"term": "t"}]}
    ]
    content["schedules"] = [{"id": "s"}]
    content["terms"] = ["n", "s", "t"]
    return content


TAXONOMIES = {"n": "need", "s": "stage", "t": "type"}


def test_a_full_entry_is_complete_and_an_empty_one_is_not():
    assert completeness.score(full(), TAXONOMIES) == completeness.Score(100, ())
    empty = completeness.score(blank(), {})
    assert empty.per_cent == 0 and empty.missing[0].words == "A way to get in touch"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"is_health": True}, ["The waiting time, with its date"]),
        ({"is_health": True, "waiting_time": "6 weeks"}, ["Support while waiting"]),
        ({"cost": "paid"}, ["What it costs"]),
        ({"cost": "paid", "fees": "£4"}, []),
        ({"email": ""}, ["A way to get in touch"]),
        ({"minimum_age": None, "maximum_age": 0}, []),
    ],
)
def test_what_is_missing_depends_on_the_service(changes, missing):
    content = full()
    content["fields"] |= changes
    found = completeness.score(content, TAXONOMIES)
    assert [each.words for each in found.missing] == missing
    assert (found.per_cent == 100) is (not missing)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1), ("children", 2), ("therapy", 3), ("speech", 1), ("little", 2), ("played", 1), ("wanted", 2),
        ("services", 3), ("education", 4), ("idea", 2), ("the", 1), ("family", 3), ("times", 1), ("being", 2), ("a", 1),
    ],
)  # fmt: skip
def test_syllables(word, count):
    assert abs(reading.syllables(word) - count) <= (1 if word in {"idea", "services"} else 0)


def test_reading_age_tells_plain_from_heavy_words():
    plain = reading.ease("We sing and play. You can come and join us. It is free. Bring a snack if you like one. " * 2)  # fmt: skip
    heavy = reading.ease(
        "Multidisciplinary practitioners facilitate individualised therapeutic interventions, incorporating "
        "comprehensive neurodevelopmental assessment, psychoeducational consultation and collaborative formulation "
        "with professionals across statutory organisations."
    )
    assert plain.age <= 7 and plain.good
    assert heavy.age > 20 and not heavy.good
    assert reading.ease("Too little.") is None
    # 10 words in 1 sentence with 10 syllables, twice: 0.39*10 + 11.8*1 - 15.59 = 0.11, so age 5
    assert reading.Ease(words=20, sentences=2, syllables=20).age == 5


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 11, 22), 12, dt.date(2027, 11, 22)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
        (dt.date(2026, 3, 15), -3, dt.date(2025, 12, 15)),
    ],
)
def test_months_later(day, months, expected):
    assert review.add_months(day, months) == expected


@pytest.mark.parametrize(
    ("left", "code"),
    [(31, None), (30, "before30"), (20, "before30"), (14, "before14"), (2, "before14"), (1, "before1"),
     (0, "before1"), (-1, "passed"), (-30, "passed"), (-31, None)],
)  # fmt: skip
def test_reminders_catch_up_with_a_missed_night(left, code):
    on = dt.date(2026, 11, 22)
    step = review.reminder(on + dt.timedelta(days=left), on, [30, 14, 1])
    assert (step.code if step else None) == code
    assert review.may_be_out_of_date(on + dt.timedelta(days=left), on) is (left < 0)


def test_hidden_the_day_after_the_days_of_grace():
    assert review.hidden_from(dt.date(2026, 11, 1), 90) == dt.date(2027, 1, 31)


def test_merging_keeps_mine_follows_theirs_and_names_clashes():
    base = full() | {"contacts": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}]}
    mine = sections.put(base, "about", {"fields": {"summary": "Mine", "name": "Mine too"}})
    mine["contacts"] = [{"id": "1", "name": "A, mine"}]
    mine["terms"] = ["n", "s", "t", "new"]
    theirs = sections.put(base, "about", {"fields": {"summary": "Theirs", "alert": "Shut"}})
    theirs["contacts"] = [
        {"id": "1", "name": "A"},
        {"id": "2", "name": "B"},
        {"id": "3", "name": "C"},
    ]
    theirs["terms"] = ["n", "s"]
    result, clashes = merging.merged(base, mine, theirs)
    assert clashes == ["summary"]
    assert [result["fields"][name] for name in ("summary", "name", "alert")] == [
        "Mine",
        "Mine too",
        "Shut",
    ]
    assert [row["name"] for row in result["contacts"]] == ["A, mine", "C"]
    assert result["terms"] == ["n", "new", "s"]


KNOWN = [
    Known("1", "Chatterbox Group", ("WR1 2EY",)), Known("2", "Speech and Language Therapy", ()),
    Known("3", "Swimming club", ("HR1 1AA",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "postcode", "key"),
    [
        ("The Chatterbox Group", "wr12ey", "1"),
        ("Chatterbox Group", "B1 1AA", None),
        ("Chatterbox group", "", "1"),
        ("Speech & Language Therapy", "", None),
        ("Therapy, speech and language", "WR9 9ZZ", "2"),
        ("Swimming Club!", "HR1 1AA", "3"),
        ("Chess club", "HR1 1AA", None),
    ],
)
def test_near_names(name, postcode, key):
    found = alike(name, postcode, KNOWN)
    assert (found.key if found else None) == key
