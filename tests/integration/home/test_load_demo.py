"""`manage.py load_demo`: the two areas with their bodies and sign-ins."""

import io
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command

from dco_portal.accounts import queries
from dco_portal.accounts.models import Membership, User
from dco_portal.accounts.roles import ROLES
from dco_portal.accounts.scope import looked_after
from dco_portal.home import demo
from dco_portal.home.demo import people, places
from dco_portal.organisations.models import Organisation, OrganisationKind, Place, ProviderService

LOCAL_PARTS = (
    "dco coordinator provider clinician clinician2 la editor school notifier listing manager lead "
    "approver board commissioner forum ig admin"
).split()


@pytest.fixture
def loaded(db):
    places.load()
    people.load()


def area_of(domain):
    return User.objects.get(email=f"dco@{domain}").organisation


@pytest.mark.parametrize("domain", ["demo.example", "bsw.example"])
def test_every_sign_in_of_the_list_works_with_the_password(loaded, domain):
    for local in LOCAL_PARTS:
        user = User.objects.get(email=f"{local}@{domain}")
        assert user.membership is not None
        assert user.organisation.kind in user.role.kinds
        assert EmailAddress.objects.get(user=user).verified
    assert check_password("Demo-portal-2026!", user.password)


@pytest.mark.parametrize("domain", ["demo.example", "bsw.example"])
def test_an_area_has_one_sign_in_of_every_role_but_the_dmo(loaded, domain):
    parts = Membership.objects.filter(user__email__endswith=domain)
    assert set(parts.values_list("role", flat=True)) == set(ROLES) - {"dmo"}


def test_clinicians_have_a_service_profession_and_regulator(loaded):
    for local in ("clinician@demo.example", "clinician2@bsw.example"):
        user = User.objects.get(email=local)
        assert user.membership.service is not None
        assert user.profession
        assert user.regulator in {"HCPC", "GMC"}


def test_dco_has_two_organisations_to_switch_between(loaded):
    user = User.objects.get(email="dco@demo.example")
    assert {post.organisation.kind for post in user.memberships_now} == {"icb", "la"}


def test_the_areas_are_apart(loaded):
    ours, theirs = area_of("demo.example"), area_of("bsw.example")
    assert ours.local_authorities.count() == 2
    assert theirs.local_authorities.count() == 3
    assert not set(ours.local_authorities.all()) & set(theirs.local_authorities.all())
    administrators = [User.objects.get(email=f"admin@{name}.example") for name in ("demo", "bsw")]
    first, second = (set(looked_after(each)) for each in administrators)
    assert first
    assert second
    assert not first & second
    shared = User.objects.filter(memberships__organisation=ours) & User.objects.filter(
        memberships__organisation=theirs
    )
    assert not shared.exists()


def test_bodies_are_valid_and_say_how_to_complain(loaded):
    for row in Organisation.objects.all():
        row.full_clean()
        assert "@" not in row.complaints_contact + row.pals_contact
        if row.website:
            assert urlsplit(row.website).scheme == "https"
        if row.kind == OrganisationKind.PROVIDER:
            assert row.complaints_contact
            assert row.pals_contact
    codes = dict(Organisation.objects.exclude(ods_code="").values_list("ods_code", "name"))
    assert codes["R1A"] == "Herefordshire and Worcestershire Health and Care NHS Trust"
    assert codes["QOX"].startswith("NHS Bath and North East Somerset")


def test_every_authority_has_services_and_every_place_a_dco_on_duty(loaded):
    for row in Organisation.objects.filter(kind=OrganisationKind.LA):
        assert ProviderService.objects.filter(areas=row).exists()
    for place in Place.objects.all():
        assert queries.duties_today(place) == ["DCO"]


def test_loading_again_changes_nothing(loaded):
    user = User.objects.get(email="la@demo.example")
    user.name = "Changed By Hand"
    user.save()
    before = [model.objects.count() for model in (User, Membership, Organisation, ProviderService)]
    assert places.load()
    assert people.load() == "0 people made"
    after = [model.objects.count() for model in (User, Membership, Organisation, ProviderService)]
    assert after == before
    user.refresh_from_db()
    assert user.name == "Changed By Hand"


def test_command_prints_every_sign_in(db, monkeypatch):
    monkeypatch.setattr(demo, "MODULES", ("places", "people"))
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    printed = out.getvalue()
    for local in LOCAL_PARTS:
        assert f"{local}@demo.example" in printed
        assert f"{local}@bsw.example" in printed
    assert "Demo-portal-2026!" in printed


def test_production_loads_no_demo(db, settings):
    settings.PORTAL_ENV = "production"
    with pytest.raises(CommandError, match="demo or test"):
        call_command("load_demo", stdout=io.StringIO())
    assert not User.objects.exists()
