"""The pages from allocation to the pack, as each person gets them."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.audit.models import AuditEvent
from ehcp.actions import advice, checking
from tests.advice_samples import section_values
from tests.advice_scene import Scene, report
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.REQUIRE_MFA = False


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def posted(section: str, lock: int, **changes: str) -> dict:
    """The fields that a browser sends for a section's sample values."""
    data: dict = {"version": lock, "row": []}

    def put(name: str, value) -> None:
        if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
            year, month, day = value.split("-")
            data.update({f"{name}_0": day, f"{name}_1": month, f"{name}_2": year})
        elif value is True:
            data[name] = "on"
        elif value is not False:
            data[name] = value

    for name, value in section_values()[section].items():
        if name == "rows":
            for row in value:
                data["row"].append(row["key"])
                for field, inner in row.items():
                    if field != "key":
                        put(f"{row['key']}-{field}", inner)
        else:
            put(name, value)
    return {**data, **changes}


def url(name: str, *args) -> str:
    return reverse(f"ehcp:{name}", args=args)


def test_whole_way_in_the_browser(drain_outbox):
    scene = Scene(services=1)
    one = scene.speech.pk
    lead, writer, desk, officer = (
        browser(user) for user in (scene.lead, scene.clinician, scene.coordinator, scene.officer)
    )

    page = lead.get(url("contribution", one))
    assert b"Give it to a clinician" in page.content
    assert lead.post(url("allocate", one), {"clinician": scene.clinician.pk}).status_code == 302

    assert writer.get(url("advice", one)).status_code == 200
    for section in section_values():
        lock = scene.draft(scene.speech).lock
        if "rows" in section_values()[section]:
            added = writer.post(url("advice-section", one, section), {"version": lock, "add": "1"})
            assert added.status_code == 302
            assert writer.get(added.url).status_code == 200
            lock = scene.draft(scene.speech).lock
        answer = writer.post(url("advice-section", one, section), posted(section, lock))
        assert answer.status_code == 302, answer.context["errors"]
    assert scene.draft(scene.speech).content["provision"]["rows"][0]["meets"] == [
        "need.1",
        "outcome.1",
    ]
    page = writer.get(url("advice-check", one))
    assert page.context["faults"] == []
    signed = writer.post(
        url("advice-check", one), {"lock": scene.draft(scene.speech).lock, "declared": "on"}
    )
    assert signed.status_code == 302
    assert scene.state(scene.speech) == "signed"

    assert b"Understands two key words" in lead.get(url("sign-off", one)).content
    assert lead.post(url("do-sign-off", one), {"version": 1}).status_code == 302

    stage = officer.get(url("contribution", one))
    assert b"With the DCO team" in stage.content
    assert b"two key words" not in stage.content

    assert b"This is the last part" in desk.get(url("contribution-check", one)).content
    sent = desk.post(url("send", one), {"version": 1, "cover_note": "With thanks"})
    assert sent.url == url("pack", scene.request.pk, 1)

    waiting = officer.get(sent.url)
    assert b"Being prepared" in waiting.content
    assert officer.get(url("pack-pdf", scene.request.pk, 1)).status_code == 409
    drain_outbox()
    ready = officer.get(sent.url)
    assert b"Download" in ready.content
    assert b"With thanks" in ready.content
    pdf = officer.get(url("pack-pdf", scene.request.pk, 1))
    assert pdf["Content-Type"] == "application/pdf"
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    data = officer.get(url("pack-data", scene.request.pk, 1))
    assert json.loads(data.content)["reference"] == scene.request.reference
    assert AuditEvent.objects.filter(verb="downloaded", actor_id=scene.officer.pk).count() == 2
    assert b"two key words" in officer.get(url("contribution", one)).content
    assert officer.post(url("acknowledge", scene.request.pk, 1)).status_code == 302
    assert f"{scene.officer.name} acknowledged receipt".encode() in officer.get(sent.url).content


PROVIDER_PAGES = (
    "contribution",
    "allocate",
    "give-back",
    "not-known",
    "advice",
    "advice-check",
    "sign-off",
    "contribution-check",
)


@pytest.mark.parametrize("name", PROVIDER_PAGES)
def test_another_services_people_do_not_find_it(name):
    scene = Scene()
    scene.allocate(scene.speech)
    for user in (
        scene.other_lead,
        scene.other_clinician,
        person("dco"),
        person("la_officer"),
        person("administrator"),
    ):
        assert browser(user).get(url(name, scene.speech.pk)).status_code == 404, user


