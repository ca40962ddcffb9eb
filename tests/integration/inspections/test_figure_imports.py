"""Figures from a file: shown row by row, taken in whole or not at all, corrections with a reason."""

from decimal import Decimal as D

import pytest
from django.core.files.base import ContentFile

from dco_portal.common.errors import Conflict, Invalid, NotFound
from inspections.actions import figure_imports as actions
from inspections.models import FigureImport, Reading
from tests.factories import inspections as make
from tests.integration.inspections.measure_scene import Measured, back

pytestmark = pytest.mark.django_db


def read(
    scene: Measured, *rows: str, head: str = "measure,period,numerator,denominator,value,note"
):
    text = "\n".join([head, *rows]) + "\n"
    return actions.read(
        by=scene.manager,
        plan_id=scene.plan.pk,
        upload=ContentFile(text.encode(), name="figures.csv"),
    )


def when(months: int) -> str:
    return f"{back(months):%Y-%m}"


def becomes(batch: FigureImport) -> list[str]:
    return [row["becomes"] for row in batch.rows]


def faults(batch: FigureImport) -> list[tuple[int, str]]:
    return [(row["number"], error["column"]) for row in batch.rows for error in row["errors"]]


def test_rows_are_shown_then_recorded():
    scene = Measured()
    make.MeasureFactory(plan=scene.plan, number="M2", unit="days", polarity="lower")
    batch = read(
        scene, f"M1,{when(2)},12,20,,Return", f"m2,{when(1)},,,7.5,", f"M1,{when(1)},0,0,,"
    )
    assert becomes(batch) == ["new", "new", "new"] and not Reading.objects.exists()
    assert [row["words"] for row in batch.rows] == ["60%", "7.5 days", "Nothing to count"]
    taken = actions.take(by=scene.manager, import_id=batch.pk)
    assert taken.taken_at and taken.counts == {"new": 3}
    rows = {(r.measure.number, r.ends_on): r for r in Reading.objects.select_related("measure")}
    assert (rows["M1", back(2)].value, rows["M1", back(2)].note, rows["M2", back(1)].value) == (
        60,
        "Return",
        D("7.5"),
    )
    assert rows["M1", back(1)].value is None
    with pytest.raises(Conflict, match="already"):
        actions.take(by=scene.manager, import_id=batch.pk)


def test_the_same_file_again_changes_nothing_and_a_correction_needs_a_reason():
    scene = Measured()
    actions.take(by=scene.manager, import_id=read(scene, f"M1,{when(1)},12,20,,").pk)
    again = read(scene, f"M1,{when(1)},12,20,,")
    assert becomes(again) == ["same"]
    actions.take(by=scene.manager, import_id=again.pk)
    assert Reading.objects.count() == 1
    changed = read(scene, f"M1,{when(1)},13,20,,")
    assert becomes(changed) == ["correction"]
    with pytest.raises(Invalid) as caught:
        actions.take(by=scene.manager, import_id=changed.pk)
    assert list(caught.value.errors) == ["why"]
    actions.take(by=scene.manager, import_id=changed.pk, why="One came late")
    assert list(Reading.objects.filter(replaced_at=None).values_list("value", "note")) == [
        (65, "Corrected: One came late")
    ]


def test_every_fault_is_named_by_row_and_column_and_nothing_is_taken():
    scene = Measured()
    make.MeasureFactory(plan=scene.plan, number="M3", source="live", live_key="notice_days")
    make.MeasureFactory(plan=scene.plan, number="M4", retired_on=back(1))
    batch = read(
        scene, f"M9,{when(1)},1,2,,", f"M3,{when(1)},1,2,,", f"M4,{when(1)},1,2,,", "M1,2999-01,1,2,,", "M1,soon,1,2,,",
        f"M1,{when(1)},5,2,,", f"M1,{when(2)},1,2,,", f"M1,{when(2)},1,2,,", f"M1,{when(3)},x,2,,", ",,,,,nothing",
    )  # fmt: skip
    assert faults(batch) == [
        (2, "measure"), (3, "measure"), (4, "measure"), (5, "period"), (6, "period"), (7, "numerator"), (9, "period"),
        (10, "numerator"), (11, "measure"), (11, "period"),
    ]  # fmt: skip
    with pytest.raises(Conflict, match="not in order"):
        actions.take(by=scene.manager, import_id=batch.pk, why="x")
    assert not Reading.objects.exists()


def test_a_figure_that_changed_meanwhile_sends_the_file_back():
    scene = Measured()
    batch = read(scene, f"M1,{when(1)},12,20,,")
    scene.enter(1, numerator=14, denominator=20)
    with pytest.raises(Conflict, match="have changed since"):
        actions.take(by=scene.manager, import_id=batch.pk, why="x")


def test_red_figures_from_a_file_ask_their_owner_once():
    scene = Measured()
    actions.take(
        by=scene.manager, import_id=read(scene, f"M1,{when(3)},1,20,,", f"M1,{when(1)},1,20,,").pk
    )
    assert scene.commentary().ends_on == back(1)
    assert scene.item().owner == scene.owner


def test_a_file_is_its_readers_own():
    scene = Measured()
    batch = read(scene, f"M1,{when(1)},12,20,,")
    with pytest.raises(NotFound):
        actions.take(by=scene.other_manager, import_id=batch.pk)
