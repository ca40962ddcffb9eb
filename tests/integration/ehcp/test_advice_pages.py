"""The pages on which advice is written."""

import pytest

from tests.advice_pages import browser, posted, url
from tests.advice_scene import after, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.REQUIRE_MFA = False


def test_what_is_wrong_stands_beside_the_field_and_the_page_comes_back_filled():
    scene = after("allocate", services=1)
    data = posted("seen", 0, on_0="31", on_1="2", by="Ada Sample")
    page = browser(scene.clinician).post(url("advice-section", scene.speech.pk, "seen"), data)
    assert page.status_code == 200
    assert page.context["errors"] == [
        {"text": "Enter a real date, such as 27 3 2026", "href": "#id_on_0"}
    ]
    assert b'value="Ada Sample"' in page.content
    assert page.content.count(b"Error:") >= 2


def test_missing_answers_are_shown_beside_their_fields():
    scene = after("allocate", services=1)
    scene.save(scene.speech, "needs", {"rows": []}, add=True)
    writer = browser(scene.clinician)
    plain = writer.get(url("advice-section", scene.speech.pk, "needs"))
    assert plain.context["errors"] == []
    page = writer.get(url("advice-section", scene.speech.pk, "needs") + "?missing")
    assert [row["href"] for row in page.context["errors"]] == [
        "#id_need.1-need", "#id_need.1-impact", "#id_need.1-related_1"
    ]  # fmt: skip
    assert b"Enter the need." in page.content
    check = writer.post(url("advice-check", scene.speech.pk), {"lock": 1, "declared": "on"})
    assert check.status_code == 200
    assert scene.state(scene.speech) == "writing"
    assert b"There is a problem" in check.content


def test_rows_are_added_and_removed_without_javascript():
    scene = after("allocate", services=1)
    writer, address = browser(scene.clinician), url("advice-section", scene.speech.pk, "needs")
    writer.post(address, {"version": 0, "add": "1"})
    writer.post(address, {"version": 1, "row": ["need.1"], "need.1-need": "First", "add": "1"})
    assert [row.get("need") for row in scene.draft(scene.speech).content["needs"]["rows"]] == [
        "First",
        None,
    ]
    both = {
        "version": 2,
        "row": ["need.1", "need.2"],
        "need.1-need": "First",
        "need.2-need": "Second",
    }
    writer.post(address, {**both, "remove": "need.1"})
    assert [row["key"] for row in scene.draft(scene.speech).content["needs"]["rows"]] == ["need.2"]
    forged = writer.post(address, {"version": 3, "row": ["need.9"], "need.9-need": "Forged"})
    assert forged.status_code == 409


def test_pages_of_the_other_way_of_answering_are_not_there():
    scene = after("allocate", services=1)
    writer = browser(scene.clinician)
    assert writer.get(url("advice-section", scene.speech.pk, "report")).status_code == 404
    assert writer.post(url("advice", scene.speech.pk), {"basis": "upload"}).status_code == 302
    assert writer.get(url("advice-section", scene.speech.pk, "report")).status_code == 200
    assert writer.get(url("advice-section", scene.speech.pk, "needs")).status_code == 404
    assert (
        writer.post(url("advice-autosave", scene.speech.pk, "needs"), {"version": 0}).status_code
        == 404
    )


def test_report_of_an_unfit_kind_is_refused_beside_the_field():
    scene = after("allocate", services=1)
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("report.exe", b"MZ" + b"\0" * 100)
    page = browser(scene.clinician).post(url("advice-report", scene.speech.pk), {"upload": upload})
    assert page.status_code == 200
    assert page.context["errors"][0]["href"] == "#id_upload"
    nothing = browser(scene.clinician).post(url("advice-report", scene.speech.pk))
    assert b"Choose the report" in nothing.content


def test_autosave_answers_with_the_version_and_refuses_an_older_page():
    scene = after("allocate", services=1)
    writer, address = browser(scene.clinician), url("advice-autosave", scene.speech.pk, "strengths")
    first = writer.post(address, {"version": 0, "strengths": "Kind"})
    assert first.json()["version"] == 1
    assert scene.draft(scene.speech).content["strengths"] == {"strengths": "Kind"}
    other = writer.post(address, {"version": 0, "strengths": "Late"})
    assert other.status_code == 409
    assert other.json()["message"].startswith(f"{scene.clinician.name} saved this page at ")
    bad = writer.post(
        url("advice-autosave", scene.speech.pk, "seen"),
        {"version": 1, "on_0": "x", "on_1": "1", "on_2": "2"},
    )
    assert bad.status_code == 422


