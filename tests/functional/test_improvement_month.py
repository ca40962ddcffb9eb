"""One month of an improvement plan, played by those who live it.

Given a plan in force with an action past its date and another led by a trust's transformation lead,
when the manager enters a red figure and says why, the lead reports from a phone and asks for another date,
the approver verifies, decides and approves, and the board meets with its pack,
then anybody reads the same progress report as page and tagged PDF, with charts that have words and tables.
"""

import datetime as dt
import io
import time

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.documents.tagging import faults
from inspections.actions import rounds
from inspections.models import Action, DateChange, Evidence, Measure, Meeting, Plan, Report
from tests import pdf_text
from tests.factories.accounts import PASSWORD, person
from tests.factories.inspections import (
    ActionFactory,
    BoardFactory,
    FindingFactory,
    InspectionFactory,
    MeasureFactory,
    PlanFactory,
    PriorityFactory,
    RiskFactory,
)
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ProviderFactory
from tests.functional.steps import follow, give, heading, no_errors, press

SOON = today() + dt.timedelta(days=60)


class Area:
    """One plan of one area, and its people."""

    def __init__(self) -> None:
        icb, trust = IcbFactory(), ProviderFactory(name="North Trust")
        la = LocalAuthorityFactory(icbs=[icb], name="Northshire Council")
        inspection = InspectionFactory(la=la, icb=icb, published=True)
        self.board = BoardFactory(la=la, icb=icb)
        self.plan: Plan = PlanFactory(
            la=la, icb=icb, inspection=inspection, title="Priority action plan", slug="northshire-plan", board=self.board,
            summary="Help in time.", starts_on=today() - dt.timedelta(days=200), published_at=now(),
        )  # fmt: skip
        self.plan.partners.create(organisation=trust, part="carries actions")
        priority = PriorityFactory(
            plan=self.plan, number=1, impact="Advice comes in time.", wanted="Advice in time."
        )
        priority.findings.add(FindingFactory(inspection=inspection))
        self.lead: User = person("action_lead", trust, email="lead@north.example")
        self.manager: User = person("improvement_manager", icb, email="manager@north.example")
        self.approver: User = person("plan_approver", la, email="approver@north.example")
        self.member: User = person("board_member", icb, email="board@north.example")
        self.mine: Action = ActionFactory(
            priority=priority, number="1.1", what="Train everybody who writes advice.", due_on=SOON, lead=self.lead,
            lead_organisation=trust, delivery="green",
        )  # fmt: skip
        ActionFactory(
            priority=priority, number="1.2", what="Fill the empty posts.", delivery="green", lead_words="Head of therapies",
            due_on=today() - dt.timedelta(days=1),
        )  # fmt: skip
        self.measure: Measure = MeasureFactory(
            plan=self.plan, priority=priority, number="M1", name="Advice in six weeks", target=90, owner=self.manager,
            numerator="in time", denominator="requests",
        )  # fmt: skip
        RiskFactory(plan=self.plan, number=1)
        self.board.members.create(
            role="Non-executive member", organisation=icb, user=self.member, since=today()
        )
        rounds.ask(plan_id=self.plan.pk, on=today().replace(day=1))

    @property
    def desk(self) -> str:
        return f"/improvement/desk/{self.plan.pk}/"


@pytest.fixture
def area(transactional_db) -> Area:
    return Area()


def fits(page: Page) -> None:
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"


def ready(page: Page) -> str:
    """The address of the file of this page that the worker makes, once it is there."""
    link = page.locator(".portal-card a[download]")
    until = time.monotonic() + 90
    while not link.count() and time.monotonic() < until:
        time.sleep(0.5)
        page.reload()
    return link.first.get_attribute("href") or ""


def read(page: Page, address: str) -> tuple[str, bytes]:
    """The words of a PDF that passes the accessibility checks, and its bytes."""
    answer = page.request.get(address)
    assert answer.status == 200, answer.status
    data = answer.body()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert faults(pdf) == []
    return pdf_text.words(data), data


def test_a_month_of_an_improvement_plan(people, worker, axe, area: Area):
    manager = people.signed_in(area.manager.email, PASSWORD)
    red_figure(manager, axe, area)
    lead_on_a_phone(people.visitor(phone=True), axe, area)
    approver = people.signed_in(area.approver.email, PASSWORD)
    verified_and_dated(approver, axe, area)
    report = made_and_approved(manager, approver, axe, area)
    board_meets(manager, people.signed_in(area.member.email, PASSWORD), axe, area, report)
    anybody_reads(people.visitor(phone=True), axe, area, report)
    without_scripts(people.visitor(scripts=False), area)


