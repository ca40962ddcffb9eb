"""Errors as problem documents (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"
WORDS = {
    400: "The address holds something that cannot be read.",
    404: "There is nothing at this address.",
    405: "The feed can only be read: use GET, HEAD or OPTIONS.",
    429: "Too many requests. Wait as many seconds as Retry-After says.",
    500: "Something went wrong on our side. It has been noted.",
    503: "The service is not available just now. Try again soon.",
}


class Problem(Exception):
    """What was asked cannot be answered: a status, a sentence, and what is wrong with which parameter."""

    def __init__(
        self, status: int, detail: str = "", errors: list[dict[str, str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors or []


def response(
    status: int, detail: str = "", errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    """The document. It says nothing of what was sent, so it cannot be made to show foreign words."""
    known = HTTPStatus(status) if status in {each.value for each in HTTPStatus} else None
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": known.phrase if known else "Error",
        "status": status,
        "detail": detail or WORDS.get(status) or "The request could not be answered.",
    }
    if errors:
        body["errors"] = errors
    return HttpResponse(json.dumps(body), status=status, content_type=CONTENT_TYPE)
