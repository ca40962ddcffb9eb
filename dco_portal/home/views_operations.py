"""/operations/: what runs behind the pages, what is stuck, and "Try again"."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dco_portal.accounts.permissions import Permission
from dco_portal.common.clock import now
from dco_portal.common.templatetags.portal import plural
from dco_portal.home import actions
from dco_portal.home import presenters_operations as show
from dco_portal.notifications import actions as notifications
from dco_portal.notifications import queries as messages_sent


@require_safe
@never_cache
def operations(request: HttpRequest) -> HttpResponse:
    """How every part stands."""
    if not request.user.may(Permission.SEE_OPERATIONS):
        raise PermissionDenied
    parts = show.parts()
    return render(
        request,
        "home/operations.html",
        {
            "parts": parts,
            "wrong": sum(part.state == "bad" for part in parts),
            "tasks": show.stuck_tasks(),
            "mails": messages_sent.failed(show.SHOWN),
            "may_repair": request.user.may(Permission.REPAIR_OPERATIONS),
            "at": now(),
        },
    )


@require_POST
def retry_task(request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """Try one task again, or all."""
    count = actions.retry_task(by=request.user, task_id=pk)
    messages.success(request, f"{plural(count, 'task is', 'tasks are')} tried again.")
    return redirect("home:operations")


@require_POST
def retry_mail(request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """Try one message again, or all."""
    count = notifications.try_again(by=request.user, notification_id=pk)
    messages.success(request, f"{plural(count, 'e-mail is', 'e-mails are')} tried again.")
    return redirect("home:operations")
