"""The reminder sweep on a real database: once, in time, to the right people."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dco_portal.notifications import actions as notifying
from dco_portal.notifications.models import Notification
from dco_portal.work import actions, reminders
from dco_portal.work.models import ReminderSweep
from dco_portal.work.reminders import sweeping
from tests.factories.accounts import CoverFactory, person
from tests.factories.organisations import IcbFactory, PolicyFactory, ServiceFactory
from tests.factories.work import WorkItemFactory

DUE = dt.date(2026, 3, 31)


def on(left: int) -> dt.date:
    """The day with this many days left."""
    return DUE - dt.timedelta(days=left)


def told(**filters) -> list[str]:
    rows = Notification.objects.filter(kind="work.reminder", **filters)
    return sorted(rows.values_list("recipient__email", flat=True))


@pytest.fixture
def icb():
    return IcbFactory()


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def cast(icb, service):
    """A clinician, the lead of the service, and the ICB's coordinator."""
    return {
        "clinician": person("clinician", service=service, email="clinician@test.example"),
        "lead": person("provider_lead", organisation=service.provider, email="lead@test.example"),
        "icb": person("coordinator", organisation=icb, email="icb@test.example"),
    }


@pytest.fixture
def item(cast, icb, service):
    return WorkItemFactory(
        organisation=service.provider, team=service, owner=cast["clinician"], escalate_to=icb,
        due_on=DUE, reference="EHC-2026-000007-1", title="Health advice from physiotherapy", step="Write the advice",
    )  # fmt: skip


@pytest.mark.django_db
def test_sweep_reminds_on_each_day_and_escalates(item):
    expected = {
        15: [], 14: ["clinician"], 7: ["clinician"], 1: ["clinician", "lead"], 0: ["clinician", "lead"],
        -1: ["clinician", "icb", "lead"], -2: [], -8: ["clinician", "icb", "lead"],
    }  # fmt: skip
    for left, people in expected.items():
        Notification.objects.all().update(kind="seen")
        reminders.sweep(on(left))
        assert told() == [f"{who}@test.example" for who in people], f"{left} days left"


@pytest.mark.django_db
def test_sweep_says_what_by_when_and_how_many_days(item):
    reminders.sweep(on(7))
    message = Notification.objects.get()
    assert message.subject == "7 days left: Health advice from physiotherapy"
    assert "It is due on 31 March 2026 by law: 7 days left." in message.body
    assert "Next step: Write the advice." in message.body
    assert (message.reference, message.link) == (item.reference, item.link)


@pytest.mark.django_db
def test_sweep_twice_tells_once(item):
    assert reminders.sweep(on(7)).told == 1
    assert reminders.sweep(on(7)).told == 0
    assert Notification.objects.count() == 1


@pytest.mark.django_db
def test_sweep_catches_up_with_a_missed_night_and_says_the_true_days(item):
    reminders.sweep(on(15))
    reminders.sweep(on(5))  # the 14 and 7 day nights were missed: one reminder, not two
    message = Notification.objects.get()
    assert "5 days left" in message.subject
    reminders.sweep(on(4))
    assert Notification.objects.count() == 1


@pytest.mark.django_db
def test_sweep_tells_the_leads_of_what_nobody_has(item):
    actions.unassign_all(by=None, owner=item.owner, organisation=item.organisation)
    reminders.sweep(on(14))
    assert told() == ["lead@test.example"]
    assert "Nobody has been given this work yet." in Notification.objects.get().body


@pytest.mark.django_db
def test_sweep_takes_a_leaver_for_nobody(item, cast):
    cast["clinician"].is_active = False
    cast["clinician"].save()
    reminders.sweep(on(14))
    assert told() == ["lead@test.example"]


@pytest.mark.django_db
def test_sweep_tells_the_icb_when_there_is_no_lead_either(item, cast):
    cast["lead"].memberships.update(ended_on=dt.date.today())
    item.owner = None
    item.save()
    reminders.sweep(on(14))
    assert told() == ["icb@test.example"]


@pytest.mark.django_db
def test_sweep_notes_items_with_nobody_to_tell():
    WorkItemFactory(due_on=DUE)
    done = reminders.sweep(on(0))
    assert (done.items, done.told, done.nobody) == (1, 0, 1)


@pytest.mark.django_db
def test_sweep_tells_the_stand_in_too(item, cast):
    other = person(
        "clinician", service=item.team, email="standin@test.example", name="Sam Stand-in"
    )
    CoverFactory(
        absent=cast["clinician"],
        stand_in=other,
        organisation=item.organisation,
        starts_on=on(8),
        ends_on=on(6),
    )
    reminders.sweep(on(7))
    assert told() == ["clinician@test.example", "standin@test.example"]
    body = Notification.objects.get(recipient=other).body
    assert f"You are told because you stand in for {cast['clinician'].name}." in body
    reminders.sweep(on(1))  # the cover is over
    assert told(recipient=other) == ["standin@test.example"]


