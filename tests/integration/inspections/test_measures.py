"""Keeping measures and their figures: happy ways, wrong people, bad input, and half-way nothing remains."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.files.base import ContentFile

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from inspections.actions import figure_imports, figures, live, reds
from inspections.actions import measures as actions
from inspections.models import Measure, Reading
from inspections.queries import measures as queries
from inspections.queries import owners
from tests.factories import inspections as make
from tests.factories.accounts import person
from tests.integration.inspections.measure_scene import DAY, Measured, back, everything, month_name

pytestmark = pytest.mark.django_db


def line(scene: Measured, *, public: bool = False):
    return queries.line(scene.measure.pk, today(), public=public)


def test_add_gives_the_next_number_and_keeps_the_fields():
    scene = Measured(number="M7")
    made = actions.add(by=scene.manager, plan_id=scene.plan.pk, fields=scene.fields())
    assert (made.number, made.priority, made.owner, made.target) == (
        "M8",
        scene.priority,
        scene.owner,
        90,
    )
    assert [one.number for one in queries.lines(scene.plan.pk, today(), public=False)] == [
        "M7",
        "M8",
    ]
    changed = actions.change(
        by=scene.other_manager,
        measure_id=made.pk,
        fields=scene.fields(name=" Advice ", target=None),
    )
    assert (changed.name, changed.target) == ("Advice", None)


def test_a_live_measure_says_what_the_portal_counts_and_is_there_once():
    scene = Measured()
    fields = scene.fields(
        source="live",
        live_key="notice_days",
        unit="days",
        polarity="lower",
        target=D(14),
        baseline=None,
        baseline_on=None,
    )
    made = actions.add(by=scene.manager, plan_id=scene.plan.pk, fields=fields)
    assert (made.unit, made.polarity, made.numerator) == ("days", "lower", "Days added up")
    with pytest.raises(Invalid, match="counts this already"):
        actions.add(by=scene.manager, plan_id=scene.plan.pk, fields=fields)
    actions.retire(by=scene.manager, measure_id=made.pk)
    again = actions.add(by=scene.manager, plan_id=scene.plan.pk, fields=fields)
    with pytest.raises(Invalid, match=f"{again.number} counts this already"):
        actions.take_up(by=scene.manager, measure_id=made.pk)
    with pytest.raises(Conflict, match="nobody types"):
        figures.enter(by=scene.manager, measure_id=again.pk, ends_on=back(1), value=D(3))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"definition": ""}, "definition"), ({"unit": "furlongs"}, "unit"),
        ({"numerator": ""}, "numerator"), ({"denominator": " "}, "denominator"), ({"target": D(101)}, "target"),
        ({"baseline_on": None}, "baseline_on"), ({"benchmark": D(5)}, "benchmark_source"),
        ({"target_on": today() - 300 * DAY}, "target_on"), ({"tolerance": D(101)}, "tolerance"),
        ({"suppress_below": 51}, "suppress_below"), ({"source": "live"}, "live_key"), ({"source": "x"}, "source"),
        ({"live_key": "notice_days"}, "live_key"), ({"polarity": ""}, "polarity"),
    ],
)  # fmt: skip
def test_fields_that_do_not_fit_are_refused_beside_them(changes, field):
    scene = Measured()
    with pytest.raises(Invalid) as caught:
        actions.add(by=scene.manager, plan_id=scene.plan.pk, fields=scene.fields(**changes))
    assert field in caught.value.errors


def test_owner_and_priority_are_the_plans_own():
    scene, other = Measured(), Measured()
    with pytest.raises(Invalid, match="plan’s organisations"):
        actions.add(
            by=scene.manager, plan_id=scene.plan.pk, fields=scene.fields(owner_id=other.owner.pk)
        )
    with pytest.raises(NotFound):
        actions.add(
            by=scene.manager,
            plan_id=scene.plan.pk,
            fields=scene.fields(priority_id=other.priority.pk),
        )
    found = owners.owners(scene.plan)
    assert {scene.owner.pk, scene.manager.pk, scene.approver.pk, scene.reader.pk} <= set(found)
    assert found[scene.owner.pk][1] == scene.la and scene.lead.pk not in found


def test_what_figures_mean_does_not_change_under_them():
    scene = Measured()
    scene.enter(value=50)
    with pytest.raises(Invalid) as caught:
        actions.change(
            by=scene.manager, measure_id=scene.measure.pk, fields=scene.fields(unit="days")
        )
    assert "unit" in caught.value.errors
    actions.change(
        by=scene.manager, measure_id=scene.measure.pk, fields=scene.fields(source="imported")
    )


def test_a_retired_measure_keeps_its_figures_and_takes_no_more():
    scene = Measured()
    scene.enter(value=50)
    actions.retire(by=scene.manager, measure_id=scene.measure.pk)
    assert queries.lines(scene.plan.pk, today(), public=False) == []
    assert [one.number for one in queries.retired(scene.plan.pk, today())] == ["M1"]
    for act in (
        lambda: scene.enter(2, value=50),
        lambda: actions.retire(by=scene.manager, measure_id=scene.measure.pk),
    ):
        with pytest.raises(Conflict):
            act()
    actions.take_up(by=scene.manager, measure_id=scene.measure.pk)
    assert line(scene).latest.words == "50%"
    with pytest.raises(Conflict):
        actions.take_up(by=scene.manager, measure_id=scene.measure.pk)


def test_a_figure_is_counted_corrected_with_a_reason_and_the_old_one_kept():
    scene = Measured()
    first = scene.enter(numerator=12, denominator=20, note="First return")
    assert (first.value, first.starts_on, first.by) == (60, back(1).replace(day=1), scene.manager)
    with pytest.raises(Invalid, match="as 60%. Say why"):
        scene.enter(numerator=13, denominator=20)
    with pytest.raises(Invalid, match="exactly this figure"):
        scene.enter(numerator=12, denominator=20, why="x")
    second = scene.enter(numerator=13, denominator=20, why="One came late", by=scene.other_manager)
    first.refresh_from_db()
    assert first.replaced_at and (second.value, second.note) == (65, "Corrected: One came late")
    assert [point.words for point in line(scene).points] == ["65%"]


def test_a_zero_denominator_is_nothing_to_count():
    scene = Measured()
    reading = scene.enter(numerator=0, denominator=0)
    found = line(scene)
    assert reading.value is None and found.latest.words == "Nothing to count"
    assert found.rating is None and found.reason == "Not rated: there is no figure."
    assert queries.chart_of(found).lines[0].points == (None,)


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        (back(1) - DAY, "not the last day of a month"),
        (today().replace(day=1) + 31 * DAY, None),
        (back(1) - 11 * 366 * DAY, None),
    ],
)
def test_only_periods_that_are_over_take_figures(ends_on, words):
    scene = Measured()
    whole = ends_on if words else (ends_on.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    with pytest.raises(Invalid, match=words or "not over yet|last 10 years"):
        figures.enter(by=scene.manager, measure_id=scene.measure.pk, ends_on=whole, value=D(5))


def test_a_figure_of_the_wrong_month_is_taken_back():
    scene = Measured()
    reading = scene.enter(value=50, note="Return")
    with pytest.raises(Invalid):
        figures.withdraw(by=scene.manager, reading_id=reading.pk, why=" ")
    figures.withdraw(by=scene.manager, reading_id=reading.pk, why="It was of another month")
    reading.refresh_from_db()
    assert (
        reading.note == "Return. Taken back: It was of another month" and line(scene).latest is None
    )
    with pytest.raises(NotFound):
        figures.withdraw(by=scene.manager, reading_id=reading.pk, why="x")


def test_trajectory_is_drawn_replaced_and_taken_out():
    scene = Measured(baseline=40, baseline_on=back(4), target_on=back(1))
    assert actions.straight(by=scene.manager, measure_id=scene.measure.pk) == 3
    values = list(scene.measure.trajectory.values_list("ends_on", "value"))
    assert values == [(back(3), D("56.7")), (back(2), D("73.3")), (back(1), D(90))]
    point = actions.plan_point(
        by=scene.manager, measure_id=scene.measure.pk, ends_on=back(2), value=D(70)
    )
    scene.enter(2, value=71)
    assert (line(scene).rating, line(scene).planned) == ("green", 70)
    actions.drop_point(by=scene.manager, measure_id=scene.measure.pk, point_id=point.pk)
    assert line(scene).planned == D("56.7")
    for ends_on, value in ((back(2) - DAY, 5), (back(2), 101), (back(2), -1)):
        with pytest.raises(Invalid):
            actions.plan_point(
                by=scene.manager, measure_id=scene.measure.pk, ends_on=ends_on, value=D(value)
            )
    with pytest.raises(NotFound):
        actions.drop_point(by=scene.manager, measure_id=scene.measure.pk, point_id=point.pk)
    bare = make.MeasureFactory(plan=scene.plan)
    with pytest.raises(Conflict, match="baseline and a target"):
        actions.straight(by=scene.manager, measure_id=bare.pk)


def acts(scene: Measured, by) -> dict:
    """Every action of measures, ready to be done by somebody."""
    reading = Reading.objects.filter(measure=scene.measure).order_by("ends_on").first()
    point = scene.measure.trajectory.first()
    key, plan = scene.measure.pk, scene.plan.pk
    file = ContentFile(
        f"measure,period,value\nM1,{back(5):%Y-%m},50\n".encode(), name="figures.csv"
    )
    batch = figure_imports.read(
        by=scene.manager, plan_id=plan, upload=ContentFile(file.read(), name="a.csv")
    )
    file.seek(0)
    gone = make.MeasureFactory(plan=scene.plan, retired_on=today())
    counted = make.MeasureFactory(plan=scene.plan, source="live", live_key="advice_six_weeks")
    return {
        "add": lambda: actions.add(by=by, plan_id=plan, fields=scene.fields()),
        "change": lambda: actions.change(by=by, measure_id=key, fields=scene.fields()),
        "retire": lambda: actions.retire(by=by, measure_id=key),
        "take_up": lambda: actions.take_up(by=by, measure_id=gone.pk),
        "plan_point": lambda: actions.plan_point(
            by=by, measure_id=key, ends_on=back(1), value=D(80)
        ),
        "drop_point": lambda: actions.drop_point(by=by, measure_id=key, point_id=point.pk),
        "straight": lambda: actions.straight(by=by, measure_id=key),
        "enter": lambda: figures.enter(by=by, measure_id=key, ends_on=back(1), value=D(5)),
        "withdraw": lambda: figures.withdraw(by=by, reading_id=reading.pk, why="x"),
        "read": lambda: figure_imports.read(by=by, plan_id=plan, upload=file),
        "take": lambda: figure_imports.take(by=by, import_id=batch.pk),
        "recount": lambda: live.recount(by=by, measure_id=counted.pk),
    }


NAMES = [
    "add", "change", "retire", "take_up", "plan_point", "drop_point", "straight", "enter", "withdraw", "read", "take",
    "recount",
]  # fmt: skip


def ready() -> Measured:
    scene = Measured(baseline=40, baseline_on=back(4), target_on=back(1))
    make.ReadingFactory(
        measure=scene.measure, starts_on=back(3).replace(day=1), ends_on=back(3), value=20
    )
    scene.measure.trajectory.create(ends_on=back(4), value=40)
    case = scene.plan
    reds.sync(scene.measure, by=scene.manager)
    assert case.state == "active"
    return scene


@pytest.mark.parametrize("name", NAMES)
def test_readers_may_not_and_strangers_find_nothing(name):
    scene = ready()
    with pytest.raises(NotFound if name == "take" else NotAllowed):
        acts(scene, scene.reader)[name]()
    with pytest.raises(NotFound):
        acts(scene, scene.stranger)[name]()
    scene.plan.state, scene.plan.closed_on = "closed", today()
    prepared = acts(scene, scene.manager) if name not in ("take", "read") else None
    scene.plan.save()
    if prepared is not None:
        with pytest.raises(Conflict):
            prepared[name]()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "recount"])
def test_half_way_nothing_remains(name, monkeypatch):
    scene = ready()
    act = acts(scene, scene.manager)[name]
    before = everything()

    def fail(*_args, **_kwargs):
        raise RuntimeError("the last step failed")

    for module in (actions, figures, figure_imports):
        monkeypatch.setattr(module.audit, "record", fail)
    with pytest.raises(RuntimeError):
        act()
    assert everything() == before
    monkeypatch.undo()
    acts(scene, scene.manager)[name]()
    assert everything() != before


def test_public_lines_hide_small_numbers_and_what_gives_them_away():
    scene = Measured(baseline=10, baseline_on=back(2), suppress_below=6)
    scene.enter(3, numerator=30, denominator=40)
    scene.enter(2, numerator=3, denominator=40, note="Three of them: see the list")
    scene.enter(1, numerator=36, denominator=40)
    inside, outside = line(scene), line(scene, public=True)
    assert [p.words for p in inside.points] == ["75%", "7.5%", "90%"]
    assert [p.hidden for p in outside.points] == [False, True, True]
    hidden = outside.points[1]
    assert (hidden.value, hidden.numerator, hidden.denominator, hidden.rating, hidden.note) == (
        None,
        None,
        None,
        None,
        "",
    )
    assert (
        "so small" in hidden.words and outside.suppressed and "so small" in outside.suppressed_words
    )
    assert (outside.baseline, outside.rating, outside.change, outside.reason) == (
        None,
        None,
        None,
        hidden.words,
    )
    assert inside.baseline == 10 and inside.rating == "green"
    chart = queries.chart_of(outside)
    assert chart.lines[0].points == (75.0, None, None) and "so small" in chart.note
    assert "7.5" not in str(outside) and "7.5" not in chart.alt
    Measure.objects.filter(pk=scene.measure.pk).update(public=False)
    assert queries.lines(scene.plan.pk, today(), public=True) == []
    with pytest.raises(Measure.DoesNotExist):
        line(scene, public=True)


def test_public_limits_are_drawn_from_what_is_shown():
    scene = Measured()
    for months in range(1, 14):
        scene.enter(months, numerator=3 if months == 5 else 20 + months, denominator=40)
    inside, outside = line(scene), line(scene, public=True)
    shown = [p.value for p in outside.points if p.value is not None]
    assert inside.limits.figures == 13 and inside.limits.centre != outside.limits.centre
    assert outside.limits.centre == (sum(shown) / len(shown)).quantize(D("0.001"))


def test_lines_until_a_day_know_only_periods_over_by_then():
    scene = Measured()
    scene.enter(2, value=50)
    scene.enter(1, value=60)
    found = queries.line(scene.measure.pk, back(2), public=False)
    assert [p.name for p in found.points] == [month_name(2)]
    assert (line(scene).change, line(scene).change_words) == (10, "Up 10 points, better")


def test_price_does_not_grow_with_measures_or_figures(django_assert_num_queries):
    scene = Measured()
    for _ in range(12):
        measure = make.MeasureFactory(plan=scene.plan, owner=scene.owner, target=90)
        for months in range(1, 5):
            make.ReadingFactory(
                measure=measure, starts_on=back(months).replace(day=1), ends_on=back(months)
            )
    with django_assert_num_queries(4):
        found = queries.lines(scene.plan.pk, today(), public=False)
    assert len(found) == 13 and len(found[-1].points) == 4


def test_chart_reads_the_figures_against_all_there_is():
    scene = Measured(
        baseline=40,
        baseline_on=back(4),
        target_on=today() + 200 * DAY,
        benchmark=64,
        benchmark_source="England, 2024",
    )
    scene.enter(4, value=40)
    scene.enter(2, value=52)
    actions.straight(by=scene.manager, measure_id=scene.measure.pk)
    chart = queries.chart_of(line(scene))
    assert [one.role for one in chart.lines] == [
        "actual",
        "planned",
        "target",
        "benchmark",
        "baseline",
    ]
    assert chart.lines[0].points[:3] == (40.0, None, 52.0)
    assert chart.labels[0] == month_name(4) and len(chart.labels) > 6
    assert "England, 2024 64%: the last figure is below it." in chart.alt
    assert queries.chart_of(
        queries.line(make.MeasureFactory(plan=scene.plan).pk, today(), public=False)
    ).empty


def test_a_person_who_left_stays_named_as_owner():
    scene = Measured()
    type(scene.owner).objects.filter(pk=scene.owner.pk).update(is_active=False)
    assert scene.owner.pk not in owners.owners(scene.plan)
    changed = actions.change(
        by=scene.manager, measure_id=scene.measure.pk, fields=scene.fields(name="Same owner")
    )
    assert changed.owner == scene.owner


def test_quarters_have_figures_of_quarters():
    scene = Measured(frequency="quarter")
    last = dt.date(today().year - 1, 6, 30)
    reading = figures.enter(by=scene.manager, measure_id=scene.measure.pk, ends_on=last, value=D(5))
    assert reading.starts_on == last.replace(month=4, day=1)
    assert line(scene).latest.name == f"Apr–Jun {last.year}"
    with pytest.raises(Invalid, match="quarter"):
        figures.enter(
            by=person("improvement_manager", scene.la),
            measure_id=scene.measure.pk,
            ends_on=last.replace(month=5, day=31),
            value=D(5),
        )
