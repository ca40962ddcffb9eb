"""The page of one entry: in English, as Easy Read, in other languages, and its QR code."""

import io

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common.errors import NotFound
from dco_portal.common.shared_pages import shared
from local_offer.actions import counting
from local_offer.presenters import entry as present
from local_offer.queries import harvest, public
from local_offer.rules import languages

KEPT_SECONDS = 300
DAY = 24 * 3600


@require_safe
@login_not_required
@shared(KEPT_SECONDS)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything a family needs to know of one service."""
    service = public.entry(slug)
    counting.opened(service.pk)
    context = {
        "service": service,
        "back": present.back_to(request.GET),
        "comments": present.said(public.answered(service)),
        "origin": harvest.provenance(service.pk),
        "languages": present.other_languages(service, public.translations(service)),
        "address": f"{settings.PORTAL_BASE_URL}{reverse('local_offer:service', args=[slug])}",
        "tiles_url": settings.MAP_TILES_URL,
        "tiles_credit": settings.MAP_ATTRIBUTION,
        **present.page(service),
    }
    return render(request, "local_offer/service.html", context)


@require_safe
@login_not_required
@shared(KEPT_SECONDS)
def easy_read(request: HttpRequest, slug: str) -> HttpResponse:
    """The entry's Easy Read text, one idea a line. Raises NotFound where it has none."""
    service = public.entry(slug)
    if not service.easy_read:
        raise NotFound
    context = {
        "service": service,
        "lines": [line.strip() for line in service.easy_read.splitlines() if line.strip()],
        "contacts": [present.contact(each) for each in service.contacts.all()],
    }
    return render(request, "local_offer/service_easy_read.html", context)


@require_safe
@login_not_required
@shared(KEPT_SECONDS)
def translated(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The newest shown version of the entry in another language. Raises NotFound."""
    service = public.entry(slug)
    found = next((t for t in public.translations(service) if t.language == language), None)
    if found is None:
        raise NotFound
    context = {
        "service": service,
        "translation": found,
        "dir": languages.direction(language),
        "own_name": languages.own_name(language),
        "english_name": languages.english_name(language),
        "behind": found.of_version < service.version,
        "contacts": [present.contact(each) for each in service.contacts.all()],
        "texts": [
            text
            for text in (
                found.description, found.who_for, found.how_to_get_it, found.what_to_expect, found.while_waiting,
            )
            if text
        ],
    }  # fmt: skip
    return render(request, "local_offer/service_translated.html", context)


@require_safe
@login_not_required
@shared(DAY)
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The entry's address as a QR code, a picture of its own (SVG)."""
    service = public.brief(slug)
    address = f"{settings.PORTAL_BASE_URL}{reverse('local_offer:service', args=[service.slug])}"
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=4, light="#ffffff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
