"""What every request passes: its id, sign-in limits, who acts, domain errors.

A database that is away is answered in `dco_portal.home.errors`: it may fail in any of these layers.
"""

import datetime as dt
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts import acting, replay
from dco_portal.common import errors, shared_pages
from dco_portal.common.clock import now
from dco_portal.common.logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]
STARTED, SEEN = "signed_in_at", "seen_at"


class RequestIdMiddleware:
    """Gives each request an id: on its log lines, its audit rows and its answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class WholeAddressMiddleware:
    """Refuses an address that holds a NUL (400): Postgres takes none, and no page of ours makes one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL.")
        return self.get_response(request)


class SharedPagesMiddleware:
    """Lets caches keep the pages that are the same for everybody (`common.shared_pages`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return shared_pages.finish(request, self.get_response(request))


class SessionLimitsMiddleware:
    """Ends a sign-in after 30 idle minutes and after 12 hours in any case.

    What was sent with the first page after that is kept, and comes back after signing in again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            moment = now()
            started = self._moment(request, STARTED, moment)
            seen = self._moment(request, SEEN, moment)
            if moment - seen > dt.timedelta(
                minutes=settings.SESSION_IDLE_MINUTES
            ) or moment - started > dt.timedelta(hours=settings.SESSION_MAX_HOURS):
                request.ended_for = request.user.pk  # type: ignore[attr-defined]
                logout(request)
            elif STARTED not in request.session or moment - seen > dt.timedelta(minutes=1):
                request.session[STARTED] = started.isoformat()
                request.session[SEEN] = moment.isoformat()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Runs after the CSRF check: only what the person's own page sent is kept."""
        ended_for = getattr(request, "ended_for", None)
        wanted = getattr(view, "login_required", True)
        if ended_for is None or not wanted or request.method != "POST":
            return None
        return replay.sign_in_again(request, ended_for)

    @staticmethod
    def _moment(request: HttpRequest, key: str, default: dt.datetime) -> dt.datetime:
        text = request.session.get(key)
        return dt.datetime.fromisoformat(text) if text else default


class PrivatePagesMiddleware:
    """Tells browsers not to keep what somebody signed in was shown: "back" after signing out shows nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        private = request.session.session_key and request.user.is_authenticated
        if private and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class ActingAsMiddleware:
    """Sets the membership that the signed-in person acts in, as they chose it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(acting.KEY)
        if chosen and request.user.is_authenticated:
            for membership in request.user.memberships_now:
                if str(membership.pk) == chosen:
                    request.user.act_in(membership)
        return self.get_response(request)


class RequireMfaMiddleware:
    """Sends a person without a second factor to set one up, when `REQUIRE_MFA` says so."""

    ALLOWED = ("/accounts/", "/static/", "/health/", "/accessibility/", "/privacy/", "/cookies/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.REQUIRE_MFA
            and request.user.is_authenticated
            and not request.path.startswith(self.ALLOWED)
            and not self._has_second_factor(request)
        ):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    @staticmethod
    def _has_second_factor(request: HttpRequest) -> bool:
        from allauth.mfa.utils import is_mfa_enabled

        return is_mfa_enabled(request.user)


class DomainErrorsMiddleware:
    """Turns domain errors into their pages, once, and leaves an audit row for a refusal.

    The row is written after the action's transaction was rolled back, so it stays.
    """

    PAGES = ((errors.NotAllowed, 403), (errors.NotFound, 404), (errors.Conflict, 409))

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        status = next((code for kind, code in self.PAGES if isinstance(error, kind)), None)
        if status is None and isinstance(error, PermissionDenied):
            status = 403
        if status is None and isinstance(error, Http404):
            status = 404
        if status is None:
            return None
        if status in {403, 404} and request.user.is_authenticated:
            match = request.resolver_match
            kwargs = match.kwargs if match else {}
            audit.denied(
                by=request.user,
                path_name=match.view_name if match else "",
                object_id=next((str(v) for v in kwargs.values() if isinstance(v, uuid.UUID)), ""),
                status=status,
            )
        message = error.message if isinstance(error, errors.DomainError) else ""
        return render(request, f"{status}.html", {"message": message}, status=status)
