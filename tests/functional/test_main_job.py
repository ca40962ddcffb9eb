"""The main job, played by five people in Chromium against a real worker.

Given an LA officer, a coordinator, a provider lead and two clinicians of one demo area,
when the officer asks for health advice, the coordinator asks two services, both answer, one
answer is sent back once, and all is checked and sent,
then the officer opens a tagged PDF pack and acknowledges it, and everyone was told in time.
"""

import datetime as dt
import io
import re

import pikepdf
import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Page, expect

from dco_portal.common.clock import today
from dco_portal.home.demo import people as demo_people
from dco_portal.home.demo import places as demo_places
from ehcp.models import AdviceRequest
from tests import pdf_text
from tests.functional.steps import follow, give, heading, no_errors, press

CHILD = ("Wilhelmina", "Quillfeather", "999 000 0018")


@pytest.fixture
def area(transactional_db, worker, mail_folder):
    """The demo area's bodies and sign-ins, without any case."""
    demo_places.load()
    demo_people.load()
    return mail_folder


def go_on(page: Page, axe) -> None:
    """Save a page of a form and go on; the page is looked at by axe first."""
    axe(page)
    press(page, "Save and continue")
    no_errors(page)


def picture() -> bytes:
    """A small real picture."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return file.getvalue()


def ask_for_advice(la: Page, axe) -> str:
    """The LA officer fills in every section and sends the request; the case's path."""
    la.goto("/ehc-advice/new/")
    axe(la)
    la.locator("main form button[type=submit]").first.click()
    axe(la)
    draft = la.url
    la.goto(f"{draft}child/")
    give(
        la,
        nhs_number="999 000 0019",
        given_name=CHILD[0],
        family_name=CHILD[1],
        born_on=dt.date(2021, 5, 14),
    )
    press(la, "Save and continue")
    expect(la.locator(".govuk-error-summary")).to_contain_text("NHS number")
    expect(la.locator("[name=given_name]")).to_have_value(CHILD[0])
    axe(la)
    give(la, nhs_number=CHILD[2], setting_name="Oak Hill Primary")
    go_on(la, axe)
    la.goto(f"{draft}family/")
    give(la, **{
        "carers-0-name": "Petra Quillfeather", "carers-0-relationship": "Mother",
        "carers-0-parental_responsibility": "yes", "carers-0-lives_with_child": True,
        "child-needs": "large_print",
    })  # fmt: skip
    go_on(la, axe)
    la.goto(f"{draft}request/")
    decided = today() - dt.timedelta(days=2)
    give(
        la,
        type="assessment",
        assessment_requested_on=today() - dt.timedelta(days=30),
        decided_on=decided,
    )
    give(la, asked_on=today() + dt.timedelta(days=400), la_reference="WCC-77")
    press(la, "Save and continue")
    expect(la.locator(".govuk-error-summary")).to_be_visible()
    expect(la.locator("[name=la_reference]")).to_have_value("WCC-77")
    give(la, asked_on=today())
    go_on(la, axe)
    la.goto(f"{draft}question/")
    give(la, question="Which health needs matter for learning?", reason="Progress has slowed.")
    go_on(la, axe)
    la.goto(f"{draft}services/")
    la.get_by_label("Children's speech and language therapy").first.check()
    la.get_by_label("Community paediatrics").first.check()
    go_on(la, axe)
    la.goto(f"{draft}views/")
    give(la, consent="given", family_views="We want to be understood.")
    go_on(la, axe)
    la.goto(f"{draft}existing-advice/")
    go_on(la, axe)
    la.goto(f"{draft}documents/")
    give(la, description="Picture of the child's work")
    la.locator("[name=upload]").set_input_files(
        {"name": "work.png", "mimeType": "image/png", "buffer": picture()}
    )
    press(la, "Add the file")
    no_errors(la)
    axe(la)
    press(la, "Continue")
    la.goto(f"{draft}check/")
    expect(la.locator("main")).to_contain_text(CHILD[1])
    axe(la)
    press(la, "Send the request")
    no_errors(la)
    assert re.search(r"/ehc-advice/[0-9a-f-]{36}/$", la.url), la.url
    axe(la)
    return la.url


