"""Asking, step by step, with or without an account; nothing is kept before the last step."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.accounts.permissions import Permission as P
from dco_portal.common import limits
from dco_portal.common.errors import Invalid
from enquiries.actions import asking as actions
from enquiries.forms.asking import ComplaintForm, StartForm, WordsForm
from enquiries.models import Enquiry
from enquiries.presenters import asking as present
from enquiries.queries import routing, suggest
from enquiries.rules import asking as rules
from enquiries.states import DIVERTED, Topic

form_page = require_http_methods(["GET", "POST"])


def _start_form(http: HttpRequest, *, fill: bool = False) -> StartForm:
    account = rules.asks_by_account(http.user)
    areas = routing.areas(http.user if account else None)
    initial = present.initial_role(http.user) if account else {}
    return StartForm(http.GET if fill else None, areas=areas, initial=initial)


@require_safe
@login_not_required
def start(http: HttpRequest) -> HttpResponse:
    """Who, what about, how urgent, where: then the words, or the way to those who help at once."""
    filled = "topic" in http.GET or "role" in http.GET
    form = _start_form(http, fill=filled)
    if filled and form.is_valid() and "change" not in http.GET:
        name = "enquiries:new-words"
        if form.cleaned_data["urgency"] in DIVERTED:
            name = "enquiries:new-urgent"
        elif form.cleaned_data["topic"] == Topic.COMPLAINT:
            name = "enquiries:new-complaint"
        return redirect(f"{reverse(name)}?{present.query(form)}")
    if "change" in http.GET:
        form = _start_form(http)
        form.initial = {
            **form.initial,
            **{key: http.GET[key] for key in form.fields if key in http.GET},
        }
    return render(
        http,
        "enquiries/new_start.html",
        {"form": form, "account": rules.asks_by_account(http.user)},
    )


def _begun(http: HttpRequest) -> StartForm | None:
    """The first step's answers from the address, or None when they are not whole."""
    form = _start_form(http, fill=True)
    return form if form.is_valid() else None


@require_safe
@login_not_required
def urgent(http: HttpRequest) -> HttpResponse:
    """Emergencies stop here, with the right telephone numbers."""
    form = _begun(http)
    context = {
        "numbers": present.numbers(form.where if form else None),
        "danger": http.GET.get("urgency") == "danger",
    }
    return render(http, "enquiries/new_urgent.html", context)


@form_page
@login_not_required
def complaint(http: HttpRequest) -> HttpResponse:
    """Where complaints go: choose the organisation, and its complaints route and PALS are shown."""
    start_form = _begun(http)
    if start_form is None:
        return redirect("enquiries:new")
    area = start_form.where
    form = ComplaintForm(http.POST or None, organisations=routing.complaint_routes(area))
    shown = None
    if http.method == "POST" and form.is_valid():
        shown = form.cleaned_data["organisation"]
        if limits.allowed(http, "enquiries.complaint", times=20, seconds=3600):
            actions.signpost_complaint(
                by=present.account(http.user), icb=area.icb, organisation=shown,
                role=start_form.cleaned_data["role"],
            )  # fmt: skip
    context = {"form": form, "shown": shown, "area": area, "back_url": present.back(start_form)}
    return render(http, "enquiries/new_complaint.html", context)


@form_page
@login_not_required
@never_cache
def words(http: HttpRequest) -> HttpResponse:
    """The words; then what may answer them; then they are sent. Nothing is stored before that."""
    begun = _begun(http)
    if (
        begun is None
        or begun.cleaned_data["urgency"] in DIVERTED
        or begun.cleaned_data["topic"] == Topic.COMPLAINT
    ):
        return redirect("enquiries:new")
    form = _words_form(http, begun)
    if http.method == "GET" or "change" in http.POST:
        return _page(http, "new_words", begun, form)
    if form.trapped:
        return redirect("enquiries:new-sent")
    name, times, seconds = rules.SENDING if "send" in http.POST else rules.LOOKING
    if not limits.allowed(http, name, times=times, seconds=seconds):
        return render(http, "enquiries/too_many.html", status=429)
    if not form.is_valid() or not _checked(form):
        return _page(http, "new_words", begun, form)
    if rules.may_mean_danger(_all_words(form)) and "nobody_in_danger" not in http.POST:
        return _page(http, "new_danger", begun, form)
    return _send(http, begun, form) if "send" in http.POST else _look(http, begun, form)


def _words_form(http: HttpRequest, begun: StartForm) -> WordsForm:
    account = rules.asks_by_account(http.user)
    return WordsForm(
        http.POST if http.method == "POST" else None, role=begun.cleaned_data["role"],
        topic=begun.cleaned_data["topic"], account=account,
        sees_children=account and http.user.may(P.SEE_CHILDREN),
        initial=present.initial_words(http),
    )  # fmt: skip


def _checked(form: WordsForm) -> bool:
    """Whether what was typed of a child stands; messages are put beside the fields."""
    try:
        rules.check_child({name: form.cleaned_data.get(name) or "" for name in actions.CHILD})
    except Invalid as error:
        form.take(error)
        return False
    return True


def _all_words(form: WordsForm) -> str:
    return " ".join(
        str(form.cleaned_data.get(name, "")) for name in ("subject", "text", "tried_other")
    )


def _page(
    http: HttpRequest, template: str, begun: StartForm, form: WordsForm, **more: Any
) -> HttpResponse:
    context = {
        "form": form, "begun": present.begun(begun), "numbers": present.numbers(begun.where),
        "kept": form.kept() if form.is_bound else [], "start_url": present.back(begun), **more,
    }  # fmt: skip
    return render(http, f"enquiries/{template}.html", context)


def _look(http: HttpRequest, begun: StartForm, form: WordsForm) -> HttpResponse:
    """What may answer the question, and what will be sent."""
    values = form.cleaned_data
    found = suggest.suggestions(
        f"{values['subject']} {values['text']}", icb=begun.where.icb, subject=values["subject"],
        la=begun.where.la,
    )  # fmt: skip
    return _page(
        http, "new_check", begun, form, suggestions=found, summary=present.summary(begun, form)
    )


def _send(http: HttpRequest, begun: StartForm, form: WordsForm) -> HttpResponse:
    area, first = begun.where, begun.cleaned_data
    by = present.account(http.user)
    try:
        enquiry = actions.submit(
            by=by, icb=area.icb, la=area.la, place=area.place, role=first["role"], topic=first["topic"],
            urgency=first["urgency"], values=form.cleaned_data, offered=present.offered(http),
        )  # fmt: skip
    except Invalid as error:
        form.take(error)
        return _page(http, "new_words", begun, form)
    return _sent(http, enquiry)


def _sent(http: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    if enquiry.has_account:
        messages.success(http, f"Sent. The reference is {enquiry.reference}.")
        return redirect("enquiries:thread", pk=enquiry.pk)
    return redirect("enquiries:new-sent")


@require_safe
@login_not_required
def sent(http: HttpRequest) -> HttpResponse:
    """Look in your e-mail. The same page for everybody, robots too."""
    return render(http, "enquiries/new_sent.html")