def test_clinician_without_the_case_does_not_find_it():
    scene = Scene()
    scene.allocate(scene.speech)
    assert browser(scene.colleague).get(url("contribution", scene.speech.pk)).status_code == 404
    advice.allocate(by=scene.lead, contribution=scene.speech, clinician=scene.colleague)
    assert browser(scene.colleague).get(url("contribution", scene.speech.pk)).status_code == 200
    assert browser(scene.clinician).get(url("contribution", scene.speech.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("allocate", "clinician"), ("allocate", "coordinator"), ("allocate", "officer"),
        ("advice", "lead"), ("advice", "coordinator"), ("advice", "officer"),
        ("advice-check", "lead"), ("give-back", "coordinator"), ("not-known", "officer"),
        ("sign-off", "clinician"), ("sign-off", "dco"), ("contribution-check", "lead"), ("contribution-check", "clinician"), ("contribution-check", "officer"),
    ],
)  # fmt: skip
def test_wrong_role_is_refused_and_noted(name, who):
    scene = Scene()
    scene.allocate(scene.speech)
    user = getattr(scene, who)
    assert browser(user).get(url(name, scene.speech.pk)).status_code == 403
    assert AuditEvent.objects.filter(verb="denied", actor_id=user.pk).exists()


def test_local_authority_reads_nothing_before_it_is_sent():
    scene = Scene(services=1)
    scene.to_checking()
    advice_version = scene.speech.versions.get()
    la = browser(scene.officer)
    assert b"two key words" not in la.get(url("contribution", scene.speech.pk)).content
    assert la.get(url("version", scene.speech.pk, 1)).status_code == 404
    assert la.get(url("compare", scene.speech.pk, 1, 1)).status_code == 404
    assert la.get(url("contribution-pdf", scene.speech.pk)).status_code == 404
    assert la.get(url("pack", scene.request.pk, 1)).status_code == 404
    scene.send()
    assert la.get(url("version", scene.speech.pk, advice_version.number)).status_code == 200


def test_local_authority_reads_the_report_only_once_sent():
    scene = Scene(services=1)
    scene.allocate()
    draft = advice.attach_report(by=scene.clinician, contribution=scene.speech, upload=report())
    for name, values in section_values().items():
        if name in {"author", "agreement"}:
            scene.save(scene.speech, name, values)
    summary = {
        "dated": "2026-03-02",
        "needs": "One need",
        "outcomes": "One outcome",
        "provision": "Therapy",
    }
    scene.save(scene.speech, "report", summary)
    la = browser(scene.officer)
    address = url("contribution-file", scene.speech.pk, draft.report_id)
    assert browser(scene.clinician).get(address).status_code == 200
    scene.sign()
    scene.sign_off()
    assert la.get(address).status_code == 404
    scene.send()
    assert la.get(address).status_code == 200
    assert b"report.pdf" in la.get(url("pack", scene.request.pk, 1)).content


def test_what_is_wrong_stands_beside_the_field_and_the_page_comes_back_filled():
    scene = Scene(services=1)
    scene.allocate()
    data = posted("seen", 0, on_0="31", on_1="2", by="Ada Sample")
    page = browser(scene.clinician).post(url("advice-section", scene.speech.pk, "seen"), data)
    assert page.status_code == 200
    assert page.context["errors"] == [
        {"text": "Enter a real date, such as 27 3 2026", "href": "#id_on_0"}
    ]
    assert b'value="Ada Sample"' in page.content
    assert page.content.count(b"Error:") >= 2


def test_missing_answers_are_shown_beside_their_fields():
    scene = Scene(services=1)
    scene.allocate()
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
    scene = Scene(services=1)
    scene.allocate()
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
    scene = Scene(services=1)
    scene.allocate()
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
    scene = Scene(services=1)
    scene.allocate()
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("report.exe", b"MZ" + b"\0" * 100)
    page = browser(scene.clinician).post(url("advice-report", scene.speech.pk), {"upload": upload})
    assert page.status_code == 200
    assert page.context["errors"][0]["href"] == "#id_upload"
    nothing = browser(scene.clinician).post(url("advice-report", scene.speech.pk))
    assert b"Choose the report" in nothing.content


def test_autosave_answers_with_the_version_and_refuses_an_older_page():
    scene = Scene(services=1)
    scene.allocate()
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
    scene = Scene(services=1)
    scene.allocate()
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
    scene = Scene(services=1)
    scene.to_checking()
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