def triage(coordinator: Page, axe) -> None:
    """The coordinator finds the new request in the worklist and asks the two services."""
    coordinator.goto("/worklist/?view=unassigned")
    axe(coordinator)
    coordinator.get_by_role("link", name="Triage").first.click()
    axe(coordinator)
    expect(coordinator.locator(".portal-clock")).to_contain_text("Due")
    expect(coordinator.locator("main")).to_contain_text("Large print")
    follow(coordinator, "Accept and ask services")
    axe(coordinator)
    assert coordinator.locator("[name=services]:checked").count() == 2
    press(coordinator, "Ask these services")
    no_errors(coordinator)
    axe(coordinator)


def allocate(lead: Page, axe, service: str, clinician: str) -> None:
    """The lead gives one service's part to a clinician."""
    lead.goto("/worklist/?view=all")
    lead.locator("tr", has_text=service).get_by_role("link").first.click()
    axe(lead)
    follow(lead, "Give it to a clinician")
    axe(lead)
    lead.get_by_label(clinician).first.check()
    press(lead, "Save")
    no_errors(lead)


def write(clinician: Page, axe) -> str:
    """A clinician writes structured advice, page by page, and signs it; the contribution's path."""
    clinician.goto("/worklist/")
    clinician.get_by_role("link", name="Write the advice").first.click()
    axe(clinician)
    part = clinician.url
    form = f"{part}advice/"
    clinician.goto(f"{form}check-answers/")
    expect(clinician.locator("main")).to_contain_text("Add each health need")
    axe(clinician)
    seen, review = today() - dt.timedelta(days=7), today() + dt.timedelta(days=300)
    pages = {
        "author": {},
        "seen": {"how": "seen", "on": seen, "by": "The author", "place": "Clinic"},
        "views": {"child": "Likes building.", "child_how": "Talking with pictures.", "family": "Agree.",
                  "discussed_on": seen, "discussed_with": "The mother"},
        "strengths": {"strengths": "Kind and curious."},
    }  # fmt: skip
    for name, values in pages.items():
        clinician.goto(f"{form}{name}/")
        give(clinician, **values)
        go_on(clinician, axe)
    rows = {
        "needs": {"need.1-need": "Speech is hard to understand.", "need.1-impact": "Play ends early.",
                  "need.1-related": "sen"},
        "outcomes": {"outcome.1-outcome": "Is understood by a familiar adult.", "outcome.1-by": review,
                     "outcome.1-needs": "need.1"},
        "provision": {"provision.1-what": "Direct therapy.", "provision.1-who": "Registered therapist",
                      "provision.1-how_often": "Once a fortnight", "provision.1-how_long": "45 minutes, 12 sessions",
                      "provision.1-where": "School", "provision.1-review_on": review, "provision.1-section": "F",
                      "provision.1-section_reason": "It trains speech.", "provision.1-meets": "need.1"},
    }  # fmt: skip
    for name, values in rows.items():
        clinician.goto(f"{form}{name}/")
        clinician.locator("main button[name=add]").click()
        give(clinician, **values)
        go_on(clinician, axe)
    clinician.goto(f"{form}agreement/")
    give(
        clinician,
        child="agreed",
        child_on=seen,
        parent="agreed",
        parent_on=seen,
        provider="agreed",
        provider_on=seen,
    )
    go_on(clinician, axe)
    clinician.goto(f"{form}check-answers/")
    axe(clinician)
    sign(clinician)
    axe(clinician)
    return part


def sign(clinician: Page) -> None:
    """Tick that it is true and sign."""
    clinician.locator("main form input[type=checkbox]").check()
    clinician.locator("main form button[type=submit]").last.click()
    no_errors(clinician)


def sign_off(lead: Page, axe, part: str) -> None:
    """The lead reads and signs off."""
    lead.goto(f"{part}sign-off/")
    axe(lead)
    press(lead, "Sign off")
    no_errors(lead)


