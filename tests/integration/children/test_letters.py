"""Whom a letter, a mail or a family link may go to."""

import datetime as dt

import pytest

from dco_portal.children.letters import Purpose, addressees, recipients
from dco_portal.common.clock import today
from tests.factories.children import CarerFactory, ChildFactory, CommunicationNeedFactory

pytestmark = pytest.mark.django_db


def born(years):
    return today().replace(year=today().year - years, day=min(today().day, 28)) - dt.timedelta(
        days=1
    )


def names(rows):
    return [row.name for row in rows]


@pytest.mark.parametrize("purpose", list(Purpose))
def test_nothing_ever_goes_to_somebody_who_must_not_be_written_to(purpose):
    carer = CarerFactory(never_write=True, restriction_reason="Court order")

    found = recipients(carer.child, purpose=purpose)

    assert addressees(carer.child, purpose=purpose) == []
    assert (found[0].name, found[0].may_write) == (carer.name, False)
    assert found[0].why_not == "Never write to this person: Court order"


@pytest.mark.parametrize(
    ("purpose", "missing"),
    [("letter", "No address"), ("email", "No e-mail"), ("family_link", "No e-mail")],
)
def test_what_has_no_way_to_arrive_says_so(purpose, missing):
    carer = CarerFactory(address="", postcode="", email="", lives_with_child=False)

    assert missing in recipients(carer.child, purpose=purpose)[0].why_not


def test_a_carer_at_home_is_written_to_at_the_childs_address():
    child = ChildFactory(address="2 Home Road", postcode="WR5 1AA")
    home = CarerFactory(child=child, address="", postcode="")
    CarerFactory(child=child, address="", postcode="", lives_with_child=False)

    found = addressees(child, purpose="letter")

    assert [(row.name, row.address) for row in found] == [(home.name, ("2 Home Road", "WR5 1AA"))]


@pytest.mark.parametrize(("held", "words"), [(False, "do not hold"), (None, "not recorded")])
def test_a_family_link_goes_only_to_holders_of_parental_responsibility(held, words):
    carer = CarerFactory(parental_responsibility=held)

    assert words in recipients(carer.child, purpose="family_link")[0].why_not
    assert addressees(carer.child, purpose="letter")


def test_holders_of_parental_responsibility_come_first_and_those_who_left_not_at_all():
    child = ChildFactory()
    aunt = CarerFactory(child=child, parental_responsibility=None)
    mother = CarerFactory(child=child)
    CarerFactory(child=child, ended_on=today())

    assert names(recipients(child, purpose="letter")) == [mother.name, aunt.name]


def test_before_16_the_child_is_not_written_to():
    child = CarerFactory(child__born_on=born(15)).child

    assert child.name not in names(recipients(child, purpose="letter"))


def test_from_16_the_young_person_comes_first():
    child = ChildFactory(born_on=born(16), address="2 Home Road", own_email="me@family.example")
    carer = CarerFactory(child=child)

    for purpose in Purpose:
        found = addressees(child, purpose=purpose)
        assert names(found) == [child.name, carer.name]
        assert found[0].is_young_person


def test_a_young_person_who_cannot_decide_about_it_comes_after_the_carers():
    child = ChildFactory(
        born_on=born(17), address="2 Home Road", capacity="lacks", capacity_decided_on=today()
    )
    carer = CarerFactory(child=child)

    assert names(addressees(child, purpose="letter")) == [carer.name, child.name]


def test_formats_go_with_the_person_who_needs_them():
    carer = CarerFactory(child__born_on=born(16), child__address="2 Home Road")
    CommunicationNeedFactory(child=carer.child)
    CommunicationNeedFactory(child=carer.child, carer=carer, kind="interpreter", detail="Polish")
    CommunicationNeedFactory(child=carer.child, carer=carer, kind="braille", ended_on=today())

    young, mother = addressees(carer.child, purpose="letter")

    assert (young.large_print, young.formats) == (True, ("large_print",))
    assert (mother.large_print, mother.needs) == (False, ("Interpreter (Polish)",))


def test_a_hidden_address_is_marked_on_every_envelope_of_that_home():
    child = ChildFactory(born_on=born(16), address="2 Home Road")
    CarerFactory(child=child, address_hidden=True, restriction_reason="Refuge")

    assert {row.address_hidden for row in addressees(child, purpose="letter")} == {True}


def test_an_unknown_purpose_is_an_error():
    with pytest.raises(ValueError, match="pigeon"):
        recipients(ChildFactory(), purpose="pigeon")
