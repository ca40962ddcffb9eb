"""Filling in a request: start, task list, one page per section, check your answers, send."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.children.forms_family import FamilySection, RowSection
from dco_portal.children.matching import MayExist
from dco_portal.common.drafts import thaw
from dco_portal.common.errors import Invalid
from dco_portal.documents import queries as documents
from dco_portal.documents.presenters import file_row
from dco_portal.documents.serve import serve
from ehcp.actions import drafts as actions
from ehcp.forms import draft as forms
from ehcp.forms.draft_rows import ExistingSection
from ehcp.models import RequestDraft
from ehcp.presenters import draft as present
from ehcp.queries import intake as queries
from ehcp.rules import drafts as rules
from ehcp.rules import intake as intake_rules
from ehcp.rules.drafts import Section
from enquiries import queries as enquiries

form_page = require_http_methods(["GET", "POST"])
FORMS = {
    Section.ARRIVAL: forms.ArrivalForm,
    Section.CHILD: forms.ChildForm,
    Section.REQUEST: forms.RequestForm,
    Section.QUESTION: forms.QuestionForm,
    Section.SERVICES: forms.ServicesForm,
    Section.VIEWS: forms.ViewsForm,
}
ROWS: dict[str, type[RowSection]] = {
    Section.FAMILY: FamilySection,
    Section.EXISTING: ExistingSection,
}


def scoped(http: HttpRequest, pk: uuid.UUID) -> RequestDraft:
    """An open draft of the reader's organisation; 403 for another role, 404 out of scope, 409 once it is over."""
    intake_rules.check_can_start(http.user)
    rows = RequestDraft.objects.visible_to(http.user).select_related(
        "organisation", "request", "notice"
    )
    draft = get_object_or_404(rows, pk=pk)
    rules.check_can_use(http.user, draft)
    return draft


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """What is needed; the button starts a draft."""
    intake_rules.check_can_start(http.user)
    if http.method == "POST":
        draft = actions.begin(
            by=http.user,
            child_id=_id(http.POST.get("child")),
            notice_id=_id(http.POST.get("notice")),
            enquiry_id=_id(http.POST.get("enquiry")),
        )
        return redirect("ehcp:draft", pk=draft.pk)
    waiting = len(queries.drafts(http.user))
    enquiry = _id(http.GET.get("enquiry"))
    context = {
        "drafts": waiting,
        "for_la": intake_rules.enters_for_la(http.user),
        "known": enquiries.handover(enquiry, by=http.user) if enquiry else None,
    }
    return render(http, "ehcp/draft_new.html", context)


def _id(text: str | None) -> uuid.UUID | None:
    """An id from a form's hidden field; a forged one is not found."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Http404 from None


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """The drafts of the organisation."""
    intake_rules.check_can_start(http.user)
    return render(http, "ehcp/draft_list.html", {"drafts": queries.drafts(http.user)})


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The task list of one draft."""
    draft = scoped(http, pk)
    return render(http, "ehcp/draft_tasks.html", {"draft": draft, "tasks": present.tasks(draft)})


