"""The DCO team of a place, and cover."""

import datetime as dt

import pytest
from django.urls import reverse

from dco_portal.accounts import queries
from dco_portal.accounts.actions import rota
from dco_portal.accounts.models import Cover, PlaceDuty
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories.accounts import CoverFactory, PlaceDutyFactory, person
from tests.factories.organisations import PlaceFactory

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


@pytest.fixture
def dco(area):
    return person("dco", area.icb)


@pytest.fixture
def place(area):
    return PlaceFactory(icb=area.icb, local_authority=area.authority)


def day_fields(**days):
    return {
        f"{name}_{number}": part
        for name, day in days.items()
        for number, part in enumerate((day.day, day.month, day.year))
    }


def test_team_of_a_place_by_day(dco, place, area):
    dmo = person("dmo", area.icb)
    rota.set_duty(by=dco, place=place, user=dco, duty="dco", starts_on=today())
    rota.set_duty(
        by=dco, place=place, user=dmo, duty="cover", covers=dco,
        starts_on=today() + WEEK, ends_on=today() + 2 * WEEK,
    )  # fmt: skip
    assert queries.duties_today(place) == ["DCO"]
    assert queries.duties_today(place, today() + WEEK) == ["Cover", "DCO"]
    assert queries.duties_today(place, today() + 3 * WEEK) == ["DCO"]
    assert [turn.covers for turn in queries.team(place)] == ["", dco.name]
    assert AuditEvent.objects.filter(verb="accounts.duty_set").count() == 2


def test_ending_a_turn(dco, place):
    row = rota.set_duty(by=dco, place=place, user=dco, duty="dco", starts_on=today())
    with pytest.raises(Invalid):
        rota.end_duty(by=dco, duty=row, last_day=today() - DAY)
    rota.end_duty(by=dco, duty=row, last_day=today())
    assert queries.duties_today(place, today() + DAY) == []
    PlaceDuty.objects.update(starts_on=today() - WEEK, ends_on=today() - DAY)
    with pytest.raises(Conflict):
        rota.end_duty(by=dco, duty=row, last_day=today())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "before"}, "ends_on"),
        ({"starts_on": "past", "ends_on": "past"}, "ends_on"),
        ({"user": "clinician"}, "user"),
        ({"duty": "cover"}, "covers"),
        ({"duty": "cover", "covers": "self"}, "covers"),
        ({"again": True}, "starts_on"),
    ],
)
def test_impossible_turn_is_refused(dco, place, change, field):
    given = {"place": place, "user": dco, "duty": "dco", "starts_on": today(), "ends_on": None}
    words = {
        "before": today() - DAY,
        "past": today() - WEEK,
        "clinician": person("clinician"),
        "self": dco,
    }
    if change.get("again"):
        PlaceDutyFactory(place=place, user=dco, starts_on=today() - WEEK)
    else:
        given.update({key: words.get(value, value) for key, value in change.items()})
    before = PlaceDuty.objects.count()
    with pytest.raises(Invalid) as caught:
        rota.set_duty(by=dco, **given)
    assert list(caught.value.errors) == [field]
    assert PlaceDuty.objects.count() == before


def test_rota_is_the_own_icbs_and_the_dcos(dco, place, area):
    given = {"place": place, "user": dco, "duty": "dco", "starts_on": today()}
    with pytest.raises(NotFound):
        rota.set_duty(by=person("dco"), **given)
    with pytest.raises(NotAllowed):
        rota.set_duty(by=person("coordinator", area.icb), **given)
    row = PlaceDutyFactory(place=place, user=dco)
    with pytest.raises(NotFound):
        rota.end_duty(by=person("dco"), duty=row, last_day=today())


def test_cover_names_the_stand_in_while_it_lasts(area):
    lead, away, stand_in = (person("provider_lead", area.trust) for _ in range(3))
    rota.set_cover(
        by=lead, absent=away, stand_in=stand_in, starts_on=today(), ends_on=today() + WEEK
    )
    assert queries.stand_ins([away.pk, lead.pk], area.trust) == {away.pk: stand_in.pk}
    assert queries.stand_ins([away.pk], area.trust, today() + WEEK) == {away.pk: stand_in.pk}
    assert queries.stand_ins([away.pk], area.trust, today() + WEEK + DAY) == {}
    assert queries.stand_ins([away.pk], area.icb) == {}
    assert queries.covered_by(stand_in) == [away.pk]
    assert queries.covered_by(away) == []


