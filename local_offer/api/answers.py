"""Answers: JSON with the page fields, an ETag of its own words, Last-Modified, and leave to be cached."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from local_offer.queries.feed import Page

CACHE = "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400"


def document(
    request: HttpRequest, content: Any, changed_at: dt.datetime | None = None
) -> HttpResponse:
    """One JSON document, or 304 where the reader holds the same one."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(body, content_type="application/json")
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = etag, CACHE
    seconds = int(changed_at.timestamp()) if changed_at else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    unchanged = get_conditional_response(
        request, etag=etag, last_modified=seconds, response=response
    )
    return unchanged or response


def page(
    request: HttpRequest,
    found: Page,
    present: Callable[[Any], dict[str, Any]],
    changed_at: dt.datetime | None,
) -> HttpResponse:
    """One page of a list, with where the next and the one before are."""
    rows = [present(row) for row in found.rows]
    content = {
        "total_items": found.total,
        "total_pages": found.pages,
        "page_number": found.number,
        "size": len(rows),
        "first_page": found.number == 1,
        "last_page": found.number == found.pages,
        "empty": not rows,
        "contents": rows,
    }
    response = document(request, content, changed_at)
    if links := _links(request, found):
        response["Link"] = links
    return response


def _links(request: HttpRequest, found: Page) -> str:
    """The neighbours' addresses, of the address asked for with another page."""
    query = {name: value for name, value in request.GET.items() if name != "page"}
    there = {"next": found.number + 1, "prev": found.number - 1}
    return ", ".join(
        f'<{request.path}?{urlencode({**query, "page": number})}>; rel="{name}"'
        for name, number in there.items()
        if 1 <= number <= found.pages
    )
