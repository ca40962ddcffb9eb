"""Entries for another feature's form: words and a point in, plain values out, nothing kept."""

import logging

import pytest
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from local_offer.models import Body, Count, EmptySearch
from local_offer.queries import Suggestion, near
from tests.factories.local_offer import BodyFactory, LocationFactory, ServiceFactory
from tests.factories.organisations import LocalAuthorityFactory

pytestmark = pytest.mark.django_db
HERE = (384900, 254800)


def at(metres_north: int):
    return LocationFactory(easting=HERE[0], northing=HERE[1] + metres_north)


def names(found: list[Suggestion]) -> list[str]:
    return [each.name for each in found]


def test_the_nearest_with_the_words_come_first():
    far = ServiceFactory(name="Far autism group", locations=[at(9000)])
    ServiceFactory(name="Near autism group", locations=[at(1000)])
    ServiceFactory(name="Hearing group", locations=[at(10)])

    found = near("autism", HERE)

    assert names(found) == ["Near autism group", "Far autism group"]
    assert found[1] == Suggestion(
        id=far.pk,
        name="Far autism group",
        organisation=far.body.name,
        url=reverse("local_offer:service", args=[far.slug]),
        summary=far.summary,
        distance_m=9000,
    )


def test_an_entry_with_two_places_is_one_suggestion_at_its_nearest():
    ServiceFactory(name="Autism group", locations=[at(9000), at(500)])

    assert [each.distance_m for each in near("autism", HERE)] == [500]


def test_what_needs_no_place_comes_after_the_near_and_only_from_here():
    la = LocalAuthorityFactory(slug="here-council")
    ServiceFactory(name="Autism line", local_authority=la)
    ServiceFactory(name="Autism line elsewhere")
    ServiceFactory(name="Autism group", locations=[at(5000)])

    found = near("autism", HERE, authorities=("here-council",))

    assert [(each.name, each.distance_m) for each in found] == [
        ("Autism group", 5000), ("Autism line", None),
    ]  # fmt: skip


def test_what_is_too_far_is_left_out():
    ServiceFactory(name="Autism group", locations=[at(70_000)])

    assert near("autism", HERE) == []


def test_with_too_few_for_all_the_words_those_with_some_follow():
    ServiceFactory(name="Swimming for deaf children", locations=[at(9000)])
    ServiceFactory(name="Swimming club", locations=[at(100)])

    assert names(near("deaf swimming", HERE)) == ["Swimming for deaf children", "Swimming club"]


def test_voluntary_organisations_alone():
    ServiceFactory(name="NHS clinic", body=BodyFactory(type=Body.Type.NHS), locations=[at(1)])
    ServiceFactory(name="Charity", locations=[at(100)])

    assert names(near("", HERE, voluntary_only=True)) == ["Charity"]


def test_without_a_point_there_is_no_distance():
    ServiceFactory(name="Autism group", locations=[at(9000)])

    assert [each.distance_m for each in near("autism", None)] == [None]


def test_no_more_than_asked_for():
    for number in range(4):
        ServiceFactory(name=f"Group {number}")

    assert len(near("", None, limit=3)) == 3


@pytest.mark.parametrize(
    "words", ["", "the of", "\0\u202e", "'; DROP TABLE x; --", "<b>&|!():*", "x " * 5000]
)
def test_no_words_make_it_fail(words):
    ServiceFactory(name="Group")
    assert isinstance(near(words, HERE), list)


def test_an_entry_that_is_not_public_is_never_suggested():
    ServiceFactory(name="Autism group", never_published=True)
    ServiceFactory(name="Autism club", state="hidden")

    assert near("autism", None) == []


def test_nothing_is_kept_or_logged(caplog):
    ServiceFactory(name="Group")
    before = AuditEvent.objects.count()
    with caplog.at_level(logging.DEBUG):
        near("Aisha needs speech therapy", HERE)

    assert "Aisha" not in caplog.text
    assert AuditEvent.objects.count() == before
    assert not Count.objects.exists()
    assert not EmptySearch.objects.exists()


def test_the_same_queries_however_many_entries(django_assert_max_num_queries):
    ServiceFactory(name="Autism group", locations=[at(100)])
    with django_assert_max_num_queries(4):
        near("autism", HERE)
    for number in range(7):
        ServiceFactory(name=f"Autism group {number}", locations=[at(200 + number)])
    with django_assert_max_num_queries(4):
        assert len(near("autism", HERE)) == 6
