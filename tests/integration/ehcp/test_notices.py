"""Early notices: services are asked who knows the child, answer, and a request may follow."""

import datetime as dt

import pytest
from django.urls import reverse

from dco_portal.children.models import Child, Involvement
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from ehcp.actions import intake
from ehcp.actions import notices as actions
from ehcp.models import AdviceRequest, ConsiderNotice, ServiceCheck
from ehcp.queries import notices as queries
from tests.factories.accounts import person
from tests.factories.children import ChildFactory, InvolvementFactory, nhs
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ServiceFactory
from tests.kept import Kept

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Area(metaclass=Kept):
    """An authority in an ICB with two services of two providers, each with a lead."""

    def __init__(self) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.officer = person("la_officer", self.la)
        self.coordinator = person("coordinator", self.icb)
        self.services = [ServiceFactory(areas=[self.la]) for _ in range(2)]
        self.leads = [person("provider_lead", service=service) for service in self.services]
        self.elsewhere = ServiceFactory(areas=[LocalAuthorityFactory()])
        self.child = ChildFactory(home_la=self.la, icb=self.icb)

    def notice(self, **changes):
        values = {
            "by": self.officer,
            "la": self.la,
            "icb": self.icb,
            "child": self.child,
            "notice_on": today(),
        }
        return actions.open_notice(**values | changes)

    def checks(self, notice):
        return [notice.checks.get(service=service) for service in self.services]


@pytest.fixture
def area():
    return Area()


def test_every_service_of_the_area_is_asked_and_none_elsewhere(area):
    notice = area.notice()

    assert {check.service for check in notice.checks.all()} == set(area.services)
    assert notice.reference.startswith("ECN-")
    items = {item.organisation_id: item for item in WorkItem.objects.filter(kind="ehcp.check")}
    assert set(items) == {service.provider_id for service in area.services}
    assert {item.target_on for item in items.values()} == {today() + 7 * DAY}
    told = Notification.objects.filter(kind="ehcp.check")
    assert {row.recipient for row in told} == set(area.leads)
    assert all(area.child.family_name not in row.body + row.subject for row in told)


def test_those_who_have_a_part_see_the_child_and_nobody_else(area):
    area.notice()

    for user in (area.officer, area.coordinator, *area.leads):
        assert Child.objects.visible_to(user).get() == area.child
    for user in (
        person("provider_lead", service=area.elsewhere),
        person("la_officer"),
        person("coordinator"),
    ):
        assert not Child.objects.visible_to(user).exists()


def test_the_last_answer_tells_authority_and_dco_team(area):
    notice = area.notice()
    first, second = area.checks(notice)

    actions.answer(by=area.leads[0], check_id=first.pk, answer="known", last_seen_on=today() - DAY)
    notice.refresh_from_db()
    assert notice.state == "open"
    actions.answer(
        by=area.leads[1], check_id=second.pk, answer="not_known", note="Both record systems"
    )

    notice.refresh_from_db()
    assert notice.state == "checked"
    told = Notification.objects.filter(kind="ehcp.notice_checked")
    assert {row.recipient for row in told} == {area.officer, area.coordinator}
    assert not WorkItem.objects.filter(kind="ehcp.check", state="open").exists()
    item = WorkItem.objects.get(kind="ehcp.notice", organisation=area.la)
    assert (item.part, item.step) == ("owes", "Ask for advice, or close it")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("answer", {"answer": "waiting"}),
        ("answer", {"answer": "nonsense"}),
        ("note", {"answer": "not_known"}),
        ("last_seen_on", {"answer": "known", "last_seen_on": today() + DAY}),
        ("last_seen_on", {"answer": "known", "last_seen_on": dt.date(2001, 1, 1)}),
        ("last_seen_on", {"answer": "not_known", "note": "x", "last_seen_on": today()}),
    ],
)
def test_an_impossible_answer_is_said_beside_the_field(area, field, values):
    check = area.checks(area.notice())[0]

    with pytest.raises(Invalid) as caught:
        actions.answer(by=area.leads[0], check_id=check.pk, **values)

    assert list(caught.value.errors) == [field]


def test_the_second_of_two_who_answer_is_told_who_was_first_and_may_amend(area):
    check = area.checks(area.notice())[0]
    other = person("provider_lead", service=area.services[0])
    actions.answer(by=area.leads[0], check_id=check.pk, answer="known")

    with pytest.raises(Conflict, match=area.leads[0].name):
        actions.answer(by=other, check_id=check.pk, answer="waiting_list")
    actions.answer(by=other, check_id=check.pk, answer="waiting_list", amends=True)

    check.refresh_from_db()
    assert (check.answer, check.answered_by) == ("waiting_list", other)


def test_only_the_service_asked_answers(area):
    check = area.checks(area.notice())[0]

    with pytest.raises(NotFound):
        actions.answer(by=area.leads[1], check_id=check.pk, answer="known")
    with pytest.raises(NotAllowed):
        actions.answer(by=area.officer, check_id=check.pk, answer="known")


