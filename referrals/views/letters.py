"""The papers of a notification: the notice, each parent's copy, and copies in another layout."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dco_portal.children import letters as child_letters
from dco_portal.children import queries as children
from dco_portal.children.letters import Purpose, Recipient
from dco_portal.common.errors import Invalid
from dco_portal.documents import actions as document_actions
from dco_portal.documents import presenters as files
from dco_portal.documents import queries as document_queries
from dco_portal.documents.serve import serve
from referrals.actions import letters as actions
from referrals.actions.work import KIND
from referrals.documents import NOTICE
from referrals.forms.letters import CopyForm
from referrals.models import Notification
from referrals.rules import letters as rules
from referrals.views.case import scoped

# What no layout of the portal meets: somebody has to arrange it.
OTHERWISE = frozenset({"braille", "audio", "bsl", "interpreter", "translation", "symbols", "advocate", "email", "other"})  # fmt: skip


@require_http_methods(["GET", "POST"])
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every paper made so far, who is written to and who is not; a POST asks for another copy."""
    row = scoped(http, pk)
    people = child_letters.recipients(row.child, purpose=Purpose.LETTER)
    may = [person for person in people if person.may_write]
    posted = http.POST if http.method == "POST" else None
    form = CopyForm(posted, people=may)
    if posted is not None:
        rules.check_can_make(http.user, row)
        if form.is_valid():
            try:
                actions.make_copy(by=http.user, notification=row, **form.cleaned_data)
            except Invalid as error:
                form.take(error)
            else:
                messages.success(http, "The copy is being made.")
                return redirect("referrals:letters", pk)
    makes = rules.can_make(http.user, row)
    return render(http, "referrals/letters.html", {
        "case": row,
        "child": children.header(row.child_id, by=http.user),
        "notices": [card for card in _cards(row) if card["notice"]],
        "copies": [card for card in _cards(row) if not card["notice"]],
        "people": [_person(person) for person in people],
        "may_make": makes,
        "form": form if makes and may else None,
    })  # fmt: skip


def _cards(row: Notification) -> list[dict[str, Any]]:
    here = reverse("referrals:letters", args=[row.pk])
    found = document_queries.documents_of(owner_kind=KIND, owner_id=row.pk)
    return [
        files.card(
            document, reverse("referrals:letter", args=[row.pk, document.pk]),
            reverse("referrals:letter-retry", args=[row.pk, document.pk]), check_again_href=here,
        ) | {"notice": document.kind == NOTICE}
        for document in found
    ]  # fmt: skip


def _person(person: Recipient) -> dict[str, Any]:
    """Who is written to, or why not, and what they need beyond a layout."""
    arrange = [words for kind, words in zip(person.formats, person.needs, strict=True) if kind in OTHERWISE]  # fmt: skip
    return {
        "name": person.name, "relationship": person.relationship, "why_not": person.why_not,
        "needs": "; ".join(person.needs), "arrange": "; ".join(arrange), "address_hidden": person.address_hidden,
    }  # fmt: skip


@require_POST
def notice(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make the notice again with what is on record now."""
    row = scoped(http, pk)
    actions.make_notice(by=http.user, notification=row)
    messages.success(http, "The notice is being made.")
    return redirect("referrals:letters", pk)


@require_http_methods(["GET", "HEAD"])
def download(http: HttpRequest, pk: uuid.UUID, document_id: uuid.UUID) -> FileResponse:
    """One paper of this notification."""
    row = scoped(http, pk)
    found = document_queries.document_of(document_id, owner_kind=KIND, owner_id=row.pk)
    return serve(http, found, by=http.user)


@require_POST
def retry(http: HttpRequest, pk: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """Try again to make a paper that failed."""
    row = scoped(http, pk)
    found = document_queries.document_of(document_id, owner_kind=KIND, owner_id=row.pk)
    document_actions.retry(by=http.user, document=found)
    return redirect("referrals:letters", pk)
