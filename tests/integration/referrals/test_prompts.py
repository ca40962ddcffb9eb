"""Prompts by the clock: on their day, once, caught up with, taken back, done."""

import datetime as dt

import pytest
from django.urls import reverse

from dco_portal.children.models import Child
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, NotAllowed, NotFound
from dco_portal.deadlines import Months, add_months
from dco_portal.notifications.models import Notification as Message
from dco_portal.work.models import WorkItem
from referrals.actions import prompts
from referrals.models import Notification, Prompt
from referrals.rules.prompts import entry_year
from tests.factories.accounts import person
from tests.factories.organisations import LocalAuthorityFactory, PolicyFactory
from tests.notified_scene import DAY, Notified

pytestmark = pytest.mark.django_db
Kind = Prompt.Kind


@pytest.fixture
def scene() -> Notified:
    """A notification that was answered at once, so that only birthdays bring anything up."""
    made = Notified()
    answered(made.notification)
    return made


def answered(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk).update(
        state="outcome", outcome="early_years", outcome_on=today(), acknowledged_at=now(),
        acknowledged_by=notification.notifier,
    )  # fmt: skip


def about(scene, born_on: dt.date, **changes) -> Notification:
    return scene.notify(child=scene.born(born_on), **changes)


def raised(notification: Notification, kind: str) -> set:
    rows = Prompt.objects.filter(notification=notification, kind=kind)
    return set(rows.values_list("organisation", flat=True))


def test_two_year_review_on_its_day_for_both_sides_and_once(scene):
    row = about(scene, add_months(today(), Months(0)) - dt.timedelta(days=300))
    answered(row)
    birthday = add_months(row.child.born_on, Months(24))
    assert prompts.sweep(birthday - DAY) == 0 or not raised(row, Kind.TWO_YEAR)
    prompts.sweep(birthday)
    assert raised(row, Kind.TWO_YEAR) == {scene.la.pk, scene.trust.pk}
    messages = Message.objects.count()
    assert prompts.sweep(birthday) == 0
    assert Message.objects.count() == messages
    item = WorkItem.objects.get(object_id=Prompt.objects.get(organisation=scene.trust).pk)
    assert (item.title, item.owner, item.part) == (
        "Two-year review is due",
        scene.clinician,
        "owes",
    )
    told = set(Message.objects.filter(kind="referrals.prompt").values_list("recipient", flat=True))
    assert told == {scene.officer.pk, scene.clinician.pk}


def test_a_missed_night_is_caught_up_with_and_what_is_too_late_is_left(scene):
    row = about(scene, today() - dt.timedelta(days=300))
    answered(row)
    birthday = add_months(row.child.born_on, Months(24))
    prompts.sweep(birthday + 40 * DAY)
    assert raised(row, Kind.TWO_YEAR)
    late = about(scene, today() - dt.timedelta(days=200))
    answered(late)
    prompts.sweep(add_months(late.child.born_on, Months(37)))
    assert not raised(late, Kind.TWO_YEAR)


def test_local_policy_moves_the_day(scene):
    PolicyFactory(key="s23.two_year_months", organisation=scene.icb, value=27)
    row = about(scene, today() - dt.timedelta(days=300))
    answered(row)
    prompts.sweep(add_months(row.child.born_on, Months(26)))
    assert not raised(row, Kind.TWO_YEAR)
    prompts.sweep(add_months(row.child.born_on, Months(27)))
    assert raised(row, Kind.TWO_YEAR)


def test_admission_year_begins_in_september_before(scene):
    born = dt.date(today().year - 1, 8, 31)
    row = about(scene, born)
    answered(row)
    assert (entry_year(born), entry_year(dt.date(born.year, 9, 1))) == (
        born.year + 4,
        born.year + 5,
    )
    prompts.sweep(dt.date(born.year + 3, 8, 31))
    assert not raised(row, Kind.ADMISSION)
    prompts.sweep(dt.date(born.year + 3, 9, 1))
    assert raised(row, Kind.ADMISSION) == {scene.la.pk}


