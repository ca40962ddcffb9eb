"""Whose area a postcode lies in: certain, or asked, never guessed."""

import datetime as dt

import pytest
from django.db import IntegrityError

from dco_portal.audit.models import AuditEvent
from dco_portal.home.demo import postcodes as demo
from dco_portal.organisations.actions import reference
from dco_portal.organisations.models import Postcode, Town
from dco_portal.organisations.queries import Area, area_of, find_towns
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PostcodeFactory,
    TownFactory,
)

pytestmark = pytest.mark.django_db
EAST, WEST = "E10000991", "E10000992"


@pytest.fixture
def icb():
    return IcbFactory(ods_code="QZ1")


@pytest.fixture
def la(icb):
    return LocalAuthorityFactory(gss_code=EAST, icbs=[icb])


def test_a_known_postcode_is_certain(la, icb):
    PostcodeFactory(postcode="WR51AA", local_authority_gss=EAST, easting=1, northing=2)

    found = area_of("wr5 1aa")

    assert (found.local_authority, found.icb, found.point) == (la, icb, (1, 2))
    assert found.known
    assert not found.terminated


def test_an_unknown_postcode_is_answered_by_its_district(la):
    PostcodeFactory(postcode="WR5", local_authority_gss=EAST)
    PostcodeFactory(postcode="WR51AB", local_authority_gss=WEST)

    assert area_of("WR5 1AA").local_authority == la
    assert area_of("WR5 1AA").postcode == "WR5"


def test_a_district_across_a_border_names_its_authorities_and_chooses_none(la, icb):
    other = LocalAuthorityFactory(gss_code=WEST, icbs=[icb])
    PostcodeFactory(postcode="SN4", candidates=[EAST, WEST])

    found = area_of("SN4 9AA")

    assert found.candidates == (la, other)
    assert found.local_authority is None
    assert found.icb == icb  # the same whichever it is


def test_authorities_of_two_icbs_leave_the_icb_open_too(la):
    LocalAuthorityFactory(gss_code=WEST, icbs=[IcbFactory()])
    PostcodeFactory(postcode="WR6", candidates=[EAST, WEST])

    assert area_of("WR6 6AA").icb is None


def test_an_authority_the_portal_does_not_know_makes_it_uncertain(la):
    PostcodeFactory(postcode="WR7", candidates=[EAST, WEST])

    found = area_of("WR7 4AA")

    assert found.candidates == (la,)
    assert found.elsewhere
    assert (found.local_authority, found.icb) == (None, None)


def test_a_postcode_elsewhere_is_known_and_has_no_authority_here(la):
    PostcodeFactory(postcode="M11AE", local_authority_gss=WEST)

    found = area_of("M1 1AE")

    assert found.known
    assert found.elsewhere
    assert found.candidates == ()


def test_the_icb_of_the_postcode_itself_comes_first(la):
    named = IcbFactory(ods_code="QZ2")
    PostcodeFactory(postcode="WR51AA", local_authority_gss=EAST, icb_ods="QZ2")

    assert area_of("WR51AA").icb == named


def test_a_postcode_with_a_point_alone_takes_its_districts_authority(la):
    PostcodeFactory(postcode="WR5", local_authority_gss=EAST, easting=9, northing=9)
    PostcodeFactory(postcode="WR51AA", easting=1, northing=2)

    found = area_of("WR5 1AA")

    assert (found.local_authority, found.point, found.postcode) == (la, (1, 2), "WR51AA")


def test_a_terminated_postcode_says_so(la):
    PostcodeFactory(postcode="WR51AA", local_authority_gss=EAST, terminated_on=dt.date(2001, 1, 1))

    assert area_of("WR5 1AA").terminated
    assert area_of("WR5 1AA").local_authority == la


@pytest.mark.parametrize(
    "text", ["", "nonsense", "ZZ99 9ZZ", "'; DROP TABLE", "\u202eWR5", "x" * 10_000]
)
def test_what_is_no_known_postcode_has_no_area(text, la):
    assert area_of(text) == Area("")


def test_few_queries(la, django_assert_max_num_queries):
    PostcodeFactory(postcode="SN4", candidates=[EAST, WEST])
    with django_assert_max_num_queries(3):
        area_of("SN4 9AA")


def test_towns_are_found_alone_or_with_their_county():
    one = TownFactory(name="Ashton", county="Wiltshire")
    TownFactory(name="Ashton", county="Worcestershire")

    assert len(find_towns("ashton")) == 2
    assert find_towns("Ashton, wiltshire") == [one]
    assert find_towns("Nowhere") == []


def test_a_postcode_has_one_authority_or_several_never_both():
    with pytest.raises(IntegrityError, match="postcode_one_authority_or_several"):
        PostcodeFactory(local_authority_gss=EAST, candidates=[EAST, WEST])


def test_a_postcodes_point_is_whole():
    with pytest.raises(IntegrityError, match="postcode_point_whole"):
        PostcodeFactory(easting=1, northing=None)


def test_a_town_is_there_once():
    TownFactory(name="Ashton", county="Wiltshire")
    with pytest.raises(IntegrityError, match="town_once"):
        TownFactory(name="Ashton", county="Wiltshire")


def test_the_demos_districts_and_towns_load_once():
    first = demo.load()
    assert demo.load() == first
    assert AuditEvent.objects.filter(verb__endswith="s_added").count() == 2
    assert Postcode.objects.get(pk="WR5").local_authority_gss == demo.WORCS
    assert Postcode.objects.get(pk="SN4").icb_ods == "QOX"
    assert Postcode.objects.get(pk="SN6").icb_ods == ""
    assert find_towns("Stourport-on-Severn")[0].county == "Worcestershire"
    for code in ("WR1", "DY10", "B96", "GL20", "BA1", "SN26", "SP11"):
        assert Postcode.objects.filter(pk=code, easting__isnull=False).exists(), code


def add_a_district():
    reference.add_districts(by=None, districts=[reference.District("WR5", (EAST,), "QZ1", (1, 2))])


def add_a_town():
    reference.add_towns(by=None, towns=[reference.TownPoint("A", "B", (1, 2))])


@pytest.mark.parametrize("act", [add_a_district, add_a_town])
def test_failing_half_way_leaves_nothing(act, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr("dco_portal.audit.record", fail)
    with pytest.raises(RuntimeError, match="half way"):
        act()
    assert not Postcode.objects.exists()
    assert not Town.objects.exists()
