"""Correcting the day of receipt: the dates follow, the original stays, and only the DCO or DMO may."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from ehcp.actions import dates, triage
from ehcp.models import AdviceRequest, DateCorrection
from tests.advice_scene import Scene
from tests.factories.accounts import PASSWORD, person
from tests.triage_scene import age, everything

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    """A request that came ten days ago."""
    scene = Scene()
    scene.request = age(scene.request, 10)
    return scene


def test_the_dates_follow_and_the_original_stays(scene):
    before = scene.request
    correction = dates.correct_receipt(
        by=scene.dco,
        request=before,
        received_on=before.received_on + 3 * DAY,
        reason="Postmark says so",
    )
    after = AdviceRequest.objects.get(pk=before.pk)
    assert (after.received_on, after.due_on) == (
        before.received_on + 3 * DAY,
        before.due_on + 3 * DAY,
    )
    assert after.service_date == before.service_date + 3 * DAY
    assert set(after.contributions.values_list("due_on", flat=True)) == {after.due_on}
    assert set(WorkItem.objects.filter(state="open").values_list("due_on", flat=True)) == {
        after.due_on
    }
    assert (correction.received_before, correction.due_before) == (
        before.received_on,
        before.due_on,
    )
    assert (correction.approved_by, correction.reason) == (scene.dco, "Postmark says so")
    told = Notification.objects.filter(kind="ehcp.receipt_corrected")
    assert {row.recipient for row in told} >= {scene.officer, scene.coordinator}
    assert all(scene.child.family_name not in row.body for row in told)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "on record already"), (-1, "before the local authority asked"), (11, "future")],
)
def test_a_day_that_cannot_be_is_refused_beside_the_field(scene, days, words):
    with pytest.raises(Invalid) as error:
        dates.correct_receipt(
            by=scene.dco,
            request=scene.request,
            received_on=scene.request.received_on + days * DAY,
            reason="x",
        )
    assert words in error.value.errors["received_on"]


def test_only_the_dco_who_did_not_enter_it_may(scene):
    day = scene.request.received_on + DAY
    for user, refusal in (
        (scene.coordinator, NotAllowed), (scene.officer, NotAllowed), (person("dco"), NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            dates.correct_receipt(by=user, request=scene.request, received_on=day, reason="x")
    AdviceRequest.objects.filter(pk=scene.request.pk).update(entered_by=scene.dco)
    with pytest.raises(NotAllowed, match="you entered this request"):
        dates.correct_receipt(by=scene.dco, request=scene.request, received_on=day, reason="x")


def test_an_ended_request_is_not_corrected(scene):
    triage.withdraw(by=scene.officer, request=scene.request, reason="Moved away")
    with pytest.raises(Conflict):
        dates.correct_receipt(by=scene.dco, request=scene.request, received_on=today(), reason="x")


def test_a_correction_that_fails_half_way_leaves_nothing(scene, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    before = everything()
    monkeypatch.setattr("ehcp.actions.tell.about_request", broken)
    with pytest.raises(RuntimeError):
        dates.correct_receipt(
            by=scene.dco,
            request=scene.request,
            received_on=scene.request.received_on + DAY,
            reason="x",
        )
    assert everything() == before
    assert not DateCorrection.objects.exists()


def test_the_database_refuses_a_correction_without_change_or_reason(scene):
    request = scene.request
    values = {
        "request": request, "received_before": today(), "received_after": today() - DAY, "due_before": today(),
        "due_after": today() - DAY, "reason": "Typing", "approved_by": scene.dco,
    }  # fmt: skip
    DateCorrection.objects.create(**values)
    for fault in ({"received_after": today()}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DateCorrection.objects.create(**values | fault)


def test_the_page_corrects_and_the_clock_says_so(scene, client):
    client.login(email=scene.dco.email, password=PASSWORD)
    address = reverse("ehcp:correct-receipt", args=[scene.request.pk])
    refused = client.post(
        address,
        {"received_on_0": "31", "received_on_1": "2", "received_on_2": "2026", "reason": "Kept"},
    )
    assert "Enter a real date" in refused.content.decode()
    assert "Kept" in refused.content.decode()
    day = scene.request.received_on + DAY
    sent = {
        "received_on_0": day.day,
        "received_on_1": day.month,
        "received_on_2": day.year,
        "reason": "The e-mail shows it",
    }
    done = client.post(address, sent, follow=True)
    assert "first recorded as" in done.content.decode()
    assert "The e-mail shows it" in done.content.decode()
