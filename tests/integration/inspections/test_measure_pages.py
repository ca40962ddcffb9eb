"""Measures as pages: what is shown, forms that come back filled, files, charts that browsers keep."""

import csv
import io
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dco_portal.common.clock import today
from inspections.actions import measures as actions
from inspections.models import FigureImport, Measure, Reading
from tests.integration.inspections.live_scene import World, notified
from tests.integration.inspections.measure_scene import DAY, Measured, back, month_name
from tests.integration.inspections.test_live_measures import live_measure

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"inspections:{name}", args=args)


@pytest.fixture
def scene(client) -> Measured:
    made = Measured()
    made.enter(2, numerator=12, denominator=20)
    made.enter(1, numerator=11, denominator=20)
    client.force_login(made.manager)
    return made


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows_of(response) -> list[list[str]]:
    body = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(body)))


def test_list_shows_how_each_stands_and_its_views(client, scene):
    page = text(client.get(url("measures", scene.plan.pk)))
    for words in (
        "55%",
        "Down 5 points, worse",
        "90%",
        "■ Red",
        "Owed by",
        "New measure",
        "How a figure is rated",
    ):
        assert words in page
    assert "55%" in text(client.get(url("measures", scene.plan.pk) + "?show=red"))
    assert "No measure of this plan fits" in text(
        client.get(url("measures", scene.plan.pk) + "?show=retired")
    )
    client.force_login(scene.reader)
    assert "New measure" not in text(client.get(url("measures", scene.plan.pk)))


def test_measure_page_shows_figures_rule_chart_and_what_the_public_sees(client, scene):
    page = text(client.get(url("measure", scene.measure.pk)))
    for words in (
        "55% in " + month_name(1), "beyond the tolerance of 10%", "12 of 20", "A usual range is drawn from 12",
        "Its owner has not said why", f'src="{url("measure-chart", scene.measure.pk)}"', "Line chart of M1",
        "Every figure.", "In time", scene.owner.name,
    ):  # fmt: skip
        assert words in page, words
    Measure.objects.filter(pk=scene.measure.pk).update(suppress_below=10)
    assert f"could be worked out: {month_name(2)}, {month_name(1)}" in text(
        client.get(url("measure", scene.measure.pk))
    )


