"""Asking the DCO, in Chromium: a school with an account, then a parent without one who finds the published answer.

Given a demo area without enquiries, when a SENCO asks, declines the suggestion and is answered with
a specialist's help, then the next asker finds the published answer; and a parent without an account
confirms by mail, follows by private link and writes back.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from dco_portal.home.demo import people as demo_people
from dco_portal.home.demo import places as demo_places
from enquiries.actions import answers
from enquiries.models import Enquiry
from tests.functional.steps import follow, give, heading, no_errors, press
from tests.mail_server import answer, mail_server

SECRET = "Between ourselves: check with the nurse"
SPECIALIST = "Two staff, signed off each year, by the nurse named in the plan."


@pytest.fixture
def area(transactional_db, worker, mail_folder):
    """The demo area's bodies and sign-ins, and one published answer that does not quite fit."""
    demo_places.load()
    demo_people.load()
    return mail_folder


def publish_near_miss() -> None:
    """An answer that is offered and does not answer."""
    from dco_portal.accounts.models import User

    team = {
        local: User.objects.get(email=f"{local}@demo.example") for local in ("coordinator", "dco")
    }
    row = answers.begin(
        by=team["coordinator"],
        question="Who repairs a feeding pump at school?",
        text="The supplier does.",
        topic="medical",
    )
    answers.submit(by=team["coordinator"], answer_id=row.pk)
    answers.approve(by=team["dco"], answer_id=row.pk, number=1)


def start(page: Page, axe, **first) -> None:
    page.goto("/enquiries/new/")
    axe(page)
    for name, value in first.items():
        if name == "area":
            page.locator("[name=area]").select_option(label=value)
        else:
            page.locator(f"[name={name}][value={value}]").check()
    press(page, "Continue")
    no_errors(page)
    axe(page)


def test_school_asks_and_the_next_asker_finds_the_answer(area, people, axe):
    publish_near_miss()
    school = people.signed_in("school@demo.example")
    start(school, axe, role="school", topic="medical", urgency="routine", area="Worcestershire")
    press(school, "Continue")
    expect(school.locator(".govuk-error-summary")).to_be_visible()
    give(
        school,
        subject="Feeding pump training at school",
        text="How many staff must be trained to use a feeding pump? <b>x</b>",
        tried="school",
    )
    press(school, "Continue")
    heading(school, "Does one of these answer your question?")
    expect(school.locator("main")).to_contain_text("Who repairs a feeding pump at school?")
    expect(school.locator("main")).to_contain_text("<b>x</b>")
    axe(school)
    press(school, "None of these: send my question")
    no_errors(school)
    axe(school)
    thread = re.search(r"/enquiries/[0-9a-f-]{36}/", school.url).group()

    team = people.signed_in("coordinator@demo.example")
    team.goto("/enquiries/?view=unassigned")
    axe(team)
    follow(team, "ENQ-")
    axe(team)
    give(team, kind="note", text=SECRET)
    press(team, "Add to the thread")
    follow(team, "Ask a specialist")
    axe(team)
    team.locator("[name=service]").select_option(
        label="Children's speech and language therapy, Herefordshire and Worcestershire Health and Care"
    )
    give(team, question="How many staff, in general?", share_words=True)
    press(team, "Ask")
    no_errors(team)

    clinician = people.signed_in("clinician@demo.example")
    path = f"/enquiries/asks/{Enquiry.objects.get().asks.get().pk}/"
    clinician.goto(path)
    axe(clinician)
    expect(clinician.locator("main")).not_to_contain_text(SECRET)
    give(clinician, text=SPECIALIST)
    press(clinician, "Send to the DCO team")
    no_errors(clinician)

    team.goto(thread)
    expect(team.locator("main")).to_contain_text(SPECIALIST)
    follow(team, "Begin a reply with this")
    expect(team.locator("main [name=text]")).to_have_value(SPECIALIST)
    give(team, text="Two members of staff, signed off each year.", then="waiting")
    press(team, "Add to the thread")
    no_errors(team)

    school.goto(thread)
    axe(school)
    expect(school.locator("main")).to_contain_text("Two members of staff")
    for hidden in (SECRET, SPECIALIST):
        expect(school.locator("main")).not_to_contain_text(hidden)
    mail = area.wait_for("school@demo.example", "the DCO team has answered")
    with mail_server() as port:
        answer(port, mail, "Thank you, that is all.")
    for page in (school, team):
        page.goto(thread)
        expect(page.locator("main")).to_contain_text("Thank you, that is all.")
        expect(page.locator("main")).not_to_contain_text("wrote:")
    expect(team.locator("main")).to_contain_text("By e-mail")

    team.goto(f"{thread}resolve/")
    axe(team)
    give(team, reason="Answered")
    press(team, "Resolve")
    team.goto(f"/enquiries/answers/desk/new/?enquiry={thread.split('/')[-2]}")
    axe(team)
    give(
        team,
        question="How many staff are trained to use a feeding pump?",
        text="Two members of staff, signed off each year.",
    )
    press(team, "Save the draft")
    press(team, "Hand in for approval")
    axe(team)
    dco = people.signed_in("dco@demo.example")
    dco.goto("/enquiries/answers/desk/?view=waiting")
    follow(dco, "ANS-")
    follow(dco, "Check and publish")
    axe(dco)
    press(dco, "Publish")
    no_errors(dco)

    phone = people.visitor(phone=True, scripts=False)
    phone.goto("/enquiries/answers/?q=staff+feeding+pump")
    follow(phone, "How many staff are trained")
    press(phone, "This answers my question")
    expect(phone.locator("main")).to_contain_text("Thank you")


def test_parent_without_an_account(area, people, axe):
    parent = people.visitor(phone=True)
    start(parent, axe, role="parent", topic="health_info", urgency="routine", area="Worcestershire")
    give(
        parent, subject="Help while waiting", text="We wait for an assessment.", tried="doctor", name="A parent",
        email="parent@family.example",
    )  # fmt: skip
    press(parent, "Continue")
    axe(parent)
    press(parent, "Send my question")
    heading(parent, "Look in your e-mail")
    mail = area.wait_for("parent@family.example", "confirm")
    link = re.search(r"http\S+/enquiries/follow/\S+", mail.get_content()).group()
    parent.goto(link)
    axe(parent)
    assert Enquiry.objects.get().state == "unconfirmed"  # opening the link does nothing
    press(parent, "Yes, send my question")
    no_errors(parent)
    axe(parent)

    team = people.signed_in("coordinator@demo.example")
    team.goto("/enquiries/?view=unassigned")
    follow(team, "ENQ-")
    give(team, text="You need no diagnosis for most help.", then="resolved")
    press(team, "Add to the thread")
    no_errors(team)

    answered = area.wait_for("parent@family.example", "has answered")
    fresh = re.search(r"http\S+/enquiries/follow/\S+", answered.get_content()).group()
    parent.goto(fresh)
    expect(parent.locator("main")).to_contain_text("You need no diagnosis")
    assert "coordinator@demo.example" not in parent.content()
    assert "Sam Taylor" not in parent.content()
    axe(parent)
    give(parent, reason="One more thing: is there a group near us?")
    press(parent, "Reopen")
    no_errors(parent)
    team.reload()
    expect(team.locator("main")).to_contain_text("is there a group near us?")
    parent.goto("/enquiries/follow/forged-token/")
    heading(parent, "Page not found")
