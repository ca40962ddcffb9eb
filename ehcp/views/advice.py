"""Writing advice: the list of pages, each page, autosave, the report's file, and the signature."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.clock import london, now, today
from dco_portal.common.errors import Invalid
from ehcp import advice
from ehcp.actions import advice as actions
from ehcp.forms.advice import AdvicePage, BasisForm, ReportForm, SignForm
from ehcp.models import AdviceVersion, Contribution
from ehcp.presenters import contribution as present
from ehcp.queries import contributions as queries
from ehcp.rules import advice as rules

form_page = require_http_methods(["GET", "POST"])


def _writing(http: HttpRequest, pk: uuid.UUID) -> tuple[Contribution, AdviceVersion]:
    """A contribution this person may write now, and its draft."""
    contribution = queries.scoped(http.user, pk)
    rules.check_can_write(http.user, contribution)
    return contribution, next(
        row for row in queries.versions(contribution) if row.signed_at is None
    )


def _frame(http: HttpRequest, contribution: Contribution, draft: AdviceVersion) -> dict:
    return {
        "contribution": contribution,
        "child": children.header(contribution.request.child_id, by=http.user),
        "draft": draft,
        "said": present.said_on(contribution, draft.number - 1),
        "clock": present.clock(contribution, http.user),
    }


@form_page
def tasks(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The pages to fill in, and the choice between writing here and uploading a report."""
    contribution, draft = _writing(http, pk)
    form = BasisForm(http.POST if http.method == "POST" else None, initial={"basis": draft.basis})
    if http.method == "POST" and form.is_valid():
        actions.choose_basis(
            by=http.user, contribution=contribution, basis=form.cleaned_data["basis"]
        )
        messages.success(http, "Your choice has been saved. What was written is kept.")
        return redirect("ehcp:advice", pk)
    frame = _frame(http, contribution, draft)
    audit.viewed(contribution, by=http.user, child_id=contribution.request.child_id, what="draft")
    context = {
        **frame, "form": form, "tasks": present.tasks(contribution, draft, today()),
        "asked": present.asked(contribution),
        "overall": frame["said"].get("all", []),
    }  # fmt: skip
    return render(http, "ehcp/advice_tasks.html", context)


