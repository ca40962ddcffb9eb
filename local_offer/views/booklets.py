"""Booklets: asking for one, its page while it is made, the file, and the newest of each area."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dco_portal.common import limits
from dco_portal.common.errors import NotFound
from dco_portal.common.shared_pages import same_site, shared
from dco_portal.documents import actions as documents
from dco_portal.documents import presenters as files
from dco_portal.documents.serve import serve
from dco_portal.documents.states import DocumentState
from local_offer.actions import booklets as actions
from local_offer.models import Booklet
from local_offer.queries import booklets, public

YEAR = 365 * 24 * 3600


@require_safe
@login_not_required
@shared(300)
def index(request: HttpRequest) -> HttpResponse:
    """The newest booklet of each area, in both sizes."""
    rows = [
        {
            "authority": authority,
            "sizes": [
                _size(authority.slug, large, found) for large, found in booklets.newest(authority)
            ],
        }
        for authority in public.authorities()
    ]
    return render(request, "local_offer/booklets.html", {"rows": rows})


def _size(slug: str, large: bool, found: Booklet | None) -> dict[str, Any]:
    name = "local_offer:area-booklet-large" if large else "local_offer:area-booklet"
    return {
        "label": "Large print" if large else "Standard print",
        "booklet": found,
        "url": reverse(name, args=[slug]) if found else "",
    }


@require_safe
@login_not_required
def area(request: HttpRequest, slug: str, large: bool = False) -> FileResponse:
    """The newest booklet of an area at an address that stays. Raises NotFound until there is one."""
    authority = public.authority(slug)
    found = dict(booklets.newest(authority))[large]
    if found is None:
        raise NotFound
    return _file(request, found, seconds=3600)


@same_site
@require_POST
@login_not_required
@never_cache
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for an area's booklet with today's entries; the one that is there when nothing has changed."""
    authority = public.authority(slug)
    if not limits.allowed(request, "local_offer.booklet", times=20, seconds=3600):
        return render(request, "429.html", status=429)
    made = actions.ask_area(
        by=None, local_authority=authority, large_print="large_print" in request.POST
    )
    return redirect("local_offer:booklet", pk=made.pk)


@require_safe
@login_not_required
@never_cache
def show(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a booklet is; when it is ready, its file."""
    booklet = booklets.one(pk)
    card = files.card(
        booklet.document,
        reverse("local_offer:booklet-pdf", args=[pk]),
        reverse("local_offer:booklet-retry", args=[pk]),
        check_again_href=reverse("local_offer:booklet", args=[pk]),
    )
    return render(request, "local_offer/booklet.html", {"booklet": booklet, "card": card})


@require_safe
@login_not_required
def pdf(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A booklet's file: never changes once it is made."""
    return _file(request, booklets.one(pk), seconds=YEAR)


@require_POST
@login_not_required
@never_cache
def retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a booklet that could not be made once more."""
    booklet = booklets.one(pk)
    if booklet.document and booklet.document.state == DocumentState.FAILED:
        documents.retry(by=None, document=booklet.document)
    return redirect("local_offer:booklet", pk=pk)


def _file(request: HttpRequest, booklet: Booklet, *, seconds: int) -> FileResponse:
    if booklet.document is None:
        raise NotFound
    response = serve(request, booklet.document, by=None, inline=True)
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response
