"""Board packs: made, read as a page and as a PDF, both from what was frozen."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.steps import step
from dco_portal.documents import presenters as cards
from dco_portal.documents.serve import serve
from inspections.actions import packs as actions
from inspections.models import Pack
from inspections.rules import boards as rules
from inspections.views import meetings

form_page = require_http_methods(["GET", "POST"])


def _address(pack: Pack) -> str:
    return reverse("inspections:pack", args=[pack.pk])


def _scoped(http: HttpRequest, pk: uuid.UUID) -> Pack:
    rows = Pack.objects.visible_to(http.user).select_related("meeting__board", "document", "made_by")  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make the next pack of a meeting."""
    found = meetings.kept(http, pk)
    return step(
        http, None, lambda data: actions.make(by=http.user, meeting_id=pk), back=meetings.address(found), onward=_address,
        done="The pack is frozen. Its PDF is being made.", heading="Make the board pack?", button="Make the pack",
        text=[
            "The pack keeps what the board is given now: agenda, who is expected, decisions of the last meeting, carried actions, papers with their hashes, and how the plan stands with its measures.",
            "It never changes afterwards. If something changes before the meeting, make another: it gets the next number.",
        ],
    )  # fmt: skip


@require_safe
def pack(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Exactly what the board saw, as a page."""
    found = _scoped(http, pk)
    keeps = rules.can_keep(http.user, found.meeting.board)
    retry_url = reverse("inspections:pack-retry", args=[pk]) if keeps else ""
    card = (
        cards.card(
            found.document,
            reverse("inspections:pack-pdf", args=[pk]),
            retry_url,
            check_again_href=_address(found),
        )
        if found.document
        else None
    )
    context = {"row": found, "pack": found.content, "card": card}
    return render(http, "inspections/pack.html", context)


@require_safe
def pdf(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The pack's PDF."""
    found = _scoped(http, pk)
    if found.document is None:
        raise Http404
    return serve(http, found.document, by=http.user, inline=True)


@require_POST
def retry(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a PDF again that failed."""
    found = _scoped(http, pk)
    actions.retry(by=http.user, pack_id=pk)
    return redirect(_address(found))