@pytest.mark.django_db
def test_sweep_leaves_watched_drafted_and_closed_items_alone(item):
    for changes in ({"part": "watches"}, {"state": "draft"}):
        WorkItemFactory(organisation=item.organisation, owner=item.owner, due_on=DUE, **changes)
    actions.close(object_id=item.object_id)
    assert reminders.sweep(on(0)).told == 0


@pytest.mark.django_db
def test_sweep_reminds_gently_of_the_service_date(item):
    item.target_on = on(14)
    item.save()
    reminders.sweep(on(21))
    message = Notification.objects.get()
    assert "Its service date (local policy) is 17 March 2026." in message.body
    assert "By law it is due on 31 March 2026: 21 days left." in message.body
    assert told() == ["clinician@test.example"]


@pytest.mark.django_db
def test_sweep_obeys_local_policy_of_organisation_icb_and_rule(item, icb):
    PolicyFactory(key="reminders.before_days", value=[3], organisation=None)
    PolicyFactory(key="reminders.before_days:EHC-HEALTH-6W", value=[20], organisation=icb)
    assert reminders.sweep(on(21)).told == 0
    assert reminders.sweep(on(20)).told == 1
    other = WorkItemFactory(
        organisation=item.organisation, owner=item.owner, due_on=DUE, rule="RA-HEALTH-6W"
    )
    assert reminders.sweep(on(4)).told == 0
    assert reminders.sweep(on(3)).told == 1
    assert Notification.objects.filter(link=other.link).count() == 1


@pytest.mark.django_db
def test_sweep_ignores_a_policy_value_that_cannot_be_meant(item):
    PolicyFactory(key="reminders.late_every_days", value=0, organisation=item.organisation)
    PolicyFactory(key="reminders.before_days", value="soon", organisation=item.organisation)
    assert reminders.sweep(on(14)).told == 1
    assert reminders.sweep(on(-1)).told == 3


@pytest.mark.django_db
def test_sweep_costs_the_same_queries_per_batch_whatever_its_size(item, cast):
    def repeat() -> int:
        reminders.sweep(on(0))
        with CaptureQueriesContext(connection) as queries:
            reminders.sweep(on(0))
        return len(queries)

    few = repeat()
    for number in range(40):
        owner = person("clinician", service=item.team) if number % 4 == 0 else cast["clinician"]
        WorkItemFactory(
            organisation=item.organisation,
            team=item.team,
            owner=owner,
            due_on=DUE,
            escalate_to=item.escalate_to,
        )
    assert repeat() == few < 15


@pytest.mark.django_db
def test_sweep_walks_every_item_in_bounded_batches(item, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 7)
    for number in range(30):
        WorkItemFactory(
            organisation=item.organisation, team=item.team, owner=item.owner, due_on=on(number % 3)
        )
    done = reminders.sweep(DUE)
    assert done.items == 31
    assert Notification.objects.values("link").distinct().count() == 31


def sweep_in_three_threads() -> None:
    """Three sweeps of the same day that begin together."""
    start, failures = threading.Barrier(3), []

    def run() -> None:
        try:
            start.wait(10)
            reminders.sweep(DUE)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert ReminderSweep.objects.exclude(finished_at=None).count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keyed", [True, False])
def test_sweeps_at_once_tell_once(item, cast, monkeypatch, keyed):
    """Owner and lead once for each of 41 items, the ICB for the 20 late ones.

    The control takes the keys away: then the three sweeps do tell three times.
    """
    monkeypatch.setattr(sweeping, "BATCH", 5)
    if not keyed:
        monkeypatch.setattr(notifying, "_key", lambda key, recipient: uuid.uuid4().hex)
    for number in range(40):
        WorkItemFactory(
            organisation=item.organisation,
            team=item.team,
            owner=item.owner,
            due_on=on(number % 2),
            escalate_to=item.escalate_to,
        )
    sweep_in_three_threads()
    told = list(Notification.objects.filter(kind="work.reminder").values_list("link", "recipient"))
    assert len(set(told)) == 41 * 2 + 20
    assert len(told) == len(set(told)) * (1 if keyed else 3)


@pytest.mark.django_db
def test_command_sweeps_for_a_day_and_refuses_what_is_no_day(item, capsys):
    call_command("send_reminders", "--on", "2026-03-24")
    assert (
        "Reminders for 24 March 2026: 1 items due or late, 1 new messages"
        in capsys.readouterr().out
    )
    with pytest.raises(CommandError, match="DATE is a day"):
        call_command("send_reminders", "--on", "2026-02-30")
