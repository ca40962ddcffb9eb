"""Many children at once: the same records as one by one, in few statements."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dco_portal.audit.models import AuditEvent
from dco_portal.children import actions
from dco_portal.children.models import Carer, Child, Involvement
from dco_portal.common.errors import Invalid, NotAllowed
from tests.factories.accounts import person
from tests.factories.children import CarerFactory, ChildFactory, nhs
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory

pytestmark = pytest.mark.django_db
BORN = dt.date(2024, 2, 3)


@pytest.fixture
def notifier():
    return person("notifier")


@pytest.fixture
def home():
    icb = IcbFactory()
    return {"icb": icb, "home_la": LocalAuthorityFactory(icbs=[icb])}


def family(home, n: int, **changes):
    child = {
        **home, "given_name": f"Zoë{n}", "family_name": "Many", "born_on": BORN, "nhs_number": nhs(n), "postcode": "wr1 1aa",
    }  # fmt: skip
    return {**child, **changes}, [{"name": f"Parent {n}", "relationship": "mother"}]


def test_new_children_have_references_search_words_carers_and_audit_rows(notifier, home):
    made = actions.match_or_create_many(by=notifier, families=[family(home, 10), family(home, 50)])
    assert [child.given_name for child in made] == ["Zoë10", "Zoë50"]
    first = Child.objects.get(pk=made[0].pk)
    assert first.reference.startswith("CYP-") and first.search_name == "zoe10 many"
    assert (first.postcode, first.carers.get().name) == ("WR1 1AA", "Parent 10")
    assert AuditEvent.objects.filter(verb="child added", child_id=None).count() == 2
    assert AuditEvent.objects.get(verb="carer added", child_id=first.pk).actor_id == notifier.pk


def test_a_known_number_is_the_known_child_and_nobody_is_doubled(notifier, home):
    known = ChildFactory(nhs_number=nhs(10), nhs_number_missing="", born_on=BORN)
    CarerFactory(child=known, name="PARENT 10")
    made = actions.match_or_create_many(
        by=notifier,
        families=[family(home, 10), family(home, 50), family(home, 50, given_name="Other")],
    )
    assert made[0] == known and made[1] == made[2]
    assert known.carers.count() == 1
    assert Child.objects.count() == 2
    assert AuditEvent.objects.filter(
        verb="child matched by NHS number and date of birth", object_id=known.pk
    ).exists()


def test_a_row_against_the_rules_stops_everything(notifier, home):
    with pytest.raises(Invalid):
        actions.match_or_create_many(
            by=notifier, families=[family(home, 10), family(home, 50, family_name=" ")]
        )
    assert not Child.objects.exists()


def test_who_may_not_start_a_record_may_not_start_many(home):
    with pytest.raises(NotAllowed):
        actions.match_or_create_many(by=person("provider_lead"), families=[family(home, 10)])


def test_nothing_remains_when_it_fails_half_way(notifier, home, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr("dco_portal.children.actions.many._add_carers", fail)
    with pytest.raises(RuntimeError):
        actions.match_or_create_many(by=notifier, families=[family(home, 10)])
    assert not Child.objects.exists() and not AuditEvent.objects.exists()


def test_statements_do_not_grow_with_children(notifier, home):
    def cost(numbers) -> int:
        rows = [family(home, n) for n in numbers]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            actions.match_or_create_many(by=notifier, families=rows)
        return len(caught)

    cost([10])  # reads once who the person is
    assert cost(range(100, 200, 20)) == cost(range(1000, 1400, 20))
    assert Carer.objects.count() == 26


def test_parts_are_given_once(notifier):
    child, case = ChildFactory(), uuid.uuid4()
    part = actions.Part(child.pk, notifier.organisation, "referrals.notification", case, "Notified")
    named = actions.Part(
        child.pk, notifier.organisation, "referrals.notification", case, "Notified", user=notifier
    )
    assert actions.involve_many(by=notifier, parts=[part, named, part]) == 2
    assert actions.involve_many(by=notifier, parts=[part, named]) == 0
    assert Involvement.objects.filter(case_id=case).count() == 2
    assert AuditEvent.objects.filter(verb="parts in a case given", child_id=child.pk).count() == 1
