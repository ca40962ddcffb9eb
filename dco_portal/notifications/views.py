"""A person's own messages, and how often they want e-mails."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.notifications import actions, queries
from dco_portal.notifications.forms import PreferencesForm


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One's own messages, newest first."""
    found = queries.page(
        request.user,
        after=_uuid(request.GET.get("after", "")),
        before=_uuid(request.GET.get("before", "")),
    )
    return render(
        request,
        "notifications/list.html",
        {
            "rows": found.rows,
            "unread": queries.unread(request.user),
            "previous_cursor": found.before,
            "next_cursor": found.after,
        },
    )


@require_POST
def read(request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """Mark one message, or all, as read."""
    actions.mark_read(by=request.user, notification_id=pk)
    return redirect("notifications:list")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose between an e-mail each time and one a day."""
    initial = {"digest": "daily" if request.user.digest else "each"}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.choose_digest(by=request.user, digest=form.cleaned_data["digest"])
        messages.success(request, "Your choice is saved.")
        return redirect("notifications:list")
    status = 422 if form.is_bound else 200
    return render(request, "notifications/preferences.html", {"form": form}, status=status)