def send(checker: Page, axe, part: str) -> None:
    """The DCO checks and sends (a DCO may also send what was picked for the sample)."""
    checker.goto(f"{part}check/")
    axe(checker)
    press(checker, "Send to the local authority")
    no_errors(checker)


def pdf_of(la: Page) -> bytes:
    """The pack's PDF once it is there, by the link that works without JavaScript."""
    link = la.locator("a[download]", has_text="Download").first
    for _ in range(60):
        if link.count() and "pdf" in (link.get_attribute("href") or ""):
            break
        la.wait_for_timeout(500)
        la.reload()
    response = la.request.get(link.get_attribute("href") or "")
    assert response.status == 200
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["x-content-type-options"] == "nosniff"
    return response.body()


def check_pdf(content: bytes) -> None:
    """The pack can be read by people and by screen readers."""
    words = pdf_text.words(content)
    for sentence in (
        CHILD[1],
        "Is understood by a familiar adult.",
        "Once a fortnight",
        "Direct therapy.",
    ):
        assert sentence in words
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as meta:
            assert str(meta["pdfuaid:part"]) == "1"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


@pytest.mark.timeout(900)
def test_the_main_job_from_the_local_authority_to_the_acknowledged_pack(people, area, axe):
    la, coordinator, lead = (
        people.signed_in(f"{who}@demo.example", by_hand=True)
        for who in ("la", "coordinator", "provider")
    )
    dco = people.signed_in("dco@demo.example", by_hand=True)
    speech, doctor = (
        people.signed_in(f"{who}@demo.example", by_hand=True) for who in ("clinician", "clinician2")
    )

    case = ask_for_advice(la, axe)
    reference = la.locator("h1 .govuk-caption-l").inner_text().strip()
    assert re.fullmatch(r"EHC-\d{4}-\d{6}", reference)
    triage(coordinator, axe)
    allocate(lead, axe, "speech and language", "Priya Shah")
    allocate(lead, axe, "Community paediatrics", "Daniel Okafor")

    due = AdviceRequest.objects.get(reference=reference).due_on
    call_command("send_reminders", on=str(due - dt.timedelta(days=7)), verbosity=0)
    for who in ("clinician", "clinician2"):
        reminder = area.wait_for(f"{who}@demo.example", "7 days left")
        assert f"{due.day} {due:%B %Y}" in reminder.get_content()

    first = write(speech, axe)
    sign_off(lead, axe, first)
    coordinator.goto(f"{first}check/")
    comment = coordinator.locator("details", has=coordinator.locator("[name='on-provision.1']"))
    comment.locator("summary").click()
    give(
        coordinator,
        **{"on-provision.1": "Say which year group this is for.", "summary": "Nearly there."},
    )
    press(coordinator, "Send back to the writer")
    no_errors(coordinator)
    speech.goto(f"{first}advice/provision/")
    expect(speech.locator("main")).to_contain_text("Say which year group this is for.")
    give(speech, **{"provision.1-what": "Direct therapy in Year 1."})
    go_on(speech, axe)
    speech.goto(f"{first}advice/check-answers/")
    sign(speech)
    sign_off(lead, axe, first)
    send(dco, axe, first)

    la.goto(case)
    expect(la.locator("main")).to_contain_text("Sent to the local authority")
    axe(la)
    second = write(doctor, axe)
    assert la.goto(second).status == 200
    expect(la.locator("main")).not_to_contain_text("Direct therapy.")
    sign_off(lead, axe, second)
    send(dco, axe, second)

    la.goto(case)
    follow(la, "Pack 1")
    axe(la)
    content = pdf_of(la)
    axe(la)
    check_pdf(content)
    press(la, "Acknowledge receipt")
    expect(la.locator("main")).to_contain_text("acknowledged", ignore_case=True)
    axe(la)
    la.goto(case)
    heading(la, "Health advice request")
    expect(la.locator("main h1")).to_contain_text("Receipt acknowledged")
    everything = " ".join(mail.as_string() for mail in area.messages())
    for word in CHILD:
        assert word not in everything
    assert area.wait_for("la@demo.example", reference)
    assert area.wait_for("la@demo.example", "health advice returned")
