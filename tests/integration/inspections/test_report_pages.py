"""The pages of reports and bundles: at the desk, and what anybody may open and download."""

import re

import pytest
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Document
from inspections.actions import bundles
from inspections.actions import reports as actions
from inspections.models import Bundle, Report
from tests.factories.accounts import person
from tests.integration.inspections.report_scene import ENDS_ON, STARTS_ON, Scene, grow

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def at(name: str, *args) -> str:
    return reverse(f"inspections:{name}", args=args)


def form(**changes) -> dict[str, str]:
    days = {
        f"{name}_{place}": str(getattr(day, part))
        for name, day in (("starts_on", STARTS_ON), ("ends_on", ENDS_ON))
        for place, part in enumerate(("day", "month", "year"))
    }
    return {
        "audience": "public",
        "message": "Advice comes sooner.",
        "easy_words": "",
        **days,
    } | changes


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def ready(report: Report, *names: str) -> None:
    """The report's files made, small and at once: what they say is tested elsewhere."""
    for name in names:
        document = getattr(report, name)
        kept = documents.storage.put([f"%PDF-1.7 {name} {report.pk}".encode()])
        Document.objects.filter(pk=document.pk).update(
            state="ready", sha256=kept.sha256, size=kept.size, pages=12, finished_at=document.created_at
        )  # fmt: skip


def test_a_manager_makes_a_report_and_an_approver_approves_it(client, scene):
    client.force_login(scene.manager)
    assert "No report yet" in page(client, at("plan-reports", scene.plan.pk))
    new = at("plan-report-new", scene.plan.pk)
    assert "Make a progress report" in page(client, new)
    wrong = client.post(new, form(audience="", ends_on_2=str(ENDS_ON.year + 1))).content.decode()
    assert "Select who the report is for" in wrong
    assert "Advice comes sooner." in wrong  # it comes back filled
    wrong = client.post(new, form(ends_on_2=str(ENDS_ON.year + 1))).content.decode()
    assert "The last day must be today or in the past" in wrong
    assert not Report.objects.exists()
    answer = client.post(new, form())
    report = Report.objects.get()
    assert answer.url == at("plan-report", report.pk)
    shown = page(client, answer.url)
    assert "Being prepared" in shown
    assert f'data-poll-url="{answer.url}"' in shown
    assert "It waits for an approver other than you" in shown
    assert at("plan-report-approve", report.pk) not in shown
    assert "Advice comes sooner." in shown
    client.force_login(scene.approver)
    shown = page(client, answer.url)
    assert "Read it through" in shown
    assert at("plan-report-approve", report.pk) in shown
    assert "Anybody will be able to read it" in page(client, at("plan-report-approve", report.pk))
    client.post(at("plan-report-approve", report.pk))
    report.refresh_from_db()
    assert report.state == "approved"
    shown = page(client, answer.url)
    assert f"Plan approver, {scene.icb.name}" in shown
    assert f"{scene.approver.name}, Plan approver" not in shown  # it is the public's: roles alone
    listed = page(client, at("plan-reports", scene.plan.pk))
    assert "Approved" in listed
    client.force_login(scene.second)
    assert client.post(at("plan-report-approve", report.pk)).status_code == 409


def test_a_report_is_withdrawn_with_words(client, scene):
    report = scene.make()
    client.force_login(scene.manager)
    address = at("plan-report-withdraw", report.pk)
    assert "Say why" in client.post(address, {"words": ""}).content.decode()
    client.post(address, {"words": "The period is wrong."})
    assert "Withdrawn: The period is wrong." in page(client, at("plan-report", report.pk))


def test_a_reader_of_board_papers_sees_approved_reports_alone(client, scene):
    waiting, done = scene.make(), scene.approved()
    client.force_login(person("board_member", scene.icb))
    listed = page(client, at("plan-reports", scene.plan.pk))
    assert "Report 2" in listed
    assert "Report 1<" not in listed
    assert "Make a report" not in listed
    page(client, at("plan-report", done.pk))
    for name in ("plan-report", "plan-report-csv", "plan-report-draft"):
        page(client, at(name, waiting.pk), 404)


def test_the_desk_serves_files_charts_and_the_list(client, scene):
    report = scene.approved()
    client.force_login(scene.manager)
    for name in ("document", "easy-read"):
        assert client.get(at(f"plan-report-{name}", report.pk)).status_code == 409  # being made
    ready(report, "document", "easy_read", "draft")
    for name in ("document", "easy-read", "draft"):
        answer = client.get(at(f"plan-report-{name}", report.pk))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"Health advice returned" in b"".join(client.get(at("plan-report-csv", report.pk)))
    assert b"Improvement board" in b"".join(client.get(at("plan-reports-csv", scene.plan.pk)))
    shown = page(client, at("plan-report", report.pk))
    charts = re.findall(r'src="([^"]+/charts/[^"]+\.svg)"', shown)
    assert len(charts) == 3
    for address in charts:
        answer = client.get(address)
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer.content.lstrip().startswith(b"<svg")
    page(client, at("plan-report-chart", report.pk, "nothing"), 404)
    assert AuditEvent.objects.filter(verb="downloaded", actor_id=scene.manager.pk).count() == 4


def test_a_failed_file_offers_another_try(client, scene):
    report = scene.make()
    Document.objects.filter(pk=report.draft_id).update(state="failed")
    client.force_login(scene.manager)
    assert "Try again" in page(client, at("plan-report", report.pk))
    client.post(at("plan-report-retry", report.pk, report.draft_id))
    report.draft.refresh_from_db()
    assert report.draft.state == "preparing"


