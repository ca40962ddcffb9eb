"""Checking, sending, and the pack, as each side gets them."""

import json

import pytest

from dco_portal.audit.models import AuditEvent
from ehcp.actions import advice
from tests.advice_pages import browser, posted, url
from tests.advice_samples import section_values
from tests.advice_scene import Scene, after, brought_to, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.REQUIRE_MFA = False


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


def test_local_authority_reads_nothing_before_it_is_sent():
    scene = after("to_checking", services=1)
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
    scene = after("allocate", services=1)
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


def test_sending_back_without_a_word_shows_why_not():
    scene = after("to_checking", services=1)
    page = browser(scene.coordinator).post(
        url("send-back", scene.speech.pk), {"version": 1, "summary": " "}
    )
    assert page.status_code == 200
    assert b"Say what should change" in page.content
    assert scene.state(scene.speech) == "checking"


def test_superseded_pack_says_so():
    scene = after("returned", services=1)
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


def test_local_authority_is_not_told_of_a_newer_version_before_it_has_it():
    from ehcp.actions import triage

    scene = after("returned", services=1)
    triage.reopen_contribution(
        by=scene.coordinator, contribution=scene.speech, reason="More is known"
    )
    scene.sign()
    la, desk = browser(scene.officer), browser(scene.coordinator)
    assert la.get(url("version", scene.speech.pk, 1)).context["superseded_by"] is None
    assert desk.get(url("version", scene.speech.pk, 1)).context["superseded_by"].number == 2


def test_failed_pdf_can_be_tried_again(drain_outbox, monkeypatch):
    from dco_portal.documents.errors import RenderError

    scene = after("returned", services=1)

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
    scene = after("to_checking", services=1)
    desk = browser(scene.coordinator)
    for name in ("send", "send-back", "do-sign-off", "contribution-pdf-retry"):
        assert desk.get(url(name, scene.speech.pk)).status_code == 405, name
    for name in ("acknowledge", "pack-retry"):
        assert desk.get(url(name, scene.request.pk, 1)).status_code == 405, name


@pytest.mark.parametrize(("name", "who"), [("do-sign-off", "lead"), ("send", "coordinator")])
def test_sending_without_saying_what_was_read_leads_back_to_reading(name, who):
    scene = brought_to("signed" if who == "lead" else "checking")
    answer = browser(getattr(scene, who)).post(url(name, scene.speech.pk), {})
    assert answer.url == url("sign-off" if who == "lead" else "contribution-check", scene.speech.pk)
    assert scene.state(scene.speech) in {"signed", "checking"}


def test_part_that_is_not_the_last_leads_back_to_the_case():
    scene = brought_to("checking")
    sent = browser(scene.coordinator).post(url("send", scene.speech.pk), {"version": 1})
    assert sent.url == url("case", scene.request.pk)
    assert scene.state(scene.speech) == "sent"


def test_number_of_queries_of_a_pack_does_not_grow_with_its_parts(django_assert_max_num_queries):
    for services in (1, 2):
        scene = after("returned", services=services)
        la = browser(scene.officer)
        la.get(url("pack", scene.request.pk, 1))
        with django_assert_max_num_queries(18):
            page = la.get(url("pack", scene.request.pk, 1))
        assert len(page.context["answers"]) == services
