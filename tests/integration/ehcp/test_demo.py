"""The demo area's cases: every stage is there, loading twice adds nothing."""

import pytest
from django.core.management import call_command

from dco_portal.common.clock import today
from dco_portal.home.demo.cases import AREAS, STORIES
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from ehcp.models import (
    AdviceRequest,
    ConsiderNotice,
    Contribution,
    LawfulException,
    Message,
    RequestDraft,
    StateChange,
)

pytestmark = pytest.mark.django_db


def test_both_areas_show_every_stage_and_a_second_load_adds_nothing():
    call_command("load_demo", verbosity=0)
    for domain, family, stories, noticed in AREAS:
        mine = AdviceRequest.objects.filter(entered_by__email=f"la@{domain}")
        assert mine.count() == len(stories) == len(family)
        alone = ConsiderNotice.objects.filter(entered_by__email=f"la@{domain}", request=None)
        assert alone.count() == len(noticed)
        assert RequestDraft.objects.filter(started_by__email=f"la@{domain}").count() == 1
    first = AdviceRequest.objects.filter(entered_by__email="la@demo.example")
    assert set(first.values_list("state", flat=True)) == {
        "received", "with_services", "returned", "acknowledged", "withdrawn"
    }  # fmt: skip
    parts = Contribution.objects.filter(request__in=first)
    assert set(parts.values_list("state", flat=True)) >= {
        "unallocated", "writing", "signed", "checking", "sent", "not_known", "withdrawn"
    }  # fmt: skip
    assert len({story.reached for story in STORIES}) == len(STORIES)
    assert LawfulException.objects.filter(request__in=first, decision="waiting").count() == 1
    assert Message.objects.filter(request__in=first, kind="ask_la", answered_at=None).exists()
    assert first.filter(due_on__lt=today(), state="with_services").exists()
    assert ConsiderNotice.objects.filter(entered_by__email="la@demo.example").count() == 2
    assert Notification.objects.filter(state="waiting").count() < 40
    counts = [
        model.objects.count()
        for model in (AdviceRequest, StateChange, WorkItem, Notification, ConsiderNotice)
    ]
    call_command("load_demo", verbosity=0)
    again = [
        model.objects.count()
        for model in (AdviceRequest, StateChange, WorkItem, Notification, ConsiderNotice)
    ]
    assert again == counts
