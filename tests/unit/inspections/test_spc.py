"""Control limits and signals against numbers worked by hand."""

from decimal import Decimal as D

from inspections import spc

# Worked: mean 60.5; moving ranges 2 4 3 3 4 3 4 3 3 4 2, mean 35/11 = 3.1818…; × 2.66 = 8.4636.
TWELVE = [D(v) for v in (60, 62, 58, 61, 58, 62, 59, 63, 60, 63, 59, 61)]
NAMES = [f"P{i}" for i in range(40)]


def test_limits_against_worked_numbers():
    found = spc.limits(TWELVE)
    assert found == spc.Limits(D("60.500"), D("52.036"), D("68.964"), 12)


def test_limits_need_twelve_figures_and_gaps_do_not_count():
    assert spc.limits(TWELVE[:11]) is None
    assert spc.limits([*TWELVE[:11], None, None]) is None
    assert spc.limits([*TWELVE[:6], None, *TWELVE[6:]]) == spc.limits(TWELVE)


def test_limits_stay_within_what_can_be():
    wild = [D(v) for v in (5, 95, 5, 95, 5, 95, 5, 95, 5, 95, 5, 95)]
    found = spc.limits(wild, least=D(0), most=D(100))
    assert (found.lower, found.upper, found.centre) == (D(0), D(100), D(50))
    assert spc.limits(wild).upper > 200


def test_a_point_outside_is_a_signal_and_one_on_the_limit_is_not():
    found = spc.Limits(D(60), D(50), D(70), 12)
    given = spc.signals([D(70), D("70.001"), D(50), D("49.9")], found, NAMES)
    assert [(s.rule, s.first) for s in given] == [("outside", 1), ("outside", 3)]
    assert given[0].words.startswith("P1 lies above the usual range")
    assert "below" in given[1].words


def test_eight_on_one_side_are_a_run_and_seven_are_not():
    found = spc.Limits(D(60), D(0), D(100), 12)
    assert spc.signals([D(61)] * 7, found, NAMES) == ()
    (run,) = spc.signals([D(59), *[D(61)] * 8, D(59)], found, NAMES)
    assert (run.rule, run.first, run.last) == ("run", 1, 8)
    assert run.words.startswith("8 figures in a row, from P1 to P8, lie above")


def test_a_figure_on_the_mean_ends_a_run_and_a_gap_does_not():
    found = spc.Limits(D(60), D(0), D(100), 12)
    four = [D(59)] * 4
    assert spc.signals([*four, D(60), *four], found, NAMES) == ()
    (run,) = spc.signals([*four, None, *four], found, NAMES)
    assert (run.first, run.last) == (0, 8) and "below" in run.words
    assert len(spc.signals([*[D(59)] * 9, *[D(61)] * 8], found, NAMES)) == 2


def test_words_are_plain():
    assert spc.words(None, (), 1) == "A usual range is drawn from 12 figures; there is 1 so far."
    found = spc.limits(TWELVE)
    assert "may be chance" in spc.words(found, spc.signals(TWELVE, found, NAMES), 12)
    assert spc.signals(TWELVE, None, NAMES) == ()
    outside = spc.signals([*TWELVE, D(90)], found, NAMES)
    assert spc.words(found, outside, 13) == outside[0].words
    two = spc.signals([*TWELVE, D(90), D(91)], found, NAMES)
    assert spc.words(found, two, 14).startswith(
        "2 figures between P12 and P13 lie above the usual range:"
    )
