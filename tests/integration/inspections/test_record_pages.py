"""The pages of inspections and readiness: what the desk, the public and files show, in few queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dco_portal.common.clock import now, today
from inspections.actions import clocks, findings, readiness, record
from inspections.models import Finding, Inspection, ReadinessItem
from tests.advice_scene import report
from tests.factories.accounts import person
from tests.factories.inspections import FindingFactory, InspectionFactory, PlanFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory
from tests.integration.access.world_inspections_record import begin, conclude
from tests.integration.inspections.test_record import Place

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def area() -> Place:
    return Place()


@pytest.fixture
def page(client, area):
    """Asks for a page as the improvement manager."""
    client.force_login(area.manager)

    def ask(name: str, *args, query: dict | None = None) -> str:
        response = client.get(reverse(f"inspections:{name}", args=args), query or {})
        assert response.status_code == 200
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return body.decode()

    return ask


def dated(name: str, day: D | None) -> dict[str, str]:
    """A day as the form's three boxes."""
    parts = [day.day, day.month, day.year] if day else ["", "", ""]
    return {f"{name}_{n}": str(part) for n, part in enumerate(parts)}


def test_from_new_to_public_by_the_forms(client, area, page):
    client.force_login(area.manager)
    key = f"{area.la.slug}.{area.icb.slug}"
    sent = {
        "area": key,
        "framework": "area_send_2023",
        "state": "awaiting",
        "began_on_1": "3",
        "began_on_2": "2026",
    }
    response = client.post(reverse("inspections:inspection-new"), sent)
    made = Inspection.objects.get()
    assert response.url == reverse("inspections:desk-inspection", args=[made.pk])
    assert (made.began_on, made.month_only) == (D(2026, 3, 1), True)
    assert "Not public" in page("desk-inspection", made.pk)
    sent = {
        "outcome": "systemic",
        "outcome_words": "Widespread failings.",
        "lock": 0,
        "report_url": "reports.example/9",
    }
    client.post(
        reverse("inspections:inspection-outcome", args=[made.pk]),
        sent | dated("received_on", today()),
    )
    shown = page("desk-inspection", made.pk)
    assert "Local policy" in shown and "it is our own default, not the law" in shown
    sent = {
        "kind": "priority_action",
        "text": "Advice comes <b>late</b>.",
        "is_summary": "on",
        "responsible": [area.la.pk],
    }
    client.post(reverse("inspections:finding-new", args=[made.pk]), sent)
    client.post(reverse("inspections:inspection-publish", args=[made.pk]))
    client.logout()
    public = client.get(reverse("inspections:inspection", args=[made.pk])).content.decode()
    assert "Our summary:" in public and "Advice comes &lt;b&gt;late&lt;/b&gt;." in public
    assert f"To act: {area.la.label}." in public and "https://reports.example/9" in public
    assert "about" in public.lower() and "a time to be ready by, not a due date" in public
    assert "ocal policy" not in public


def test_a_refused_form_comes_back_filled_and_can_be_sent_again(client, area):
    client.force_login(area.manager)
    made = begin(area.manager, area)
    record.publish(by=area.manager, inspection_id=made.pk)
    Inspection.objects.update(lock=4)
    url = reverse("inspections:inspection-outcome", args=[made.pk])
    sent = {"outcome": "other", "outcome_words": "Mixed <findings>", "lock": "3"} | dated(
        "received_on", today()
    )
    body = client.post(url, sent).content.decode()
    assert "Somebody has changed this" in body and "Mixed &lt;findings&gt;" in body
    assert 'name="lock" value="4"' in body
    assert client.post(url, sent | {"lock": "4"}).status_code == 302
    body = client.post(
        url, sent | {"lock": "5"} | dated("received_on", D(2001, 1, 1))
    ).content.decode()
    assert "The report cannot come before the inspection began" in body


def test_a_reported_inspection_is_changed_by_its_form(client, area, page):
    client.force_login(area.manager)
    made = conclude(
        area.manager, begin(area.manager, area, began_on=D(2026, 3, 1), month_only=True)
    )
    url = reverse("inspections:inspection-change", args=[made.pk])
    shown = client.get(url).content.decode()
    assert 'name="began_on_0"' in shown and 'name="state"' not in shown
    sent = {"framework": "area_send_2023", "began_on_1": "2", "began_on_2": "2026", "lock": "1"}
    refused = client.post(url, sent | dated("ended_on", D(2026, 2, 9))).content.decode()
    assert "Leave this empty where only the month is known" in refused
    client.post(url, sent | {"summary": "They looked at health advice."})
    made.refresh_from_db()
    assert (made.began_on, made.month_only, made.state) == (D(2026, 2, 1), True, "reported")
    assert made.clocks.get(rule="INSP-NEXT-3Y").starts_on == D(2026, 2, 1)
    assert "February 2026" in page("desk-inspection", made.pk)


