"""Pages of children's records: search, the record, its forms, the chronology."""

import datetime as dt

import pytest
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Carer, Child, CommunicationNeed
from tests.factories.accounts import MembershipFactory, person
from tests.factories.children import (
    CarerFactory,
    ChildFactory,
    CommunicationNeedFactory,
    InvolvementFactory,
    nhs,
)
from tests.factories.organisations import ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = person("la_officer")
    client.force_login(user)
    return user


@pytest.fixture
def child(officer):
    child = ChildFactory(
        given_name="Katherine", family_name="O’Brien", born_on=dt.date(2017, 4, 9), has_number=True
    )
    InvolvementFactory(child=child, organisation=officer.organisation)
    return child


def search(client, **words):
    answer = client.post(reverse("children:search"), words)
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def born(day, month, year):
    return {"born_on_0": day, "born_on_1": month, "born_on_2": year}


def test_a_search_shows_no_words_in_its_address_and_leaves_an_audit_row(client, child):
    answer = client.post(
        reverse("children:search"), {"name": "Katherine OBrien", **born("9", "4", "2017")}
    )

    assert answer.status_code == 302
    assert answer["Location"].startswith("/children/?s=")
    assert "Katherine" not in answer["Location"]
    event = AuditEvent.objects.get(verb="children searched")
    assert event.data == {"kind": "name and date of birth"}
    page = client.get(answer["Location"])
    assert "Katherine O’Brien" in page.content.decode()


@pytest.mark.parametrize(
    "words",
    [
        {"nhs_number": "spaced"},
        {"reference": "lower"},
        {"name": "catherine obrien", **born("9", "4", "2017")},
        {"name": "O'Brien Katherine", **born("4", "9", "2017")},
        {"name": "Kathérine O-Brien", **born("9", "4", "2017")},
    ],
)
def test_a_child_is_found_in_spite_of_slips(client, child, words):
    if "nhs_number" in words:
        words = {
            "nhs_number": f" {child.nhs_number[:3]} {child.nhs_number[3:6]}  {child.nhs_number[6:]}"
        }
    if "reference" in words:
        words = {"reference": child.reference.lower()}

    assert "Katherine O’Brien" in search(client, **words).content.decode()


def test_a_child_of_others_is_not_found(client, officer):
    other = ChildFactory(given_name="Katherine", family_name="O’Brien", born_on=dt.date(2017, 4, 9))

    for words in (
        {"name": "Katherine O’Brien", **born("9", "4", "2017")},
        {"reference": other.reference},
    ):
        assert "Nobody found" in search(client, **words).content.decode()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({}, "Enter an NHS number, a reference, or a name and date of birth"),
        ({"name": "Kim"}, "Enter the date of birth too"),
        (born("9", "4", "2017"), "Enter the name too"),
        ({"name": "Kim", **born("31", "2", "2017")}, "Enter a real date"),
    ],
)
def test_an_unfit_search_comes_back_filled(client, officer, words, message):
    page = search(client, **words).content.decode()

    assert message in page
    assert 'value="Kim"' in page or "name" not in words


def test_a_search_key_of_nobody_shows_the_empty_form(client, officer):
    assert client.get(reverse("children:search") + "?s=forged").status_code == 200


def test_the_number_of_queries_of_a_search_does_not_grow_with_the_results(
    client, officer, django_assert_max_num_queries
):
    def add(count):
        for _ in range(count):
            one = ChildFactory(given_name="Sam", family_name="Same", born_on=dt.date(2016, 1, 1))
            InvolvementFactory(child=one, organisation=officer.organisation)
            CommunicationNeedFactory(child=one)

    add(2)
    address = client.post(
        reverse("children:search"), {"name": "Sam Same", **born("1", "1", "2016")}
    )["Location"]
    client.get(address)
    with django_assert_max_num_queries(16) as few:
        client.get(address)
    add(15)
    with django_assert_max_num_queries(len(few)):
        page = client.get(address)
    assert page.content.decode().count("portal-card__title") == 17