@form_page
def section(http: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """One section: saved and on to the next."""
    draft = scoped(http, pk)
    if name not in rules.sections(draft):
        raise Http404
    part = Section(name)
    if part == Section.DOCUMENTS:
        return _documents(http, draft)
    form = _form(http, draft, part)
    if http.method == "POST":
        if part == Section.CHILD and "again" in http.POST:
            actions.clear_child(by=http.user, draft_id=pk)
            return redirect(present.section_url(draft, part))
        if form is None:
            return _onward(http, draft, part)
        if form.is_valid() and _save(http, draft, part, form):
            return _onward(http, draft, part)
    return _page(http, draft, part, form)


def _form(http: HttpRequest, draft: RequestDraft, part: Section):
    """The section's form, filled from the draft or from what was sent; None for a child already chosen."""
    posted = http.POST if http.method == "POST" else None
    values = thaw(draft.data.get(part) or draft.data.get("_offered", {}).get(part, {}))
    common = {"draft": draft, "by": http.user}
    if part in ROWS:
        blank = 1 if http.GET.get("more") or not values.get(ROWS[part].key) else 0
        return ROWS[part](posted, values=values, extra=blank, **common)
    if part == Section.CHILD and values.get("child"):
        return None
    initial = forms.ServicesForm.initial_of(values) if part == Section.SERVICES else values
    return FORMS[part](
        posted, initial={key: value for key, value in initial.items() if value != ""}, **common
    )


def _save(http: HttpRequest, draft: RequestDraft, part: Section, form) -> bool:
    """Save the section; False when it comes back with messages."""
    try:
        actions.save_section(
            by=http.user,
            draft_id=draft.pk,
            section=part,
            values=form.values(),
            seen=http.POST.get("seen"),
        )
    except MayExist as error:
        form.offer(error.similar)
        form.take(error)
    except Invalid as error:
        form.take(error)
    else:
        return True
    draft.refresh_from_db()
    return False


def _onward(http: HttpRequest, draft: RequestDraft, part: Section) -> HttpResponse:
    """Where the button said: another row, the list of sections, or the next section."""
    if "more" in http.POST:
        return redirect(f"{present.section_url(draft, part)}?more=1")
    if "back_to_check" in http.POST:
        return redirect("ehcp:draft-check", pk=draft.pk)
    if "later" in http.POST:
        return redirect("ehcp:draft", pk=draft.pk)
    order = rules.sections(draft)
    place = order.index(part) + 1
    if place == len(order):
        return redirect(
            "ehcp:draft-check" if not rules.missing(draft) else "ehcp:draft", pk=draft.pk
        )
    return redirect(present.section_url(draft, order[place]))


def _page(http: HttpRequest, draft: RequestDraft, part: Section, form) -> HttpResponse:
    template = (
        "draft_rows"
        if part in ROWS
        else "draft_child"
        if part == Section.CHILD
        else "draft_section"
    )
    context = {
        "draft": draft,
        "part": part,
        "heading": rules.TITLES[part],
        "seen": actions.stamp(draft, part),
        "back_to_check": bool(http.GET.get("check") or http.POST.get("back_to_check")),
        "answers": present.answers(draft, by=http.user) if form is None else [],
        "section" if part in ROWS else "form": form,
        "page_has_errors": part in ROWS and bool(form.errors),
    }
    return render(http, f"ehcp/{template}.html", context)


def _documents(http: HttpRequest, draft: RequestDraft) -> HttpResponse:
    """The files that go with the request: add one, leave one out, or go on."""
    form = forms.FileForm()
    if http.method == "POST" and "go_on" in http.POST:
        actions.save_section(by=http.user, draft_id=draft.pk, section=Section.DOCUMENTS, values={})
        draft.refresh_from_db()
        return _onward(http, draft, Section.DOCUMENTS)
    if http.method == "POST":
        form = forms.FileForm(http.POST, http.FILES)
        if form.is_valid():
            try:
                actions.attach(by=http.user, draft_id=draft.pk, **form.cleaned_data)
            except Invalid as error:
                form.take(error)
            else:
                messages.success(http, "The file has been added.")
                return redirect(present.section_url(draft, Section.DOCUMENTS))
    files = [
        {
            **file_row(row, reverse("ehcp:draft-file", args=[draft.pk, row.pk])),
            "out_url": reverse("ehcp:draft-file-out", args=[draft.pk, row.pk]),
        }
        for row in actions.files(draft)
    ]
    return render(http, "ehcp/draft_documents.html", {"draft": draft, "form": form, "files": files})


@require_safe
def download(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A file of the draft."""
    draft = scoped(http, pk)
    return serve(
        http,
        documents.attachment_of(file_id, owner_kind=actions.OWNER, owner_id=draft.pk),
        by=http.user,
    )


@require_POST
def leave_out(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Do not send a file that was added."""
    draft = scoped(http, pk)
    actions.leave_out(by=http.user, draft_id=pk, attachment_id=file_id)
    messages.success(http, "The file will not be sent.")
    return redirect(present.section_url(draft, Section.DOCUMENTS))


@form_page
def check(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Check your answers; the button sends the request."""
    draft = scoped(http, pk)
    errors: list[dict[str, str]] = []
    if http.method == "POST":
        try:
            request = actions.submit(by=http.user, draft_id=pk)
        except Invalid as error:
            errors = _where(draft, error)
        else:
            messages.success(
                http,
                f"Sent. The reference is {request.reference}. Health’s advice is due by {present.day(request.due_on)}.",
            )
            return redirect("ehcp:case", pk=request.pk)
    context = {
        "draft": draft,
        "cards": present.answers(draft, by=http.user),
        "preview": present.clock_preview(draft),
        "warnings": present.warnings(draft, by=http.user),
        "missing": rules.missing(draft),
        "errors": errors,
        "page_has_errors": bool(errors),
    }
    return render(http, "ehcp/draft_check.html", context)


def _where(draft: RequestDraft, error: Invalid) -> list[dict[str, str]]:
    """The error's sentences, each with a link to the section that mends it."""
    found = []
    for field, text in error.errors.items():
        part = present.FIELD_SECTION.get(field or "")
        found.append({"text": text, "href": present.section_url(draft, part) if part else ""})
    return found


@form_page
def discard(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then throw the draft away."""
    scoped(http, pk)
    back = reverse("ehcp:draft", args=[pk])
    if http.method == "POST":
        actions.discard(by=http.user, draft_id=pk)
        messages.success(http, "The draft has been discarded. What it said has been deleted.")
        return redirect("ehcp:drafts")
    context = {
        "heading": "Discard this draft",
        "text": "What you filled in is deleted. This cannot be undone.",
        "button": "Discard the draft",
        "warning": True,
        "back_url": back,
    }
    return render(http, "components/confirm.html", context)
