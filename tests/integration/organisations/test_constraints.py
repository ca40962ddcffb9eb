"""What the database itself refuses about organisations, each beside what it takes."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from dco_portal.organisations.models import AreaLink, LocalPolicy, OrganisationKind
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    OrganisationFactory,
    PlaceFactory,
    PolicyFactory,
    ProviderFactory,
    SchoolFactory,
    ServiceFactory,
    VoluntaryFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def refused(make):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    return str(caught.value)


@pytest.mark.parametrize(
    ("factory", "good", "bad", "constraint"),
    [
        (ProviderFactory, {"ods_code": "R1A"}, {"ods_code": "r1"}, "organisation_ods_format"),
        (SchoolFactory, {"urn": "116999"}, {"urn": "11699"}, "organisation_urn_format"),
        (
            LocalAuthorityFactory,
            {"gss_code": "E10000034"},
            {"gss_code": "X10000034"},
            "organisation_gss_format",
        ),
        (SchoolFactory, {"urn": "116998"}, None, ""),
        (
            OrganisationFactory,
            {"opened_on": DAY, "closed_on": DAY},
            {"opened_on": DAY, "closed_on": DAY - dt.timedelta(days=1)},
            "organisation_closes_after_it_opens",
        ),
        (ProviderFactory, {}, {"provider_type": ""}, "organisation_provider_has_type"),
        (
            OrganisationFactory,
            {},
            {"provider_type": "nhs_trust"},
            "organisation_provider_has_type",
        ),
        (SchoolFactory, {}, {"kind": "la", "urn": "123456"}, "organisation_urn_is_a_schools"),
    ],
)
def test_organisation(factory, good, bad, constraint):
    assert factory(**good).pk
    if bad is not None:
        assert constraint in refused(lambda: factory(**bad))


@pytest.mark.parametrize(
    ("field", "value", "kind", "constraint"),
    [
        ("ods_code", "R1A", OrganisationKind.ICB, "organisation_ods_once"),
        ("urn", "116999", OrganisationKind.SCHOOL, "organisation_urn_once"),
        ("gss_code", "E10000034", OrganisationKind.LA, "organisation_gss_once"),
    ],
)
def test_code_belongs_to_one_organisation(field, value, kind, constraint):
    OrganisationFactory(kind=kind, **{field: value})
    OrganisationFactory(kind=kind)  # no code: as many as there are
    OrganisationFactory(kind=kind)
    assert constraint in refused(lambda: OrganisationFactory(kind=kind, **{field: value}))


def test_school_and_voluntary_organisation_are_in_an_authority_and_others_are_not():
    authority = LocalAuthorityFactory()
    assert SchoolFactory(local_authority=authority).local_authority == authority
    assert VoluntaryFactory(local_authority=authority).pk
    assert "organisation_in_an_authority" in refused(lambda: IcbFactory(local_authority=authority))


def test_successor_needs_a_closing():
    new = ProviderFactory()
    assert ProviderFactory(closed_on=DAY, successor=new).successor == new
    message = refused(lambda: ProviderFactory(successor=new))
    assert "organisation_successor_when_closed" in message


def test_authority_is_linked_to_an_icb_once_but_to_many_icbs():
    icb, other = IcbFactory(), IcbFactory()
    authority = LocalAuthorityFactory(icbs=[icb, other])
    assert set(authority.icbs.all()) == {icb, other}
    message = refused(lambda: AreaLink.objects.create(local_authority=authority, icb=icb))
    assert "area_link_once" in message


def test_service_name_is_used_once_by_a_provider():
    service = ServiceFactory(name="Audiology")
    assert ServiceFactory(name="Audiology").provider != service.provider
    message = refused(lambda: ServiceFactory(name="Audiology", provider=service.provider))
    assert "service_name_once" in message


def test_policy_has_one_value_per_day_for_an_organisation_and_for_all():
    icb = IcbFactory()
    PolicyFactory()
    PolicyFactory(organisation=icb)
    assert "policy_once_per_day" in refused(lambda: PolicyFactory(organisation=icb))
    assert "policy_once_per_day" in refused(PolicyFactory)
    assert LocalPolicy.objects.count() == 2


def test_policy_ends_after_it_starts():
    assert PolicyFactory(effective_from=DAY, effective_to=DAY).pk
    message = refused(
        lambda: PolicyFactory(effective_from=DAY, effective_to=DAY - dt.timedelta(days=1))
    )
    assert "policy_ends_after_start" in message


def test_organisation_in_use_cannot_be_deleted():
    place = PlaceFactory()
    with pytest.raises(ProtectedError):
        place.icb.delete()


@pytest.mark.parametrize(
    ("field", "bad"),
    [("ods_code", "abc"), ("urn", "12345x"), ("gss_code", "E1"), ("dfe_number", "88")],
)
def test_form_check_says_what_a_code_looks_like(field, bad):
    organisation = OrganisationFactory.build(**{field: bad})
    with pytest.raises(ValidationError) as caught:
        organisation.full_clean()
    assert "such as" in caught.value.message_dict[field][0]