def red_figure(page: Page, axe, area: Area) -> None:
    """The manager sees what is past its date, enters a figure, and says why it is red."""
    page.goto("/improvement/desk/")
    axe(page)
    follow(page, "Priority action plan")
    row = page.locator("tr", has_text="Fill the empty posts.")
    expect(row).to_contain_text("Red")  # stored as green, and past its date
    axe(page)
    page.goto(f"{area.desk}measures/")
    axe(page)
    follow(page, "Advice in six weeks")
    press(page, "Enter a figure")
    give(page, numerator="45", denominator="40")
    press(page, "Record it")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert page.input_value("[name=numerator]") == "45"
    axe(page)
    give(page, numerator="10")
    press(page, "Record it")
    no_errors(page)
    expect(page.locator("main")).to_contain_text("25")
    axe(page)
    page.goto(f"/improvement/desk/commentaries/{area.measure.commentaries.get().pk}/")
    axe(page)
    give(page, why="Two writers were away.", doing="A third was trained.", right_by=SOON)
    press(page, "Save")
    no_errors(page)


def lead_on_a_phone(page: Page, axe, area: Area) -> None:
    """The lead finds one card, is told why blue is too early, reports, and asks for another date."""
    page.goto("/accounts/login/?next=/improvement/my-actions/")
    give(page, login=area.lead.email, password=PASSWORD)
    page.click("main form button[type=submit]")
    heading(page, "My plan actions")
    expect(page.locator(".portal-card")).to_have_count(1)
    axe(page)
    fits(page)
    page.locator(".portal-card a").first.click()
    axe(page)
    fits(page)
    give(
        page,
        narrative="Half are trained. Two trainers have left.",
        percent="50",
        delivery="amber",
        impact="blue",
    )
    press(page, "Give the update")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Blue needs evidence")
    assert page.input_value("[name=narrative]").startswith("Half are trained.")
    axe(page)
    page.locator("summary", has_text="Add evidence").click()
    give(
        page,
        impact="green",
        evidence_title="What families said",
        evidence_strength="4",
        evidence_words="“It was clear.”",
    )
    press(page, "Give the update")
    no_errors(page)
    expect(page.locator("main")).to_contain_text("50%")
    page.goto(f"/improvement/desk/actions/{area.mine.pk}/")
    axe(page)
    fits(page)
    press(page, "Ask for another date")
    give(page, after=SOON + dt.timedelta(days=30), reason="A new trainer begins in a month.")
    page.locator("main form button[type=submit]").last.click()
    no_errors(page)
    other = page.goto(f"/improvement/desk/{area.plan.pk}/")
    assert other is not None
    assert other.status == 403  # a lead reads their own actions alone


def verified_and_dated(page: Page, axe, area: Area) -> None:
    """The approver looks at the evidence and at the date."""
    page.goto(f"/improvement/desk/evidence/{Evidence.objects.get().pk}/")
    axe(page)
    press(page, "Verify")
    axe(page)
    page.locator("main form button[type=submit]").last.click()
    no_errors(page)
    page.goto(f"{area.desk}dates/")
    axe(page)
    page.goto(f"/improvement/desk/dates/{DateChange.objects.get().pk}/")
    axe(page)
    give(page, decision="approve")
    page.locator("main form button[type=submit]").last.click()
    no_errors(page)
    area.mine.refresh_from_db()
    assert (area.mine.due_on, area.mine.original_due_on) == (SOON + dt.timedelta(days=30), SOON)