def test_the_record_shows_number_needs_and_restrictions_and_is_audited(client, child):
    father = CarerFactory(
        child=child,
        name="Jo Day",
        relationship="father",
        never_write=True,
        restriction_reason="Court order",
    )
    CommunicationNeedFactory(child=child, carer=father, kind="interpreter", detail="Polish")

    page = client.get(reverse("children:child", args=[child.pk])).content.decode()

    number = child.nhs_number
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in page
    assert "Never write to Jo Day (father): Court order" in page
    assert "Father, Jo Day: Interpreter (Polish)" in page
    assert "Holds parental responsibility" in page
    assert AuditEvent.objects.get(verb="viewed").child_id == child.pk


def test_a_record_of_others_is_not_found_and_leaves_an_audit_row(client, officer):
    other = ChildFactory()

    assert client.get(reverse("children:child", args=[other.pk])).status_code == 404
    event = AuditEvent.objects.get(verb="denied")
    assert event.data["target"] == str(other.pk)


def test_a_role_without_children_is_refused_the_search(client):
    client.force_login(person("commissioner"))

    assert client.get(reverse("children:search")).status_code == 403


def test_a_hidden_address_is_shown_to_the_officer_but_not_to_the_service(client, child):
    service = ServiceFactory()
    lead = person("provider_lead", service=service)
    InvolvementFactory(child=child, organisation=service.provider, service=service)
    CarerFactory(
        child=child,
        address="Secret Lane 5",
        email="secret@family.example",
        address_hidden=True,
        restriction_reason="Refuge",
    )
    child.address = "Secret Lane 5"
    child.save()
    address = reverse("children:child", args=[child.pk])

    assert "Secret Lane 5" in client.get(address).content.decode()
    client.force_login(lead)
    page = client.get(address).content.decode()
    assert "Secret Lane" not in page
    assert "secret@family.example" not in page
    assert "Hidden: ask the local authority" in page


def test_who_may_not_read_a_hidden_address_keeps_it_when_they_edit(client, child):
    service = ServiceFactory()
    lead = person("provider_lead", service=service)
    InvolvementFactory(child=child, organisation=service.provider, service=service)
    carer = CarerFactory(
        child=child, address="Secret Lane 5", address_hidden=True, restriction_reason="Refuge"
    )
    client.force_login(lead)
    address = reverse("children:carer", args=[child.pk, carer.pk])

    assert "Secret Lane" not in client.get(address).content.decode()
    values = {"name": carer.name, "relationship": "aunt", "parental_responsibility": "no", "address_hidden": "on",
              "restriction_reason": "Refuge"}  # fmt: skip
    client.post(address, values)
    lifted = client.post(address, {**values, "address_hidden": ""})

    carer.refresh_from_db()
    assert (carer.relationship, carer.address, carer.address_hidden) == (
        "aunt",
        "Secret Lane 5",
        True,
    )
    assert (
        "Only the local authority or the DCO team can end this restriction"
        in lifted.content.decode()
    )


def details(child, **changes):
    return {
        "nhs_number": child.nhs_number, "nhs_number_missing": "", "nhs_number_status": "given",
        "given_name": child.given_name, "family_name": child.family_name, "known_as": "", **born("9", "4", "2017"),
        "upn": "", "address": "", "postcode": "", "setting_name": "", **changes,
    }  # fmt: skip


def test_details_are_changed(client, child):
    answer = client.post(
        reverse("children:details", args=[child.pk]), details(child, known_as="Kit")
    )

    assert answer.status_code == 302
    child.refresh_from_db()
    assert (child.known_as, "kit" in child.search_name) == ("Kit", True)


def test_a_wrong_check_digit_is_said_beside_the_field_and_the_form_is_filled(client, child):
    wrong = child.nhs_number[:-1] + str((int(child.nhs_number[-1]) + 1) % 10)

    page = client.post(
        reverse("children:details", args=[child.pk]),
        details(child, nhs_number=wrong, known_as="Kit"),
    )

    text = page.content.decode()
    assert "This is not a real NHS number" in text
    assert 'value="Kit"' in text
    assert "Error:" in text
    assert child.nhs_number == Child.objects.get(pk=child.pk).nhs_number


