"""Filling in a notification: start, task list, one page per section, check your answers, send."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.children.forms_family import FamilySection
from dco_portal.children.matching import MayExist
from dco_portal.common.drafts import thaw
from dco_portal.common.errors import Invalid
from dco_portal.documents import queries as documents
from dco_portal.documents.presenters import file_row
from dco_portal.documents.serve import serve
from enquiries import queries as enquiries
from referrals.actions import drafts as actions
from referrals.actions.sending import AlreadyNotified
from referrals.forms import draft as forms
from referrals.forms.voluntary import VoluntaryForm
from referrals.models import NotificationDraft
from referrals.presenters import draft as present
from referrals.queries import drafts as queries
from referrals.queries import safety, suggestions
from referrals.rules import drafts as rules
from referrals.rules import routing
from referrals.rules.drafts import Section
from referrals.rules.lawful import OfSchoolAge
from referrals.rules.notice import check_can_notify

form_page = require_http_methods(["GET", "POST"])
FORMS = {
    Section.SAFETY: forms.SafetyForm,
    Section.CHILD: forms.ChildForm,
    Section.AUTHORITY: forms.AuthorityForm,
    Section.BODY: forms.BodyForm,
    Section.OPINION: forms.OpinionForm,
    Section.SUPPORT: forms.SupportForm,
    Section.PARENT: forms.ParentForm,
    Section.DISCUSSION: forms.DiscussionForm,
}
TEMPLATES = {Section.FAMILY: "draft_family", Section.CHILD: "draft_child"}


def scoped(http: HttpRequest, pk: uuid.UUID) -> NotificationDraft:
    """An open draft of the reader's own; 403 for another role, 404 out of scope, 409 once it is over."""
    check_can_notify(http.user)
    rows = NotificationDraft.objects.visible_to(http.user).select_related(
        "organisation", "notification", "started_by"
    )
    draft = get_object_or_404(rows, pk=pk)
    rules.check_can_use(http.user, draft)
    return draft


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """What is needed; the button starts a draft."""
    check_can_notify(http.user)
    if http.method == "POST":
        try:
            draft = actions.begin(
                by=http.user,
                child_id=_id(http.POST.get("child")),
                enquiry_id=_id(http.POST.get("enquiry")),
            )
        except OfSchoolAge as error:
            return render(http, "referrals/draft_too_old.html", {"error": error})
        return redirect(present.section_url(draft, Section.SAFETY))
    enquiry = _id(http.GET.get("enquiry"))
    context = {
        "drafts": len(queries.drafts(http.user)),
        "known": enquiries.handover(enquiry, by=http.user) if enquiry else None,
    }
    return render(http, "referrals/draft_new.html", context)


def _id(text: str | None) -> uuid.UUID | None:
    """An id from a form's hidden field; a forged one is not found."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Http404 from None


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """The reader's drafts."""
    check_can_notify(http.user)
    return render(http, "referrals/draft_list.html", {"drafts": queries.drafts(http.user)})


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The task list of one draft; the safeguarding page while it is diverted."""
    draft = scoped(http, pk)
    if draft.diverted_at:
        return _diverted(http, draft)
    context = {"draft": draft, "tasks": present.tasks(draft, by=http.user)}
    return render(http, "referrals/draft_tasks.html", context)


def _diverted(http: HttpRequest, draft: NotificationDraft) -> HttpResponse:
    """Whom to turn to instead of sending; the way back is to answer the first question again."""
    context = {
        "draft": draft,
        "contacts": safety.contacts(draft),
        "again_url": present.section_url(draft, Section.SAFETY),
    }
    return render(http, "referrals/draft_diverted.html", context)


@form_page
def section(http: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """One section: saved and on to the next."""
    draft = scoped(http, pk)
    if name not in set(Section):
        raise Http404
    part = Section(name)
    if draft.diverted_at and part != Section.SAFETY:
        return redirect("referrals:draft", pk=pk)
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


def _form(http: HttpRequest, draft: NotificationDraft, part: Section) -> Any:
    """The section's form, filled from the draft or from what was sent; None for a child already chosen."""
    posted = http.POST if http.method == "POST" else None
    values = thaw(draft.data.get(part) or draft.data.get("_offered", {}).get(part, {}))
    common = {"draft": draft, "by": http.user}
    if part == Section.FAMILY:
        blank = 1 if http.GET.get("more") or not values.get("carers") else 0
        return FamilySection(posted, values=values, extra=blank, **common)
    if part == Section.VOLUNTARY:
        needs = draft.data.get(Section.OPINION, {}).get("needs", [])
        home = routing.tidy(rules.home_of(draft.data, by=http.user))
        found = suggestions.likely(needs, home, draft.data.get(Section.AUTHORITY, {}).get("la"))
        return VoluntaryForm(posted, initial=VoluntaryForm.initial_of(values), suggestions=found)
    if part == Section.CHILD and values.get("child"):
        return None
    initial = {key: value for key, value in values.items() if value not in ("", None)}
    return FORMS[part](posted, initial=initial, **common)


def _save(http: HttpRequest, draft: NotificationDraft, part: Section, form: Any) -> bool:
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
        form.too_old = isinstance(error, OfSchoolAge)
    else:
        return True
    draft.refresh_from_db()
    return False


