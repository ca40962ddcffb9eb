"""Feeds of other directories: adding one, reading it, matching its terms."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.errors import Invalid, NotFound
from local_offer.actions import harvest_reading as reading
from local_offer.actions import harvest_sources as actions
from local_offer.forms.harvest import FileForm, SourceForm, TermsForm
from local_offer.models import HarvestSource
from local_offer.presenters import harvest as present
from local_offer.queries import harvest as queries
from local_offer.rules.harvest import feeds

form_page = require_http_methods(["GET", "POST"])


def scoped(http: HttpRequest, pk: uuid.UUID) -> HarvestSource:
    """A feed of the reader's Local Offers; 403 for another role, 404 out of scope."""
    feeds.check_can_harvest(http.user)
    return get_object_or_404(queries.sources(http.user), pk=pk)


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """The feeds and how their last readings went."""
    feeds.check_can_harvest(http.user)
    rows = [present.source_row(each, last) for each, last in queries.with_last(http.user)]
    context = {"rows": rows, "columns": present.SOURCES}
    return render(http, "local_offer/desk/harvest.html", context)


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Add a feed."""
    feeds.check_can_harvest(http.user)
    form = SourceForm(http.POST or None, by=http.user)
    if http.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        chosen = values.pop("authority", None)
        authority = queries.authorities(http.user).filter(**({"pk": chosen} if chosen else {})).first()  # fmt: skip
        if authority is None:
            raise NotFound
        try:
            source = actions.add(by=http.user, authority=authority, **values)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The feed is added. Read it when you are ready.")
            return redirect("local_offer:harvest-source", pk=source.pk)
    context = {"form": form, "heading": "Add another directory", "button": "Add", "back_url": reverse("local_offer:harvest")}  # fmt: skip
    return render(http, "local_offer/desk/harvest_form.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a feed's name, address or plan."""
    source = scoped(http, pk)
    start = {name: getattr(source, name) for name in ("name", "url", "often", "auto_publish")}
    form = SourceForm(http.POST or None, by=http.user, source=source, initial=start)
    back = reverse("local_offer:harvest-source", args=[pk])
    if http.method == "POST" and form.is_valid():
        try:
            actions.change(by=http.user, source_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The feed is changed.")
            return redirect(back)
    context = {"form": form, "heading": f"Change {source.name}", "button": "Save", "back_url": back}
    return render(http, "local_offer/desk/harvest_form.html", context)


@form_page
def source(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One feed: its readings, what went missing, and a file to upload."""
    found = scoped(http, pk)
    form = FileForm(http.POST or None, http.FILES or None)
    if http.method == "POST" and form.is_valid():
        try:
            run = reading.upload(by=http.user, source_id=pk, upload=form.cleaned_data["upload"])
        except Invalid as error:
            form.take(error)
        else:
            return redirect("local_offer:harvest-run", pk=run.pk)
    runs = list(queries.runs(found)[:20])
    gone = list(queries.withdrawn(found)[:100])
    context: dict[str, Any] = {
        "source": found, "form": form, "facts": present.facts(found),
        "run_columns": present.RUNS, "runs": [present.run_row(each) for each in runs],
        "gone_columns": present.GONE, "gone": [present.withdrawn_row(each) for each in gone],
        "unknown": next((each for each in runs if each.unknown_terms), None),
    }  # fmt: skip
    return render(http, "local_offer/desk/harvest_source.html", context)


@require_POST
def start(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read a feed now."""
    scoped(http, pk)
    run = reading.start(by=http.user, source_id=pk)
    return redirect("local_offer:harvest-run", pk=run.pk)


@form_page
def stop(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read a feed no more, or again."""
    found = scoped(http, pk)
    back = reverse("local_offer:harvest-source", args=[pk])
    if http.method == "POST":
        actions.stop(by=http.user, source_id=pk, stopped=not found.stopped)
        messages.success(http, "It is read again." if found.stopped else "It is stopped.")
        return redirect(back)
    verb = "Read this directory again" if found.stopped else "Stop reading this directory"
    text = "Readings start again, by plan or when you ask." if found.stopped else "No reading starts any more. Entries that were taken over stay as they are."  # fmt: skip
    context = {"heading": verb, "text": text, "button": verb, "back_url": back}
    return render(http, "components/confirm.html", context)


@form_page
def terms(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which of our terms the feed's terms are."""
    found = scoped(http, pk)
    run = next((each for each in queries.runs(found)[:20] if each.unknown_terms), None)
    if run is None:
        raise NotFound
    form = TermsForm(http.POST or None, run=run)
    if http.method == "POST" and form.is_valid():
        actions.match_terms(by=http.user, source_id=pk, matches=form.matches())
        messages.success(http, "Kept. It counts from the next reading.")
        return redirect("local_offer:harvest-source", pk=pk)
    context = {"form": form, "source": found, "back_url": reverse("local_offer:harvest-source", args=[pk])}  # fmt: skip
    return render(http, "local_offer/desk/harvest_terms.html", context)