def test_a_finding_and_a_deferral_are_changed_by_their_forms(client, area, page):
    client.force_login(area.manager)
    made = begin(area.manager, area)
    _, two = (FindingFactory(inspection=made, number=n, text=f"Number {n}") for n in (1, 2))
    url = reverse("inspections:finding-change", args=[two.pk])
    assert "Number 2" in client.get(url).content.decode()
    sent = {"kind": "improve", "text": "Now first", "number": "1", "page": "7", "lock": "0"}
    client.post(url, sent)
    assert Finding.objects.get(number=1).text == "Now first"
    assert (
        "Enter a number from 1 to 2"
        in client.post(url, sent | {"number": "9", "lock": "1"}).content.decode()
    )
    assert "Somebody has changed this" in client.post(url, sent).content.decode()
    url = reverse("inspections:deferral-new", args=[made.pk])
    sent = {
        "due_on_0": "",
        "due_on_1": "3",
        "due_on_2": "2020",
        "until_0": "1",
        "until_1": "11",
        "until_2": "2021",
        "reason": "Pandemic",
    }
    assert "only the month of both" in client.post(url, sent).content.decode()
    client.post(url, sent | {"until_0": ""})
    assert "Due March 2020, put off to November 2021: Pandemic" in page("desk-inspection", made.pk)
    again = reverse("inspections:deferral-change", args=[made.deferrals.get().pk])
    assert 'value="2020"' in client.get(again).content.decode()
    client.post(again, sent | {"until_0": "", "reason": "COVID-19"})
    assert made.deferrals.get().month_only and made.deferrals.get().reason == "COVID-19"


def test_a_letters_date_and_a_done_day_by_their_forms(client, area, page):
    client.force_login(area.manager)
    made = conclude(area.manager, begin(area.manager, area))
    clock = made.clocks.get(rule="INSP-PAP-35WD")
    named = today() + dt.timedelta(days=20)
    client.post(reverse("inspections:clock-letter", args=[clock.pk]), dated("letter_on", named))
    assert "the date in the inspectorates’ letter" in page("desk-inspection", made.pk)
    client.post(reverse("inspections:clock-done", args=[clock.pk]), dated("done_on", today()))
    assert "met 20 days early" in page("desk-inspection", made.pk)
    client.post(reverse("inspections:clock-not-done", args=[clock.pk]))
    assert made.clocks.get(pk=clock.pk).done_on is None
    body = client.post(
        reverse("inspections:clock-done", args=[clock.pk]), dated("done_on", None)
    ).content.decode()
    assert "Enter the day it was done" in body


def test_the_desk_filters_pages_and_gives_a_file(area, page):
    for n in range(27):
        InspectionFactory(
            la=area.la,
            icb=area.icb,
            began_on=D(2001, 1, 1) + dt.timedelta(days=n),
            framework="revisit",
        )
    begin(area.manager, area, state="under_way")
    first = page("desk")
    assert first.index("Area SEND inspection (") < first.index("26 January 2001")
    assert "1 January 2001" not in first.replace("11 January 2001", "").replace(
        "21 January 2001", ""
    )
    assert "Revisit" not in page("desk", query={"state": "under_way"}).split("portal-table", 1)[1]
    assert "No inspection fits the filters" in page("desk", query={"public": "yes"})
    assert len(page("desk-csv").splitlines()) == 29
    assert len(page("desk-csv", query={"framework": "area_send_2023"}).splitlines()) == 2


def test_an_empty_desk_says_what_to_do(page):
    assert "No inspections recorded" in page("desk")


def test_the_public_timeline_by_area_with_what_comes_next(client, area):
    assert "No inspections yet" in client.get(reverse("inspections:timeline")).content.decode()
    there = Place()
    for place, text in ((area, "Advice comes late."), (there, "Waits are long.")):
        made = conclude(place.manager, begin(place.manager, place))
        FindingFactory(inspection=made, number=1, text=text)
        record.publish(by=place.manager, inspection_id=made.pk)
    begin(area.manager, area, framework="revisit")
    both = client.get(reverse("inspections:timeline")).content.decode()
    assert "Advice comes late." in both and "Waits are long." in both and "Revisit" not in both
    assert "Inspectors come back about 18 months after" in both
    own = client.get(reverse("inspections:timeline"), {"area": area.la.slug}).content.decode()
    assert "Advice comes late." in own and "Waits are long." not in own
    assert (
        "Waits are long."
        in client.get(reverse("inspections:timeline"), {"area": "no-such"}).content.decode()
    )
    file = b"".join(
        client.get(reverse("inspections:timeline-csv"), {"area": area.la.slug}).streaming_content
    ).decode()
    assert (
        "Advice comes late." in file
        and "Waits are long." not in file
        and "The report’s words" in file
    )