def test_school_age_is_brought_up_only_while_open(scene):
    shut = about(scene, today() - dt.timedelta(days=4 * 365))
    answered(shut)
    still = about(scene, shut.child.born_on)
    prompts.sweep(still.csa_on - 42 * DAY)
    assert raised(still, Kind.SCHOOL_AGE) == {scene.la.pk, scene.trust.pk}
    assert not raised(shut, Kind.SCHOOL_AGE)


def test_a_move_is_brought_up_and_taken_back_once_it_is_put_right(scene):
    row = about(scene, today() - dt.timedelta(days=500))
    new = LocalAuthorityFactory(icbs=[scene.icb])
    Child.objects.filter(pk=row.child_id).update(home_la=new)
    prompts.sweep()
    assert raised(row, Kind.MOVED) == {scene.icb.pk, scene.la.pk}
    Notification.objects.filter(pk=row.pk).update(la=new)
    prompts.sweep()
    rows = Prompt.objects.filter(notification=row, kind=Kind.MOVED)
    assert all(prompt.done_at and prompt.done_by is None for prompt in rows)
    assert not WorkItem.objects.filter(object_id__in=rows.values("pk"), state="open").exists()


def test_the_dco_team_hears_of_one_that_nobody_opens_or_decides(scene):
    row = about(scene, today() - dt.timedelta(days=500))
    prompts.sweep(today() + 5 * DAY)
    assert not raised(row, Kind.NOT_ACKNOWLEDGED)
    prompts.sweep(today() + 6 * DAY)
    assert raised(row, Kind.NOT_ACKNOWLEDGED) == {scene.icb.pk}
    prompts.sweep(today() + 43 * DAY)
    assert raised(row, Kind.NO_OUTCOME) == {scene.icb.pk}


def test_none_for_one_that_ended_as_a_mistake(scene):
    row = about(
        scene, today() - dt.timedelta(days=700), state="in_error", ended_reason="Wrong child"
    )
    prompts.sweep(today() + 60 * DAY)
    assert not Prompt.objects.filter(notification=row).exists()


def test_nothing_remains_of_a_portion_that_fails(scene, monkeypatch):
    about(scene, today() - dt.timedelta(days=500))

    def fail(messages):
        raise RuntimeError("half way")

    monkeypatch.setattr("dco_portal.notifications.actions.tell_many", fail)
    with pytest.raises(RuntimeError):
        prompts.sweep(today() + 6 * DAY)
    assert (
        not Prompt.objects.exists()
        and not WorkItem.objects.filter(kind="referrals.prompt").exists()
    )


def test_it_is_done_on_its_page_by_the_side_it_is_for(scene, client):
    about(scene, today() - dt.timedelta(days=500))
    prompts.sweep(today() + 6 * DAY)
    prompt = Prompt.objects.get(kind=Kind.NOT_ACKNOWLEDGED)
    url = reverse("referrals:prompt", args=[prompt.pk])
    client.force_login(scene.officer)
    assert "will say what was done" in client.get(url).content.decode()
    assert client.post(url, {"words": "Done"}).status_code == 403
    client.force_login(scene.dco)
    assert "Say what was done" in client.post(url, {"words": " "}).content.decode()
    assert client.post(url, {"words": "Rang them"}).status_code == 302
    prompt.refresh_from_db()
    assert (prompt.done_by, prompt.done_words) == (scene.dco, "Rang them")
    assert not WorkItem.objects.filter(object_id=prompt.pk, state="open").exists()
    with pytest.raises(Conflict):
        prompts.finish(by=scene.dco, prompt_id=prompt.pk, words="Again")
    with pytest.raises(NotFound):
        prompts.finish(by=person("dco"), prompt_id=prompt.pk, words="Not mine")
    with pytest.raises(NotAllowed):
        prompts.finish(by=scene.officer, prompt_id=prompt.pk, words="Not for me")
