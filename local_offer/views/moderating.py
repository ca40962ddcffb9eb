"""The editors' desk for what families sent: comments with their answers, and corrections."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.accounts.permissions import Permission as P
from dco_portal.common import sheets
from dco_portal.common.clock import london
from dco_portal.common.errors import NotAllowed
from dco_portal.common.steps import step
from local_offer.actions import comments as actions
from local_offer.forms import moderating as forms
from local_offer.models import Comment
from local_offer.presenters import moderating as present
from local_offer.queries import community
from local_offer.rules import community as rules

form_page = require_http_methods(["GET", "HEAD", "POST"])


def editor(request: HttpRequest) -> Any:
    """The signed-in editor. Raises NotAllowed for other roles."""
    if not request.user.may(P.EDIT_LOCAL_OFFER):
        raise NotAllowed(rules.NOT_EDITOR)
    return request.user


@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """Comments by what is to be done with them."""
    by = editor(request)
    view = present.view(request.GET.get("view", ""))
    page = community.comments(
        by, view, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "views": present.views(view),
        "columns": present.COLUMNS,
        "rows": [present.row(each) for each in page.rows],
        "page": page,
        "csv_url": f"{reverse('local_offer:comments-csv')}?view={view}",
    }
    return render(request, "local_offer/comments_desk.html", context)


@require_safe
def comments_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The comments of a view as a file."""
    rows = community.all_comments(editor(request), present.view(request.GET.get("view", "")))
    return sheets.download(
        "local-offer-comments.csv",
        present.CSV_HEADER,
        (
            [
                london(each.created_at).date(), each.local_authority.name, each.service.name if each.service else "",
                each.get_said_by_display(), each.words, each.get_state_display(), each.get_why_display(),
                each.response, london(each.responded_at).date() if each.responded_at else "",
            ]
            for each in rows.iterator(500)
        ),
    )  # fmt: skip


@require_safe
def comment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One comment, what in it may tell who somebody is, and what to do with it."""
    by = editor(request)
    found = community.comment(by, pk)
    context = {
        "comment": found,
        "telling": rules.personal_details(found.words),
        "actions": present.actions(by, found),
    }
    return render(request, "local_offer/comment_desk.html", context)


@form_page
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a comment, personal details taken out."""
    by = editor(request)
    found = community.comment(by, pk)
    rules.check_can_publish(by, found)
    telling = rules.personal_details(found.words)
    return step(
        request,
        forms.PublishForm(request.POST or None, initial={"words": found.words}),
        lambda values: actions.publish(by=by, comment_id=pk, words=values["words"]),
        back=reverse("local_offer:moderate", args=[pk]),
        done="Comment published",
        heading="Publish this comment",
        text=[f"It may hold {', '.join(telling)}: look closely."] if telling else [],
        button="Publish",
    )


@form_page
def refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Do not publish a comment, with the reason."""
    by = editor(request)
    found = community.comment(by, pk)
    rules.check_can_refuse(by, found)
    return step(
        request,
        forms.RefuseForm(request.POST or None),
        lambda values: actions.refuse(
            by=by, comment_id=pk, why=values["why"], reason=values["reason"]
        ),
        back=reverse("local_offer:moderate", args=[pk]),
        done="Comment not published",
        heading="Do not publish this comment",
        text=[
            "The reason is kept with it. A comment that tells who somebody is loses its words at once."
        ],
        button="Do not publish",
        warning=found.state == Comment.State.PUBLISHED,
    )


@form_page
def respond(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say in public what was done."""
    by = editor(request)
    found = community.comment(by, pk)
    rules.check_can_respond(by, found)
    return step(
        request,
        forms.RespondForm(request.POST or None, initial={"response": found.response}),
        lambda values: actions.respond(by=by, comment_id=pk, response=values["response"]),
        back=reverse("local_offer:moderate", args=[pk]),
        done="Answer published",
        heading="What did you do?",
        text=[f"They said: “{found.words}”"],
        button="Publish the answer",
    )


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Corrections that families suggested."""
    by = editor(request)
    view = "all" if request.GET.get("view") == "all" else "open"
    page = community.corrections(
        by, view, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "views": present.correction_views(view),
        "columns": present.CORRECTION_COLUMNS,
        "rows": [present.correction_row(each) for each in page.rows],
        "page": page,
    }
    return render(request, "local_offer/corrections_desk.html", context)


@form_page
def correction(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One correction, and what became of it."""
    by = editor(request)
    found = community.correction(by, pk)
    if not rules.can_decide(by, found):
        return render(request, "local_offer/correction_desk.html", {"correction": found})
    return step(
        request,
        forms.DecideForm(request.POST or None),
        lambda values: actions.decide_correction(
            by=by, correction_id=pk, made=values["made"] == "yes", answer=values["answer"]
        ),
        back=reverse("local_offer:corrections-desk"),
        done="Noted",
        heading=f"Correction to {found.service.name}",
        summary=present.correction_facts(found),
        button="Save",
    )
