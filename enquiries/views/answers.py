"""Questions answered: the public pages, and the desk where answers are written, approved, reviewed and withdrawn."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import limits, sheets
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.common.forms import PortalForm
from dco_portal.common.steps import step
from dco_portal.work import actions as work
from enquiries.actions import answers as actions
from enquiries.forms import answers as forms
from enquiries.models import Answer
from enquiries.presenters import answers as present
from enquiries.queries import answers as queries
from enquiries.queries import thread
from enquiries.rules import answers as rules

form_page = require_http_methods(["GET", "POST"])


@require_safe
@login_not_required
def index(http: HttpRequest) -> HttpResponse:
    """All published answers, or those that fit the words."""
    form = forms.SearchForm(http.GET)
    given = form.cleaned_data if form.is_valid() else {"q": "", "topic": ""}
    context: dict[str, Any] = {"form": form, "q": given["q"]}
    if given["q"].strip():
        context["found"] = queries.search(given["q"], topic=given["topic"])
    else:
        after, before = http.GET.get("after", ""), http.GET.get("before", "")
        context["found"], context["page"] = queries.page(
            topic=given["topic"], after=after, before=before
        )
    return render(http, "enquiries/answers.html", context)


@require_safe
@login_not_required
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One published answer."""
    answer = queries.one(pk)
    if answer is None:
        raise NotFound("There is no such answer, or it has been withdrawn.")
    return render(http, "enquiries/answer.html", {"answer": answer, "thanks": "thanks" in http.GET})


