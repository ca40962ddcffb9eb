"""The search is answered from its indexes: the plans of its own queries on a made-up directory."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict

from local_offer.actions import generating, indexing
from local_offer.models import KnownWord, SearchRow, Tally
from local_offer.queries.search import Params, running
from local_offer.queries.search.running import run
from tests.factories.local_offer import ServiceFactory
from tests.factories.organisations import PostcodeFactory

pytestmark = pytest.mark.django_db
SIZE = 600


@pytest.fixture
def directory():
    """A made-up directory around one postcode: few tests use it, each for all that it can tell."""
    east, north = generating.towns()[0]
    PostcodeFactory(postcode="ZZ1", easting=east, northing=north)
    generating.fill(by=None, size=SIZE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE local_offer_searchrow")


def plans(query: str) -> str:
    """The plans of a search's queries of the index, without its options."""
    seen = []

    def note(execute, sql, params, many, context):
        if "local_offer_searchrow" in sql:
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        found = run(Params.read(QueryDict(query)), count_options=False)
    assert found.hits, query
    lines = []
    with connection.cursor() as cursor:
        for sql, params in seen:
            cursor.execute(f"EXPLAIN {sql}", params)
            lines += [row[0] for row in cursor.fetchall()]
    return "\n".join(lines)


def test_every_question_is_answered_from_an_index(directory, monkeypatch):
    word = SearchRow.objects.filter(first=True).values_list("name_sort", flat=True)[0].split()[0]
    rare = plans(f"words={word}")
    assert "Bitmap Index Scan on search_words" in rare
    assert "Seq Scan" not in rare
    filtered = plans("words=sleep&age=7&day=MO&language=pl&language=ur&language=so&language=bfi")
    assert "search_words" in filtered
    assert "codes @>" in filtered
    assert "Seq Scan" not in filtered
    # What most entries have is read in order and stops when the page is full.
    monkeypatch.setattr(running, "CAP", 100)
    for query, index in (
        ("words=children", "search_best"), ("words=children&sort=az", "search_az"), ("words=children&sort=checked", "search_checked"),
    ):  # fmt: skip
        assert f"Index Scan using {index}" in plans(query), query
    # The nearest are read from the point outwards.
    monkeypatch.setattr(running, "CAP", 20)
    near = plans("words=children&place=ZZ1")
    assert "Index Scan using search_point" in near
    assert "Order By: (point((easting)" in near


def test_both_shapes_of_the_query_give_the_same_page_and_counts_are_capped(directory, monkeypatch):
    for query in ("words=children", "place=ZZ1", "words=support&place=ZZ1", "sort=checked", "words=children&cost=free"):  # fmt: skip
        params = Params.read(QueryDict(query))
        small = [(hit.service.pk, hit.metres) for hit in run(params, count_options=False).hits]
        with monkeypatch.context() as patch:
            patch.setattr(running, "CAP", 10)
            large = [(hit.service.pk, hit.metres) for hit in run(params, count_options=False).hits]
        assert small == large, query
        assert len(small) == 20, query
    for module in ("facets", "sql", "running"):
        monkeypatch.setattr(f"local_offer.queries.search.{module}.CAP", 50)
    monkeypatch.setattr("local_offer.queries.search.results.CAP", 50)
    found = run(Params.read(QueryDict("words=children")))
    assert (found.total_words, found.more) == ("50+", True)
    need = next(facet for facet in found.facets if facet.code == "need")
    assert all(option.words.endswith("+") for option in need.options if option.code == "semh")
    tongues = next(facet for facet in found.facets if facet.code == "language")
    assert {option.code for option in tongues.options} == {"pl", "ur", "pa", "ro", "bfi", "so"}


def test_rebuilding_gives_the_same_index_and_forgets_unused_words(directory):
    assert generating.fill(by=None, size=SIZE) == 0
    assert Tally.objects.get(code="all").entries == SIZE
    KnownWord.objects.create(word="unheardof")
    before = dict(Tally.objects.filter(entries__gt=0).values_list("code", "entries"))
    Tally.objects.update(entries=7)

    assert indexing.rebuild() == SIZE

    assert dict(Tally.objects.values_list("code", "entries")) == before
    assert not KnownWord.objects.filter(pk="unheardof").exists()
    assert KnownWord.objects.filter(pk="children").exists()


def test_made_up_entries_never_come_before_families(settings):
    settings.PORTAL_ENV = "production"
    with pytest.raises(CommandError, match="not in production"):
        call_command("make_listings", "10")


def test_the_command_says_what_it_made(capsys):
    call_command("make_listings", "3")
    assert "3 entries made" in capsys.readouterr().out
    with pytest.raises(CommandError, match="1,000,000"):
        call_command("make_listings", "0")


def test_the_index_can_be_made_anew(capsys):
    ServiceFactory(name="Club")
    SearchRow.objects.all().delete()
    call_command("index_listings")
    assert "1 entries can be found" in capsys.readouterr().out
    assert run(Params.read(QueryDict("words=club"))).total == 1


def test_an_index_rows_point_is_whole():
    from django.db import IntegrityError

    ServiceFactory()
    with pytest.raises(IntegrityError, match="search_point_whole"):
        SearchRow.objects.update(easting=1)
