"""The nine endpoints, each with and without a slash at its end."""

import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.errors import Throttled, ValidationError

from local_offer.api import answers, problems, schemas
from local_offer.api.asked import Paging, PlacesAsked, ServicesAsked, TermsAsked
from local_offer.api.edge import BASE
from local_offer.api.limits import FeedThrottle
from local_offer.api.problems import Problem
from local_offer.models import Service
from local_offer.presenters import feed as presenter
from local_offer.queries import feed

VERSION = "HSDS-UK-3.0"
PROFILE = "https://openreferraluk.org/"
GONE = "This service is no longer in the directory."
View = TypeVar("View", bound=Callable[..., Any])

api = NinjaAPI(
    title="Local Offer, an Open Referral UK feed",
    version=VERSION,
    description="Services for children and young people with special educational needs and disabilities, "
    "in the shape of the Human Services Data Specification UK, an Open Referral UK resource.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="open-referral",
    throttle=[FeedThrottle()],
)


def endpoint(path: str, shape: Any, *, level: int) -> Callable[[View], View]:
    """Answer GET at `path`, and at the same with a slash, which the OpenAPI document passes over."""

    def register(view: View) -> View:
        given: dict[str, Any] = {
            "response": {200: shape, (400, 404, 410, 429): schemas.ProblemShape},
            "tags": [f"Level {level}"],
        }
        api.get(path, url_name=view.__name__, operation_id=view.__name__, **given)(view)
        if path != "/":
            api.get(
                f"{path}/",
                url_name=f"{view.__name__}-slash",
                operation_id=f"{view.__name__}_slash",
                include_in_schema=False,
            )(view)
        return view

    return register


def found(rows: QuerySet, pk: str) -> Any:
    """The row of an id; a 404 problem where there is none, or the id is none."""
    try:
        row = rows.filter(pk=uuid.UUID(pk)).first() if len(pk) == 36 else None
    except ValueError:
        row = None
    if row is None:
        raise Problem(404)
    return row


def listed(
    request: HttpRequest, rows: QuerySet[Any], asked: Paging, whole: QuerySet[Any]
) -> feed.Page:
    return feed.page(rows, number=asked.page, size=asked.per_page, whole=whole)


@endpoint("/", schemas.Meta, level=1)
def root(request: HttpRequest) -> HttpResponse:
    """What this feed is: its version, its profile, its OpenAPI document."""
    address = settings.PORTAL_BASE_URL + reverse("open-referral:openapi")
    return answers.document(
        request, {"version": VERSION, "profile": PROFILE, "openapi_url": address}
    )


@endpoint("/services", schemas.Listed[schemas.ServiceShape], level=1)
def services(request: HttpRequest, asked: Query[ServicesAsked]) -> HttpResponse:
    """Published services, page by page."""
    whole = feed.nested() if asked.full else feed.brief()
    shown = presenter.whole_service if asked.full else presenter.service
    rows = listed(request, feed.services(asked.wanted()), asked, whole)
    return answers.page(request, rows, shown, feed.changed_at())


@endpoint("/services/{id}", schemas.WholeService, level=1)
def service(request: HttpRequest, id: str) -> HttpResponse:
    """One service with everything that hangs on it. One that was published once and is not any more is gone (410)."""
    row = found(feed.nested().filter(published_at__isnull=False), id)
    if row.state not in (Service.State.PUBLISHED, Service.State.CLOSED):
        raise Problem(410, GONE)
    changed = max(row.updated_at, row.body.updated_at)
    return answers.document(request, presenter.whole_service(row), changed)


@endpoint("/taxonomies", schemas.Listed[schemas.TaxonomyShape], level=2)
def taxonomies(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    """The sets of terms, with their terms."""
    rows = listed(request, feed.taxonomies(), asked, feed.taxonomies_whole())
    return answers.page(request, rows, presenter.taxonomy, feed.terms_changed_at())


@endpoint("/taxonomies/{id}", schemas.TaxonomyShape, level=2)
def taxonomy(request: HttpRequest, id: str) -> HttpResponse:
    """One set of terms."""
    row = found(feed.taxonomies_whole(), id)
    return answers.document(request, presenter.taxonomy(row), feed.terms_changed_at())


@endpoint("/taxonomy_terms", schemas.Listed[schemas.TermShape], level=2)
def taxonomy_terms(request: HttpRequest, asked: Query[TermsAsked]) -> HttpResponse:
    """The terms that services carry."""
    rows = feed.terms(asked.taxonomy_id, asked.parent_id)
    page = listed(request, rows, asked, feed.terms_whole())
    return answers.page(request, page, presenter.term, feed.terms_changed_at())


@endpoint("/taxonomy_terms/{id}", schemas.TermShape, level=2)
def taxonomy_term(request: HttpRequest, id: str) -> HttpResponse:
    """One term."""
    row = found(feed.terms_whole(), id)
    return answers.document(request, presenter.term(row), feed.terms_changed_at())


@endpoint("/service_at_locations", schemas.Listed[schemas.PlaceShape], level=2)
def service_at_locations(request: HttpRequest, asked: Query[PlacesAsked]) -> HttpResponse:
    """Services at their places, also by distance from a postcode."""
    whole = feed.nested_places() if asked.full else feed.brief_places()
    shown = presenter.whole_place if asked.full else presenter.place
    rows = listed(request, feed.places(asked.wanted(), asked.near()), asked, whole)
    return answers.page(request, rows, shown, feed.changed_at())


@endpoint("/service_at_locations/{id}", schemas.WholePlace, level=2)
def service_at_location(request: HttpRequest, id: str) -> HttpResponse:
    """One service at one place, with everything."""
    shown = feed.nested_places().filter(service__state=Service.State.PUBLISHED)
    row = found(shown, id)
    changed = max(row.service.updated_at, row.service.body.updated_at, row.location.updated_at)
    return answers.document(request, presenter.whole_place(row), changed)


# --- The OpenAPI document ------------------------------------------------------------------
@api.get("/openapi.json", url_name="openapi", include_in_schema=False)
@api.get("/openapi.json/", url_name="openapi-slash", include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """What the feed answers, for programs. Its paths are relative to the feed's own address."""
    return answers.document(request, openapi_document())


@lru_cache(maxsize=1)
def openapi_document() -> dict[str, Any]:
    """The document; problems come as what they are."""
    schema = dict(api.get_openapi_schema(path_prefix=""))
    schema["servers"] = [{"url": settings.PORTAL_BASE_URL + BASE}]
    for path in schema["paths"].values():
        for status, answer in path["get"]["responses"].items():
            if int(status) >= 400:
                answer["content"] = {
                    problems.CONTENT_TYPE: answer["content"].pop("application/json")
                }
    return schema


# --- Errors --------------------------------------------------------------------------------
@api.exception_handler(Problem)
def say_problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problems.response(error.status, error.detail, error.errors)


@api.exception_handler(ValidationError)
def say_wrong_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """400 that names each wrong parameter and what it should be."""
    wrong = [
        {"parameter": str(each["loc"][-1]), "detail": str(each["msg"])} for each in error.errors
    ]
    return problems.response(400, "A parameter cannot be read.", wrong)


@api.exception_handler(Throttled)
def say_too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problems.response(429)
    response["Retry-After"] = str(int(error.wait or 1))
    return response
