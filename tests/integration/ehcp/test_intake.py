"""Taking in a request: dates, clock, parts in the case, work, acknowledgement, refusals."""

import datetime as dt

import pytest

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Child, Involvement
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid, NotAllowed
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from ehcp.actions import intake
from ehcp.models import AdviceRequest, ExistingAdvice, KnownService, StateChange
from tests.factories.accounts import person
from tests.factories.children import ChildFactory
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PolicyFactory,
    ServiceFactory,
)
from tests.kept import Kept

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Area(metaclass=Kept):
    """A local authority in an ICB, with one officer and one coordinator."""

    def __init__(self) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.officer = person("la_officer", self.la)
        self.coordinator = person("coordinator", self.icb)
        self.child = ChildFactory(home_la=self.la, icb=self.icb)

    def values(self, **changes):
        return {
            "by": self.officer, "la": self.la, "icb": self.icb, "child": self.child, "type": "assessment",
            "decided_on": today() - 3 * DAY, "asked_on": today(), "question": "Advice on speech and hearing",
            "reason": "The school is worried", "consent": "given", **changes,
        }  # fmt: skip

    def late_values(self, **changes):
        """What the coordinator enters: it came by e-mail last week."""
        return self.values(
            by=self.coordinator, channel="email", asked_on=today() - 7 * DAY, received_on=today() - 6 * DAY,
            decided_on=today() - 9 * DAY, **changes,
        )  # fmt: skip


@pytest.fixture
def area():
    return Area()


def test_a_request_starts_the_six_weeks_on_the_day_it_came(area):
    request = intake.submit(**area.values())

    assert request.reference.startswith(f"EHC-{today().year}-")
    assert (request.state, request.rule, request.clock_start) == (
        "received",
        "EHC-HEALTH-6W",
        today(),
    )
    assert request.due_on == today() + 42 * DAY
    assert request.service_date == today() + 28 * DAY
    assert (request.channel, request.received_on, request.la_officer) == (
        "portal",
        today(),
        area.officer,
    )
    change = StateChange.objects.get()
    assert (change.from_state, change.to_state, change.by) == ("", "received", area.officer)


def test_both_sides_get_a_part_work_and_a_message_that_names_no_child(area):
    request = intake.submit(**area.values())

    assert {row.organisation for row in Involvement.objects.filter(case_id=request.pk)} == {
        area.la,
        area.icb,
    }
    assert Child.objects.visible_to(area.coordinator).get() == area.child
    items = {item.organisation: item for item in WorkItem.objects.filter(object_id=request.pk)}
    assert (items[area.icb].part, items[area.icb].step, items[area.icb].due_on) == (
        "owes",
        "Triage",
        request.due_on,
    )
    assert items[area.la].part == "watches"
    told = {row.recipient: row for row in Notification.objects.all()}
    assert set(told) == {area.officer, area.coordinator}
    assert "six weeks from" in told[area.officer].body
    assert "SI 2014/1530 reg 8(1)" in told[area.officer].body
    for row in told.values():
        assert area.child.family_name not in row.subject + row.body
    assert AuditEvent.objects.get(verb="ehcp.receive").reference == request.reference


def test_a_reassessment_has_its_own_rule_and_the_20_weeks_are_worked_out(area):
    request = intake.submit(
        **area.values(type="reassessment", assessment_requested_on=today() - 30 * DAY)
    )

    assert request.rule == "RA-HEALTH-6W"
    assert request.plan_due_on == today() + 110 * DAY


def test_what_came_by_email_counts_from_the_day_it_arrived(area):
    request = intake.submit(**area.late_values())

    assert (request.clock_start, request.receipt_policy) == (today() - 6 * DAY, "ACTUAL")
    assert request.due_on == today() + 36 * DAY
    assert (request.la_officer, request.entered_by) == (None, area.coordinator)
    assert Notification.objects.filter(recipient=area.officer, kind="ehcp.acknowledged").exists()


def test_the_deemed_receipt_policy_counts_from_the_working_day_after_posting(area):
    PolicyFactory(
        key="ehc.receipt",
        organisation=area.icb,
        value="IPSEA_DEEMED",
        effective_from=dt.date(2020, 1, 1),
    )
    friday = dt.date(2026, 3, 6)

    clock = intake.clock_for(
        type="assessment",
        icb=area.icb,
        channel="first_class_post",
        asked_on=friday,
        received_on=friday + 5 * DAY,
    )

    assert (clock.receipt_policy, clock.starts_on) == ("IPSEA_DEEMED", dt.date(2026, 3, 9))
    assert clock.due_on == dt.date(2026, 4, 20)