def test_sending_back_without_a_word_shows_why_not():
    scene = Scene(services=1)
    scene.to_checking()
    page = browser(scene.coordinator).post(
        url("send-back", scene.speech.pk), {"version": 1, "summary": " "}
    )
    assert page.status_code == 200
    assert b"Say what should change" in page.content
    assert scene.state(scene.speech) == "checking"


def test_versions_are_compared_item_by_item():
    scene = Scene(services=1)
    scene.to_checking()
    checking.send_back(
        by=scene.coordinator,
        contribution=scene.speech,
        version=1,
        comments={"strengths": "More"},
        summary="",
    )
    scene.save(scene.speech, "strengths", {"strengths": "Makes friends easily and sings"})
    page = browser(scene.clinician).get(url("compare", scene.speech.pk, 1, 2))
    assert [row["item"] for row in page.context["differences"]] == ["strengths.strengths"]
    scene.sign()
    old = browser(scene.clinician).get(url("version", scene.speech.pk, 1))
    assert b"Superseded" in old.content


def test_allocation_offers_only_the_services_clinicians_and_the_lead():
    scene = Scene()
    page = browser(scene.lead).get(url("allocate", scene.speech.pk))
    offered = set(page.context["form"].fields["clinician"].queryset)
    assert offered == {scene.clinician, scene.colleague, scene.lead}
    wrong = browser(scene.lead).post(
        url("allocate", scene.speech.pk), {"clinician": scene.other_clinician.pk}
    )
    assert b"Choose a clinician of this service" in wrong.content


def test_superseded_pack_says_so():
    scene = Scene(services=1)
    scene.returned()
    from ehcp.actions import triage

    triage.reopen_contribution(
        by=scene.coordinator, contribution=scene.speech, reason="A need was left out"
    )
    scene.sign()
    scene.sign_off()
    scene.send()
    page = browser(scene.officer).get(url("pack", scene.request.pk, 1))
    assert b"Superseded" in page.content
    assert b"Acknowledge receipt" not in page.content
    assert (
        b"Acknowledge receipt"
        in browser(scene.officer).get(url("pack", scene.request.pk, 2)).content
    )


def test_return_by_hand_has_a_page():
    scene = Scene()
    scene.sent(scene.speech)
    desk = browser(scene.coordinator)
    assert desk.get(url("return", scene.request.pk)).status_code == 409
    scene.not_known(scene.therapy)
    assert desk.get(url("return", scene.request.pk)).status_code == 200
    assert desk.post(url("return", scene.request.pk), {"cover_note": ""}).status_code == 302
    assert scene.fresh(scene.request).state == "returned"


def test_number_of_queries_of_the_part_is_fixed(django_assert_max_num_queries):
    scene = Scene(services=1)
    scene.to_checking()
    desk = browser(scene.coordinator)
    desk.get(url("contribution", scene.speech.pk))
    with django_assert_max_num_queries(45) as first:
        desk.get(url("contribution", scene.speech.pk))
    for _ in range(3):
        checking.send_back(
            by=scene.coordinator, contribution=scene.speech, version=scene.newest(scene.speech), comments={},
            summary="Again",
        )  # fmt: skip
        scene.sign()
        scene.sign_off()
    with django_assert_max_num_queries(len(first)):
        desk.get(url("contribution", scene.speech.pk))


def test_draft_is_read_by_its_own_service_alone():
    scene = Scene(services=1)
    scene.allocate()
    scene.save(scene.speech, "strengths", {"strengths": "Sings"})
    assert b"Sings" in browser(scene.lead).get(url("version", scene.speech.pk, 1)).content
    assert browser(scene.coordinator).get(url("version", scene.speech.pk, 1)).status_code == 404
    assert (
        browser(scene.coordinator).get(url("contribution", scene.speech.pk)).context["versions"]
        == []
    )
    scene.write()
    scene.sign()
    assert browser(scene.coordinator).get(url("version", scene.speech.pk, 1)).status_code == 200


def test_local_authority_is_not_told_of_a_newer_version_before_it_has_it():
    from ehcp.actions import triage

    scene = Scene(services=1)
    scene.returned()
    triage.reopen_contribution(
        by=scene.coordinator, contribution=scene.speech, reason="More is known"
    )
    scene.sign()
    la, desk = browser(scene.officer), browser(scene.coordinator)
    assert la.get(url("version", scene.speech.pk, 1)).context["superseded_by"] is None
    assert desk.get(url("version", scene.speech.pk, 1)).context["superseded_by"].number == 2


