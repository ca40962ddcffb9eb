"""The public page of an organisation, and the settings pages of an ICB."""

import pytest
from django.urls import reverse

from dco_portal.common.clock import today
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from tests.factories.accounts import MembershipFactory, person
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PlaceFactory,
    ProviderFactory,
    SchoolFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


def test_public_page_tells_services_complaints_and_pals_but_no_person(client):
    provider = ProviderFactory(
        ods_code="R1A",
        complaints_contact="Use the website’s form.",
        pals_contact="PALS listens.",
        website="https://trust.example/",
    )
    service = ServiceFactory(provider=provider, areas=[LocalAuthorityFactory(name="Eastshire")])
    member = MembershipFactory(organisation=provider, role="provider_lead").user
    closed = ServiceFactory(provider=provider, name="Gone", closed_on=today())
    page = client.get(reverse("organisations:organisation", args=[provider.slug]))
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Use the website’s form.", "PALS listens.", service.name, "Eastshire", "R1A"):
        assert words in text
    assert closed.name not in text
    assert member.name not in text
    assert member.email not in text
    assert "Record that it closes" not in text


def test_public_page_of_a_closed_organisation_names_its_successor(client):
    new = ProviderFactory(name="New Trust")
    old = ProviderFactory(closed_on=today(), successor=new)
    text = client.get(reverse("organisations:organisation", args=[old.slug])).content.decode()
    assert "Closed on" in text
    assert reverse("organisations:organisation", args=[new.slug]) in text


def test_icb_page_leads_to_its_authorities_and_places(client):
    icb = IcbFactory()
    authority = LocalAuthorityFactory(icbs=[icb])
    place = PlaceFactory(icb=icb, local_authority=authority)
    text = client.get(reverse("organisations:organisation", args=[icb.slug])).content.decode()
    assert reverse("places:place", args=[place.slug]) in text
    assert authority.name in text


def test_unknown_organisation_is_404(client):
    assert client.get(reverse("organisations:organisation", args=["nobody"])).status_code == 404


def test_dco_closes_a_school_of_the_area_in_the_browser(client):
    icb = IcbFactory()
    school = SchoolFactory(local_authority=LocalAuthorityFactory(icbs=[icb]))
    client.force_login(person("dco", icb))
    address = reverse("organisations:close", args=[school.slug])
    assert (
        "Record that it closes"
        in client.get(reverse("organisations:organisation", args=[school.slug])).content.decode()
    )
    bad = client.post(address, {"on_0": "31", "on_1": "2", "on_2": "2026"})
    assert "Enter a real date" in bad.content.decode()
    assert 'value="31"' in bad.content.decode()
    day = today()
    client.post(address, {"on_0": day.day, "on_1": day.month, "on_2": day.year})
    assert Organisation.objects.get(pk=school.pk).closed_on == day


def test_dco_cannot_close_elsewhere_and_others_not_at_all(client):
    elsewhere = SchoolFactory(local_authority=LocalAuthorityFactory(icbs=[IcbFactory()]))
    address = reverse("organisations:close", args=[elsewhere.slug])
    client.force_login(person("dco"))
    assert client.get(address).status_code == 404
    client.force_login(person("clinician"))
    assert client.get(address).status_code == 403


def test_policy_pages_show_the_label_and_change_a_value(client):
    dco = person("dco")
    client.force_login(dco)
    address = reverse("organisations:policy_change", args=["ehc.service_date_days"])
    assert "Local policy" in client.get(reverse("organisations:policies")).content.decode()
    assert "Local policy" in client.get(address).content.decode()
    day = today()
    given = {
        "value": "21",
        "reason": "Agreed with the trusts.",
        "effective_from_0": day.day,
        "effective_from_1": day.month,
        "effective_from_2": day.year,
    }
    kept = client.post(address, {**given, "value": "999"}).content.decode()
    assert "Enter a whole number from 0 to 365." in kept or "from 0 to 365" in kept
    assert "Agreed with the trusts." in kept
    assert client.post(address, given).status_code == 302
    assert policy.value("ehc.service_date_days", dco.organisation) == 21
    assert (
        "Agreed with the trusts." in client.get(reverse("organisations:policies")).content.decode()
    )


def test_policy_can_be_set_for_one_rule(client):
    dco = person("dco")
    client.force_login(dco)
    address = reverse("organisations:policy_change", args=["reminders.before_days"])
    day = today()
    given = {
        "value": "10, 3",
        "reason": "Six weeks are short.",
        "effective_from_0": day.day,
        "effective_from_1": day.month,
        "effective_from_2": day.year,
    }
    assert client.post(f"{address}?rule=EHC-HEALTH-6W", given).status_code == 302
    assert policy.value("reminders.before_days", dco.organisation, rule="EHC-HEALTH-6W") == [10, 3]
    assert policy.value("reminders.before_days", dco.organisation) == [14, 7, 1, 0]
    text = client.get(reverse("organisations:policies")).content.decode()
    assert "Only for EHC-HEALTH-6W" in text
    assert client.get(f"{address}?rule=NOPE").status_code == 302
    assert client.get(reverse("organisations:policy_change", args=["nope"])).status_code == 404


def test_policy_pages_are_for_those_who_keep_settings(client):
    client.force_login(person("la_officer"))
    assert client.get(reverse("organisations:policies")).status_code == 403
    client.logout()
    assert client.get(reverse("organisations:policies")).status_code == 302


def test_reference_admin_is_for_staff_has_no_children_and_deletes_nothing(client):
    administrator = person("administrator", is_staff=True)
    client.force_login(administrator)
    index = client.get(reverse("admin:index")).content.decode()
    assert "Organisations" in index
    assert "Children" not in index
    assert "Users" not in index
    row = administrator.organisation
    deletion = reverse("admin:organisations_organisation_delete", args=[row.pk])
    assert client.get(deletion).status_code == 403
    client.force_login(person("dco"))
    assert client.get(reverse("admin:index")).status_code == 302


def test_admin_has_no_sign_in_of_its_own(client):
    response = client.get(reverse("admin:login"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
