"""Keeping the lists: push, close, assign, chase, leavers."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from dco_portal.accounts import hooks
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work import actions, queries
from dco_portal.work.models import NO_DATE, WorkItem
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, ServiceFactory
from tests.factories.work import WorkItemFactory


def push(organisation, object_id=None, **fields):
    defaults = {"kind": "ehcp.request", "title": "Health advice", "link": "/ehc-advice/x/"}
    return actions.push(
        object_id=object_id or uuid.uuid4(), organisation=organisation, **{**defaults, **fields}
    )


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def lead(service):
    return person("provider_lead", organisation=service.provider)


@pytest.mark.django_db
def test_push_twice_is_one_item_brought_up_to_date(lead):
    icb, thing = IcbFactory(), uuid.uuid4()
    first = push(icb, thing, step="Triage", rule="EHC-HEALTH-6W", due_on=today())
    again = push(icb, thing, step="Check and send", owner=lead)
    assert again.pk == first.pk
    assert (again.step, again.owner, again.due_on, again.order_on) == (
        "Check and send",
        lead,
        None,
        NO_DATE,
    )
    assert push(IcbFactory(), thing).pk != first.pk
    assert WorkItem.objects.count() == 2


@pytest.mark.django_db
def test_many_are_pushed_as_one_by_one(lead):
    icb, things = IcbFactory(), [uuid.uuid4() for _ in range(3)]
    kept = push(icb, things[0], owner=lead)
    rows = [
        {"kind": "ehcp.request", "title": "New words", "link": "/x/", "object_id": thing, "organisation": icb}
        for thing in things
    ]  # fmt: skip
    rows[2]["owner"] = lead

    assert actions.push_many(items=rows) == 3

    assert [WorkItem.objects.get(object_id=thing).owner for thing in things] == [lead, None, lead]
    assert WorkItem.objects.get(pk=kept.pk).title == "New words"
    with pytest.raises(ValueError, match="without a query"):
        actions.push_many(items=[{**rows[0], "link": "/x/?name=Ana"}])


@pytest.mark.django_db
def test_push_without_a_word_on_the_owner_keeps_whoever_was_given_it(lead):
    thing = uuid.uuid4()
    item = push(lead.organisation, thing)
    assert item.owner is None
    actions.assign(by=lead, item_id=item.pk, owner=lead)
    assert push(lead.organisation, thing, step="Next").owner == lead
    assert push(lead.organisation, thing, owner=None).owner is None


@pytest.mark.django_db
def test_push_opens_again_what_was_closed():
    icb, thing = IcbFactory(), uuid.uuid4()
    push(icb, thing)
    assert actions.close(object_id=thing, organisation=icb) == 1
    assert actions.close(object_id=thing, organisation=icb) == 0
    assert push(icb, thing).closed_at is None


@pytest.mark.django_db
def test_close_everywhere_or_in_one_list():
    one, two, thing = IcbFactory(), IcbFactory(), uuid.uuid4()
    push(one, thing)
    push(two, thing)
    assert actions.close(object_id=thing, organisation=one) == 1
    assert WorkItem.objects.get(organisation=two).state == "open"
    assert actions.close(object_id=thing) == 1


@pytest.mark.django_db
def test_push_goes_with_the_callers_transaction():
    with transaction.atomic():
        push(IcbFactory())
        transaction.set_rollback(True)
    assert not WorkItem.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("link", ["https://elsewhere.example/", "/children/?name=ann"])
def test_push_refuses_a_link_that_tells_or_leads_away(link):
    with pytest.raises(ValueError, match="path of the portal"):
        push(IcbFactory(), link=link)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"state": "closed"}, {"closed_at": now()}, {"due_on": today(), "rule": ""}]
)
def test_database_refuses_impossible_items(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItemFactory(**fields)


@pytest.mark.django_db
def test_assign_tells_the_new_owner(lead, service):
    clinician = person("clinician", service=service)
    item = WorkItemFactory(organisation=service.provider, team=service)
    assert actions.assign(by=lead, item_id=item.pk, owner=clinician).owner == clinician
    assert Notification.objects.get().recipient == clinician
    assert AuditEvent.objects.get(verb="work.assign").data["owner"] == str(clinician.pk)
    assert actions.assign(by=lead, item_id=item.pk, owner=None).owner is None


@pytest.mark.django_db
def test_assign_refuses_the_wrong_person_role_state_and_scope(lead, service):
    clinician = person("clinician", service=service)
    item = WorkItemFactory(organisation=service.provider, team=service, owner=clinician)
    elsewhere = person("clinician", service=ServiceFactory(provider=service.provider))
    for stranger in (
        elsewhere,
        person("clinician"),
        person("board_member", organisation=service.provider),
    ):
        with pytest.raises(Invalid, match="does not work there"):
            actions.assign(by=lead, item_id=item.pk, owner=stranger)
    with pytest.raises(NotAllowed):
        actions.assign(by=clinician, item_id=item.pk, owner=lead)
    with pytest.raises(NotFound):
        actions.assign(by=person("provider_lead"), item_id=item.pk, owner=None)
    actions.close(object_id=item.object_id)
    with pytest.raises(Conflict, match="closed already"):
        actions.assign(by=lead, item_id=item.pk, owner=clinician)
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_chase_asks_the_owner_once_a_day(lead, service):
    clinician = person("clinician", service=service)
    item = WorkItemFactory(
        organisation=service.provider, team=service, owner=clinician, due_on=today()
    )
    actions.chase(by=lead, item_id=item.pk)
    message = Notification.objects.get()
    assert message.recipient == clinician
    assert lead.name in message.body
    with pytest.raises(Conflict, match="asked today already"):
        actions.chase(by=lead, item_id=item.pk)


@pytest.mark.django_db
def test_chase_says_why_it_cannot(lead, service):
    own = WorkItemFactory(organisation=service.provider, owner=lead)
    with pytest.raises(Conflict, match="It is yours"):
        actions.chase(by=lead, item_id=own.pk)
    clinician = person("clinician", service=service)
    mine = WorkItemFactory(organisation=service.provider, owner=clinician)
    with pytest.raises(NotAllowed):
        actions.chase(by=clinician, item_id=mine.pk)
    with pytest.raises(NotFound):
        actions.chase(by=lead, item_id=WorkItemFactory().pk)


@pytest.mark.django_db
def test_chase_without_owner_asks_the_leads(service):
    lead, other = (person("provider_lead", organisation=service.provider) for _ in range(2))
    item = WorkItemFactory(organisation=service.provider, team=service)
    actions.chase(by=lead, item_id=item.pk)
    assert {row.recipient for row in Notification.objects.all()} == {lead, other}


@pytest.mark.django_db
def test_leaving_hands_back_the_work_of_that_organisation(lead, service):
    clinician = person("clinician", service=service)
    here = WorkItemFactory(organisation=service.provider, owner=clinician)
    elsewhere = WorkItemFactory(owner=clinician)
    done = WorkItemFactory(
        organisation=service.provider, owner=clinician, state="closed", closed_at=now()
    )
    hooks.leaving(clinician, service.provider, lead)
    assert WorkItem.objects.get(pk=here.pk).owner is None
    assert WorkItem.objects.get(pk=elsewhere.pk).owner == clinician
    assert WorkItem.objects.get(pk=done.pk).owner == clinician


@pytest.mark.django_db
def test_save_view_limits(lead):
    with pytest.raises(Invalid, match="Enter a name"):
        actions.save_view(by=lead, name="  ", query="view=late")
    with pytest.raises(Invalid, match="too many filters"):
        actions.save_view(by=lead, name="Long", query="x" * 501)
    for number in range(actions.SAVED_VIEWS):
        actions.save_view(by=lead, name=f"View {number}", query="view=late")
    with pytest.raises(Invalid, match="delete one first"):
        actions.save_view(by=lead, name="One more", query="view=late")
    with pytest.raises(NotFound):
        actions.delete_view(by=lead, view_id=uuid.uuid4())


@pytest.mark.django_db
def test_light_says_colour_and_why():
    import datetime as dt

    day = dt.timedelta(days=1)

    def colour(due=None, target=None):
        item = WorkItemFactory.build(due_on=due, target_on=target)
        return queries.light(item, today()).colour

    assert colour(today() - day) == "red"
    assert colour(today()) == colour(today() + 7 * day) == "amber"
    assert colour(today() + 8 * day) == colour() == "green"
    assert colour(today() + 20 * day, today() - day) == "amber"
