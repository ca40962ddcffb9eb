"""What other apps read of children: labels, banner, likeness, chronology."""

import datetime as dt

import pytest

from dco_portal.children import actions, queries
from dco_portal.common.errors import NotFound
from tests.factories.accounts import person
from tests.factories.children import (
    CarerFactory,
    ChildFactory,
    CommunicationNeedFactory,
    InvolvementFactory,
    nhs,
)

pytestmark = pytest.mark.django_db
BORN = dt.date(2017, 4, 9)


@pytest.fixture
def officer():
    return person("la_officer")


def mine(officer, **values):
    child = ChildFactory(**values)
    InvolvementFactory(child=child, organisation=officer.organisation)
    return child


def test_labels_are_of_visible_children_only_in_three_queries(officer, django_assert_num_queries):
    children = [mine(officer, has_number=True) for _ in range(6)]
    hidden = ChildFactory()
    CommunicationNeedFactory(child=children[0], kind="bsl")
    CarerFactory(child=children[0], never_write=True, restriction_reason="x")
    CommunicationNeedFactory(child=hidden)
    officer.may("x")

    with django_assert_num_queries(3):
        labels = queries.labels([child.pk for child in (*children, hidden)], by=officer)

    assert set(labels) == {child.pk for child in children}
    first = labels[children[0].pk]
    assert first.flags == ("British Sign Language interpreter", "Contact restriction")
    assert [len(part) for part in first.nhs_number.split()] == [3, 3, 4]


def test_labels_of_nobody_cost_one_query(officer, django_assert_num_queries):
    officer.may("x")
    with django_assert_num_queries(0):
        assert queries.labels([], by=officer) == {}


def test_the_banner_says_why_a_number_is_not_known(officer):
    header = queries.header(mine(officer, nhs_number_missing="overseas").pk, officer)

    assert header.nhs_number.startswith("not known: Came from abroad")
    assert header.nhs_number_status == ""


def test_the_banner_is_not_found_out_of_scope(officer):
    with pytest.raises(NotFound):
        queries.header(ChildFactory().pk, officer)


def test_the_banner_leaves_out_what_has_ended(officer):
    child = mine(officer)
    carer = CarerFactory(child=child, never_write=True, restriction_reason="x", ended_on=BORN)
    CommunicationNeedFactory(child=child, carer=carer, ended_on=BORN)

    header = queries.header(child.pk, officer)

    assert (header.needs, header.restrictions) == ((), ())


def test_the_banner_never_shows_a_hidden_address_to_a_clinician(officer):
    child = mine(officer, address="Secret Lane 5", postcode="WR1 1AA")
    CarerFactory(child=child, address_hidden=True, restriction_reason="Refuge")
    clinician = person("clinician")
    InvolvementFactory(child=child, organisation=clinician.organisation, user=clinician)

    assert "Secret Lane" in queries.header(child.pk, officer).address
    assert "Secret Lane" not in str(queries.header(child.pk, clinician))
    assert "is hidden" in str(queries.header(child.pk, clinician).restrictions)


def similar(officer, **values):
    return queries.similar(
        by=officer,
        **{"given_name": "Katherine", "family_name": "O’Brien", "born_on": BORN, **values},
    )


def test_similar_children_are_named_only_where_visible(officer):
    seen = mine(officer, given_name="Catherine", family_name="OBrien", born_on=BORN)
    ChildFactory(given_name="Katherine", family_name="O’Brien", born_on=BORN)
    ChildFactory(given_name="Katherine", family_name="O’Brien", born_on=BORN)

    found = similar(officer)

    assert [row.child.id if row.child else None for row in found] == [seen.pk, None]


def test_another_birth_date_or_name_is_not_similar_but_swapped_day_and_month_is(officer):
    mine(officer, given_name="Katherine", family_name="O’Brien", born_on=dt.date(2016, 4, 9))
    mine(officer, given_name="Tom", family_name="Field", born_on=BORN)
    assert similar(officer) == []

    mine(officer, given_name="Katherine", family_name="O’Brien", born_on=dt.date(2017, 9, 4))
    assert len(similar(officer)) == 1


def test_a_record_that_will_be_linked_by_number_is_not_hinted_at(officer):
    ChildFactory(
        given_name="Katherine",
        family_name="O’Brien",
        born_on=BORN,
        nhs_number=nhs(7),
        nhs_number_missing="",
    )

    assert similar(officer, nhs_number=nhs(7)) == []
    assert [row.child for row in similar(officer)] == [None]


def test_a_name_known_as_is_found(officer):
    child = mine(
        officer, given_name="Katherine", family_name="O’Brien", known_as="Kit", born_on=BORN
    )

    assert [
        hit.child.id for hit in queries.search(by=officer, name="Kit OBrien", born_on=BORN)
    ] == [child.pk]


def test_a_search_without_enough_words_finds_nobody(officer):
    mine(officer, born_on=BORN)

    assert queries.search(by=officer) == []
    assert queries.search(by=officer, name="Maya") == []
    assert queries.search(by=officer, name="...", born_on=BORN) == []


def test_a_number_clashes_with_another_birth_date_only():
    ChildFactory(nhs_number=nhs(7), nhs_number_missing="", born_on=BORN)

    assert not queries.number_clashes(nhs(7), BORN)
    assert queries.number_clashes(nhs(7), dt.date(2011, 1, 1))
    assert not queries.number_clashes("", BORN)


def test_a_reference_leads_to_the_child_in_scope(officer):
    child = mine(officer)

    assert queries.by_reference(f" {child.reference.lower()} ", by=officer) == child.pk
    assert queries.by_reference(ChildFactory().reference, by=officer) is None


def test_the_chronology_tells_parts_given_and_ended_but_not_those_of_one_person(officer):
    child = mine(officer)
    clinician = person("clinician")
    InvolvementFactory(
        child=child, organisation=clinician.organisation, user=clinician, reason="Secretly"
    )
    actions.release(by=officer, case_id=child.involvements.first().case_id)
    assert queries.chronology(child.pk, by=officer) == []
    InvolvementFactory(child=child, organisation=officer.organisation, reason="Again")

    words = [entry.what for entry in queries.chronology(child.pk, by=officer)]

    assert words.count("Record started") == 1
    assert "Given a part: Again" in words
    assert any(entry.startswith("Part ended") for entry in words)
    assert "Given a part: Secretly" not in words