def test_the_service_date_is_never_after_the_due_date(area):
    PolicyFactory(
        key="ehc.service_date_days",
        organisation=area.icb,
        value=90,
        effective_from=dt.date(2020, 1, 1),
    )

    request = intake.submit(**area.values())

    assert request.service_date == request.due_on


def test_known_services_and_existing_advice_are_kept(area):
    service = ServiceFactory(areas=[area.la])
    known = [
        intake.Known(service=service, professional="Dr A"),
        intake.Known(described="The eye clinic"),
    ]
    existing = [
        intake.Existing(
            "Hearing report", "B Audiologist", today() - 90 * DAY, author_agreed_on=today()
        )
    ]

    request = intake.submit(**area.values(known_services=known, existing_advice=existing))

    assert KnownService.objects.filter(request=request).count() == 2
    assert ExistingAdvice.objects.get(request=request).sufficient is False


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("decided_on", {"decided_on": today() + DAY}),
        ("decided_on", {"decided_on": today(), "asked_on": today() - DAY}),
        ("asked_on", {"asked_on": today() + DAY}),
        ("assessment_requested_on", {"assessment_requested_on": today()}),
        ("question", {"question": " "}),
        ("reason", {"reason": ""}),
        ("consent", {"consent": ""}),
        ("channel", {"channel": "email"}),
    ],
)
def test_an_officers_mistake_is_said_beside_the_field(area, field, changes):
    with pytest.raises(Invalid) as caught:
        intake.submit(**area.values(**changes))

    assert list(caught.value.errors) == [field]
    assert not AdviceRequest.objects.exists()


def test_a_request_is_not_received_before_it_was_asked_nor_in_the_future(area):
    for day in (today() - 8 * DAY, today() + DAY):
        with pytest.raises(Invalid) as caught:
            intake.submit(**area.late_values() | {"received_on": day})
        assert list(caught.value.errors) == ["received_on"]


def test_the_coordinator_says_how_it_came(area):
    with pytest.raises(Invalid) as caught:
        intake.submit(**area.late_values() | {"channel": "portal"})

    assert list(caught.value.errors) == ["channel"]


def test_somebody_who_is_25_already_is_refused_and_the_day_before_is_not(area):
    born = today().replace(year=today().year - 25)
    area.child.born_on = born
    with pytest.raises(Invalid) as caught:
        intake.submit(**area.values())
    assert list(caught.value.errors) == ["born_on"]

    area.child.born_on = born + DAY
    assert intake.submit(**area.values()).pk


def test_an_icb_of_another_area_is_refused(area):
    with pytest.raises(Invalid) as caught:
        intake.submit(**area.values(icb=IcbFactory()))

    assert list(caught.value.errors) == ["icb"]


@pytest.mark.parametrize(
    "role", ["clinician", "provider_lead", "commissioner", "administrator", "dco"]
)
def test_nobody_asks_for_an_authority_that_is_not_theirs(area, role):
    with pytest.raises(NotAllowed):
        intake.submit(**area.values(by=person(role)))


def test_an_officer_of_another_authority_is_refused(area):
    other = person("la_officer", LocalAuthorityFactory(icbs=[area.icb]))

    with pytest.raises(NotAllowed):
        intake.submit(**area.values(by=other))


@pytest.mark.parametrize(
    "step",
    ["ehcp.actions.work.sync", "ehcp.actions.intake._acknowledge", "dco_portal.audit.record"],
)
def test_a_failure_half_way_leaves_nothing(area, monkeypatch, step):
    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr(step, fail)
    with pytest.raises(RuntimeError):
        intake.submit(**area.values(known_services=[intake.Known(described="x")]))

    for model in (AdviceRequest, KnownService, StateChange, Involvement, WorkItem, Notification):
        assert not model.objects.exists(), model


def test_a_forwarded_request_starts_afresh_at_the_right_icb(area):
    request = intake.submit(**area.late_values(known_services=[intake.Known(described="Physio")]))
    right = IcbFactory()

    onward = intake.receive_forwarded(by=area.coordinator, request=request, icb=right)

    assert (onward.icb, onward.forwarded_from, onward.clock_start) == (right, request, today())
    assert onward.due_on == today() + 42 * DAY
    assert onward.known_services.get().described == "Physio"
