"""The page of one service's part, and who has it."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.errors import NotFound
from dco_portal.documents import actions as document_actions
from dco_portal.documents import presenters as files
from dco_portal.documents.serve import serve
from ehcp import advice
from ehcp.actions import advice as actions
from ehcp.forms.advice import AllocateForm, NotKnownForm
from ehcp.forms.triage import ReasonForm
from ehcp.models import AdviceVersion, Contribution
from ehcp.presenters import case as case_presenter
from ehcp.presenters import contribution as present
from ehcp.queries import contributions as queries
from ehcp.rules import advice as rules
from ehcp.views.triage import step

form_page = require_http_methods(["GET", "POST"])
download = require_http_methods(["GET", "HEAD"])


@require_GET
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One service's part: all of it for health, for the local authority its stage and what was sent."""
    contribution = queries.scoped(http.user, pk)
    request, by = contribution.request, http.user
    health = rules.sees_content(by, contribution)
    found = [row for row in queries.versions(contribution) if rules.readable(by, contribution, row)]
    sent = next((row for row in found if row.sent_at), None)
    audit.viewed(contribution, by=by, child_id=request.child_id)
    context = {
        "contribution": contribution,
        "case": request,
        "sees_case": by.organisation.pk in {request.la_id, request.icb_id},
        "health": health,
        "child": children.header(request.child_id, by=by),
        "clock": present.clock(contribution, by),
        "status_colour": case_presenter.colour(contribution.state),
        "actions": present.steps(contribution, by) if health else [],
        "asked": present.asked(contribution),
        "facts": present.facts(contribution, http.user) if health else [],
        "agreed": queries.agreed_advice(contribution),
        "files": present.file_rows(contribution) if health else [],
        "versions": present.version_rows(contribution, found) if health else [],
        "history": present.history(contribution) if health else [],
        "sent": sent,
        "sections": present.sections(sent) if sent else [],
        "report": present.report_row(contribution, sent) if sent else [],
        "card": _card(contribution),
    }
    return render(http, "ehcp/contribution.html", context)


def _card(contribution: Contribution) -> dict | None:
    if contribution.document is None:
        return None
    args = [contribution.pk]
    return files.card(
        contribution.document, reverse("ehcp:contribution-pdf", args=args),
        reverse("ehcp:contribution-pdf-retry", args=args),
        check_again_href=reverse("ehcp:contribution", args=args),
    )  # fmt: skip


@download
def pdf(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The PDF of the version sent last."""
    contribution = queries.scoped(http.user, pk)
    if contribution.document is None:
        raise NotFound
    return serve(http, contribution.document, by=http.user)


@require_POST
def retry_pdf(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try again to make a PDF that failed."""
    contribution = queries.scoped(http.user, pk)
    if contribution.document is None:
        raise NotFound
    document_actions.retry(by=http.user, document=contribution.document)
    return redirect("ehcp:contribution", pk)


@download
def file(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A file of the request, or a report that a version rests on."""
    contribution = queries.scoped(http.user, pk)
    health = rules.sees_content(http.user, contribution)
    found = queries.readable_file(contribution, file_id, health=health)
    return serve(http, found, by=http.user)


def _version(http: HttpRequest, contribution: Contribution, number: int) -> AdviceVersion:
    """A version this reader may read; any other is not found."""
    for row in queries.versions(contribution):
        if row.number == number and rules.readable(http.user, contribution, row):
            return row
    raise NotFound


@require_GET
def version(http: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """One version, with the comments it was sent back with."""
    contribution = queries.scoped(http.user, pk)
    found = _version(http, contribution, number)
    health = rules.sees_content(http.user, contribution)
    said = present.said_on(contribution, number) if health else {}
    audit.viewed(
        contribution, by=http.user, child_id=contribution.request.child_id, what=f"version {number}"
    )
    newest = next(
        row
        for row in queries.versions(contribution)
        if row.number == number or (row.signed_at and rules.readable(http.user, contribution, row))
    )
    context = {
        "contribution": contribution,
        "child": children.header(contribution.request.child_id, by=http.user),
        "clock": present.clock(contribution, http.user),
        "version": found,
        "superseded_by": newest if found.signed_at and newest.number > number else None,
        "health": health,
        "sections": present.sections(found, said),
        "overall": said.get("all", []),
        "report": present.report_row(contribution, found),
    }
    return render(http, "ehcp/advice_version.html", context)


@require_GET
def compare(http: HttpRequest, pk: uuid.UUID, before: int, after: int) -> HttpResponse:
    """Item by item what changed between two versions."""
    contribution = queries.scoped(http.user, pk)
    old, new = _version(http, contribution, before), _version(http, contribution, after)
    audit.viewed(
        contribution, by=http.user, child_id=contribution.request.child_id, what="comparison"
    )
    context = {
        "contribution": contribution,
        "child": children.header(contribution.request.child_id, by=http.user),
        "old": old,
        "new": new,
        "differences": advice.differences(old.content, new.content, new.basis),
        "report_changed": old.report_id != new.report_id,
        "basis_changed": old.basis != new.basis,
        "clock": present.clock(contribution, http.user),
    }
    return render(http, "ehcp/advice_compare.html", context)


@form_page
def allocate(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the part to a clinician."""
    contribution = queries.scoped(http.user, pk)
    rules.check_can_allocate(http.user, contribution)
    form = AllocateForm(
        http.POST if http.method == "POST" else None, contribution=contribution, by=http.user
    )
    return step(
        http,
        contribution,
        form,
        lambda data: actions.allocate(by=http.user, contribution=contribution, clinician=data["clinician"]),
        back=reverse("ehcp:contribution", args=[pk]), done="The clinician has been told.",
        heading="Who will write this advice?", button="Save",
        text=f"{contribution.reference}: {contribution.service.name}. Only the person you choose, the service’s leads "
        "and the DCO team can open it.",
    )  # fmt: skip


@form_page
def give_back(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the part back to the service's leads."""
    contribution = queries.scoped(http.user, pk)
    rules.check_can_give_back(http.user, contribution)
    form = ReasonForm(http.POST if http.method == "POST" else None)
    mine = contribution.clinician_id == http.user.pk and not rules.is_lead(http.user, contribution)
    return step(
        http,
        contribution,
        form, lambda data: actions.give_back(by=http.user, contribution=contribution, reason=data["reason"]),
        back=reverse("home:worklist") if mine else reverse("ehcp:contribution", args=[pk]),
        done="It has been given back. The service’s leads have been told.",
        heading=f"Give {contribution.reference} back", button="Give it back",
        text="What was written is kept for the next clinician.",
    )  # fmt: skip


@form_page
def not_known(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer that the service does not know the child."""
    contribution = queries.scoped(http.user, pk)
    rules.check_can_say_not_known(http.user, contribution)
    form = NotKnownForm(http.POST if http.method == "POST" else None)
    return step(
        http,
        contribution,
        form, lambda data: actions.say_not_known(by=http.user, contribution=contribution, **data),
        back=reverse("ehcp:contribution", args=[pk]), done="Your answer has been recorded. The DCO team has been told.",
        heading="Not known to this service", button="Record this answer",
        text=["This answers for your service only.",
              "It is no reason for health to stay silent: if no service knows the child, the DCO names a "
              "health care professional to advise."],
    )  # fmt: skip