def test_conflict_shows_both_texts_and_can_be_saved_over_knowingly():
    scene = after("allocate", services=1)
    writer, address = browser(scene.clinician), url("advice-section", scene.speech.pk, "strengths")
    writer.post(address, {"version": 0, "strengths": "Sings well"})
    page = writer.post(address, {"version": 0, "strengths": "Runs fast"})
    assert page.status_code == 409
    assert scene.draft(scene.speech).content["strengths"] == {"strengths": "Sings well"}
    text = page.content.decode()
    assert f"{scene.clinician.name} saved this page at" in text
    assert "Sings well" in text
    assert "Runs fast</textarea>" in text
    assert page.context["lock"] == 1
    assert (
        writer.post(
            address, {"version": page.context["lock"], "strengths": "Runs fast"}
        ).status_code
        == 302
    )
    assert scene.draft(scene.speech).content["strengths"] == {"strengths": "Runs fast"}


def test_comments_stand_beside_their_items_in_the_form():
    scene = after("to_checking", services=1)
    desk = browser(scene.coordinator)
    data = {
        "version": 1,
        "summary": "Nearly there",
        "on-need.1": "Say how often",
        "on-views": "Whose words?",
    }
    assert desk.post(url("send-back", scene.speech.pk), data).status_code == 302
    writer = browser(scene.clinician)
    assert b"Nearly there" in writer.get(url("advice", scene.speech.pk)).content
    assert b"Say how often" in writer.get(url("advice-section", scene.speech.pk, "needs")).content
    assert b"Whose words?" in writer.get(url("advice-section", scene.speech.pk, "views")).content
    assert (
        b"Say how often" not in writer.get(url("advice-section", scene.speech.pk, "views")).content
    )
    assert b"Say how often" in desk.get(url("version", scene.speech.pk, 1)).content


def test_report_is_uploaded_summarised_and_signed():
    scene = after("allocate", services=1)
    writer, one = browser(scene.clinician), scene.speech.pk
    added = writer.post(url("advice-report", one), {"upload": report()})
    assert added.url == url("advice-section", one, "report")
    assert b"report.pdf" in writer.get(added.url).content
    assert b"Not complete" not in writer.get(url("advice", one)).content
    summary = {"version": 0, "dated_0": 2, "dated_1": 3, "dated_2": 2026, "needs": "One need"}
    assert writer.post(url("advice-section", one, "report"), summary).status_code == 302
    assert b"Not complete" in writer.get(url("advice", one)).content
    lock = scene.draft(scene.speech).lock
    writer.post(
        url("advice-section", one, "report"),
        {**summary, "version": lock, "outcomes": "One", "provision": "One"},
    )
    for name in ("author", "agreement"):
        writer.post(url("advice-section", one, name), posted(name, scene.draft(scene.speech).lock))
    unsigned = writer.post(url("advice-check", one), {"lock": scene.draft(scene.speech).lock})
    assert b"Tick the box to sign" in unsigned.content
    lock = scene.draft(scene.speech).lock
    assert (
        writer.post(url("advice-check", one), {"lock": lock, "declared": "on"}).status_code == 302
    )
    assert scene.speech.versions.get().basis == "upload"


def test_giving_back_and_not_knowing_are_pages():
    scene = after("allocate")
    writer = browser(scene.clinician)
    empty = writer.post(url("give-back", scene.speech.pk), {"reason": ""})
    assert b"Say why in a sentence or two" in empty.content
    assert writer.post(url("give-back", scene.speech.pk), {"reason": "On leave"}).status_code == 302
    assert scene.state(scene.speech) == "unallocated"
    lead = browser(scene.lead)
    assert b"Enter what was searched" in lead.post(url("not-known", scene.speech.pk), {}).content
    known = {"searched": "All", "next_route": "Ask the health visitor"}
    assert lead.post(url("not-known", scene.speech.pk), known).status_code == 302
    assert scene.state(scene.speech) == "not_known"
