"""The page of one notification, as the notifier, the local authority and the DCO team see it."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import Invalid
from dco_portal.documents import actions as documents
from dco_portal.documents import queries as document_queries
from dco_portal.documents.serve import serve
from referrals.actions import thread as thread_actions
from referrals.actions.work import KIND
from referrals.forms.draft import FileForm
from referrals.forms.steps import MessageForm
from referrals.models import Notification
from referrals.presenters import case as present
from referrals.presenters.more import more
from referrals.rules import notice as rules


def scoped(http: HttpRequest, pk: uuid.UUID) -> Notification:
    """The notification in the reader's scope, or 404."""
    rows = Notification.objects.visible_to(http.user).select_related(
        "child", "la", "icb", "body", "organisation", "service__provider", "notifier", "la_officer", "acknowledged_by",
        "outcome_by", "duplicate_of",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def page(
    http: HttpRequest,
    row: Notification,
    *,
    message_form: MessageForm | None = None,
    file_form: FileForm | None = None,
) -> HttpResponse:
    """The case page, with a form that came back filled when one was refused."""
    by = http.user
    steps = present.steps(row, by)
    everything, owed = present.questions_to(row, by)
    kinds = present.message_kinds(row, by, everything)
    writes = rules.can_write(by, row)
    context = {
        "case": row,
        "child": children.header(row.child_id, by=by),
        "school_age": present.school_age(row),
        "clock": present.clock(row),
        "status_colour": present.colour(row.state),
        "actions": [step for step in steps if not step["rare"]],
        "other_steps": [step for step in steps if step["rare"]],
        "opinion": present.opinion(row),
        "lawful": present.lawful(row),
        "authority": present.authority(row, by),
        "voluntary": present.voluntary(row),
        "corrections": present.corrections(row),
        "correction_columns": present.CORRECTION_COLUMNS,
        "questions": owed,
        "thread": present.thread(row, by),
        "message_form": (message_form or MessageForm(kinds=kinds)) if writes else None,
        "files": present.attachments(row),
        "file_form": (file_form or FileForm()) if writes else None,
        "history": present.history(row),
        "more": more(row, by),
        "form": message_form or file_form,
    }
    return render(http, "referrals/case.html", context)


@require_GET
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One notification."""
    row = scoped(http, pk)
    audit.viewed(row, by=http.user, child_id=row.child_id)
    return page(http, row)


@require_POST
def write_message(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add to the thread."""
    row = scoped(http, pk)
    rules.check_can_write(http.user, row)
    everything, _ = present.questions_to(row, http.user)
    form = MessageForm(http.POST, kinds=present.message_kinds(row, http.user, everything))
    if form.is_valid():
        try:
            thread_actions.write(by=http.user, notification=row, **form.given())
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Your message has been added.")
            return redirect(reverse("referrals:case", args=[pk]) + "#thread")
    return page(http, row, message_form=form)


@require_POST
def add_file(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a report to the notification."""
    row = scoped(http, pk)
    rules.check_can_write(http.user, row)
    form = FileForm(http.POST, http.FILES)
    if form.is_valid():
        try:
            documents.attach(
                by=http.user, owner_kind=KIND, owner_id=row.pk, child_id=row.child_id, **form.cleaned_data
            )  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The file has been added.")
            return redirect(reverse("referrals:case", args=[pk]) + "#files")
    return page(http, row, file_form=form)


@require_http_methods(["GET", "HEAD"])
def download_file(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A report of this notification."""
    row = scoped(http, pk)
    found = document_queries.attachment_of(file_id, owner_kind=KIND, owner_id=row.pk)
    return serve(http, found, by=http.user)
