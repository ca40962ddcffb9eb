"""Following an enquiry by private link, without an account. The link shows; only its buttons act."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dco_portal.common import limits
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.documents.serve import serve
from enquiries.actions import asking, desk, thread
from enquiries.forms.thread import ReasonForm, WriteForm
from enquiries.models import Enquiry, PrivateLink
from enquiries.presenters import thread as present
from enquiries.queries import thread as queries
from enquiries.rules import asking as rules
from enquiries.rules import desk as desk_rules
from enquiries.states import EnquiryState


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the enquiry of the token: a forged one is 404, an expired one has its own page. Never cached, never indexed."""

    @login_not_required
    @never_cache
    @wraps(view)
    def wrapped(http: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        link = queries.link(token)
        if link is None:
            raise NotFound(
                "This link is not one of ours. Check that you have copied the whole of it from the e-mail."
            )
        if not link.open:
            response = render(http, "enquiries/follow_expired.html", {"token": token}, status=410)
        else:
            response = view(http, link, token, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


def page(
    http: HttpRequest, link: PrivateLink, token: str, *, form: WriteForm | None = None, reopen: ReasonForm | None = None
) -> HttpResponse:  # fmt: skip
    """The asker's page, with a form that came back filled when one was refused."""
    enquiry = link.enquiry
    if enquiry.state == EnquiryState.UNCONFIRMED:
        return render(http, "enquiries/follow_confirm.html", {"enquiry": enquiry, "token": token})

    def href(file: Any) -> str:
        return reverse("enquiries:follow-file", args=[token, file.pk])

    return render(http, "enquiries/follow.html", asker_context(enquiry, href, names=False) | {
        "token": token, "form": form or WriteForm(), "reopen_form": reopen or ReasonForm(), "link": link,
        "write_url": reverse("enquiries:follow-write", args=[token]),
        "reopen_url": reverse("enquiries:follow-reopen", args=[token]),
        "page_has_errors": bool(reopen and reopen.errors),
    })  # fmt: skip


def asker_context(enquiry: Enquiry, href: Callable[[Any], str], *, names: bool) -> dict[str, Any]:
    """What both of the asker's pages show."""
    return {
        "enquiry": enquiry,
        "status": present.asker_state(enquiry),
        "status_colour": present.colour(enquiry.state),
        "facts": present.asker_facts(enquiry),
        "thread": present.for_asker(enquiry, href, names=names),
        "may_write": desk_rules.can_follow_up(enquiry),
        "closed": enquiry.state in {EnquiryState.RESOLVED, EnquiryState.SIGNPOSTED},
    }


@require_GET
@by_link
def show(http: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """The enquiry, or the button that confirms the address."""
    return page(http, link, token)


@require_POST
@by_link
def confirm(http: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """The address is confirmed: the team sees the question now."""
    enquiry = asking.confirm(token=token)
    messages.success(
        http,
        f"Thank you. Your question is with the DCO team. The reference is {enquiry.reference}.",
    )
    return redirect("enquiries:follow", token=token)


@require_POST
@by_link
def write(http: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """The asker writes."""
    name, times, seconds = rules.FOLLOWING
    if not limits.allowed(http, name, times=times, seconds=seconds):
        return render(http, "enquiries/too_many.html", status=429)
    form = WriteForm(http.POST, http.FILES)
    if form.is_valid():
        try:
            thread.follow_up_by_link(token=token, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Your message has been sent.")
            return redirect(reverse("enquiries:follow", args=[token]) + "#thread")
    return page(http, link, token, form=form)


@require_POST
@by_link
def reopen(http: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """The asker says that it is not settled."""
    form = ReasonForm(http.POST)
    if form.is_valid():
        desk.reopen_by_link(token=token, reason=form.cleaned_data["reason"])
        messages.success(http, "Your question is open again.")
        return redirect(reverse("enquiries:follow", args=[token]) + "#thread")
    return page(http, link, token, reopen=form)


@require_GET
@by_link
def download(http: HttpRequest, link: PrivateLink, token: str, file_id: uuid.UUID) -> FileResponse:
    """A file of a message that the asker may see."""
    return serve(http, queries.file(link.enquiry, file_id, inside=False), by=None)


@require_POST
@login_not_required
@never_cache
def renew(http: HttpRequest, token: str) -> HttpResponse:
    """A fresh link, to the same address and nowhere else."""
    name, times, seconds = rules.FOLLOWING
    if not limits.allowed(http, name, times=times, seconds=seconds):
        return render(http, "enquiries/too_many.html", status=429)
    try:
        asking.renew_link(token=token)
    except Conflict as error:
        return render(http, "enquiries/follow_renewed.html", {"problem": error.message}, status=409)
    return render(http, "enquiries/follow_renewed.html")
