"""Healthcare plans: the school's own, versions, reminders, the blank form."""

import datetime as dt

import pikepdf
import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents import storage
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification
from dco_portal.practice.actions import plans as actions
from dco_portal.practice.models import HealthcarePlan, PlanVersion
from dco_portal.practice.plan_form import SECTIONS, missing
from tests import pdf_text
from tests.factories.accounts import person
from tests.factories.organisations import SchoolFactory
from tests.factories.practice import PlanFactory

pytestmark = pytest.mark.django_db
FULL = {name: f"Words for {name}" for name in SECTIONS}


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


@pytest.fixture
def senco():
    return person("senco", SchoolFactory())


@pytest.fixture
def plan(senco) -> HealthcarePlan:
    return PlanFactory(school=senco.organisation)


def used(plan, senco, days: int = 100) -> HealthcarePlan:
    actions.write(by=senco, plan_id=plan.pk, content=FULL, review_on=in_days(days))
    return actions.put_into_use(by=senco, plan_id=plan.pk)


def test_written_used_printed(senco, plan, drain_outbox):
    used(plan, senco)
    drain_outbox()
    version = PlanVersion.objects.get()
    document = Document.objects.get(pk=version.document)
    with storage.open_checked(document.sha256) as file:
        text = pdf_text.text(file.read())
    assert "Words for emergency" in text and plan.pupil in text
    with storage.open_checked(document.sha256) as file, pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
    actions.write(by=senco, plan_id=plan.pk, content=FULL | {"views": "New"}, review_on=None)
    assert PlanVersion.objects.get().content["views"] == "Words for views"
    assert actions.put_into_use(by=senco, plan_id=plan.pk).version == 2


def test_it_cannot_be_used_unfinished_or_without_a_review_within_a_year(senco, plan):
    with pytest.raises(Invalid, match="medical condition"):
        actions.put_into_use(by=senco, plan_id=plan.pk)
    for days, words in ((0, "future"), (400, "once a year")):
        actions.write(by=senco, plan_id=plan.pk, content=FULL, review_on=in_days(days))
        with pytest.raises(Invalid, match=words):
            actions.put_into_use(by=senco, plan_id=plan.pk)
    assert not PlanVersion.objects.exists()
    assert missing(FULL) == []


def test_nobody_but_the_school_sees_it(senco, plan, client):
    path = reverse("practice:plan", args=[plan.pk])
    for other in (person("senco", SchoolFactory()), person("dco"), person("la_officer")):
        assert not HealthcarePlan.objects.visible_to(other).exists()
        client.force_login(other)
        assert client.get(path).status_code == 404
        with pytest.raises((NotFound, NotAllowed)):
            actions.write(by=other, plan_id=plan.pk, content=FULL, review_on=None)
    client.force_login(senco)
    assert plan.pupil in client.get(path).content.decode()


def test_reminders_before_on_and_after_the_day_once_each(senco, plan):
    used(plan, senco, days=28)
    start = today()
    for day in (0, 0, 1, 21, 22, 28, 30, 35):
        actions.remind(on=start + dt.timedelta(days=day))
    bodies = list(Notification.objects.order_by("created_at").values_list("body", flat=True))
    assert [body.rsplit("review ", 1)[1] for body in bodies] == [
        "in 28 days.", "in 7 days.", "today.", "7 days ago.",
    ]  # fmt: skip
    assert not any(plan.pupil in body for body in bodies)


def test_a_missed_night_is_caught_up(senco, plan):
    used(plan, senco, days=30)
    assert actions.remind(on=in_days(1)) == 0
    assert actions.remind(on=in_days(5)) == 1  # the 28-day step was missed by three nights
    assert actions.remind(on=in_days(6)) == 0


def test_an_ended_plan_is_not_reminded_and_can_be_taken_up_again(senco, plan):
    used(plan, senco, days=5)
    with pytest.raises(Invalid):
        actions.end(by=senco, plan_id=plan.pk, reason=" ")
    actions.end(by=senco, plan_id=plan.pk, reason="Left the school")
    assert actions.remind() == 0
    with pytest.raises(Conflict):
        actions.end(by=senco, plan_id=plan.pk, reason="Again")
    assert actions.put_into_use(by=senco, plan_id=plan.pk).state == "in_use"


def test_two_writers_the_second_is_told(senco, plan):
    actions.write(by=senco, plan_id=plan.pk, lock=0, content=FULL, review_on=None)
    with pytest.raises(Conflict, match="changed"):
        actions.write(by=senco, plan_id=plan.pk, lock=0, content={}, review_on=None)
    assert HealthcarePlan.objects.get().content["views"] == "Words for views"


def test_the_database_keeps_a_review_for_plans_in_use(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        HealthcarePlan.objects.filter(pk=plan.pk).update(state="in_use")
    HealthcarePlan.objects.filter(pk=plan.pk).update(state="in_use", version=1, review_on=today())


def test_the_blank_plan_is_made_once_and_served_to_anybody(client, drain_outbox):
    page = reverse("practice:blank_plan")
    assert client.get(reverse("practice:blank_plan_pdf")).status_code == 404
    assert "being prepared" in client.get(page).content.decode()
    assert actions.prepare_blank() is True
    assert actions.prepare_blank() is False
    drain_outbox()
    assert "Download" in client.get(page).content.decode()
    answer = client.get(reverse("practice:blank_plan_pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_nothing_remains_when_it_fails_half_way(senco, plan, monkeypatch):
    actions.write(by=senco, plan_id=plan.pk, content=FULL, review_on=in_days(9))

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions.documents, "create", fail)
    with pytest.raises(RuntimeError):
        actions.put_into_use(by=senco, plan_id=plan.pk)
    assert not PlanVersion.objects.exists()
    assert HealthcarePlan.objects.get().state == "draft"
