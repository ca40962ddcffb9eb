"""The list of requests and the page of one, as the LA and the DCO team see it."""

import uuid
from contextlib import suppress

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.documents.models import Document
from dco_portal.documents.serve import serve
from ehcp.actions import thread as thread_actions
from ehcp.forms.triage import FileForm, MessageForm
from ehcp.models import AdviceRequest, Message
from ehcp.presenters import case as present
from ehcp.presenters.clock import clock
from ehcp.queries import thread as thread_queries
from ehcp.queries.case import owners_of_files
from ehcp.queries.notices import answered_before
from ehcp.rules import triage as rules
from ehcp.views.triage import scoped


def page(
    http: HttpRequest,
    request: AdviceRequest,
    *,
    message_form: MessageForm | None = None,
    file_form: FileForm | None = None,
) -> HttpResponse:
    """The case page, with a form that came back filled when one was refused."""
    by = http.user
    away = present.forwarded_away(request, by)
    questions = list(thread_queries.to_la(request))
    steps = present.steps(request, by)
    context = {
        "case": request,
        "away": away,
        "health": present.is_health(request, by),
        "child": children.header(request.child_id, by=by),
        "clock": clock(request),
        "status_colour": present.colour(request.state),
        "actions": [step for step in steps if not step.get("rare")],
        "other_steps": [step for step in steps if step.get("rare")],
        "dates": present.dates(request),
        "services": present.services(request, by),
        "service_columns": present.service_columns(request, by),
        "exceptions": present.exceptions(request, by),
        "thread": present.thread(request, by),
        "questions": questions,
        "asked_of_health": list(thread_queries.to_health(request)),
        "message_form": message_form
        or MessageForm(kinds=present.message_kinds(request, by, questions)),
        "letters": present.letters(request),
        "packs": list(request.packs.select_related("sent_by").order_by("-number")),
        "history": present.history(request, by),
        "form": message_form or file_form,
    }
    if not away:
        context |= {
            "asked": present.asked(request),
            "agreed": present.agreed_advice(request),
            "agreed_columns": present.AGREED_COLUMNS,
            "notice_answers": answered_before(request.pk),
            "files": present.attachments(request),
            "file_form": file_form or FileForm(),
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
    """Add to the thread; the LA says which question it answers."""
    request = scoped(http, pk)
    rules.check_can_write_message(http.user, request)
    questions = list(thread_queries.to_la(request))
    form = MessageForm(http.POST, kinds=present.message_kinds(request, http.user, questions))
    if form.is_valid():
        chosen = form.cleaned_data["kind"]
        answers = next((row for row in questions if chosen == f"answer:{row.pk}"), None)
        from_la = answers is not None or chosen == "tell"
        try:
            thread_actions.write(
                by=http.user,
                request=request,
                kind=Message.Kind.FROM_LA if from_la else chosen,
                text=form.cleaned_data["text"],
                answers=answers,
                wants_answer=chosen != "tell",
            )
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
def download_file(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """An upload of this request, or of the one it was forwarded from; evidence is for health alone."""
    request = scoped(http, pk)
    by = http.user
    evidence = request.exceptions.filter(evidence_id=file_id).exists()
    if present.forwarded_away(request, by) or (evidence and not present.is_health(request, by)):
        raise NotFound
    for owner in owners_of_files(request):
        with suppress(NotFound):
            file = document_queries.attachment_of(
                file_id, owner_kind="ehcp.request", owner_id=owner
            )
            return serve(http, file, by=by)
    raise NotFound


def _letter(request: AdviceRequest, document_id: uuid.UUID) -> Document:
    return document_queries.document_of(document_id, owner_kind="ehcp.request", owner_id=request.pk)


@require_http_methods(["GET", "HEAD"])
def download_document(http: HttpRequest, pk: uuid.UUID, document_id: uuid.UUID) -> FileResponse:
    """A letter of this request."""
    return serve(http, _letter(scoped(http, pk), document_id), by=http.user)


@require_POST
def retry_document(http: HttpRequest, pk: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """Try again to make a letter that failed."""
    letter = _letter(scoped(http, pk), document_id)
    documents.retry(by=http.user, document=letter)
    messages.success(http, "The letter is being prepared again.")
    return redirect("ehcp:case", pk)
