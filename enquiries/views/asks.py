"""A specialist's question: its own page, with nothing of the enquiry that the team did not share."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.documents import queries as documents
from dco_portal.documents.presenters import file_row
from dco_portal.documents.serve import serve
from enquiries.actions import asks as actions
from enquiries.forms.thread import AnswerAskForm
from enquiries.models import SpecialistAsk
from enquiries.presenters.thread import ASK_COLOURS
from enquiries.queries import thread as queries
from enquiries.rules import asks as rules


@require_http_methods(["GET", "POST"])
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The question, and the specialist's answer to it."""
    ask = queries.scoped_ask(http.user, pk)
    if http.method == "GET" and ask.enquiry.child_id:
        audit.viewed(ask, by=http.user, child_id=ask.enquiry.child_id)
    form = AnswerAskForm(http.POST or None, http.FILES or None)
    if http.method == "POST":
        rules.check_can_answer(http.user, ask)
        if form.is_valid() and _answer(http, ask, form):
            return redirect("enquiries:ask", pk=pk)
    context = {
        "ask": ask, "form": form, "may_answer": rules.can_answer(http.user, ask),
        "status_colour": ASK_COLOURS.get(ask.state, "grey"), "child": _child(http, ask),
        "files": _files(ask),
    }  # fmt: skip
    return render(http, "enquiries/ask.html", context)


def _answer(http: HttpRequest, ask: SpecialistAsk, form: AnswerAskForm) -> bool:
    try:
        actions.answer(by=http.user, ask_id=ask.pk, **form.cleaned_data)
    except Invalid as error:
        form.take(error)
        return False
    messages.success(http, "Your answer has gone to the DCO team.")
    return True


def _child(http: HttpRequest, ask: SpecialistAsk):
    if ask.enquiry.child_id is None:
        return None
    try:
        return children.header(ask.enquiry.child_id, by=http.user)
    except NotFound:
        return None


def _files(ask: SpecialistAsk) -> list[dict]:
    if ask.message is None:
        return []
    rows = documents.attachments_of(owner_kind=queries.OWNER, owner_id=ask.message.pk)
    return [file_row(row, reverse("enquiries:ask-file", args=[ask.pk, row.pk])) for row in rows]


@require_http_methods(["GET", "HEAD"])
def download(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A file of the specialist's own answer."""
    ask = queries.scoped_ask(http.user, pk)
    if ask.message is None:
        raise NotFound
    return serve(
        http,
        documents.attachment_of(file_id, owner_kind=queries.OWNER, owner_id=ask.message.pk),
        by=http.user,
    )


@require_POST
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The team lets the specialist off."""
    ask = actions.withdraw(by=http.user, ask_id=pk)
    messages.success(http, "The specialist has been told that no answer is needed.")
    return redirect("enquiries:thread", pk=ask.enquiry_id)