def test_the_public_downloads_approved_public_reports(client, scene):
    slug = scene.plan.slug
    none = page(client, at("report-latest", slug), 404)
    assert "There is no report of this plan yet" in none
    assert at("reports", slug) in none
    assert "No report yet" in page(client, at("reports", slug))
    scene.approved("board")
    scene.make("public")
    report = scene.approved("public", message="Advice comes sooner.")
    page(client, at("report-latest", slug), 404)  # its PDF is still being made
    assert "PDF: being prepared" in page(client, at("reports", slug))
    ready(report, "document", "easy_read")
    listed = page(client, at("reports", slug))
    assert "Report 3" in listed
    assert "Report 1:" not in listed
    assert "Report 2:" not in listed
    assert "12 pages" in listed
    shown = page(client, at("report", slug, 3))
    assert "Advice comes sooner." in shown
    for name in (scene.manager.name, scene.approver.name, scene.lead.name):
        assert name not in shown
    for name in ("report-pdf", "report-easy"):
        assert client.get(at(name, slug, 3))["Content-Type"] == "application/pdf"
    assert b"Train all clinicians" in b"".join(client.get(at("report-csv", slug, 3)))
    chart = re.search(r'src="([^"]+/charts/[^"]+\.svg)"', shown)[1]
    assert client.get(chart)["Cache-Control"].startswith("public")
    for number in (1, 2, 9):
        for name in ("report", "report-pdf", "report-csv", "report-easy"):
            page(client, at(name, slug, number), 404)
    seen = AuditEvent.objects.filter(verb="downloaded", object_id=report.document_id, actor_id=None)
    assert seen.count() == 1


def test_the_newest_report_has_an_address_that_stays(client, scene):
    slug = scene.plan.slug
    first = scene.approved("public")
    ready(first, "document")
    address = at("report-latest", slug)
    answer = client.get(address)
    first.document.refresh_from_db()
    assert b"".join(answer.streaming_content).endswith(str(first.pk).encode())
    assert answer["ETag"] == f'"{first.document.sha256}"'
    assert answer["Cache-Control"] == "public, max-age=300"
    assert at("report-pdf", slug, 1) in answer["Link"]
    same = client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (same.status_code, same["ETag"]) == (304, answer["ETag"])
    assert client.get(address, HTTP_IF_MODIFIED_SINCE=answer["Last-Modified"]).status_code == 304
    assert client.head(address).status_code == 200
    second = scene.approved("public")
    again = client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304  # the new one is still being made
    ready(second, "document")
    newest = client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert newest.status_code == 200
    assert newest["ETag"] != answer["ETag"]


def test_a_plan_that_is_not_public_has_no_public_report(client, scene):
    report = scene.approved("public")
    ready(report, "document", "easy_read")
    scene.plan.published_at = None
    scene.plan.save()
    for address in (
        at("reports", scene.plan.slug), at("report-latest", scene.plan.slug), at("report", scene.plan.slug, 1),
        at("report-pdf", scene.plan.slug, 1), at("report-csv", scene.plan.slug, 1), at("report-easy", scene.plan.slug, 1),
        at("reports", "no-such-plan"),
    ):  # fmt: skip
        page(client, address, 404)


def test_a_large_report_answers_at_once_while_its_pdf_waits(
    client, scene, django_assert_num_queries
):
    grow(scene, actions=60, measures=28)
    client.force_login(scene.manager)
    client.post(at("plan-report-new", scene.plan.pk), form(audience="board"))
    report = Report.objects.get()
    assert report.draft.state == "preparing"
    assert sum(len(row["actions"]) for row in report.content["priorities"]) == 63
    small = Scene()
    tiny = small.make()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as many:
        page(client, actions.link(report))
    client.force_login(small.manager)
    with CaptureQueriesContext(connection) as few:
        page(client, actions.link(tiny))
    assert len(many) <= len(few)


def test_a_bundle_is_asked_for_followed_and_downloaded(client, scene):
    client.force_login(scene.manager)
    address = at("bundles", scene.plan.pk)
    assert "No bundle yet" in page(client, address)
    new = at("bundle-new", scene.plan.pk)
    assert new in page(client, address)
    assert "200 characters" in client.post(new, {"title": "x" * 201}).content.decode()
    answer = client.post(new, {"title": "Stocktake of June"})
    bundle = Bundle.objects.get()
    assert answer.url == at("bundle", bundle.pk)
    shown = page(client, answer.url)
    assert "Being packed: 0 of 0 files." in shown
    assert f'data-poll-url="{answer.url}"' in shown
    page(client, at("bundle-files", bundle.pk), 404)
    page(client, at("bundle-index", bundle.pk), 404)
    bundles.pack(bundle_id=bundle.pk)
    shown = page(client, answer.url)
    assert "Download all files (ZIP" in shown
    assert "data-poll-url" in shown  # the index is still being made
    file = client.get(at("bundle-files", bundle.pk))
    assert file["Content-Type"] == "application/zip"
    assert b"".join(file.streaming_content).startswith(b"PK")
    assert AuditEvent.objects.filter(verb="downloaded", object_id=bundle.pk).count() == 1
    assert "Stocktake of June" in page(client, address)
    client.force_login(person("board_member", scene.icb))
    assert "Make a bundle" not in page(client, address)
    assert client.post(new, {"title": ""}).status_code == 403
    client.force_login(person("board_member"))
    for name in ("bundle", "bundle-files", "bundle-index"):
        page(client, at(name, bundle.pk), 404)


def test_a_damaged_zip_is_not_sent(client, scene):
    bundle = bundles.ask(by=scene.manager, plan_id=scene.plan.pk)
    bundles.pack(bundle_id=bundle.pk)
    Bundle.objects.filter(pk=bundle.pk).update(zip_sha256="0" * 64)
    client.force_login(scene.manager)
    assert "Ask for a new bundle" in page(client, at("bundle-files", bundle.pk), 409)
