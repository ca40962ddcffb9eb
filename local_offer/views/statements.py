"""The annual statement: its desk with the twelve-month clock, its draft, its public page and PDF."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common.errors import Invalid, NotFound
from dco_portal.common.shared_pages import shared
from dco_portal.common.templatetags.portal import plural
from dco_portal.deadlines import rules as clock_rules
from dco_portal.documents import presenters as files
from dco_portal.documents.serve import serve
from local_offer.actions import statements as actions
from local_offer.forms import moderating as forms
from local_offer.models import Statement
from local_offer.queries import community
from local_offer.rules import community as rules
from local_offer.scope import kept_by
from local_offer.views.moderating import editor, step

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Each authority's statements, and by when the next is due."""
    by = editor(request)
    rule = clock_rules.get(actions.RULE)
    rows = [
        {**row, "clock": _clock(row, rule), "url": reverse("local_offer:statement-begin", args=[row["authority"].pk])}
        for row in community.statements(by)
    ]  # fmt: skip
    return render(request, "local_offer/statements_desk.html", {"rows": rows, "rule": rule})


def _clock(row: dict[str, Any], rule: Any) -> dict[str, Any] | None:
    if row["due_on"] is None:
        return None
    return {
        "title": "Next statement",
        "asked_on": row["last"].published_on,
        "asked_label": "Last published",
        "due_on": row["due_on"],
        "why": "Comments and what was done about them are published once a year, counted from the last publication.",
        "citation": rule.citation,
        "citation_url": rule.url,
    }


def _authority(request: HttpRequest, pk: uuid.UUID) -> Any:
    found = kept_by(editor(request)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@form_page
def begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the draft of an authority's next statement."""
    authority = _authority(request, pk)
    first, last = community.next_year(authority)
    form = forms.YearForm(request.POST or None, initial={"covers_from": first, "covers_to": last})
    return step(
        request,
        form,
        lambda values: actions.begin(by=request.user, local_authority=authority, **values),
        back=reverse("local_offer:statements-desk"),
        done="Draft begun. Open it to write its introduction and what you will do",
        heading="Begin the annual statement",
        text=["It gathers the comments sent on these days, with their answers."],
        button="Begin",
    )


@form_page
def earlier(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note the last statement from before the portal."""
    authority = _authority(request, pk)
    return step(
        request,
        forms.EarlierForm(request.POST or None),
        lambda values: actions.note_earlier(by=request.user, local_authority=authority, **values),
        back=reverse("local_offer:statements-desk"),
        done="Noted. The twelve months are counted from that day",
        heading="The last statement before the portal",
        text=["The next one is due twelve months after it."],
        button="Save",
    )


@form_page
def draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write a statement, with the year's comments below."""
    by = editor(request)
    found = community.statement(by, pk)
    if found.state != Statement.State.DRAFT:
        return redirect("local_offer:statement", pk=pk)
    form = forms.StatementForm(request.POST or None, initial=_values(found))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.change(by=by, statement_id=pk, lock=values.pop("lock"), values=values)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, "Draft saved")
            return redirect("local_offer:statement-draft", pk=pk)
    content = community.year_of_comments(found.local_authority, found.covers_from, found.covers_to)
    context = {"statement": found, "form": form, "content": content}
    return render(request, "local_offer/statement_draft.html", context)


def _values(statement: Statement) -> dict[str, Any]:
    names = ("introduction", "plans", "covers_from", "covers_to", "lock")
    return {name: getattr(statement, name) for name in names}


@form_page
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a statement for good, once the editor has said so."""
    by = editor(request)
    found = community.statement(by, pk)
    rules.check_can_change(by, found)
    content = community.year_of_comments(found.local_authority, found.covers_from, found.covers_to)
    counts = content["counts"]
    text = [
        f"It holds {plural(counts['published'], 'comment', 'comments')}; {counts['answered']} answered.",
        "It cannot be changed afterwards. The next one is due in twelve months.",
    ]
    if counts["waiting"]:
        waiting = plural(counts["waiting"], "comment", "comments")
        text.insert(0, f"Still to be looked at: {waiting} of these days.")
    return step(
        request,
        forms.PortalForm(request.POST if request.method == "POST" else None),
        lambda values: actions.publish(by=by, statement_id=pk),
        back=reverse("local_offer:statement-draft", args=[pk])
        if request.method != "POST"
        else reverse("local_offer:statement", args=[pk]),
        done="Statement published",
        heading="Publish the annual statement",
        text=text,
        button="Publish",
    )


@require_safe
@login_not_required
@shared(300)
def show(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A published statement."""
    found = community.published_statement(pk)
    if not found.content:
        return redirect(found.elsewhere)
    card = files.card(
        found.document,
        reverse("local_offer:statement-pdf", args=[pk]),
        check_again_href=reverse("local_offer:statement", args=[pk]),
    )
    return render(request, "local_offer/statement.html", {"statement": found, "card": card})


@require_safe
@login_not_required
def pdf(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A published statement's PDF."""
    found = community.published_statement(pk)
    if found.document is None:
        raise NotFound
    response = serve(request, found.document, by=None, inline=True)
    response["Cache-Control"] = "public, max-age=86400"
    return response
