"""The open feed: nine endpoints, page fields, parameters, headers, problems."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dco_portal.common.clock import now
from dco_portal.organisations.models import Postcode
from local_offer.models import Schedule, Service
from tests.factories.accounts import UserFactory
from tests.factories.local_offer import (
    AccessibilityFactory,
    ContactFactory,
    CostOptionFactory,
    LocationFactory,
    ServiceFactory,
    term,
)

pytestmark = pytest.mark.django_db
BASE = "/api/open-referral"
LISTS = ("services", "taxonomies", "taxonomy_terms", "service_at_locations")
FIELDS = {
    "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents",
}  # fmt: skip
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def feed() -> Client:
    return Client(raise_request_exception=False)


def get(feed: Client, path: str, **query) -> dict:
    answer = feed.get(f"{BASE}{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def whole(**values) -> Service:
    """An entry with something in every row the feed nests."""
    location = LocationFactory()
    AccessibilityFactory(location=location)
    service = ServiceFactory(
        terms=["need/semh", "type/therapy"], locations=[location], languages=["pl"], days=["MO", "WE"],
        minimum_age=4, maximum_age=11, website="https://example.org/café", email="team@example.org", **values,
    )  # fmt: skip
    ContactFactory(service=service, textphone="07700 900000")
    CostOptionFactory(service=service)
    return service


def walk(value, path=""):
    """Every (path, value) inside a document."""
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, f"{path}.{name}")
    if isinstance(value, list):
        for inner in value:
            yield from walk(inner, f"{path}[]")


def test_the_base_says_what_it_is(feed):
    for path in (BASE, f"{BASE}/"):
        answer = feed.get(path)
        assert answer.status_code == 200
        assert answer.json()["version"] == "HSDS-UK-3.0"
        assert answer.json()["profile"].startswith("https://")
        assert answer.json()["openapi_url"].endswith(f"{BASE}/openapi.json")
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_and_rows_answer_with_and_without_a_slash(feed, name, slash):
    whole()
    page = get(feed, f"/{name}{slash}")
    assert set(page) == FIELDS
    assert page["size"] == len(page["contents"]) == page["total_items"] > 0
    assert page["first_page"] and page["last_page"] and not page["empty"]
    first = page["contents"][0]
    assert get(feed, f"/{name}/{first['id']}{slash}")["id"] == first["id"]


def test_pages_count_and_flag(feed):
    services = [ServiceFactory() for _ in range(7)]
    pages = [get(feed, "/services", per_page=3, page=number) for number in (1, 2, 3)]
    assert [p["size"] for p in pages] == [3, 3, 1]
    assert [p["first_page"] for p in pages] == [True, False, False]
    assert [p["last_page"] for p in pages] == [False, False, True]
    assert {p["total_pages"] for p in pages} == {3}
    seen = [row["id"] for p in pages for row in p["contents"]]
    assert sorted(seen) == sorted(str(each.pk) for each in services)
    beyond = get(feed, "/services", per_page=3, page=4)
    assert beyond["empty"] and beyond["contents"] == [] and not beyond["last_page"]


def test_an_empty_directory_has_one_page(feed):
    page = get(feed, "/services")
    assert page["total_pages"] == 1 and page["empty"] and page["last_page"] and page["first_page"]


def test_only_what_is_published_is_there(feed):
    shown = ServiceFactory()
    draft = ServiceFactory(never_published=True)
    hidden = ServiceFactory(state=Service.State.HIDDEN)
    closed = ServiceFactory(state=Service.State.CLOSED)
    assert [row["id"] for row in get(feed, "/services")["contents"]] == [str(shown.pk)]
    assert feed.get(f"{BASE}/services/{draft.pk}").status_code == 404
    assert feed.get(f"{BASE}/services/{hidden.pk}").status_code == 410
    assert get(feed, f"/services/{closed.pk}")["status"] == "defunct"


def test_nothing_is_null_or_empty_and_every_id_is_a_uuid(feed):
    service = whole()
    bare = ServiceFactory()
    place = service.places.get()
    documents = [
        get(feed, path)
        for path in (
            *(f"/{name}" for name in LISTS),
            f"/services/{service.pk}",
            f"/services/{bare.pk}",
            f"/service_at_locations/{place.pk}",
        )
    ] + [get(feed, "/services", full="true"), get(feed, "/service_at_locations", full="true")]
    ids = 0
    for document in documents:
        for path, value in walk(document):
            assert value not in (None, "", [], {}), path
            if re.search(r"(^|\.|_)id$", path):
                assert UUID.fullmatch(value), path
                ids += 1
    assert ids > 100


def test_a_service_carries_all_its_rows(feed):
    service = whole(
        status=Service.Status.PAUSED, what_to_expect="A chat.", alternate_name="The group"
    )
    row = get(feed, f"/services/{service.pk}")
    assert row["status"] == "temporarily closed"
    assert row["url"] == "https://example.org/caf%C3%A9"
    assert row["schedules"][0]["byday"] == "MO,WE" and row["schedules"][0]["freq"] == "WEEKLY"
    assert [phone["type"] for phone in row["contacts"][0]["phones"]] == ["voice", "text"]
    assert row["cost_options"][0]["amount"] == 5.0
    assert {each["taxonomy_term"]["code"] for each in row["attributes"]} == {"semh", "therapy"}
    location = row["service_at_locations"][0]["location"]
    assert location["addresses"][0]["postal_code"] == "WR1 2EY"
    assert location["accessibility"][0]["description"] == "Step-free access"
    assert row["local_offer"]["what_to_expect"] == "A chat."
    assert row["alternate_name"] == "The group"
    place = get(feed, f"/service_at_locations/{service.places.get().pk}")
    assert place["name"] == service.name and place["status"] == "temporarily closed"


def test_a_masked_address_tells_only_town_and_district(feed):
    refuge = LocationFactory(
        name="Rose House", address_1="14 Hidden Lane", masked=True, description="Ring twice",
        travel="Bus 7 stops outside",
    )  # fmt: skip
    AccessibilityFactory(location=refuge, details="Ramp at the green gate")
    service = ServiceFactory(locations=[refuge])
    Postcode.objects.create(postcode="WR12EY", easting=384900, northing=254800)
    text = json.dumps(get(feed, f"/services/{service.pk}")) + json.dumps(
        get(feed, "/service_at_locations", full="true")
    )
    for secret in ("Rose", "Hidden Lane", "2EY", "384900", "52.19", "Ring", "Bus 7", "gate"):
        assert secret not in text
    address = get(feed, f"/services/{service.pk}")["service_at_locations"][0]["location"][
        "addresses"
    ][0]
    assert (address["address_1"], address["postal_code"]) == ("Address not shown", "WR1")
    near = get(feed, "/service_at_locations", postcode="WR1 2EY", proximity=100000)
    assert near["total_items"] == 0


def names(feed: Client, path: str = "/services", **query) -> set[str]:
    rows = get(feed, path, **query)["contents"]
    return {row.get("name") or row["service"]["name"] for row in rows}


def test_parameters_have_their_standard_meanings(feed):
    young = ServiceFactory(name="Tots", minimum_age=0, maximum_age=4, terms=["stage/early-years"])
    teens = ServiceFactory(name="Teens", minimum_age=13, maximum_age=19, terms=["need/semh"])
    ServiceFactory(name="Everybody", description="Music and drums")
    Schedule.objects.create(service=young, days="MO,TU", opens_at=dt.time(9), closes_at=dt.time(12))
    Schedule.objects.create(service=teens, days="FR", opens_at=dt.time(17), closes_at=dt.time(20))
    assert names(feed, minimum_age=5) == {"Teens"}
    assert names(feed, maximum_age=4.5) == {"Tots"}
    assert names(feed, suitable_for_age=3) == {"Tots", "Everybody"}
    assert names(feed, taxonomy_term_id=term("need", "semh").pk) == {"Teens"}
    assert names(feed, taxonomy_id=term("stage", "early-years").taxonomy_id) == {"Tots"}
    assert names(feed, day="FR") == {"Teens"}
    assert names(feed, start_time="09:00") == {"Tots", "Teens"}
    assert names(feed, start_time="16:00:00Z", day="MO") == set()
    assert names(feed, end_time="12:00") == {"Tots"}
    assert names(feed, search="drumming") == {"Everybody"}
    assert names(feed, search="the") == set()
    assert names(feed, organization_id=young.body_id) == {"Tots"}


def test_proximity_is_metres_from_the_postcode(feed):
    Postcode.objects.create(postcode="WR12EY", easting=384900, northing=254800)
    ServiceFactory(name="Near", locations=[LocationFactory(easting=385500, northing=254800)])
    ServiceFactory(name="Far", locations=[LocationFactory(easting=394900, northing=254800)])
    at = "/service_at_locations"
    assert names(feed, at, postcode="wr12ey", proximity=700) == {"Near"}
    assert names(feed, at, postcode="WR1 2EY", proximity=500) == set()
    assert names(feed, at, postcode="WR1 2EY", proximity=500_000) == {"Near", "Far"}
    Postcode.objects.create(postcode="WR5", easting=386000, northing=253000)
    assert names(feed, at, postcode="WR5 1AA", proximity=3000) == {"Near"}


def test_a_postcode_alone_asks_for_what_serves_its_area(feed):
    ours = ServiceFactory(name="Ours", locations=[LocationFactory()])
    ours.local_authority.gss_code = "E10000034"
    ours.local_authority.save()
    ours.areas.create(local_authority=ours.local_authority, name="Worcestershire")
    theirs = ServiceFactory(name="Theirs", locations=[LocationFactory()])
    theirs.areas.create(local_authority=theirs.local_authority, name="Elsewhere")
    ServiceFactory(name="All", locations=[LocationFactory()])
    Postcode.objects.create(
        postcode="WR12EY", easting=384900, northing=254800, local_authority_gss="E10000034"
    )
    assert names(feed, "/service_at_locations", postcode="WR1 2EY") == {"Ours", "All"}


def test_what_changed_since_tells_also_what_went(feed):
    ServiceFactory(name="Old", modified_at=now() - dt.timedelta(days=30))
    ServiceFactory(name="New")
    gone = ServiceFactory(name="Gone", state=Service.State.HIDDEN, description="Told in error")
    ServiceFactory(name="Never", never_published=True)
    since = (now() - dt.timedelta(days=1)).isoformat()
    rows = get(feed, "/services", modified_after=since, full="true")["contents"]
    assert {row["name"]: row["status"] for row in rows} == {"New": "active", "Gone": "inactive"}
    assert "Told in error" not in json.dumps(rows)
    assert str(gone.pk) in {row["id"] for row in rows}
    assert names(feed, modified_after=(now() + dt.timedelta(days=1)).isoformat()) == set()


NONSENSE = [
    "page=0", "page=-1", "page=x", "page=99999999999999999999", "per_page=0", "per_page=100000", "minimum_age=nan",
    "minimum_age=-1", "maximum_age=1e400", "day=Someday", "start_time=25:00", "taxonomy_id=1", "taxonomy_term_id=%27",
    "modified_after=yesterday", "modified_after=0001-01-01T00:00:00%2B23:59", "search=" + "a" * 10_000,
    "organization_id=%00", "full=maybe",
]  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_is_a_problem_of_the_asker(feed, query):
    for name in ("services", "service_at_locations"):
        answer = feed.get(f"{BASE}/{name}?{query}")
        assert answer.status_code == 400, query
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer.json()["status"] == 400 and answer.json()["title"] == "Bad Request"


@pytest.mark.parametrize(
    "query", ["proximity=100", "postcode=ZZ99 9ZZ", "postcode=WR1 2EY&proximity=-5"]
)
def test_nonsense_about_places(feed, query):
    answer = feed.get(f"{BASE}/service_at_locations?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] in {"proximity", "postcode"}


@pytest.mark.parametrize(
    "search", ["' OR 1=1 --", "%", "_", "<b>x</b>", "\u202eabc", "a\\", "🙂" * 50]
)
def test_strange_words_find_nothing_and_break_nothing(feed, search):
    ServiceFactory(name="Plain group")
    assert get(feed, "/services", search=search)["total_items"] == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nothing", 404), ("get", "/services/abc", 404), ("get", "/services/00000000-0000-4000-8000-000000000001", 404),
        ("get", "/taxonomies/00000000-0000-4000-8000-000000000001/", 404), ("post", "/services", 405), ("delete", "/", 405),
        ("put", "/nothing", 405), ("options", "/services/", 204), ("options", "/nothing", 204),
        ("get", "/services/%ff", 404), ("get", "/services/%00", 400),
    ],
)  # fmt: skip
def test_refusals_carry_cors_and_a_problem(feed, method, path, status):
    answer = getattr(feed, method)(f"{BASE}{path}")
    assert answer.status_code == status
    assert answer["Access-Control-Allow-Origin"] == "*"
    if status != 204:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status
    if status in {204, 405}:
        assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_a_redirect_to_https_keeps_the_query_and_carries_cors(feed, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(f"{BASE}/services?page=1&per_page=5")
    assert answer.status_code == 301
    assert answer["Location"].endswith(f"{BASE}/services?page=1&per_page=5")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_failure_of_ours_is_a_problem_too(feed, monkeypatch):
    def fail() -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("local_offer.queries.feed.changed_at", fail)
    answer = feed.get(f"{BASE}/services")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert b"secret" not in answer.content


def test_a_reader_who_holds_it_gets_304(feed):
    service = whole()
    for path in ("/services", f"/services/{service.pk}", "/taxonomies", "/openapi.json"):
        first = feed.get(f"{BASE}{path}")
        assert first["Cache-Control"].startswith("public, max-age=")
        again = feed.get(f"{BASE}{path}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"
        if path != "/openapi.json":
            since = {"If-Modified-Since": first["Last-Modified"]}
            assert feed.get(f"{BASE}{path}", headers=since).status_code == 304
    stale = {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert feed.get(f"{BASE}/services", headers=stale).status_code == 200
    Service.objects.filter(pk=service.pk).update(name="Another name")
    held = {"If-None-Match": first["ETag"]}
    assert feed.get(f"{BASE}/services", headers=held).status_code == 200


def test_nobody_is_known_and_no_cookie_is_set(feed):
    ServiceFactory()
    signed_in = Client()
    signed_in.force_login(UserFactory())
    answer = signed_in.get(f"{BASE}/services")
    assert answer.status_code == 200
    assert not answer.cookies and "Vary" not in answer
    assert answer["Cache-Control"].startswith("public")
    assert answer.content == feed.get(f"{BASE}/services").content


def test_head_has_the_headers_and_no_body(feed):
    ServiceFactory()
    got, head = feed.get(f"{BASE}/services"), feed.head(f"{BASE}/services")
    assert head.status_code == 200 and head.content == b""
    assert head["ETag"] == got["ETag"] and int(head["Content-Length"]) == len(got.content)


def test_too_many_requests_wait(feed, settings):
    settings.FEED_LIMIT = 3
    statuses = [feed.get(f"{BASE}/").status_code for _ in range(5)]
    assert 429 in statuses and statuses[0] == 200
    refused = feed.get(f"{BASE}/services")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["Access-Control-Allow-Origin"] == "*"
    other = feed.get(f"{BASE}/", REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


def test_links_name_the_neighbours(feed):
    for _ in range(3):
        ServiceFactory()
    middle = feed.get(f"{BASE}/services?per_page=1&page=2")
    assert f'<{BASE}/services?per_page=1&page=3>; rel="next"' in middle["Link"]
    assert f'<{BASE}/services?per_page=1&page=1>; rel="prev"' in middle["Link"]


@pytest.mark.parametrize(
    "path", ["/services", "/services?full=true", "/service_at_locations?full=true", "/taxonomies"]
)
def test_more_rows_cost_no_more_queries(feed, path):
    whole()
    feed.get(f"{BASE}{path}")
    with CaptureQueriesContext(connection) as few:
        feed.get(f"{BASE}{path}")
    for _ in range(4):
        whole()
    with CaptureQueriesContext(connection) as many:
        feed.get(f"{BASE}{path}")
    assert len(of_records(many)) == len(of_records(few)) <= 40


def of_records(asked: CaptureQueriesContext) -> list:
    """Queries but those of the throttle, which asks its cache less when a new window begins."""
    return [
        query
        for query in asked.captured_queries
        if "portal_cache" not in query["sql"] and "SAVEPOINT" not in query["sql"]
    ]