def test_dco_team_reads_how_many_services_do_not_know_the_child_and_the_service_does_not():
    scene = Scene()
    scene.not_known(scene.speech)
    counted = {"key": "Services that do not know the child", "value": "1 of 2 asked"}
    assert (
        counted
        in browser(scene.coordinator).get(url("contribution", scene.speech.pk)).context["facts"]
    )
    assert (
        counted
        not in browser(scene.lead).get(url("contribution", scene.speech.pk)).context["facts"]
    )


def test_service_sees_the_requests_files_and_no_evidence():
    import datetime as dt

    from dco_portal.common.clock import today
    from dco_portal.common.moments import as_if
    from dco_portal.documents import actions as documents
    from ehcp.actions import exceptions
    from ehcp.rules.exceptions import lawful

    with as_if(today() - dt.timedelta(days=10)):
        scene = Scene()
    owner = {"owner_kind": "ehcp.request", "owner_id": scene.request.pk, "child_id": scene.child.pk}
    letter = documents.attach(by=scene.officer, upload=report(), description="Letter", **owner)
    evidence = documents.attach(by=scene.dco, upload=report(), description="Evidence", **owner)
    day = today() - dt.timedelta(days=3)
    exceptions.record(
        by=scene.other_lead, contribution=scene.therapy, facts="Did not come", happened_from=day, happened_to=day,
        exception=next(code for code, _ in lawful(scene.request) if code.endswith("c")),
        impractical_because="No other day", evidence=evidence,
    )  # fmt: skip
    lead = browser(scene.lead)
    page = lead.get(url("contribution", scene.speech.pk))
    assert [row["description"] for row in page.context["files"]] == ["Letter"]
    assert lead.get(url("contribution-file", scene.speech.pk, letter.pk)).status_code == 200
    assert lead.get(url("contribution-file", scene.speech.pk, evidence.pk)).status_code == 404
    assert page.context["clock"]["exceptions"] == []
    other = browser(scene.other_lead).get(url("contribution", scene.therapy.pk))
    assert len(other.context["clock"]["exceptions"]) == 1


def test_advice_that_is_agreed_already_stands_on_the_services_page():
    from dco_portal.common.clock import today
    from ehcp.models import ExistingAdvice

    scene = Scene()
    agreed = {"author_agreed_on": today(), "la_agreed_on": today(), "family_agreed_on": today()}
    base = {"request": scene.request, "author_name": "Bo Example", "dated": today()}
    ExistingAdvice.objects.create(description="Ours", service=scene.services[0], **base, **agreed)
    ExistingAdvice.objects.create(description="Theirs", service=scene.services[1], **base, **agreed)
    ExistingAdvice.objects.create(description="Not agreed", service=scene.services[0], **base)
    page = browser(scene.lead).get(url("contribution", scene.speech.pk))
    assert [row.description for row in page.context["agreed"]] == ["Ours"]
    assert b"do not write this again" in page.content


def test_other_services_are_not_named_on_a_services_page():
    scene = Scene()
    scene.sent(scene.therapy)
    scene.allocate(scene.speech)
    text = browser(scene.clinician).get(url("contribution", scene.speech.pk)).content.decode()
    assert scene.services[1].name not in text
    assert scene.other_clinician.name not in text
    assert browser(scene.clinician).get(url("case", scene.request.pk)).status_code == 404


def test_failed_pdf_can_be_tried_again(drain_outbox, monkeypatch):
    from dco_portal.documents.errors import RenderError

    scene = Scene(services=1)
    scene.returned()

    def fail(*args, **kwargs):
        raise RenderError("A fault")

    monkeypatch.setattr("dco_portal.documents.pdf.render", fail)
    drain_outbox()
    la = browser(scene.officer)
    assert b"could not be prepared" in la.get(url("pack", scene.request.pk, 1)).content
    monkeypatch.undo()
    assert la.post(url("pack-retry", scene.request.pk, 1)).status_code == 302
    assert la.post(url("contribution-pdf-retry", scene.speech.pk)).status_code == 302
    drain_outbox()
    assert la.get(url("pack-pdf", scene.request.pk, 1)).status_code == 200
    assert la.get(url("contribution-pdf", scene.speech.pk)).status_code == 200


def test_changes_are_posts():
    scene = Scene(services=1)
    scene.to_checking()
    desk = browser(scene.coordinator)
    for name in ("send", "send-back", "do-sign-off", "contribution-pdf-retry"):
        assert desk.get(url(name, scene.speech.pk)).status_code == 405, name
    for name in ("acknowledge", "pack-retry"):
        assert desk.get(url(name, scene.request.pk, 1)).status_code == 405, name
