"""Readiness: begun with one press, kept, reviewed, counted, and brought up before the review."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Attachment
from dco_portal.work.models import WorkItem
from inspections import tasks
from inspections.actions import readiness as actions
from inspections.models import ReadinessItem
from inspections.queries import readiness as queries
from inspections.queries.areas import Area, areas_of
from inspections.rules.starting import LIST
from tests.advice_scene import report
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PolicyFactory

pytestmark = pytest.mark.django_db
VALUES = {"kind": "document", "title": "Strategy", "what": "", "owner": "", "owner_user": None, "review_on": None, "gap": ""}  # fmt: skip
VERSION = {"dated": today(), "version": "2", "link": "https://x.example/2", "review_on": None}
SOON = today() + dt.timedelta(days=5)


@pytest.fixture
def area() -> Area:
    icb = IcbFactory()
    return Area(LocalAuthorityFactory(icbs=[icb]), icb)


@pytest.fixture
def manager(area):
    return person("improvement_manager", area.icb)


@pytest.fixture
def item(area, manager) -> ReadinessItem:
    return actions.add(by=manager, la=area.la, icb=area.icb, **VALUES)


def change(by, item, **changes) -> ReadinessItem:
    return actions.change(by=by, item_id=item.pk, **VALUES | changes)


def test_one_press_begins_the_list_once(area, manager):
    assert actions.start(by=manager, la=area.la, icb=area.icb) == len(LIST)
    rows = ReadinessItem.objects.all()
    assert [row.number for row in rows] == list(range(1, len(LIST) + 1))
    assert all(row.inferred and row.la == area.la for row in rows)
    with pytest.raises(Conflict):
        actions.start(by=manager, la=area.la, icb=area.icb)
    own = actions.add(by=manager, la=area.la, icb=area.icb, **VALUES)
    assert (own.number, own.inferred) == (len(LIST) + 1, False)


def test_another_area_and_another_role(area, manager, item):
    there = Area(LocalAuthorityFactory(icbs=[IcbFactory()]), area.icb)
    for place in (there, Area(there.la, IcbFactory())):
        with pytest.raises(NotFound):
            actions.start(by=manager, la=place.la, icb=place.icb)
    with pytest.raises(NotAllowed):
        actions.start(by=person("board_member", area.icb), la=area.la, icb=area.icb)
    for stranger in (person("improvement_manager", IcbFactory()), person("commissioner", area.icb)):
        with pytest.raises(NotFound):
            change(stranger, item)
    assert [each.label for each in areas_of(person("improvement_manager", area.la))] == [
        area.la.label
    ]


def test_the_list_has_an_end(area, manager, monkeypatch):
    monkeypatch.setattr("inspections.rules.readiness.MOST_ITEMS", 1)
    actions.add(by=manager, la=area.la, icb=area.icb, **VALUES)
    with pytest.raises(Invalid) as caught:
        actions.add(by=manager, la=area.la, icb=area.icb, **VALUES)
    assert set(caught.value.errors) == {"title"}


@pytest.mark.parametrize(
    ("changes", "field"), [({"title": " "}, "title"), ({"owner_user": "somebody"}, "owner_user")]
)
def test_what_an_item_must_be(manager, item, changes, field):
    if "owner_user" in changes:
        changes = {"owner_user": person("improvement_manager", IcbFactory())}
    with pytest.raises(Invalid) as caught:
        change(manager, item, **changes)
    assert set(caught.value.errors) == {field}


def test_versions_keep_earlier_files(manager, item):
    for name in ("1", "2"):
        item = actions.add_version(
            by=manager, item_id=item.pk, upload=report(), **VERSION | {"version": name, "link": ""}
        )
    kept = queries.kept(manager, item.pk)
    assert kept is not None
    assert (item.version, len(kept.files)) == ("2", 2)
    assert kept.files[0].description.endswith("2")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dated": today() + dt.timedelta(days=1)}, "dated"),
        ({"link": ""}, "upload"),
        ({"review_on": today()}, "review_on"),
    ],
)
def test_what_a_version_must_be(manager, item, changes, field):
    with pytest.raises(Invalid) as caught:
        actions.add_version(by=manager, item_id=item.pk, **VERSION | changes)
    assert set(caught.value.errors) == {field}


def test_not_needed_says_why_and_can_be_taken_back(manager, item):
    with pytest.raises(Invalid):
        actions.set_not_needed(by=manager, item_id=item.pk, reason=" ")
    assert actions.set_not_needed(by=manager, item_id=item.pk, reason="Elsewhere").not_needed
    with pytest.raises(Conflict):
        actions.set_not_needed(by=manager, item_id=item.pk, reason="Elsewhere")
    assert not actions.set_needed(by=manager, item_id=item.pk).not_needed
    with pytest.raises(Conflict):
        actions.set_needed(by=manager, item_id=item.pk)


def test_two_people_at_one_item(manager, item):
    change(manager, item, lock=0, gap="The annex")
    with pytest.raises(Invalid, match="Somebody has changed this"):
        change(manager, item, lock=0)


def test_a_review_stands_in_its_owners_list(area, manager, item):
    change(manager, item, review_on=today() + dt.timedelta(days=31))
    assert not WorkItem.objects.exists()
    change(manager, item, review_on=SOON, owner_user=manager)
    row = WorkItem.objects.get()
    assert (row.target_on, row.owner, row.organisation) == (SOON, manager, area.icb)
    theirs = person("improvement_manager", area.la)
    change(manager, item, review_on=SOON, owner_user=theirs)
    assert [(row.owner, row.organisation) for row in WorkItem.objects.filter(state="open")] == [
        (theirs, area.la)
    ]
    actions.set_not_needed(by=manager, item_id=item.pk, reason="Elsewhere")
    assert not WorkItem.objects.filter(state="open").exists()


def test_the_daily_task_brings_reviews_up_once(area, manager, item):
    ReadinessItem.objects.update(review_on=SOON)
    assert actions.bring_up_reviews() == 1
    assert WorkItem.objects.get().link == reverse("inspections:readiness-item", args=[item.pk])
    assert actions.bring_up_reviews() == 0
    assert AuditEvent.objects.filter(verb="inspections.readiness_reviews").count() == 1
    PolicyFactory(key="inspections.readiness_notice_days", organisation=area.icb, value=2)
    tasks.bring_up_reviews()
    assert WorkItem.objects.get().state == "closed"


def test_an_action_that_fails_half_way_leaves_nothing(area, manager, monkeypatch):
    item = ReadinessItem.objects.create(la=area.la, icb=area.icb, number=1, title="A", kind="data", review_on=SOON)  # fmt: skip
    other = Area(LocalAuthorityFactory(icbs=[area.icb]), area.icb)
    unneeded = ReadinessItem.objects.create(
        la=area.la, icb=area.icb, number=2, title="B", kind="data", not_needed=True, not_needed_words="X"
    )  # fmt: skip
    acts = {
        "start": lambda: actions.start(by=manager, la=other.la, icb=other.icb),
        "add": lambda: actions.add(by=manager, la=area.la, icb=area.icb, **VALUES | {"review_on": SOON}),
        "change": lambda: change(manager, item, review_on=SOON),
        "version": lambda: actions.add_version(by=manager, item_id=item.pk, upload=report(), **VERSION),
        "not_needed": lambda: actions.set_not_needed(by=manager, item_id=item.pk, reason="X"),
        "needed": lambda: actions.set_needed(by=manager, item_id=unneeded.pk),
        "bring_up": actions.bring_up_reviews,
    }  # fmt: skip

    def everything() -> list[list]:
        models = (ReadinessItem, WorkItem, Attachment, AuditEvent)
        return [list(model.objects.order_by("pk").values()) for model in models]

    def fail(*args, **kwargs):
        raise RuntimeError("the trail is full")

    before = everything()
    for name, act in acts.items():
        with monkeypatch.context() as patch:
            patch.setattr(actions.audit, "record", fail)
            with pytest.raises(RuntimeError):
                act()
        assert everything() == before, name
        with transaction.atomic():
            act()
            assert everything() != before, name
            transaction.set_rollback(True)


def test_what_the_database_holds(area, item):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadinessItem.objects.create(la=area.la, icb=area.icb, number=item.number, title="X")
    ReadinessItem.objects.create(la=area.la, icb=area.icb, number=item.number + 1, title="X")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadinessItem.objects.filter(pk=item.pk).update(not_needed=True)
    ReadinessItem.objects.filter(pk=item.pk).update(not_needed=True, not_needed_words="Elsewhere")
