"""Inspections: begun, reported, published; the dates that follow and the lists they stand in."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents import actions as documents
from dco_portal.work.models import WorkItem
from inspections.actions import clocks as clock_actions
from inspections.actions import findings, record
from inspections.models import Clock, Deferral, Finding, Inspection
from tests.advice_scene import report
from tests.factories.accounts import person
from tests.factories.inspections import FindingFactory, InspectionFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PolicyFactory
from tests.integration.access.world_inspections_record import begin, conclude
from tests.kept import Kept

pytestmark = pytest.mark.django_db
D = dt.date


class Place(metaclass=Kept):
    """An area with an improvement manager at its board."""

    def __init__(self) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.manager = person("improvement_manager", self.icb)


@pytest.fixture
def area() -> Place:
    return Place()


@pytest.fixture
def inspection(area) -> Inspection:
    return begin(area.manager, area)


def codes(inspection: Inspection) -> set[str]:
    return set(inspection.clocks.values_list("rule", flat=True))


def test_an_outcome_starts_what_follows_and_a_date_stands_in_the_list(area, inspection):
    received = D(2026, 3, 2)
    inspection = begin(area.manager, area, began_on=D(2026, 1, 12), ended_on=D(2026, 1, 30))
    conclude(area.manager, inspection, received_on=received)
    assert codes(inspection) == {"INSP-PAP", "INSP-PAP-35WD", "INSP-MONITOR-18M", "INSP-NEXT-3Y"}
    found = {clock.rule: clock for clock in inspection.clocks.all()}
    assert found["INSP-NEXT-3Y"].starts_on == D(2026, 1, 30)
    assert found["INSP-NEXT-3Y"].due_on == D(2029, 1, 30)
    item = WorkItem.objects.get(kind="inspections.clock")
    assert (item.target_on, item.due_on, item.owner) == (D(2026, 4, 22), None, area.manager)
    assert item.object_id == found["INSP-PAP-35WD"].pk
    assert "local policy" in item.step


def test_the_letter_goes_before_our_own_date_and_doing_it_closes_both(area, inspection):
    conclude(area.manager, inspection)
    own = inspection.clocks.get(rule="INSP-PAP-35WD")
    named = today() + dt.timedelta(days=40)
    clock_actions.set_letter(by=area.manager, clock_id=own.pk, letter_on=named)
    item = WorkItem.objects.get(object_id=own.pk)
    assert (item.due_on, item.target_on, item.rule) == (named, None, "INSP-PAP-35WD")
    clock_actions.mark_done(by=area.manager, clock_id=own.pk, done_on=today())
    both = inspection.clocks.filter(rule__in=["INSP-PAP", "INSP-PAP-35WD"])
    assert {clock.done_on for clock in both} == {today()}
    assert WorkItem.objects.get(object_id=own.pk).state == "closed"
    with pytest.raises(Conflict, match="already"):
        clock_actions.mark_done(by=area.manager, clock_id=own.pk, done_on=today())
    clock_actions.mark_not_done(by=area.manager, clock_id=both.get(rule="INSP-PAP").pk)
    assert {clock.done_on for clock in both.all()} == {None}
    assert WorkItem.objects.get(object_id=own.pk).state == "open"
    clock_actions.set_letter(by=area.manager, clock_id=own.pk, letter_on=None)
    assert WorkItem.objects.get(object_id=own.pk).due_on is None


def test_our_own_number_of_days_is_local_policy(area, inspection):
    PolicyFactory(key="inspections.plan_working_days", organisation=area.icb, value=20)
    conclude(
        area.manager, begin(area.manager, area, began_on=D(2026, 1, 12)), received_on=D(2026, 3, 2)
    )
    assert Clock.objects.get(rule="INSP-PAP-35WD").due_on == D(2026, 3, 30)


def test_a_statement_is_law_and_waits_for_the_day_of_receipt(area):
    old = begin(area.manager, area, framework="local_area_2016", began_on=D(2018, 3, 5))
    conclude(area.manager, old, outcome="statement", received_on=None, reported_on=D(2018, 5, 1))
    assert codes(old) == set()
    conclude(area.manager, old, outcome="statement", received_on=D(2018, 5, 1))
    clock = old.clocks.get()
    assert (clock.rule, clock.is_policy) == ("INSP-STATEMENT-70WD", False)
    assert WorkItem.objects.get(object_id=clock.pk).due_on == clock.due_on == D(2018, 8, 9)


def test_a_correction_moves_or_drops_what_followed(area, inspection):
    conclude(area.manager, inspection)
    before = inspection.clocks.get(rule="INSP-PAP-35WD")
    conclude(area.manager, inspection, received_on=today() - dt.timedelta(days=10))
    moved = inspection.clocks.get(rule="INSP-PAP-35WD")
    assert (moved.pk, moved.due_on > before.due_on) == (before.pk, True)
    conclude(area.manager, inspection, outcome="positive", reported_on=today())
    assert codes(inspection) == {"INSP-STRATPLAN", "INSP-NEXT-5Y"}
    assert WorkItem.objects.get(object_id=before.pk).state == "closed"
    conclude(area.manager, inspection, outcome="", outcome_words="")
    assert codes(inspection) == set()
    assert Inspection.objects.get(pk=inspection.pk).state == "awaiting"


def test_a_window_ends_when_its_inspection_begins(area):
    first = begin(area.manager, area, began_on=D(2024, 2, 5))
    conclude(area.manager, first, received_on=D(2024, 5, 1))
    assert first.clocks.get(rule="INSP-MONITOR-18M").done_on is None
    monitoring = begin(
        area.manager, area, framework="monitoring", began_on=D(2025, 11, 3), follows=first
    )
    assert first.clocks.get(rule="INSP-MONITOR-18M").done_on == D(2025, 11, 3)
    assert first.clocks.get(rule="INSP-NEXT-3Y").done_on is None
    values = {name: getattr(monitoring, name) for name in record.FIELDS} | {"framework": "revisit"}
    record.change(by=area.manager, inspection_id=monitoring.pk, **values)
    assert first.clocks.get(rule="INSP-MONITOR-18M").done_on is None


def test_in_both_lists_where_both_prepare(area, inspection):
    dco, theirs = person("dco", area.icb), person("improvement_manager", area.la)
    conclude(area.manager, inspection)
    lists = dict(
        WorkItem.objects.filter(kind="inspections.clock").values_list("organisation", "owner")
    )
    assert lists == {area.icb.pk: area.manager.pk, area.la.pk: theirs.pk}
    WorkItem.objects.filter(organisation=area.icb).update(owner=dco)
    conclude(area.manager, inspection, received_on=today() - dt.timedelta(days=3))
    assert WorkItem.objects.get(organisation=area.icb).owner == dco


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": "reported"}, "state"),
        ({"began_on": None}, "began_on"),
        ({"ended_on": D(2020, 1, 1)}, "ended_on"),
        ({"began_on": None, "state": "expected", "ended_on": D(2020, 1, 1)}, "began_on"),
        ({"expected_until": D(2020, 1, 1)}, "expected_from"),
        ({"expected_from": D(2027, 2, 1), "expected_until": D(2027, 1, 1)}, "expected_until"),
        ({"state": "expected"}, "state"),
        ({"began_on": D(2999, 1, 1)}, "began_on"),
        ({"ended_on": D(2999, 1, 1)}, "ended_on"),
        ({"announced_on": D(2999, 1, 1)}, "announced_on"),
        ({"announced_on": today()}, "announced_on"),
        ({"summary": "See 999 123 4567"}, "summary"),
    ],
)  # fmt: skip
def test_dates_that_do_not_fit_are_refused_beside_their_field(area, changes, field):
    with pytest.raises(Invalid) as caught:
        begin(area.manager, area, **changes)
    assert set(caught.value.errors) == {field}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "statement"}, "outcome"),
        ({"received_on": D(2999, 1, 1)}, "received_on"),
        ({"reported_on": D(2001, 1, 1)}, "reported_on"),
        ({"received_on": None}, "received_on"),
        ({"outcome": "other", "outcome_words": " "}, "outcome_words"),
        ({"outcome": ""}, "outcome"),
    ],
)
def test_an_outcome_that_does_not_fit_is_refused(area, inspection, changes, field):
    with pytest.raises(Invalid) as caught:
        conclude(area.manager, inspection, **changes)
    assert set(caught.value.errors) == {field}
    assert not Clock.objects.exists()


def test_what_it_follows_is_earlier_of_the_same_area_and_no_ring(area, inspection):
    with pytest.raises(Invalid, match="same area"):
        begin(area.manager, area, follows=InspectionFactory())
    with pytest.raises(Invalid, match="earlier one"):
        begin(area.manager, area, follows=inspection, began_on=D(2001, 1, 1))
    later = begin(area.manager, area, follows=inspection)
    values = {name: getattr(inspection, name) for name in record.FIELDS} | {"follows": later}
    with pytest.raises(Invalid, match="follows this one already"):
        record.change(by=area.manager, inspection_id=inspection.pk, **values)


def test_the_framework_of_an_outcome_stays(area, inspection):
    conclude(area.manager, inspection)
    values = {name: getattr(inspection, name) for name in record.FIELDS} | {"framework": "revisit"}
    with pytest.raises(Invalid) as caught:
        record.change(by=area.manager, inspection_id=inspection.pk, **values)
    assert set(caught.value.errors) == {"framework"}


def test_of_ones_own_area_alone(area):
    there = Place()
    with pytest.raises(Invalid) as caught:
        begin(area.manager, there)
    assert set(caught.value.errors) == {"area"}
    with pytest.raises(NotAllowed):
        begin(person("coordinator", area.icb), area)


def test_findings_run_from_one_and_move(area, inspection):
    words = {"kind": "improve", "is_summary": False, "page": None}
    one, two, three = (
        findings.add(by=area.manager, inspection_id=inspection.pk, text=f" Finding {n} ", **words)
        for n in (1, 2, 3)
    )
    findings.change(
        by=area.manager,
        finding_id=three.pk,
        number=1,
        text="Finding 3",
        responsible=[area.la],
        **words,
    )
    rows = Finding.objects.filter(inspection=inspection)
    assert [(row.number, row.text) for row in rows] == [
        (1, "Finding 3"),
        (2, "Finding 1"),
        (3, "Finding 2"),
    ]
    assert list(three.responsible.all()) == [area.la]
    with pytest.raises(Invalid) as caught:
        findings.change(by=area.manager, finding_id=two.pk, number=4, text="X", **words)
    assert set(caught.value.errors) == {"number"}
    findings.remove(by=area.manager, finding_id=one.pk)
    assert [(row.number, row.text) for row in rows.all()] == [(1, "Finding 3"), (2, "Finding 2")]
    kept = AuditEvent.objects.get(verb="inspections.finding_remove")
    assert kept.data["text"] == "Finding 1"


def test_a_finding_that_a_plan_answers_stays(area, inspection):
    from tests.factories.inspections import PlanFactory, PriorityFactory

    finding = FindingFactory(inspection=inspection)
    PriorityFactory(plan=PlanFactory(la=area.la, icb=area.icb)).findings.add(finding)
    with pytest.raises(Conflict, match="priority"):
        findings.remove(by=area.manager, finding_id=finding.pk)


def test_a_deferral_is_to_later_and_says_why(area, inspection):
    values = {"due_on": D(2020, 3, 1), "until": D(2021, 11, 1), "month_only": True, "reason": "Pandemic", "source_url": ""}  # fmt: skip
    row = findings.defer(by=area.manager, inspection_id=inspection.pk, **values)
    findings.change_deferral(by=area.manager, deferral_id=row.pk, **values | {"reason": "COVID-19"})
    assert Deferral.objects.get().reason == "COVID-19"
    for wrong, field in (({"until": D(2020, 3, 1)}, "until"), ({"reason": " "}, "reason")):
        with pytest.raises(Invalid) as caught:
            findings.defer(by=area.manager, inspection_id=inspection.pk, **values | wrong)
        assert set(caught.value.errors) == {field}
    findings.remove_deferral(by=area.manager, deferral_id=row.pk)
    assert not Deferral.objects.exists()


def test_published_once_and_taken_off(area, inspection):
    record.publish(by=area.manager, inspection_id=inspection.pk)
    with pytest.raises(Conflict):
        record.publish(by=area.manager, inspection_id=inspection.pk)
    record.unpublish(by=area.manager, inspection_id=inspection.pk)
    with pytest.raises(Conflict):
        record.unpublish(by=area.manager, inspection_id=inspection.pk)
    undated = begin(area.manager, area, began_on=None, state="expected")
    with pytest.raises(Conflict, match="Enter when"):
        record.publish(by=area.manager, inspection_id=undated.pk)


def test_two_people_at_one_inspection(area, inspection):
    values = {name: getattr(inspection, name) for name in record.FIELDS}
    record.change(by=area.manager, inspection_id=inspection.pk, lock=0, **values)
    with pytest.raises(Invalid, match="Somebody has changed this"):
        record.change(by=area.manager, inspection_id=inspection.pk, lock=0, **values)


def _shown(area: Place) -> Inspection:
    """A public inspection with its report."""
    row = InspectionFactory(la=area.la, icb=area.icb, published=True)
    file = {"owner_kind": "inspections.inspection", "owner_id": row.pk}
    row.report = documents.attach(by=area.manager, upload=report(), **file)
    row.save()
    return row


def every_action(area: Place, inspection: Inspection):
    """Each action with good values, by name."""
    by = area.manager
    finding = FindingFactory(inspection=inspection)
    deferral = Deferral.objects.create(inspection=inspection, due_on=D(2020, 1, 1), reason="Snow")
    clock = inspection.clocks.get(rule="INSP-PAP-35WD")
    meeting = inspection.clocks.get(rule="INSP-PAP")
    of = {"inspection_id": inspection.pk}
    shown = {"inspection_id": _shown(area).pk}
    finished = inspection.clocks.create(
        rule="INSP-STRATPLAN", starts_on=D(2026, 1, 1), done_on=D(2026, 2, 1)
    )
    said = {"kind": "improve", "text": "X", "is_summary": True, "page": 2}
    late = {
        "due_on": D(2020, 1, 1),
        "until": None,
        "month_only": False,
        "reason": "Ice",
        "source_url": "",
    }
    values = {name: getattr(inspection, name) for name in record.FIELDS}
    return {
        "begin": lambda user=by: begin(user, area),
        "change": lambda user=by: record.change(by=user, **of, **values),
        "set_outcome": lambda user=by: conclude(user, inspection),
        "add_report": lambda user=by: record.add_report(by=user, **of, upload=report()),
        "publish": lambda user=by: record.publish(by=user, **of),
        "drop_report": lambda user=by: record.drop_report(by=user, **shown),
        "unpublish": lambda user=by: record.unpublish(by=user, **shown),
        "mark_not_done": lambda user=by: clock_actions.mark_not_done(by=user, clock_id=finished.pk),
        "add": lambda user=by: findings.add(by=user, **of, **said),
        "change_finding": lambda user=by: findings.change(by=user, finding_id=finding.pk, **said),
        "remove": lambda user=by: findings.remove(by=user, finding_id=finding.pk),
        "defer": lambda user=by: findings.defer(by=user, **of, **late),
        "change_deferral": lambda user=by: findings.change_deferral(by=user, deferral_id=deferral.pk, **late),
        "remove_deferral": lambda user=by: findings.remove_deferral(by=user, deferral_id=deferral.pk),
        "set_letter": lambda user=by: clock_actions.set_letter(by=user, clock_id=clock.pk, letter_on=today()),
        "mark_done": lambda user=by: clock_actions.mark_done(by=user, clock_id=meeting.pk, done_on=today()),
    }  # fmt: skip


def everything() -> list[list]:
    models = (Inspection, Finding, Deferral, Clock, WorkItem, AuditEvent)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_an_action_that_fails_half_way_leaves_nothing(area, inspection, monkeypatch):
    conclude(area.manager, inspection)
    acts = every_action(area, Inspection.objects.get(pk=inspection.pk))
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("the trail is full")

    for name, act in acts.items():
        with monkeypatch.context() as patch:
            for module in (record, findings, clock_actions):
                patch.setattr(module.audit, "record", fail)
            with pytest.raises(RuntimeError):
                act()
        assert everything() == before, name
        with transaction.atomic():
            act()
            assert everything() != before, name
            transaction.set_rollback(True)


def refusal(act, user) -> type | None:
    """With which error an action refuses somebody; None where it does not."""
    try:
        act(user)
    except (NotAllowed, NotFound) as error:
        return type(error)
    return None


def test_readers_may_not_and_strangers_find_nothing(area, inspection):
    conclude(area.manager, inspection)
    acts = every_action(area, Inspection.objects.get(pk=inspection.pk))
    acts.pop("begin")
    reader, stranger = person("board_member", area.icb), Place().manager
    found = {name: (refusal(act, reader), refusal(act, stranger)) for name, act in acts.items()}
    assert found == dict.fromkeys(acts, (NotAllowed, NotFound))


def test_what_the_database_holds(inspection):
    rows = Inspection.objects.filter(pk=inspection.pk)
    for wrong in (
        {"ended_on": D(2001, 1, 1)},
        {"expected_from": D(2027, 1, 2), "expected_until": D(2027, 1, 1)},
        {"state": "reported"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    rows.update(ended_on=inspection.began_on, expected_from=D(2027, 1, 1), expected_until=D(2027, 1, 1), state="reported", outcome="systemic")  # fmt: skip
    FindingFactory(inspection=inspection, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingFactory(inspection=inspection, number=1)
    FindingFactory(inspection=inspection, number=2)
    clock = {"inspection": inspection, "rule": "INSP-PAP", "starts_on": D(2026, 1, 1)}
    Clock.objects.create(**clock)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.create(**clock)
    Clock.objects.create(**clock | {"rule": "INSP-NEXT-3Y"})
    late = {"inspection": inspection, "due_on": D(2020, 1, 2), "reason": "Snow"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Deferral.objects.create(**late, until=D(2020, 1, 2))
    Deferral.objects.create(**late, until=D(2020, 1, 3))
