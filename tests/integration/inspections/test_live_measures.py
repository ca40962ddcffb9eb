"""Live measures equal a recount from the records in plain Python; recorded once a month, caught up, corrected."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dco_portal.audit.models import AuditEvent
from dco_portal.common.errors import Conflict, NotAllowed, NotFound
from ehcp.models import AdviceRequest, Contribution, StateChange
from enquiries.models import Enquiry
from inspections.actions import live as actions
from inspections.models import Reading
from inspections.queries import live
from local_offer.queries import statistics
from referrals.models import Notification
from tests.factories import inspections as make
from tests.factories.accounts import person
from tests.factories.local_offer import ServiceFactory as EntryFactory
from tests.factories.organisations import PolicyFactory
from tests.integration.inspections.live_scene import World, notified
from tests.notified_scene import DAY

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
FIRST = dt.date(2026, 3, 1)  # the clocks go forward in the month
LATER = dt.date(2026, 9, 1)
MONTHS = [dt.date(2026, 3, 31), dt.date(2026, 4, 30), dt.date(2026, 5, 31)]


def month(end: dt.date) -> live.Span:
    return live.Span(end.replace(day=1), end)


def counted(world: World, key: str, end: dt.date) -> tuple[int, int]:
    found = live.figure(key, live.area(world.la.pk, world.icb.pk), month(end)).counted
    return int(found.numerator), found.denominator


def in_month(day: dt.date | None, end: dt.date) -> bool:
    return day is not None and (day.year, day.month) == (end.year, end.month)


def london_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()


def test_six_weeks_equals_a_recount():
    world = World()
    world.advice(FIRST, 92, 140)
    parts = defaultdict(list)
    for part in Contribution.objects.values("request_id", "state", "required", "sent_at"):
        parts[part["request_id"]].append(part)
    for end in MONTHS:
        met = total = 0
        for request in AdviceRequest.objects.values("pk", "la_id", "icb_id", "state", "due_on"):
            if (request["la_id"], request["icb_id"]) != (world.la.pk, world.icb.pk):
                continue
            if not in_month(request["due_on"], end):
                continue
            if request["state"] in ("duplicate", "forwarded", "withdrawn", "refused"):
                continue
            total += 1
            owed = [
                p
                for p in parts[request["pk"]]
                if p["required"] and p["state"] not in ("withdrawn", "not_known")
            ]
            if owed and all(p["state"] == "sent" for p in owed):
                met += max(london_day(p["sent_at"]) for p in owed) <= request["due_on"]
        assert 0 < met < total
        assert counted(world, "advice_six_weeks", end) == (met, total)


def test_right_first_time_equals_a_recount():
    world = World()
    world.histories(FIRST, 92, 70)
    histories = defaultdict(list)
    for change in StateChange.objects.exclude(contribution=None).order_by("id").values():
        histories[change["contribution_id"]].append(change)
    here = set(Contribution.objects.filter(request__la=world.la).values_list("pk", flat=True))
    for end in MONTHS:
        right = total = 0
        for part, changes in histories.items():
            states = [change["to_state"] for change in changes]
            if part not in here or "sent" not in states:
                continue
            first = states.index("sent")
            if in_month(london_day(changes[first]["at"]), end):
                total += 1
                right += "sent_back" not in states[:first]
        assert 0 < right < total
        assert counted(world, "advice_right_first_time", end) == (right, total)


def test_notification_delay_equals_a_recount():
    world = World()
    PolicyFactory(
        key="s23.notice_days", organisation=world.icb, value=10, effective_from=dt.date(2026, 4, 15)
    )
    notified(world, FIRST, 92, 60)
    for end, limit in zip(MONTHS, (14, 10, 10), strict=True):
        took = [
            (row.sent_on - row.opinion_on).days
            for row in Notification.objects.all()
            if row.la_id == world.la.pk
            and in_month(row.sent_on, end)
            and row.state not in ("duplicate", "in_error")
        ]
        assert len(took) > 5
        assert counted(world, "notice_days", end) == (sum(took), len(took))
        assert counted(world, "notice_prompt", end) == (
            sum(days <= limit for days in took),
            len(took),
        )


def test_enquiries_equal_a_recount():
    world = World()
    world.enquiries(FIRST, 92, 120)
    for end in MONTHS:
        owed = [
            row
            for row in Enquiry.objects.all()
            if row.la_id == world.la.pk
            and in_month(row.first_due_on, end)
            and row.state not in ("unconfirmed", "merged", "signposted")
        ]
        met = sum(
            row.first_answer_at is not None and london_day(row.first_answer_at) <= row.first_due_on
            for row in owed
        )
        assert 0 < met < len(owed)
        assert counted(world, "enquiry_in_time", end) == (met, len(owed))


def test_freshness_is_the_entries_behind_it():
    world = World()
    entries = [EntryFactory(local_authority=world.la) for _ in range(4)]
    old, hidden = entries[0], entries[1]
    type(old).objects.filter(pk=old.pk).update(checked_on=dt.date(2020, 1, 1))
    on = live.span(
        live.MEASURES["local_offer_fresh"], old.published_at.date(), old.published_at.date()
    )
    found = statistics.entries(world.la.pk, on.last)
    numbers = counted_on(world, on)
    assert numbers == (sum(fresh for _, _, fresh, _ in found), len(found)) and len(found) == 4
    type(hidden).objects.filter(pk=hidden.pk).update(state="withdrawn", published_at=None)
    cases = live.behind(
        "local_offer_fresh", live.area(world.la.pk, world.icb.pk), on, by=world.officer
    )
    assert len(cases.rows) == counted_on(world, on)[1] and cases.hidden == 0
    assert all(row.url.startswith("/") for row in cases.rows)


def counted_on(world: World, days: live.Span) -> tuple[int, int]:
    found = live.figure("local_offer_fresh", live.area(world.la.pk, world.icb.pk), days).counted
    return int(found.numerator), found.denominator


@pytest.mark.parametrize("key", live.MEASURES)
def test_an_area_with_nothing_has_nothing_to_count(key):
    world = World()
    found = live.figure(key, live.area(world.neighbour.pk, world.icb.pk), month(MONTHS[0]))
    assert found.counted.denominator == 0
    assert found.value(live.MEASURES[key].unit) is None


def test_what_is_owed_counts_only_once_its_day_is_over():
    due, sent = live.MEASURES["advice_six_weeks"], live.MEASURES["notice_days"]
    assert live.span(due, FIRST, FIRST) is None
    assert live.span(due, FIRST, FIRST + DAY) == live.Span(FIRST, FIRST)
    assert live.span(sent, FIRST, FIRST) == live.Span(FIRST, FIRST)
    assert live.span(due, FIRST, LATER) == live.span(sent, FIRST, LATER) == month(MONTHS[0])
    assert live.span(sent, LATER, FIRST) is None


def test_cases_are_listed_through_the_readers_own_scope():
    world = World()
    scene = notified(world, FIRST, 31, 12)
    board = person("board_member", world.icb)
    place = live.area(world.la.pk, world.icb.pk)
    _good, total = counted(world, "notice_prompt", MONTHS[0])
    mine = live.behind("notice_prompt", place, month(MONTHS[0]), by=scene.clinician)
    assert len(mine.rows) + mine.hidden == total and mine.rows
    assert sum(row.good for row in mine.rows) <= counted(world, "notice_prompt", MONTHS[0])[0]
    assert all(row.reference.startswith("S23-") and row.url for row in mine.rows)
    none = live.behind("notice_prompt", place, month(MONTHS[0]), by=board)
    assert (none.rows, none.hidden) == ((), total)


@pytest.mark.parametrize(
    "key", ["advice_six_weeks", "advice_right_first_time", "enquiry_in_time", "notice_prompt"]
)
def test_cases_cost_the_same_however_many(key):
    world = World()
    place, spans = live.area(world.la.pk, world.icb.pk), []
    live.behind(key, place, month(MONTHS[0]), by=world.officer)  # who acts is read once
    for _ in range(2):
        world.advice(FIRST, 30, 12)
        world.histories(FIRST, 30, 12)
        world.enquiries(FIRST, 30, 12)
        with CaptureQueriesContext(connection) as caught:
            found = live.behind(key, place, month(MONTHS[0]), by=world.officer)
        spans.append((len(caught), found.hidden + len(found.rows)))
    assert spans[0][0] == spans[1][0]


def live_measure(world: World, key: str = "advice_six_weeks", **fields):
    plan = make.PlanFactory(la=world.la, icb=world.icb, starts_on=dt.date(2026, 4, 10))
    return make.MeasureFactory(plan=plan, source="live", live_key=key, **fields)


def kept(measure) -> list[tuple]:
    rows = Reading.objects.filter(measure=measure, replaced_at=None).order_by("ends_on")
    return list(rows.values_list("ends_on", "numerator", "denominator", "value"))


def late_case(world: World, due: dt.date) -> AdviceRequest:
    request = world.request(due)
    world.part(
        request,
        0,
        state="sent",
        sent_at=dt.datetime.combine(due + 2 * DAY, dt.time(12), tzinfo=dt.UTC),
    )
    return request


def test_recording_catches_up_and_does_nothing_twice():
    world = World()
    AdviceRequest.objects.all().delete()
    measure = live_measure(world)
    late_case(world, dt.date(2026, 3, 31))
    late_case(world, dt.date(2026, 5, 31))
    assert actions.run(on=dt.date(2026, 5, 31)) == {"new": 2, "corrected": 0}  # May is not over
    assert kept(measure) == [(MONTHS[0], 0, 1, 0), (MONTHS[1], 0, 0, None)]
    assert actions.run(on=dt.date(2026, 5, 31)) == {"new": 0, "corrected": 0}
    assert actions.run(on=dt.date(2026, 6, 1)) == {"new": 1, "corrected": 0}
    assert kept(measure)[-1] == (MONTHS[2], 0, 1, 0)
    assert actions.run(on=LATER) == {"new": 3, "corrected": 0}  # three months without a night
    assert AuditEvent.objects.filter(verb="inspections.live_record").count() == 3
    by = Reading.objects.filter(measure=measure).values_list("by", flat=True)
    assert set(by) == {None}


def test_a_month_whose_records_changed_is_corrected_with_a_note():
    world = World()
    measure = live_measure(world)
    request = late_case(world, dt.date(2026, 5, 20))
    actions.run(on=dt.date(2026, 6, 1))
    before = kept(measure)[-1]
    Contribution.objects.filter(request=request).update(
        sent_at=dt.datetime(2026, 5, 20, 22, 59, tzinfo=dt.UTC)
    )
    assert actions.run(on=dt.date(2026, 7, 2)) == {"new": 1, "corrected": 1}
    assert before == (MONTHS[2], 0, 1, 0)
    assert (MONTHS[2], 1, 1, 100) in kept(measure)
    rows = Reading.objects.filter(measure=measure, ends_on=MONTHS[2]).order_by("created_at")
    assert [(row.value, row.replaced_at is None) for row in rows] == [(0, False), (100, True)]
    assert rows[1].note == actions.CHANGED


def test_only_plans_in_force_and_measures_in_use_are_recorded():
    world = World()
    measure = live_measure(world)
    late_case(world, dt.date(2026, 5, 20))
    measure.plan.state = "draft"
    measure.plan.save()
    assert actions.run(on=LATER)["new"] == 0
    assert actions.record(measure_id=measure.pk, on=LATER)["new"] == 0
    measure.plan.state = "active"
    measure.plan.save()
    measure.retired_on = FIRST
    measure.save()
    assert actions.run(on=LATER)["new"] == 0


def test_a_manager_has_it_counted_again_and_nobody_else():
    world = World()
    measure = live_measure(world)
    late_case(world, dt.date(2026, 5, 20))
    manager = person("improvement_manager", world.icb)
    assert actions.recount(by=manager, measure_id=measure.pk)["new"] > 0
    assert Reading.objects.filter(measure=measure, by=manager).exists()
    with pytest.raises(NotAllowed):
        actions.recount(by=person("board_member", world.icb), measure_id=measure.pk)
    with pytest.raises(NotFound):
        actions.recount(by=person("improvement_manager"), measure_id=measure.pk)
    typed = make.MeasureFactory(plan=measure.plan)
    with pytest.raises(Conflict):
        actions.recount(by=manager, measure_id=typed.pk)


def test_days_are_a_mean():
    world = World()
    notified(world, FIRST, 31, 8)
    total, count = counted(world, "notice_days", MONTHS[0])
    found = live.figure("notice_days", live.area(world.la.pk, world.icb.pk), month(MONTHS[0]))
    assert found.value("days") == (D(total) / count).quantize(D("0.001"))