def test_the_plan_that_followed_shows_once_it_is_published(client, area):
    made = begin(area.manager, area)
    record.publish(by=area.manager, inspection_id=made.pk)
    plan = PlanFactory(la=area.la, icb=area.icb, inspection=made, title="Our priority plan")
    shown = reverse("inspections:inspection", args=[made.pk])
    assert "Our priority plan" not in client.get(shown).content.decode()
    plan.published_at = now()
    plan.save()
    assert "Our priority plan" in client.get(shown).content.decode()


def test_a_report_file_is_public_with_its_inspection_alone(client, area):
    made = begin(area.manager, area)
    record.add_report(by=area.manager, inspection_id=made.pk, upload=report())
    file = reverse("inspections:inspection-report", args=[made.pk])
    assert client.get(file).status_code == 404
    record.publish(by=area.manager, inspection_id=made.pk)
    response = client.get(file)
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    record.drop_report(by=area.manager, inspection_id=made.pk)
    assert client.get(file).status_code == 404
    client.force_login(area.manager)
    assert client.get(reverse("inspections:inspection-file", args=[made.pk])).status_code == 404


def test_before_and_after_and_an_expected_one(client, area):
    first = conclude(area.manager, begin(area.manager, area))
    record.publish(by=area.manager, inspection_id=first.pk)
    coming = begin(
        area.manager, area, framework="monitoring", state="expected", began_on=None, follows=first,
        expected_from=D(2027, 3, 1), expected_until=D(2027, 6, 30),
    )  # fmt: skip
    record.publish(by=area.manager, inspection_id=coming.pk)
    page = client.get(reverse("inspections:inspection", args=[first.pk])).content.decode()
    assert "Followed by" in page
    assert (
        "Follows"
        in client.get(reverse("inspections:inspection", args=[coming.pk])).content.decode()
    )
    timeline = client.get(reverse("inspections:timeline")).content.decode()
    assert "Expected between 1 March 2027 and 30 June 2027" in timeline.split("newest first")[0]
    assert "Inspectors come back about 18 months after" not in timeline


def queries_of(client, *addresses: str) -> list[int]:
    counts = []
    for address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            response = client.get(address)
            assert response.status_code == 200
        counts.append(len(seen))
    return counts


def test_query_counts_stay_as_rows_grow(client, area):
    client.force_login(area.manager)
    readiness.start(by=area.manager, la=area.la, icb=area.icb)

    def furnish(times: int) -> Inspection:
        for n in range(times):
            made = conclude(area.manager, begin(area.manager, area))
            for number in (1, 2, 3)[: 1 + n]:
                FindingFactory(inspection=made, number=number).responsible.set([area.la, area.icb])
            findings.defer(
                by=area.manager, inspection_id=made.pk, due_on=D(2020, 1, 1), until=None, month_only=False,
                reason="Snow", source_url="",
            )  # fmt: skip
            PlanFactory(la=area.la, icb=area.icb, inspection=made, published_at=now())
            record.publish(by=area.manager, inspection_id=made.pk)
        return made

    names = ("desk", "timeline", "readiness")
    addresses = [reverse(f"inspections:{name}") for name in names]
    one = furnish(1)
    queries_of(client, addresses[0])
    few = queries_of(client, *addresses, reverse("inspections:desk-inspection", args=[one.pk]))
    many = furnish(3)
    for item in ReadinessItem.objects.all()[:5]:
        readiness.add_version(by=area.manager, item_id=item.pk, upload=report(), dated=today(), version="", link="", review_on=None)  # fmt: skip
    more = queries_of(client, *addresses, reverse("inspections:desk-inspection", args=[many.pk]))
    assert more == few
    assert max(few) < 25


