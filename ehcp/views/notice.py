"""Early notices: the list, a new one, its page, closing it, and a service's answer."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal import audit
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import queries as children
from dco_portal.children.matching import MayExist
from dco_portal.common.errors import Invalid, NotAllowed
from ehcp.actions import notices as actions
from ehcp.forms import notice as forms
from ehcp.forms.triage import ReasonForm
from ehcp.models import ConsiderNotice, ServiceCheck
from ehcp.presenters import notice as present
from ehcp.queries import notices as queries
from ehcp.rules import intake as intake_rules
from ehcp.rules import notices as rules
from ehcp.views.triage import step

form_page = require_http_methods(["GET", "POST"])


def scoped(http: HttpRequest, pk: uuid.UUID) -> ConsiderNotice:
    """The notice in the reader's scope, or 404."""
    rows = ConsiderNotice.objects.visible_to(http.user).select_related(
        "la", "icb", "child", "request", "entered_by"
    )
    return get_object_or_404(rows, pk=pk)


def scoped_check(http: HttpRequest, pk: uuid.UUID) -> ServiceCheck:
    """A service's question in the reader's scope, or 404."""
    rows = ServiceCheck.objects.visible_to(http.user)
    return get_object_or_404(
        rows.select_related(
            "notice__la", "notice__icb", "notice__child", "service__provider", "answered_by"
        ),
        pk=pk,
    )


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """Early notices, the newest first; GET filters: `all`, `after` (a reference)."""
    if not http.user.may(P.REQUEST_ADVICE) and not http.user.may(P.TRIAGE):
        raise NotAllowed("Early notices are for local authorities’ SEND officers and the DCO team.")
    everything = "all" in http.GET
    rows, cursor = queries.notices(
        http.user, open_only=not everything, before=http.GET.get("after", "")
    )
    context = {
        "columns": present.COLUMNS,
        "rows": [present.row(row) for row in rows],
        "next_cursor": cursor,
        "everything": everything,
        "may_send": intake_rules.can_start(http.user),
    }
    return render(http, "ehcp/notice_list.html", context)


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Send an early notice: services are asked at once."""
    intake_rules.check_can_start(http.user)
    form = forms.NoticeForm(http.POST if http.method == "POST" else None, by=http.user)
    if http.method == "POST" and form.is_valid():
        data = form.cleaned_data
        la, icb = form.sides()
        try:
            notice = actions.send(
                by=http.user, la=la, icb=icb, child_values=form.child_values(), notice_on=data["notice_on"],
                received_on=data.get("received_on"), note=data["note"],
            )  # fmt: skip
        except MayExist as error:
            form.offer(error.similar)
            form.take(error)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, f"{notice.reference} has been sent. Services are being asked.")
            return redirect("ehcp:notice", pk=notice.pk)
    return render(http, "ehcp/notice_new.html", {"form": form})


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A notice and what services answered."""
    notice = scoped(http, pk)
    audit.viewed(notice, by=http.user, child_id=notice.child_id)
    context = {
        "notice": notice,
        "child": children.header(notice.child_id, by=http.user),
        "facts": present.facts(notice),
        "answer_by": actions.answer_by(notice),
        "columns": present.ANSWER_COLUMNS,
        "rows": [present.answer_row(row) for row in queries.answered(notice.pk)],
        "may_manage": rules.can_manage_notice(http.user, notice),
        "may_ask": rules.can_ask_services(http.user, notice),
        "may_request": rules.can_manage_notice(http.user, notice)
        and intake_rules.can_start(http.user),
    }
    return render(http, "ehcp/notice.html", context)


@form_page
def ask(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask further services."""
    notice = scoped(http, pk)
    rules.check_can_ask_services(http.user, notice)
    form = forms.ServicesForm(http.POST if http.method == "POST" else None, notice=notice)
    return step(
        http, None, form, lambda data: actions.ask_services(by=http.user, notice_id=pk, services=data["services"]),
        back=reverse("ehcp:notice", args=[pk]), done="The services have been asked.",
        heading=f"Ask further services about {notice.reference}", button="Ask",
        text="Each is asked whether it knows the child. Nothing else is asked yet.",
    )  # fmt: skip


@form_page
def close(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a notice that no request follows."""
    notice = scoped(http, pk)
    rules.check_can_manage_notice(http.user, notice)
    form = ReasonForm(http.POST if http.method == "POST" else None)
    return step(
        http, None, form, lambda data: actions.close_notice(by=http.user, notice_id=pk, reason=data["reason"]),
        back=reverse("ehcp:notice", args=[pk]), done="The notice has been closed.",
        heading=f"Close {notice.reference}", button="Close the notice", warning=True,
        text="Use this when no assessment follows. The services’ part in the case ends.",
    )  # fmt: skip


@form_page
def check(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One service's question: read it, and answer it."""
    row = scoped_check(http, pk)
    may_answer = rules.can_answer(http.user, row)
    if http.method == "POST":
        rules.check_can_answer(http.user, row)
    else:
        audit.viewed(row, by=http.user, child_id=row.notice.child_id)
    form = forms.AnswerForm(
        http.POST if http.method == "POST" else None, initial=forms.AnswerForm.initial_of(row)
    )
    if http.method == "POST" and form.is_valid():
        try:
            actions.answer(by=http.user, check_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(
                http, "Thank you. The local authority and the DCO team can see your answer."
            )
            return redirect("ehcp:notice-check", pk=pk)
    context = {
        "check": row,
        "notice": row.notice,
        "child": children.header(row.notice.child_id, by=http.user),
        "facts": present.check_facts(row, actions.answer_by(row.notice)),
        "form": form,
        "may_answer": may_answer,
    }
    return render(http, "ehcp/notice_check.html", context)
