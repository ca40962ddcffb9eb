"""Middleware around the whole portal that makes the feed's addresses a public, read-only place.

It stands outside every other layer, so that redirects to https, refused methods, unknown addresses and
failures carry the same headers as a good answer, and so that nobody's sign-in is ever looked at.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from local_offer.api import problems

BASE = "/api/open-referral"
READ = ("GET", "HEAD", "OPTIONS")
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(READ),
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Retry-After, X-Request-Id",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class FeedEdge:
    """CORS on every answer, cookies dropped, OPTIONS and HEAD answered, errors as problem documents."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != BASE and not request.path_info.startswith(f"{BASE}/"):
            return self.get_response(request)
        _forget_who(request)
        response = self._answer(request)
        for name, value in CORS.items():
            response[name] = value
        response.cookies.clear()
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        if "Vary" in response:
            del response["Vary"]  # no answer differs by cookie or language
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        method = request.method or ""
        if method == "OPTIONS":
            return _allowing(HttpResponse(status=204))
        if method not in READ:
            return _allowing(problems.response(405))
        request.method = "GET"
        response = self.get_response(request)
        request.method = method
        if response.status_code >= 400 and problems.CONTENT_TYPE not in response["Content-Type"]:
            response = _as_problem(response)
        return _without_body(response) if method == "HEAD" else response


def _forget_who(request: HttpRequest) -> None:
    """No cookie, no sign-in: the feed is the same for everybody."""
    request.META.pop("HTTP_COOKIE", None)
    request.META.pop("HTTP_AUTHORIZATION", None)
    request.COOKIES = {}


def _allowing(response: HttpResponse) -> HttpResponse:
    response["Allow"] = ", ".join(READ)
    return response


def _as_problem(page: HttpResponse) -> HttpResponse:
    """A page of the portal's own (an unknown address, a failure) said as a problem document."""
    found = problems.response(page.status_code)
    for name in ("Retry-After", "Allow"):
        if name in page:
            found[name] = page[name]
    return found


def _without_body(response: HttpResponse) -> HttpResponse:
    length = len(response.content)
    response.content = b""
    response["Content-Length"] = str(length)
    return response
