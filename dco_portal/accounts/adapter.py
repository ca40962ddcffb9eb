"""How allauth behaves here: invitation only, mails through the outbox, sign-ins in the audit trail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from dco_portal import audit
from dco_portal.accounts import mails
from dco_portal.common.clock import now

SIGNED_IN = "password_given_at"  # session key: seconds since 1970


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
        """Who signed in here a moment ago is not asked again before changing how they sign in."""
        signed_in = self.request.session.get(SIGNED_IN)
        if signed_in and now().timestamp() - signed_in < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            audit.record("accounts.signed_in", by=user)
        request.session[SIGNED_IN] = now().timestamp()
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note that somebody failed; never with which address, it may be a mistyped password."""
        with transaction.atomic():
            audit.record("accounts.sign_in_failed", by=None)
        super().authentication_failed(request, **credentials)
