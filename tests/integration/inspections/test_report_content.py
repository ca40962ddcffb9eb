"""What a report says to whom: the board all, the public only what is public and nobody's name."""

import datetime as dt
import json

import pytest

from dco_portal.common.clock import today
from inspections import models as m
from inspections.presenters import reports as present
from tests.factories.inspections import ReadingFactory
from tests.integration.inspections.report_scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def text(report) -> str:
    return json.dumps(report.content, ensure_ascii=False)


def change_of_date(scene: Scene, **more) -> m.DateChange:
    values = {
        "plan": scene.plan, "action": scene.good, "before": today(), "after": today() + dt.timedelta(days=20),
        "reason": "Rooms were flooded.", "asked_by": scene.lead, "state": "approved", "decided_by": scene.approver,
        "decided_on": today() - dt.timedelta(days=1), "decision_words": "Agreed once.",
    }  # fmt: skip
    return m.DateChange.objects.create(**values | more)


def test_the_board_reads_everything(scene):
    change_of_date(scene)
    report = scene.make("board")
    content = report.content
    late = content["priorities"][0]["actions"][0]
    assert (late["delivery"], late["narrative"]) == ("red", "The form waits for the board.")
    assert late["who"] == f"{scene.lead.name}, {scene.icb.name}"
    assert content["priorities"][0]["asks"] == [{"number": "1.1", "words": "Two hours of a lawyer."}]  # fmt: skip
    assert [row["number"] for row in content["priorities"][0]["measures"]] == ["M1", "M2"]
    assert [row["number"] for row in content["exceptions"]] == ["M1"]
    assert content["dates"][0]["decided_by"] == scene.approver.name
    assert content["dates"][0]["reason"] == "Rooms were flooded."
    assert [row["score"] for row in content["risks"]] == [12]
    assert len(content["said"]) == 2
    assert content["index"] == []
    assert content["made_by"]["name"] == scene.manager.name


def test_the_public_reads_what_is_public_and_nobodys_name(scene):
    change_of_date(scene)
    content = scene.make("public").content
    found = json.dumps(content, ensure_ascii=False)
    for secret in (
        scene.manager.name, scene.approver.name, scene.lead.name, "Two hours of a lawyer", "The form waits",
        "Complaints about waiting", "Minutes of the form group", "We have too few rooms", "Two posts are empty",
        "Rooms were flooded", "Agreed once", "Adviser Example", "Head of advice",
    ):  # fmt: skip
        assert secret not in found, secret
    for open_word in (
        "Survey of the forum",
        "Nobody rings back.",
        "Health advice returned",
        "Train all clinicians",
    ):
        assert open_word in found, open_word
    late = content["priorities"][0]["actions"][0]
    assert late["who"] == scene.icb.name
    assert content["dates"][0]["after"] == (today() + dt.timedelta(days=20)).isoformat()
    assert content["made_by"] == {
        "name": "",
        "role": "Improvement manager",
        "organisation": scene.icb.name,
    }


def test_the_public_sees_no_small_number(scene):
    last = m.Reading.objects.filter(measure=scene.red).order_by("-ends_on").first()
    m.Reading.objects.filter(pk=last.pk).update(numerator=2, denominator=5, value=40)
    measure = scene.make("public").content["priorities"][0]["measures"][0]
    assert measure["suppressed"]
    assert measure["points"][-1]["value"] is None
    assert "40" not in json.dumps(measure["chart"]["series"][0]["values"])
    inside = scene.make("board").content["priorities"][0]["measures"][0]
    assert inside["points"][-1]["value"] == "40.000"


def test_the_stocktake_holds_the_index_of_evidence(scene):
    index = scene.make("stocktake").content["index"]
    assert [(row["index"], row["priority"], row["title"]) for row in index] == [
        ("E1", 1, "Survey of the forum"),
        ("E2", 1, "Minutes of the form group"),
    ]
    assert index[0]["verified_by"] == scene.approver.name


def test_a_red_measures_words_are_those_of_its_newest_figure(scene):
    reading = m.Reading.objects.filter(measure=scene.red).order_by("-ends_on").first()
    assert scene.make().content["exceptions"][0]["commentary"]["why"] == ""
    m.Commentary.objects.create(
        measure=scene.red, reading=reading, plan=scene.plan, ends_on=reading.ends_on, state="written",
        due_on=today(), why="Two posts were empty.", doing="Both are advertised.", written_by=scene.lead,
    )  # fmt: skip
    said = scene.make().content["exceptions"][0]["commentary"]
    assert (said["why"], said["doing"]) == ("Two posts were empty.", "Both are advertised.")


def test_figures_and_changes_after_the_period_stay_out(scene):
    ends_on = today() - dt.timedelta(days=70)
    from inspections.actions import reports

    change_of_date(scene)
    waiting = change_of_date(
        scene, state="asked", decided_by=None, decided_on=None, action=scene.late
    )
    ReadingFactory(measure=scene.red, starts_on=today(), ends_on=today(), value=88)
    report = reports.make(
        by=scene.manager, plan_id=scene.plan.pk, audience="board",
        starts_on=ends_on - dt.timedelta(days=30), ends_on=ends_on,
    )  # fmt: skip
    points = report.content["priorities"][0]["measures"][0]["points"]
    assert all(dt.date.fromisoformat(point["ends_on"]) <= ends_on for point in points)
    assert [row["number"] for row in report.content["dates"]] == [waiting.action.number]
    assert "88%" not in text(report)


def test_a_plan_with_nothing_in_it_still_gives_a_report(scene):
    from inspections.actions import reports
    from tests.factories.inspections import PlanFactory

    plan = PlanFactory(icb=scene.icb, la=scene.la)
    report = reports.make(
        by=scene.manager, plan_id=plan.pk, audience="public", starts_on=today(), ends_on=today()
    )
    assert report.content["short"]["total"] == 0
    assert list(present.csv_rows(report.content))


@pytest.mark.parametrize("audience", ["board", "public", "stocktake"])
def test_the_spreadsheet_says_the_same(scene, audience):
    change_of_date(scene)
    report = scene.make(audience, message="Advice comes sooner.")
    rows = list(present.csv_rows(report.content))
    assert all(len(row) == len(present.HEADER) for row in rows)
    sections = {row[0] for row in rows}
    assert {"Report", "Overdue", "Priority", "Finding", "Action", "Measure", "Figure", "Exception", "You said, we did"} <= sections  # fmt: skip
    assert ("Risk" in sections) == (audience != "public")
    assert ("Evidence index" in sections) == (audience == "stocktake")
    actions = {row[2]: row for row in rows if row[0] == "Action"}
    assert (actions["1.1"][7], actions["1.1"][8]) == ("Red", "Amber")
    figures = [row for row in rows if row[0] == "Figure" and row[2] == "M1"]
    assert [row[9] for row in figures] == ["50%", "45%", "40%"]


def test_the_glossary_takes_the_portals_words_that_stand_in_the_report(scene, monkeypatch):
    from inspections.queries import report_parts

    class Entry:
        def __init__(self, term: str) -> None:
            self.term, self.text = term, f"What {term} is."

    entries = [Entry("Forum"), Entry("Tribunal"), Entry("Integrated care board (ICB)")]
    monkeypatch.setattr(report_parts.pages, "glossary", lambda: entries)
    terms = {row["term"] for row in scene.make().content["glossary"]}
    assert {"Forum", "Integrated care board (ICB)", "Delivery"} <= terms
    assert "Tribunal" not in terms
