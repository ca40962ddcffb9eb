"""How long notifications take: from facts, against local policy, as plain values, a page and a file."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dco_portal.common.clock import today
from referrals.models import Notification
from referrals.queries import times
from tests.factories.accounts import person
from tests.factories.organisations import LocalAuthorityFactory, PolicyFactory
from tests.notified_scene import DAY, Notified

pytestmark = pytest.mark.django_db


def noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def timed(
    scene, to_notice: int, to_read: int | None = None, to_outcome: int | None = None, **changes
):
    """A notification sent 100 days ago that took so many days each."""
    sent = changes.pop("sent_on", today() - 100 * DAY)
    values = {
        "sent_at": noon(sent),
        "sent_on": sent,
        "opinion_on": sent - to_notice * DAY,
        **changes,
    }
    if to_read is not None:
        values |= {"acknowledged_at": noon(sent + to_read * DAY), "acknowledged_by": scene.officer}
    if to_outcome is not None:
        values |= {
            "state": "outcome",
            "outcome": "no_action",
            "outcome_on": sent + to_outcome * DAY,
        }
    return scene.notify(**values)


@pytest.fixture
def scene() -> Notified:
    """Three notifications: 10, 20 and 30 days to the notice; two acknowledged after 2 and 9; one outcome after 40."""
    made = Notified()
    Notification.objects.filter(pk=made.notification.pk).update(
        state="in_error", ended_reason="Not counted"
    )
    timed(made, 10, 2, 40)
    timed(made, 20, 9, state="acknowledged")
    timed(made, 30)
    return made


def test_lines_are_reckoned_from_the_facts(scene):
    (line,) = times.lines(scene.icb)
    assert (line.provider, line.la, line.sent, line.waiting) == (
        scene.trust.name,
        scene.la.name,
        3,
        1,
    )
    assert line.notice == times.Part(measured=3, median=20.0, longest=30, within=1)
    assert line.acknowledge == times.Part(measured=2, median=5.5, longest=9, within=1)
    assert line.outcome == times.Part(measured=1, median=40.0, longest=40, within=1)
    assert (line.notice.share, line.acknowledge.share) == (33, 50)


def test_each_organisation_counts_its_own(scene):
    other = Notified()
    assert times.measure(scene.la).sent == times.measure(scene.trust).sent == 3
    assert times.measure(other.la).sent == 1
    assert times.measure(LocalAuthorityFactory()) is None
    assert times.measure(None) is None
    assert times.lines(None) == []


def test_periods_and_filters(scene):
    timed(scene, 6, sent_on=today() - 10 * DAY)
    since = today() - 50 * DAY
    assert times.measure(scene.icb, start=since).sent == 1
    assert times.measure(scene.icb, end=since).sent == 3
    assert times.lines(scene.icb, la=LocalAuthorityFactory().pk) == []
    assert [line.sent for line in times.lines(scene.icb, provider=scene.trust.pk)] == [4]


def test_within_is_by_the_policy_of_the_childs_board(scene):
    PolicyFactory(key="s23.notice_days", organisation=scene.icb, value=25)
    assert times.measure(scene.la).notice.within == 2


def test_queries_do_not_grow_with_lines(scene):
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            times.lines(scene.icb)
        return len(caught)

    before = cost()
    for _ in range(3):
        scene.notify(la=LocalAuthorityFactory(icbs=[scene.icb]))
    assert cost() == before
    assert len(times.lines(scene.icb)) == 4


def test_one_notification_has_its_own_times(scene):
    slow = timed(scene, 30)
    found = times.of(slow)
    assert (found.to_notice, found.to_acknowledge, found.to_outcome, found.waiting) == (
        30,
        None,
        None,
        100,
    )
    assert found.policy == {"notice": 14, "acknowledge": 5, "outcome": 42}
    quick = times.of(timed(scene, 3, 1, 20))
    assert (quick.to_notice, quick.to_acknowledge, quick.to_outcome, quick.waiting) == (
        3,
        1,
        20,
        None,
    )


def test_the_page_and_the_file_say_it_is_local_policy(scene, client):
    client.force_login(scene.dco)
    page = client.get(reverse("referrals:times")).content.decode()
    for words in (
        "Median 20 days",
        "1 of 3 within local policy (33%)",
        "the Act sets no limit",
        "Longest 9.",
    ):
        assert words in page, words
    answer = client.get(reverse("referrals:times-csv"), {"provider": str(scene.trust.pk)})
    lines = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert lines[0]["Opinion to notice: median days"] == "20"
    assert lines[0]["Notice to acknowledgement: per cent within local policy"] == "50"
    empty = client.get(
        reverse("referrals:times"), {"sent_from_0": "1", "sent_from_1": "1", "sent_from_2": "2099"}
    )
    assert "None fits these filters" in empty.content.decode()


def test_the_case_shows_its_times(scene, client):
    client.force_login(scene.clinician)
    row = timed(scene, 30, 1)
    page = client.get(reverse("referrals:case", args=[row.pk])).content.decode()
    assert "30 days, longer than local policy (14 days)" in page
    assert "1 day, within local policy (5 days)" in page


def test_figures_are_for_roles_that_see_them(scene, client):
    for role in ("clinician", "notifier", "senco"):
        client.force_login(person(role))
        assert client.get(reverse("referrals:times")).status_code == 403
    client.force_login(person("commissioner", scene.icb))
    assert client.get(reverse("referrals:times")).status_code == 200
