"""One reading of a feed: its progress, its rows one by one, publishing them."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import keyset, sheets
from dco_portal.common.errors import Invalid
from local_offer.actions import harvest_applying as actions
from local_offer.actions import harvest_reading as reading
from local_offer.forms.harvest import ChoiceForm
from local_offer.models import HarvestRow, HarvestRun
from local_offer.presenters import harvest as present
from local_offer.queries import harvest as queries
from local_offer.rules.harvest import feeds

State = HarvestRun.State


def scoped(http: HttpRequest, pk: uuid.UUID) -> HarvestRun:
    """A reading for the reader's Local Offers; 403 for another role, 404 out of scope."""
    feeds.check_can_harvest(http.user)
    rows = HarvestRun.objects.visible_to(http.user).defer("upload")
    return get_object_or_404(rows.select_related("source", "by"), pk=pk)


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How a reading stands, and its rows by kind."""
    run = scoped(http, pk)
    counts = queries.counts(run)
    tabs = [kind.value for kind in present.SHOWN if counts.get(kind)]
    kind = http.GET.get("kind") if http.GET.get("kind") in tabs else next(iter(tabs), "")
    page = keyset.page(
        run.rows.filter(kind=kind), order="number", filled=True,
        after=http.GET.get("after", ""), before=http.GET.get("before", ""),
    )  # fmt: skip
    working = run.state in (State.READING, State.APPLYING)
    context = {
        "run": run, "colour": present.colour(run), "working": working, "page": page,
        "progress": present.progress(run, counts, queries.applied(run)) if working else "",
        "page_url": reverse("local_offer:harvest-run", args=[pk]), "columns": present.ROWS,
        "rows": [present.row(each) for each in page.rows], "views": present.views(run, counts, kind or ""),
        "decided": queries.decided(run).count(), "taken": queries.taken(run), "undecided": queries.undecided(run),
    }  # fmt: skip
    return render(http, "local_offer/desk/harvest_run.html", context)


@require_safe
def report(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """Every row of a reading as a file."""
    run = scoped(http, pk)
    rows = run.rows.defer("mapped", "changes").iterator(chunk_size=500)
    return sheets.download("harvest.csv", present.HEADER, (present.line(each) for each in rows))


@require_http_methods(["GET", "POST"])
def row(http: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """One entry: what we have beside what the feed says, and what should stand."""
    run = scoped(http, pk)
    found = get_object_or_404(HarvestRow.objects.visible_to(http.user).filter(run=run), pk=row)
    form = ChoiceForm(http.POST or None, row=found)
    if http.method == "POST" and form.is_valid():
        try:
            actions.decide(by=http.user, row_id=row, choice=form.cleaned_data["choice"])
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, f"Decided: {found.name}.")
            return redirect(f"{reverse('local_offer:harvest-run', args=[pk])}?kind={found.kind}")
    context = {
        "run": run, "row": found, "form": form, "columns": present.CHANGES, "changes": present.changes(found),
        "said": present.said(found), "what": present.what_happens(found),
        "open": run.state == State.READY and found.kind in queries.DECIDABLE and not found.applied,
    }  # fmt: skip
    return render(http, "local_offer/desk/harvest_row.html", context)


@require_POST
def publish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish what is decided."""
    scoped(http, pk)
    actions.start(by=http.user, run_id=pk)
    return redirect("local_offer:harvest-run", pk=pk)


@require_http_methods(["GET", "POST"])
def drop(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish nothing of a reading."""
    run = scoped(http, pk)
    back = reverse("local_offer:harvest-run", args=[pk])
    if http.method == "POST":
        reading.drop(by=http.user, run_id=pk)
        messages.success(http, "The reading is dropped. Nothing more of it is published.")
        return redirect("local_offer:harvest-source", pk=run.source_id)
    context = {
        "heading": "Publish nothing of this reading", "button": "Drop this reading", "back_url": back,
        "text": "What was not published yet is thrown away. You can read the feed again at any time.",
    }  # fmt: skip
    return render(http, "components/confirm.html", context)