def test_chart_is_an_svg_the_browser_keeps(client, scene):
    at = url("measure-chart", scene.measure.pk)
    first = client.get(at)
    assert first["Content-Type"] == "image/svg+xml" and "private" in first["Cache-Control"]
    words = [
        node.text
        for node in ElementTree.fromstring(first.content).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "55%" in words and "Target 90%" in words
    again = client.get(at, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(at + "?narrow=1")["ETag"] != first["ETag"]
    scene.enter(1, numerator=12, denominator=20, why="x")
    assert client.get(at, headers={"If-None-Match": first["ETag"]}).status_code == 200


def post_fields(scene, **changes) -> dict:
    whole = {
        "name": "Advice on time", "definition": "As counted.", "numerator": "In time", "denominator": "All",
        "unit": "percent", "polarity": "higher", "frequency": "month", "source": "entered", "live_key": "",
        "priority": str(scene.priority.pk), "owner": str(scene.owner.pk), "target": "90", "tolerance": "10",
        "public": "yes", "suppress_below": "6",
    }  # fmt: skip
    return whole | changes


def test_a_measure_is_made_and_changed_and_a_bad_form_comes_back_filled(client, scene):
    at = url("measure-new", scene.plan.pk)
    page = text(client.post(at, post_fields(scene, target="ninety", definition="Kept words")))
    assert "Enter a number, such as 62.5" in page and "Kept words" in page and "ninety" in page
    assert "Enter a number from 0 to 100" in text(client.post(at, post_fields(scene, target="900")))
    client.post(at, post_fields(scene))
    made = Measure.objects.get(number="M2")
    assert "Advice on time" in text(client.get(url("measure-change", made.pk)))
    client.post(
        url("measure-change", made.pk), post_fields(scene, name="Advice in time", public="no")
    )
    made.refresh_from_db()
    assert (made.name, made.public) == ("Advice in time", False)
    live = post_fields(
        scene, source="live", live_key="notice_prompt", definition="", numerator="", denominator=""
    )
    client.post(at, live)
    assert Measure.objects.get(number="M3").denominator == "Notifications sent in the month"


def test_a_figure_is_entered_corrected_and_taken_back(client, scene):
    at = url("figure-enter", scene.measure.pk)
    page = text(client.get(f"{at}?ends_on={back(1)}"))
    assert f"{month_name(1)}: 55%" in page and 'value="11"' in page and "Take it back" in page
    given = {
        "ends_on": str(back(1)),
        "numerator": "14",
        "denominator": "20",
        "value": "",
        "note": "",
        "why": "",
    }
    page = text(client.post(at, given))
    assert "Say why it is corrected" in page and 'value="14"' in page
    client.post(at, {**given, "why": "Late return"})
    reading = Reading.objects.get(measure=scene.measure, ends_on=back(1), replaced_at=None)
    assert reading.value == 70
    page = text(client.get(url("measure", scene.measure.pk)))
    assert "Figures that were corrected" in page and "Late return" in page
    client.post(url("figure-withdraw", reading.pk), {"why": "Wrong month"})
    assert not Reading.objects.filter(ends_on=back(1), replaced_at=None).exists()


def test_trajectory_page_adds_draws_and_takes_out(client, scene):
    at = url("measure-trajectory", scene.measure.pk)
    assert "There are no points" in text(client.get(at))
    client.post(at, {"ends_on": str(back(1)), "value": "60"})
    assert f"{month_name(1)}: <strong>60%</strong>" in text(client.get(at))
    assert "Enter a number from 0 to 100" in text(
        client.post(at, {"ends_on": str(back(1)), "value": "160"})
    )
    actions.change(by=scene.manager, measure_id=scene.measure.pk, fields=scene.fields())
    client.post(url("measure-straight", scene.measure.pk))
    assert scene.measure.trajectory.count() > 5
    client.post(url("measure-point-drop", scene.measure.pk, scene.measure.trajectory.first().pk))
    assert scene.measure.trajectory.count() > 4


def test_files_hold_every_figure_and_the_template_every_measure(client, scene):
    lines = rows_of(client.get(url("measures-csv", scene.plan.pk)))
    assert len(lines) == 3 and lines[1][:3] == ["M1", scene.measure.name, "percent"]
    assert lines[2][6:9] == ["11.000", "20.000", "55"] and lines[2][11:13] == ["red", "yes"]
    assert rows_of(client.get(url("measure-csv", scene.measure.pk))) == lines
    assert rows_of(client.get(url("figures-template", scene.plan.pk)))[1][:2] == [
        "M1",
        month_name(1),
    ]


def test_a_file_is_uploaded_shown_and_recorded(client, scene):
    file = (
        f"measure,period,numerator,denominator\nM1,{back(3):%Y-%m},9,20\nM1,{back(1):%Y-%m},13,20\n"
    )
    upload = SimpleUploadedFile("figures.csv", file.encode())
    assert "Choose a file" in text(client.post(url("figures-upload", scene.plan.pk), {}))
    client.post(url("figures-upload", scene.plan.pk), {"upload": upload})
    batch = FigureImport.objects.get()
    at = url("figures-import", batch.pk)
    page = text(client.get(at))
    assert (
        "2 figures can be recorded, 1 of them correcting one that is there" in page
        and "9 of 20" in page
    )
    assert "Say why figures are corrected" in text(client.post(at, {"why": ""}))
    client.post(at, {"why": "Late return"})
    assert "Recorded on" in text(client.get(at))
    assert len(rows_of(client.get(url("figures-report", batch.pk)))) == 3
    bad = SimpleUploadedFile("figures.csv", b"measure,period,value\nM9,soon,x\n")
    client.post(url("figures-upload", scene.plan.pk), {"upload": bad})
    page = text(client.get(url("figures-import", FigureImport.objects.first().pk)))
    assert (
        "This plan has no measure M9" in page
        and "Nothing is recorded" in page
        and "Write a number" in page
    )


def test_an_owner_without_the_plan_writes_the_commentary(client, scene):
    client.force_login(scene.owner)
    assert client.get(url("measure", scene.measure.pk)).status_code == 403
    at = url("commentary", scene.commentary().pk)
    page = text(client.get(at))
    assert (
        "55% in " + month_name(1) + ", against 90% planned" in page and "data:image/svg+xml" in page
    )
    late = (today() + 30 * DAY).strftime("%d %m %Y").split()
    given = {
        "why": "Two posts are empty.",
        "doing": "",
        "right_by_0": late[0],
        "right_by_1": late[1],
        "right_by_2": late[2],
    }
    page = text(client.post(at, given))
    assert "Say what is being done about it" in page and "Two posts are empty." in page
    client.post(at, {**given, "doing": "Agency cover."})
    assert scene.commentary().doing == "Agency cover."
    client.force_login(scene.reader)
    page = text(client.get(at))
    assert "Agency cover." in page and "<form method" not in page.split("<main")[1]
    client.force_login(scene.manager)
    assert "Agency cover." in text(client.get(url("measure", scene.measure.pk)))


def test_cases_behind_a_live_number_and_those_that_may_not_be_opened(client):
    world = World()
    measure = live_measure(world, "notice_prompt", polarity="higher")
    scene = notified(world, today().replace(day=1) - 20 * DAY, 15, 9)
    plan = type(measure.plan).objects.filter(pk=measure.plan.pk)
    plan.update(starts_on=today().replace(day=1) - 90 * DAY)
    manager = Measured().manager
    manager.memberships.update(organisation=world.icb)
    client.force_login(manager)
    at = url("measure-cases", measure.pk)
    month = f"{back(1):%Y-%m}"
    page = text(client.get(f"{at}?month={month}"))
    assert "which you may not open" in page and "S23-" not in page
    assert (
        client.get(f"{at}?month=2026-13").status_code
        == client.get(f"{at}?month=x").status_code
        == 404
    )
    assert "There was nothing to count" in text(client.get(f"{at}?month=2020-01"))
    lines = rows_of(client.get(f"{url('measure-cases-csv', measure.pk)}?month={month}"))
    assert "may not open" in lines[-1][0] and len(lines) == 2
    client.post(url("measure-recount", measure.pk))
    page = text(client.get(url("measure", measure.pk)))
    assert "This month up to" in page and "The cases behind it" in page
    assert scene.icb == world.icb
