"""Recording a lawful exception and deciding on it."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dco_portal.children import queries as children
from dco_portal.common.errors import Invalid
from dco_portal.documents import actions as documents
from ehcp.actions import exceptions as actions
from ehcp.forms.exceptions import DecisionForm, ExceptionForm
from ehcp.models import AdviceRequest, Contribution, LawfulException
from ehcp.presenters.case import evidence_url
from ehcp.presenters.clock import clock
from ehcp.rules import exceptions as rules
from ehcp.views.triage import form_page, scoped


@form_page
def record(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record an exception on the whole request."""
    request = scoped(http, pk)
    return _record(http, request, None, back=reverse("ehcp:case", args=[pk]))


@form_page
def record_on_contribution(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record an exception on one service's part."""
    rows = Contribution.objects.visible_to(http.user).select_related(
        "request__la", "request__icb", "service"
    )
    contribution = get_object_or_404(rows, pk=pk)
    back = reverse("ehcp:contribution", args=[pk])
    return _record(http, contribution.request, contribution, back=back)


def _record(
    http: HttpRequest, request: AdviceRequest, contribution: Contribution | None, *, back: str
) -> HttpResponse:
    rules.check_can_record_exception(http.user, request)
    if contribution is not None:
        rules.check_part_is_open(contribution)
    form = ExceptionForm(http.POST or None, http.FILES or None, request=request)
    if http.method == "POST" and form.is_valid():
        try:
            _save(http, request, contribution, form)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(
                http,
                "The exception is on record and waits for the DCO’s decision. The due date stays.",
            )
            return redirect(back)
    page = {
        "form": form,
        "case": request,
        "clock": clock(request, only_for=contribution),
        "child": children.header(request.child_id, by=http.user),
        "back_url": back,
    }
    return render(http, "ehcp/exception_new.html", page)


@transaction.atomic
def _save(
    http: HttpRequest,
    request: AdviceRequest,
    contribution: Contribution | None,
    form: ExceptionForm,
) -> LawfulException:
    """File and exception together: one without the other is never kept."""
    values = dict(form.cleaned_data)
    upload = values.pop("upload")
    owner = ("ehcp.contribution", contribution.pk) if contribution else ("ehcp.request", request.pk)
    evidence = None
    if upload:
        evidence = documents.attach(
            by=http.user, upload=upload, owner_kind=owner[0], owner_id=owner[1], child_id=request.child_id,
            description="Evidence of an exception",
        )  # fmt: skip
    target = {"contribution": contribution} if contribution else {"request": request}
    return actions.record(by=http.user, evidence=evidence, **target, **values)


@form_page
def decide(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The DCO's decision on an exception."""
    rows = LawfulException.objects.select_related(
        "request__la",
        "request__icb",
        "recorded_by",
        "decided_by",
        "contribution__service",
        "evidence",
    )
    exception = get_object_or_404(
        rows, pk=pk, request__in=AdviceRequest.objects.visible_to(http.user)
    )
    rules.check_can_decide_exception(http.user, exception)
    back = reverse("ehcp:case", args=[exception.request_id])
    form = DecisionForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        approve = form.cleaned_data["decision"] == "approve"
        try:
            actions.decide(
                by=http.user,
                exception=exception,
                approve=approve,
                reason=form.cleaned_data["reason"],
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Your decision is on record. The due date stays as it was.")
            return redirect(back)
    page = {"form": form, "exception": exception, "case": exception.request, "back_url": back,
            "clock": clock(exception.request), "child": children.header(exception.request.child_id, by=http.user),
            "evidence_url": evidence_url(exception), "meaning": dict(rules.lawful(exception.request))[exception.exception]}  # fmt: skip
    return render(http, "ehcp/exception_decide.html", page)