@form_page
def section(http: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """One page of the form; `?missing` shows what is still missing beside the fields."""
    contribution, draft = _writing(http, pk)
    if name not in advice.PAGES[draft.basis]:
        raise Http404
    page = AdvicePage(name, draft.content, http.POST if http.method == "POST" else None)
    context: dict = {"lock": draft.lock, "conflict": ""}
    status = 200
    if http.method == "POST" and page.is_valid():
        try:
            draft = _save(http, contribution, page)
        except actions.Stale as stale:
            status, context = 409, _conflict(page, draft, stale)
        else:
            return redirect(_next(http, contribution, draft, name))
    elif http.method == "POST":
        context["lock"] = http.POST.get("version", draft.lock)
    elif "missing" in http.GET:
        page.show([fault for fault in _faults(draft) if fault.section == name])
    context |= _frame(http, contribution, draft) | {
        "page": page, "section": page.section, "errors": page.errors() if http.method == "POST" or "missing" in http.GET else [],
        "report": present.report_row(contribution, draft) if name == "report" else [],
        "report_form": ReportForm() if name == "report" else None,
    }  # fmt: skip
    context["page_has_errors"] = bool(context["errors"])
    context["rows"] = [(form, context["said"].get(form.prefix, [])) for form in page.rows]
    context["on_section"] = context["said"].get(name, [])
    return render(http, "ehcp/advice_section.html", context, status=status)


def _save(http: HttpRequest, contribution: Contribution, page: AdvicePage) -> AdviceVersion:
    lock = http.POST.get("version", "")
    return actions.save(
        by=http.user, contribution=contribution, section=page.section.name, values=page.values(),
        lock=int(lock) if lock.isdigit() else 0, add="add" in http.POST, remove=http.POST.get("remove", ""),
    )  # fmt: skip


def _next(http: HttpRequest, contribution: Contribution, draft: AdviceVersion, name: str) -> str:
    """The same page after adding or removing a row, else the next one, else the list."""
    here = reverse("ehcp:advice-section", args=[contribution.pk, name])
    if "add" in http.POST:
        return f"{here}#item-{advice.rows(draft.content, name)[-1]['key'].replace('.', '-')}"
    if "remove" in http.POST:
        return f"{here}#page-form"
    pages = advice.PAGES[draft.basis]
    place = pages.index(name) + 1
    if "list" in http.POST or place == len(pages):
        return reverse("ehcp:advice", args=[contribution.pk])
    return reverse("ehcp:advice-section", args=[contribution.pk, pages[place]])


def _conflict(page: AdvicePage, draft: AdviceVersion, stale: actions.Stale) -> dict:
    """The page once more with what was written, beside what the other person saved."""
    name = page.section.name
    theirs, mine = {**draft.content, name: stale.part}, {**draft.content, name: page.values()}
    return {
        "conflict": stale.message,
        "lock": stale.lock,
        "differences": advice.differences(theirs, mine, draft.basis),
    }


def _faults(draft: AdviceVersion) -> list[advice.Fault]:
    return advice.faults(
        draft.content, basis=draft.basis, today=today(), has_report=draft.report_id is not None
    )


@require_POST
def autosave(http: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """What portal.js sends while somebody writes: JSON {version, saved_at}, or {message} with 409 or 422."""
    contribution, draft = _writing(http, pk)
    if name not in advice.PAGES[draft.basis]:
        raise Http404
    page = AdvicePage(name, draft.content, http.POST)
    if not page.is_valid():
        return JsonResponse(
            {"message": "Something on this page needs to be put right first."}, status=422
        )
    lock = http.POST.get("version", "")
    try:
        saved = actions.save(
            by=http.user, contribution=contribution, section=name, values=page.values(),
            lock=int(lock) if lock.isdigit() else 0,
        )  # fmt: skip
    except actions.Stale as stale:
        message = f"{stale.message.split(',')[0]}. Press save to see both texts; nothing is lost."
        return JsonResponse({"message": message}, status=409)
    return JsonResponse({"version": saved.lock, "saved_at": f"{london(now()):%H:%M}"})


@require_POST
def report(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the file of a report that exists."""
    contribution, draft = _writing(http, pk)
    form = ReportForm(http.POST, http.FILES)
    if form.is_valid():
        try:
            actions.attach_report(
                by=http.user, contribution=contribution, upload=form.cleaned_data["upload"]
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The report has been added.")
            return redirect("ehcp:advice-section", pk, "report")
    page = AdvicePage("report", draft.content)
    context = _frame(http, contribution, draft) | {
        "page": page, "section": page.section, "lock": draft.lock, "rows": [], "report_form": form, "form": form,
        "report": present.report_row(contribution, draft),
        "errors": [{"text": str(text), "href": "#id_upload"} for texts in form.errors.values() for text in texts],
    }  # fmt: skip
    return render(http, "ehcp/advice_section.html", context)


@form_page
def check(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All answers on one page, what is missing, and the signature."""
    contribution, draft = _writing(http, pk)
    faults = _faults(draft)
    form = SignForm(http.POST if http.method == "POST" else None, initial={"lock": draft.lock})
    if http.method == "POST" and form.is_valid() and not faults:
        try:
            actions.sign(by=http.user, contribution=contribution, lock=form.cleaned_data["lock"])
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Signed. The next person has been told.")
            return redirect("ehcp:contribution", pk)
    errors = [
        {"text": fault.message,
         "href": reverse("ehcp:advice-section", args=[pk, fault.section]) + "?missing#page-form"}
        for fault in faults
    ] if http.method == "POST" else []  # fmt: skip
    errors += [
        {"text": str(text), "href": "#id_declared"}
        for texts in form.errors.values()
        for text in texts
    ]
    context = _frame(http, contribution, draft) | {
        "form": form, "faults": faults, "errors": errors, "page_has_errors": bool(errors),
        "sections": present.sections(draft), "report": present.report_row(contribution, draft),
        "names": [(s.name, s.title) for s in advice.sections(draft.basis)],
    }  # fmt: skip
    return render(http, "ehcp/advice_check.html", context)
