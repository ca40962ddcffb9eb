"""Public pages that are the same for everybody: a CDN or a browser may keep them for a while.

A view marked `shared` promises that its page shows nothing of the visitor: no cookie is read for it, no
form in it carries a token. `SharedPagesMiddleware` then writes the headers, and writes none where the
answer turned out to be somebody's own (signed in, a cookie set, an error).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.csrf import csrf_exempt

MARK = "shared_seconds"
View = Callable[..., HttpResponse]


def shared(seconds: int) -> Callable[[View], View]:
    """Let caches between the portal and the visitor keep this page for so many seconds."""

    def mark(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            setattr(response, MARK, seconds)
            return response

        return marked

    return mark


def same_site(view: View) -> View:
    """A POST from a page without a token: taken from the portal's own pages alone, by what the browser says.

    For steps without an account whose forgery would do no harm, such as a shortlist's. Browsers send
    `Sec-Fetch-Site` or `Origin` with every POST; one that sends neither has no other site to come from.
    """

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _from_here(request):
            return HttpResponseForbidden("This can only be sent from the portal’s own pages.")
        return view(request, *args, **kwargs)

    return checked


def _from_here(request: HttpRequest) -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Write the cache headers of a marked answer, or answer "not modified"."""
    seconds = getattr(response, MARK, 0)
    theirs = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
    if not seconds or theirs or response.status_code != 200 or response.streaming:
        return response
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = f"public, max-age=60, s-maxage={seconds}"
    vary = [name.strip() for name in response.get("Vary", "").split(",")]
    if kept := [name for name in vary if name and name.lower() != "cookie"]:
        response["Vary"] = ", ".join(kept)
    elif response.has_header("Vary"):
        del response["Vary"]
    set_response_etag(response)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return response if answer is None else answer
