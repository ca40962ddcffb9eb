"""The pack of a returned request: its page, its files, and the acknowledgement."""

import json
import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import NotFound
from dco_portal.documents import actions as document_actions
from dco_portal.documents import presenters as files
from dco_portal.documents.serve import serve
from ehcp.actions import returning as actions
from ehcp.forms.checking import CoverNoteForm
from ehcp.models import AdviceRequest, Pack
from ehcp.presenters.clock import clock
from ehcp.presenters.pack import answers, reports
from ehcp.rules import returning as rules
from ehcp.views.triage import scoped, step

download = require_http_methods(["GET", "HEAD"])


def _pack(request: AdviceRequest, number: int) -> Pack:
    rows = request.packs.select_related("document", "sent_by", "acknowledged_by")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound
    found.request = request
    return found


@require_GET
def show(http: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """One pack: being prepared, ready, acknowledged or superseded."""
    request = scoped(http, pk)
    pack = _pack(request, number)
    audit.viewed(pack, by=http.user, child_id=request.child_id, what="pack")
    newest = request.packs.order_by("-number").first()
    args = [pk, number]
    context = {
        "case": request,
        "pack": pack,
        "superseded_by": newest if newest and newest.number > number else None,
        "child": children.header(request.child_id, by=http.user),
        "clock": clock(request),
        "card": files.card(
            pack.document, reverse("ehcp:pack-pdf", args=args), reverse("ehcp:pack-retry", args=args),
            check_again_href=reverse("ehcp:pack", args=args),
        ),
        "may_acknowledge": rules.can_acknowledge(http.user, pack),
        "answers": answers(request, pack),
        "reports": reports(request, pack),
    }  # fmt: skip
    return render(http, "ehcp/pack.html", context)


@download
def pdf(http: HttpRequest, pk: uuid.UUID, number: int) -> FileResponse:
    """The pack as a PDF."""
    return serve(http, _pack(scoped(http, pk), number).document, by=http.user)


@require_GET
def data(http: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """The pack as structured data; its shape is in `ehcp.documents`."""
    pack = _pack(scoped(http, pk), number)
    audit.record(
        "downloaded", by=http.user, obj=pack, child_id=pack.request.child_id, what="pack data"
    )
    response = HttpResponse(
        json.dumps(pack.data, ensure_ascii=False, indent=2),
        content_type="application/json; charset=utf-8",
    )
    response["Content-Disposition"] = (
        f'attachment; filename="{pack.request.reference}-pack-{number}.json"'
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def retry(http: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Try again to make a PDF that failed."""
    pack = _pack(scoped(http, pk), number)
    document_actions.retry(by=http.user, document=pack.document)
    return redirect("ehcp:pack", pk, number)


@require_POST
def acknowledge(http: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """The local authority's proof of receipt."""
    request = scoped(http, pk)
    rules.check_can_acknowledge(http.user, _pack(request, number))
    actions.acknowledge(by=http.user, request=request, number=number)
    messages.success(http, "Receipt acknowledged. The DCO team has been told.")
    return redirect("ehcp:pack", pk, number)


@require_http_methods(["GET", "POST"])
def assemble(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return a request whose last part ended otherwise than by sending."""
    request = scoped(http, pk)
    rules.check_can_return(http.user, request)
    return step(
        http, request, CoverNoteForm(http.POST if http.method == "POST" else None),
        lambda values: actions.assemble(by=http.user, request=request, **values),
        back=reverse("ehcp:case", args=[pk]), done="The request has been returned. The local authority has been told.",
        heading=f"Return {request.reference} to the local authority", button="Return it with its pack",
        text="Every service has answered. The pack holds the advice sent, and says which services do not know the child.",
    )  # fmt: skip
