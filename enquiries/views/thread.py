"""One enquiry, signed in: the DCO team's page with everything, the asker's with what is theirs."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.documents.serve import serve
from enquiries.actions import thread as actions
from enquiries.forms.thread import DeskForm, ReasonForm, WriteForm
from enquiries.models import Enquiry, Message
from enquiries.presenters import beginnings
from enquiries.presenters import thread as present
from enquiries.queries import suggest
from enquiries.queries import thread as queries
from enquiries.rules import desk as rules
from enquiries.views.following import asker_context


def of_team(http: HttpRequest, enquiry: Enquiry) -> bool:
    """Whether the reader is of the team that answers."""
    return rules.of_team(http.user, enquiry)


@require_GET
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One enquiry."""
    enquiry = queries.scoped(http.user, pk)
    if enquiry.child_id:
        audit.viewed(enquiry, by=http.user, child_id=enquiry.child_id)
    return desk_page(http, enquiry) if of_team(http, enquiry) else asker_page(http, enquiry)


def desk_page(http: HttpRequest, enquiry: Enquiry, *, form: DeskForm | None = None) -> HttpResponse:
    """The team's page, with a form that came back filled when one was refused."""
    by = http.user
    asks = queries.asks(enquiry)
    steps = present.steps(enquiry, by)
    context: dict[str, Any] = {
        "enquiry": enquiry,
        "status_colour": present.colour(enquiry.state),
        "clock": present.clock(enquiry),
        "actions": [step for step in steps if not step.get("rare")],
        "other_steps": [step for step in steps if step.get("rare")],
        "facts": present.facts(enquiry),
        "typed_child": present.typed_child(enquiry),
        "child": _child(http, enquiry),
        "thread": present.for_team(enquiry, by),
        "asks": present.asks(enquiry, by, asks),
        "history": present.history(enquiry),
        "form": form or _form(http, enquiry, asks),
        "templates": beginnings.templates(enquiry, by),
        "suggestions": suggest.suggestions(f"{enquiry.subject} {enquiry.text}", icb=enquiry.icb),
        "works": rules.can_work(by, enquiry),
    }
    return render(http, "enquiries/thread.html", context)


def _child(http: HttpRequest, enquiry: Enquiry) -> Any:
    """The child's banner, where there is one and the reader may see it."""
    if enquiry.child_id is None:
        return None
    try:
        return children.header(enquiry.child_id, by=http.user)
    except NotFound:
        return None


def _form(http: HttpRequest, enquiry: Enquiry, asks: list, posted: bool = False) -> DeskForm:
    initial = beginnings.initial(http.GET, enquiry, http.user)
    return DeskForm(
        *([http.POST, http.FILES] if posted else []), asks=asks, can_reply=rules.can_work(http.user, enquiry),
        initial={**initial, "seen": enquiry.lock},
    )  # fmt: skip


def asker_page(
    http: HttpRequest, enquiry: Enquiry, *, form: WriteForm | None = None
) -> HttpResponse:
    """The page of whoever asked under their account."""

    def href(file: Any) -> str:
        return reverse("enquiries:file", args=[enquiry.pk, file.pk])

    context = asker_context(enquiry, href, names=True) | {
        "form": form or WriteForm(), "child": _child(http, enquiry), "reopen_form": ReasonForm(),
        "write_url": reverse("enquiries:write", args=[enquiry.pk]),
        "reopen_url": reverse("enquiries:reopen", args=[enquiry.pk]),
        "handovers": present.handovers(enquiry, http.user),
    }  # fmt: skip
    return render(http, "enquiries/follow.html", context)


@require_POST
def write(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add to the thread: the team replies or notes, the asker writes."""
    enquiry = queries.scoped(http.user, pk)
    return _team_writes(http, enquiry) if of_team(http, enquiry) else _asker_writes(http, enquiry)


def _team_writes(http: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    form = _form(http, enquiry, queries.asks(enquiry), posted=True)
    if form.is_valid():
        values = form.cleaned_data
        words = {key: values[key] for key in ("text", "upload", "description", "seen")}
        try:
            if values["kind"] == Message.Kind.NOTE:
                actions.note(by=http.user, enquiry_id=enquiry.pk, **words)
            else:
                actions.reply(
                    by=http.user, enquiry_id=enquiry.pk, then=values["then"], answer_id=values["answer"],
                    ask_ids=[uuid.UUID(pk) for pk in values.get("asks", [])], **words,
                )  # fmt: skip
        except Invalid as error:
            form.take(error)
            form.renew(
                Enquiry.objects.visible_to(http.user)
                .values_list("lock", flat=True)
                .get(pk=enquiry.pk)
            )
        else:
            done = (
                "The note has been added."
                if values["kind"] == "note"
                else "Your reply has been sent."
            )
            messages.success(http, done)
            return redirect(reverse("enquiries:thread", args=[enquiry.pk]) + "#thread")
    return desk_page(http, queries.scoped(http.user, enquiry.pk), form=form)


def _asker_writes(http: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    form = WriteForm(http.POST, http.FILES)
    if form.is_valid():
        try:
            actions.follow_up(by=http.user, enquiry_id=enquiry.pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Your message has been sent.")
            return redirect(reverse("enquiries:thread", args=[enquiry.pk]) + "#thread")
    return asker_page(http, enquiry, form=form)


@require_http_methods(["GET", "HEAD"])
def download(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A file of a message that the reader's side may see."""
    enquiry = queries.scoped(http.user, pk)
    return serve(http, queries.file(enquiry, file_id, inside=of_team(http, enquiry)), by=http.user)