def test_a_lead_gives_the_question_to_a_clinician_and_takes_it_back(area):
    check = area.checks(area.notice())[0]
    clinician = person("clinician", service=area.services[0])
    stranger = person("clinician", service=area.services[1])
    assert not ServiceCheck.objects.visible_to(clinician).exists()
    with pytest.raises(Invalid):
        actions.assign_check(by=area.leads[0], check_id=check.pk, owner=stranger)

    actions.assign_check(by=area.leads[0], check_id=check.pk, owner=clinician)
    assert clinician in queries.check_candidates(area.leads[0], check.pk)
    assert ServiceCheck.objects.visible_to(clinician).get() == check
    assert WorkItem.objects.get(object_id=check.pk).owner == clinician
    actions.assign_check(by=area.leads[0], check_id=check.pk, owner=None)

    assert not ServiceCheck.objects.visible_to(clinician).exists()
    with pytest.raises(NotAllowed):
        actions.assign_check(by=area.coordinator, check_id=check.pk, owner=None)


def test_the_dco_team_asks_further_services(area):
    notice = area.notice(services=[area.services[0]])
    actions.answer(by=area.leads[0], check_id=notice.checks.get().pk, answer="known")

    actions.ask_services(by=area.coordinator, notice_id=notice.pk, services=area.services)

    notice.refresh_from_db()
    assert (notice.checks.count(), notice.state) == (2, "open")
    with pytest.raises(Invalid):
        actions.ask_services(by=area.coordinator, notice_id=notice.pk, services=area.services)
    with pytest.raises(NotAllowed):
        actions.ask_services(by=area.officer, notice_id=notice.pk, services=[])


def test_closing_needs_a_reason_and_ends_the_services_part(area):
    notice = area.notice()
    with pytest.raises(Invalid):
        actions.close_notice(by=area.officer, notice_id=notice.pk, reason=" ")

    actions.close_notice(by=area.officer, notice_id=notice.pk, reason="No assessment")

    assert not Child.objects.visible_to(area.leads[0]).exists()
    assert Child.objects.visible_to(area.officer).exists()
    assert not WorkItem.objects.exclude(state="closed").exists()
    with pytest.raises(Conflict):
        actions.close_notice(by=area.officer, notice_id=notice.pk, reason="Again")


def test_a_request_follows_once_and_shows_what_services_said(area):
    notice = area.notice()
    actions.answer(by=area.leads[0], check_id=area.checks(notice)[0].pk, answer="known")
    values = {
        "by": area.officer, "la": area.la, "icb": area.icb, "child": area.child, "type": "assessment",
        "decided_on": today(), "asked_on": today(), "question": "q", "reason": "r", "consent": "given",
        "notice": notice,
    }  # fmt: skip

    request = intake.submit(**values)

    notice.refresh_from_db()
    assert (notice.state, notice.request) == ("requested", request)
    assert {row.words for row in queries.answered_before(request.pk)} == {
        "Knows the child",
        "Not answered yet",
    }
    assert not Child.objects.visible_to(area.leads[0]).exists()
    with pytest.raises(Conflict):
        intake.submit(**values)
    assert AdviceRequest.objects.count() == 1


def test_one_open_notice_per_child_and_possible_dates(area):
    with pytest.raises(Invalid):
        area.notice(notice_on=today() + DAY)
    with pytest.raises(Invalid):
        area.notice(received_on=today() - DAY)
    area.notice()
    with pytest.raises(Conflict, match="ECN-"):
        area.notice()


