"""The feed against its own OpenAPI document, the official schemas, both validators and random requests."""

import copy

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from dco_portal.organisations.models import Postcode
from dco_portal.wsgi import application
from local_offer.api.routes import openapi_document
from tests.factories.local_offer import (
    AccessibilityFactory,
    ContactFactory,
    CostOptionFactory,
    LocationFactory,
    ServiceFactory,
)
from tests.integration.local_offer.conformance import (
    NewValidator,
    OldValidator,
    faults,
    official,
)

pytestmark = pytest.mark.django_db
BASE = "/api/open-referral"
LISTS = ("services", "taxonomies", "taxonomy_terms", "service_at_locations")
SINGLE = {"services": "service", "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term",
          "service_at_locations": "service_at_location"}  # fmt: skip


@pytest.fixture
def directory():
    """Twelve services of every sort, three at a place whose address is not shown, one online."""
    for number in range(12):
        masked, virtual = number % 4 == 0, number == 7
        location = LocationFactory(
            masked=masked, type="virtual" if virtual else "physical",
            county="" if number % 3 else "Worcestershire",
            **({"easting": None, "northing": None, "address_1": "", "city": "", "postcode": ""} if virtual else {}),
        )  # fmt: skip
        AccessibilityFactory(location=location)
        service = ServiceFactory(
            terms=["need/semh", "stage/school"], locations=[location], days=["TU"] if number % 2 else [],
            languages=["bfi"], minimum_age=number, website=f"https://example.org/{number} ü" if number % 5 else "",
            summary="", description="",
        )  # fmt: skip
        ContactFactory(service=service, telephone="" if number % 2 else "01905 000000")
        CostOptionFactory(service=service, amount=None if number % 2 else "3.50")
        service.areas.create(name="Worcestershire", local_authority=service.local_authority)
    Postcode.objects.create(postcode="WR12EY", easting=384900, northing=254800)


def get(path: str) -> dict:
    answer = Client().get(BASE + path)
    assert answer.status_code == 200, (path, answer.content)
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def own_schema(path: str) -> dict:
    """The schema our OpenAPI document gives for the good answer at a path, with what it refers to."""
    document = copy.deepcopy(openapi_document())
    answer = document["paths"][path]["get"]["responses"][200]
    return {**answer["content"]["application/json"]["schema"], "components": document["components"]}


def replay(path: str, own: str, name: str) -> list[str]:
    """What is wrong with one answer, by our own document and by the official schema where it is at hand."""
    document = get(path)
    found = [f"own {own}: {fault}" for fault in faults(document, own_schema(own))]
    schema = official().get(name)
    return found + [f"official {name}: {fault}" for fault in faults(document, schema or {})]


def test_every_endpoint_meets_its_schemas(directory):
    found = replay("/", "/", "api_details")
    for name in LISTS:
        found += replay(f"/{name}?per_page=100", f"/{name}", f"{SINGLE[name]}_list")
        for row in get(f"/{name}?per_page=100")["contents"]:
            found += replay(f"/{name}/{row['id']}", f"/{name}/{{id}}", SINGLE[name])
    assert found == []


def test_the_schemas_can_fail(directory):
    good = get("/services")["contents"][0]
    one = own_schema("/services/{id}")
    for change in (
        {"status": "open"},
        {"id": "A" * 8},
        {"name": ""},
        {"url": "no address"},
        {"alert": None},
    ):
        assert faults({**good, **change}, one), change
    assert faults({}, one)


@pytest.mark.parametrize("validator", [OldValidator, NewValidator])
def test_both_validators_are_content(directory, validator):
    walk = validator(get)
    assert get("")["version"] == get("/")["version"] == "HSDS-UK-3.0"
    read = [document for name in LISTS for document in walk.walk(name)]
    assert walk.faults == []
    assert len(read) >= 12


def test_the_validators_can_be_discontent(directory):
    def lie(path: str) -> dict:
        page = get(path)
        return {**page, "last_page": True, "size": 99} if "contents" in page else page

    walk = OldValidator(lie)
    walk.walk("services")
    assert any("last_page" in fault for fault in walk.faults)
    assert any("size" in fault for fault in walk.faults)


def test_the_document_names_all_nine_and_its_own_address():
    document = get("/openapi.json")
    assert set(document["paths"]) == {"/"} | {
        f"/{name}{one}" for name in LISTS for one in ("", "/{id}")
    }
    assert document["info"]["version"] == "HSDS-UK-3.0"
    assert document["servers"][0]["url"].endswith(BASE)
    names = {
        each["name"] for each in document["paths"]["/service_at_locations"]["get"]["parameters"]
    }
    assert names >= {
        "search", "page", "per_page", "taxonomy_term_id", "taxonomy_id", "minimum_age", "maximum_age", "start_time",
        "end_time", "day", "postcode", "proximity", "modified_after",
    }  # fmt: skip


@pytest.fixture
def one_connection():
    """The WSGI application leaves the test's own database connection open, as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_random_requests_get_what_the_document_says(directory, one_connection, mode):
    """schemathesis: good and broken values for every parameter, each answer held against the document."""
    document = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", application)
    operations = [each.ok() for each in document.get_all_operations()]
    assert len(operations) == 9
    broken = mode == GenerationMode.NEGATIVE
    asked = [each for each in operations if list(each.query) or not broken]
    assert sum(ask(operation, mode) for operation in asked) > 25


def ask(operation, mode) -> int:
    """Ask one endpoint a few times; how often."""
    # Which postcodes there are, and that a distance needs one, no schema can say.
    refusals = [positive_data_acceptance] if "at_loc" in operation.path else []
    tried = 0

    @settings(
        max_examples=8, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case):
        nonlocal tried
        tried += 1
        case.call_and_validate(excluded_checks=refusals)

    once()
    return tried
