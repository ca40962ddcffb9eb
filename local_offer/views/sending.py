"""What visitors send in: comments on an entry or on the whole offer, and corrections."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import limits
from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm
from dco_portal.common.shared_pages import shared
from local_offer.actions import comments as actions
from local_offer.forms.community import CommentForm, CorrectionForm, TrapForm
from local_offer.presenters import entry as present
from local_offer.queries import community, public

form_page = require_http_methods(["GET", "HEAD", "POST"])
TOO_MANY = "You have sent several in a short time. Wait an hour, then try again. What you wrote is still here"
HOURLY = {"times": 5, "seconds": 3600}


def _taken(request: HttpRequest, form: TrapForm, act: Any) -> bool:
    """Send a form once it is in order; False shows it again. What a machine sent is dropped."""
    if request.method != "POST" or not form.is_valid():
        return False
    if form.trapped:
        return True
    if not limits.allowed(request, "local_offer.send", **HOURLY):
        form.add_error(None, TOO_MANY)
        return False
    try:
        act(form.cleaned_data)
    except Invalid as error:
        form.take(error)
        return False
    return True


@form_page
@login_not_required
@never_cache
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Comment on one entry."""
    service = public.brief(slug)
    form = CommentForm(request.POST or None, authorities=None)

    def send(values: dict[str, Any]) -> None:
        actions.comment(
            by=None,
            local_authority=service.local_authority,
            service=service,
            words=values["words"],
            said_by=values["said_by"],
        )

    heading = f"Comment on {service.name}"
    return _answer(
        request, form, send, heading=heading, back=reverse("local_offer:service", args=[slug])
    )


@form_page
@login_not_required
@never_cache
def comment_offer(request: HttpRequest) -> HttpResponse:
    """Comment on a Local Offer as a whole, or on what is missing from it."""
    form = CommentForm(request.POST or None, authorities=public.authorities())

    def send(values: dict[str, Any]) -> None:
        actions.comment(
            by=None,
            local_authority=values["authority"],
            words=values["words"],
            said_by=values["said_by"],
        )

    return _answer(
        request, form, send, heading="Comment on the Local Offer", back=reverse("local_offer:said")
    )


@form_page
@login_not_required
@never_cache
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that an entry is wrong."""
    service = public.brief(slug)
    form = CorrectionForm(request.POST or None)

    def send(values: dict[str, Any]) -> None:
        actions.suggest_correction(
            by=None, service=service, about=values["about"], words=values["words"]
        )

    back = reverse("local_offer:service", args=[slug])
    return _answer(
        request, form, send, heading=f"Correct {service.name}", back=back, kind="correct"
    )


def _answer(
    request: HttpRequest, form: PortalForm, send: Any, *, heading: str, back: str, kind: str = "comment"
) -> HttpResponse:  # fmt: skip
    """The form, or the page that says thank you."""
    context = {
        "form": form,
        "heading": heading,
        "back_url": back,
        "kind": kind,
        "ask_url": present.link("enquiries:new"),
    }
    if _taken(request, form, send):
        return render(request, "local_offer/sent.html", context)
    return render(request, "local_offer/send.html", context, status=200)


@require_safe
@login_not_required
@shared(300)
def said(request: HttpRequest) -> HttpResponse:
    """You said, we did: how to comment, the published comments on the whole offer, and the statements."""
    found = public.offer_comments()
    context = {
        "groups": [
            {"authority": authority, "comments": present.said(comments)}
            for authority, comments in found
        ],
        "statements": community.published_statements(),
    }
    return render(request, "local_offer/said.html", context)