def test_a_failure_half_way_leaves_nothing(area, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr(actions, "_sync", fail)
    with pytest.raises(RuntimeError):
        area.notice()

    for model in (ConsiderNotice, ServiceCheck, Involvement, Notification):
        assert not model.objects.exists()


def details(**changes):
    born, day = dt.date(2018, 2, 3), today()
    return {
        "nhs_number": nhs(900), "given_name": "Tom", "family_name": "Field", "born_on_0": born.day,
        "born_on_1": born.month, "born_on_2": born.year, "notice_on_0": day.day, "notice_on_1": day.month,
        "notice_on_2": day.year, "note": "Went to the child development centre", **changes,
    }  # fmt: skip


def test_an_officer_sends_a_notice_and_then_asks_for_advice(area, client):
    client.force_login(area.officer)
    wrong = client.post(reverse("ehcp:notice-new"), details(nhs_number="999"))
    assert "An NHS number has 10 digits" in wrong.content.decode()
    assert "Went to the child development centre" in wrong.content.decode()

    page = client.post(reverse("ehcp:notice-new"), details(), follow=True).content.decode()
    notice = ConsiderNotice.objects.get()
    assert notice.reference in page
    answer = client.post(reverse("ehcp:draft-new"), {"notice": str(notice.pk)}, follow=True)

    assert "It follows early notice" in answer.content.decode()
    child_page = client.get(
        reverse("ehcp:draft-section", args=[notice.requestdraft_set.get().pk, "child"])
    )
    assert "Tom Field" in child_page.content.decode()
    listing = client.get(reverse("ehcp:notices")).content.decode()
    assert (notice.reference in listing, "0 of 2" in listing) == (True, True)


def test_a_coordinator_enters_a_notice_that_came_another_way(area, client):
    client.force_login(area.coordinator)
    day = today() - DAY
    sent = details(
        la=str(area.la.pk), received_on_0=day.day, received_on_1=day.month, received_on_2=day.year
    )

    early = client.post(reverse("ehcp:notice-new"), sent).content.decode()
    assert "It cannot have been received before it was sent" in early
    client.post(
        reverse("ehcp:notice-new"),
        {**sent, "notice_on_0": day.day, "notice_on_1": day.month, "notice_on_2": day.year},
    )

    notice = ConsiderNotice.objects.get()
    assert (notice.la, notice.received_on, notice.entered_by) == (area.la, day, area.coordinator)


def test_a_lead_answers_in_the_browser(area, client):
    notice = area.notice()
    check = area.checks(notice)[0]
    client.force_login(area.leads[0])
    address = reverse("ehcp:notice-check", args=[check.pk])
    assert area.child.name in client.get(address).content.decode()

    wrong = client.post(address, {"answer": "not_known", "note": ""}).content.decode()
    assert "Say where you looked" in wrong
    client.post(address, {"answer": "not_known", "note": "Records"})
    page = client.get(address)

    assert "Does not know the child" in page.content.decode()
    assert page.context["form"]["amends"].value() is True
    client.force_login(area.officer)
    assert (
        "Does not know the child"
        in client.get(reverse("ehcp:notice", args=[notice.pk])).content.decode()
    )


def test_a_notice_about_a_child_there_is_uses_that_record(area, client):
    known = InvolvementFactory(
        organisation=area.la,
        child__given_name="Tom",
        child__family_name="Field",
        child__born_on=dt.date(2018, 2, 3),
    ).child
    client.force_login(area.officer)

    page = client.post(reverse("ehcp:notice-new"), details()).content.decode()
    assert "Is one of these records this child?" in page
    client.post(reverse("ehcp:notice-new"), details(match=str(known.pk)))

    assert ConsiderNotice.objects.get().child == known


def test_a_notice_is_closed_and_further_services_are_asked_in_the_browser(area, client):
    notice = area.notice(services=[])
    client.force_login(area.coordinator)
    address = reverse("ehcp:notice-ask", args=[notice.pk])
    assert "Choose at least one service" in client.post(address, {}).content.decode()
    client.post(address, {"services": [str(service.pk) for service in area.services]})
    assert notice.checks.count() == 2

    client.force_login(area.officer)
    address = reverse("ehcp:notice-close", args=[notice.pk])
    assert client.post(address, {"reason": ""}).status_code == 200
    page = client.post(address, {"reason": "The family withdrew"}, follow=True).content.decode()

    assert "The family withdrew" in page
    assert client.get(address).status_code == 409
    closed = client.get(reverse("ehcp:notices") + "?all=1").content.decode()
    assert notice.reference in closed
    assert notice.reference not in client.get(reverse("ehcp:notices")).content.decode()


def test_pages_of_others_are_not_found_and_wrong_roles_refused(area, client):
    notice = area.notice()
    check = area.checks(notice)[0]
    pages = [
        reverse("ehcp:notice", args=[notice.pk]),
        reverse("ehcp:notice-close", args=[notice.pk]),
    ]
    client.force_login(person("la_officer"))
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert client.get(reverse("ehcp:notice-check", args=[check.pk])).status_code == 404
    client.force_login(area.leads[0])
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert client.get(reverse("ehcp:notices")).status_code == 403
    assert client.get(reverse("ehcp:notice-new")).status_code == 403
    client.force_login(area.officer)
    assert client.get(reverse("ehcp:notice-ask", args=[notice.pk])).status_code == 403
    assert (
        client.post(reverse("ehcp:notice-check", args=[check.pk]), {"answer": "known"}).status_code
        == 403
    )
    client.force_login(area.coordinator)
    assert client.get(reverse("ehcp:notice-ask", args=[notice.pk])).status_code == 200


def test_the_list_pages_by_reference_with_a_fixed_number_of_queries(
    area, client, django_assert_max_num_queries
):
    client.force_login(area.officer)

    def add(count):
        for _ in range(count):
            area.notice(child=ChildFactory(home_la=area.la, icb=area.icb))

    add(2)
    client.get(reverse("ehcp:notices"))
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("ehcp:notices"))
    add(queries.PAGE)
    with django_assert_max_num_queries(len(few)):
        page = client.get(reverse("ehcp:notices"))

    cursor = page.context["next_cursor"]
    later = client.get(reverse("ehcp:notices"), {"after": cursor})
    assert (len(page.context["rows"]), len(later.context["rows"])) == (queries.PAGE, 2)
