"""Mails about an account: stored with the change, sent by the worker, tried again when mail is down."""

import uuid

from django.core.mail import EmailMessage
from django.db import transaction

from dco_portal.accounts.models import AccountMail
from dco_portal.common import outbox
from dco_portal.common.clock import now

SEND = "accounts.send_mail"


@transaction.atomic
def queue(*, email: str, subject: str, body: str) -> AccountMail:
    """Owe a mail; it goes out after this transaction commits."""
    mail = AccountMail.objects.create(email=email, subject=subject, body=body)
    outbox.enqueue(SEND, mail.pk)
    return mail


@transaction.atomic
def send(mail_id: uuid.UUID) -> None:
    """Send one mail unless it was sent, then wipe its text. Raises what the mail server raises."""
    mail = AccountMail.objects.select_for_update().get(pk=mail_id)
    if mail.sent_at:
        return
    EmailMessage(subject=mail.subject, body=mail.body, to=[mail.email]).send()
    mail.sent_at = now()
    mail.body = ""
    mail.save()