@require_POST
@login_not_required
def helped(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """It answers somebody's question: counted, and nothing else is kept."""
    if limits.allowed(http, "enquiries.helped", times=10, seconds=3600):
        actions.count_helped(by=None, answer_id=pk)
    return redirect(f"{reverse('enquiries:answer', args=[pk])}?thanks")


def _desk(http: HttpRequest, pk: uuid.UUID) -> Answer:
    rules.check_may_publish(http.user)
    found = (
        queries.with_uses(Answer.objects.visible_to(http.user))
        .filter(pk=pk)
        .select_related("live", "enquiry", "icb")
        .first()
    )
    if found is None:
        raise NotFound
    return found


@require_safe
def desk_list(http: HttpRequest) -> HttpResponse:
    """The team's answers."""
    rules.check_may_publish(http.user)
    view = http.GET.get("view", "all")
    page = queries.desk(
        http.user, view, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )
    context = {
        "views": present.views(view if view in present.VIEWS else "all"), "columns": present.COLUMNS,
        "rows": [present.row(row) for row in page.rows], "page": page, "csv_url": reverse("enquiries:answer-csv"),
    }  # fmt: skip
    return render(http, "enquiries/answer_list.html", context)


@require_safe
def desk_csv(http: HttpRequest) -> StreamingHttpResponse:
    """All of the team's answers as a file."""
    rules.check_may_publish(http.user)
    work.note_export(by=http.user, query="", what="answers.csv")
    header = [
        "Reference",
        "Question",
        "Topic",
        "State",
        "Last reviewed",
        "Review by",
        "Used in replies",
        "Helped",
    ]
    return sheets.download("answers.csv", header, (
        [row.reference, row.live.question if row.live else "", row.get_topic_display(), row.get_state_display(),
         row.reviewed_on, row.review_on, row.in_replies, row.helped]
        for row in queries.of_team(http.user)
    ))  # fmt: skip


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Write an answer for everybody, from an enquiry where the address names one."""
    rules.check_may_publish(http.user)
    pk = _id(http.GET.get("enquiry"))
    source = thread.scoped(http.user, pk) if pk else None
    initial = (
        {"question": source.subject, "topic": source.topic, "service": source.service}
        if source
        else {}
    )
    form = forms.AnswerForm(http.POST or None, initial=initial)
    if http.method == "POST" and form.is_valid():
        values = {key: form.cleaned_data[key] for key in ("question", "text", "topic", "service")}
        try:
            answer = actions.begin(by=http.user, enquiry_id=source.pk if source else None, **values)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Saved as a draft. Hand it in when it is ready.")
            return redirect("enquiries:answer-desk", pk=answer.pk)
    return render(
        http,
        "enquiries/answer_form.html",
        {"form": form, "source": source, "heading": "Write an answer for everybody"},
    )


def _id(text: str | None) -> uuid.UUID | None:
    """The text, where it is an id; a forged one begins with nothing."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


@require_safe
def desk(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One answer with its versions and what may be done."""
    answer = _desk(http, pk)
    change = rules.change_of(answer)
    steps = present.steps(answer, change, http.user)
    state, words = present.state_of(answer, change.state if change else "")
    context = {
        "answer": answer, "change": change, "actions": steps, "versions": present.versions(answer),
        "status": words, "status_colour": present.COLOURS.get(state, "grey"),
        "own": bool(change and change.written_by_id == http.user.pk and change.state == "checking"),
        "source_seen": answer.enquiry_id,
    }  # fmt: skip
    return render(http, "enquiries/answer_desk.html", context)


@form_page
def write(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change the draft, or begin a new version."""
    answer = _desk(http, pk)
    rules.check_can_write(http.user, answer)
    base = rules.change_of(answer) or answer.versions.order_by("-number").first()
    seen = actions.stamp(rules.change_of(answer))
    initial = {"topic": answer.topic, "service": answer.service, "seen": seen}
    if base:
        initial |= {"question": base.question, "text": base.text}
    form = forms.AnswerForm(http.POST or None, initial=initial)
    if http.method == "POST" and form.is_valid():
        try:
            actions.write(by=http.user, answer_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
            form.renew(seen)
        else:
            messages.success(http, "The draft has been saved.")
            return redirect("enquiries:answer-desk", pk=pk)
    context = {
        "form": form,
        "answer": answer,
        "heading": f"Write {answer.reference}",
        "source": None,
    }
    return render(http, "enquiries/answer_form.html", context)


@require_POST
def submit(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the draft in."""
    _desk(http, pk)
    actions.submit(by=http.user, answer_id=pk)
    messages.success(http, "Handed in. Somebody else of the team checks and publishes it.")
    return redirect("enquiries:answer-desk", pk=pk)


@form_page
def approve(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The check before publishing: what may point at a person is marked."""
    answer = _desk(http, pk)
    rules.check_can_approve(http.user, answer)
    change = rules.change_of(answer)
    assert change is not None  # check_can_approve found it
    found = actions.findings(answer, change)
    form = forms.ApproveForm(
        http.POST or None, marked=bool(found), initial={"number": change.number}
    )
    if http.method == "POST" and form.is_valid():
        try:
            actions.approve(by=http.user, answer_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Published.")
            return redirect("enquiries:answer-desk", pk=pk)
    context = {"form": form, "answer": answer, "change": change, **present.checked(change, found)}
    return render(http, "enquiries/answer_approve.html", context)


def _step(
    http: HttpRequest, answer: Answer, form: PortalForm, act: Callable[[dict[str, Any]], Any], *, done: str, **page: Any
) -> HttpResponse:  # fmt: skip
    back = reverse("enquiries:answer-desk", args=[answer.pk])
    return step(http, form, act, back=back, done=done, **page)


@form_page
def send_back(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give it back to the writer."""
    answer = _desk(http, pk)
    rules.check_can_approve(http.user, answer)
    return _step(
        http, answer, forms.CommentForm(http.POST or None),
        lambda data: actions.send_back(by=http.user, answer_id=pk, **data),
        heading=f"Send {answer.reference} back", button="Send back", done="The writer has been told.",
    )  # fmt: skip


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it off the public pages."""
    answer = _desk(http, pk)
    rules.check_can_withdraw(http.user, answer)
    return _step(
        http, answer, forms.WithdrawForm(http.POST or None),
        lambda data: actions.withdraw(by=http.user, answer_id=pk, **data),
        heading=f"Withdraw {answer.reference}", button="Withdraw", warning=True, done="The answer is not public any more.",
        text="It disappears from the public pages at once. Its versions stay, and a new version can be published.",
    )  # fmt: skip


@form_page
def review(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that it is still right."""
    answer = _desk(http, pk)
    rules.check_can_review(http.user, answer)
    return _step(
        http, answer, forms.ReviewForm(http.POST or None),
        lambda data: actions.review(by=http.user, answer_id=pk, **data),
        heading=f"Is {answer.reference} still right?", button="Yes, it is still right", done="Reviewed today.",
    )  # fmt: skip