def _onward(http: HttpRequest, draft: NotificationDraft, part: Section) -> HttpResponse:
    """Where the button said: another row, the list of sections, or the next section."""
    if "more" in http.POST:
        return redirect(f"{present.section_url(draft, part)}?more=1")
    if "later" in http.POST or (
        part == Section.SAFETY and http.POST.get("risk") == rules.YES
    ):  # the task list is the safeguarding page then
        return redirect("referrals:draft", pk=draft.pk)
    if "back_to_check" in http.POST:
        return redirect("referrals:draft-check", pk=draft.pk)
    order = list(Section)
    place = order.index(part) + 1
    if place == len(order):
        done = not rules.missing(draft)
        return redirect("referrals:draft-check" if done else "referrals:draft", pk=draft.pk)
    return redirect(present.section_url(draft, order[place]))


def _page(http: HttpRequest, draft: NotificationDraft, part: Section, form: Any) -> HttpResponse:
    context = {
        "draft": draft,
        "part": part,
        "heading": rules.TITLES[part],
        "seen": actions.stamp(draft, part),
        "back_to_check": bool(http.GET.get("check") or http.POST.get("back_to_check")),
        "answers": present.answers(draft, by=http.user) if form is None else [],
        "section" if part == Section.FAMILY else "form": form,
        "page_has_errors": part == Section.FAMILY and bool(form.errors),
        "too_old": getattr(form, "too_old", False),
    }
    if part == Section.AUTHORITY:
        context["route"] = form.route
    return render(http, f"referrals/{TEMPLATES.get(part, 'draft_section')}.html", context)


def _documents(http: HttpRequest, draft: NotificationDraft) -> HttpResponse:
    """The reports that go with the notification: add one, leave one out, or go on."""
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
            **file_row(row, reverse("referrals:draft-file", args=[draft.pk, row.pk])),
            "out_url": reverse("referrals:draft-file-out", args=[draft.pk, row.pk]),
        }
        for row in actions.files(draft)
    ]
    context = {"draft": draft, "form": form, "files": files}
    return render(http, "referrals/draft_documents.html", context)


@require_safe
def download(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A file of the draft."""
    draft = scoped(http, pk)
    found = documents.attachment_of(file_id, owner_kind=actions.OWNER, owner_id=draft.pk)
    return serve(http, found, by=http.user)


@require_POST
def leave_out(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Do not send a file that was added."""
    draft = scoped(http, pk)
    actions.leave_out(by=http.user, draft_id=pk, attachment_id=file_id)
    messages.success(http, "The file will not be sent.")
    return redirect(present.section_url(draft, Section.DOCUMENTS))


@form_page
def check(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Check your answers; the button sends the notification, unless the law or an earlier one stands in the way."""
    draft = scoped(http, pk)
    if draft.diverted_at:
        return redirect("referrals:draft", pk=pk)
    errors: list[dict[str, str]] = []
    again = forms.AgainForm(http.POST if http.method == "POST" else None)
    if http.method == "POST" and again.is_valid():
        try:
            sent = actions.submit(by=http.user, draft_id=pk, **again.cleaned_data)
        except AlreadyNotified as error:
            actions.show_earlier(by=http.user, draft_id=pk, found=error.earlier)
            errors = [{"text": error.message, "href": "#earlier"}]
            draft.refresh_from_db()
        except Invalid as error:
            errors = _where(draft, error)
            if "again_because" in error.errors:
                again.take(error)
        else:
            messages.success(http, f"Sent to {sent.la.name}. The reference is {sent.reference}.")
            return redirect("referrals:case", pk=sent.pk)
    return _check_page(http, draft, again, errors)


def _check_page(
    http: HttpRequest,
    draft: NotificationDraft,
    again: forms.AgainForm,
    errors: list[dict[str, str]],
) -> HttpResponse:
    waits = present.blockers(draft, by=http.user)
    context = {
        "draft": draft,
        "cards": present.answers(draft, by=http.user),
        "warnings": present.warnings(draft, by=http.user),
        "blockers": [
            {"text": text, "href": present.section_url(draft, part)} for part, text in waits
        ],
        "missing": rules.missing(draft),
        "earlier": queries.earlier_shown(draft),
        "again": again,
        "errors": errors,
        "page_has_errors": bool(errors),
    }
    return render(http, "referrals/draft_check.html", context)


def _where(draft: NotificationDraft, error: Invalid) -> list[dict[str, str]]:
    """The error's sentences, each with a link to the section that mends it."""
    found = []
    for field, text in error.errors.items():
        part = present.FIELD_SECTION.get(field or "")
        href = present.section_url(draft, part) if part else ""
        found.append(
            {"text": text, "href": "#id_again_because" if field == "again_because" else href}
        )
    return found


@form_page
def discard(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then throw the draft away."""
    scoped(http, pk)
    if http.method == "POST":
        actions.discard(by=http.user, draft_id=pk)
        messages.success(http, "The draft has been discarded. What it said has been deleted.")
        return redirect("referrals:drafts")
    context = {
        "heading": "Discard this draft",
        "text": "What you filled in is deleted. This cannot be undone.",
        "button": "Discard the draft",
        "warning": True,
        "back_url": reverse("referrals:draft", args=[pk]),
    }
    return render(http, "components/confirm.html", context)
