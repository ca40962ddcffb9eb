"""The DCO team's steps with a request: each a page with a form, one action, and back to the case."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm
from ehcp.actions import triage as actions
from ehcp.forms import triage as forms
from ehcp.models import AdviceRequest, Contribution
from ehcp.presenters.clock import clock
from ehcp.presenters.contribution import clock as part_clock
from ehcp.rules import triage as rules

form_page = require_http_methods(["GET", "POST"])


def scoped(http: HttpRequest, pk: uuid.UUID) -> AdviceRequest:
    """The request in the reader's scope, or 404."""
    rows = AdviceRequest.objects.visible_to(http.user).select_related(
        "child", "la", "icb", "coordinator", "la_officer", "duplicate_of", "forwarded_to", "forwarded_from__icb"
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def step(
    http: HttpRequest,
    case: AdviceRequest | Contribution | None,
    form: PortalForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    back: str,
    done: str,
    **page: Any,
) -> HttpResponse:
    """One step: show the form, or do it and go back with a message; a broken rule shows beside its field."""
    if http.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, done)
            return redirect(back)
    about = clock_of(case, http.user)
    return render(
        http, "components/confirm.html", {"form": form, "back_url": back, "clock": about, **page}
    )


def clock_of(case: AdviceRequest | Contribution | None, by: User) -> dict[str, Any] | None:
    """The clock that every screen of the case shows; an early notice (None) has none yet."""
    if case is None:
        return None
    return clock(case) if isinstance(case, AdviceRequest) else part_clock(case, by)


