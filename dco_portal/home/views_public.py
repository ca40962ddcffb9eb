"""Public pages of the whole service: start, accessibility statement, privacy notice, cookies."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """What the service is, in plain words, with the doors to the parts that exist."""
    return render(request, "home/start.html")


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that public bodies owe."""
    return render(request, "home/accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(request, "home/privacy.html")


@require_safe
@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    """Which cookies are set, all of them needed."""
    return render(request, "home/cookies.html", {"session_hours": settings.SESSION_MAX_HOURS})


@require_safe
@never_cache
def stay(request: HttpRequest) -> HttpResponse:
    """Asked for by the idle warning: being asked is enough, the sign-in goes on. No content."""
    return HttpResponse(status=204)
