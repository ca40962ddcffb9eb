"""Counters about nobody, and what the gap log hears of searches that found nothing."""

import datetime as dt

import pytest
from django.http import QueryDict

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.gaps.models import GapSource
from dco_portal.organisations.models import Organisation
from local_offer.actions import counting
from local_offer.models import Count, EmptySearch, Views
from local_offer.queries import statistics
from local_offer.queries.search import Params, run
from tests.factories.local_offer import LocationFactory, ServiceFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PostcodeFactory

pytestmark = pytest.mark.django_db


def search(query: str) -> None:
    counting.searched(run(Params.read(QueryDict(query))))


def counted() -> dict[tuple[str, str], int]:
    """What was counted, by kind and authority."""
    rows = Count.objects.values_list("what", "local_authority__slug", "count")
    return {(what, slug or ""): count for what, slug, count in rows}


def test_searches_are_counted_by_month():
    ServiceFactory(name="Club")
    search("words=club")
    search("words=club")
    assert counted() == {("search", ""): 2}
    assert Count.objects.get().month == today().replace(day=1)


@pytest.mark.parametrize("query", ["", "sort=az", "words=club&after=abc", "words=club&before=abc"])
def test_the_whole_directory_and_further_pages_are_no_search(query):
    search(query)
    assert counted() == {}


def test_an_empty_search_keeps_its_words_without_anything_personal():
    search("words=Trampoline+for+0791+123+4567+mum@example.org+WR5+1AA")
    assert counted() == {("search", ""): 1, ("empty", ""): 1}
    assert EmptySearch.objects.get().words == "trampoline for … … …"


def test_the_same_words_are_one_row_with_a_count():
    search("words=trampoline")
    search("words=Trampoline")
    assert EmptySearch.objects.get().count == 2


def test_rare_words_are_shown_to_nobody_and_forgotten_when_the_month_is_over(here):
    la, _ = here
    places = Organisation.objects.filter(pk=la.pk)
    for _ in range(3):
        search("words=trampoline&area=here")
    search("words=rosie+quibblethorpe&area=here")
    assert statistics.empty_words(places, today().replace(day=1)) == [("trampoline", 3)]
    assert counting.forget_rare() == 0  # the month is not over
    EmptySearch.objects.update(month=today().replace(day=1) - dt.timedelta(days=1))
    assert counting.forget_rare() == 1
    assert EmptySearch.objects.get().words == "trampoline"
    assert AuditEvent.objects.filter(verb="local_offer.forget_rare").get().data == {"words": 1}


def test_an_empty_search_without_words_keeps_none():
    search("cost=paid")
    assert counted() == {("search", ""): 1, ("empty", ""): 1}
    assert not EmptySearch.objects.exists()


@pytest.fixture
def here():
    icb = IcbFactory()
    IcbFactory()
    la = LocalAuthorityFactory(slug="here", gss_code="E10000991", icbs=[icb])
    PostcodeFactory(postcode="WR1", local_authority_gss="E10000991", easting=1, northing=1)
    return la, icb


@pytest.mark.parametrize("query", ["words=trampoline&place=WR1", "words=trampoline&area=here"])
def test_a_search_belongs_to_the_area_it_was_made_in_and_its_icb_hears_of_it(query, here):
    la, icb = here
    search(query)
    search(query)
    assert counted() == {("search", "here"): 2, ("empty", "here"): 2}
    source = GapSource.objects.get()
    assert (source.organisation, source.local_authority, source.words) == (icb, la, "trampoline")
    assert source.line is None  # once is not enough to show


def test_without_an_area_only_a_lone_icb_hears_of_it():
    only = IcbFactory()
    search("words=trampoline")
    assert GapSource.objects.get().organisation == only
    IcbFactory()
    search("words=zipwire")
    assert GapSource.objects.count() == 1


def test_what_was_found_is_no_gap(here):
    ServiceFactory(name="Trampoline club", locations=[LocationFactory(easting=1, northing=1)])
    search("words=trampoline&place=WR1")
    assert counted() == {("search", "here"): 1}
    assert not GapSource.objects.exists()


def test_opened_pages_are_counted_by_entry_and_month():
    service = ServiceFactory()
    counting.opened(service.pk)
    counting.opened(service.pk)
    row = Views.objects.get()
    assert (row.service, row.count, row.month) == (service, 2, today().replace(day=1))
