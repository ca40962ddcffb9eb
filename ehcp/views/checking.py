"""The lead's sign-off, and the DCO team's check: send it on, or send it back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import Conflict, Invalid
from ehcp.actions import checking as actions
from ehcp.forms.checking import SendBackForm, SendForm, SignOffForm
from ehcp.models import AdviceVersion, Contribution
from ehcp.presenters import contribution as present
from ehcp.queries import contributions as queries
from ehcp.rules import checking as rules
from ehcp.rules.returning import completes, let_off
from ehcp.states import RequestState


def _signed(contribution: Contribution) -> AdviceVersion:
    found = next((row for row in queries.versions(contribution) if row.signed_at), None)
    if found is None:
        raise Conflict(f"{contribution.reference} has no signed version.")
    return found


def _page(
    http: HttpRequest, contribution: Contribution, *, lead: bool, back: SendBackForm | None = None
) -> HttpResponse:
    """The signed advice with a place for a comment at each item."""
    version = _signed(contribution)
    request, by = contribution.request, http.user
    form = back or SendBackForm(initial={"version": version.number}, advice_version=version)
    fields = {row["block"].key: row["field"] for row in form.items()}
    sections = present.sections(version)
    for section in sections:
        for block in section["blocks"]:
            block["field"] = fields[block["key"]]
    context = {
        "contribution": contribution,
        "child": children.header(request.child_id, by=by),
        "clock": present.clock(contribution, by),
        "version": version,
        "sections": sections,
        "report": present.report_row(contribution, version),
        "facts": present.facts(contribution, http.user),
        "asked": present.asked(contribution),
        "before": version.number - 1 if version.number > 1 else 0,
        "lead": lead,
        "form": form,
        "go_form": SignOffForm(initial={"version": version.number}) if lead
        else SendForm(initial={"version": version.number}),
        "may_send": lead or rules.can_send(by, contribution),
        "completes": not lead and completes(contribution),
        "let_off": let_off(contribution),
    }  # fmt: skip
    return render(http, "ehcp/check.html", context)


def _scoped(http: HttpRequest, pk: uuid.UUID) -> Contribution:
    return queries.scoped(http.user, pk)


@require_GET
def sign_off(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The lead reads what the clinician signed."""
    contribution = _scoped(http, pk)
    rules.check_can_sign_off(http.user, contribution)
    audit.viewed(
        contribution, by=http.user, child_id=contribution.request.child_id, what="sign-off"
    )
    return _page(http, contribution, lead=True)


@require_GET
def check(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The DCO team reads what a service signed."""
    contribution = _scoped(http, pk)
    rules.check_can_check(http.user, contribution)
    audit.viewed(contribution, by=http.user, child_id=contribution.request.child_id, what="check")
    return _page(http, contribution, lead=False)


@require_POST
def do_sign_off(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign off the version that was read."""
    contribution = _scoped(http, pk)
    rules.check_can_sign_off(http.user, contribution)
    form = SignOffForm(http.POST)
    if not form.is_valid():
        return redirect("ehcp:sign-off", pk)
    actions.sign_off(by=http.user, contribution=contribution, version=form.cleaned_data["version"])
    messages.success(http, "Signed off. The DCO team has been told.")
    return redirect("ehcp:contribution", pk)


@require_POST
def send(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send the version that was checked to the local authority."""
    contribution = _scoped(http, pk)
    rules.check_can_send(http.user, contribution)
    form = SendForm(http.POST)
    if not form.is_valid():
        return redirect("ehcp:contribution-check", pk)
    done = actions.send(by=http.user, contribution=contribution, **form.cleaned_data)
    if done.request.state == RequestState.RETURNED:
        number = done.request.packs.count()
        messages.success(
            http, "Sent. That was the last part: the request has been returned with its pack."
        )
        return redirect("ehcp:pack", done.request_id, number)
    messages.success(http, "Sent to the local authority. Other services’ advice is still to come.")
    return redirect("ehcp:case", done.request_id)


@require_POST
def send_back(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return the advice to its writer with comments."""
    contribution = _scoped(http, pk)
    rules.check_can_send_back(http.user, contribution)
    form = SendBackForm(http.POST, advice_version=_signed(contribution))
    lead = rules.can_sign_off(http.user, contribution)
    if form.is_valid():
        try:
            actions.send_back(
                by=http.user, contribution=contribution, version=form.cleaned_data["version"],
                summary=form.cleaned_data["summary"], comments=form.comments(),
            )  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Sent back. The writer has been told.")
            return redirect(reverse("ehcp:contribution", args=[pk]))
    return _page(http, contribution, lead=lead, back=form)