def test_everybody_sets_their_own_cover_and_assigners_that_of_others(area):
    clinician = person("clinician", service=area.service)
    colleague = person("clinician", service=area.service)
    days = {"starts_on": today(), "ends_on": today() + DAY}
    rota.set_cover(by=clinician, absent=clinician, stand_in=colleague, **days)
    with pytest.raises(NotAllowed):
        rota.set_cover(by=clinician, absent=colleague, stand_in=clinician, **days)


def test_impossible_cover_is_refused(area):
    lead, colleague = (person("provider_lead", area.trust) for _ in range(2))
    good = {"absent": lead, "stand_in": colleague, "starts_on": today(), "ends_on": today() + DAY}
    for change, field in (
        ({"stand_in": lead}, "stand_in"),
        ({"stand_in": person("provider_lead")}, "stand_in"),
        ({"ends_on": today() - DAY}, "ends_on"),
    ):
        with pytest.raises(Invalid) as caught:
            rota.set_cover(by=lead, **{**good, **change})
        assert list(caught.value.errors) == [field]
    with pytest.raises(NotFound):
        rota.set_cover(by=lead, **{**good, "absent": person("provider_lead")})
    rota.set_cover(by=lead, **good)
    with pytest.raises(Invalid, match="already"):
        rota.set_cover(by=lead, **good)
    assert Cover.objects.count() == 1


def test_cover_ends_early_once(area):
    lead, colleague = (person("provider_lead", area.trust) for _ in range(2))
    row = CoverFactory(absent=lead, stand_in=colleague, organisation=area.trust)
    with pytest.raises(NotFound):
        rota.end_cover(by=person("provider_lead"), cover=row)
    rota.end_cover(by=lead, cover=row)
    row.refresh_from_db()
    assert row.ends_on == today()
    with pytest.raises(Conflict):
        rota.end_cover(by=lead, cover=row)


def test_public_place_page_names_roles_and_no_person(client, dco, place):
    PlaceDutyFactory(place=place, user=dco)
    text = client.get(reverse("places:place", args=[place.slug])).content.decode()
    assert "Designated clinical officer (DCO)" in text
    assert dco.name not in text
    assert dco.email not in text
    assert client.get(reverse("places:place", args=["nowhere"])).status_code == 404


def test_pages_set_and_end_duty_and_cover(client, dco, place, area):
    client.force_login(dco)
    colleague = person("dmo", area.icb)
    address = reverse("accounts:add_duty")
    bad = client.post(address, {"place": str(place.pk), "duty": "dco", "user": str(dco.pk)})
    assert "Enter the date" in bad.content.decode()
    given = {"place": str(place.pk), "user": str(dco.pk), "duty": "dco"}
    assert client.post(address, {**given, **day_fields(starts_on=today())}).status_code == 302
    again = client.post(address, {**given, **day_fields(starts_on=today())})
    assert "already" in again.content.decode()
    row = PlaceDuty.objects.get()
    assert dco.name in client.get(reverse("accounts:rota")).content.decode()
    ending = reverse("accounts:end_duty", args=[row.pk])
    assert client.get(ending).status_code == 200
    client.post(ending, day_fields(last_day=today()))
    row.refresh_from_db()
    assert row.ends_on == today()
    address = reverse("accounts:add_cover")
    assert client.get(address).status_code == 200
    given = {"absent": str(dco.pk), "stand_in": str(dco.pk)}
    days = day_fields(starts_on=today(), ends_on=today() + WEEK)
    assert "themselves" in client.post(address, {**given, **days}).content.decode()
    given["stand_in"] = str(colleague.pk)
    assert client.post(address, {**given, **days}).status_code == 302
    cover = Cover.objects.get()
    assert "stands in for" in client.get(reverse("accounts:rota")).content.decode()
    client.post(reverse("accounts:end_cover", args=[cover.pk]))
    cover.refresh_from_db()
    assert cover.ends_on == today()


def test_other_icbs_duty_is_404_and_clinician_cannot_keep_the_rota(client, place, area):
    row = PlaceDutyFactory(place=place)
    client.force_login(person("dco"))
    assert client.get(reverse("accounts:end_duty", args=[row.pk])).status_code == 404
    client.force_login(person("clinician", service=area.service))
    assert client.get(reverse("accounts:add_duty")).status_code == 403
    assert client.get(reverse("accounts:rota")).status_code == 200
    other = CoverFactory()
    assert client.post(reverse("accounts:end_cover", args=[other.pk])).status_code == 404