@form_page
def split(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask services; accepts a new request."""
    request = scoped(http, pk)
    rules.check_can_triage(http.user, request)
    form = forms.SplitForm(http.POST or None, request=request)
    back = reverse("ehcp:case", args=[pk])
    if http.method == "POST" and form.is_valid():
        try:
            actions.split(by=http.user, request=request, asks=form.asks())
        except Invalid as error:
            form.take(error)
        else:
            count = len(form.asks())
            words = "One service has" if count == 1 else f"{count} services have"
            messages.success(http, f"{words} been asked and told.")
            return redirect(back)
    child = children.header(request.child_id, by=http.user)
    page = {
        "form": form,
        "case": request,
        "child": child,
        "back_url": back,
        "clock": clock(request),
    }
    return render(http, "ehcp/split.html", page)


@form_page
def assign(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose who owns the case."""
    request = scoped(http, pk)
    rules.check_can_triage(http.user, request)
    form = forms.AssignForm(http.POST or None, request=request)
    return step(
        http,
        request,
        form, lambda data: actions.assign(by=http.user, request=request, coordinator=data["owner"]),
        back=reverse("ehcp:case", args=[pk]), done="The owner has been changed.",
        heading=f"Who owns {request.reference}?", button="Save",
    )  # fmt: skip


@form_page
def name_adviser(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name a professional to advise when no service knows the child."""
    request = scoped(http, pk)
    rules.check_can_name_adviser(http.user, request)
    form = forms.AdviserForm(http.POST or None, request=request)
    return step(
        http,
        request,
        form, lambda data: actions.name_adviser(by=http.user, request=request, **data),
        back=reverse("ehcp:case", args=[pk]), done="The professional has been named and told.",
        heading="Name a health care professional to advise", button="Name them",
        text="Every service asked has said that it does not know this child. Health must still advise: "
        "the integrated care board identifies a health care professional (SI 2014/1530 reg 6(1)(c)).",
    )  # fmt: skip


@form_page
def mark_duplicate(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End the request because an earlier one asks the same."""
    request = scoped(http, pk)
    rules.check_can_mark_duplicate(http.user, request)
    form = forms.DuplicateForm(http.POST or None, request=request, by=http.user)
    return step(
        http,
        request,
        form, lambda data: actions.mark_duplicate(by=http.user, request=request, of=data["of"]),
        back=reverse("ehcp:case", args=[pk]), done="The request has ended as a duplicate. The local authority has been told.",
        heading=f"End {request.reference} as a duplicate", button="End as a duplicate", warning=True,
        text="Nothing is deleted. The local authority is told, and either of you can reopen it.",
    )  # fmt: skip


@form_page
def forward(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Pass the request to the right ICB."""
    request = scoped(http, pk)
    rules.check_can_triage(http.user, request)
    form = forms.ForwardForm(http.POST or None, request=request)
    return step(
        http,
        request,
        form,
        lambda data: actions.forward(by=http.user, request=request, icb=data["icb"], reason=data["reason"]),
        back=reverse("ehcp:case", args=[pk]), done="The request has been forwarded. The local authority has been told.",
        heading=f"Forward {request.reference} to the right integrated care board", button="Forward",
        text=["The other board receives it at once, with the files sent so far; its six weeks run from today.",
              "Your board keeps the reference, the history and the thread, and no longer the rest."],
    )  # fmt: skip


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The LA takes the request back."""
    request = scoped(http, pk)
    rules.check_can_withdraw(http.user, request)
    form = forms.ReasonForm(http.POST or None)
    return step(
        http,
        request,
        form, lambda data: actions.withdraw(by=http.user, request=request, reason=data["reason"]),
        back=reverse("ehcp:case", args=[pk]), done="The request has been withdrawn. Everybody who was asked has been told.",
        heading=f"Withdraw {request.reference}", button="Withdraw the request", warning=True,
        text="The request stays on the record and can be reopened, with its dates as they are: the clock never stops.",
    )  # fmt: skip


@form_page
def refuse(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Refuse in writing under section 31."""
    request = scoped(http, pk)
    rules.check_can_refuse(http.user, request)
    form = forms.ReasonForm(http.POST or None)
    return step(
        http,
        request,
        form, lambda data: actions.refuse(by=http.user, request=request, reason=data["reason"]),
        back=reverse("ehcp:case", args=[pk]), done="The request has been refused. A letter with your reasons is being prepared.",
        heading=f"Refuse {request.reference} in writing", button="Refuse and send the reasons", warning=True,
        text="Section 31 of the Children and Families Act 2014 allows this only where doing as asked is incompatible "
        "with the board’s own duties or would harm its functions. “Not known to health” and waiting lists are not reasons.",
    )  # fmt: skip


@form_page
def reopen(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open an ended or returned request again."""
    request = scoped(http, pk)
    rules.check_can_reopen(http.user, request)
    form = forms.ReasonForm(http.POST or None)
    return step(
        http,
        request,
        form, lambda data: actions.reopen(by=http.user, request=request, reason=data["reason"]),
        back=reverse("ehcp:case", args=[pk]), done="The request is open again.",
        heading=f"Reopen {request.reference}", button="Reopen",
        text="The due date stays as it was: the clock never stopped.",
    )  # fmt: skip


def _contribution(http: HttpRequest, pk: uuid.UUID) -> Contribution:
    rows = Contribution.objects.visible_to(http.user).select_related(
        "request__la", "request__icb", "service__provider"
    )
    return get_object_or_404(rows, pk=pk)


@form_page
def withdraw_contribution(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a service off."""
    contribution = _contribution(http, pk)
    rules.check_can_withdraw_contribution(http.user, contribution)
    form = forms.ReasonForm(http.POST or None)
    return step(
        http,
        contribution,
        form,
        lambda data: actions.withdraw_contribution(by=http.user, contribution=contribution, reason=data["reason"]),
        back=reverse("ehcp:case", args=[contribution.request_id]), done="The service has been let off and told.",
        heading=f"Let {contribution.service.name} off", button="Let the service off", warning=True,
        text="Use this when the service was asked by mistake. It can be asked again.",
    )  # fmt: skip


@form_page
def reopen_contribution(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask a service again."""
    contribution = _contribution(http, pk)
    rules.check_can_reopen_contribution(http.user, contribution)
    form = forms.ReasonForm(http.POST or None)
    return step(
        http,
        contribution,
        form,
        lambda data: actions.reopen_contribution(by=http.user, contribution=contribution, reason=data["reason"]),
        back=reverse("ehcp:case", args=[contribution.request_id]), done="The service has been asked again.",
        heading=f"Ask {contribution.service.name} again", button="Ask again",
        text="What was sent before is kept; a new version will be marked as replacing it.",
    )  # fmt: skip
