"""Sending a shortlist by e-mail: sent at once, and the address is kept nowhere."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Invalid
from local_offer.models import Service


def email_shortlist(
    *, by: User | None, email: str, services: Sequence[Service], base_url: str
) -> int:
    """Mail these entries' names, contacts and addresses to somebody; how many. Nothing is kept but that it happened.

    It goes out while the person waits (10 seconds at most), for a queue would keep the address. `by` is
    None for the public. Raises Invalid on `email` when the mail server does not take it.
    """
    message = EmailMessage(
        subject="Your shortlist from the Local Offer",
        body=render_to_string(
            "emails/local_offer/shortlist.txt", {"services": services, "base_url": base_url}
        ),
        to=[email],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        raise Invalid(
            {"email": "The email could not be sent now. Check the address, or try again later"}
        ) from error
    audit.record("local_offer.shortlist_mailed", by=by, entries=len(services))
    return len(services)
