"""Handing an entry on, answering an offer, and which commissioned service an entry is about."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dco_portal.common.errors import Invalid
from local_offer.actions import coverage, owning
from local_offer.forms.desk import LinkForm, OfferForm, ReasonForm
from local_offer.models import Service, Transfer
from local_offer.presenters import desk as present
from local_offer.queries.content import read
from local_offer.rules import entries as rules
from local_offer.views.entries import scoped

form_page = require_http_methods(["GET", "POST"])


@form_page
def offer(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer an entry to another organisation."""
    service = scoped(http, pk)
    rules.check_can_offer(http.user, service)
    form = OfferForm(http.POST or None, service=service)
    back = reverse("local_offer:listing", args=[pk])
    if http.method == "POST" and form.is_valid():
        try:
            owning.offer(by=http.user, service_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Offered. It changes hands once they agree.")
            return redirect(back)
    context = {
        "form": form, "heading": f"Hand on {service.name}", "button": "Offer it", "back_url": back,
        "text": "Until the other organisation agrees, everything stays as it is.",
    }  # fmt: skip
    return render(http, "components/confirm.html", context)


def _transfer(http: HttpRequest, pk: uuid.UUID) -> Transfer:
    rules.check_can_work(http.user)
    rows = Transfer.objects.visible_to(http.user).select_related(
        "service__local_authority", "service__body", "from_organisation", "to_organisation", "by", "decided_by"
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@form_page
def transfer(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An offer: what it is about, and the answer. POST declines it, saying why."""
    row, by = _transfer(http, pk), http.user
    form = ReasonForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        owning.decline(by=by, transfer_id=pk, **form.cleaned_data)
        messages.success(http, "Not taken over. The other side has been told.")
        return redirect("local_offer:desk")
    service = row.service
    context = {
        "transfer": row,
        "service": service,
        "colour": "yellow" if row.state == Transfer.State.OFFERED else "grey",
        "may_answer": rules.can_answer(by, row),
        "may_recall": rules.can_recall(by, row),
        "seen": Service.objects.visible_to(by).filter(pk=service.pk).exists(),
        "cards": present.cards(read(service)) if service.version else [],
        "form": form,
    }
    return render(http, "local_offer/desk/transfer.html", context)


@require_POST
def accept(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the entry over."""
    rules.check_can_own(http.user)
    _transfer(http, pk)
    row = owning.accept(by=http.user, transfer_id=pk)
    messages.success(http, "Your organisation keeps this entry now.")
    return redirect("local_offer:listing", pk=row.service_id)


@require_POST
def recall(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the offer back."""
    _transfer(http, pk)
    row = owning.recall(by=http.user, transfer_id=pk)
    messages.success(http, "The offer has been taken back.")
    return redirect("local_offer:listing", pk=row.service_id)


@form_page
def link(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which commissioned health service an entry is about."""
    rules.check_can_edit(http.user)
    service = scoped(http, pk)
    form = LinkForm(http.POST or None, entry=service, initial={"service": service.provider_service})
    back = reverse("local_offer:listing", args=[pk])
    if http.method == "POST" and form.is_valid():
        coverage.link(by=http.user, entry_id=pk, service=form.cleaned_data["service"])
        messages.success(http, "Saved.")
        return redirect(back)
    context = {
        "form": form, "heading": f"Which health service is {service.name} about?", "button": "Save", "back_url": back,
        "text": "The health coverage page counts the service as listed once this entry is published.",
    }  # fmt: skip
    return render(http, "components/confirm.html", context)
