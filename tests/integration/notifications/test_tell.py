"""Telling people: one row per person and thing, in the caller's own transaction."""

import threading

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dco_portal.common import broker
from dco_portal.common.errors import Conflict, NotAllowed, NotFound
from dco_portal.notifications import actions, queries
from dco_portal.notifications.models import Notification
from tests.factories.accounts import UserFactory, person
from tests.factories.notifications import NotificationFactory
from tests.factories.organisations import IcbFactory

WORDS = {"kind": "test.changed", "subject": "Something changed", "body": "By 3 March 2026."}
State = Notification.State


@pytest.mark.django_db
def test_tell_writes_one_row_per_person():
    people = [UserFactory(), UserFactory(digest=True), UserFactory(is_active=False)]
    link, reference = "/ehc-advice/0193/", "EHC-2026-000001"
    assert (
        actions.tell(recipients=people, dedupe_key="a", link=link, reference=reference, **WORDS)
        == 2
    )
    rows = {row.recipient: row for row in Notification.objects.all()}
    assert set(rows) == set(people[:2])
    assert (rows[people[0]].state, rows[people[0]].digest) == (State.WAITING, False)
    assert rows[people[1]].digest
    assert (rows[people[0]].link, rows[people[0]].reference) == (link, reference)


@pytest.mark.django_db
def test_tell_again_tells_nobody():
    user = UserFactory()
    assert actions.tell(recipients=[user, user], dedupe_key="a", **WORDS) == 1
    assert actions.tell(recipients=[user], dedupe_key="a", **WORDS) == 0
    assert actions.tell(recipients=[user], dedupe_key="b", **WORDS) == 1
    assert actions.tell(recipients=[UserFactory()], dedupe_key="a", **WORDS) == 1


@pytest.mark.django_db
def test_tell_in_app_only_waits_for_no_mail():
    actions.tell(recipients=[UserFactory(digest=True)], dedupe_key="a", in_app_only=True, **WORDS)
    row = Notification.objects.get()
    assert (row.state, row.digest) == (State.IN_APP, False)


@pytest.mark.django_db
def test_tell_address_once_whatever_its_case():
    assert actions.tell_address(email="Ann@school.example", dedupe_key="a", **WORDS) == 1
    assert actions.tell_address(email="ann@SCHOOL.example", dedupe_key="a", **WORDS) == 0
    assert Notification.objects.get().recipient is None


@pytest.mark.django_db
def test_tell_goes_with_the_transaction():
    with transaction.atomic():
        actions.tell(recipients=[UserFactory()], dedupe_key="a", **WORDS)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"body": "About 999 123 4551."}, "NHS number"),
        ({"subject": "About 9991234578"}, "NHS number"),
        ({"subject": "Two\nlines"}, "one line"),
        ({"subject": ""}, "one line"),
        ({"link": "https://elsewhere.example/"}, "path of the portal"),
        ({"link": "//elsewhere.example/"}, "path of the portal"),
        ({"link": "/children/?name=ann"}, "path of the portal"),
    ],
)
def test_tell_refuses_what_must_not_go_out(changes, fault):
    with pytest.raises(ValueError, match=fault):
        actions.tell(recipients=[UserFactory()], dedupe_key="a", **{**WORDS, **changes})
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_tell_lets_other_numbers_pass():
    body = "EHC-2026-000123-2, telephone 01905 760000, 999 123 4552 is no NHS number."
    assert actions.tell(recipients=[UserFactory()], dedupe_key="a", **{**WORDS, "body": body}) == 1


class DedupeProperty(TestCase):
    """Whatever is told in whatever order, each person has each key once."""

    @settings(max_examples=25, deadline=None)
    @given(
        calls=st.lists(st.tuples(st.sampled_from("abc"), st.sets(st.integers(0, 3))), max_size=12),
        long=st.booleans(),
    )
    def test_each_person_gets_each_key_once(self, calls, long):
        people = [UserFactory() for _ in range(4)]
        wanted, new = set(), 0
        for key, who in calls:
            key = key * 250 if long else key  # a key too long for its column is shortened
            new += actions.tell(recipients=[people[n] for n in who], dedupe_key=key, **WORDS)
            wanted |= {(key, n) for n in who}
        assert Notification.objects.count() == new == len(wanted)


@pytest.mark.django_db(transaction=True)
def test_tell_from_two_transactions_at_once_neither_doubles_nor_deadlocks():
    people = [UserFactory() for _ in range(20)]
    start, failures = threading.Barrier(4), []

    def run(order: int) -> None:
        try:
            start.wait(10)
            for n in range(5):
                actions.tell(recipients=people[::order], dedupe_key=f"key{n}", **WORDS)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(1 if n % 2 else -1,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert Notification.objects.count() == 100


@pytest.mark.django_db(transaction=True)
def test_tell_nudges_the_worker_after_the_commit_only(monkeypatch):
    nudged = []
    monkeypatch.setattr(broker, "nudge", lambda task, *args: nudged.append(task))
    with transaction.atomic():
        actions.tell(recipients=[UserFactory()], dedupe_key="a", **WORDS)
        assert nudged == []
    assert nudged == [actions.DELIVER]


@pytest.mark.django_db
def test_mark_read_touches_only_ones_own():
    one, other = NotificationFactory(), NotificationFactory()
    with pytest.raises(NotFound):
        actions.mark_read(by=one.recipient, notification_id=other.pk)
    assert actions.mark_read(by=one.recipient) == 1
    assert queries.unread(one.recipient) == 0
    assert queries.unread(other.recipient) == 1


@pytest.mark.django_db
def test_choose_digest_takes_what_waits_along():
    row = NotificationFactory()
    actions.choose_digest(by=row.recipient, digest=True)
    row.refresh_from_db()
    assert (row.digest, row.recipient.digest) == (True, True)


@pytest.mark.django_db
def test_try_again_gives_a_failed_message_another_round():
    admin = person("administrator")
    row = NotificationFactory(state=State.FAILED, attempts=12)
    assert actions.try_again(by=admin, notification_id=row.pk) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.WAITING, 0)
    with pytest.raises(Conflict, match="somebody else"):
        actions.try_again(by=admin, notification_id=row.pk)
    with pytest.raises(NotFound):
        actions.try_again(by=admin, notification_id=admin.pk)
    with pytest.raises(NotAllowed):
        actions.try_again(by=person("clinician"))


@pytest.mark.django_db
def test_page_walks_the_list_both_ways_without_loss():
    user = UserFactory()
    rows = [NotificationFactory(recipient=user) for _ in range(60)]
    NotificationFactory()
    newest_first = sorted((row.pk for row in rows), reverse=True)
    first = queries.page(user)
    second = queries.page(user, after=first.after)
    third = queries.page(user, after=second.after)
    seen = [row.pk for page in (first, second, third) for row in page.rows]
    assert seen == newest_first
    assert (first.before, third.after) == ("", "")
    back = queries.page(user, before=third.before)
    assert [row.pk for row in back.rows] == [row.pk for row in second.rows]
    assert queries.page(user, before=back.before).before == ""


@pytest.mark.django_db
def test_undelivered_counts_failures_per_reference():
    icb = IcbFactory()
    NotificationFactory(state=State.FAILED, reference="EHC-2026-000001", organisation=icb)
    NotificationFactory(state=State.FAILED, reference="EHC-2026-000001")
    NotificationFactory(reference="EHC-2026-000002")
    assert queries.undelivered(["EHC-2026-000001", "EHC-2026-000002"]) == {"EHC-2026-000001": 2}
    assert [row.organisation for row in queries.failed()] == ["", icb.label]
