"""Starting, matching and changing a child's record."""

import datetime as dt

import pytest

from dco_portal.audit.models import AuditEvent
from dco_portal.children import actions
from dco_portal.children.models import Child
from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from tests.factories.accounts import person
from tests.factories.children import ChildFactory, InvolvementFactory, nhs
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory

pytestmark = pytest.mark.django_db
BORN = dt.date(2018, 5, 6)


@pytest.fixture
def officer():
    return person("la_officer")


def details(**changes):
    return {
        "home_la": LocalAuthorityFactory(), "icb": IcbFactory(), "given_name": "Siân", "family_name": "O’Brien-Day",
        "born_on": BORN, "nhs_number": nhs(77), **changes,
    }  # fmt: skip


def test_create_gives_a_reference_search_words_and_an_audit_row(officer):
    child = actions.create(by=officer, **details(nhs_number=" 999-000 " + nhs(77)[6:]))

    assert child.reference.startswith("CYP-")
    assert child.search_name == "sian obrien day"
    assert "sia" in child.search_trigrams
    event = AuditEvent.objects.get(verb="child added")
    assert event.child_id == child.pk
    assert "Brien" not in str(event.data)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("nhs_number", {"nhs_number": nhs(77)[:-1] + str((int(nhs(77)[-1]) + 1) % 10)}),
        ("nhs_number", {"nhs_number": ""}),
        ("nhs_number", {"nhs_number": "123"}),
        ("nhs_number_missing", {"nhs_number_missing": "newborn"}),
        ("born_on", {"born_on": dt.date(2999, 1, 1)}),
        ("born_on", {"born_on": dt.date(1950, 1, 1)}),
        ("given_name", {"given_name": " "}),
        ("family_name", {"family_name": ""}),
        ("upn", {"upn": "B123"}),
    ],
)
def test_create_says_beside_the_field_what_is_wrong(officer, field, changes):
    with pytest.raises(Invalid) as caught:
        actions.create(by=officer, **details(**changes))

    assert list(caught.value.errors) == [field]
    assert not Child.objects.exists()


def test_create_is_refused_to_a_role_without_it():
    with pytest.raises(NotAllowed):
        actions.create(by=person("provider_lead"), **details())


def test_an_unknown_detail_is_a_programming_error(officer):
    with pytest.raises(TypeError, match="shoe_size"):
        actions.create(by=officer, **details(), shoe_size=3)


def test_the_same_number_and_birth_date_link_to_the_record_there_is(officer):
    known = ChildFactory(
        nhs_number=nhs(77), nhs_number_missing="", born_on=BORN, given_name="Other"
    )

    found = actions.match_or_create(by=officer, **details())

    assert found.pk == known.pk
    assert Child.objects.get().given_name == "Other"
    assert not Child.objects.visible_to(officer).exists()


def test_the_same_number_with_another_birth_date_is_refused_without_telling_whose(officer):
    ChildFactory(
        nhs_number=nhs(77),
        nhs_number_missing="",
        born_on=dt.date(2011, 1, 1),
        family_name="Secretname",
    )

    with pytest.raises(Invalid) as caught:
        actions.match_or_create(by=officer, **details())

    assert list(caught.value.errors) == ["nhs_number"]
    assert "Secretname" not in caught.value.message
    assert "2011" not in caught.value.message


def test_without_a_number_a_new_record_is_made(officer):
    ChildFactory(given_name="Siân", family_name="O’Brien-Day", born_on=BORN)

    actions.match_or_create(by=officer, **details(nhs_number="", nhs_number_missing="newborn"))

    assert Child.objects.count() == 2


def test_a_number_given_later_to_another_child_is_refused_on_update(officer):
    taken = ChildFactory(has_number=True)
    child = InvolvementFactory(organisation=officer.organisation).child

    with pytest.raises(Invalid) as caught:
        actions.update(
            by=officer, child_id=child.pk, nhs_number=taken.nhs_number, nhs_number_missing=""
        )

    assert list(caught.value.errors) == ["nhs_number"]


def test_update_renews_the_search_words_and_names_changed_fields_only_in_the_audit(officer):
    child = InvolvementFactory(organisation=officer.organisation).child

    actions.update(by=officer, child_id=child.pk, family_name="Żółć", postcode="wr1  2ab")

    child.refresh_from_db()
    assert (child.search_name, child.postcode) == ("maya zolc", "WR1 2AB")
    assert AuditEvent.objects.get(verb="child details changed").data == {
        "fields": "family_name,postcode"
    }


def test_a_new_number_is_not_yet_checked_against_nhs_records(officer):
    child = ChildFactory(has_number=True, nhs_number_status=Child.Verified.CHECKED)
    InvolvementFactory(child=child, organisation=officer.organisation)

    actions.update(by=officer, child_id=child.pk, nhs_number=nhs(123))

    child.refresh_from_db()
    assert child.nhs_number_status == Child.Verified.GIVEN


def test_update_out_of_scope_is_not_found_and_in_scope_needs_the_role(officer):
    child = ChildFactory()
    with pytest.raises(NotFound):
        actions.update(by=officer, child_id=child.pk, given_name="X")

    lead = person("provider_lead")
    InvolvementFactory(child=child, organisation=lead.organisation)
    with pytest.raises(NotAllowed):
        actions.update(by=lead, child_id=child.pk, given_name="X")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("capacity_decided_on", {"capacity": "has", "capacity_basis": "Told us"}),
        ("capacity_basis", {"capacity": "has", "capacity_decided_on": dt.date(2026, 1, 1)}),
        (
            "capacity_decided_on",
            {
                "capacity": "lacks",
                "capacity_basis": "x",
                "capacity_decided_on": dt.date(2999, 1, 1),
            },
        ),
        (
            "capacity_decided_on",
            {
                "capacity": "lacks",
                "capacity_basis": "x",
                "capacity_decided_on": dt.date(2010, 1, 1),
            },
        ),
    ],
)
def test_a_capacity_decision_has_a_fitting_day_and_a_basis(officer, field, values):
    child = ChildFactory(born_on=dt.date(2008, 2, 1))
    InvolvementFactory(child=child, organisation=officer.organisation)

    with pytest.raises(Invalid) as caught:
        actions.set_voice(by=officer, child_id=child.pk, **values)

    assert list(caught.value.errors) == [field]


def test_the_young_persons_voice_is_noted_from_16(officer):
    child = ChildFactory(born_on=dt.date(2008, 2, 1))
    young = ChildFactory()
    for one in (child, young):
        InvolvementFactory(child=one, organisation=officer.organisation)

    actions.set_voice(
        by=officer, child_id=child.pk, own_email="me@family.example", wishes="Write to me first."
    )
    with pytest.raises(Invalid):
        actions.set_voice(by=officer, child_id=young.pk, wishes="x")

    child.refresh_from_db()
    assert (child.own_email, child.wishes, child.capacity) == (
        "me@family.example",
        "Write to me first.",
        "",
    )


def test_a_failure_half_way_leaves_nothing(officer, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("dco_portal.audit.record", fail)
    with pytest.raises(RuntimeError):
        actions.create(by=officer, **details())

    assert not Child.objects.exists()