def test_readiness_by_its_pages(client, area, page):
    client.force_login(area.manager)
    assert "Begin with our working list" in page("readiness")
    client.post(reverse("inspections:readiness-start"))
    shown = page("readiness")
    assert "<strong>" in shown and "% ready" not in shown and "</strong> ready: " in shown
    item = ReadinessItem.objects.get(title="SEND strategy")
    assert "<strong>0%</strong>" in shown and "No owner" in page("readiness-item", item.pk)
    ReadinessItem.objects.filter(pk=item.pk).update(owner="Head of SEND")
    url = reverse("inspections:readiness-version", args=[item.pk])
    assert (
        "Add the file, or a link to it"
        in client.post(url, dated("dated", today())).content.decode()
    )
    later = today() + dt.timedelta(days=200)
    sent = (
        {"upload": report(), "version": "2.1", "lock": "0"}
        | dated("dated", today())
        | dated("review_on", later)
    )
    assert client.post(url, sent).status_code == 302
    shown = page("readiness-item", item.pk)
    assert "Ready" in shown and "Not ready because" not in shown and "report.pdf" in shown
    file = item.pk, queries_file(item)
    assert client.get(reverse("inspections:readiness-file", args=file)).status_code == 200
    assert "SEND strategy" in page("readiness", query={"stands": "Ready"})
    assert "SEND strategy" not in page("readiness", query={"stands": "Not ready"})
    assert "No item fits the filters" in page("readiness", query={"overdue": "yes"})
    ReadinessItem.objects.filter(pk=item.pk).update(review_on=D(2026, 1, 1))
    assert "Review overdue" in page(
        "readiness", query={"overdue": "yes", "kind": "document", "live": "no"}
    )
    assert "SEND strategy" not in page("readiness", query={"owner": "nobody"})
    assert "SEND strategy" not in page("readiness", query={"owner": "me"})
    assert "SEND strategy" in page("readiness-csv")
    client.post(
        reverse("inspections:readiness-not-needed", args=[item.pk]), {"reason": "Elsewhere"}
    )
    assert "Elsewhere" in page("readiness", query={"stands": "Not needed"})
    client.post(reverse("inspections:readiness-needed", args=[item.pk]))
    url = reverse("inspections:readiness-change", args=[item.pk])
    sent = {
        "kind": "document",
        "title": "SEND strategy",
        "gap": "No easy read",
        "owner_user": str(area.manager.pk),
        "lock": "3",
    }
    assert client.post(url, sent).status_code == 302
    assert "No easy read" in page("readiness-item", item.pk)


def queries_file(item: ReadinessItem):
    from dco_portal.documents.models import Attachment

    return Attachment.objects.get(owner_id=item.pk).pk


def test_what_the_portal_makes_links_what_the_reader_may_open(client, area, page):
    readiness.start(by=area.manager, la=area.la, icb=area.icb)
    item = ReadinessItem.objects.get(live_key="local_offer")
    own = page("readiness-item", item.pk)
    assert reverse("local_offer:search") in own and reverse("local_offer:health") not in own
    assert "1 other page opens to the DCO team" in own
    client.force_login(person("dco", area.icb))
    theirs = client.get(reverse("inspections:readiness-item", args=[item.pk])).content.decode()
    assert reverse("local_offer:health") in theirs


def test_an_organisation_of_several_areas_chooses_one(client, area):
    second = LocalAuthorityFactory(icbs=[area.icb], name="Zedshire Council")
    client.force_login(area.manager)
    url = reverse("inspections:readiness")
    assert "Zedshire Council" in client.get(url).content.decode()
    key = f"{second.slug}.{area.icb.slug}"
    client.post(f"{reverse('inspections:readiness-start')}?area={key}")
    assert set(ReadinessItem.objects.values_list("la", flat=True)) == {second.pk}
    assert client.get(url, {"area": "no.such"}).status_code == 404
    filtered = client.get(url, {"area": key, "kind": "data"}).content.decode()
    assert "JSNA" not in filtered and f'name="area" value="{key}"' in filtered
    client.force_login(person("improvement_manager", IcbFactory()))
    assert "not linked to an area" in client.get(url).content.decode()
    assert client.get(reverse("inspections:readiness-csv")).status_code == 404


def test_a_finished_date_leaves_the_public_page(client, area):
    made = conclude(area.manager, begin(area.manager, area))
    record.publish(by=area.manager, inspection_id=made.pk)
    url = reverse("inspections:inspection", args=[made.pk])
    assert "To be done; no number of days is set" in client.get(url).content.decode()
    duty = made.clocks.get(rule="INSP-PAP")
    clocks.mark_done(by=area.manager, clock_id=duty.pk, done_on=today())
    assert "Done on" in client.get(url).content.decode()
