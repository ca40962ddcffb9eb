"""How allauth behaves here: invitation only, mails through the outbox, sign-ins in the audit trail."""

import datetime as dt
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from dco_portal import audit
from dco_portal.accounts import mails
from dco_portal.common.clock import now


class AccountAdapter(DefaultAccountAdapter):
    """Closes public sign-up, queues mails so that pages work while mail is down, notes sign-ins."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, while the request is there; the worker sends."""
        message = self.render_mail(
            template_prefix, email, {"request": self.request, "email": email, **context}
        )
        mails.queue(email=email, subject=str(message.subject), body=str(message.body))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago sets up their first second factor without the password again."""
        user = self.request.user
        if app == "allauth.mfa" and user.is_authenticated and not is_mfa_enabled(user):
            fresh = dt.timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
            return user.last_login is None or now() - user.last_login > fresh
        return super().is_reauthentication_required(app=app, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            audit.record("accounts.signed_in", by=user)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note that somebody failed; never with which address, it may be a mistyped password."""
        with transaction.atomic():
            audit.record("accounts.sign_in_failed", by=None)
        super().authentication_failed(request, **credentials)