def test_the_second_of_two_people_who_save_is_told_and_can_save_after_looking(client, child):
    address = reverse("children:details", args=[child.pk])
    seen = client.get(address).context["form"]["seen"].value()
    child.save()

    page = client.post(address, details(child, known_as="Kit", seen=seen))
    assert "Somebody else changed this" in page.content.decode()
    again = client.post(
        address, details(child, known_as="Kit", seen=page.context["form"]["seen"].value())
    )

    assert again.status_code == 302
    assert Child.objects.get(pk=child.pk).known_as == "Kit"


def test_a_carer_with_a_restriction_needs_a_reason(client, child):
    address = reverse("children:carer-add", args=[child.pk])
    values = {
        "name": "Jo Day",
        "relationship": "father",
        "parental_responsibility": "yes",
        "never_write": "on",
    }

    page = client.post(address, values)
    assert "Say why, such as a court order and its date" in page.content.decode()
    client.post(address, {**values, "restriction_reason": "Court order of 1 May"})

    assert Carer.objects.get().never_write is True


def test_a_carer_is_noted_as_gone_with_their_needs(client, child):
    carer = CarerFactory(child=child)
    need = CommunicationNeedFactory(child=child, carer=carer)

    client.post(reverse("children:carer-end", args=[child.pk, carer.pk]))

    carer.refresh_from_db()
    need.refresh_from_db()
    assert None not in (carer.ended_on, need.ended_on)
    assert client.get(reverse("children:carer", args=[child.pk, carer.pk])).status_code == 404


def test_a_communication_need_is_added_and_ended(client, child):
    address = reverse("children:need-add", args=[child.pk])
    page = client.post(address, {"whose": "child", "kind": "interpreter"})
    assert "Enter the language" in page.content.decode()

    client.post(address, {"whose": "child", "kind": "interpreter", "detail": "Welsh"})
    need = CommunicationNeed.objects.get()
    client.post(reverse("children:need-end", args=[child.pk, need.pk]))

    need.refresh_from_db()
    assert (need.detail, need.ended_on is not None) == ("Welsh", True)


def test_the_young_persons_voice_is_for_16_and_over(client, officer, child):
    assert client.get(reverse("children:voice", args=[child.pk])).status_code == 403
    young = ChildFactory(born_on=dt.date(2008, 1, 1))
    InvolvementFactory(child=young, organisation=officer.organisation)
    address = reverse("children:voice", args=[young.pk])

    page = client.post(address, {"capacity": "has", "wishes": "Ask me"})
    assert "Enter the day of the decision" in page.content.decode()
    client.post(address, {"capacity": "", "wishes": "Ask me"})

    young.refresh_from_db()
    assert young.wishes == "Ask me"


@pytest.mark.parametrize("name", ["details", "carer-add", "need-add", "voice"])
def test_changing_pages_of_a_child_of_others_are_not_found(client, officer, name):
    assert client.post(reverse(f"children:{name}", args=[ChildFactory().pk])).status_code == 404


def test_the_chronology_merges_all_features_and_downloads(client, child):
    address = reverse("home:chronology", args=[child.pk])

    page, file = client.get(address).content.decode(), client.get(address + "?format=csv")

    assert "Record started" in page
    assert file["Content-Type"].startswith("text/csv")
    assert child.family_name not in file["Content-Disposition"]
    assert "Given a part" in file.content.decode("utf-8-sig")
    assert AuditEvent.objects.filter(verb="viewed", child_id=child.pk).count() == 2
    assert client.get(reverse("home:chronology", args=[ChildFactory().pk])).status_code == 404


def test_a_person_sees_only_what_the_organisation_they_act_for_may(client, child, officer):
    elsewhere = MembershipFactory(user=officer, role="dco")
    address = reverse("children:child", args=[child.pk])
    assert client.get(address).status_code == 200

    session = client.session
    session["membership_id"] = str(elsewhere.pk)
    session.save()

    assert client.get(address).status_code == 404


def test_numbers_of_the_999_range_have_a_check_digit():
    assert all(nhs(n).startswith("999") and len(nhs(n)) == 10 for n in range(50))
