"""When the duty was met, from the facts alone; and what the clock of a case says."""

import datetime as dt

import pytest

from dco_portal.common.clock import today
from ehcp.models import AdviceRequest, Contribution
from ehcp.presenters.clock import clock
from ehcp.queries.met import met_on, with_met
from tests.advice_scene import Scene, after
from tests.triage_scene import age

pytestmark = pytest.mark.django_db
UTC = dt.UTC


def send(part: Contribution, moment: dt.datetime) -> None:
    Contribution.objects.filter(pk=part.pk).update(state="sent", sent_at=moment)


def both(scene: Scene) -> dt.date | None:
    """The day met, which page and list must reckon alike."""
    request = AdviceRequest.objects.get(pk=scene.request.pk)
    listed = with_met(AdviceRequest.objects.filter(pk=request.pk)).get().met_date
    assert listed == met_on(request)
    return listed


def test_met_is_the_day_of_the_last_required_part():
    scene = Scene()
    assert both(scene) is None
    send(scene.speech, dt.datetime(2026, 1, 10, 12, tzinfo=UTC))
    assert both(scene) is None
    send(scene.therapy, dt.datetime(2026, 1, 14, 12, tzinfo=UTC))
    assert both(scene) == dt.date(2026, 1, 14)


def test_parts_not_known_let_off_or_optional_do_not_count():
    scene = Scene()
    send(scene.speech, dt.datetime(2026, 1, 10, 12, tzinfo=UTC))
    for changes in (
        {"state": "withdrawn"}, {"state": "not_known", "searched": "x", "next_route": "y"},
        {"state": "unallocated", "required": False},
    ):  # fmt: skip
        Contribution.objects.filter(pk=scene.therapy.pk).update(**changes)
        assert both(scene) == dt.date(2026, 1, 10)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 7, 1, 22, 59, tzinfo=UTC), dt.date(2026, 7, 1)),
        (
            dt.datetime(2026, 7, 1, 23, 0, tzinfo=UTC),
            dt.date(2026, 7, 2),
        ),  # midnight of summer time
        (dt.datetime(2026, 12, 1, 23, 30, tzinfo=UTC), dt.date(2026, 12, 1)),
    ],
)
def test_a_legal_day_is_londons(moment, day):
    scene = Scene(services=1)
    send(scene.speech, moment)
    assert both(scene) == day


def test_reopened_part_is_outstanding_again():
    scene = Scene(services=1)
    send(scene.speech, dt.datetime(2026, 7, 1, 12, tzinfo=UTC))
    Contribution.objects.filter(pk=scene.speech.pk).update(
        state="writing", clinician=scene.clinician
    )
    assert both(scene) is None


def test_clock_of_an_open_case_gives_dates_reason_and_law():
    scene = Scene()
    face = clock(scene.request)
    assert (face["asked_on"], face["due_on"]) == (today(), today() + dt.timedelta(days=42))
    assert face["service_date"] == today() + dt.timedelta(days=28)
    assert (face["met_on"], face["ended"], face["exceptions"]) == (None, "", [])
    assert "never stops this clock" in face["why"]
    assert "reg" in face["citation"]


def test_clock_of_a_case_returned_late_says_when_it_was_met():
    scene = after("returned", services=1)
    request = age(scene.fresh(scene.request), 50)
    face = clock(request)
    assert face["met_on"] == today() > face["due_on"]


def test_clock_of_an_ended_case_says_how_it_ended():
    from ehcp.actions import triage

    scene = Scene()
    triage.withdraw(by=scene.officer, request=scene.request, reason="Moved")
    assert clock(scene.fresh(scene.request))["ended"] == "Ended: withdrawn by the local authority"
