"""The page of a case: what each side reads, what it may do, how many queries it takes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.documents.models import Attachment, Document
from ehcp.actions import checking, thread, triage
from ehcp.models import Message
from ehcp.queries import chronology
from tests.advice_scene import Scene, after, report
from tests.factories.accounts import PASSWORD, person
from tests.factories.organisations import IcbFactory, ServiceFactory
from tests.triage_scene import ask

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.REQUIRE_MFA = False


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def case(request) -> str:
    return reverse("ehcp:case", args=[request.pk])


def test_both_sides_read_the_case_and_it_is_noted():
    scene = Scene()
    for who in (scene.officer, scene.coordinator, scene.dco):
        page = browser(who).get(case(scene.request)).content.decode()
        assert scene.request.reference in page
        assert scene.child.family_name in page
        assert "Asking for something that is missing never stops the clock" in page
        assert AuditEvent.objects.filter(
            verb="viewed", actor_id=who.pk, child_id=scene.child.pk
        ).exists()


def test_providers_and_strangers_do_not_find_the_case():
    scene = Scene()
    for who in (
        scene.lead,
        scene.clinician,
        person("dco"),
        person("la_officer"),
        person("administrator", scene.icb),
    ):
        assert browser(who).get(case(scene.request)).status_code == 404


def test_notes_and_reasons_inside_health_never_reach_the_la():
    scene = Scene(services=1)
    thread.write(by=scene.coordinator, request=scene.request, kind="note", text="SECRET-NOTE")
    scene.to_checking()
    checking.send_back(
        by=scene.coordinator,
        contribution=scene.speech,
        version=1,
        comments={},
        summary="SECRET-COMMENT",
    )
    health = browser(scene.dco).get(case(scene.request)).content.decode()
    assert "SECRET-NOTE" in health
    assert "SECRET-COMMENT" in health
    officer = browser(scene.officer)
    for url in (case(scene.request), reverse("ehcp:list-csv") + "?view=all"):
        answer = officer.get(url)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert scene.request.reference in text
        assert "SECRET" not in text
        assert scene.clinician.name not in text
    told = " ".join(entry.detail for entry in chronology(scene.child.pk, by=scene.officer))
    assert "SECRET" not in told
    assert "SECRET" in " ".join(entry.detail for entry in chronology(scene.child.pk, by=scene.dco))


def test_la_answers_a_question_and_asks_one_of_its_own():
    scene = Scene()
    question = thread.write(
        by=scene.coordinator, request=scene.request, kind="ask_la", text="Which school?"
    )
    officer = browser(scene.officer)
    page = officer.get(case(scene.request)).content.decode()
    assert "Health asks you" in page
    url = reverse("ehcp:message", args=[scene.request.pk])
    assert (
        officer.post(url, {"kind": f"answer:{question.pk}", "text": "Nunnery Wood"}).status_code
        == 302
    )
    assert Message.objects.get(pk=question.pk).answered_at
    officer.post(url, {"kind": "from_la", "text": "When will you answer?"})
    assert (
        "The local authority asks" in browser(scene.dco).get(case(scene.request)).content.decode()
    )
    refused = officer.post(url, {"kind": "note", "text": "Kept words"})
    assert b"Kept words" in refused.content
    assert refused.status_code == 200
    assert Message.objects.count() == 3


def test_steps_offered_are_those_the_person_may_take():
    scene = Scene()
    request = ask(scene)

    def steps(who) -> set[str]:
        page = browser(who).get(case(request)).context
        return {step["label"] for step in (*page["actions"], *page["other_steps"])}

    assert "Accept and ask services" in steps(scene.coordinator)
    assert "Refuse in writing" not in steps(scene.coordinator)
    assert "Refuse in writing" in steps(scene.dco)
    assert steps(scene.officer) == {"Withdraw the request"}
    triage.withdraw(by=scene.officer, request=request, reason="Moved")
    assert steps(scene.officer) == steps(scene.coordinator) == {"Reopen"}


def test_file_is_added_and_read_by_both_sides_alone():
    scene = Scene()
    officer = browser(scene.officer)
    url = reverse("ehcp:add-file", args=[scene.request.pk])
    bad = officer.post(
        url, {"upload": SimpleUploadedFile("x.exe", b"MZ"), "description": "Kept words"}
    )
    assert b"Kept words" in bad.content
    assert (
        officer.post(url, {"upload": report(), "description": "School report"}).status_code == 302
    )
    file = Attachment.objects.get()
    address = reverse("ehcp:file", args=[scene.request.pk, file.pk])
    assert browser(scene.dco).get(address).status_code == 200
    other = ask(scene)
    assert officer.get(reverse("ehcp:file", args=[other.pk, file.pk])).status_code == 404
    assert browser(person("la_officer")).get(address).status_code == 404


def test_forwarded_case_keeps_its_record_and_no_content_while_the_files_go_along():
    scene = Scene()
    officer = browser(scene.officer)
    officer.post(
        reverse("ehcp:add-file", args=[scene.request.pk]),
        {"upload": report(), "description": "School report"},
    )
    file = Attachment.objects.get()
    other = IcbFactory()
    team = person("coordinator", other)
    triage.forward(by=scene.dco, request=scene.request, icb=other, reason="Other doctor")
    old = browser(scene.dco)
    page = old.get(case(scene.request)).content.decode()
    assert scene.request.question not in page
    assert "School report" not in page
    assert old.get(reverse("ehcp:file", args=[scene.request.pk, file.pk])).status_code == 404
    onward = scene.request.forwarded_as.get()
    new = browser(team)
    assert "School report" in new.get(case(onward)).content.decode()
    assert new.get(reverse("ehcp:file", args=[onward.pk, file.pk])).status_code == 200
    assert old.get(case(onward)).status_code == 404


def test_refusal_letter_is_shown_read_and_tried_again(drain_outbox):
    scene = Scene()
    triage.refuse(by=scene.dco, request=scene.request, reason="Incompatible with our duties")
    officer = browser(scene.officer)
    assert b"Being prepared" in officer.get(case(scene.request)).content
    letter = Document.objects.get(kind="ehcp.refusal")
    Document.objects.filter(pk=letter.pk).update(state="failed")
    again = reverse("ehcp:document-retry", args=[scene.request.pk, letter.pk])
    assert again.encode() in officer.get(case(scene.request)).content
    assert officer.get(again).status_code == 405
    assert officer.post(again).status_code == 302
    drain_outbox()
    answer = officer.get(reverse("ehcp:document", args=[scene.request.pk, letter.pk]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content]).startswith(
        b"%PDF"
    )


def test_forms_say_what_is_missing_and_conflicts_say_who():
    scene = Scene()
    desk = browser(scene.coordinator)
    url = reverse("ehcp:withdraw", args=[scene.request.pk])
    assert b"Say why in a sentence or two" in desk.post(url, {"reason": ""}).content
    assert desk.post(url, {"reason": "The family moved"}).status_code == 302
    late = browser(scene.dco).post(reverse("ehcp:split", args=[scene.request.pk]), {"services": []})
    assert late.status_code == 409
    assert scene.coordinator.name in late.content.decode()


def test_every_step_has_its_page_and_does_its_act():
    scene = Scene()
    desk = browser(scene.dco)
    service = ServiceFactory(areas=[scene.la])
    request = ask(scene)
    board = IcbFactory()
    posts = [
        ("split", {"services": [str(service.pk)], "ask": "Please"}, "with_services"),
        ("assign", {"owner": str(scene.dco.pk)}, "with_services"),
        ("duplicate", {"of": str(scene.request.pk)}, "duplicate"),
        ("reopen", {"reason": "Not the same"}, "received"),
        ("forward", {"icb": str(board.pk), "reason": "Wrong board"}, "forwarded"),
        ("reopen", {"reason": "It was right"}, "received"),
        ("refuse", {"reason": "Incompatible"}, "refused"),
    ]
    for name, values, state in posts:
        url = reverse(f"ehcp:{name}", args=[request.pk])
        page = desk.get(url)
        assert page.status_code == 200, name
        if name == "forward":
            assert f"shares no area with {scene.la.name}" in page.content.decode()
        assert desk.post(url, values).status_code == 302, name
        request.refresh_from_db()
        assert request.state == state, name


def test_number_of_queries_is_fixed(django_assert_max_num_queries):
    few, many = Scene(services=1), Scene(services=10)
    for scene, count in ((few, 1), (many, 10)):
        for n in range(count):
            thread.write(
                by=scene.coordinator, request=scene.request, kind="reply", text=f"Message {n}"
            )

    def queries(scene: Scene) -> int:
        client = browser(scene.dco)
        client.get(case(scene.request))
        with django_assert_max_num_queries(80) as seen:
            assert client.get(case(scene.request)).status_code == 200
        return len(seen.captured_queries)

    assert queries(few) == queries(many)


def test_every_screen_of_the_case_shows_the_clock(client):
    """Asked, due, days left and why this date, whatever page of the case somebody is on."""
    scene = after("allocate")
    screens = {
        scene.coordinator: [
            reverse(f"ehcp:{name}", args=[scene.request.pk])
            for name in ("case", "split", "assign", "forward", "withdraw", "exception-new")
        ],
        scene.dco: [reverse(f"ehcp:{name}", args=[scene.request.pk]) for name in ("refuse", "correct-receipt")],
        scene.clinician: [
            reverse(f"ehcp:{name}", args=[scene.speech.pk])
            for name in ("contribution", "advice", "advice-check", "give-back", "not-known")
        ]
        + [reverse("ehcp:advice-section", args=[scene.speech.pk, "needs"])],
    }  # fmt: skip
    for user, addresses in screens.items():
        client.login(email=user.email, password=PASSWORD)
        for address in addresses:
            page = client.get(address).content.decode()
            assert "portal-clock" in page, address
            assert "Why this date" in page, address
            assert "reg 8(1)" in page, address