def made_and_approved(manager: Page, approver: Page, axe, area: Area) -> Report:
    """The manager makes a public report and reads it as a page; only the approver may approve it."""
    manager.goto(f"{area.desk}updates/")
    expect(manager.locator("main")).to_contain_text("1.1")
    axe(manager)
    manager.goto(f"{area.desk}reports/")
    axe(manager)
    press(manager, "Make a report")
    give(
        manager, audience="public", starts_on=today() - dt.timedelta(days=31), ends_on=today(),
        message="Training goes on.", easy_words="We train people.\nPosts are empty.",
    )  # fmt: skip
    axe(manager)
    manager.locator("main form button[type=submit]").last.click()
    no_errors(manager)
    report = Report.objects.get()
    expect(manager.locator("main")).to_contain_text("It waits for an approver other than you")
    expect(manager.locator("main")).to_contain_text("Train everybody who writes advice.")
    axe(manager)
    text, _ = read(manager, ready(manager))
    assert "not approved" in text
    approver.goto(f"/improvement/desk/reports/{report.pk}/")
    axe(approver)
    press(approver, "Approve")
    press(approver, "Approve the report")
    no_errors(approver)
    report.refresh_from_db()
    assert (report.state, report.approved_by) == ("approved", area.approver)
    return report


def board_meets(manager: Page, member: Page, axe, area: Area, report: Report) -> None:
    """A meeting with the report as its paper and a frozen pack, which a member reads."""
    manager.goto(f"/improvement/boards/{area.board.pk}/")
    axe(manager)
    press(manager, "Plan a meeting")
    give(manager, on=today() + dt.timedelta(days=7), starts_at="10:00", where="Online")
    manager.locator("main form button[type=submit]").last.click()
    no_errors(manager)
    meeting = Meeting.objects.get()
    manager.goto(f"/improvement/boards/meetings/{meeting.pk}/")
    axe(manager)
    press(manager, "Add a paper")
    give(manager, title="Progress", report=str(report.pk))
    manager.locator("main form button[type=submit]").last.click()
    no_errors(manager)
    manager.goto(f"/improvement/boards/meetings/{meeting.pk}/packs/new/")
    manager.locator("main form button[type=submit]").last.click()
    no_errors(manager)
    pack = meeting.packs.get()
    Action.objects.filter(number="1.2").update(what="Something else altogether.")

    member.goto(f"/improvement/boards/meetings/{meeting.pk}/")
    axe(member)
    member.goto(f"/improvement/boards/packs/{pack.pk}/")
    expect(member.locator("main")).to_contain_text(
        "Fill the empty posts."
    )  # what the board was given
    axe(member)
    text, _ = read(member, ready(member))
    assert "Fill the empty posts." in text
    assert "Something else" not in text
    refused = member.goto(f"/improvement/desk/reports/{report.pk}/approve/")
    assert refused is not None
    assert refused.status == 403


def anybody_reads(page: Page, axe, area: Area, report: Report) -> None:
    """A member of the public, on a phone."""
    page.goto("/improvement/")
    axe(page)
    fits(page)
    follow(page, "Priority action plan")
    expect(page.locator("main")).to_contain_text("Advice in time.")
    axe(page)
    fits(page)
    page.goto(f"/improvement/{area.plan.slug}/reports/")
    axe(page)
    fits(page)
    page.goto(f"/improvement/{area.plan.slug}/reports/{report.number}/")
    expect(page.locator("main")).to_contain_text("Fill the empty posts.")
    expect(page.locator("main")).not_to_contain_text(area.lead.name)
    axe(page)
    fits(page)
    until = time.monotonic() + 90
    latest = f"/improvement/{area.plan.slug}/report.pdf"
    while page.request.get(latest).status != 200 and time.monotonic() < until:
        time.sleep(0.5)
    text, data = read(page, latest)
    for words in (
        "Priority action plan",
        "Train everybody who writes advice.",
        "Two writers were away.",
        "Key",
        report.sha256[:12],
    ):
        assert words in text, words
    assert area.lead.name not in text
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert len(outline.root[0].children) >= 4  # bookmarks under the title
        figures = [
            element
            for element in pdf.objects
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure"
        ]
        assert figures
        assert all(str(figure.get("/Alt", "")) for figure in figures)
    assert (
        page.request.get(f"/improvement/{area.plan.slug}/reports/{report.number}.csv").status == 200
    )
    easy, _ = read(page, f"/improvement/{area.plan.slug}/reports/{report.number}-easy-read.pdf")
    assert "We train people." in easy


def without_scripts(page: Page, area: Area) -> None:
    """From the list of plans to the newest report, with JavaScript off."""
    page.goto("/improvement/")
    follow(page, "Priority action plan")
    page.locator(f"a[href$='/improvement/{area.plan.slug}/reports/']").first.click()
    expect(page.locator("main")).to_contain_text("Report 1:")
