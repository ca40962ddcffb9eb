"""Stocktake bundles at the desk: the list, asking for one, how far it is, its files."""

import logging
import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal import audit
from dco_portal.common.errors import Conflict
from dco_portal.common.steps import step
from dco_portal.documents import storage
from dco_portal.documents.errors import DamagedFile
from dco_portal.documents.serve import serve
from inspections.actions import bundles as actions
from inspections.forms import reports as forms
from inspections.models import Bundle
from inspections.presenters import bundles as present
from inspections.queries import bundles as queries
from inspections.rules import reports as rules
from inspections.views.plans import scoped
from inspections.views.reports import plan_of

logger = logging.getLogger(__name__)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A plan's bundles, the newest first."""
    plan = scoped(http, pk)
    context = {
        "plan": plan,
        "may_ask": rules.can_bundle(http.user, plan),
        "columns": present.COLUMNS,
        "rows": [present.row(each) for each in queries.recent(plan)],
    }
    return render(http, "inspections/bundles.html", context)


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for a bundle."""
    plan = plan_of(http, pk)
    rules.check_can_bundle(http.user, plan)
    return step(
        http,
        forms.BundleForm(http.POST if http.method == "POST" else None),
        lambda values: actions.ask(by=http.user, plan_id=pk, **values),
        back=reverse("inspections:bundles", args=[pk]),
        onward=lambda bundle: reverse("inspections:bundle", args=[bundle.pk]),
        done="The bundle is being packed",
        heading="Make a stocktake bundle",
        text="It takes all evidence as it stands now: an index as a PDF, and a ZIP with every file.",
        button="Make the bundle",
    )


def _found(http: HttpRequest, pk: uuid.UUID) -> Bundle:
    return queries.one(http.user, pk)


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One bundle: how far it is, or its files."""
    bundle = _found(http, pk)
    context = {
        "plan": bundle.plan,
        "bundle": bundle,
        "progress": present.progress(bundle),
        "done": bool(bundle.finished_at or bundle.failed_words),
        "card": present.card(bundle, may_retry=rules.can_bundle(http.user, bundle.plan)),
        "may_restart": rules.can_restart(http.user, bundle),
    }
    return render(http, "inspections/bundle.html", context)


@require_POST
def restart(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a bundle that failed once more."""
    actions.restart(by=http.user, bundle_id=_found(http, pk).pk)
    return redirect("inspections:bundle", pk)


@require_POST
def retry_index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try again to make the index."""
    actions.retry_index(by=http.user, bundle_id=_found(http, pk).pk)
    return redirect("inspections:bundle", pk)


@require_safe
def index_pdf(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The index as a PDF."""
    bundle = _found(http, pk)
    if bundle.document is None:
        raise Http404
    return serve(http, bundle.document, by=http.user, inline=True)


@require_safe
def files(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The ZIP of all files."""
    bundle = _found(http, pk)
    if not bundle.zip_sha256:
        raise Http404
    try:
        opened = storage.open_checked(bundle.zip_sha256)
    except DamagedFile as error:
        logger.error("Bundle %s: %s", bundle.pk, error)
        raise Conflict(
            "This file has been damaged since it was made. Ask for a new bundle."
        ) from error
    audit.record("downloaded", by=http.user, obj=bundle, what="bundle", sha256=bundle.zip_sha256)
    response = FileResponse(
        opened,
        as_attachment=True,
        filename=f"{bundle.plan.slug}-bundle-{bundle.number}.zip",
        content_type="application/zip",
    )
    response["Content-Length"] = str(bundle.zip_size)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
