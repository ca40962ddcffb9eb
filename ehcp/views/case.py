"""The list of requests and the page of one, as the LA and the DCO team see it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import Invalid
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.documents.serve import serve
from ehcp.actions import thread as thread_actions
from ehcp.forms.triage import FileForm, MessageForm
from ehcp.models import AdviceRequest, Message
from ehcp.presenters import case as present
from ehcp.presenters.clock import clock
from ehcp.rules import triage as rules
from ehcp.views.triage import scoped


def page(
    http: HttpRequest, request: AdviceRequest, *, message_form: MessageForm | None = None, file_form: FileForm | None = None
) -> HttpResponse:
    """The case page, with a form that came back filled when one was refused."""
    by = http.user
    context = {
        "case": request,
        "child": children.header(request.child_id, by=by),
        "clock": clock(request),
        "status_colour": present.colour(request.state),
        "actions": present.steps(request, by),
        "asked": present.asked(request),
        "dates": present.dates(request),
        "services": present.services(request, by),
        "service_columns": present.SERVICE_COLUMNS,
        "agreed": present.agreed_advice(request),
        "agreed_columns": present.AGREED_COLUMNS,
        "exceptions": present.exceptions(request, by),
        "thread": present.thread(request, by),
        "question": present.open_question(request),
        "message_form": message_form or MessageForm(kinds=present.message_kinds(request, by)),
        "file_form": file_form or FileForm(),
        "files": present.attachments(request),
        "letters": present.letters(request),
        "packs": list(request.packs.select_related("sent_by").order_by("-number")),
        "history": present.history(request),
        "form": message_form or file_form,
    }
    return render(http, "ehcp/case.html", context)


@require_GET
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One request."""
    request = scoped(http, pk)
    audit.viewed(request, by=http.user, child_id=request.child_id)
    return page(http, request)


@require_POST
def write_message(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add to the thread; the LA's message answers the oldest open question."""
    request = scoped(http, pk)
    rules.check_can_write_message(http.user, request)
    form = MessageForm(http.POST, kinds=present.message_kinds(request, http.user))
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        question = present.open_question(request) if kind == Message.Kind.FROM_LA else None
        try:
            thread_actions.write(by=http.user, request=request, answers=question, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Your message has been added.")
            return redirect(reverse("ehcp:case", args=[pk]) + "#thread")
    return page(http, request, message_form=form)


@require_POST
def add_file(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Upload a file to the request."""
    request = scoped(http, pk)
    rules.check_can_write_message(http.user, request)
    form = FileForm(http.POST, http.FILES)
    if form.is_valid():
        try:
            documents.attach(
                by=http.user, owner_kind="ehcp.request", owner_id=request.pk, child_id=request.child_id,
                **form.cleaned_data,
            )  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The file has been added.")
            return redirect(reverse("ehcp:case", args=[pk]) + "#files")
    return page(http, request, file_form=form)


@require_http_methods(["GET", "HEAD"])
def download_file(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """An upload of this request."""
    request = scoped(http, pk)
    file = document_queries.attachment_of(file_id, owner_kind="ehcp.request", owner_id=request.pk)
    return serve(http, file, by=http.user)


@require_http_methods(["GET", "HEAD"])
def download_document(http: HttpRequest, pk: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """A letter of this request."""
    request = scoped(http, pk)
    letter = document_queries.document_of(document_id, owner_kind="ehcp.request", owner_id=request.pk)
    return serve(http, letter, by=http.user)
