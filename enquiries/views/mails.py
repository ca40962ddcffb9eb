"""Mails that did not join a thread by themselves: the team adds or discards each."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.accounts.permissions import Permission as P
from dco_portal.common import keyset
from dco_portal.common.errors import NotAllowed
from dco_portal.common.steps import step
from dco_portal.documents import presenters as cards
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from enquiries.actions import incoming
from enquiries.forms.mails import AddMailForm
from enquiries.models import HeldMessage
from enquiries.queries.thread import HELD_OWNER

form_page = require_http_methods(["GET", "POST"])
VIEWS = {"held": "To decide", "added": "Put into a thread", "discarded": "Discarded"}
COLUMNS = [{"label": each} for each in ("E-mail", "From", "Came", "Why it was held")]


def _scoped(http: HttpRequest, pk: uuid.UUID) -> HeldMessage:
    rows = HeldMessage.objects.visible_to(http.user).select_related("enquiry", "decided_by")
    return get_object_or_404(rows, pk=pk)


def _row(held: HeldMessage) -> dict:
    return {
        "cells": [
            {"text": held.subject or "No subject", "url": reverse("enquiries:mail", args=[held.pk]), "name": True,
             "sub": held.enquiry.reference if held.enquiry else ""},
            {"text": held.sender},
            {"text": f"{held.created_at:%-d %B %Y}"},
            {"text": held.get_reason_display(), "sub": held.note},
        ]
    }  # fmt: skip


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """The team's held mails, the newest first."""
    if not http.user.may(P.TRIAGE):
        raise NotAllowed("Only the DCO team decides on e-mails that were held.")
    state = http.GET.get("view", "held")
    state = state if state in VIEWS else "held"
    page = keyset.page(
        HeldMessage.objects.visible_to(http.user).filter(state=state).select_related("enquiry"), order="-created_at",
        filled=True, after=http.GET.get("after", ""), before=http.GET.get("before", ""),
    )  # fmt: skip
    here = reverse("enquiries:mails")
    context = {
        "views": [{"label": label, "url": f"{here}?view={code}", "current": code == state} for code, label in VIEWS.items()],
        "rows": [_row(each) for each in page.rows],
        "columns": COLUMNS,
        "page": page,
    }  # fmt: skip
    return render(http, "enquiries/mails.html", context)


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One held mail with its words and files."""
    held = _scoped(http, pk)
    files = documents.attachments_of(owner_kind=HELD_OWNER, owner_id=pk)
    context = {
        "held": held,
        "files": [cards.file_row(each, reverse("enquiries:mail-file", args=[pk, each.pk])) for each in files],
    }  # fmt: skip
    return render(http, "enquiries/mail.html", context)


@form_page
def add(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put it into a thread."""
    held = _scoped(http, pk)
    return step(
        http, AddMailForm(http.POST or None, held=held), lambda data: incoming.add(by=http.user, held_id=pk, **data),
        back=reverse("enquiries:mails"), done="The e-mail is in the thread.",
        onward=lambda message: reverse("enquiries:thread", args=[message.enquiry_id]),
        heading="Put this e-mail into a thread",
        text="The asker will see its words. Be sure that they may: the address of the sender proves nothing.",
        button="Put it into the thread",
    )  # fmt: skip


@form_page
def discard(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Lay it aside."""
    _scoped(http, pk)
    return step(
        http, None, lambda data: incoming.discard(by=http.user, held_id=pk), back=reverse("enquiries:mails"),
        done="Discarded. You can take it back under “Discarded”.", heading="Discard this e-mail",
        text="The sender is not told.", button="Discard it", warning=True,
    )  # fmt: skip


@form_page
def take_back(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo a discard."""
    _scoped(http, pk)
    return step(
        http, None, lambda data: incoming.take_back(by=http.user, held_id=pk), back=reverse("enquiries:mails"),
        done="It is waiting for a decision again.", heading="Take this e-mail back", button="Take it back",
    )  # fmt: skip


@require_safe
def download(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A file of a held mail."""
    _scoped(http, pk)
    file = documents.attachment_of(file_id, owner_kind=HELD_OWNER, owner_id=pk)
    return serve(http, file, by=http.user)
